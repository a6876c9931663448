/** A bank statement, whatever file it came in: the same for MT940 and camt.053. Amounts are in grosze, days are ISO days. */
import type { IsoDate } from '#kernel/dates.ts'
import type { Grosze } from '#kernel/money.ts'

export type MovementKind =
  /** Money came in. */
  | 'credit'
  /** Money went out. */
  | 'debit'
  /** An incoming payment the bank took back: money goes out. */
  | 'creditReversal'
  /** An outgoing payment that came back: money comes in, but nobody paid anything. */
  | 'debitReversal'

export interface Movement {
  readonly kind: MovementKind
  /** The day the bank counts interest from: the day a payment reached the cooperative. */
  readonly valueOn: IsoDate
  readonly bookedOn: IsoDate
  /** What the movement adds to the balance; money going out is negative. */
  readonly amountGrosze: Grosze
  /** The bank's own number of the movement, when it gave one. */
  readonly bankReference: string
  /** What the payer wrote. */
  readonly title: string
  readonly payerName: string
  /** Account numbers written anywhere in the movement but as the payer's own; 26 digits each, with right check digits. */
  readonly numbers: readonly string[]
  /** The last twelve digits of the individual number, when the bank writes only these (mBank). */
  readonly payerId: string | null
}

export interface BankStatement {
  /** The account it is of: 26 digits for a Polish one, otherwise as written. */
  readonly account: string
  /** As the bank numbers its statements, e.g. `015` or `01/2023/M`. */
  readonly number: string
  readonly currency: string
  readonly openedOn: IsoDate
  readonly closedOn: IsoDate
  readonly openingGrosze: Grosze
  readonly closingGrosze: Grosze
  readonly movements: readonly Movement[]
}

/** What a file may hold at most. A bank's file of one day at 60,000 premises has about 20,000 movements and 30 MB of XML. */
export interface StatementLimits {
  readonly bytes: number
  readonly statements: number
  readonly movements: number
  readonly lineLength: number
  readonly depth: number
  readonly problems: number
}

export const statementLimits: StatementLimits = {
  bytes: 48 * 1024 * 1024,
  statements: 5_000,
  movements: 200_000,
  lineLength: 4_096,
  depth: 40,
  problems: 100,
}
