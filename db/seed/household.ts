import { dayIn, firstDay, lastDay } from './calendar.ts'
import { cast, LONG_SURNAME } from './cast.ts'
import type { LedgerType } from './ledger.ts'
import { makeCompany, makePerson, type NameChoice, type Party } from './people.ts'
import { Random } from './random.ts'
import type { World } from './sizes.ts'
import type { BillBasis } from './tariff.ts'

export type PremisesKind = BillBasis['kind']
export type LegalTitle = 'cooperativeTenancy' | 'cooperativeOwnership' | 'freehold' | 'lease' | 'none'

export interface Holding {
  readonly party: Party
  readonly title: LegalTitle
  readonly role: 'holder' | 'coOwner' | 'tenant' | 'proxy'
  readonly share: string
  readonly from: number
  /** Last day, 0 = still valid. */
  readonly to: number
}

/** How a payer behaves. */
export type Habit = 'exact' | 'late' | 'round' | 'skipping'

/** Who pays which accounts of the premises, from when to when. */
export interface Tenure {
  readonly payer: Party
  readonly accounts: readonly LedgerType[]
  readonly from: number
  /** Last day, 0 = still valid. */
  readonly to: number
  readonly habit: Habit
}

export interface PremisesPlan {
  readonly index: number
  readonly id: string
  readonly kind: PremisesKind
  /** Hundredths of a square metre. */
  readonly area: number
  readonly heatedArea: number
  readonly persons: number
  /** Month from which one person more lives here; 0 = never. */
  readonly oneMoreFrom: number
  readonly holdings: readonly Holding[]
  readonly tenures: readonly Tenure[]
}

/** People and premises that belong together; the unit the generator works in and forgets. */
export interface Household {
  readonly index: number
  readonly parties: readonly Party[]
  readonly premises: readonly PremisesPlan[]
}

const premisesId = (index: number): string => `L${String(index).padStart(4, '0')}`
const accountsOf = (kind: PremisesKind): readonly LedgerType[] =>
  kind === 'dwelling' ? ['EKSPL', 'FR'] : kind === 'commercial' ? ['EKSPL'] : ['GAR']

/** Walks through all households of the cooperative, in the order of their ids. */
export function* households(world: World): Generator<Household> {
  const counter: Counter = { premises: 0, parties: 0 }
  let index = 0
  for (const make of castHouseholds) yield make(world, counter, index++)
  while (counter.premises < world.size.premises) yield randomHousehold(world, counter, index++)
}

interface Counter {
  premises: number
  parties: number
}

const habits: readonly Habit[] = [
  'exact',
  'exact',
  'exact',
  'exact',
  'exact',
  'exact',
  'late',
  'late',
  'round',
  'skipping',
]

function randomHousehold(world: World, counter: Counter, index: number): Household {
  const random = new Random(world.seed, index)
  const kinds = randomKinds(random).slice(0, world.size.premises - counter.premises)
  const since = firstDay(world.startMonth - random.between(1, 200))
  const business = kinds[0] === 'commercial' || (kinds[0] === 'garage' && random.chance(20))
  const payer = business ? makeCompany(++counter.parties, random) : makePerson(++counter.parties, random)
  const parties = [payer]
  const title = random.pick(['cooperativeOwnership', 'cooperativeTenancy', 'freehold'] as const)
  const habit = random.pick(habits)
  const premises = kinds.map((kind): PremisesPlan => {
    const holdings: Holding[] = [hold(payer, business ? 'lease' : title, since)]
    const tenures: Tenure[] = [{ payer, accounts: accountsOf(kind), from: since, to: 0, habit }]
    if (kind === 'dwelling' && random.chance(30)) {
      const spouse = makePerson(++counter.parties, random, payer.kind === 'person' ? { name: payer.name } : {})
      parties.push(spouse)
      holdings[0] = { ...(holdings[0] as Holding), share: '1/2' }
      holdings.push({ ...hold(spouse, title, since), role: 'coOwner', share: '1/2' })
    } else if (kind === 'dwelling' && random.chance(5)) {
      const buyer = makePerson(++counter.parties, random)
      parties.push(buyer)
      const sold = dayIn(random.between(world.startMonth + 3, world.month - 3), random.between(5, 18))
      sell(holdings, tenures, buyer, sold)
    }
    return plan(++counter.premises, kind, random, world, holdings, tenures)
  })
  return { index, parties, premises }
}

