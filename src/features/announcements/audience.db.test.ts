import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { ownerTx } from '#db/seed/content/owner-tx.ts'
import { type Audience, countAudience } from '#features/documents/public.ts'
import { addDays, type IsoDate } from '#kernel/dates.ts'
import { statement, type Tx } from '#platform/db/database.ts'
import type { TestSession } from '#test/harness/database.ts'
import { announcement, attachments, currentAnnouncements, fileBytes, recordReading } from './announcements.queries.ts'
import { pdf, resident, withAnnouncements } from './announcements.testkit.ts'

const portal = await withAnnouncements()
const today = '2026-11-23' as IsoDate

const audiences: readonly (readonly [name: string, audience: Audience])[] = [
  ['public', { kind: 'public' }],
  ['signedIn', { kind: 'signedIn' }],
  ['members', { kind: 'members' }],
  ['propertyW1', { kind: 'property', id: 'W1' }],
  ['propertyW9', { kind: 'property', id: 'W9' }],
  ['buildingB1', { kind: 'building', id: 'B1' }],
  ['buildingB9', { kind: 'building', id: 'B9' }],
  ['staircaseA', { kind: 'staircase', id: 'B1', staircase: 'A' }],
  ['staircaseB', { kind: 'staircase', id: 'B1', staircase: 'B' }],
  ['premisesL0001', { kind: 'premises', id: 'L0001' }],
  ['premisesL0005', { kind: 'premises', id: 'L0005' }],
  ['premisesL0006', { kind: 'premises', id: 'L0006' }],
  ['partyHome', { kind: 'party', id: cast.overpaid.partyId }],
  ['partyNeighbour', { kind: 'party', id: cast.zero.partyId }],
  ['partyFormer', { kind: 'party', id: cast.formerHolder.partyId }],
]
/** The whole matrix: who sees what, and nothing else. */
const sees: Readonly<Record<string, string>> = {
  anonymous: 'public',
  home: 'public signedIn members propertyW1 buildingB1 staircaseA premisesL0001 partyHome',
  neighbour: 'public signedIn propertyW1 buildingB1 staircaseA partyNeighbour',
  // The register's proxy in L0002 has what is written to the place; letters to the person are the person's.
  registerProxy: 'public signedIn propertyW1 buildingB1 staircaseA',
  // Stands for the home's holder by a right the office gave, without being a member.
  officeProxy: 'public signedIn propertyW1 buildingB1 staircaseA premisesL0001 partyHome',
  otherStaircase: 'public signedIn members propertyW1 buildingB1 staircaseB',
  otherBuilding: 'public signedIn propertyW9 buildingB9',
  formerHolder: 'public signedIn partyFormer',
  newHolder: 'public signedIn propertyW1 buildingB1 staircaseA premisesL0005',
  fivePremises: 'public signedIn propertyW1 buildingB1 staircaseA premisesL0006',
}
const sessions: Readonly<Record<string, TestSession | undefined>> = {
  anonymous: undefined,
  home: await portal.openSession(resident(cast.overpaid)),
  neighbour: await portal.openSession(resident(cast.zero)),
  registerProxy: await portal.openSession(resident(cast.proxy)),
  officeProxy: await portal.openSession(resident(cast.company)),
  otherStaircase: await portal.openSession(resident(cast.arrears)),
  otherBuilding: await portal.openSession(resident(cast.empty)),
  formerHolder: await portal.openSession(resident(cast.formerHolder)),
  newHolder: await portal.openSession(resident(cast.newHolder)),
  fivePremises: await portal.openSession(resident(cast.fivePremises)),
}
await portal.asRoot((client) =>
  client.query(
    `insert into access_rights (login_id, party_id, premises_id, kind, valid_from, basis)
     values ($1, $2, 'L0001', 'proxy', '2026-01-01', 'pełnomocnictwo')`,
    [sessions.officeProxy!.loginId, cast.overpaid.partyId],
  ),
)
const signedIn = Object.entries(sessions).flatMap(([who, session]) => (session ? [[who, session] as const] : []))

const published = new Map<string, { id: string; fileId: string }>()
for (const [name, audience] of audiences) {
  const id = await portal.publish({
    title: `Dla ${name}`,
    audience,
    attachments: [{ title: `Plik ${name}`, content: pdf(name) }],
  })
  published.set(name, { id, fileId: await portal.fileOf(id) })
}
const allNames = audiences.map(([name]) => name)
/** Without the form's token and the counter, which falls as the test reads on. */
const withoutToken = (body: string) =>
  body.replaceAll(/name="_csrf" value="[^"]*"/g, '').replaceAll(/<span class="count">.*?<\/span><\/span>/g, '')
const everything = { rows: 100, skip: 0 }
const names = (rows: readonly { title: string }[]) => rows.map((row) => row.title.replace('Dla ', '')).sort()
const expectedOf = (who: string) => sees[who]!.split(' ').sort()

