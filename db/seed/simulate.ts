import { Bills, partOf } from './bill.ts'
import { dayIn, daysIn, firstDay, iso, lastDay, monthLabel, monthNumber, monthOf, weekday } from './calendar.ts'
import type { PremisesPlan, Tenure } from './household.ts'
import { Account, type Entry, type LedgerType, type Line, lumpLine, Numbering } from './ledger.ts'
import { closedPeriod, type Metering, measure } from './metering.ts'
import { Random } from './random.ts'
import { advanceKey, type Settlement, settle } from './settlement.ts'
import type { World } from './sizes.ts'
import { type Story, storyOf } from './stories.ts'

/** Everything that ever happened in one premises. */
export interface PremisesHistory {
  readonly plan: PremisesPlan
  readonly bills: Bills
  readonly metering: Metering | null
  readonly settlements: Settlement[]
  readonly runs: readonly AccountRun[]
}

export function simulate(world: World, plan: PremisesPlan, building: number): PremisesHistory {
  const story = storyOf(world, plan)
  const bills = new Bills(world, plan, building)
  const saleDays = plan.tenures.filter((tenure) => tenure.to !== 0).map((tenure) => tenure.to)
  const from = plan.tenures.every((tenure) => tenure.from > firstDay(world.month)) ? world.month : story.startMonth
  const meterStory = { from, extraDays: saleDays, ...story.meters }
  const metering = plan.kind === 'dwelling' ? measure(world, plan, building, meterStory) : null
  const settlements: Settlement[] = []
  const numbering = new Numbering(plan.index)
  const scene = { world, plan, building, bills, story, metering, settlements, numbering }
  const runs = plan.tenures.flatMap((tenure, i) =>
    tenure.accounts.map((type) => new AccountRun(scene, tenure, i, type)),
  )
  for (const run of runs) run.play()
  return { plan, bills, metering, settlements, runs }
}

interface Scene {
  readonly world: World
  readonly plan: PremisesPlan
  readonly building: number
  readonly bills: Bills
  readonly story: Story
  readonly metering: Metering | null
  readonly settlements: Settlement[]
  readonly numbering: Numbering
}

const DUE_DAY = 15
const ISSUE_DAY = 20
const SETTLEMENT_DAY = 22

/** Plays the life of one account, month by month: payment, next month's bill, settlements, events. */
export class AccountRun {
  readonly account: Account
  readonly tenure: Tenure
  readonly type: LedgerType
  /** First month not billed yet. */
  nextMonth: number
  readonly world: World
  private readonly scene: Scene
  private readonly random: Random
  private readonly first: number
  private readonly every: number
  /** Bought from a former holder in the middle of a month. */
  private readonly takesOver: boolean

  constructor(scene: Scene, tenure: Tenure, tenureIndex: number, type: LedgerType) {
    const { world, plan, story } = scene
    this.scene = scene
    this.world = world
    this.tenure = tenure
    this.type = type
    this.account = new Account(tenure.payer, plan.id, type, tenureIndex, scene.numbering)
    this.random = new Random(world.seed, plan.index, tenureIndex, type.charCodeAt(0))
    this.every = type === 'EKSPL' ? 1 : world.size.fundEveryMonths
    const begun = monthOf(tenure.from)
    this.first = Math.max(story.startMonth, begun)
    const midMonth = begun === this.first && tenure.from > firstDay(begun)
    this.takesOver = midMonth && tenureIndex > 0
    // A buyer's first bill is what was taken back from the seller; the first tenant of a flat waits for the next issue.
    this.nextMonth = this.takesOver ? this.groupEnd(begun) + 1 : midMonth ? begun + 2 : this.first
  }

  play(): void {
    const { story } = this.scene
    if (this.first === story.startMonth && this.tenure.from < firstDay(this.first) && story.drawn) this.openingBalance()
    for (let month = this.first - 1; month <= this.world.month; month++) this.playMonth(month)
    story.finish?.(this)
  }

  private playMonth(month: number): void {
    const { story } = this.scene
    const punctual = this.tenure.habit === 'exact' || this.tenure.habit === 'round'
    if (month >= this.first) {
      story.beforePayment?.(this, month)
      if (punctual) this.pay(month, this.random.between(3, 14))
      this.refundFormerHolder(month)
    }
    this.bill(month)
    if (this.type === 'EKSPL' && this.scene.metering) this.settleMeters(month)
    story.event?.(this, month)
    if (story.drawn && this.type === 'EKSPL' && this.random.between(0, 99) === 0) this.wasteCredit(month)
    if (month >= this.first && !punctual) this.pay(month, this.random.between(18, 27))
  }

