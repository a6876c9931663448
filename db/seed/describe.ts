import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse'
import { type CastName, cast } from './cast.ts'

/** What a test may expect on the pages of one account. Amounts in grosze. */
export interface ExpectedAccount {
  readonly accountId: string
  readonly ledgerType: string
  readonly nrb: string
  /** Positive = owes. */
  readonly balanceGrosze: number
  readonly entryCount: number
  readonly firstBookedOn: string | null
  /** Left to pay of documents whose due date has passed. */
  readonly overdueGrosze: number
  /** The next day something is due, from the day of the books on, and how much. */
  readonly nextDue: { readonly dueOn: string; readonly grosze: number } | null
  readonly lastPayment: { readonly bookedOn: string; readonly grosze: number } | null
  readonly entryKinds: Readonly<Record<string, number>>
}

export interface Expected {
  readonly partyId: string
  readonly name: string
  readonly isMember: boolean
  readonly accounts: readonly ExpectedAccount[]
}

export type Row = Readonly<Record<string, string>>

/** Rows of one CSV file of a delivery, as text, read by a parser the generator knows nothing of. */
export async function* readRows(folder: string, resourceName: string): AsyncGenerator<Row> {
  const rows = createReadStream(join(folder, `${resourceName}.csv`)).pipe(parse({ columns: true, bom: false }))
  for await (const row of rows) yield row as Row
}

/** `-12.50` → −1250n; the text is taken apart by digits. */
export function grosze(text: string): bigint {
  const match = /^(-?)(\d+)\.(\d\d)$/.exec(text)
  if (!match) throw new Error(`no money: ${text}`)
  return BigInt(`${match[1]}${match[2]}${match[3]}`)
}

/**
 * Reads a full delivery back and says what each member of the cast must see: the expectations of tests. It shares
 * nothing with the generator's own sums but the files.
 */
export async function describeDelivery(folder: string): Promise<Readonly<Record<CastName, Expected>>> {
  const descriptor = JSON.parse(await readFile(join(folder, 'datapackage.json'), 'utf8')) as { 'ebok:asOf': string }
  const today = descriptor['ebok:asOf'].slice(0, 10)
  const tallies = new Map<string, Tally>()
  const wanted = new Set<string>(Object.values(cast).flatMap((member) => member.accountIds))
  for await (const row of readRows(folder, 'accounts')) {
    if (wanted.has(row.id ?? '')) tallies.set(row.id ?? '', newTally(row))
  }
  for await (const row of readRows(folder, 'entries')) tallies.get(row.account_id ?? '')?.entries.push(row)
  for await (const row of readRows(folder, 'documents')) tallies.get(row.account_id ?? '')?.documents.push(row)
  const parties = new Map<string, Row>()
  for await (const row of readRows(folder, 'parties')) parties.set(row.id ?? '', row)
  const described = Object.entries(cast).map(([name, member]) => {
    const party = parties.get(member.partyId)
    if (!party) throw new Error(`${name}: no party ${member.partyId}`)
    const accounts = member.accountIds.map((id) => {
      const tally = tallies.get(id)
      if (!tally) throw new Error(`${name}: no account ${id}`)
      return expectedAccount(tally, today)
    })
    const fullName = `${party.first_name} ${party.name}`.trim()
    return [name, { partyId: member.partyId, name: fullName, isMember: party.is_member === 'true', accounts }]
  })
  return Object.fromEntries(described) as Record<CastName, Expected>
}

interface Tally {
  readonly account: Row
  readonly entries: Row[]
  readonly documents: Row[]
}
const newTally = (account: Row): Tally => ({ account, entries: [], documents: [] })

function expectedAccount({ account, entries, documents }: Tally, today: string): ExpectedAccount {
  let balance = 0n
  const entryKinds: Record<string, number> = {}
  for (const entry of entries) {
    const amount = grosze(entry.amount ?? '')
    balance += entry.side === 'payment' ? -amount : amount
    entryKinds[entry.kind ?? ''] = (entryKinds[entry.kind ?? ''] ?? 0) + 1
  }
  const open = documents.filter((document) => document.due_on !== '' && document.remaining !== '0.00')
  const sum = (rows: readonly Row[]): number => Number(rows.reduce((all, row) => all + grosze(row.remaining ?? ''), 0n))
  const coming = open.filter((document) => (document.due_on ?? '') >= today)
  const dueOn = coming.map((document) => document.due_on ?? '').sort()[0]
  const payments = entries.filter((entry) => entry.kind === 'payment')
  const last = payments.sort((a, b) => ((a.booked_on ?? '') < (b.booked_on ?? '') ? -1 : 1)).at(-1)
  return {
    accountId: account.id ?? '',
    ledgerType: account.ledger_type ?? '',
    nrb: account.nrb ?? '',
    balanceGrosze: Number(balance),
    entryCount: entries.length,
    firstBookedOn: entries.map((entry) => entry.booked_on ?? '').sort()[0] ?? null,
    overdueGrosze: sum(open.filter((document) => (document.due_on ?? '') < today)),
    nextDue:
      dueOn === undefined ? null : { dueOn, grosze: sum(coming.filter((document) => document.due_on === dueOn)) },
    lastPayment: last ? { bookedOn: last.booked_on ?? '', grosze: Number(grosze(last.amount ?? '')) } : null,
    entryKinds,
  }
}
