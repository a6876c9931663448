/** `ebok statements`: bank statements from the command line. */
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import type { Language } from '#import/check/report.ts'
import type { ImporterDatabase } from '#import/session.ts'
import { latestStatements, removeStatement } from '#import/statements/manage.ts'
import { readStatements } from '#import/statements/read.ts'
import { outcomeText, readingText, statementsText } from '#import/statements/report.text.ts'
import { statementLimits } from '#import/statements/statement.ts'
import { type StatementParts, takeStatementFile } from '#import/statements/take.ts'
import { DatabaseUnavailable } from '#platform/db/errors.ts'
import { type EncodingName, encodingNames } from '#platform/encodings.ts'
import type { Io } from './io.ts'
import { withStore } from './run.ts'

export const statementsUsage = `Użycie:
  ebok statements import PLIK… [--encoding cp852] [--json] [--lang en]
                                                    wczytaj wyciągi i znajdź, czyje są wpłaty
  ebok statements check PLIK… [--encoding cp852] [--json] [--lang en]
                                                    tylko sprawdź pliki, bez bazy danych
  ebok statements status [--json]                   pokaż ostatnie wyciągi z numerami
  ebok statements remove NUMER --by "kto"           usuń zły wyciąg i jego wpłaty

Plik to wyciąg bankowy: MT940 albo camt.053. Kodowanie liter w MT940 wynika z banku; --encoding podaje inne:
${encodingNames.join(', ')}.

Kod wyjścia: 0 zrobione albo bez zmian, 1 któryś plik ma błędy, 2 złe polecenie albo nie ma takiego pliku,
5 błąd bazy danych.
`

/** Opens the installation for one command and closes it afterwards. */
export type WithStatementParts = <Result>(work: (parts: StatementParts) => Promise<Result>) => Promise<Result>

const installed: WithStatementParts = (work) =>
  withStore({ server: 'share' }, ({ store, log }) => work({ db: store.database, log }))

interface Answer {
  readonly text: string
  readonly value: unknown
  readonly code: 0 | 1
}

interface Given {
  readonly name: string
  readonly path: string
  readonly bytes: Uint8Array
}

/** A file that is not there: told instead of the answer. */
class NoFile extends Error {}

/** @returns the exit code. The database is opened only when the words make sense and the files are there. */
export async function statementsCommand(
  args: readonly string[],
  io: Io,
  withParts: WithStatementParts = installed,
): Promise<number> {
  const command = read(args)
  if (!command) {
    io.err(statementsUsage)
    return 2
  }
  try {
    const { text, value, code } = await command.run(withParts)
    io.out(command.json ? JSON.stringify(value, null, 2) : text.trimEnd())
    return code
  } catch (error) {
    if (error instanceof NoFile) {
      io.err(error.message)
      return 2
    }
    if (!(error instanceof DatabaseUnavailable)) throw error
    io.err('Baza danych nie odpowiada. Stan instalacji pokazuje: ebok doctor')
    return 5
  }
}

interface Command {
  readonly json: boolean
  readonly run: (withParts: WithStatementParts) => Promise<Answer>
}

/** The command in the words typed; null when they make no sense. */
function read(args: readonly string[]): Command | null {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch {
    return null
  }
  const [what, ...rest] = parsed.positionals
  const { encoding, lang, json, by = '' } = parsed.values
  if ((lang !== 'pl' && lang !== 'en') || (encoding !== undefined && !isEncoding(encoding))) return null
  const how: How = { language: lang, ...(encoding === undefined ? {} : { encoding }) }
  const who = by.trim().slice(0, 200)
  if (what === 'status' && rest.length === 0) return { json, run: (withParts) => withParts(({ db }) => status(db)) }
  if (what === 'remove' && rest.length === 1 && who !== '')
    return { json, run: (withParts) => withParts(({ db }) => remove(db, rest[0]!, who)) }
  if (rest.length === 0) return null
  if (what === 'check') return { json, run: () => check(rest, how) }
  if (what === 'import') return { json, run: (withParts) => take(rest, how, withParts) }
  return null
}

interface How {
  readonly language: Language
  readonly encoding?: EncodingName
}

async function check(paths: readonly string[], { language, ...options }: How): Promise<Answer> {
  const readings = (await filesAt(paths)).map(({ name, path, bytes }) => ({
    file: path,
    reading: readStatements(bytes, { ...options, name }),
  }))
  return {
    text: readings.map(({ file, reading }) => readingText(file, reading, language)).join(''),
    value: readings,
    code: readings.some(({ reading }) => reading.problemCount > 0) ? 1 : 0,
  }
}

async function take(
  paths: readonly string[],
  { language, ...options }: How,
  withParts: WithStatementParts,
): Promise<Answer> {
  const files = await filesAt(paths)
  return withParts(async (parts) => {
    const outcomes = []
    for (const { name, path, bytes } of files)
      outcomes.push({
        file: path,
        outcome: await takeStatementFile(parts, { name, bytes, source: 'command', ...options }),
      })
    return {
      text: outcomes.map(({ file, outcome }) => outcomeText(file, outcome, language)).join(''),
      value: outcomes.map(({ file, outcome: { fileId, state, counts, reading } }) => ({
        file,
        fileId,
        state,
        counts,
        problems: reading.problems,
      })),
      code: outcomes.some(({ outcome }) => outcome.state === 'rejected') ? 1 : 0,
    }
  })
}

const shownStatements = 20

async function status(db: ImporterDatabase): Promise<Answer> {
  const value = await latestStatements(db, shownStatements)
  return { text: statementsText(value), value, code: 0 }
}

async function remove(db: ImporterDatabase, id: string, by: string): Promise<Answer> {
  const number = await removeStatement(db, id, by)
  const text =
    number === null
      ? 'Nie ma wyciągu o tym numerze albo początek numeru pasuje do kilku. Numery pokazuje: ebok statements status'
      : `Wyciąg nr ${number} usunięty razem z jego wpłatami. Teraz można wczytać właściwy.`
  return { text, value: { removed: number !== null }, code: number === null ? 1 : 0 }
}

async function filesAt(paths: readonly string[]): Promise<readonly Given[]> {
  const found: Given[] = []
  for (const path of paths) found.push({ name: basename(path), path, bytes: await bytesOf(path) })
  return found
}

/** The file's bytes; of a file far too large only so much as shows that it is. @throws NoFile */
async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    const state = await stat(path)
    if (!state.isFile()) throw new NoFile(`${path}: to nie jest plik.`)
    if (state.size > statementLimits.bytes) return new Uint8Array(statementLimits.bytes + 1)
    return await readFile(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new NoFile(`${path}: nie ma takiego pliku.`)
    if (code === 'EACCES' || code === 'EPERM') throw new NoFile(`${path}: brak uprawnień do odczytu.`)
    throw error
  }
}

const isEncoding = (name: string): name is EncodingName => (encodingNames as readonly string[]).includes(name)

const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      encoding: { type: 'string' },
      by: { type: 'string' },
      json: { type: 'boolean', default: false },
      lang: { type: 'string', default: 'pl' },
    },
  })
