import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '#test/harness/folders.ts'
import { machineLine, table } from './machine.ts'

const port = 18_082
const runs = 3

/** From the command to the first answered page: on an empty data directory (cold) and on one that was used (warm). */
export async function benchStart(): Promise<void> {
  const dataDir = temporaryFolder('start')
  try {
    const cold = await untilAnswered(dataDir)
    const warm: number[] = []
    for (let run = 0; run < runs; run += 1) warm.push(await untilAnswered(dataDir))
    const nothing = await plainNode()
    const median = warm.toSorted((a, b) => a - b)[Math.floor(runs / 2)]!
    process.stdout.write(`${machineLine()}\n\n`)
    process.stdout.write(
      `${table(
        ['start', 'ms', '× empty node'],
        [
          ['node with an empty program', Math.round(nothing), 1],
          ['cold: initdb, roles, migrations, first page', Math.round(cold), (cold / nothing).toFixed(1)],
          [`warm: first page (median of ${runs})`, Math.round(median), (median / nothing).toFixed(1)],
        ],
      )}\n`,
    )
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function untilAnswered(dataDir: string): Promise<number> {
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', './tools/register.mjs', 'src/main.ts', 'serve'], {
    env: { ...process.env, EBOK_DATA_DIR: dataDir, EBOK_PORT: String(port), EBOK_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const gone = once(child, 'exit')
  try {
    while (
      !(await fetch(`http://127.0.0.1:${port}/zaloguj`).then(
        (response) => response.ok,
        () => false,
      ))
    ) {
      if (child.exitCode !== null || performance.now() - started > 60_000) throw new Error('the portal did not start')
      await sleep(10)
    }
    return performance.now() - started
  } finally {
    child.kill('SIGTERM')
    await gone
  }
}

async function plainNode(): Promise<number> {
  const started = performance.now()
  await once(spawn(process.execPath, ['-e', '']), 'exit')
  return performance.now() - started
}
