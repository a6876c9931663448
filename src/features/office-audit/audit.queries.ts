import { auditStaff } from '#platform/db/audit.queries.ts'
import { type Statement, statement, type Tx } from '#platform/db/database.ts'
import type { Anchor, AuditFilter, AuditLine, CheckResult, FoundLogin } from './audit.model.ts'

const columns = `e.id, e.at, e.action, e.actor_kind as "actorKind", a.display_name || ' (' || a.name || ')' as actor,
  s.display_name || ' (' || s.name || ')' as subject, e.details`

/** Each choice narrows by an index of its own; days are turned into numbers of lines, which grow with time. */
const conditions: Readonly<Record<keyof AuditFilter, (at: number) => string>> = {
  group: (at) => `e.action_group = $${at}`,
  actor: (at) => `e.actor_login_id = $${at}::uuid`,
  subject: (at) => `e.subject_login_id = $${at}::uuid`,
  from: (at) => `e.at >= ${midnight(at)} and e.id >= coalesce(
    (select f.id from audit_events f where f.at >= ${midnight(at)} order by f.at, f.id limit 1), 9223372036854775807)`,
  to: (at) => `e.at < ${midnight(at)} + interval '1 day' and e.id <= coalesce(
    (select f.id from audit_events f where f.at < ${midnight(at)} + interval '1 day' order by f.at desc, f.id desc limit 1), 0)`,
}
const midnight = (at: number): string => `($${at}::date::timestamp at time zone 'Europe/Warsaw')`
const names = Object.keys(conditions) as (keyof AuditFilter)[]

type ListStatement = Statement<readonly unknown[], AuditLine>
const made = new Map<string, ListStatement>()

/** One statement for each set of choices, so that the database plans each for its own index. */
function listStatement(used: readonly (keyof AuditFilter)[]): ListStatement {
  const key = used.join('.')
  const known = made.get(key)
  if (known) return known
  const where = used.map((name, index) => `and ${conditions[name](index + 3)}`).join(' ')
  const fresh = statement<readonly unknown[], AuditLine>(
    `audit.list.${key}`,
    `select ${columns}
       from (select * from (select e.id, e.at, e.action, e.actor_kind, e.actor_login_id, e.subject_login_id, e.details from audit_events e
              where e.id < $1 ${where} order by e.id desc limit $2) page) e
       left join logins a on a.id = e.actor_login_id left join logins s on s.id = e.subject_login_id
      where (select current_staff_role()) = 'administrator' order by e.id desc`,
  )
  made.set(key, fresh)
  return fresh
}

/** Lines before a number, the newest first. */
export function auditLines(
  tx: Tx,
  filter: AuditFilter,
  before: number | undefined,
  limit: number,
): Promise<AuditLine[]> {
  const used = names.filter((name) => filter[name] !== undefined)
  return tx.query(listStatement(used), [before ?? Number.MAX_SAFE_INTEGER, limit, ...used.map((name) => filter[name])])
}

const loginsStatement = statement<[wanted: string, words: string], FoundLogin>(
  'audit.logins',
  `select id, name, display_name as "displayName" from logins where id in (select find_logins($1, $2))
    order by lower(name) = lower($1) desc, display_name, name limit 21`,
)
const loginStatement = statement<[id: string], FoundLogin>(
  'audit.login',
  `select id, name, display_name as "displayName" from logins where id = $1::uuid and (select current_staff_role()) = 'administrator'`,
)
export const findLogins = (tx: Tx, wanted: string, words: string): Promise<FoundLogin[]> =>
  tx.query(loginsStatement, [wanted, words])
export const loginOf = (tx: Tx, id: string | undefined): Promise<FoundLogin | undefined> =>
  id === undefined ? Promise.resolve(undefined) : tx.maybe(loginStatement, [id])

const lastCheckStatement = statement<[], { readonly jobId: string; readonly at: number; readonly result: CheckResult }>(
  'audit.lastCheck',
  `select id as "jobId", finished_at as at, result from jobs where kind = 'auditCheck' and state = 'done'
    and (select current_staff_role()) = 'administrator' order by finished_at desc limit 1`,
)
/** The newest check of the chain that came to its end. */
export const lastCheck = (tx: Tx) => tx.maybe(lastCheckStatement, [])

export const noteExport = (tx: Tx, filter: AuditFilter): Promise<void> =>
  // Which choices were made; whom they were about is an id already.
  auditStaff(tx, 'audit.exported', { details: { ...filter } })

// For the worker ------------------------------------------------------------------------------------------------------------

interface Part {
  readonly checked: number
  readonly lastId: number | null
  readonly brokenId: number | null
  readonly fault: CheckResult['fault']
}
const verifyStatement = statement<[from: number, to: number], Part>(
  'audit.verify',
  `select checked, last_id as "lastId", broken_id as "brokenId", fault from verify_audit_chain($1, $2)`,
)
const newestStatement = statement<[], { readonly id: number; readonly at: number; readonly hash: string }>(
  'audit.newest',
  `select id, at, encode(hash, 'hex') as hash from audit_events order by id desc limit 1`,
)
const anchoredStatement = statement<[ids: readonly number[]], Anchor>(
  'audit.anchored',
  `select id, encode(hash, 'hex') as hash from audit_events where id = any ($1::bigint[])`,
)
export const verifyPart = (tx: Tx, from: number, to: number): Promise<Part> => tx.one(verifyStatement, [from, to])
export const newestLine = (tx: Tx) => tx.maybe(newestStatement, [])
/** The first anchor whose line is gone or has another hash. */
export async function brokenAnchor(tx: Tx, anchors: readonly Anchor[]): Promise<Anchor | undefined> {
  const present = await tx.query(anchoredStatement, [anchors.map(({ id }) => id)])
  const hashes = new Map(present.map(({ id, hash }) => [id, hash]))
  return anchors.find(({ id, hash }) => hashes.get(id) !== hash)
}