  /** True when a day of events has come by the day of the books. */
  reached(day: number): boolean {
    return day <= this.world.today
  }

  private groupEnd(month: number): number {
    return month - (month % this.every) + this.every - 1
  }

  private openingBalance(): void {
    if (!this.random.chance(12)) return
    const day = firstDay(this.first) - 1
    const grosze = this.random.between(-20_000, 60_000)
    const posting = {
      kind: 'openingBalance',
      entryKind: 'openingBalance',
      number: `BO/${iso(day).slice(0, 4)}/${this.account.id}`,
      description: 'Saldo otwarcia',
      issuedOn: day,
    } as const
    if (grosze > 0)
      this.account.charge({ ...posting, dueOn: day, lines: [lumpLine('Saldo otwarcia', 'other', grosze)] })
    else if (grosze < 0) {
      this.account.credit({ ...posting, lines: [lumpLine('Saldo otwarcia', 'other', -grosze, -1)] }, -grosze)
    }
  }

  /** On the 20th the bill of the next month (or quarter); in the month of a sale the bill is divided instead. */
  private bill(month: number): void {
    const day = dayIn(month, ISSUE_DAY)
    if (!this.reached(day)) return
    const soldIn = this.tenure.to === 0 ? 0 : monthOf(this.tenure.to)
    if (month === soldIn) this.divide(month, this.tenure.to, -1, day)
    else if (this.takesOver && month === this.first) this.divide(month, this.tenure.from - 1, 1, day)
    if (month + 1 >= this.nextMonth && (soldIn === 0 || month + 1 <= soldIn)) this.billNext(day)
  }

  /** Issues the bill of the first month not billed yet. */
  billNext(issuedOn: number): Entry {
    const from = this.nextMonth
    const to = this.groupEnd(from)
    this.nextMonth = to + 1
    const lines = this.scene.bills.forMonths(this.type, this.tenure, from, to)
    const label = from === to ? monthLabel(from) : `${monthLabel(from)} – ${monthLabel(to)}`
    return this.chargeLines(lines, from, {
      number: `NAL/${iso(firstDay(from)).slice(0, 7).replace('-', '/')}/${this.account.id}`,
      description: `Naliczenie opłat: ${label}`,
      issuedOn,
      dueOn: dayIn(from, DUE_DAY),
      periodFrom: firstDay(from),
      periodTo: lastDay(to),
    })
  }

  private chargeLines(
    lines: readonly Line[],
    month: number,
    posting: {
      number: string
      description: string
      issuedOn: number
      dueOn: number
      periodFrom: number
      periodTo: number
    },
  ): Entry {
    for (const line of lines) if (line.advance) this.addAdvance(line, month)
    return this.account.charge({ kind: 'charge', entryKind: 'charge', lines, ...posting })
  }

  private addAdvance(line: Line, month: number): void {
    if (!line.advance) return
    const key = advanceKey(line.advance, month)
    this.account.advances.set(key, (this.account.advances.get(key) ?? 0) + line.amount)
  }

  /** Moves what falls after the day of sale from the former holder (sign −1) to the new one (sign 1). */
  private divide(month: number, soldOn: number, sign: 1 | -1, issuedOn: number): void {
    const last = lastDay(month)
    // Both bills must agree to the grosz, so both follow from the former holder's rates.
    const former = this.scene.plan.tenures[0] as Tenure
    const { bills } = this.scene
    const lines: Line[] = [...partOf(bills.monthly(this.type, former, month), last - soldOn, daysIn(month), sign)]
    for (let later = month + 1; later <= this.groupEnd(month); later++) {
      lines.push(...partOf(bills.monthly(this.type, former, later), 1, 1, sign))
    }
    const period = { periodFrom: soldOn + 1, periodTo: lastDay(this.groupEnd(month)) }
    const suffix = `${iso(soldOn).slice(0, 7).replace('-', '/')}/${this.account.id}`
    if (sign === 1) {
      const posting = {
        number: `NAL/${suffix}`,
        description: `Opłaty od dnia nabycia lokalu`,
        issuedOn,
        dueOn: dayIn(month + 1, DUE_DAY),
      }
      this.chargeLines(lines, month, { ...posting, ...period })
      return
    }
    for (const line of lines) this.addAdvance(line, month)
    const corrects = this.lastBill()
    this.account.charge({
      kind: 'correction',
      entryKind: 'correction',
      number: `KOR/${suffix}`,
      description: 'Korekta opłat po zbyciu lokalu',
      issuedOn,
      ...period,
      lines,
      ...(corrects ? { corrects } : {}),
    })
  }

