/** What does not kill the program: a second one on the same data, and a database that stops answering. */
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { packageRoot } from '#platform/files.ts'
import { freePort } from '#test/harness/ports.ts'
import { installed, type Program, Residents } from './installation.ts'
import { familyOf, signalAll } from './processes.ts'
import { context, exactly, type Proof } from './proof.ts'
import { Stretched } from './yardstick.ts'

export const crashSecond: Proof = {
  shows: 'a second program on the same data is refused at once, saying why, and the first one goes on',
  tests: ['src/platform/db/embedded.test.ts'],
  controls: [
    {
      name: 'no lock',
      what: 'nobody holds the data directory',
      plants: [{ file: 'src/platform/db/lock.ts', from: `lock.exec('begin exclusive')`, to: `lock.exec('select 1')` }],
    },
  ],
  run: async ({ short, control }) => {
    const program = await installed()
    const refusals = new Stretched('slowest refusal', 2_000)
    const attempts = control ? 1 : short ? 3 : 20
    let admitted = 0
    let silent = 0
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { refused, said, ms } = await second(program)
      await refusals.take(ms)
      if (!refused) admitted += 1
      if (!said.includes(`kill ${program.pid}`)) silent += 1
    }
    return [
      exactly('second programs', attempts, attempts),
      exactly('that were not refused', admitted, 0),
      exactly('refusals that do not say who holds the data and what to do', silent, 0),
      ...refusals.figures(),
      exactly('first program answers afterwards', Number(await program.isUp()), 1),
    ]
  },
}

const admittedAfterMs = 30_000

async function second({ dataDir }: Program) {
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', './tools/register.mjs', 'src/main.ts', 'serve'], {
    cwd: packageRoot(),
    env: { ...process.env, EBOK_DATA_DIR: dataDir, EBOK_PORT: String(await freePort()), EBOK_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const patience = setTimeout(() => child.kill('SIGTERM'), admittedAfterMs)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(patience)
  const ms = performance.now() - started
  return { refused: code !== 0 && ms < admittedAfterMs, said, ms }
}

export const crashDatabase: Proof = {
  shows: 'while the database does not answer, pages say so within 2 s, and are back within 5 s when it does',
  tests: ['src/platform/db/embedded.test.ts', 'src/platform/http/edge.db.test.ts'],
  controls: [
    {
      name: 'no watch',
      what: 'nobody watches whether a silent database still lives',
      plants: [
        {
          file: 'src/platform/db/database.ts',
          from: `watchSilence(() => answers(clientConfig(parts, 'resident')))`,
          to: 'watchSilence(async () => true)',
        },
      ],
    },
  ],
  run: async ({ short, control, say }) => {
    const program = await installed()
    const stoppedMs = short || control ? 8_000 : 60_000
    const stops = short || control ? 1 : 3
    const [answers, returns] = [new Stretched('slowest page meanwhile', 2_000), new Stretched('slowest return', 5_000)]
    const found = { pages: 0, wrong: [] as string[] }
    for (let stop = 0; stop < stops; stop += 1) {
      const [cookie] = (await new Residents(program).signIn(1)) as [string]
      const processes = familyOf(program.serverPid())
      signalAll(processes, 'SIGSTOP')
      try {
        const until = performance.now() + stoppedMs
        while (performance.now() < until) {
          for (const path of ['/zaloguj', '/rachunki', '/napisz']) {
            const { status, ms } = await asked(program, path, cookie)
            await answers.take(ms)
            found.pages += 1
            if (status !== 503) found.wrong.push(`${path} ${status}`)
          }
          await sleep(200)
        }
      } finally {
        signalAll([...processes].reverse(), 'SIGCONT')
      }
      const resumed = performance.now()
      while ((await asked(program, '/rachunki', cookie)).status !== 200 && performance.now() - resumed < 60_000)
        await sleep(20)
      await returns.take(performance.now() - resumed)
      say(`stopped ${stop + 1} times`)
    }
    return [
      context('database stopped', `${stops} × ${stoppedMs / 1000} s`),
      context('pages asked meanwhile', found.pages),
      exactly('that said something else than "not now"', found.wrong.length, 0),
      ...(found.wrong.length > 0 ? [context('these', [...new Set(found.wrong)].join(', '))] : []),
      ...answers.figures(),
      ...returns.figures(),
    ]
  },
}

export async function asked(program: Program, path: string, cookie: string) {
  const started = performance.now()
  const status = await fetch(`${program.url}${path}`, {
    headers: { cookie },
    redirect: 'manual',
    signal: AbortSignal.timeout(20_000),
  }).then(
    async (answer) => {
      await answer.arrayBuffer()
      return answer.status
    },
    () => 0,
  )
  return { status, ms: performance.now() - started }
}
