import { auditStaff } from '#platform/db/audit.queries.ts'
import { statement, type Tx } from '#platform/db/database.ts'
import { type Building, type ListDraft, type ListKey, type ListRow, lists } from './lists.model.ts'

interface Table {
  readonly name: string
  /** Columns of the kind's own beside the text fields. */
  readonly extra: string
  readonly title: string
}
const tables: Readonly<Record<ListKey, Table>> = {
  dzialy: { name: 'departments', extra: 'null::text[] as buildings, true as active', title: 'name' },
  'telefony-alarmowe': {
    name: 'emergency_numbers',
    extra: 'building_ids as buildings, true as active',
    title: 'label',
  },
  tematy: { name: 'message_topics', extra: 'null::text[] as buildings, active', title: 'name' },
}

function statementsOf(key: ListKey) {
  const { name: table, extra, title } = tables[key]
  const names = lists[key].map(({ name }) => name)
  const row = `select id::text, version, position, jsonb_build_object(${names.map((name) => `'${name}', ${name}`).join(', ')}) as values, ${extra} from ${table}`
  const own = key === 'telefony-alarmowe' ? 'building_ids' : key === 'tematy' ? 'active' : undefined
  const written = ['position', ...names, ...(own ? [own] : [])]
  // A topic's id is made of letters, because it also names the topic in addresses.
  const id =
    key === 'tematy'
      ? `'t' || translate(replace(gen_random_uuid()::text, '-', ''), '0123456789', 'ghijklmnop')`
      : 'gen_random_uuid()'
  return {
    all: statement<[], ListRow>(`settings.${table}`, `${row} order by position, ${title} limit 300`),
    one: statement<[id: string], ListRow>(`settings.${table}.one`, `${row} where id::text = $1`),
    insert: statement<[once: Buffer, ...values: unknown[]], { readonly id: string }>(
      `settings.${table}.insert`,
      `insert into ${table} (id, once_sha256, ${written.join(', ')}) values (${id}, $1, ${written.map((_, at) => `$${at + 2}`).join(', ')})
       on conflict (once_sha256) do nothing returning id::text`,
    ),
    update: statement<[id: string, version: number, ...values: unknown[]], { readonly id: string }>(
      `settings.${table}.update`,
      `update ${table} set ${written.map((column, at) => `${column} = $${at + 3}`).join(', ')}, version = version + 1
        where id::text = $1 and version = $2 returning id::text`,
    ),
    remove: statement<[id: string, version: number], { readonly id: string }>(
      `settings.${table}.delete`,
      `delete from ${table} where id::text = $1 and version = $2 returning id::text`,
    ),
  }
}
const sql: Readonly<Record<ListKey, ReturnType<typeof statementsOf>>> = {
  dzialy: statementsOf('dzialy'),
  'telefony-alarmowe': statementsOf('telefony-alarmowe'),
  tematy: statementsOf('tematy'),
}
const buildingsStatement = statement<[], Building>(
  'settings.buildings',
  `select id, street, house_number as "houseNumber" from buildings order by street, house_number, id limit 2000`,
)

export const listRows = (tx: Tx, key: ListKey): Promise<ListRow[]> => tx.query(sql[key].all, [])
export const listRow = (tx: Tx, key: ListKey, id: string): Promise<ListRow | undefined> => tx.maybe(sql[key].one, [id])
export const buildings = (tx: Tx): Promise<Building[]> => tx.query(buildingsStatement, [])

const written = (key: ListKey, draft: ListDraft): unknown[] => [
  draft.position,
  ...lists[key].map(({ name }) => draft.values[name]),
  ...(key === 'telefony-alarmowe' ? [draft.buildings] : key === 'tematy' ? [draft.active] : []),
]

export async function addRow(tx: Tx, key: ListKey, once: Buffer, draft: ListDraft): Promise<void> {
  const added = await tx.maybe(sql[key].insert, [once, ...written(key, draft)])
  if (added) await auditStaff(tx, 'settings.rowAdded', { details: { page: key, row: added.id } })
}

/** @returns false when somebody else changed or removed the row meanwhile. */
export async function changeRow(
  tx: Tx,
  key: ListKey,
  row: ListRow,
  version: number,
  draft: ListDraft,
): Promise<boolean> {
  const before = rowText(row)
  const fields = [
    ...lists[key].map(({ name }) => name).filter((name) => row.values[name] !== draft.values[name]),
    ...(row.position === draft.position ? [] : ['position']),
    ...(before.buildings === JSON.stringify(draft.buildings) ? [] : ['buildings']),
    ...(row.active === draft.active || key !== 'tematy' ? [] : ['active']),
  ]
  if (fields.length === 0) return true
  if (!(await tx.maybe(sql[key].update, [row.id, version, ...written(key, draft)]))) return false
  await auditStaff(tx, 'settings.rowChanged', { details: { page: key, row: row.id, fields } })
  return true
}

const rowText = (row: ListRow) => ({ buildings: JSON.stringify(row.buildings) })

/** @returns false when somebody else changed the row meanwhile. */
export async function removeRow(tx: Tx, key: ListKey, id: string, version: number): Promise<boolean> {
  const removed = await tx.maybe(sql[key].remove, [id, version])
  if (removed) await auditStaff(tx, 'settings.rowRemoved', { details: { page: key, row: id } })
  return removed !== undefined
}
