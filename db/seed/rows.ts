import type { ResourceName } from '#import/contract/resources.ts'
import { firstDay, iso, lastDay, monthOf } from './calendar.ts'
import type { Household } from './household.ts'
import { type Account, isoOrEmpty, type Line } from './ledger.ts'
import { decimal, money, quantityText, rateText, readingText } from './numbers.ts'
import type { Party } from './people.ts'
import type { Settlement } from './settlement.ts'
import type { AccountRun, PremisesHistory } from './simulate.ts'
import type { World } from './sizes.ts'
import { cell, Table, type TableSummary } from './table.ts'
import { announced } from './tariff.ts'

/** The columns as written below; a table refuses to open when the contract says otherwise. */
const columns: Readonly<Record<Exclude<ResourceName, 'notices'>, string>> = {
  properties: 'id name',
  buildings: 'id property_id street house_number postal_code city',
  premises: 'id building_id staircase number kind floor usable_area_m2 heated_area_m2',
  parties: 'id kind first_name name member_number is_member correspondence_address email phone',
  holdings: 'id party_id premises_id legal_title role share valid_from valid_to',
  accounts: 'id party_id premises_id ledger_type ledger_type_name nrb currency',
  documents:
    'id account_id number kind issued_on due_on period_from period_to amount remaining description corrects_document_id',
  document_lines: 'document_id line_no component component_group quantity unit rate vat_rate amount dependent',
  entries: 'id account_id document_id booked_on value_on due_on side amount kind description',
  allocations: 'payment_entry_id charge_entry_id amount',
  charge_parameters: 'premises_id parameter valid_from valid_to value unit',
  fee_components:
    'premises_id component valid_from valid_to component_group quantity unit rate vat_rate amount change_reason',
  meters:
    'id premises_id kind number location unit installed_on verification_valid_until removed_on replaced_by_meter_id radiator_factor location_factor',
  readings: 'id meter_id read_on value kind',
  meter_settlements:
    'id premises_id account_id document_id kind period_from period_to charged should_be difference method',
  meter_settlement_lines:
    'settlement_id line_no line_kind description meter_id previous_reading current_reading radiator_factor location_factor charged quantity unit rate should_be difference',
  balances: 'account_id closing_balance entry_count',
}
const noticeColumns = 'id party_id kind title issued_on file'

/** Where a premises stands: the generator numbers buildings, staircases and doors as it walks. */
export interface Place {
  readonly building: number
  readonly staircase: string
  readonly number: string
  readonly floor: string
}

const meterUnits = { coldWater: 'm3', hotWater: 'm3', heat: 'GJ', heatCostAllocator: 'unit' } as const

/** All files of one delivery, written row by row. */
export class Rows {
  private readonly tables = new Map<ResourceName, Table>()
  private readonly world: World
  private readonly changes: boolean
  private readonly sequence: number
  readonly table: (name: ResourceName) => Table

  constructor(outDir: string, world: World, kind: 'full' | 'changes', sequence: number) {
    this.world = world
    this.changes = kind === 'changes'
    this.sequence = sequence
    for (const [name, list] of Object.entries(columns) as [ResourceName, string][]) {
      this.tables.set(name, new Table(outDir, name, list.split(' '), this.changes))
    }
    if (world.size.letters && !this.changes) {
      this.tables.set('notices', new Table(outDir, 'notices', noticeColumns.split(' '), false))
    }
    this.table = (name) => {
      const table = this.tables.get(name)
      if (!table) throw new Error(`no table ${name} in this delivery`)
      return table
    }
  }

  close(): readonly TableSummary[] {
    return [...this.tables.values()].map((table) => table.close())
  }

  /** A full delivery holds everything, a nightly one what its own night touched. */
  private wanted(touched: number): boolean {
    return !this.changes || touched === this.sequence
  }

  household(household: Household, histories: readonly PremisesHistory[], places: readonly Place[]): void {
    for (const party of household.parties) if (this.wanted(party.touched)) this.party(party)
    histories.forEach((history, i) => {
      if (!this.changes) this.facts(history, places[i] as Place)
      for (const run of history.runs) this.account(run.account)
      this.readings(history)
      for (const settlement of history.settlements) if (this.wanted(settlement.touched)) this.settlement(settlement)
    })
  }

  private party(party: Party): void {
    const member = party.isMember ? `CZ-${party.id.slice(1)}` : ''
    this.table('parties').row(
      `${party.id},${party.kind},${cell(party.firstName)},${cell(party.name)},${member},${party.isMember},,${party.email},${party.phone}`,
    )
  }