function randomKinds(random: Random): readonly PremisesKind[] {
  const draw = random.between(0, 99)
  if (draw < 66) return ['dwelling']
  if (draw < 78) return ['dwelling', 'garage']
  if (draw < 85) return ['dwelling', 'storage']
  if (draw < 92) return ['dwelling', 'parking']
  if (draw < 94) return ['dwelling', 'garage', 'storage']
  return draw < 98 ? ['garage'] : ['commercial']
}

/** Ends the only holding and tenure on the day of sale and starts the buyer's the day after. */
function sell(holdings: Holding[], tenures: Tenure[], buyer: Party, sold: number): void {
  const holding = holdings[0] as Holding
  const tenure = tenures[0] as Tenure
  holdings[0] = { ...holding, to: sold }
  tenures[0] = { ...tenure, to: sold }
  holdings.push(hold(buyer, 'freehold', sold + 1))
  tenures.push({ ...tenure, payer: buyer, from: sold + 1, to: 0 })
}

const hold = (party: Party, title: LegalTitle, from: number): Holding => ({
  party,
  title,
  role: title === 'lease' ? 'tenant' : 'holder',
  share: '',
  from,
  to: 0,
})

function plan(
  index: number,
  kind: PremisesKind,
  random: Random,
  world: World,
  holdings: readonly Holding[],
  tenures: readonly Tenure[],
): PremisesPlan {
  const areas = {
    dwelling: [2700, 7800],
    commercial: [3000, 14_000],
    garage: [1500, 2100],
    parking: [1250, 1250],
    storage: [300, 900],
  } as const
  const [low, high] = areas[kind]
  const area = random.between(low, high)
  const heated = kind === 'dwelling' || kind === 'commercial'
  return {
    index,
    id: premisesId(index),
    kind,
    area,
    heatedArea: heated ? area - random.between(0, 4) * 50 : 0,
    persons: kind === 'dwelling' ? random.between(1, 4) : 0,
    oneMoreFrom: kind === 'dwelling' && random.chance(15) ? random.between(world.startMonth + 2, world.month - 1) : 0,
    holdings,
    tenures,
  }
}

type CastHousehold = (world: World, counter: Counter, index: number) => Household

/** A household of the cast living alone in one flat. */
const single =
  (habit: Habit, choice: NameChoice, title: LegalTitle = 'cooperativeOwnership'): CastHousehold =>
  (world, counter, index) => {
    const random = new Random(world.seed, index)
    const payer = makePerson(++counter.parties, random, choice)
    const since = firstDay(world.month - 190)
    const tenures = [{ payer, accounts: accountsOf('dwelling'), from: since, to: 0, habit }]
    const premises = plan(++counter.premises, 'dwelling', random, world, [hold(payer, title, since)], tenures)
    return { index, parties: [payer], premises: [premises] }
  }

/** Adds one more person with a right to the first premises of a household. */
const withAnother =
  (
    make: CastHousehold,
    choice: NameChoice,
    right: (world: World, party: Party, first: Holding) => Holding,
    share: string,
  ): CastHousehold =>
  (world, counter, index) => {
    const household = make(world, counter, index)
    const party = makePerson(++counter.parties, new Random(world.seed, index, 1), choice)
    const premises = household.premises[0] as PremisesPlan
    const first = { ...(premises.holdings[0] as Holding), share }
    const holdings = [first, right(world, party, first)]
    return { ...household, parties: [...household.parties, party], premises: [{ ...premises, holdings }] }
  }

const sold: CastHousehold = (world, counter, index) => {
  const household = single('exact', { firstName: 'Ryszard', name: 'Sprzedawski', isMember: true })(
    world,
    counter,
    index,
  )
  const buyer = makePerson(++counter.parties, new Random(world.seed, index, 1), {
    firstName: 'Ewa',
    name: 'Nowalipska',
    isMember: false,
  })
  const premises = household.premises[0] as PremisesPlan
  const holdings = [...premises.holdings]
  const tenures = [...premises.tenures]
  sell(holdings, tenures, buyer, dayIn(world.month - 2, 12))
  return { ...household, parties: [...household.parties, buyer], premises: [{ ...premises, holdings, tenures }] }
}

