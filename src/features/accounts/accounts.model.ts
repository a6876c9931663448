import type { IsoDate } from '#kernel/dates.ts'
import { effectiveDueDate } from '#kernel/holidays.ts'
import { splitOverdue } from '#kernel/ledger.ts'
import { addGrosze, type Grosze, grosze, sumGrosze, zero } from '#kernel/money.ts'
import { type PremisesKind, premisesLabel } from '#kernel/premises.ts'

/** An account the person may see, with the balance the accounting system delivered for it. */
export interface AccountRow {
  readonly accountId: string
  readonly ledgerType: string
  readonly ledgerTypeName: string
  readonly nrb: string
  readonly premisesId: string
  readonly premisesKind: PremisesKind
  readonly premisesNumber: string
  readonly street: string
  readonly houseNumber: string
  readonly balanceGrosze: Grosze
  /** False when the delivered balance is not the sum of the entries: then no figure is shown. */
  readonly verified: boolean
}

export interface OpenDocument {
  readonly id: string
  readonly accountId: string
  readonly number: string
  readonly dueOn: IsoDate | null
  readonly remainingGrosze: Grosze
}

export interface LastPayment {
  readonly entryId: string
  readonly valueOn: IsoDate
  readonly amountGrosze: Grosze
}

/** A payment a bank statement shows and the books do not know yet: outside every balance. */
export interface WaitingPayment {
  readonly id: string
  /** The day the money reached the cooperative. */
  readonly valueOn: IsoDate
  readonly amountGrosze: Grosze
}

export interface AccountPayments {
  readonly accountId: string
  readonly last: LastPayment | null
  /** Newest first. */
  readonly waiting: readonly WaitingPayment[]
}

export interface LastSettlement {
  readonly id: string
  readonly premisesId: string
  readonly accountId: string
  readonly documentId: string | null
  readonly kind: 'water' | 'heat'
  readonly periodFrom: IsoDate
  readonly periodTo: IsoDate
  /** Positive = to be paid, negative = given back. */
  readonly differenceGrosze: Grosze
}

/** What the address of a page may narrow the accounts to; absent = all. */
export interface AccountFilter {
  readonly punkt?: string | undefined
  readonly typ?: string | undefined
}

export function chosenAccounts<A extends Pick<AccountRow, 'premisesId' | 'ledgerType'>>(
  accounts: readonly A[],
  filter: AccountFilter,
): readonly A[] {
  return accounts.filter(
    (account) =>
      (filter.punkt === undefined || account.premisesId === filter.punkt) &&
      (filter.typ === undefined || account.ledgerType === filter.typ),
  )
}

export interface Choice {
  readonly value: string
  readonly label: string
}

/** The premises and ledger types a person can choose between, each once, in order of the account list. */
export function filterChoices(accounts: readonly AccountRow[]): {
  readonly premises: readonly Choice[]
  readonly ledgerTypes: readonly Choice[]
} {
  const premises = new Map(accounts.map((account) => [account.premisesId, accountPremisesLabel(account)]))
  const ledgerTypes = new Map(accounts.map((account) => [account.ledgerType, account.ledgerTypeName]))
  const choices = (map: Map<string, string>): Choice[] => [...map].map(([value, label]) => ({ value, label }))
  return { premises: choices(premises), ledgerTypes: choices(ledgerTypes) }
}

export function accountPremisesLabel(account: AccountRow): string {
  return premisesLabel({
    street: account.street,
    houseNumber: account.houseNumber,
    number: account.premisesNumber,
    kind: account.premisesKind,
  })
}

export interface NextDue {
  /** As printed on the bill. */
  readonly dueOn: IsoDate
  /** The last day that is still in time: a free day moves it on (art. 115 of the Civil Code). */
  readonly payBy: IsoDate
  readonly amountGrosze: Grosze
}

export interface AccountState {
  readonly account: AccountRow
  /** Never more than the balance: an unbooked allocation must not make a debt look larger than it is. */
  readonly overdueGrosze: Grosze
  readonly nextDue: NextDue | undefined
  readonly lastPayment: LastPayment | undefined
  readonly waiting: readonly WaitingPayment[]
}

export interface Overview {
  readonly states: readonly AccountState[]
  readonly balanceGrosze: Grosze
  /** What has to be transferred: an overpayment on one account does not pay another. */
  readonly toPayGrosze: Grosze
  readonly overdueGrosze: Grosze
  readonly nextDue: NextDue | undefined
  /** Some balance awaits checking: then the sums above are not shown. */
  readonly verified: boolean
  readonly settlements: readonly OverviewSettlement[]
}

export interface OverviewSettlement extends LastSettlement {
  /** What of the bill it was put on is still to be paid. */
  readonly remainingGrosze: Grosze
}

const positive = (amount: Grosze): Grosze => (amount > 0 ? amount : zero)
const smaller = (left: Grosze, right: Grosze): Grosze => (left < right ? left : right)

/** The answer to "how much, until when": per account and together. */
export function overview(
  accounts: readonly AccountRow[],
  open: readonly OpenDocument[],
  payments: readonly AccountPayments[],
  settlements: readonly LastSettlement[],
  today: IsoDate,
): Overview {
  const states = accounts.map((account): AccountState => {
    const documents = open.filter((document) => document.accountId === account.accountId)
    const paid = payments.find((one) => one.accountId === account.accountId)
    return {
      account,
      overdueGrosze: smaller(splitOverdue(documents, today).overdueGrosze, positive(account.balanceGrosze)),
      nextDue: account.balanceGrosze > 0 ? nextDueOf(documents, today) : undefined,
      lastPayment: paid?.last ?? undefined,
      waiting: paid?.waiting ?? [],
    }
  })
  return {
    states,
    balanceGrosze: sumGrosze(accounts.map((account) => account.balanceGrosze)),
    toPayGrosze: sumGrosze(accounts.map((account) => positive(account.balanceGrosze))),
    overdueGrosze: sumGrosze(states.map((state) => state.overdueGrosze)),
    nextDue: earliest(states.flatMap((state) => state.nextDue ?? [])),
    verified: accounts.every((account) => account.verified),
    settlements: settlements.map((settlement) => ({
      ...settlement,
      remainingGrosze: open.find(({ id }) => id === settlement.documentId)?.remainingGrosze ?? zero,
    })),
  }
}

/** What is open and still in time, by its earliest day; several bills of that day count together. */
function nextDueOf(documents: readonly OpenDocument[], today: IsoDate): NextDue | undefined {
  return earliest(
    documents.flatMap((document) => {
      if (document.dueOn === null || document.remainingGrosze <= 0) return []
      const payBy = effectiveDueDate(document.dueOn)
      return payBy < today ? [] : [{ dueOn: document.dueOn, payBy, amountGrosze: document.remainingGrosze }]
    }),
  )
}

function earliest(dues: readonly NextDue[]): NextDue | undefined {
  const first = dues.toSorted((left, right) => left.payBy.localeCompare(right.payBy))[0]
  if (!first) return undefined
  const sameDay = dues.filter((due) => due.payBy === first.payBy)
  return { ...first, amountGrosze: grosze(addGrosze(...sameDay.map((due) => due.amountGrosze))) }
}
