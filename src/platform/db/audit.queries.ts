import { statement, type Tx } from './database.ts'

type Line = [action: string, subjectLoginId: string | null, details: string]

const staffStatement = statement<Line, never>(
  'audit.staff',
  `insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details)
   values ('staff', current_login_id(), $1, $2, $3::jsonb)`,
)
const systemStatement = statement<Line, never>(
  'audit.system',
  `insert into audit_events (actor_kind, action, subject_login_id, details) values ('system', $1, $2, $3::jsonb)`,
)

export interface AuditLine {
  /** Whom it is about, when it is about a login. */
  readonly subjectLoginId?: string
  /** Ids and choices of ours; never names, addresses, secrets or a person's words. */
  readonly details?: Readonly<Record<string, unknown>>
}

const add =
  (asked: typeof staffStatement) =>
  async (tx: Tx, action: string, { subjectLoginId, details = {} }: AuditLine = {}): Promise<void> => {
    await tx.query(asked, [action, subjectLoginId ?? null, JSON.stringify(details)])
  }

/** A line of the audit trail in the name of the member of staff who is signed in, in the transaction of what they did. */
export const auditStaff = add(staffStatement)
/** The same for what the background program did by itself (the worker's role). */
export const auditSystem = add(systemStatement)
