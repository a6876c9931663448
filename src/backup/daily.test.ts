import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { packageRoot } from '#platform/files.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { verifyBackup } from './contents.ts'
import { newKeyFile } from './drill.testkit.ts'
import { copiesIn } from './folder.ts'
import { readKeyFile } from './key.ts'

const folder = temporaryFolder()
after(() => rmSync(folder, { recursive: true, force: true }))

test('a running program with a settings file makes its first copy by itself, in a process of its own', async () => {
  const keyFile = newKeyFile(folder)
  const copies = join(folder, 'kopie')
  mkdirSync(copies)
  const settings = join(folder, 'ebok.env')
  writeFileSync(
    settings,
    `EBOK_DATA_DIR=${join(folder, 'dane')}\nEBOK_BACKUP_TO=${copies}\nEBOK_BACKUP_KEY_FILE=${keyFile}\nEBOK_METRICS_PORT=0\n`,
  )
  chmodSync(settings, 0o600)
  // The worker has no pages, which would take their time to be prepared.
  const { PATH } = process.env
  const program = spawn(join(packageRoot(), 'bin', 'ebok'), ['worker'], {
    env: { ...(PATH === undefined ? {} : { PATH }), EBOK_SETTINGS_FILE: settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const lines: Record<string, unknown>[] = []
  try {
    await new Promise<void>((resolve, reject) => {
      let text = ''
      program.stderr.on('data', (chunk) => {
        text += chunk
        for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
          lines.push(JSON.parse(text.slice(0, end)))
          text = text.slice(end + 1)
          if (lines.at(-1)!.event === 'backup made') resolve()
          if (lines.at(-1)!.event === 'backup failed') reject(new Error('backup failed'))
        }
      })
      program.once('exit', (code) => reject(new Error(`ended with ${code}: ${text}`)))
    })
    const port = lines.find(({ event }) => event === 'metrics')!.port
    const figures = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    assert.match(figures, /^ebok_backup_age_seconds \d\d?$/m)
  } finally {
    program.removeAllListeners('exit')
    const ended = new Promise((resolve) => program.once('exit', resolve))
    program.kill('SIGTERM')
    await ended
  }
  const [path] = copiesIn(copies, 'ebok')
  assert.ok((await verifyBackup(path!, readKeyFile(keyFile))).total.tables > 90)
})
