import { statement, type Tx } from '#platform/db/database.ts'
import type { ConsentDecision, ConsentKind, ConsentText, Topic } from './profile.model.ts'

const textsStatement = statement<[], ConsentText>(
  'profile.consentTexts',
  `select distinct on (kind) kind, version, title, body from consent_texts order by kind, version desc`,
)

const decisionsStatement = statement<[], ConsentDecision>(
  'profile.consentDecisions',
  `select t.kind, t.version, c.decision, c.decided_at as "decidedAt"
     from consents c join consent_texts t on t.id = c.text_id
    where c.login_id = current_login_id()
    order by c.id desc
    limit 200`,
)

const lockStatement = statement<[], { readonly locked: boolean }>(
  'profile.lockConsents',
  `select pg_advisory_xact_lock(hashtext(current_schema() || '.consents'), hashtext(current_login_id()::text)) is not null as locked`,
)

// Only the newest text can be agreed to, and saying the same again says nothing new.
const giveStatement = statement<[kind: ConsentKind, version: number], { readonly current: boolean }>(
  'profile.giveConsent',
  `with newest as (select id from consent_texts where kind = $1 order by version desc limit 1),
        asked as (select id from consent_texts where kind = $1 and version = $2),
        last as (select c.text_id, c.decision from consents c join consent_texts t on t.id = c.text_id
                  where c.login_id = current_login_id() and t.kind = $1 order by c.id desc limit 1),
        added as (insert into consents (login_id, text_id, decision)
          select current_login_id(), a.id, 'given' from asked a join newest n on n.id = a.id
           where not exists (select from last where text_id = a.id and decision = 'given') returning text_id)
   select exists (select from asked a join newest n on n.id = a.id) as current from (select count(*) from added) done`,
)

const withdrawStatement = statement<[kind: ConsentKind], never>(
  'profile.withdrawConsent',
  `insert into consents (login_id, text_id, decision)
   select current_login_id(), l.text_id, 'withdrawn'
     from (select c.text_id, c.decision from consents c join consent_texts t on t.id = c.text_id
            where c.login_id = current_login_id() and t.kind = $1 order by c.id desc limit 1) l
    where l.decision = 'given'`,
)

const topicsStatement = statement<[], Topic>(
  'profile.topics',
  `select t.id, t.name, t.mailed, coalesce(p.by_email, t.by_default) as "byEmail"
     from notification_topics t
     left join notification_preferences p on p.topic_id = t.id and p.login_id = current_login_id()
    order by t.position`,
)

const preferStatement = statement<[wanted: readonly string[]], never>(
  'profile.prefer',
  `insert into notification_preferences (login_id, topic_id, by_email)
   select current_login_id(), t.id, t.id = any ($1::text[]) from notification_topics t
   on conflict (login_id, topic_id) do update set by_email = excluded.by_email, changed_at = clock_now()
    where notification_preferences.by_email <> excluded.by_email`,
)

/** The newest text of each kind. */
export const consentTexts = (tx: Tx): Promise<ConsentText[]> => tx.query(textsStatement, [])
/** What the person decided, newest first. */
export const consentDecisions = (tx: Tx): Promise<ConsentDecision[]> => tx.query(decisionsStatement, [])

/** @returns false when the text read is no longer the newest: nothing was recorded. */
export async function giveConsent(tx: Tx, kind: ConsentKind, version: number): Promise<boolean> {
  await tx.query(lockStatement, [])
  return (await tx.one(giveStatement, [kind, version])).current
}

export async function withdrawConsent(tx: Tx, kind: ConsentKind): Promise<void> {
  await tx.query(lockStatement, [])
  await tx.query(withdrawStatement, [kind])
}

export const topics = (tx: Tx): Promise<Topic[]> => tx.query(topicsStatement, [])
/** Keeps which notices are wanted by mail; all others are not. */
export async function prefer(tx: Tx, wanted: readonly string[]): Promise<void> {
  await tx.query(preferStatement, [wanted])
}
