import { randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import { type CastName, cast } from '../cast.ts'

const labels = ['raty', 'czeka na dokumenty', 'dział techniczny', 'pilne', 'zarząd'] as const
type LabelName = (typeof labels)[number]

const templates: readonly { readonly title: string; readonly body: string }[] = [
  {
    title: 'Prosimy o dokumenty',
    body: 'Dzień dobry,\n\ndziękujemy za wiadomość. Żeby załatwić sprawę „{temat}”, potrzebujemy jeszcze: {jakie dokumenty}.\n\nMożna je wysłać tutaj jako załączniki albo przynieść do biura.\n\nPozdrawiamy\n{spółdzielnia}',
  },
  {
    title: 'Usterka przyjęta',
    body: 'Dzień dobry,\n\nzgłoszenie jest przyjęte. Pracownik techniczny przyjdzie {kiedy}.\n\nJeśli ten termin nie odpowiada, proszę napisać, kiedy ktoś będzie w domu: {lokal}.\n\nPozdrawiamy\n{spółdzielnia}',
  },
  {
    title: 'Zaświadczenie gotowe',
    body: 'Dzień dobry,\n\nzaświadczenie jest gotowe. Czeka w biurze od {dzisiejsza data}. Do odbioru potrzebny jest dokument tożsamości.\n\nPozdrawiamy\n{spółdzielnia}',
  },
  {
    title: 'Raty: odpowiedź zarządu',
    body: 'Dzień dobry,\n\nzarząd zgodził się rozłożyć zaległość na {liczba rat} rat. Pierwsza rata: {kwota}, termin: {data}.\n\nTerminy są w zakładce Rachunki i płatności, w Kalendarzu.\n\nPozdrawiamy\n{spółdzielnia}',
  },
]

interface DemoMatter {
  readonly who: CastName
  readonly topic: string
  readonly channel: 'phone' | 'desk' | 'letter'
  readonly daysAgo: number
  readonly body: string
  readonly note?: string
  readonly label: LabelName
}

/** Written down by the office; none of these people needs a login for it. */
const matters: readonly DemoMatter[] = [
  {
    who: 'newHolder',
    topic: 'personalData',
    channel: 'phone',
    daysAgo: 8,
    body: 'Pyta, kiedy opłaty będą przychodzić na jej nazwisko. Akt notarialny wysłała pocztą dwa tygodnie temu.',
    note: 'Akt jest w segregatorze „do wpisania”. Zadzwonić, kiedy księgowość zapisze nowego właściciela.',
    label: 'czeka na dokumenty',
  },
  {
    who: 'empty',
    topic: 'meters',
    channel: 'desk',
    daysAgo: 1,
    body: 'Prosi, żeby spisać liczniki, gdy się wprowadzi. Jest w domu po 16:00.',
    label: 'dział techniczny',
  },
]

/** What stands beside what residents wrote, by the beginning of their words. */
const beside: readonly { readonly begins: string; readonly label: LabelName; readonly note?: string }[] = [
  {
    begins: 'Na klatce od dwóch dni',
    label: 'pilne',
    note: 'Elektryk ma być jutro rano. Jeśli nie przyjdzie, dzwonić do kierownika działu technicznego.',
  },
  {
    begins: 'Dzień dobry,\n\npo operacji',
    label: 'raty',
    note: 'Zarząd rozpatrzy wniosek na najbliższym posiedzeniu.',
  },
  { begins: 'Czy jest wolne', label: 'zarząd' },
]

const stranger = {
  thread: 'Potrzebuję zaświadczenia',
  sender: 'ewa.malinowska@poczta-darmowa.example',
  subject: 'Odp.: Zaświadczenia i dokumenty',
  body: 'Dzień dobry,\n\nzaświadczenie będzie gotowe w piątek po 10:00.\n\nEwa Malinowska',
}

/** The office's side of the inbox: labels, templates, notes, calls written down, a mail nobody is sure of. Once, after `seedMessages`. */
export async function seedInbox({
  client,
  today,
}: {
  readonly client: ClientBase
  readonly today: Date
}): Promise<void> {
  const ask = async <T extends object>(sql: string, values: readonly unknown[]): Promise<T | undefined> =>
    (await client.query<T & Record<string, unknown>>(sql, [...values])).rows[0]
  if (await ask('select 1 from thread_labels limit 1', [])) return
  const clerk = await ask<{ id: string }>(
    `select id from logins where staff_role in ('clerk', 'administrator') order by staff_role desc, created_at limit 1`,
    [],
  )
  if (!clerk) return
  const ago = (days: number): Date => new Date(today.getTime() - days * 86_400_000)
  for (const name of labels) await client.query('insert into thread_labels (name) values ($1)', [name])
  for (const { title, body } of templates)
    await client.query('insert into answer_templates (title, body, updated_by) values ($1, $2, $3)', [
      title,
      body,
      clerk.id,
    ])
  const mark = async (threadId: string, label: LabelName, words: string | undefined, at: Date): Promise<void> => {
    await client.query(
      'insert into thread_label_links (thread_id, label_id) select $1, id from thread_labels where name = $2',
      [threadId, label],
    )
    if (words !== undefined)
      await client.query(
        `insert into thread_notes (thread_id, author_login_id, kind, body, created_at) values ($1, $2, 'note', $3, $4)`,
        [threadId, clerk.id, words, at],
      )
  }
  const threadOf = (begins: string) =>
    ask<{ id: string; at: Date }>(
      `select thread_id as id, created_at as at from messages where author = 'resident' and starts_with(body, $1) limit 1`,
      [begins],
    )
  for (const { begins, label, note } of beside) {
    const found = await threadOf(begins)
    if (found) await mark(found.id, label, note, new Date(found.at.getTime() + 3_600_000))
  }
  for (const { who, topic, channel, daysAgo, body, label, note } of matters) {
    const { partyId, premisesIds } = cast[who]
    const id = randomUUID()
    await client.query(
      `insert into message_threads (id, login_id, party_id, writer_name, topic_id, premises_id, premises_label, created_at, last_message_at)
       select $1, l.id, p.id, case when l.id is null then concat_ws(' ', p.first_name, p.name) else '' end, $3, $4,
              coalesce((select b.street || ' ' || b.house_number || '/' || r.number
                          from premises r join buildings b on b.id = r.building_id where r.id = $4), ''), $5, $5
         from parties p left join lateral (
           select id from logins where kind = 'resident' and party_id = p.id order by created_at limit 1) l on true
        where p.id = $2`,
      [id, partyId, topic, premisesIds[0], ago(daysAgo)],
    )
    await client.query(
      `insert into messages (thread_id, author, author_login_id, channel, body, created_at) values ($1, 'resident', $2, $3, $4, $5)`,
      [id, clerk.id, channel, body, ago(daysAgo)],
    )
    await mark(id, label, note, ago(daysAgo))
  }
  // Whoever has a matter in hand, or answered it, has seen it.
  await client.query(
    `update message_threads set office_read_revision = revision where office_state in ('inProgress', 'answered')`,
  )
  const named = await threadOf(stranger.thread)
  if (!named) return
  const mail = await ask<{ id: string }>(
    `insert into incoming_mails (mailbox, uid_validity, uid, rfc_message_id, outcome, received_at, filed_at)
     values ('demo', 1, 1, $1, 'quarantined', $2, $2) returning id`,
    [`<${randomUUID()}@poczta-darmowa.example>`, ago(0.2)],
  )
  await client.query(
    `insert into quarantined_mails (id, thread_id, reason, sender, subject, body, created_at)
     values ($1, $2, 'foreignSender', $3, $4, $5, $6)`,
    [mail!.id, named.id, stranger.sender, stranger.subject, stranger.body, ago(0.2)],
  )
}
