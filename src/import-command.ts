/** `ebok import`: what an operator, an accountant or a vendor types. */
import { parseArgs } from 'node:util'
import { type DecisionResult, confirmDelivery, readStatus, refuseDelivery, rollBackPublication } from '#import/decisions.ts'
import { importDelivery } from '#import/import.ts'
import type { ImportOutcome, ImportParts } from '#import/outcome.ts'
import { outcomeText, rollbackText, statusText } from '#import/report.text.ts'
import { ImportBusy } from '#import/session.ts'

export const importUsage = `Użycie:
  ebok import PLIK_ALBO_FOLDER [--force] [--json]   przyjmij dostawę i opublikuj ją
  ebok import --check PLIK_ALBO_FOLDER [--json]     tylko sprawdź dostawę, bez bazy danych
  ebok import confirm NUMER --by "kto"              opublikuj dostawę, która czeka na decyzję
  ebok import refuse NUMER --by "kto"               odrzuć dostawę, która czeka na decyzję
  ebok import rollback [--by "kto"]                 wróć do poprzedniej publikacji
  ebok import status [--json]                       pokaż publikację i ostatnie dostawy

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

export interface CommandOutput {
  out(text: string): void
  error(text: string): void
}

const terminal: CommandOutput = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
}

const options = {
  force: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  by: { type: 'string' },
} as const

/** @returns the exit code. `parts` is asked for only when the words make sense, so that a typing mistake starts no database. */
export async function importCommand(
  args: readonly string[],
  parts: () => Promise<ImportParts>,
  output: CommandOutput = terminal,
): Promise<number> {
  const usage = (): number => {
    output.error(importUsage)
    return exitCodes.usage
  }
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(args)
  } catch {
    return usage()
  }
  const { values, positionals } = parsed
  const [first, second, ...rest] = positionals
  if (first === undefined || rest.length > 0) return usage()
  const by = values.by?.trim().slice(0, 200) ?? ''
  const show = (text: string, value: unknown) =>
    output.out(values.json ? JSON.stringify(value, null, 2) + '\n' : text)
  try {
    switch (first) {
      case 'status': {
        if (second !== undefined) return usage()
        const status = await readStatus(await parts())
        show(statusText(status), status)
        return exitCodes.ok
      }
      case 'rollback': {
        if (second !== undefined) return usage()
        const result = await rollBackPublication(await parts(), by)
        show(rollbackText(result), result)
        return 'refused' in result ? exitCodes.rejected : exitCodes.ok
      }
      case 'confirm':
      case 'refuse': {
        if (second === undefined || by === '') return usage()
        const decide = first === 'confirm' ? confirmDelivery : refuseDelivery
        const result = await decide(await parts(), second, by)
        show(decisionText(result), result)
        return 'refused' in result ? exitCodes.rejected : exitCodes.ok
      }
      default: {
        if (second !== undefined) return usage()
        const outcome = await importDelivery(await parts(), first, { force: values.force })
        show(outcomeText(outcome), outcome)
        return exitCodeOf[outcome.state]
      }
    }
  } catch (error) {
    if (error instanceof ImportBusy) {
      output.error(`Trwa już inny import: ${error.holder.name}. Trzeba poczekać, aż się skończy.\n`)
      return exitCodes.busy
    }
    const code = (error as { code?: unknown }).code
    output.error(`Nie udało się${code ? ` (${String(code)})` : ''}: baza danych nie odpowiada albo program ma błąd.\n`)
    return exitCodes.failed
  }
}

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
