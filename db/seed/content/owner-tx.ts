import type { ClientBase } from 'pg'
import type { Tx } from '#platform/db/database.ts'

/** The owner's connection as the functions of a slice see one: the demo plays the office, too. */
export function ownerTx(client: ClientBase): Tx {
  const query: Tx['query'] = async (asked, params) =>
    (await client.query(asked.text, params as unknown as unknown[])).rows
  return {
    stats: { queries: 0, roundTrips: 0 },
    query,
    one: async (asked, params) => (await query(asked, params))[0]!,
    maybe: async (asked, params) => (await query(asked, params))[0],
  }
}
