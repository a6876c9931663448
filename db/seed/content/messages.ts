import { createHash, randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import { type CastName, cast } from '../cast.ts'
import { cooperative } from '../people.ts'
import { documentPdf } from './document-pdf.ts'

interface DemoMessage {
  readonly from: 'resident' | 'office'
  readonly daysAgo: number
  readonly body: string
  /** Answers come from the office's mail program or are written in the portal. */
  readonly byMail?: boolean
  readonly opened?: boolean
  readonly files?: readonly DemoFile[]
  readonly leftOut?: readonly string[]
  /** What became of the mail to the office; none = it has not left yet. */
  readonly mail?: 'sent' | 'failed' | 'unknown'
}

interface DemoFile {
  readonly name: string
  readonly contentType: string
  readonly content: Buffer
}

interface DemoThread {
  readonly who: CastName
  readonly topic: string
  readonly office: 'new' | 'inProgress' | 'answered'
  readonly messages: readonly DemoMessage[]
}

const note = (name: string, text: string): DemoFile => ({
  name,
  contentType: 'text/plain; charset=utf-8',
  content: Buffer.from(text),
})

async function threads(today: Date): Promise<readonly DemoThread[]> {
  const protocol: DemoFile = {
    name: 'Protokół wymiany wodomierza.pdf',
    contentType: 'application/pdf',
    content: await documentPdf({
      cooperative: cooperative.name,
      title: 'Protokół wymiany wodomierza',
      subtitle: 'wodomierz zimnej wody, łazienka',
      paragraphs: [
        'Wodomierz wymieniono z powodu końca okresu legalizacji.',
        'Stan starego wodomierza przy wymianie zapisano w ewidencji liczników. Nowy wodomierz liczy od zera.',
        'Wymianę wykonano w obecności osoby korzystającej z lokalu.',
      ],
      signature: 'Dział techniczny',
      madeAt: today,
    }),
  }
  return [
    {
      who: 'arrears',
      topic: 'charges',
      office: 'answered',
      messages: [
        {
          from: 'resident',
          daysAgo: 21,
          mail: 'sent',
          body: 'Dzień dobry,\n\npo operacji mam teraz mniejsze dochody i nie dam rady zapłacić zaległości od razu. Czy można rozłożyć ją na raty? Mogę płacić po 150 zł miesięcznie oprócz bieżących opłat.',
        },
        {
          from: 'office',
          daysAgo: 19,
          opened: true,
          body: 'Dzień dobry,\n\ntak, zaległość można rozłożyć na raty. Potrzebny jest wniosek, najlepiej na naszym formularzu. Formularz jest w zakładce Dokumenty, można też dostać go w biurze.\n\nPozdrawiam\nDział czynszów',
        },
        {
          from: 'resident',
          daysAgo: 18,
          mail: 'sent',
          body: 'Dziękuję. Wniosek wypełniłam, plik z wyliczeniem dochodów dołączam.',
          files: [note('dochody.txt', 'Emerytura: 2 480,15 zł\nDodatek pielęgnacyjny: 330,07 zł\n')],
        },
        {
          from: 'office',
          daysAgo: 12,
          opened: true,
          body: 'Zarząd zgodził się na sześć rat. Terminy są w zakładce Rachunki i płatności, w Kalendarzu.',
        },
      ],
    },
    {
      who: 'arrears',
      topic: 'faults',
      office: 'inProgress',
      messages: [
        {
          from: 'resident',
          daysAgo: 3,
          mail: 'sent',
          body: 'Na klatce od dwóch dni nie działa światło między pierwszym a drugim piętrem. Sąsiadka z góry chodzi o kulach i boi się schodzić wieczorem.',
        },
      ],
    },
    {
      who: 'overpaid',
      topic: 'meters',
      office: 'answered',
      messages: [
        {
          from: 'resident',
          daysAgo: 6,
          mail: 'sent',
          body: 'Proszę o kopię protokołu wymiany wodomierza w łazience. Nie mogę znaleźć swojego egzemplarza.',
        },
        {
          from: 'office',
          daysAgo: 1,
          byMail: true,
          body: 'Dzień dobry,\n\nprotokół jest w załączniku.\n\nPozdrawiam\nDział techniczny',
          files: [protocol],
          leftOut: ['schemat instalacji.dwg'],
        },
      ],
    },
    {
      who: 'zero',
      topic: 'certificates',
      office: 'new',
      messages: [
        {
          from: 'resident',
          daysAgo: 1,
          mail: 'sent',
          body: 'Potrzebuję zaświadczenia, że nie mam zaległości w opłatach. Jest mi potrzebne do banku. Czy mogę je odebrać w piątek?',
        },
      ],
    },
    {
      who: 'fivePremises',
      topic: 'other',
      office: 'new',
      messages: [
        {
          from: 'resident',
          daysAgo: 2,
          mail: 'failed',
          body: 'Czy jest wolne jeszcze jedno miejsce postojowe przy garażach? Chętnie je wynajmę od nowego roku.',
        },
      ],
    },
    {
      who: 'coOwner',
      topic: 'personalData',
      office: 'new',
      messages: [
        {
          from: 'resident',
          daysAgo: 0,
          body: 'Zmieniłem adres do korespondencji. Proszę napisać, jakie dokumenty mam przynieść.',
        },
      ],
    },
    {
      who: 'tenant',
      topic: 'charges',
      office: 'new',
      messages: [
        {
          from: 'resident',
          daysAgo: 4,
          mail: 'unknown',
          body: 'Od kiedy będzie uwzględniony nowy dodatek mieszkaniowy? Decyzję z urzędu mam od zeszłego tygodnia.',
        },
      ],
    },
    {
      who: 'company',
      topic: 'charges',
      office: 'answered',
      messages: [
        {
          from: 'resident',
          daysAgo: 40,
          mail: 'sent',
          body: 'Prosimy o przesyłanie faktur za garaż na adres biura rachunkowego.',
        },
        {
          from: 'office',
          daysAgo: 38,
          byMail: true,
          opened: true,
          body: 'Dzień dobry,\n\nprosimy o pismo podpisane przez osobę uprawnioną do reprezentacji. Może być zeskanowane.',
        },
      ],
    },
  ]
}

const insertMessage = `
  insert into messages (id, thread_id, author, author_login_id, channel, body, left_out, created_at, read_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`

export interface MessagesContent {
  /** Connected as the owner of the schema; the logins of the cast exist. */
  readonly client: ClientBase
  readonly today: Date
}

/** Threads in every state for people of the cast who have a login. Done once: what is there already is left alone. */
export async function seedMessages({ client, today }: MessagesContent): Promise<void> {
  const { rows } = await client.query<{ filled: boolean }>('select exists (select from message_threads) as filled')
  if (rows[0]?.filled) return
  const staff = await client.query<{ id: string }>(
    `select id from logins where staff_role in ('clerk', 'administrator') order by staff_role desc, created_at limit 1`,
  )
  for (const thread of await threads(today)) {
    const found = await client.query<{ id: string }>(
      `select id from logins where kind = 'resident' and party_id = $1 order by created_at limit 1`,
      [cast[thread.who].partyId],
    )
    if (found.rows[0]) await seedThread(client, thread, today, found.rows[0].id, staff.rows[0]?.id)
  }
}

async function seedThread(
  client: ClientBase,
  thread: DemoThread,
  today: Date,
  loginId: string,
  staffId: string | undefined,
): Promise<void> {
  const id = randomUUID()
  const at = (message: DemoMessage): Date => new Date(today.getTime() - message.daysAgo * 86_400_000)
  const premisesId = cast[thread.who].premisesIds[0]
  await client.query(
    `insert into message_threads (id, login_id, topic_id, premises_id, premises_label, office_state, assigned_login_id, created_at, last_message_at)
     values ($1, $2, $3, $4, coalesce((select b.street || ' ' || b.house_number || '/' || p.number
               from premises p join buildings b on b.id = p.building_id where p.id = $4 and p.kind = 'dwelling'), ''), $5, $6, $7, $8)`,
    [
      id,
      loginId,
      thread.topic,
      premisesId,
      thread.office,
      thread.office === 'new' ? null : staffId,
      at(thread.messages[0]!),
      at(thread.messages.at(-1)!),
    ],
  )
  for (const message of thread.messages) {
    const messageId = randomUUID()
    const fromOffice = message.from === 'office'
    // Without a clerk's login an answer can only have come by mail.
    const byMail = fromOffice && (message.byMail === true || staffId === undefined)
    await client.query(insertMessage, [
      messageId,
      id,
      message.from,
      fromOffice ? (byMail ? null : staffId) : loginId,
      byMail ? 'mail' : 'portal',
      message.body,
      message.leftOut ?? [],
      at(message),
      message.opened ? at(message) : null,
    ])
    if (message.mail) {
      const state = [messageId, message.mail, `<${randomUUID()}@podlipami.example>`, at(message)]
      await client.query(
        `insert into outgoing_mails (message_id, kind, state, rfc_message_id, attempts, created_at, finished_at)
         values ($1, 'officeMessage', $2, $3, 1, $4, $4)`,
        state,
      )
    }
    for (const file of message.files ?? []) await seedFile(client, loginId, messageId, file)
  }
}

async function seedFile(client: ClientBase, loginId: string, messageId: string, file: DemoFile): Promise<void> {
  const { name, contentType, content } = file
  const sha256 = createHash('sha256').update(content).digest('hex')
  const fileId = randomUUID()
  await client.query(
    'insert into stored_files (id, name, content_type, size_bytes, sha256, content) values ($1, $2, $3, $4, $5, $6)',
    [fileId, name, contentType, content.length, sha256, content],
  )
  await client.query('insert into message_attachments (login_id, message_id, file_id) values ($1, $2, $3)', [
    loginId,
    messageId,
    fileId,
  ])
}
