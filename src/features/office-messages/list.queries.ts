import { statement, type Tx } from '#platform/db/database.ts'
import {
  type Label,
  type ListCounts,
  type ListFilter,
  limits,
  type Named,
  type ThreadRow,
} from './office-messages.model.ts'

type Asked = [
  state: string,
  holder: string | null,
  topic: string | null,
  label: string | null,
  overdue: boolean,
  words: string | null,
  party: string | null,
  mailTrouble: boolean,
  cutOffs: readonly string[],
  offset: number,
]

/** The moment for the number of working days the office has set, of those for each number it may set. */
const cutOff = (parameter: string) =>
  `(${parameter}::timestamptz[])[(select answer_working_days from message_settings)]`
const mailTrouble = `exists (select from messages m join outgoing_mails o on o.message_id = m.id
                   where m.thread_id = t.id and o.state in ('failed', 'unknown') and o.kind in ('officeMessage', 'answerNotice'))`

// The threads are chosen first; what a row shows beside is asked only for those of one page.
const listStatement = statement<Asked, ThreadRow>(
  'officeMessages.list',
  `select t.id, p.name as topic, coalesce(w.display_name, t.writer_name) as "writerName", t.premises_label as "premisesLabel",
          t.office_state as "officeState", t.waiting_since as "waitingSince", t.last_message_at as "lastMessageAt",
          h.display_name as "holderName", t.mine, t.office_read_revision < t.revision and t.waiting_since is not null as unread,
          array(select l.name from thread_label_links k join thread_labels l on l.id = k.label_id where k.thread_id = t.id order by lower(l.name)) as labels,
          coalesce(t.waiting_since < ${cutOff('$9')}, false) as overdue, ${mailTrouble} as "mailTrouble",
          coalesce((select left(m.body, 160) from messages m where m.thread_id = t.id order by m.created_at desc, m.id desc limit 1), '') as beginning,
          t.total
     from (
       select t.*, t.assigned_login_id is not distinct from me.id as mine, count(*) over ()::int as total
         from message_threads t cross join (select current_login_id() as id) me
        where case $1::text when 'czekaja' then t.waiting_since is not null
                            when 'nowe' then t.office_state = 'new'
                            when 'w-trakcie' then t.office_state = 'inProgress'
                            when 'odpowiedziane' then t.office_state = 'answered'
                            when 'zamkniete' then t.office_state = 'closed'
                            else true end
          and case $2::text when 'moje' then t.assigned_login_id = me.id
                            when 'niczyje' then t.assigned_login_id is null
                            when 'cudze' then t.assigned_login_id <> me.id
                            else true end
          and ($3::text is null or t.topic_id = $3)
          and ($4::uuid is null or t.id in (select thread_id from thread_label_links where label_id = $4))
          and (not $5::boolean or t.waiting_since < ${cutOff('$9')})
          and ($6::text is null or t.id in (select office_threads_with($6, ${limits.found})))
          and (not $8::boolean or ${mailTrouble})
          and ($7::text is null or t.party_id = $7 or t.login_id in (select id from logins where party_id = $7))
        order by t.waiting_since nulls last, t.last_message_at desc, t.id
        limit ${limits.threadsPerPage} offset $10) t
     join message_topics p on p.id = t.topic_id
     left join logins w on w.id = t.login_id
     left join logins h on h.id = t.assigned_login_id
    order by t.waiting_since nulls last, t.last_message_at desc, t.id`,
)

const countsStatement = statement<[cutOffs: readonly string[]], ListCounts>(
  'officeMessages.counts',
  `select count(*) filter (where waiting)::int as waiting, count(*) filter (where office_state = 'new')::int as fresh,
          count(*) filter (where office_state = 'inProgress')::int as "inProgress",
          count(*) filter (where office_state = 'answered')::int as answered, count(*) filter (where office_state = 'closed')::int as closed,
          count(*) filter (where waiting and assigned_login_id = me.id)::int as mine,
          count(*) filter (where waiting and assigned_login_id is null)::int as nobodys,
          count(*) filter (where waiting and assigned_login_id <> me.id)::int as others,
          count(*) filter (where waiting_since < ${cutOff('$1')})::int as overdue,
          count(*) filter (where waiting and office_read_revision < revision)::int as unread
     from (select *, waiting_since is not null as waiting from message_threads) t cross join (select current_login_id() as id) me`,
)

type Counted = Named & { readonly waiting: number }

const topicsStatement = statement<[], Counted>(
  'officeMessages.topics',
  `select p.id, p.name, count(t.id)::int as waiting
     from message_topics p left join message_threads t on t.topic_id = p.id and t.waiting_since is not null
    where p.active or t.id is not null
    group by p.id order by p.position, p.id limit 60`,
)

const labelsStatement = statement<[], Label & { readonly waiting: number; readonly threads: number }>(
  'officeMessages.labels',
  `select l.id, l.name, count(k.thread_id)::int as threads, count(t.id)::int as waiting
     from thread_labels l left join thread_label_links k on k.label_id = l.id
     left join message_threads t on t.id = k.thread_id and t.waiting_since is not null
    group by l.id order by lower(l.name) limit ${limits.labels}`,
)

const settingsStatement = statement<[], { readonly workingDays: number }>(
  'officeMessages.settings',
  'select answer_working_days as "workingDays" from message_settings',
)

const saveSettingsStatement = statement<[days: number], { readonly days: number }>(
  'officeMessages.saveSettings',
  'update message_settings set answer_working_days = $1 where answer_working_days <> $1 returning answer_working_days as days',
)

/** One page of the list. `words`: made by `wordsAsked`. */
export function threads(
  tx: Tx,
  filter: ListFilter,
  asked: { readonly cutOffs: readonly string[]; readonly words: string | undefined; readonly page: number },
): Promise<ThreadRow[]> {
  return tx.query(listStatement, [
    filter.stan,
    filter.kto ?? null,
    filter.temat ?? null,
    filter.etykieta ?? null,
    filter.poTerminie,
    asked.words ?? null,
    filter.osoba ?? null,
    filter.klopot,
    asked.cutOffs,
    (asked.page - 1) * limits.threadsPerPage,
  ])
}

export const counts = (tx: Tx, cutOffs: readonly string[]): Promise<ListCounts> => tx.one(countsStatement, [cutOffs])
/** Topics with how many wait in each. */
export const topics = (tx: Tx): Promise<Counted[]> => tx.query(topicsStatement, [])
/** Labels with how many threads wear each, and how many of those wait. */
export const labels = (tx: Tx) => tx.query(labelsStatement, [])

/** After how many working days an answer is late. */
export const workingDays = async (tx: Tx): Promise<number> => (await tx.one(settingsStatement, [])).workingDays
/** @returns false when it is so already, or not this person's to set. */
export async function saveWorkingDays(tx: Tx, days: number): Promise<boolean> {
  return (await tx.maybe(saveSettingsStatement, [days])) !== undefined
}
