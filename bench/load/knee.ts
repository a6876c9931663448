// npm run bench -- knee [--size=big] [--data=DIR] [--seconds=20] [--residents=400]
/** The rate stepped up until answers come late: where the knee is, in requests a second and in residents. */
import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { cpuSeconds, machineLine, table } from '../machine.ts'
import { climb } from './climb.ts'
import { curve } from './curve.ts'
import { kneeOf } from './figures.ts'
import { number, sizeAsked, startedProgram } from './options.ts'
import { goalMs, thinkMs } from './pace.ts'
import { invite } from './people.ts'
import { Watch } from './watch.ts'

export async function benchKnee(): Promise<void> {
  const size = sizeAsked()
  const residents = number('residents', 400)
  const program = await startedProgram(size)
  try {
    const { crowd } = await invite(program, { residents, peopleOfSeat: 4 })
    await crowd.gather()
    const watch = new Watch(program.pid, 2_000)
    const ofDriver = cpuSeconds(crowd.pid)
    const steps = await climb(crowd, {
      from: number('from', 20),
      factor: number('factor', 1.25),
      most: 5_000,
      seconds: number('seconds', 20),
      limitMs: goalMs,
      say: ({ offered, p99, errors }) =>
        process.stderr.write(
          `${offered} clicks/s: p99 ${p99.toFixed(0)} ms, ${errors} errors, load ${loadavg()[0]!.toFixed(1)}\n`,
        ),
    })
    watch.stop()
    const driver = cpuSeconds(crowd.pid) - ofDriver
    await crowd.stop()
    const { last, broken } = kneeOf(steps, goalMs)
    process.stdout.write(
      `${machineLine()}, load ${watch.load}; ${size}; ${residents} signed in; a resident clicks every ${thinkMs / 1000} s\n\n`,
    )
    const people = (clicks: number) => Math.round((clicks * thinkMs) / 1000)
    process.stdout.write(
      `${table(
        ['clicks/s', 'as many residents', 'answered/s', 'requests/s', 'p50 ms', 'p99 ms', 'errors'],
        steps.map((step) => [
          step.offered,
          people(step.offered),
          step.answered.toFixed(0),
          step.requests.toFixed(0),
          step.p50.toFixed(0),
          step.p99.toFixed(0),
          step.errors === 0 ? 0 : `${step.errors}: ${step.what}`,
        ]),
      )}\n\n`,
    )
    const all = watch.machineSeconds
    const ours = watch.seconds('pages') + watch.seconds('database')
    process.stdout.write(
      `CPU: pages ${watch.seconds('pages').toFixed(0)} s, database ${watch.seconds('database').toFixed(0)} s, residents ${driver.toFixed(0)} s, everything else on the machine ${Math.max(0, all - ours - driver).toFixed(0)} s\n`,
    )
    const knee = steps.find((step) => step.offered === last?.offered)
    process.stdout.write(
      knee
        ? `Knee: ${knee.requests.toFixed(0)} requests/s, ${people(knee.offered)} residents${broken ? '' : ' or more'}\n`
        : 'The first step did not hold already.\n',
    )
    const file = join(import.meta.dirname, '../knee.svg')
    writeFileSync(file, curve(steps, knee && { requests: knee.requests, residents: people(knee.offered) }, goalMs))
    process.stdout.write(`drawn in bench/knee.svg\n`)
    if (!knee) process.exitCode = 1
  } finally {
    await program.stop()
  }
}
