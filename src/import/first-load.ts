/**
 * The first delivery of a cooperative: its large tables are empty, so their indexes are set aside and sorted once at the
 * end. Setting aside is a transaction of its own (docs/decisions/0017-the-night-at-full-size.md): a load takes minutes,
 * and readers must not wait for them.
 */
import type { ClientBase } from 'pg'
import { type ResourceName, resourceNames } from './contract/resources.ts'

/** With fewer rows than this an index is filled sooner than it is taken down and put up again. */
export const worthSettingAside = 10_000

/** Nothing happens to a table that holds a row or is being read just now: its rows take the usual way. */
export async function setIndexesAside(
  client: ClientBase,
  delivered: Readonly<Record<ResourceName, number>>,
): Promise<void> {
  const large = resourceNames.filter((name) => delivered[name] >= worthSettingAside)
  if (large.length > 0) await client.query('select set_aside_indexes($1)', [large])
}

/** Sorts the indexes of a table just filled, in the transaction that filled it. */
export async function buildIndexes(client: ClientBase, name: ResourceName): Promise<void> {
  await client.query('select build_set_aside_indexes($1)', [[name]])
}

/** Makes everything as it was. Keeps readers out until the transaction ends, so it is the last step of it. */
export async function putIndexesBack(client: ClientBase): Promise<void> {
  await client.query('select put_back_indexes()')
}
