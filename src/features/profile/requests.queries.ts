import { statement, type Tx } from '#platform/db/database.ts'
import { type ChangeRequest, limits, type RequestKind } from './profile.model.ts'

const mineStatement = statement<[], ChangeRequest>(
  'profile.requests',
  `select id, kind, premises_label as "premisesLabel", body, state, answer, created_at as "createdAt", changed_at as "changedAt"
     from change_requests where login_id = current_login_id()
    order by created_at desc, id desc
    limit 50`,
)

// Forms of one person wait for each other: the limit is counted exactly.
const lockStatement = statement<[], { readonly locked: boolean }>(
  'profile.lockRequests',
  `select pg_advisory_xact_lock(hashtext(current_schema() || '.change_requests'), hashtext(current_login_id()::text)) is not null as locked`,
)

const stateStatement = statement<[once: Buffer], { readonly sent: boolean; readonly today: number }>(
  'profile.requestState',
  `select exists (select from change_requests where login_id = current_login_id() and once_sha256 = $1) as sent,
          (select count(*)::int from change_requests
            where login_id = current_login_id() and created_at > clock_now() - interval '1 day') as today`,
)

type NewRequest = [kind: string, premisesId: string | null, premisesLabel: string, body: string, once: Buffer]
const insertStatement = statement<NewRequest, never>(
  'profile.newRequest',
  `insert into change_requests (login_id, kind, premises_id, premises_label, body, once_sha256)
   values (current_login_id(), $1, $2, $3, $4, $5)`,
)

/** The person's requests, newest first. */
export const myRequests = (tx: Tx): Promise<ChangeRequest[]> => tx.query(mineStatement, [])

export interface NewChangeRequest {
  readonly kind: RequestKind
  readonly premisesId: string | null
  readonly premisesLabel: string
  readonly body: string
  readonly once: Buffer
}

/** Hands a request to the office, once a form. */
export async function addRequest(tx: Tx, request: NewChangeRequest): Promise<'added' | 'tooMany'> {
  await tx.query(lockStatement, [])
  const { sent, today } = await tx.one(stateStatement, [request.once])
  if (sent) return 'added'
  if (today >= limits.requestsPerDay) return 'tooMany'
  const { kind, premisesId, premisesLabel, body, once } = request
  await tx.query(insertStatement, [kind, premisesId, premisesLabel, body, once])
  return 'added'
}
