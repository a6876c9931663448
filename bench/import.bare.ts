/** The yardstick of a night: what it wrote is taken back and written once more, by PostgreSQL alone. */
import { resourceNames } from '#import/contract/resources.ts'
import { forever } from '#import/publish.ts'
import { relation } from '#import/relations.ts'
import { asAdministrator, type Store } from '#platform/db/open.ts'

export interface BareNight {
  readonly seconds: number
  readonly rows: number
}

/**
 * The same rows in the same indexed tables, closed and added in one transaction, with no check, no comparison and no file read. Their pages are
 * in memory from being taken back, so the database is flattered rather than our import. Nothing is left of it.
 */
export async function bareNight(store: Store, publication: number): Promise<BareNight> {
  return asAdministrator(store.admin, async (client) => {
    await client.query(`set search_path to ${store.names.schema}, pg_temp`)
    await client.query(`set work_mem = '64MB'`)
    const named = resourceNames.map((name) => ({ name, ...relation(name) }))
    for (const { name, versions, key, columns } of named) {
      await client.query(
        `create temp table added_${name} as select ${columns.join(', ')} from ${versions} where from_publication = ${publication}`,
      )
      await client.query(
        `create temp table closed_${name} as select ${key.join(', ')}, from_publication from ${versions} where to_publication = ${publication}`,
      )
      await client.query(`delete from ${versions} where from_publication = ${publication}`)
      await client.query(`update ${versions} set to_publication = ${forever} where to_publication = ${publication}`)
      await client.query(`analyze added_${name}; analyze closed_${name}`)
    }
    await client.query('checkpoint')
    let rows = 0
    const started = performance.now()
    await client.query('begin')
    await client.query('set local enable_seqscan = off')
    for (const { name, versions, key, columns } of named) {
      const same = [...key, 'from_publication'].map((column) => `v.${column} = c.${column}`).join(' and ')
      const closed = await client.query(
        `update ${versions} v set to_publication = ${publication} from closed_${name} c where ${same}`,
      )
      const added = await client.query(
        `insert into ${versions} (${columns.join(', ')}, from_publication) select ${columns.join(', ')}, ${publication} from added_${name}`,
      )
      rows += closed.rowCount! + added.rowCount!
    }
    await client.query('commit')
    return { seconds: (performance.now() - started) / 1000, rows }
  })
}
