// npm run proof [-- NAME…] [--short] [--seed=N] [--without-controls]: every promise of the project as figures that can fall short.
// Exits with 1 when a figure falls short or a control is not seen. Full runs are kept in proof/RESULTS.md.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { machineLine } from '../bench/machine.ts'
import type { RunRequest, RunResult } from './child.ts'
import { planted } from './planted.ts'
import type { Control, Plant } from './proof.ts'
import { namesFor, proofs } from './proofs.ts'
import { type ControlResult, type ProofResult, passed, section, withSection } from './results.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    'without-controls': { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const asked = positionals.length > 0 ? positionals : Object.keys(proofs)
const unknown = asked.filter((word) => namesFor(word).length === 0)
if (unknown.length > 0 || !Number.isSafeInteger(seed)) {
  process.stderr.write(`unknown: ${unknown.join(', ') || values.seed}; there are ${Object.keys(proofs).join(', ')}\n`)
  process.exit(2)
}
const names = [...new Set(asked.flatMap((word) => namesFor(word)))]
const results = join(import.meta.dirname, 'RESULTS.md')

for (const name of names) {
  process.stderr.write(`# ${name}\n`)
  const result = await proved(name)
  const text = section(result, `${machineLine()}, load ${loadavg()[0]!.toFixed(1)}`)
  process.stdout.write(`${text}\n\n`)
  if (!passed(result)) process.exitCode = 1
  if (!values.short && !values['without-controls']) {
    const before = existsSync(results) ? readFileSync(results, 'utf8') : ''
    writeFileSync(results, withSection(before, name, text))
  }
}

async function proved(name: string): Promise<ProofResult> {
  const started = performance.now()
  const { shows, controls } = await proofs[name]!()
  const run = await inProcess({ name, seed, short: values.short, control: null }, [])
  const seen: ControlResult[] = []
  if (!values['without-controls']) for (const control of controls) seen.push(await controlled(name, control))
  const ended = typeof run === 'string'
  return {
    name,
    shows,
    figures: ended ? [] : run.figures,
    shown: ended ? [] : run.shown,
    controls: seen,
    seed,
    seconds: (performance.now() - started) / 1000,
    error: ended ? run : null,
  }
}

async function controlled(name: string, control: Control): Promise<ControlResult> {
  process.stderr.write(`  control: ${control.what}\n`)
  const run = await inProcess({ name, seed, short: values.short, control: control.name }, control.plants ?? [])
  const short = typeof run === 'string' ? undefined : run.figures.find(({ holds }) => !holds)
  if (typeof run === 'string') process.stderr.write(`  ${run}\n`)
  return { name: control.name, what: control.what, seen: short ? `${short.what}: ${short.found}` : null }
}

/** @returns the result, or what ended the process without one. */
async function inProcess(request: RunRequest, plants: readonly Plant[]): Promise<RunResult | string> {
  const child = spawn(
    process.execPath,
    [
      ...['--import', join(import.meta.dirname, '../tools/register.mjs'), join(import.meta.dirname, 'child.ts')],
      JSON.stringify(request),
    ],
    { env: planted(plants), stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  )
  let answer: RunResult | undefined
  child.once('message', (message) => {
    answer = message as RunResult
  })
  const [[code, signal]] = await Promise.all([once(child, 'exit'), once(child, 'disconnect')])
  return answer ?? `the process ended with ${signal ?? code}`
}
