import { statement, type Tx } from '#platform/db/database.ts'
import type { ViewReason } from './person.model.ts'

const startStatement = statement<
  [tokenHash: string, sessionHash: string, subjectLoginId: string, reason: ViewReason],
  { readonly id: string }
>(
  'people.startView',
  `with started as (
     insert into view_sessions (token_sha256, session_sha256, staff_login_id, subject_login_id, reason)
     values (decode($1, 'hex'), decode($2, 'hex'), current_login_id(), $3::uuid, $4)
     on conflict do nothing
     returning id),
   told as (
     insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details)
     select 'staff', current_login_id(), 'view.started', $3::uuid, jsonb_build_object('view', id, 'reason', $4::text) from started)
   select id from started`,
)

const endStatement = statement<[exceptId: string | null], { readonly subjectLoginId: string }>(
  'people.endViews',
  `with ended as (
     update view_sessions set ended_at = least(ends_at, clock_now())
      where staff_login_id = current_login_id() and ended_at is null
        and ($1::uuid is null or id <> $1::uuid)
     returning id, subject_login_id),
   told as (
     insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details)
     select 'staff', current_login_id(), 'view.ended', subject_login_id, jsonb_build_object('view', id, 'how', 'ended') from ended)
   select subject_login_id as "subjectLoginId" from ended`,
)

const closeStatement = statement<[], { readonly closed: number }>('people.closeViews', 'select close_views() as closed')

/** Starts a view. @returns its id; nothing when this very form had started it before. */
export const startView = async (
  tx: Tx,
  tokenHash: string,
  sessionHash: string,
  subjectLoginId: string,
  reason: ViewReason,
): Promise<string | undefined> => (await tx.maybe(startStatement, [tokenHash, sessionHash, subjectLoginId, reason]))?.id

/** Ends whatever view this member of staff has, or every other one than this. @returns whose pages they were. */
export const endViews = async (tx: Tx, exceptId: string | null): Promise<string | undefined> =>
  (await tx.query(endStatement, [exceptId]))[0]?.subjectLoginId

/** Nightly: views nobody ended are over, and the trail says so. */
export const closeViews = async (tx: Tx): Promise<void> => {
  await tx.query(closeStatement, [])
}
