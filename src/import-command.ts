/** `ebok import`: what an operator, an accountant or a vendor types. */
import { parseArgs } from 'node:util'
import { checkCommand } from '#import/check-command.ts'
import {
  confirmDelivery,
  type DecisionResult,
  readStatus,
  refuseDelivery,
  rollBackPublication,
} from '#import/decisions.ts'
import type { ImportOutcome, ImportParts, RunImport } from '#import/outcome.ts'
import { tokenAddedText, tokenRevokedText, tokensText } from '#import/receive/tokens.text.ts'
import { addToken, listTokens, revokeToken, type TokenDatabase, tokenNameLimit } from '#import/receive/tokens.ts'
import { outcomeText, rollbackText, statusText } from '#import/report.text.ts'
import { ImportBusy } from '#import/session.ts'
import { DatabaseUnavailable } from '#platform/db/errors.ts'
import type { Io } from './io.ts'
import { workerParts } from './portal.ts'
import { withStore } from './run.ts'

export const importUsage = `Użycie:
  ebok import PLIK_ALBO_FOLDER [--force] [--json]   przyjmij dostawę i opublikuj ją
  ebok import --check PLIK_ALBO_FOLDER [--json] [--lang en]
                                                    tylko sprawdź dostawę, bez bazy danych
  ebok import --sample NOWY_FOLDER                  zapisz przykładową dostawę do obejrzenia
  ebok import confirm NUMER --by "kto"              opublikuj dostawę, która czeka na decyzję
  ebok import refuse NUMER --by "kto"               odrzuć dostawę, która czeka na decyzję
  ebok import rollback [--by "kto"]                 wróć do poprzedniej publikacji
  ebok import status [--json]                       pokaż publikację i ostatnie dostawy
  ebok import token add --name "Księgowość"         wydaj token do przysyłania dostaw przez sieć
  ebok import token list [--json]                   pokaż wydane tokeny
  ebok import token revoke NUMER                    wyłącz token

--force przyjmuje dostawę ze starszym stanem ksiąg niż opublikowany.

Kod wyjścia: 0 przyjęta albo bez zmian, 1 dostawa z błędami albo nieprzyjęta, 2 złe polecenie,
3 czeka na decyzję, 4 trwa inny import, 5 błąd bazy danych, dysku albo programu.
`

export const exitCodes = { ok: 0, rejected: 1, usage: 2, waiting: 3, busy: 4, failed: 5 } as const

const exitCodeOf: Record<ImportOutcome['state'], number> = {
  published: exitCodes.ok,
  unchanged: exitCodes.ok,
  rejected: exitCodes.rejected,
  refused: exitCodes.rejected,
  waiting: exitCodes.waiting,
  busy: exitCodes.busy,
  failed: exitCodes.failed,
}

type CommandParts = ImportParts & { readonly runImport: RunImport; readonly tokens: TokenDatabase }

/** Opens the installation for one command and closes it afterwards. */
export type WithParts = <Result>(work: (parts: CommandParts) => Promise<Result>) => Promise<Result>

const installed: WithParts = (work) =>
  withStore({ server: 'share' }, ({ config, store, log }) =>
    work({ ...workerParts(config, process.env, store, log), tokens: store.database }),
  )

const options = {
  force: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  by: { type: 'string' },
  name: { type: 'string' },
} as const

/** @returns the exit code. The database is opened only when the words make sense. */
export async function importCommand(
  args: readonly string[],
  io: Io,
  withParts: WithParts = installed,
): Promise<number> {
  if (args.includes('--check') || args.includes('--sample')) {
    const to = (say: (text: string) => void) => ({ write: (text: string) => say(text.trimEnd()) })
    return checkCommand(args, to(io.out), to(io.err))
  }
  const command = read(args)
  if (!command) {
    io.err(importUsage)
    return exitCodes.usage
  }
  try {
    const { text, value, code } = await withParts((parts) => command.run(parts))
    io.out(command.json ? JSON.stringify(value, null, 2) : text.trimEnd())
    return code
  } catch (error) {
    if (error instanceof ImportBusy) {
      io.err(`Trwa już inny import: ${error.holder.name}. Trzeba poczekać, aż się skończy.`)
      return exitCodes.busy
    }
    if (!(error instanceof DatabaseUnavailable)) throw error
    io.err('Baza danych nie odpowiada. Stan instalacji pokazuje: ebok doctor')
    return exitCodes.failed
  }
}

