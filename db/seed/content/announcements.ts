import type { ClientBase } from 'pg'
import { publishAnnouncement } from '#features/announcements/public.ts'
import type { Audience } from '#features/documents/public.ts'
import { addDays, formatDate, type IsoDate } from '#kernel/dates.ts'
import { cast } from '../cast.ts'
import { letterPdf } from '../pdf.ts'
import { type DemoAudience, demoAnnouncements } from './announcements.texts.ts'
import { ownerTx } from './owner-tx.ts'

export interface AnnouncementSeed {
  /** A connection that acts as the owner of the schema. */
  readonly client: ClientBase
  readonly today: IsoDate
}

/** Publishes the demo's announcements, once: a demo started again keeps what it has. Returns how many were published. */
export async function seedAnnouncements({ client, today }: AnnouncementSeed): Promise<number> {
  const known = await client.query('select from announcements limit 1')
  if (known.rowCount !== 0) return 0
  const audiences = await audiencesOf(client)
  await client.query('begin')
  try {
    for (const { title, body, audience, important = false, from, to, attachments = [] } of demoAnnouncements) {
      await publishAnnouncement(
        ownerTx(client),
        {
          title,
          body: body.replaceAll(/\{dzień\+(\d+)\}/g, (_, days: string) => formatDate(addDays(today, Number(days)))),
          important,
          audience: audiences[audience],
          visibleFrom: addDays(today, from),
          visibleTo: to === undefined ? undefined : addDays(today, to),
          attachments: attachments.map((one) => ({ title: one.title, content: letterPdf(one.lines) })),
        },
        null,
      )
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
  return demoAnnouncements.length
}

async function audiencesOf(client: ClientBase): Promise<Readonly<Record<DemoAudience, Audience>>> {
  const home = cast.overpaid.premisesIds[0]
  const { rows } = await client.query<{ building: string; staircase: string | null; property: string }>(
    `select p.building_id as building, p.staircase, b.property_id as property
       from premises p join buildings b on b.id = p.building_id where p.id = $1`,
    [home],
  )
  const place = rows[0]
  if (!place) throw new Error('the books of the demo have to be published before its announcements')
  const building: Audience = { kind: 'building', id: place.building }
  return {
    public: { kind: 'public' },
    signedIn: { kind: 'signedIn' },
    members: { kind: 'members' },
    property: { kind: 'property', id: place.property },
    building,
    staircase:
      place.staircase === null ? building : { kind: 'staircase', id: place.building, staircase: place.staircase },
    premisesOverpaid: { kind: 'premises', id: home },
    premisesArrears: { kind: 'premises', id: cast.arrears.premisesIds[0] },
    partyArrears: { kind: 'party', id: cast.arrears.partyId },
  }
}
