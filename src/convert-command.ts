/** `ebok convert`: what a vendor or an operator types to make a delivery of another program's files. */
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { type Language, problemsText } from '#import/check/report.ts'
import { type ConvertReport, convertFiles } from '#import/convert/convert.ts'
import { sniffFiles } from '#import/convert/sniff.ts'
import { formatDateTime } from '#kernel/dates.ts'
import { countOf } from '#kernel/plural.ts'
import type { Io } from './io.ts'

const usage = {
  pl: `Użycie:
  ebok convert --mapping OPIS.yaml FOLDER_ŹRÓDŁOWY NOWY_FOLDER
      [--as-of "2026-11-22 23:00"] [--sequence NUMER] [--json] [--lang pl|en]
  ebok convert --sniff PLIK...      pokaż, jak pliki są zapisane, i zaproponuj początek opisu

FOLDER_ŹRÓDŁOWY to folder z plikami systemu księgowego. Dostawa powstaje w NOWYM_FOLDERZE albo, gdy cokolwiek jest źle, nie powstaje wcale.
--as-of to stan ksiąg; bez strefy jest to czas w Polsce. Bez --sequence numerem dostawy jest dzień stanu ksiąg, np. 20261122.
Opis i przykłady: docs/convert/README.md

Kod wyjścia: 0 dostawa gotowa, 1 błędy w opisie albo w plikach, 2 złe polecenie albo pliku nie da się odczytać.
`,
  en: `Usage:
  ebok convert --mapping MAPPING.yaml SOURCE_FOLDER NEW_FOLDER
      [--as-of "2026-11-22 23:00"] [--sequence NUMBER] [--json] [--lang pl|en]
  ebok convert --sniff FILE...      show how files are written and propose a beginning of the mapping

SOURCE_FOLDER holds the files of the accounting system. The delivery appears in NEW_FOLDER or, when anything is wrong, not at all.
--as-of is the state of the books; without a zone it is time in Poland. Without --sequence the day of it is the number, e.g. 20261122.
Mapping and examples: docs/convert/README.md

Exit code: 0 the delivery is ready, 1 problems in the mapping or the files, 2 wrong command or a file cannot be read.
`,
} as const

const options = {
  mapping: { type: 'string' },
  sniff: { type: 'boolean', default: false },
  'as-of': { type: 'string' },
  sequence: { type: 'string' },
  json: { type: 'boolean', default: false },
  lang: { type: 'string', default: 'pl' },
} as const

/** @returns the exit code. */
export async function convertCommand(args: readonly string[], io: Io, now = Date.now()): Promise<0 | 1 | 2> {
  const asked = readArguments(args)
  const language: Language = args.includes('en') ? 'en' : 'pl'
  if (!asked) {
    io.err(usage[language].trimEnd())
    return 2
  }
  try {
    if ('sniff' in asked) {
      io.out(sniffFiles(asked.sniff, language))
      return 0
    }
    const report = await convertFiles({ ...asked, now })
    io.out(asked.json ? reportJson(report) : reportText(report, asked.output, language))
    return report.ok ? 0 : 1
  } catch (error) {
    io.err(cannot(error, language))
    return 2
  }
}

function readArguments(args: readonly string[]) {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch {
    return null
  }
  const { values, positionals } = parsed
  if (values.lang !== 'pl' && values.lang !== 'en') return null
  if (values.sniff) return positionals.length > 0 && values.mapping === undefined ? { sniff: positionals } : null
  const [source, output, ...more] = positionals
  const sequence = values.sequence === undefined ? undefined : Number(values.sequence)
  if (values.mapping === undefined || source === undefined || output === undefined || more.length > 0) return null
  if (sequence !== undefined && !(Number.isInteger(sequence) && sequence >= 1 && sequence <= 2_147_483_647)) return null
  return { mapping: values.mapping, source, output, asOf: values['as-of'], sequence, json: values.json }
}

const parse = (args: readonly string[]) => parseArgs({ args: [...args], options, allowPositionals: true })

function reportText(report: ConvertReport, output: string, language: Language): string {
  const polish = language === 'pl'
  if (!report.ok) {
    const count = report.problemCount
    const first = polish
      ? `Dostawa nie powstała. ${countOf(count, 'błąd', 'błędy', 'błędów')}:`
      : `No delivery was made. Problems: ${count}`
    return [first, ...problemsText(report, language)].join('\n')
  }
  const rows = report.tables.map(({ name, rows: count }) =>
    polish ? `  ${name}: ${countOf(count, 'wiersz', 'wiersze', 'wierszy')}` : `  ${name}: ${count} rows`,
  )
  const [done, next] = polish
    ? [
        `Dostawa jest w ${output}. Stan ksiąg: ${formatDateTime(Date.parse(report.asOf ?? ''))}, numer ${report.sequence}.`,
        'Teraz trzeba ją sprawdzić:',
      ]
    : [`The delivery is in ${output}. State of the books: ${report.asOf}, number ${report.sequence}.`, 'Now check it:']
  return [...rows, '', done, `${next} ebok import --check ${output}`].join('\n')
}

function reportJson({ problemCounts, ...report }: ConvertReport): string {
  return JSON.stringify({ ...report, problemCounts: Object.fromEntries(problemCounts) }, null, 2)
}

const reasons: Readonly<Record<string, readonly [string, string]>> = {
  EEXIST: ['Taki folder już jest. Trzeba podać nazwę nowego.', 'There is such a folder already. Name a new one.'],
  ENOENT: ['Nie ma takiego pliku ani folderu.', 'There is no such file or folder.'],
  EISDIR: ['To jest folder, a potrzebny jest plik.', 'This is a folder where a file is needed.'],
  EACCES: ['Brak uprawnień.', 'No permission.'],
  EPERM: ['Brak uprawnień.', 'No permission.'],
  ENOSPC: ['Na dysku zabrakło miejsca.', 'The disk is full.'],
}

/** An error that is neither the files' nor the disk's is ours, and must not hide as a reading problem. */
function cannot(error: unknown, language: Language): string {
  const { code = '', path } = error as NodeJS.ErrnoException
  if (code === '') throw error
  const [pl, en] = reasons[code] ?? [`Nie udało się (${code}).`, `It failed (${code}).`]
  const where = path ? `${basename(path)}: ` : ''
  return `${where}${language === 'pl' ? pl : en}`
}