  private facts(history: PremisesHistory, place: Place): void {
    const { plan } = history
    const area = decimal(plan.area, 2, 2)
    const heated = plan.heatedArea === 0 ? '' : decimal(plan.heatedArea, 2, 2)
    this.table('premises').row(
      `${plan.id},B${place.building},${place.staircase},${place.number},${plan.kind},${place.floor},${area},${heated}`,
    )
    plan.holdings.forEach((holding, i) => {
      const period = `${iso(holding.from)},${isoOrEmpty(holding.to)}`
      this.table('holdings').row(
        `H${plan.id.slice(1)}-${i + 1},${holding.party.id},${plan.id},${holding.title},${holding.role},${holding.share},${period}`,
      )
    })
    this.parameters(history)
    for (const run of history.runs) if (run.tenure.to === 0) this.fees(history, run)
    this.meters(history)
  }

  private parameters(history: PremisesHistory): void {
    const { plan, metering } = history
    const since = iso(plan.holdings.reduce((first, holding) => Math.min(first, holding.from), this.world.today))
    const table = this.table('charge_parameters')
    const plain = (parameter: string, value: string, unit: string): void => {
      table.row(`${plan.id},${parameter},${since},,${value},${unit}`)
    }
    const area = decimal(plan.area, 2, 2)
    plain(plan.kind === 'garage' ? 'garageArea' : plan.kind === 'storage' ? 'storageArea' : 'usableArea', area, 'm2')
    if (plan.heatedArea > 0) plain('heatedArea', decimal(plan.heatedArea, 2, 2), 'm2')
    if (!metering) return
    const more = plan.oneMoreFrom
    const changes = more !== 0 && firstDay(more) > plan.holdings[0]!.from
    table.row(`${plan.id},persons,${since},${changes ? iso(firstDay(more) - 1) : ''},${plan.persons},person`)
    if (changes) table.row(`${plan.id},persons,${iso(firstDay(more))},,${plan.persons + 1},person`)
    plain('waterMeters', '2', 'device')
    if (metering.heatBy === 'heat') plain('heatMeters', '1', 'device')
    else plain('heatCostAllocators', '4', 'device')
    plain('intercoms', '1', 'device')
  }

  /** The fees of this month and, where they differ, of the next. */
  private fees(history: PremisesHistory, run: AccountRun): void {
    const { month } = this.world
    const begun = monthOf(run.tenure.from)
    const next = history.bills.monthly(run.type, run.tenure, month + 1)
    if (run.tenure.from > firstDay(month)) {
      for (const line of next) this.fee(history.plan.id, line, month + 1, '', '')
      return
    }
    const now = history.bills.monthly(run.type, run.tenure, month)
    now.forEach((line, i) => {
      const later = next[i] as Line
      const changes = later.cells !== line.cells
      this.fee(
        history.plan.id,
        line,
        this.unchangedSince(history, run, i, begun),
        changes ? iso(lastDay(month)) : '',
        '',
      )
      if (changes) this.fee(history.plan.id, later, month + 1, '', reasonOf(later))
    })
  }

  private unchangedSince(history: PremisesHistory, run: AccountRun, at: number, begun: number): number {
    let since = this.world.month
    const { cells } = history.bills.monthly(run.type, run.tenure, since)[at] as Line
    const first = Math.max(begun, this.world.startMonth)
    while (since > first && history.bills.monthly(run.type, run.tenure, since - 1)[at]?.cells === cells) since--
    return since
  }

  private fee(premisesId: string, line: Line, since: number, until: string, reason: string): void {
    const price = `${quantityText(line.quantity)},${line.unit},${rateText(line.rate)},${line.vat},${money(line.amount)}`
    this.table('fee_components').row(
      `${premisesId},${cell(line.component)},${iso(firstDay(since))},${until},${line.group},${price},${cell(reason)}`,
      line.amount,
    )
  }

  private meters(history: PremisesHistory): void {
    for (const meter of history.metering?.meters ?? []) {
      const factors =
        meter.radiatorFactor === 0
          ? ','
          : `${decimal(meter.radiatorFactor, 2, 2)},${decimal(meter.locationFactor, 2, 2)}`
      const dates = `${iso(meter.installedOn)},${isoOrEmpty(meter.validUntil)},${isoOrEmpty(meter.removedOn)}`
      this.table('meters').row(
        `${meter.id},${history.plan.id},${meter.kind},${meter.number},${cell(meter.location)},${meterUnits[meter.kind]},${dates},${meter.replacedBy?.id ?? ''},${factors}`,
      )
    }
  }