const fivePremises: CastHousehold = (world, counter, index) => {
  const random = new Random(world.seed, index)
  const owner = makePerson(++counter.parties, random, { firstName: 'Wanda', name: 'Wielolokalska', isMember: true })
  const tenant = makePerson(++counter.parties, random, { firstName: 'Michał', name: 'Najemski', isMember: false })
  const since = firstDay(world.month - 150)
  const letSince = firstDay(world.month - 14)
  const kinds = ['dwelling', 'garage', 'storage', 'parking', 'dwelling'] as const
  const premises = kinds.map((kind, at) => {
    const holdings = [hold(owner, 'cooperativeOwnership', since)]
    let tenures: Tenure[] = [{ payer: owner, accounts: accountsOf(kind), from: since, to: 0, habit: 'exact' }]
    if (at === 4) {
      holdings.push({ ...hold(tenant, 'lease', letSince), role: 'tenant' })
      tenures = [
        { payer: owner, accounts: ['FR'], from: since, to: 0, habit: 'exact' },
        { payer: tenant, accounts: ['EKSPL'], from: letSince, to: 0, habit: 'exact' },
      ]
    }
    return plan(++counter.premises, kind, random, world, holdings, tenures)
  })
  return { index, parties: [owner, tenant], premises }
}

const companyGarage: CastHousehold = (world, counter, index) => {
  const random = new Random(world.seed, index)
  const payer = makeCompany(++counter.parties, random, 'Warsztat Rowerowy „Dzwonek” sp. z o.o.')
  const since = firstDay(world.month - 60)
  const tenures: Tenure[] = [{ payer, accounts: ['GAR'], from: since, to: 0, habit: 'late' }]
  const premises = plan(++counter.premises, 'garage', random, world, [hold(payer, 'lease', since)], tenures)
  return { index, parties: [payer], premises: [premises] }
}

/** Took the flat over yesterday, after this month's bills were issued. */
const newcomer: CastHousehold = (world, counter, index) => {
  const random = new Random(world.seed, index)
  const payer = makePerson(++counter.parties, random, { firstName: 'Łucja', name: 'Nowomiejska', isMember: true })
  const since = world.today - 1
  const tenures: Tenure[] = [{ payer, accounts: ['EKSPL', 'FR'], from: since, to: 0, habit: 'exact' }]
  const holdings = [hold(payer, 'cooperativeTenancy', since)]
  return { index, parties: [payer], premises: [plan(++counter.premises, 'dwelling', random, world, holdings, tenures)] }
}

/** In the order of the ids promised by `cast`. */
const castHouseholds: readonly CastHousehold[] = [
  single('exact', { firstName: 'Halina', name: 'Nadpłacka', isMember: true }),
  withAnother(
    single('exact', { firstName: 'Stanisław', name: 'Rozliczony', isMember: true }),
    { firstName: 'Joanna', name: 'Rozliczony-Pełnomocna', isMember: false },
    (world, party, first) => ({
      ...first,
      party,
      title: 'none',
      role: 'proxy',
      share: '',
      from: firstDay(world.month - 6),
      to: lastDay(world.month + 17),
    }),
    '',
  ),
  single('exact', { firstName: 'Zbigniew', name: 'Zaległy', isMember: true }, 'cooperativeTenancy'),
  withAnother(
    single('exact', { firstName: 'Świętosława', name: LONG_SURNAME, isMember: true }, 'freehold'),
    { firstName: 'Kazimierz', name: 'Chrząszczyżewski', isMember: true },
    (_, party, first) => ({ ...first, party, role: 'coOwner' }),
    '1/2',
  ),
  sold,
  fivePremises,
  companyGarage,
  newcomer,
]

/** True for the premises of the cast, whose stories are told in `stories.ts` instead of drawn. */
export const isCast = (premises: PremisesPlan): boolean => premises.index <= Number(cast.empty.premisesIds[0].slice(1))
