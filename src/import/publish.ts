/**
 * Stage 6, publish, and its ways back. Rows are visible while from_publication <= the published number < to_publication,
 * so publishing and rolling back are each one update of one row: a reader sees the state before or after, never between.
 */
import type { ClientBase } from 'pg'
import type { Log } from '#platform/log.ts'
import type { Totals } from './brake.ts'
import type { Changes } from './compare.ts'
import { resourceNames } from './contract/resources.ts'
import { refuseWaiting } from './deliveries.ts'
import { relation } from './relations.ts'
import { inTransaction } from './session.ts'
import { noteBooked } from './statements/match.ts'
import { lockStatements } from './statements/store.ts'

/** Until when a row is shown that nothing has replaced. */
export const forever = 2147483647

export interface Published {
  /** 0 when nothing was ever published. */
  readonly publicationId: number
  readonly previousId: number
  readonly sequence: number | null
  /** Milliseconds since 1970, as everywhere in the program. */
  readonly asOf: number | null
  readonly deliverySha256: string | null
  /** Whose books are published, as their delivery said; null when its report does not say yet. */
  readonly cooperativeId: string | null
  /** Rows and sums of the published state, as the report of its delivery counted them. */
  readonly totals: Totals | null
}

export async function readPublished(client: ClientBase): Promise<Published> {
  const { rows } = await client.query(
    `select s.publication_id, p.previous_id, p.sequence, p.as_of, d.sha256, d.report ->> 'cooperative' as cooperative,
            d.report -> 'totals' as totals
       from published_state s left join publications p on p.id = s.publication_id left join deliveries d on d.id = p.delivery_id`,
  )
  const row = rows[0]
  return {
    publicationId: row.publication_id,
    previousId: row.previous_id ?? 0,
    sequence: row.sequence,
    asOf: row.as_of,
    deliverySha256: row.sha256,
    cooperativeId: row.cooperative,
    totals: row.totals,
  }
}

/** A number never used before: one that was rolled back stays in the history of publications. */
export async function nextPublicationId(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ next: number }>(
    `select greatest(s.publication_id, (select coalesce(max(id), 0) from publications)) + 1 as next from published_state s`,
  )
  return rows[0]!.next
}

/**
 * Drops rows written beside the published state and never shown, or no longer: by a run killed before publishing, by a
 * delivery that waited or was refused, by a publication rolled back. Without it such rows would appear with the next one.
 */
export async function discardUnpublished(client: ClientBase, published: number): Promise<void> {
  const { rows } = await client.query<{ left: boolean }>(
    'select exists (select from deliveries where publication_id > $1) as left',
    [published],
  )
  if (!rows[0]!.left) return
  for (const name of resourceNames) {
    const { versions } = relation(name)
    await client.query(`delete from ${versions} where from_publication > ${published}`)
    await client.query(
      `update ${versions} set to_publication = ${forever} where to_publication > ${published} and to_publication < ${forever}`,
    )
  }
  await client.query(
    `update deliveries d set publication_id = null
      where publication_id > $1 and not exists (select from publications p where p.id = d.publication_id and p.delivery_id = d.id)`,
    [published],
  )
}

/**
 * Shows what a delivery wrote. Short: three rows, whatever the size of the delivery, and the payments of bank statements that wait no
 * longer: in the moment the new balance is seen, they are gone. `beside` is of the same transaction.
 */
export async function publish(
  client: ClientBase,
  deliveryId: string,
  log: Log,
  beside: () => Promise<void> = async () => {},
): Promise<number> {
  return inTransaction(client, async () => {
    const { rows } = await client.query<{ id: number }>(
      `insert into publications (id, delivery_id, kind, sequence, as_of, previous_id)
       select d.publication_id, d.id, d.kind, d.sequence, d.as_of, s.publication_id
         from deliveries d, published_state s where d.id = $1
       returning id`,
      [deliveryId],
    )
    const id = rows[0]!.id
    await noteBookedPayments(client, id, log)
    await client.query(
      `update published_state s set publication_id = p.id, as_of = p.as_of, published_at = p.published_at
         from publications p where p.id = $1`,
      [id],
    )
    await client.query(
      `update deliveries set state = 'published', finished_at = clock_now(), stage = null, stage_since = null, rows_done = null, rows_total = null
      where id = $1`,
      [deliveryId],
    )
    await beside()
    return id
  })
}

