import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { lockDataDirectory } from '#platform/db/lock.ts'
import { packageRoot } from '#platform/files.ts'
import { sweep, temporaryFolder } from './folders.ts'

// Swept by nobody but these tests.
const parent = temporaryFolder('folders')
after(() => rmSync(parent, { recursive: true, force: true }))

/** Another process that makes a folder with a file in it, and then what `rest` says. */
async function made(rest: string): Promise<{ folder: string; end(signal?: NodeJS.Signals): Promise<void> }> {
  const script = `
    import { writeFileSync } from 'node:fs'
    const { temporaryFolder } = await import(${JSON.stringify(join(packageRoot(), 'test/harness/folders.ts'))})
    const folder = temporaryFolder('folders', ${JSON.stringify(parent)})
    writeFileSync(folder + '/plik', 'x')
    process.stdout.write(folder)
    ${rest}`
  const child = spawn(
    process.execPath,
    ['--import', join(packageRoot(), 'tools/register.mjs'), '--input-type=module', '--eval', script],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = once(child, 'exit')
  after(() => child.kill('SIGKILL'))
  const [folder] = await once(child.stdout, 'data')
  return {
    folder: String(folder),
    end: async (signal) => {
      if (signal) child.kill(signal)
      await ended
    },
  }
}

const waits = 'setInterval(() => {}, 1000)'

test('a folder goes with the process that made it, however that ends', async () => {
  const [quiet, failed, ...asked] = await Promise.all([
    made(''),
    made('setTimeout(() => { throw new Error("on purpose") })\nprocess.on("uncaughtException", () => process.exit(1))'),
    made(waits),
    made(waits),
  ])
  await Promise.all([quiet!.end(), failed!.end(), asked[0]!.end('SIGINT'), asked[1]!.end('SIGTERM')])
  for (const { folder } of [quiet!, failed!, ...asked]) assert.ok(!existsSync(folder), folder)
})

test('what a killed process left goes with the next run, what a living one has stays', async () => {
  const [killed, living] = await Promise.all([made(waits), made(waits)])
  await killed.end('SIGKILL')
  assert.ok(existsSync(killed.folder))
  sweep(parent)
  assert.deepEqual([existsSync(killed.folder), existsSync(living.folder)], [false, true])
  await living.end('SIGTERM')
})

test('a program a killed test had started keeps its data directory', async () => {
  const holding = await made(waits)
  const lock = lockDataDirectory(holding.folder)
  await holding.end('SIGKILL')
  sweep(parent)
  assert.ok(existsSync(holding.folder))
  lock.release()
  sweep(parent)
  assert.ok(!existsSync(holding.folder))
})
