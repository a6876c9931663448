/** What the tests of the documents share: a small cooperative, logins of every kind, the real server. */
import { after } from 'node:test'
import type pg from 'pg'
import { fixedClock } from '#platform/clock.ts'
import type { Tx } from '#platform/db/database.ts'
import { asset } from '#platform/http/assets.ts'
import type { StaffRole } from '#platform/http/route.ts'
import { formToken, hashSecret, newSecret } from '#platform/http/secrets.ts'
import { createServer } from '#platform/http/server.ts'
import { silentLog } from '#platform/log.ts'
import { watchCooperative } from '#src/cooperative.ts'
import { createDrawing } from '#src/drawing.ts'
import { withDatabase } from '#test/harness/database.ts'
import { publicDocumentsRoutes } from './public.routes.ts'
import type { NewDocument } from './publish.ts'
import { publishDocument } from './publish.ts'
import { documentsRoutes } from './resident.routes.ts'

/**
 * Property N1 with buildings B1 (staircases A and B) and B2; property N2 with B3. K1, a member, holds P1 in staircase A; K2, no
 * member, P2 in staircase B; K3, a member, P3 in B2; K4 held P1 before and is no member; K5 acts for K1; K6 is a member without
 * premises. K1 and K2 have a letter each.
 */
const facts = `
  insert into buildings_versions (id, property_id, street, house_number, postal_code, city, from_publication)
    values ('B1', 'N1', 'Lipowa', '4', '00-001', 'Miasto', 1), ('B2', 'N1', 'Lipowa', '6', '00-001', 'Miasto', 1),
           ('B3', 'N2', 'Polna', '1', '00-001', 'Miasto', 1);
  insert into premises_versions (id, building_id, staircase, number, kind, usable_area_m2, from_publication)
    values ('P1', 'B1', 'A', '1', 'dwelling', 48.5, 1), ('P2', 'B1', 'B', '2', 'dwelling', 15, 1),
           ('P3', 'B2', null, '3', 'dwelling', 60, 1), ('P4', 'B3', null, '4', 'dwelling', 60, 1);
  insert into parties_versions (id, kind, name, is_member, from_publication)
    values ('K1', 'person', 'Pierwszy', true, 1), ('K2', 'person', 'Drugi', false, 1), ('K3', 'person', 'Trzeci', true, 1),
           ('K4', 'person', 'Czwarty', false, 1), ('K5', 'person', 'Piąty', false, 1), ('K6', 'person', 'Szósty', true, 1);
  insert into holdings_versions (id, party_id, premises_id, legal_title, role, valid_from, valid_to, from_publication)
    values ('H1', 'K1', 'P1', 'freehold', 'holder', '2020-01-01', null, 1), ('H2', 'K2', 'P2', 'freehold', 'holder', '2020-01-01', null, 1),
           ('H3', 'K3', 'P3', 'freehold', 'holder', '2020-01-01', null, 1),
           ('H4', 'K4', 'P1', 'freehold', 'holder', '2010-01-01', '2019-12-31', 1);
  insert into notices_versions (id, party_id, kind, title, issued_on, file, from_publication)
    values ('Z1', 'K1', 'feeChange', 'Zawiadomienie o zmianie opłat', '2026-10-20', 'pisma/Z1.pdf', 1),
           ('Z2', 'K2', 'feeChange', 'Zawiadomienie sąsiada', '2026-10-20', 'pisma/Z2.pdf', 1);
  insert into deliveries (id, sha256, state) values ('00000000-0000-4000-8000-000000000001', repeat('0', 64), 'published');`

export const now = Date.UTC(2026, 10, 10, 11, 0)
export const host = 'portal.test'
/** A PDF with a text no other has; long enough to be read in pieces when asked for. */
export const pdf = (words: string, bytes = 0): Buffer =>
  Buffer.from(`%PDF-1.4\n% ${words}\n${'x'.repeat(bytes)}\n%%EOF\n`)

export interface Person {
  readonly loginId: string
  readonly secret: string
}