async function browserOf(who: string) {
  const browser = await portal.browser()
  const session = sessions[who]
  if (session) browser.cookies.set('ebok-session', session.secret)
  return browser
}

/** Before any page is opened, for each reader: what the counter must say is what the list holds. */
const unreadSql = statement<[], { unread: number }>('test.unread', 'select my_unread_announcements() as unread')
const unreadOf = ({ hash }: TestSession) =>
  portal.database.asResident(hash, async (tx) => (await tx.one(unreadSql, [])).unread)

test('each is counted once for each reader, also for somebody with five premises', async () => {
  for (const [who, session] of signedIn) assert.equal(await unreadOf(session), expectedOf(who).length, who)
})

test('each audience is seen by those in it and by nobody else: list, page, attachment', async () => {
  const absent = '00000000-0000-4000-8000-00000000dead'
  for (const who of Object.keys(sees)) {
    const browser = await browserOf(who)
    const base = sessions[who] ? '/wiadomosci' : '/wiadomosci-publiczne'
    const list = (await browser.get(sessions[who] ? '/wiadomosci' : '/zaloguj')).body
    const listed = allNames.filter((name) => list.includes(`>Dla ${name}</a>`))
    assert.equal(listed.join(' '), sees[who], who)
    for (const name of listed) assert.equal(list.split(`>Dla ${name}</a>`).length, 2, `${who} gets ${name} once`)
    const missing = withoutToken((await browser.get(`${base}/${absent}`)).body)
    for (const [name, { id, fileId }] of published) {
      const seen = sees[who]!.split(' ').includes(name)
      for (const url of [`${base}/${id}`, `${base}/pliki/${fileId}`, `${base}/pliki/${fileId}/pobierz`]) {
        const answer = await browser.get(url)
        assert.equal(answer.status, seen ? 200 : 404, `${who} ${url} ${name}`)
        if (!seen) assert.equal(withoutToken(answer.body), missing, `${who} ${name}: as for what does not exist`)
      }
    }
  }
})

test('before signing in only public ones exist, whoever asks; the other pages ask to sign in', async () => {
  const { id, fileId } = published.get('signedIn')!
  const home = await browserOf('home')
  for (const url of [`/wiadomosci-publiczne/${id}`, `/wiadomosci-publiczne/pliki/${fileId}`])
    assert.equal((await home.get(url)).status, 404)
  const nobody = await browserOf('anonymous')
  for (const url of ['/wiadomosci', `/wiadomosci/${id}`, `/wiadomosci/pliki/${fileId}`])
    assert.equal((await nobody.get(url)).status, 303, url)
  const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk' })
  assert.equal((await clerk.get('/wiadomosci')).status, 403)
})

/** Written to L0005 and over before its buyer came; the walls are asked for it, too. */
let predecessors = ''

test('what was over before somebody moved in is not theirs; what lasted is', async () => {
  const before = await portal.publish({
    title: 'Do poprzednika',
    audience: { kind: 'premises', id: 'L0005' },
    visibleFrom: addDays(today, -200),
    visibleTo: addDays(today, -150),
  })
  predecessors = before
  const lasting = await portal.publish({
    title: 'Do obu',
    audience: { kind: 'premises', id: 'L0005' },
    visibleFrom: addDays(today, -200),
    visibleTo: addDays(today, -1),
  })
  const building = await portal.publish({
    title: 'Do budynku',
    audience: { kind: 'building', id: 'B1' },
    visibleFrom: addDays(today, -200),
    visibleTo: addDays(today, -150),
  })
  const browser = await browserOf('newHolder')
  const archive = (await browser.get('/wiadomosci?pokaz=archiwum')).body
  assert.match(archive, /Do obu/)
  assert.match(archive, /Do budynku/)
  assert.doesNotMatch(archive, /Do poprzednika/)
  assert.equal((await browser.get(`/wiadomosci/${before}`)).status, 404)
  for (const id of [lasting, building]) assert.equal((await browser.get(`/wiadomosci/${id}`)).status, 200)
  const former = await browserOf('formerHolder')
  for (const id of [before, lasting, building]) assert.equal((await former.get(`/wiadomosci/${id}`)).status, 404)
})

test('the queries alone keep to the audience, with every policy open', async () => {
  for (const [who, session] of signedIn) {
    await portal.asRoot(async (client) => {
      await client.query(`select set_config('ebok.session', $1, false)`, [session.hash])
      assert.ok((await client.query('select from announcements')).rowCount! >= audiences.length)
      await seesExactly(ownerTx(client), who, currentAnnouncements)
    })
  }
})