  /** The latest bill, or the one of a month. */
  lastBill(month?: number) {
    return this.account.documents.findLast(
      (document) =>
        document.kind === 'charge' &&
        document.periodTo !== 0 &&
        (month === undefined || document.periodFrom === firstDay(month)),
    )
  }

  private settleMeters(month: number): void {
    const bookedOn = dayIn(month, SETTLEMENT_DAY)
    if (!this.reached(bookedOn)) return
    const number = monthNumber(month)
    if (number === 1 || number === 7) this.settlePeriod('water', month - 1, bookedOn)
    if (number === 8) this.settlePeriod('heat', month - 3, bookedOn)
  }

  private settlePeriod(kind: 'water' | 'heat', closing: number, bookedOn: number): void {
    const { metering, building, plan, settlements, story } = this.scene
    const period = closedPeriod(kind, closing)
    if (!period || !metering) return
    const from = Math.max(period.from, this.tenure.from, firstDay(story.startMonth))
    const to = this.tenure.to === 0 ? period.to : Math.min(period.to, this.tenure.to)
    if (from > to) return
    const id = `S${plan.id.slice(1)}-${settlements.length + 1}`
    const dueOn = dayIn(monthOf(bookedOn) + 1, DUE_DAY)
    const order = {
      id,
      account: this.account,
      metering,
      building,
      heatedArea: plan.heatedArea,
      kind,
      from,
      to,
      bookedOn,
      dueOn,
    }
    const settlement = settle(order)
    if (settlement) settlements.push(settlement)
  }

  /** Pays what is due this month, in the manner of the payer. */
  private pay(month: number, dayOfMonth: number): void {
    const share = this.scene.story.pays?.(this, month) ?? 100
    if (share === 0) return
    const due = this.account.dueBy(dayIn(month, DUE_DAY))
    if (due <= 0) return
    if (this.tenure.habit === 'skipping' && this.random.chance(25)) return
    const amount =
      this.tenure.habit === 'round'
        ? Math.ceil(due / 1000) * 1000
        : share === 100
          ? due
          : Math.floor((due * share) / 100)
    this.payment(dayIn(month, dayOfMonth), amount - (this.scene.story.shortBy?.(this, month) ?? 0))
  }

  /** A transfer received on a day and booked on the next working day. */
  payment(receivedOn: number, amount: number): void {
    const bookedOn = receivedOn + [0, 0, 0, 0, 0, 2, 1][weekday(receivedOn)]!
    if (amount <= 0 || !this.reached(bookedOn)) return
    this.account.credit(
      {
        ...bankStatement(bookedOn),
        valueOn: receivedOn,
        kind: 'payment',
        entryKind: 'payment',
        description: 'Wpłata – przelew',
      },
      amount,
    )
  }

  /** What a former holder has paid too much goes back on the 10th. */
  private refundFormerHolder(month: number): void {
    const day = dayIn(month, 10)
    if (this.tenure.to === 0 || day <= this.tenure.to || this.account.balance >= 0 || !this.reached(day)) return
    this.refund(day, -this.account.balance)
  }

  refund(day: number, amount: number): void {
    this.account.refund(
      { ...bankStatement(day), kind: 'refund', entryKind: 'refund', description: 'Zwrot nadpłaty na rachunek bankowy' },
      amount,
    )
  }

  /** One person was charged too many for waste: a credit note to the bill of that month. */
  wasteCredit(month: number): void {
    const bill = this.lastBill(month)
    const waste = bill?.lines.find((line) => line.unit === 'person')
    const day = dayIn(month, SETTLEMENT_DAY)
    if (!bill || !waste || !this.reached(day)) return
    this.account.charge({
      kind: 'correction',
      entryKind: 'correction',
      number: `KOR/${iso(day).slice(0, 7).replace('-', '/')}/${this.account.id}/O`,
      description: `Korekta opłaty za odpady: ${monthLabel(month)}`,
      issuedOn: day,
      periodFrom: bill.periodFrom,
      periodTo: bill.periodTo,
      lines: partOf([{ ...waste, quantity: 10_000 }], 1, 1, -1),
      corrects: bill,
    })
  }
}

/** Number of the bank statement of a day. */
const bankStatement = (day: number) => ({
  number: `WB ${day - firstDay(monthOf(day) - (monthOf(day) % 12)) + 1}/${iso(day).slice(0, 4)}`,
  issuedOn: day,
})