/** A fault here must not keep the books from being shown: the next statement or the next night notes what is missing. */
async function noteBookedPayments(client: ClientBase, publication: number, log: Log): Promise<void> {
  await client.query('savepoint statements')
  try {
    await lockStatements(client)
    await noteBooked(client, publication)
  } catch (error) {
    await client.query('rollback to savepoint statements')
    const { code, name } = error as { code?: string; name?: string }
    log.warn('payments of statements not compared with the books', { code: code ?? name ?? 'unknown' })
  }
}

export type RollbackRefusal = 'nothingPublished' | 'nothingBefore' | 'pruned' | 'movedOn'
export type RollbackResult =
  | { readonly from: number; readonly to: number; readonly asOf: number }
  | { readonly refused: RollbackRefusal }

/**
 * One publication back. Its rows stay until the next import and are dropped then. With `from`, only while that one is shown, so
 * that nobody goes back twice by mistake; `beside` is of the same transaction.
 */
export async function rollBack(
  client: ClientBase,
  log: Log,
  from?: number,
  beside: (taken: { readonly from: number; readonly to: number }) => Promise<void> = async () => {},
): Promise<RollbackResult> {
  return inTransaction(client, async () => {
    const { publicationId, previousId } = await readPublished(client)
    if (publicationId === 0) return { refused: 'nothingPublished' as const }
    if (from !== undefined && from !== publicationId) return { refused: 'movedOn' as const }
    const { rows } = await client.query<{ as_of: number; pruned_at: number | null }>(
      'select as_of, pruned_at from publications where id = $1',
      [previousId],
    )
    const target = rows[0]
    if (!target) return { refused: 'nothingBefore' as const }
    if (target.pruned_at) return { refused: 'pruned' as const }
    await client.query('update publications set rolled_back_at = clock_now() where id = $1', [publicationId])
    await client.query(
      `update published_state set publication_id = p.id, as_of = p.as_of, published_at = p.published_at
         from publications p where p.id = $1`,
      [previousId],
    )
    // What waits was compared with the state just left.
    await refuseWaiting(client, 'rolledBack')
    await noteBookedPayments(client, previousId, log)
    await beside({ from: publicationId, to: previousId })
    return { from: publicationId, to: previousId, asOf: target.as_of }
  })
}

/** Drops the versions that only publications older than the last `keep` showed. */
export async function prune(client: ClientBase, keep: number): Promise<void> {
  const { rows } = await client.query<{ id: number }>(
    `with recursive kept as (
       select p.id, p.previous_id, 1 as place from publications p join published_state s on s.publication_id = p.id
       union all
       select p.id, p.previous_id, kept.place + 1 from kept join publications p on p.id = kept.previous_id where kept.place < $1
     ) select id from kept where place = $1`,
    [keep],
  )
  const oldestKept = rows[0]?.id
  if (oldestKept === undefined) return
  await inTransaction(client, async () => {
    // First the mark: it commits together with the deletions, so a rollback never leads to a state with holes.
    const marked = await client.query(
      'update publications set pruned_at = clock_now() where id < $1 and pruned_at is null and rolled_back_at is null',
      [oldestKept],
    )
    if (marked.rowCount === 0) return
    for (const name of resourceNames) {
      await client.query(
        `delete from ${relation(name).versions} where to_publication <= ${oldestKept} and to_publication < ${forever}`,
      )
    }
  })
}

/** Tables of which at least a tenth was written anew get fresh statistics before the first reader meets them. */
export async function refreshStatistics(client: ClientBase, changes: Changes, rowsNow: Totals['rows']): Promise<void> {
  const much = resourceNames.filter((name) => {
    const { inserted, changed } = changes[name]
    return inserted + changed > 0 && (inserted + changed) * 10 >= (rowsNow[name] ?? 0)
  })
  if (much.length > 0) await client.query('select analyze_facts($1)', [much])
}
