import { statement, type Tx } from '#platform/db/database.ts'

export type StaffRole = 'clerk' | 'accountant' | 'editor' | 'administrator'

/** What every page of a signed-in person shows around its own content. */
export interface Frame {
  readonly sessionId: string
  readonly loginId: string
  readonly loginName: string
  readonly kind: 'resident' | 'staff'
  readonly staffRole: StaffRole | null
  readonly displayName: string
  readonly partyId: string | null
  readonly previousSignInAt: number | null
  readonly lastSeenAt: number
  readonly provedAt: number
  readonly idleMinutes: number
  readonly publicationId: number
  readonly asOf: number | null
  /** Today in Warsaw by the database's clock, which also decides whose right has ended. */
  readonly today: string
  /** Announcements a resident has not opened; 0 for staff. */
  readonly unreadCount: number
  /** Who of the office looks at these pages, and until when; null where people are on their own pages. */
  readonly viewedBy: string | null
  readonly viewEndsAt: number | null
  /** Answers of the office a resident has not opened; 0 for staff. */
  readonly unreadAnswers: number
}

const frameStatement = statement<[], Frame>(
  'http.frame',
  `select s.session_id as "sessionId", s.login_id as "loginId", s.login_name as "loginName", s.kind, s.staff_role as "staffRole",
          s.display_name as "displayName", s.party_id as "partyId", s.previous_sign_in_at as "previousSignInAt",
          s.last_seen_at as "lastSeenAt", s.proved_at as "provedAt", s.idle_minutes as "idleMinutes",
          p.publication_id as "publicationId", p.as_of as "asOf", today()::text as today,
          case when s.kind = 'resident' then my_unread_announcements() else 0 end as "unreadCount",
          case when s.kind = 'resident' then my_unread_answers() else 0 end as "unreadAnswers",
          v.staff_name as "viewedBy", v.ends_at as "viewEndsAt"
     from current_session() s cross join published_state p left join current_view() v on true`,
)

/** The frame of the session this transaction runs under, or nothing when it is not a living one. */
export function readFrame(tx: Tx): Promise<Frame | undefined> {
  return tx.maybe(frameStatement, [])
}
