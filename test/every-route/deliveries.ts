/** Deliveries in the states an office's page must show, put into the register by hand. */
interface Queries {
  query(text: string, values: unknown[]): Promise<unknown>
}

export const heldDelivery = '00000000-0000-4000-8000-00000000000a'
export const brokenDelivery = '00000000-0000-4000-8000-00000000000b'

const told = (counted: number) => ({ told: counted, counted })
const held = {
  label: 'dostawa-2026-11-23.zip',
  delivered: { premises: 11, entries: 900 },
  control: {
    premises: { rows: told(11), totals: {}, complete: true },
    entries: { rows: told(900), totals: { amount: { told: '1234.56', counted: '1234.56' } }, complete: true },
  },
  changes: { premises: { inserted: 0, changed: 3, deleted: 1 }, entries: { inserted: 4, changed: 0, deleted: 80 } },
  totals: { rows: { premises: 11 }, absoluteBalances_grosze: 500_000, balances_grosze: 123_456 },
  before: {
    publication: 1,
    totals: { rows: { premises: 12 }, absoluteBalances_grosze: 900_000, balances_grosze: 200_000 },
  },
  measured: {
    limitPercent: 2,
    measures: [
      { measure: 'premises', before: 12, after: 11 },
      { measure: 'bookings', before: 2_000, after: 2_004 },
      { measure: 'money', before: 900_000, after: 500_000 },
    ],
  },
}
const broken = {
  label: 'dostawa-2026-11-24.zip',
  control: {
    premises: { rows: { told: 12, counted: 11 }, totals: {}, complete: true },
    entries: {
      rows: { told: 900, counted: 3 },
      totals: { amount: { told: '9.00', counted: '3.00' } },
      complete: false,
    },
  },
  problems: {
    count: 1_200,
    codes: {},
    listed: Array.from({ length: 60 }, (_, at) => ({
      code: 'money',
      file: 'entries.csv',
      line: at + 2,
      column: 'amount',
      value: at % 2 === 0 ? '1 234,56' : '',
      message: 'Kwota jest zapisana źle. Powinna mieć kropkę i dwa miejsca po niej.',
    })),
  },
}

/** One that waits at the brake, one that is broken. Neither wrote a row of the books. */
export async function seedDeliveries(client: Queries): Promise<void> {
  const insert = `insert into deliveries (id, sha256, state, kind, sequence, as_of, received_at, came_by, report)
    values ($1, repeat($2, 64), $3, 'full', $4, $5, clock_now(), 'inbox', $6)`
  await client.query(insert, [heldDelivery, 'a', 'waiting', 2, '2026-11-23T22:05:00Z', JSON.stringify(held)])
  await client.query(insert, [brokenDelivery, 'b', 'rejected', 3, '2026-11-24T22:05:00Z', JSON.stringify(broken)])
}
