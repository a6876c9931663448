/** Keeps what a statement file says: the statements, and of their movements the payments that came in and those taken back. */
import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import { turnoverOf } from './figures.ts'
import type { BankStatement, Movement } from './statement.ts'

/** One statement file at a time, and no publication pairs payments meanwhile: taken in the transaction that writes them. */
export async function lockStatements(client: ClientBase): Promise<void> {
  await client.query(`select pg_advisory_xact_lock(hashtext('ebok statements'), hashtext(current_schema()))`)
}

export interface StoredCounts {
  /** Statements that were not there before, and those that were. */
  readonly statements: number
  readonly unchanged: number
  readonly payments: number
  /** Movements another statement had brought before. */
  readonly repeated: number
}

/** Raised when a statement of the same number and days was read before and said something else. */
export class StatementChanged extends Error {
  readonly number: string
  readonly knownId: string

  constructor(number: string, knownId: string) {
    super('a statement read before said something else')
    this.number = number
    this.knownId = knownId
  }
}

/** @throws StatementChanged; the caller's transaction must then be given up. */
export async function storeStatements(
  client: ClientBase,
  fileId: string,
  statements: readonly BankStatement[],
): Promise<StoredCounts> {
  const counts = { statements: 0, unchanged: 0, payments: 0, repeated: 0 }
  for (const statement of statements) {
    const id = await storeStatement(client, fileId, statement)
    if (id === null) {
      counts.unchanged += 1
      continue
    }
    counts.statements += 1
    const rows = paymentRows(statement)
    const stored = await storePayments(client, id, rows)
    counts.payments += stored
    counts.repeated += rows.length - stored
  }
  return counts
}

/** @returns null when the very same statement is there already. */
async function storeStatement(client: ClientBase, fileId: string, statement: BankStatement): Promise<string | null> {
  const { account, number, currency, openedOn, closedOn, openingGrosze, closingGrosze, movements } = statement
  const content = sha256(JSON.stringify(statement)).toString('hex')
  const { rows: known } = await client.query<{ id: string; content: string }>(
    `select id, content_sha256 as content from bank_statements
      where account = $1 and number = $2 and opened_on = $3 and closed_on = $4`,
    [account, number, openedOn, closedOn],
  )
  if (known[0] && known[0].content !== content) throw new StatementChanged(number, known[0].id)
  if (known[0]) return null
  const { inGrosze, outGrosze } = turnoverOf(statement)
  const { rows } = await client.query<{ id: string }>(
    `insert into bank_statements (file_id, account, number, currency, opened_on, closed_on, opening_grosze, closing_grosze,
                                  movements, in_grosze, out_grosze, content_sha256)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id`,
    [
      fileId,
      account,
      number,
      currency,
      openedOn,
      closedOn,
      openingGrosze,
      closingGrosze,
      movements.length,
      inGrosze,
      outGrosze,
      content,
    ],
  )
  return rows[0]!.id
}

interface PaymentRow {
  readonly kind: 'payment' | 'reversal'
  readonly fingerprint: string
  readonly occurrence: number
  readonly value_on: string
  readonly booked_on: string
  readonly amount_grosze: number
  readonly numbers: readonly string[]
  readonly payer_id: string | null
  readonly payer_name: string
  readonly title: string
}

/** Only these two are about somebody's payment: money that went out, or came back from where it went, is in the sums. */
const keptKinds: Partial<Record<Movement['kind'], PaymentRow['kind']>> = {
  credit: 'payment',
  creditReversal: 'reversal',
}

function paymentRows(statement: BankStatement): PaymentRow[] {
  const seen = new Map<string, number>()
  return statement.movements.flatMap((movement) => {
    const kind = keptKinds[movement.kind]
    if (kind === undefined || movement.amountGrosze === 0) return []
    const fingerprint = fingerprintOf(statement.account, movement)
    const occurrence = (seen.get(fingerprint) ?? 0) + 1
    seen.set(fingerprint, occurrence)
    return {
      kind,
      fingerprint,
      occurrence,
      value_on: movement.valueOn,
      booked_on: movement.bookedOn,
      amount_grosze: Math.abs(movement.amountGrosze),
      numbers: movement.numbers,
      payer_id: movement.payerId,
      payer_name: movement.payerName,
      title: movement.title,
    }
  })
}

function fingerprintOf(account: string, movement: Movement): string {
  const { kind, valueOn, bookedOn, amountGrosze, bankReference, title, payerName, numbers, payerId } = movement
  return sha256(
    JSON.stringify([account, kind, valueOn, bookedOn, amountGrosze, bankReference, title, payerName, numbers, payerId]),
  ).toString('hex')
}

const rowsAtOnce = 2_000

/** @returns how many were new. */
async function storePayments(client: ClientBase, statementId: string, rows: readonly PaymentRow[]): Promise<number> {
  let stored = 0
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const { rowCount } = await client.query(
      `insert into incoming_payments (statement_id, kind, fingerprint, occurrence, value_on, booked_on, amount_grosze, numbers, payer_id,
                                      reason, payer_name, title)
       select $1, r.kind, decode(r.fingerprint, 'hex'), r.occurrence, r.value_on, r.booked_on, r.amount_grosze,
              array(select jsonb_array_elements_text(r.numbers)), r.payer_id, 'noNumber', r.payer_name, r.title
         from jsonb_to_recordset($2::jsonb) as r(kind text, fingerprint text, occurrence integer, value_on date, booked_on date,
              amount_grosze bigint, numbers jsonb, payer_id text, payer_name text, title text)
       on conflict (fingerprint, occurrence) do nothing`,
      [statementId, JSON.stringify(rows.slice(at, at + rowsAtOnce))],
    )
    stored += rowCount ?? 0
  }
  return stored
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
