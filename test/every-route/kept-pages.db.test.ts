import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { resourceNames } from '#import/contract/resources.ts'
import { declaredStatements } from '#platform/db/statement.ts'
import { routes } from '#src/app.ts'
import { morning, withPortal } from '#test/harness/portal.ts'
import { pagesToTry } from './pages.ts'
import { principals } from './people.ts'

const portal = await withPortal()
const kept = routes.filter((one) => one.booksOnly)
/** The page without the mask of its form tokens, which is new each time a page is drawn. */
const bare = (body: string): string => body.replaceAll(/name="_csrf" value="[^"]+"/g, '')
const again = { 'accept-encoding': 'identity' }
const asRoot = (sql: string, params: unknown[] = []) => portal.asRoot((client) => client.query(sql, params))

test('a page asked for again is the same page, for two questions', async (t) => {
  let pages = 0
  const dear: string[] = []
  for (const { url, path, principal } of await pagesToTry(portal)) {
    if (!kept.some((one) => one.path === path)) continue
    const browser = await portal.browser(principals[principal])
    const first = await browser.get(url, again)
    const drawnAnew = await (await portal.browser(principals[principal])).get(url, again)
    portal.queries.reset()
    const second = await browser.get(url, again)
    if (portal.queries.sent !== 2) dear.push(`${url}: ${portal.queries.sent}`)
    assert.equal(second.status, 200)
    assert.equal(second.body, first.body)
    // Signed in twice, one browser after the other: only the time of the sign-in before may differ.
    assert.equal(bare(drawnAnew.body).length, bare(first.body).length, url)
    assert.deepEqual({ ...second.headers, date: '' }, { ...first.headers, date: '' }, `${url}: the headers of both`)
    pages += 1
  }
  t.diagnostic(`${pages} pages`)
  assert.ok(pages >= 40)
  assert.deepEqual(dear, [])
})

test('what is kept was drawn from the books alone', async () => {
  // Payments of bank statements are not of the books; payments_state counts each change of theirs.
  const books = new Set([...resourceNames, 'published_state', 'logins', 'incoming_payments'])
  const text = new Map(declaredStatements().map((one) => [one.name, one.text]))
  const foreign: string[] = []
  for (const { url, path, principal } of await pagesToTry(portal)) {
    if (!kept.some((one) => one.path === path)) continue
    portal.queries.reset()
    await (await portal.browser(principals[principal])).get(url)
    for (const name of portal.queries.names) {
      // What the program asks for itself every few seconds is no page's.
      if (name.startsWith('http.') || name.startsWith('app.')) continue
      for (const table of readBy(text.get(name)!))
        if (!books.has(table)) foreign.push(`${path}: ${name} reads ${table}`)
    }
  }
  // What else a page shows must change my_standing_digest(), or its route must not say `booksOnly`.
  assert.deepEqual([...new Set(foreign)], [])
  assert.deepEqual(readBy('select 1 from messages m join accounts a on true'), ['messages', 'accounts'])
})

/** Tables and views a statement names; its own `with` names and functions left out. */
function readBy(sql: string): string[] {
  const own = new Set(
    [...sql.matchAll(/\b([a-z_]+)(?:\s*\([^)]*\))?\s+as\s+(?:not\s+)?(?:materialized\s+)?\(/g)].map(
      ([, name]) => name!,
    ),
  )
  return [...sql.matchAll(/\b(?:from|join)\s+(?!lateral\b|unnest\b)([a-z_]+)\b(?!\s*\()/g)]
    .map(([, name]) => name!)
    .filter((name) => !own.has(name) && name !== 'as' && name !== 'desc')
}

test('no other session is sent it, and none without a session', async () => {
  const person = principals.resident
  const url = `/rachunki/dokumenty/${encodeURIComponent((await asRoot('select id from documents where account_id = $1 limit 1', [cast.arrears.accountIds[0]])).rows[0].id)}`
  const browser = await portal.browser(person)
  assert.equal((await browser.get(url)).status, 200)
  assert.equal((await (await portal.browser(principals.neighbour)).get(url)).status, 404)
  assert.equal((await (await portal.browser()).get(url)).status, 303)
  await asRoot('update sessions set ended_at = clock_now()')
  assert.equal((await browser.get(url)).location, `/zaloguj?dalej=${encodeURIComponent(url)}`)
})

test('a right taken away takes the kept pages with it at once', async () => {
  const proxy = await portal.browser(principals.proxy)
  const url = '/rachunki'
  const with_ = await proxy.get(url)
  assert.ok(with_.body.includes('zł'))
  await asRoot(
    'update access_rights set revoked_at = clock_now() where login_id in (select id from logins where party_id = $1)',
    [cast.proxy.partyId],
  )
  await asRoot(`update holdings_versions set valid_to = today() - 1 where party_id = $1 and role = 'proxy'`, [
    cast.proxy.partyId,
  ])
  const without = await proxy.get(url)
  assert.ok(bare(without.body) !== bare(with_.body))
  for (const account of cast.zero.accountIds) {
    const { rows } = await asRoot('select nrb from accounts where id = $1', [account])
    assert.ok(!without.body.includes(rows[0].nrb.slice(-8, -4)), 'nothing of the account is left')
  }
})

test('another state of the books, an unread letter, another day: each is shown at once', async () => {
  const browser = await portal.browser(principals.resident)
  const tomorrow = morning + 24 * 3600_000
  const changes: Record<string, () => Promise<unknown>> = {
    books: () => asRoot(`update published_state set as_of = as_of + interval '1 hour'`),
    letters: () =>
      asRoot(
        `insert into announcement_reads select l.id, a.id from announcements a, logins l where l.party_id = $1 on conflict do nothing`,
        [cast.arrears.partyId],
      ),
    payments: () =>
      asRoot(
        'update incoming_payments set settled_by = (select id from logins limit 1), settled_at = clock_now() where account_id = any ($1)',
        [cast.arrears.accountIds],
      ),
    day: async () => {
      portal.clock.set(tomorrow)
      await portal.setClock(tomorrow)
      await asRoot(`update sessions set last_seen_at = clock_now(), expires_at = clock_now() + interval '1 hour'`)
    },
  }
  for (const [what, change] of Object.entries(changes)) {
    const before = await browser.get('/rachunki')
    await change()
    const after = await browser.get('/rachunki')
    assert.equal(after.status, 200, what)
    assert.ok(bare(after.body) !== bare(before.body), what)
  }
})

test('a head request, a view from the office and a page of another kind are never kept', () => {
  for (const one of kept) {
    assert.equal(one.method, 'GET')
    assert.equal(one.area, 'resident')
    assert.ok(!one.path.endsWith('.csv'))
  }
})
