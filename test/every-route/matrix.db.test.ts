import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routes } from '#src/app.ts'
import { type TestPortal, withPortal } from '#test/harness/portal.ts'
import { runMatrix } from './matrix.ts'
import { browsers, principalNames } from './people.ts'

const shownFunctions = ['shown_accounts', 'shown_premises', 'shown_parties'] as const
const tableOf = { shown_accounts: 'accounts', shown_premises: 'premises', shown_parties: 'parties' } as const

/** The application's rule gone: every query's own condition lets everything through; only the policies are left. */
async function withoutApplicationWall(portal: TestPortal): Promise<void> {
  await portal.asRoot(async (client) => {
    for (const name of shownFunctions) {
      await client.query(
        `create or replace function ${name}() returns setof text language sql stable security definer
           as $$ select id from ${tableOf[name]} $$`,
      )
    }
  })
}

/** Row-level security gone from every table; only the conditions in the queries are left. */
async function withoutRowSecurity(portal: TestPortal): Promise<void> {
  await portal.asRoot(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(relname) as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r' and relrowsecurity`,
    )
    for (const { name } of rows)
      await client.query(`alter table ${name} disable row level security, no force row level security`)
  })
}

test('nobody sees what is not theirs, and everybody sees what is', async (t) => {
  const found = await runMatrix(await withPortal())
  t.diagnostic(`${found.requests} requests`)
  assert.ok(found.requests > 300, 'the matrix must ask')
  assert.deepEqual(found.leaks, [])
  assert.deepEqual(found.wrong, [])
})

test('row-level security alone holds', async () => {
  const portal = await withPortal()
  await withoutApplicationWall(portal)
  assert.deepEqual((await runMatrix(portal)).leaks, [])
})

test('the application alone holds', async () => {
  const portal = await withPortal()
  await withoutRowSecurity(portal)
  assert.deepEqual((await runMatrix(portal)).leaks, [])
})

test('with both walls gone the matrix sees it: it can fail', async () => {
  const portal = await withPortal()
  await withoutApplicationWall(portal)
  await withoutRowSecurity(portal)
  const { leaks } = await runMatrix(portal)
  for (const path of [
    '/rachunki',
    '/rachunki/dokumenty',
    '/rachunki/kartoteka',
    '/rachunki/dokumenty/:id',
    '/rachunki/wplaty/:id',
  ]) {
    assert.ok(
      leaks.some((leak) => leak.includes(` ${path} `)),
      `no leak was seen on ${path}`,
    )
  }
})

test('a form without its token, from another site, or from nobody changes nothing', async () => {
  const portal = await withPortal()
  const people = await browsers(portal)
  for (const route of routes.filter((one) => one.method === 'POST')) {
    const url = route.path.replaceAll(/:\w+/g, 'x')
    for (const principal of principalNames) {
      const withoutToken = await people[principal].post(url, { login: 'x', haslo: 'y' })
      assert.equal(withoutToken.status, 403, `${principal} ${url} without a token`)
      const foreign = await people[principal].send(
        url,
        {},
        { from: '/zaloguj', headers: { origin: 'https://zlodziej.example' } },
      )
      assert.equal(foreign.status, 403, `${principal} ${url} from another site`)
    }
  }
})