  private readings(history: PremisesHistory): void {
    const table = this.table('readings')
    for (const reading of history.metering?.readings ?? []) {
      if (reading.deletedIn !== 0) {
        if (this.changes && reading.deletedIn === this.sequence) table.deleteRow(reading.id)
      } else if (this.wanted(reading.touched)) {
        const value = reading.value < 0 ? '' : readingText(reading.value)
        table.row(`${reading.id},${reading.meter.id},${iso(reading.readOn)},${value},${reading.kind}`)
      }
    }
  }

  private account(account: Account): void {
    if (!this.changes) {
      this.table('accounts').row(
        `${account.id},${account.party.id},${account.premisesId},${account.ledgerType},${cell(account.ledgerTypeName)},${account.nrb},PLN`,
      )
    }
    if (!this.wanted(account.touched)) return
    this.documents(account)
    const entries = this.table('entries')
    for (const entry of account.entries) {
      if (!this.wanted(entry.touched)) continue
      const dates = `${iso(entry.bookedOn)},${iso(entry.valueOn)},${isoOrEmpty(entry.dueOn)}`
      entries.row(
        `${entry.id},${account.id},${entry.document.id},${dates},${entry.side},${money(entry.amount)},${entry.kind},${cell(entry.description)}`,
        entry.amount,
      )
    }
    const allocations = this.table('allocations')
    for (const { from, to, amount, touched } of account.allocations) {
      if (this.wanted(touched)) allocations.row(`${from.id},${to.id},${money(amount)}`, amount)
    }
    this.table('balances').row(`${account.id},${money(account.balance)},${account.entries.length}`, account.balance)
  }

  private documents(account: Account): void {
    const documents = this.table('documents')
    const lines = this.table('document_lines')
    for (const document of account.documents) {
      if (!this.wanted(document.touched)) continue
      const dates = `${iso(document.issuedOn)},${isoOrEmpty(document.dueOn)},${isoOrEmpty(document.periodFrom)},${isoOrEmpty(document.periodTo)}`
      documents.row(
        `${document.id},${account.id},${document.number},${document.kind},${dates},${money(document.amount)},${money(document.remaining)},${cell(document.description)},${document.corrects?.id ?? ''}`,
        document.amount,
        document.remaining,
      )
      for (let i = 0; i < document.lines.length; i++) {
        const line = document.lines[i] as Line
        lines.row(`${document.id},${i + 1},${line.cells}`, line.amount)
      }
    }
  }

  private settlement(settlement: Settlement): void {
    let charged = 0
    let shouldBe = 0
    settlement.lines.forEach((line, i) => {
      charged += line.charged
      shouldBe += line.shouldBe
      const { meter } = line
      const registers = line.previous < 0 ? ',' : `${readingText(line.previous)},${readingText(line.current)}`
      const factors =
        meter && meter.radiatorFactor > 0
          ? `${decimal(meter.radiatorFactor, 2, 2)},${decimal(meter.locationFactor, 2, 2)}`
          : ','
      const price = `${quantityText(line.quantity)},${line.unit},${rateText(line.rate)}`
      this.table('meter_settlement_lines').row(
        `${settlement.id},${i + 1},${line.lineKind},${cell(line.description)},${meter?.id ?? ''},${registers},${factors},${money(line.charged)},${price},${money(line.shouldBe)},${money(line.shouldBe - line.charged)}`,
        line.charged,
        line.shouldBe,
        line.shouldBe - line.charged,
      )
    })
    const period = `${iso(settlement.from)},${iso(settlement.to)}`
    this.table('meter_settlements').row(
      `${settlement.id},${settlement.account.premisesId},${settlement.account.id},${settlement.document?.id ?? ''},${settlement.kind},${period},${money(charged)},${money(shouldBe)},${money(shouldBe - charged)},${cell(settlement.method)}`,
      charged,
      shouldBe,
      shouldBe - charged,
    )
  }
}

const reasonOf = (line: Line): string =>
  line.component === 'Odpady komunalne'
    ? announced.waste
    : line.component === 'Eksploatacja podstawowa'
      ? announced.maintenance
      : 'Nowa liczba osób lub stawka roczna.'
