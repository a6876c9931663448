import { partOf } from './bill.ts'
import { dayIn, firstDay, halfOf, halfStart, iso, lastDay, monthLabel } from './calendar.ts'
import { cast } from './cast.ts'
import { isCast, type PremisesPlan } from './household.ts'
import { legalInterest } from './interest.ts'
import { lumpLine } from './ledger.ts'
import type { AccountRun } from './simulate.ts'
import type { World } from './sizes.ts'

/** What is told on purpose about an account instead of being drawn; months count from the month of the books. */
export interface Story {
  readonly startMonth: number
  /** Chance may add events of its own. */
  readonly drawn: boolean
  readonly meters?: { readonly coldAge?: number; readonly leakIn?: number }
  readonly beforePayment?: (run: AccountRun, month: number) => void
  /** Per cent of what is due that is paid in a month. */
  readonly pays?: (run: AccountRun, month: number) => number
  /** Grosze missing from a month's payment. */
  readonly shortBy?: (run: AccountRun, month: number) => number
  readonly event?: (run: AccountRun, month: number) => void
  readonly finish?: (run: AccountRun) => void
}

export function storyOf(world: World, premises: PremisesPlan): Story {
  const told = isCast(premises) ? tellers[premises.id]?.(world) : undefined
  return { startMonth: world.startMonth, drawn: !isCast(premises), ...told }
}

type Teller = (world: World) => Partial<Story>

const tellers: Readonly<Record<string, Teller>> = {
  [cast.overpaid.premisesIds[0]]: ({ month, today }) => ({
    // The third month of the last finished half-year.
    meters: { coldAge: month - (halfStart(halfOf(month)) - 4) },
    finish: (run) => {
      if (run.type === 'EKSPL') run.payment(weekdayBefore(today), run.account.balance + 34_712)
    },
  }),
  [cast.tenYears.premisesIds[0]]: ({ month, today }) => ({
    startMonth: month - 119,
    event: (run, now) => {
      if (run.type === 'EKSPL' && now === month - 6) run.wasteCredit(now)
    },
    finish: (run) => {
      const { balance } = run.account
      if (balance > 0) run.payment(weekdayBefore(today), balance)
      else if (balance < 0) run.refund(weekdayBefore(today), -balance)
    },
  }),
  [cast.arrears.premisesIds[0]]: ({ month }) => ({
    pays: (run, now) => {
      if (run.type !== 'EKSPL') return 100
      const ago = month - now
      if ((ago >= 11 && ago <= 14) || (ago >= 2 && ago <= 4) || ago === 0) return 0
      return ago === 1 ? 40 : 100
    },
    event: (run, now) => {
      if (run.type !== 'EKSPL') return
      if (now === month - 11) agreeInstalments(run, now)
      if (now === month - 1) noteInterest(run, now)
    },
  }),
  [cast.backDated.premisesIds[0]]: ({ month }) => ({
    meters: { leakIn: halfStart(halfOf(month)) - 2 },
    event: (run, now) => {
      if (run.type === 'EKSPL' && now === month - 1) correctBackDated(run, now, month - 8)
    },
  }),
  [cast.writeOff.premisesIds[0]]: ({ month }) => ({
    shortBy: (_, now) => (now === month - 7 ? 37 : 0),
    event: (run, now) => {
      const day = dayIn(now, 28)
      if (now !== month - 7) return
      const posting = {
        number: `ODP/${iso(day).slice(0, 4)}/${run.account.id}`,
        description: 'Odpisanie drobnej kwoty',
        issuedOn: day,
      }
      run.account.credit({ kind: 'writeOff', entryKind: 'writeOff', ...posting }, 37)
    },
  }),
  [cast.housingBenefit.premisesIds[0]]: ({ month }) => ({
    beforePayment: (run, now) => {
      const day = dayIn(now, 2)
      if (run.type !== 'EKSPL' || now < month - 8 || !run.reached(day)) return
      const posting = {
        number: `DM/${iso(day).slice(0, 7).replace('-', '/')}`,
        description: 'Dodatek mieszkaniowy z gminy',
        issuedOn: day,
      }
      run.account.credit({ kind: 'payment', entryKind: 'housingBenefit', ...posting }, 21_840)
    },
  }),
}

/** The last working day before the day of the books, so that a payment of that day is booked the same day. */
function weekdayBefore(today: number): number {
  let day = today - 1
  while ((day + 3) % 7 >= 5) day--
  return day
}

/** What is overdue becomes six instalments: the old bills are taken back, the instalments charged instead. */
function agreeInstalments(run: AccountRun, month: number): void {
  const { account } = run
  const day = dayIn(month, 22)
  const debt = account.overdue(day).reduce((sum, entry) => sum + entry.open, 0)
  if (debt < 600) return
  const agreement = `UG/${iso(day).slice(0, 4)}/${account.id}`
  account.charge({
    kind: 'correction',
    entryKind: 'correction',
    number: agreement,
    description: 'Rozłożenie zaległości na 6 rat',
    issuedOn: day,
    lines: [lumpLine('Zaległość objęta ugodą', 'other', debt, -1)],
  })
  const instalment = Math.floor(debt / 6)
  for (let n = 1; n <= 6; n++) {
    const amount = n === 6 ? debt - 5 * instalment : instalment
    account.charge({
      kind: 'charge',
      entryKind: 'instalment',
      number: `${agreement}/${n}`,
      description: `Rata ${n} z 6 według ugody`,
      issuedOn: day,
      dueOn: dayIn(month + n, 15),
      lines: [lumpLine(`Rata ${n} z 6`, 'other', amount)],
    })
  }
}

function noteInterest(run: AccountRun, month: number): void {
  const day = dayIn(month, 22)
  const late = run.account.overdue(day)
  const amount = legalInterest(
    late.map((entry) => ({ grosze: entry.open, dueOn: entry.dueOn })),
    day,
  )
  if (amount === 0) return
  run.account.charge({
    kind: 'interestNote',
    entryKind: 'interest',
    number: `NO/${iso(day).slice(0, 7).replace('-', '/')}/${run.account.id}`,
    description: 'Nota odsetkowa za opóźnienie',
    issuedOn: day,
    dueOn: dayIn(month + 1, 15),
    lines: [lumpLine('Odsetki ustawowe za opóźnienie', 'other', amount)],
  })
}

/** One person too few was charged for waste months ago; booked now, dated then. */
function correctBackDated(run: AccountRun, month: number, about: number): void {
  const bill = run.lastBill(about)
  const waste = bill?.lines.find((line) => line.unit === 'person')
  if (!bill || !waste) return
  const day = dayIn(month, 22)
  run.account.charge({
    kind: 'correction',
    entryKind: 'correction',
    number: `KOR/${iso(day).slice(0, 7).replace('-', '/')}/${run.account.id}/W`,
    description: `Korekta opłaty za odpady: ${monthLabel(about)}`,
    issuedOn: day,
    valueOn: lastDay(about),
    dueOn: dayIn(month + 1, 15),
    periodFrom: firstDay(about),
    periodTo: lastDay(about),
    lines: partOf([{ ...waste, quantity: 10_000 }], 1, 1, 1),
    corrects: bill,
  })
}
