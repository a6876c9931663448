/**
 * Stage 4, compare: what this delivery changes is found by key, set against set, and only that is written, as rows of the
 * next publication. Nobody sees them before stage 6.
 */
import type { ClientBase } from 'pg'
import { type ResourceName, resourceNames } from './contract/resources.ts'
import { buildIndexes } from './first-load.ts'
import { list, type Relation, relation, sameKey, visibleAt } from './relations.ts'

export interface ResourceChanges {
  readonly inserted: number
  readonly changed: number
  readonly deleted: number
}
export type Changes = Readonly<Record<ResourceName, ResourceChanges>>

export interface Step {
  readonly kind: 'full' | 'changes'
  /** The publication residents see; 0 when there is none yet. */
  readonly published: number
  /** The number this delivery will be published under. */
  readonly next: number
}

export interface Written {
  readonly changes: Changes
  /** Rows that should have been written and were not, because what they refer to is missing. Must be explained or zero. */
  readonly unwritten: number
}

/** Called before a resource is compared, when everything it refers to is already written. */
export type BeforeComparing = (name: ResourceName) => Promise<void>

export async function writeDifferences(client: ClientBase, step: Step, before: BeforeComparing): Promise<Written> {
  const changes: Partial<Record<ResourceName, ResourceChanges>> = {}
  let unwritten = 0
  // The contract's order: what a derived column is taken from comes before the resource that carries it.
  for (const name of resourceNames) {
    const target = relation(name)
    await before(name)
    const found = step.published === 0 ? await countStaged(client, target) : await findDifferences(client, step, target)
    if (step.published !== 0) {
      const closed = await client.query(closeOldVersions(target, step))
      unwritten += found.changed + found.deleted - (closed.rowCount ?? 0)
    }
    const inserted = await client.query(insertNewVersions(target, step))
    unwritten += found.changed + found.inserted - (inserted.rowCount ?? 0)
    if (step.published === 0) await buildIndexes(client, name)
    changes[name] = found
  }
  return { changes: changes as Changes, unwritten }
}

/** Into an empty portal everything is new: nothing to compare, and no list of differences to keep. */
async function countStaged(client: ClientBase, target: Relation): Promise<ResourceChanges> {
  const { rows } = await client.query<{ count: number }>(`select count(*) from ${target.staging}`)
  return { inserted: rows[0]!.count, changed: 0, deleted: 0 }
}

async function findDifferences(client: ClientBase, step: Step, target: Relation): Promise<ResourceChanges> {
  if (step.kind === 'changes') await pullDependants(client, step, target)
  await client.query(differenceTable(target, step))
  await client.query(`analyze ${target.difference}`)
  return countDifferences(client, target)
}

/** The delivery's rows as they would be published, derived columns included. */
function stagedRows(target: Relation, step: Step): string {
  const derived = target.derived.map((source, at) => `, d${at}.${source.take} as ${source.column}`).join('')
  const joins = target.derived.map((source, at) => {
    const rows =
      step.kind === 'full'
        ? relation(source.from).staging
        : `(select * from ${relation(source.from).versions} v where ${visibleAt('v', step.next)})`
    return ` left join ${rows} d${at} on d${at}.id = s.${source.by}`
  })
  return `(select s.*${derived} from ${target.staging} s${joins.join('')})`
}

/**
 * A document moved to another account takes its lines along, although the delivery of changes does not repeat them:
 * who may see a line is decided by the account kept in it.
 */
async function pullDependants(client: ClientBase, step: Step, target: Relation): Promise<void> {
  for (const source of target.derived) {
    const columns = list(target.delivered.map((column) => column.name))
    await client.query(
      `insert into ${target.staging} (line, deleted, ${columns})
       select 0, false, ${list(
         target.delivered.map((column) => column.name),
         'v',
       )}
         from ${relation(source.from).difference} moved
         join ${relation(source.from).versions} now on now.id = moved.id and ${visibleAt('now', step.next)}
         join ${target.versions} v on v.${source.by} = moved.id and ${visibleAt('v', step.published)}
        where v.${source.column} is distinct from now.${source.take}
          and not exists (select from ${target.staging} s where ${sameKey(target, 's', 'v')})`,
    )
  }
}

function differenceTable(target: Relation, step: Step): string {
  const first = target.key[0]
  const columns = target.columns
  const differs = `(${list(columns, 's')}) is distinct from (${list(columns, 'p')})`
  const published = `(select * from ${target.versions} v where ${visibleAt('v', step.published)})`
  const create = `create temporary table ${target.difference} on commit drop as`
  const keys = target.key.map((column) => `coalesce(s.${column}, p.${column}) as ${column}`).join(', ')
  if (step.kind === 'full') {
    return `${create}
      select ${keys}, p.${first} is not null as was, s.${first} is not null as remains
        from ${stagedRows(target, step)} s full join ${published} p on ${sameKey(target, 's', 'p')}
       where s.${first} is null or p.${first} is null or ${differs}`
  }
  return `${create}
    select ${keys}, p.${first} is not null as was, not s.deleted as remains
      from ${stagedRows(target, step)} s left join ${published} p on ${sameKey(target, 's', 'p')}
     where case when s.deleted then p.${first} is not null else p.${first} is null or ${differs} end`
}

async function countDifferences(client: ClientBase, target: Relation): Promise<ResourceChanges> {
  const { rows } = await client.query<ResourceChanges>(
    `select count(*) filter (where remains and not was) as inserted, count(*) filter (where remains and was) as changed,
            count(*) filter (where was and not remains) as deleted from ${target.difference}`,
  )
  return rows[0]!
}

const closeOldVersions = (target: Relation, step: Step): string =>
  `update ${target.versions} v set to_publication = ${step.next}
     from ${target.difference} d where d.was and ${sameKey(target, 'v', 'd')} and ${visibleAt('v', step.published)}`

/** A row whose derived column has no source is not written: it refers to nothing, and the checks have said so. */
const insertNewVersions = (target: Relation, step: Step): string =>
  `insert into ${target.versions} (${list(target.columns)}, from_publication)
   select ${list(target.columns, 's')}, ${step.next}
     from ${stagedRows(target, step)} s
    ${step.published === 0 ? '' : `join ${target.difference} d on d.remains and ${sameKey(target, 's', 'd')}`}
    where not s.deleted${target.derived.map((source) => ` and s.${source.column} is not null`).join('')}`