interface Answer {
  readonly text: string
  readonly value: unknown
  readonly code: number
}

interface Command {
  readonly json: boolean
  readonly run: (parts: CommandParts) => Promise<Answer>
}

/** The command in the words typed; null when they make no sense. */
function read(args: readonly string[]): Command | null {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch {
    return null
  }
  const [first, second, ...rest] = parsed.positionals
  const { json, force } = parsed.values
  const by = parsed.values.by?.trim().slice(0, 200) ?? ''
  if (first === 'token') return tokenCommand(second, rest, parsed.values.name?.trim() ?? '', json)
  if (first === undefined || rest.length > 0) return null
  if (first === 'confirm' || first === 'refuse') {
    if (second === undefined || by === '') return null
    const decide = first === 'confirm' ? confirmDelivery : refuseDelivery
    return {
      json,
      run: async (parts) => {
        const value = await decide(parts, second, by)
        return { text: decisionText(value), value, code: 'refused' in value ? exitCodes.rejected : exitCodes.ok }
      },
    }
  }
  if (second !== undefined) return null
  switch (first) {
    case 'status':
      return {
        json,
        run: async (parts) => {
          const value = await readStatus(parts)
          return { text: statusText(value), value, code: exitCodes.ok }
        },
      }
    case 'rollback':
      return {
        json,
        run: async (parts) => {
          const value = await rollBackPublication(parts, by)
          return { text: rollbackText(value), value, code: 'refused' in value ? exitCodes.rejected : exitCodes.ok }
        },
      }
    default:
      return {
        json,
        run: async (parts) => {
          const value = await parts.runImport(first, { force })
          return { text: outcomeText(value), value, code: exitCodeOf[value.state] }
        },
      }
  }
}

function tokenCommand(what: string | undefined, rest: readonly string[], name: string, json: boolean): Command | null {
  const [id, ...more] = rest
  if (what === 'add' && rest.length === 0 && isTokenName(name)) {
    return {
      json,
      run: async ({ tokens }) => {
        const value = await addToken(tokens, name)
        return { text: tokenAddedText(name, value), value, code: exitCodes.ok }
      },
    }
  }
  if (what === 'list' && rest.length === 0) {
    return {
      json,
      run: async ({ tokens }) => {
        const value = await listTokens(tokens)
        return { text: tokensText(value), value, code: exitCodes.ok }
      },
    }
  }
  if (what !== 'revoke' || id === undefined || more.length > 0) return null
  return {
    json,
    run: async ({ tokens }) => {
      const value = { revoked: await revokeToken(tokens, id) }
      return { text: tokenRevokedText(value.revoked), value, code: value.revoked ? exitCodes.ok : exitCodes.rejected }
    },
  }
}

const isTokenName = (name: string) => name.length > 0 && name.length <= tokenNameLimit && !/\p{Cc}/u.test(name)

const parse = (args: readonly string[]) => parseArgs({ args: [...args], options, allowPositionals: true })

function decisionText(result: DecisionResult): string {
  if (!('refused' in result)) {
    return result.done.state === 'published'
      ? `Dostawa opublikowana. Publikacja nr ${result.done.publicationId}.\n`
      : 'Dostawa odrzucona. Mieszkańcy widzą poprzedni stan.\n'
  }
  switch (result.refused) {
    case 'unknownDelivery':
      return 'Nie ma dostawy o tym numerze. Numery pokazuje: ebok import status\n'
    case 'notWaiting':
      return 'Ta dostawa nie czeka na decyzję.\n'
    case 'outdated':
      return 'Stan ksiąg zmienił się od sprawdzenia tej dostawy. Trzeba zaimportować ją jeszcze raz.\n'
  }
}
