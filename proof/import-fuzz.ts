/** Every parser of the night, given what nobody would write on purpose. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { table } from '../bench/machine.ts'
import { type Fuzzed, type FuzzTarget, fuzz, readBack, written } from './fuzz.ts'
import { fuzzTargets } from './fuzz-targets.ts'
import { atMost, context, exactly, type Plant, type Proof, seeded } from './proof.ts'

/** What was planted, and the parser that must be caught with it. */
const planted: readonly (Plant & { readonly what: string; readonly target: string })[] = [
  {
    target: 'CSV',
    what: 'a doubled quote stays doubled',
    file: 'src/import/check/csv.ts',
    from: 'doubled ? value.replaceAll(this.#quoteText + this.#quoteText, this.#quoteText) : value',
    to: 'value',
  },
  {
    target: 'datapackage.json',
    what: 'the error of the JSON reader is not caught',
    file: 'src/import/contract/descriptor.ts',
    from: `return refuse('descriptorNotJson', lineOfSyntaxError(text, error))`,
    to: 'throw error',
  },
  {
    target: '.zip',
    what: 'the error of the unpacker is passed on as it is',
    file: 'src/import/receive/zip.ts',
    from: `(error as NodeJS.ErrnoException).syscall === undefined ? new Refused('fileUnreadable', entry.fileName) : error`,
    to: 'error',
  },
  {
    target: 'rows of a delivery',
    what: 'balances are not compared with entries',
    file: 'src/import/check/books.ts',
    from: 'if (row.grosze[closing] !== sum)',
    to: 'if (false)',
  },
  {
    target: 'money',
    what: 'a point may stand one place further left',
    file: 'src/kernel/money.ts',
    from: 'if (i === point) continue',
    to: 'if (i === point || text.charCodeAt(i) === CODE_POINT) continue',
  },
  {
    target: 'dates',
    what: '2100 is a leap year',
    file: 'src/kernel/dates.ts',
    from: 'year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28',
    to: 'year % 4 === 0 ? 29 : 28',
  },
  {
    target: 'DBF with memos',
    what: 'a field is looked for behind the end of its record',
    file: 'src/import/convert/dbf.ts',
    from: '=== recordLength,',
    to: '>= recordLength,',
  },
  {
    target: 'MT940 and camt.053',
    what: 'sums of statements are not compared',
    file: 'src/import/statements/figures.ts',
    from: 'if (found === closingGrosze) return',
    to: 'return',
  },
]

const corpusFolder = join(import.meta.dirname, 'corpus')

/** What was found in former runs: one line an input, with what comes of it. */
export function savedCorpus({ name }: FuzzTarget): { readonly ends: string; readonly input: Buffer }[] {
  const path = corpusPath(name)
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const { ends, input } = JSON.parse(line)
      return { ends, input: readBack(input) }
    })
}

const corpusPath = (name: string) =>
  join(
    corpusFolder,
    `${name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')}.jsonl`,
  )
/** Longer ones are found again from the short ones. */
const savedBytes = 2500
const savedInputs = 40

function saveCorpus({ name }: FuzzTarget, { corpus }: Fuzzed): void {
  mkdirSync(corpusFolder, { recursive: true })
  const lines = [...corpus]
    .filter(([, input]) => input.length <= savedBytes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, savedInputs)
    .map(([ends, input]) => JSON.stringify({ ends, input: written(input) }))
  writeFileSync(corpusPath(name), lines.map((line) => `${line}\n`).join(''))
}

export const importFuzz: Proof = {
  shows: 'no input makes a parser throw, hang or answer what is not true',
  tests: ['proof/import-fuzz.test.ts', 'src/import/statements/fuzz.test.ts'],
  controls: planted.map(({ what, target, file, from, to }) => ({
    name: target,
    what: `${target}: ${what}`,
    plants: [{ file, from, to }],
  })),
  async run({ seed, short, control, say, show }) {
    const asked = fuzzTargets.filter(({ name }) => control === null || name === control)
    const milliseconds = control ? 180_000 : short ? 500 : 60_000
    const results: { readonly target: FuzzTarget; readonly fuzzed: Fuzzed }[] = []
    for (const target of asked) {
      const known = savedCorpus(target).map(({ input }) => input)
      const fuzzed = await fuzz(target, known, seeded(seed), { milliseconds, crashes: control ? 1 : 5 })
      results.push({ target, fuzzed })
      say(
        `${target.name}: ${fuzzed.executions} executions, ${fuzzed.corpus.size} outcomes, ${fuzzed.crashes.length} broken promises`,
      )
      for (const { input, error } of fuzzed.crashes) say(`  ${error}\n    ${written(input).slice(0, 500)}`)
      if (!control && !short && fuzzed.crashes.length === 0) saveCorpus(target, fuzzed)
    }
    show(
      table(
        ['parser', 'promise', 'executions', 'outcomes', 'broken promises', 'most ms'],
        results.map(({ target, fuzzed }) => [
          target.name,
          target.promise,
          fuzzed.executions,
          fuzzed.corpus.size,
          fuzzed.crashes.length,
          Math.round(fuzzed.slowest.ms),
        ]),
      ),
    )
    const sum = (of: (fuzzed: Fuzzed) => number) => results.reduce((total, { fuzzed }) => total + of(fuzzed), 0)
    return [
      context('parsers', results.length),
      context(
        'executions',
        sum(({ executions }) => executions),
      ),
      exactly(
        'broken promises',
        sum(({ crashes }) => crashes.length),
        0,
      ),
      atMost(
        'most of the processor for an input of up to 64 kB',
        Math.round(Math.max(...results.map(({ fuzzed }) => fuzzed.slowest.ms))),
        1000,
        'ms',
      ),
    ]
  },
}