export async function withDocuments() {
  const store = await withDatabase()
  await store.setClock(now)
  await store.asRoot((client) => client.query(facts))
  await store.asRoot(async (client) => {
    for (const notice of ['Z1', 'Z2']) await addLetterFile(client, notice, 1, pdf(`list ${notice}`))
    await client.query(
      `insert into publications (id, delivery_id, kind, sequence, as_of, previous_id)
         values (1, '00000000-0000-4000-8000-000000000001', 'full', 1, clock_now(), 0)`,
    )
    await client.query(`update published_state set publication_id = 1, as_of = clock_now(), published_at = clock_now()`)
  })
  const cooperative = await watchCooperative(store.database, silentLog)
  const sheet = asset('app', 'css', 'text/css', 'p{}')
  const counted = { queries: 0 }
  const counting =
    <T>(work: (tx: Tx) => Promise<T>) =>
    (tx: Tx) =>
      work(tx).finally(() => {
        counted.queries += tx.stats.queries
      })
  const app = await createServer({
    routes: [...documentsRoutes, ...publicDocumentsRoutes],
    assets: new Map(),
    database: {
      ...store.database,
      asResident: (identity, work, options) => store.database.asResident(identity, counting(work), options),
      asAnonymous: (work) => store.database.asAnonymous(counting(work)),
    },
    clock: fixedClock(now),
    log: silentLog,
    drawing: createDrawing(
      { byPath: new Map(), css: sheet, script: sheet, theme: () => sheet, icon: () => sheet },
      cooperative,
      [],
    ),
    baseUrl: `http://${host}`,
    trustProxy: false,
  })
  after(() => {
    cooperative.stop()
    return app.close()
  })

  const signIn = async (partyId: string | null): Promise<Person> => {
    const secret = newSecret()
    return store.asRoot(async (client) => {
      const { rows } = await client.query(
        `insert into logins (name, kind, display_name, party_id) values ($1, 'resident', 'Osoba', $2) returning id`,
        [`login-${secret.slice(0, 12)}`, partyId],
      )
      await client.query(
        `insert into sessions (token_sha256, login_id, purpose, idle_minutes, expires_at)
         values (decode($1, 'hex'), $2, 'full', 30, clock_now() + interval '12 hours')`,
        [hashSecret(secret), rows[0].id],
      )
      return { loginId: rows[0].id, secret }
    })
  }
  /** K5's login with the right to act for K1 in P1. */
  const signInProxy = async (): Promise<Person> => {
    const proxy = await signIn('K5')
    await store.asRoot((client) =>
      client.query(
        `insert into access_rights (login_id, party_id, premises_id, kind, valid_from, basis)
         values ($1, 'K1', 'P1', 'proxy', '2026-01-01', 'pełnomocnictwo')`,
        [proxy.loginId],
      ),
    )
    return proxy
  }
  const headersOf = (extra: Readonly<Record<string, string>>) => ({ host, ...extra })
  const cookiesOf = (person?: Person): Record<string, string> => (person ? { 'ebok-session': person.secret } : {})
  return {
    ...store,
    counted,
    signIn,
    signInProxy,
    signInStaff: (staffRole: StaffRole) => store.signIn({ kind: 'staff', staffRole }),
    get: (url: string, person?: Person, headers: Readonly<Record<string, string>> = {}) =>
      app.inject({ url, headers: headersOf(headers), cookies: cookiesOf(person) }),
    head: (url: string, person?: Person) =>
      app.inject({ method: 'HEAD', url, headers: headersOf({}), cookies: cookiesOf(person) }),
    post: (url: string, person: Person, form: Readonly<Record<string, string>> = {}) =>
      app.inject({
        method: 'POST',
        url,
        headers: headersOf({ 'content-type': 'application/x-www-form-urlencoded' }),
        cookies: cookiesOf(person),
        payload: new URLSearchParams({ _csrf: formToken(person.secret), ...form }).toString(),
      }),
    /** Publishes as an editor of the office. */
    publish: async (document: Partial<NewDocument> & Pick<NewDocument, 'title'>) => {
      const editor = await store.signIn({ kind: 'staff', staffRole: 'administrator' })
      return store.database.asStaff(editor, (tx) => publishDocument(tx, { ...example, ...document }, null), {
        write: true,
      })
    },
  }
}

const example = {
  category: 'resolutions',
  description: '',
  audience: { kind: 'public' },
  edition: { datedOn: '2026-05-05', inForceFrom: '2026-05-05', content: pdf('przykład') },
} as const

/** As the import stores a letter's file. */
export async function addLetterFile(
  client: pg.Client,
  noticeId: string,
  publication: number,
  content: Buffer,
): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `with stored as (
       insert into stored_files (name, content_type, size_bytes, sha256, content)
       values ('pismo.pdf', 'application/pdf', $2, encode(sha256($1), 'hex'), $1) returning id, sha256),
     kept as (insert into letter_files (sha256, file_id) select sha256, id from stored)
     select id from stored`,
    [content, content.length],
  )
  await client.query('insert into notice_files (notice_id, from_publication, file_id) values ($1, $2, $3)', [
    noticeId,
    publication,
    rows[0]!.id,
  ])
  return rows[0]!.id
}

/** The owner's connection as the slice's queries see one; it takes one question at a time. */
export function bare(client: pg.Client): Tx {
  let last: Promise<unknown> = Promise.resolve()
  const tx: Tx = {
    stats: { queries: 0, roundTrips: 0 },
    query(asked, params) {
      const answer = last.then(() => client.query(asked.text, params as unknown as unknown[]))
      last = answer.catch(() => {})
      return answer.then((result) => result.rows)
    },
    async one(asked, params) {
      return (await tx.query(asked, params))[0]!
    },
    async maybe(asked, params) {
      return (await tx.query(asked, params))[0]
    },
  }
  return tx
}
