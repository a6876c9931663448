import type pg from 'pg'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { asAdministrator } from '#platform/db/open.ts'
import { type Names, roleName } from '#platform/db/roles.ts'
import type { Target } from '#platform/db/target.ts'

/** A connection of the schema's owner: the operator on the server may look anybody up in the register. */
export type RegisterClient = Pick<pg.Client, 'query'>

export function withRegister<T>(admin: Target, names: Names, work: (client: RegisterClient) => Promise<T>): Promise<T> {
  return asAdministrator(admin, async (client) => {
    await client.query(`set role ${quoteIdentifier(roleName(names, 'owner'))}`)
    await client.query(`set search_path to ${quoteIdentifier(names.schema)}, pg_temp`)
    return work(client)
  })
}

/** The party's name as the published register has it. */
export async function findParty(client: RegisterClient, partyId: string): Promise<{ name: string } | undefined> {
  const { rows } = await client.query<{ name: string }>(
    `select concat_ws(' ', nullif(first_name, ''), name) as name from parties where id = $1`,
    [partyId],
  )
  return rows[0]
}

export async function isHoldingToday(client: RegisterClient, partyId: string, premisesId: string): Promise<boolean> {
  const { rows } = await client.query(
    `select from holdings where party_id = $1 and premises_id = $2
        and valid_from <= today() and (valid_to is null or valid_to >= today()) limit 1`,
    [partyId, premisesId],
  )
  return rows.length > 0
}