test('the policies alone keep to the audience, with the queries asking for everything', async () => {
  const open = {
    shown_audiences: ['text', 'audience_key', 'announcements'],
    shown_announcements: ['uuid', 'id', 'announcements'],
    shown_announcement_files: ['uuid', 'id', 'stored_files'],
  } as const
  const closed = {
    shown_audiences: 'my_audiences',
    shown_announcements: 'my_announcements',
    shown_announcement_files: 'my_announcement_files',
  } as const
  const { future, withdrawn } = {
    future: await portal.publish({ title: 'Jutro', visibleFrom: addDays(today, 1) }),
    withdrawn: await portal.publish({ title: 'Wycofana' }),
  }
  await portal.asRoot(async (client) => {
    await client.query('update announcements set withdrawn_at = clock_now() where id = $1', [withdrawn])
    // As security definer the open functions see everything: what remains are the policies.
    for (const [name, [type, column, table]] of Object.entries(open))
      await client.query(
        `create or replace function ${name}() returns setof ${type} language sql stable security definer as $$ select ${column} from ${table} $$`,
      )
  })
  try {
    for (const [who, session] of signedIn) {
      await portal.database.asResident(session.hash, async (tx) => {
        await seesExactly(tx, who, currentAnnouncements)
        for (const id of [future, withdrawn]) assert.equal(await announcement(tx, id), undefined)
      })
    }
    await portal.database.asAnonymous(async (tx) => {
      for (const [name, { id }] of published)
        assert.equal((await announcement(tx, id)) !== undefined, name === 'public', name)
    })
    // Nobody can say they read what they may not see, nor say so for somebody else.
    const { id } = published.get('premisesL0001')!
    await assert.rejects(
      portal.database.asResident(sessions.neighbour!.hash, (tx) => recordReading(tx, id), { write: true }),
      { code: '42501' },
    )
  } finally {
    await portal.asRoot(async (client) => {
      for (const [name, mine] of Object.entries(closed))
        await client.query(
          `create or replace function ${name}() returns setof ${open[name as keyof typeof open][0]} language sql stable begin atomic select ${mine}(); end`,
        )
    })
  }
})

async function seesExactly(tx: Tx, who: string, list: typeof currentAnnouncements): Promise<void> {
  assert.equal(await announcement(tx, predecessors), undefined, `${who}: the predecessor's`)
  assert.deepEqual(names(await list(tx, everything)), expectedOf(who), who)
  for (const [name, { id, fileId }] of published) {
    const seen = expectedOf(who).includes(name)
    assert.equal((await announcement(tx, id)) !== undefined, seen, `${who} ${name}`)
    assert.equal((await attachments(tx, id)).length, seen ? 1 : 0, `${who} ${name}`)
    assert.equal((await fileBytes(tx, fileId, 0, 4)) !== undefined, seen, `${who} ${name}`)
  }
}

const insertSql = statement<[loginId: string, announcementId: string], never>(
  'test.insertRead',
  'insert into announcement_reads (login_id, announcement_id) values ($1, $2)',
)
const addSql = statement<[], never>(
  'test.addAnnouncement',
  `insert into announcements (title, body, audience) values ('Od mieszkańca', 'Treść', 'public')`,
)

test('a resident publishes nothing, and reads for nobody else', async () => {
  const { id } = published.get('public')!
  const writing = (work: (tx: Tx) => Promise<unknown>) =>
    portal.database.asResident(sessions.home!.hash, work, { write: true })
  await assert.rejects(
    writing((tx) => tx.query(addSql, [])),
    { code: '42501' },
  )
  await assert.rejects(
    writing((tx) => tx.query(insertSql, [sessions.neighbour!.loginId, id])),
    { code: '42501' },
  )
})

const keysSql = statement<[audience: string, subject: string | null, staircase: string | null], { mine: boolean }>(
  'test.inAudience',
  'select audience_key($1, $2, $3) = any (array(select my_audiences())) as mine',
)

test('the office is told how many logins will see it: exactly those in the audience', async () => {
  for (const [name, audience] of audiences) {
    const seeing = await Promise.all(
      signedIn.map(([, { hash }]) =>
        portal.database.asResident(hash, async (tx) => {
          const subject = 'id' in audience ? audience.id : null
          return (await tx.one(keysSql, [audience.kind, subject, 'staircase' in audience ? audience.staircase : null]))
            .mine
        }),
      ),
    )
    const { logins } = await portal.asStaff('editor', (tx) => countAudience(tx, audience))
    assert.equal(logins, seeing.filter(Boolean).length, name)
  }
})

test('people of the register are counted by their rights today', async () => {
  const people = async (audience: Audience) =>
    (await portal.asStaff('administrator', (tx) => countAudience(tx, audience))).people
  assert.equal(await people({ kind: 'premises', id: 'L0001' }), 1)
  // Two co-owners; a sold flat counts the buyer alone.
  assert.equal(await people({ kind: 'premises', id: 'L0004' }), 2)
  assert.equal(await people({ kind: 'premises', id: 'L0005' }), 1)
  assert.equal(await people({ kind: 'building', id: 'B9' }), 1)
  assert.equal(await people({ kind: 'members' }), 2)
  assert.equal(await people({ kind: 'party', id: cast.formerHolder.partyId }), 1)
  assert.equal(await people({ kind: 'party', id: 'nikt' }), 0)
  // Everybody of the cast but the former holder.
  assert.equal(await people({ kind: 'signedIn' }), 11)
})
