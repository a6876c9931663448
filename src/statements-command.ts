/** `ebok statements`: bank statements from the command line. */
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import type { Language } from '#import/check/report.ts'
import { type ReadOptions, readStatements, type StatementReading } from '#import/statements/read.ts'
import { readingText } from '#import/statements/report.text.ts'
import { statementLimits } from '#import/statements/statement.ts'
import { type EncodingName, encodingNames } from '#platform/encodings.ts'
import type { Io } from './io.ts'

export const statementsUsage = `Użycie:
  ebok statements check PLIK… [--encoding cp852] [--json] [--lang en]
                                                    tylko sprawdź pliki, bez bazy danych

Plik to wyciąg bankowy: MT940 albo camt.053. Kodowanie liter w MT940 wynika z banku; --encoding podaje inne:
${encodingNames.join(', ')}.

Kod wyjścia: 0 pliki są poprawne, 1 któryś ma błędy, 2 złe polecenie albo nie ma takiego pliku.
`

/** @returns the exit code. */
export async function statementsCommand(args: readonly string[], io: Io): Promise<number> {
  const command = read(args)
  if (!command) {
    io.err(statementsUsage)
    return 2
  }
  const readings: { readonly file: string; readonly reading: StatementReading }[] = []
  for (const path of command.paths) {
    const bytes = await bytesOf(path)
    if (typeof bytes === 'string') {
      io.err(bytes)
      return 2
    }
    readings.push({ file: path, reading: readStatements(bytes, { ...command.options, name: basename(path) }) })
  }
  if (command.json) io.out(JSON.stringify(readings, null, 2))
  else for (const { file, reading } of readings) io.out(readingText(file, reading, command.language).trimEnd())
  return readings.some(({ reading }) => reading.problemCount > 0) ? 1 : 0
}

/** The file's bytes, or why there are none. Of a file far too large only so much as shows that it is. */
async function bytesOf(path: string): Promise<Uint8Array | string> {
  try {
    const state = await stat(path)
    if (!state.isFile()) return `${path}: to nie jest plik.`
    if (state.size > statementLimits.bytes) return new Uint8Array(statementLimits.bytes + 1)
    return await readFile(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return `${path}: nie ma takiego pliku.`
    if (code === 'EACCES' || code === 'EPERM') return `${path}: brak uprawnień do odczytu.`
    throw error
  }
}

interface Command {
  readonly paths: readonly string[]
  readonly options: Omit<ReadOptions, 'name'>
  readonly json: boolean
  readonly language: Language
}

/** The command in the words typed; null when they make no sense. */
function read(args: readonly string[]): Command | null {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch {
    return null
  }
  const [what, ...paths] = parsed.positionals
  const { encoding, lang, json } = parsed.values
  if (what !== 'check' || paths.length === 0 || (lang !== 'pl' && lang !== 'en')) return null
  if (encoding !== undefined && !isEncoding(encoding)) return null
  return { paths, json, language: lang, options: encoding === undefined ? {} : { encoding } }
}

const isEncoding = (name: string): name is EncodingName => (encodingNames as readonly string[]).includes(name)

const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      encoding: { type: 'string' },
      json: { type: 'boolean', default: false },
      lang: { type: 'string', default: 'pl' },
    },
  })
