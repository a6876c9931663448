import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withPortal } from '#test/harness/portal.ts'

const portal = await withPortal()

test('the accountant sees what is published and each delivery with its counts', async () => {
  const accountant = await portal.browser({ kind: 'staff', staffRole: 'accountant' })
  assert.match(
    (await accountant.get('/biuro')).body,
    /href="\/biuro\/import\/[0-9a-f-]{36}"[^>]*>Dostawa z [^<]+: opublikowana/,
  )
  const { status, body } = await accountant.get('/biuro/import')
  assert.equal(status, 200)
  assert.match(body, /22 listopada 2026, 22:41/)
  assert.match(body, /opublikowana/)
  const link = /href="(\/biuro\/import\/[0-9a-f-]{36})"/.exec(body)?.[1]
  const one = await accountant.get(link!)
  assert.equal(one.status, 200)
  assert.match(one.body, /zapisy/)
  assert.match(one.body, /Bez błędów/)
})

test('errors of a rejected delivery name file, line and column, and no value', async () => {
  const report = {
    label: 'noc.zip',
    problems: {
      count: 3,
      codes: {},
      listed: [{ file: 'entries.csv', line: 12, column: 'amount', message: 'Kwota ma mieć dwa miejsca.' }],
    },
  }
  const id = await portal.asRoot(async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `insert into deliveries (sha256, state, report) values (repeat('1', 64), 'rejected', $1) returning id`,
      [JSON.stringify(report)],
    )
    return rows[0]!.id
  })
  const administrator = await portal.browser({ kind: 'staff', staffRole: 'administrator' })
  const { body } = await administrator.get(`/biuro/import/${id}`)
  for (const text of ['entries.csv', '12', 'amount', 'Kwota ma mieć dwa miejsca.', 'Pokazujemy pierwsze 1, razem 3'])
    assert.ok(body.includes(text), text)
})

test('a clerk is told what there is, and stays signed in after a page that is not theirs', async () => {
  const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk' })
  assert.equal((await clerk.get('/biuro/import')).status, 403)
  const { status, body } = await clerk.get('/biuro')
  assert.equal(status, 200)
  assert.doesNotMatch(body, /href="\/biuro\/import"/)
})

test('the database itself keeps deliveries from clerks and residents', async () => {
  const ask = { name: 'test.deliveries', text: 'select id from deliveries' }
  const clerk = await portal.signIn({ kind: 'staff', staffRole: 'clerk' })
  assert.deepEqual(await portal.database.asStaff(clerk, (tx) => tx.query(ask, [])), [])
  await assert.rejects(
    portal.database.asAnonymous((tx) => tx.query(ask, [])),
    /permission denied/,
  )
})
