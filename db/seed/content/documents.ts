import type { ClientBase } from 'pg'
import { type Audience, publishDocument, publishEdition } from '#features/documents/public.ts'
import { addDays, formatDate, type IsoDate, yearOf } from '#kernel/dates.ts'
import { cast } from '../cast.ts'
import { cooperative } from '../people.ts'
import { documentPdf } from './document-pdf.ts'
import { type DemoAudience, type DemoText, demoDocuments } from './documents.texts.ts'
import { ownerTx } from './owner-tx.ts'

export interface DocumentSeed {
  /** A connection that acts as the owner of the schema. */
  readonly client: ClientBase
  readonly today: IsoDate
}

/** Publishes the demo's documents, once: a demo started again keeps what it has. Returns how many were published. */
export async function seedDocuments({ client, today }: DocumentSeed): Promise<number> {
  const known = await client.query('select from archive_documents limit 1')
  if (known.rowCount !== 0) return 0
  const audiences = await placesOf(client)
  const tx = ownerTx(client)
  await client.query('begin')
  try {
    for (const document of demoDocuments) {
      const editions = []
      for (const edition of document.editions) {
        const title = titled(document.title, addDays(today, -edition.daysAgo))
        editions.push(await drawn(edition, { title, signature: document.signature ?? '', today }))
      }
      const [first, ...later] = editions
      const { id } = await publishDocument(
        tx,
        {
          category: document.category,
          title: titled(document.title, addDays(today, -document.editions.at(-1)!.daysAgo)),
          description: document.description,
          audience: audiences[document.audience],
          asksAcceptance: document.asksAcceptance ?? false,
          edition: first!,
        },
        null,
      )
      for (const edition of later) await publishEdition(tx, id, edition, null)
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
  return demoDocuments.length
}

const titled = (title: string, on: IsoDate): string => title.replace('{nr}', String(yearOf(on)))

interface Drawing {
  readonly title: string
  readonly signature: string
  readonly today: IsoDate
}

async function drawn(text: DemoText, { title, signature, today }: Drawing) {
  const datedOn = addDays(today, -text.daysAgo)
  const draw = (heading: string, paragraphs: readonly string[]) =>
    documentPdf({
      cooperative: cooperative.name,
      title: heading,
      subtitle: `z dnia ${formatDate(datedOn)}`,
      paragraphs,
      signature,
      madeAt: new Date(`${datedOn}T12:00:00Z`),
    })
  const attachments = []
  for (const attachment of text.attachments ?? [])
    attachments.push({ title: attachment.title, content: await draw(attachment.title, attachment.paragraphs) })
  return {
    datedOn,
    inForceFrom: addDays(today, -(text.inForceDaysAgo ?? text.daysAgo)),
    changeNote: text.changeNote ?? '',
    content: await draw(title, text.paragraphs),
    contentText: text.paragraphs.join(' '),
    attachments,
  }
}

/** Places of the best-known household, and the person with arrears. */
async function placesOf(client: ClientBase): Promise<Readonly<Record<DemoAudience, Audience>>> {
  const { rows } = await client.query<{ building: string; staircase: string | null; property: string }>(
    `select p.building_id as building, p.staircase, b.property_id as property
       from premises p join buildings b on b.id = p.building_id where p.id = $1`,
    [cast.overpaid.premisesIds[0]],
  )
  const place = rows[0]
  if (!place) throw new Error('the books of the demo have to be published before its documents')
  const building: Audience = { kind: 'building', id: place.building }
  return {
    public: { kind: 'public' },
    signedIn: { kind: 'signedIn' },
    members: { kind: 'members' },
    property: { kind: 'property', id: place.property },
    building,
    staircase:
      place.staircase === null ? building : { kind: 'staircase', id: place.building, staircase: place.staircase },
    party: { kind: 'party', id: cast.arrears.partyId },
  }
}
