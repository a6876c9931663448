import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { morning, type TestBrowser, withPortal } from '#test/harness/portal.ts'

const portal = await withPortal()
const owner = { kind: 'resident', partyId: cast.fivePremises.partyId } as const
const holder = await portal.browser(owner)
const neighbour = await portal.browser({ kind: 'resident', partyId: cast.overpaid.partyId })

const run = (sql: string) => portal.asRoot(async (client) => (await client.query(sql)).rows)
const shown = async (browser: TestBrowser, url = '/rachunki') =>
  (await browser.get(url)).body.replaceAll('\u00a0', ' ').replaceAll(/<[^>]+>/g, '')

beforeEach(() =>
  run(
    `update incoming_payments set settled_by = null, settled_at = null, booked_entry_id = null, booked_publication = null, reversed_by = null`,
  ),
)

test('what the bank has and the books do not stands beside the balance, with amount, day and account', async () => {
  const page = await shown(holder)
  assert.match(page, /Wpłynęło dziś, czeka na księgowanie/)
  assert.match(page, /614,17 zł, wpłynęło 23 listopada 2026, Eksploatacja/)
  assert.match(page, /89,23 zł/)
  assert.match(page, /Kwota powyżej jeszcze nie obejmuje tych wpłat/)
  assert.doesNotMatch(page, /WIERZBICKI|Czynsz i media/, 'nothing of the payer')
})

test('it is nobody else’s, and a choice of premises keeps to it', async () => {
  const other = await shown(neighbour)
  assert.doesNotMatch(other, /czeka na księgowanie|614,17|350,81/)
  assert.match(await shown(holder, '/rachunki?punkt=L0006'), /614,17 zł/)
  assert.doesNotMatch(await shown(holder, '/rachunki?punkt=L0006'), /89,23 zł/)
})

test('the balance is the same with and without it', async () => {
  const amounts = async () =>
    [...(await holder.get('/rachunki')).body.matchAll(/class="[^"]*(?:big|num)[^"]*"[^>]*>([^<]*\d[^<]*)</g)].map(
      ([, text]) => text,
    )
  const before = await amounts()
  await run('update incoming_payments set settled_by = (select id from logins limit 1), settled_at = clock_now()')
  assert.deepEqual(await amounts(), before)
  assert.doesNotMatch(await shown(holder), /czeka na księgowanie/)
})

test('gone with the publication that books it, taken back by the bank, or settled; there until then', async () => {
  const here = async () => /614,17 zł, wpłynęło/.test(await shown(holder))
  const set = (change: string) => run(`update incoming_payments set ${change} where amount_grosze = 61417`)
  await set(`booked_entry_id = 'next', booked_publication = (select publication_id + 1 from published_state)`)
  assert.equal(await here(), true, 'the entry is not published yet')
  await set('booked_publication = (select publication_id from published_state)')
  assert.equal(await here(), false)
  await set('booked_entry_id = null, booked_publication = null, reversed_by = id')
  assert.equal(await here(), false)
})

test('a payment that waits too long says so, and after a month it is no longer news', async () => {
  const at = async (day: number) => {
    portal.clock.set(morning + day * 86_400_000)
    await portal.setClock(morning + day * 86_400_000)
    return shown(await portal.browser(owner))
  }
  try {
    const next = await at(1)
    assert.match(next, /Wpłynęło, czeka na księgowanie/)
    assert.doesNotMatch(next, /Księgowość wyjaśnia/)
    const late = await at(8)
    assert.match(late, /Księgowość wyjaśnia tę wpłatę/)
    assert.match(late, /Te wpłaty czekają dłużej niż zwykle/)
    assert.doesNotMatch(late, /Kwota powyżej jeszcze nie obejmuje/)
    assert.doesNotMatch(await at(31), /czeka na księgowanie/)
  } finally {
    portal.clock.set(morning)
    await portal.setClock(morning)
  }
})

test('row-level security alone: own payments, no column of the payer’s, no statement, nothing written', async () => {
  const session = await portal.signIn(owner)
  const ask = (text: string) => portal.database.asResident(session, (tx) => tx.query({ name: '', text }, []))
  const own = (await ask('select distinct account_id as id from incoming_payments')) as { id: string }[]
  assert.deepEqual(own.map(({ id }) => id).sort(), ['L0006-EKSPL', 'L0010-FR'])
  for (const text of [
    'select payer_name from incoming_payments',
    'select title from incoming_payments',
    'select numbers from incoming_payments',
    'select id from bank_statements',
    'select id from statement_files',
    'update incoming_payments set settled_at = null',
  ])
    await assert.rejects(ask(text), /permission denied|read-only/, text)
  const former = await portal.signIn({ kind: 'resident', partyId: cast.formerHolder.partyId })
  assert.deepEqual(
    await portal.database.asResident(former, (tx) =>
      tx.query({ name: '', text: 'select id from incoming_payments' }, []),
    ),
    [],
  )
})
