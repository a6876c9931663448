import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { bookCharge, copyOf, smallBooks } from '#import/import.testdata.ts'
import { holdLock, withImport } from '#import/import.testkit.ts'
import { importDelivery } from '#import/import.ts'
import type { ImportOptions } from '#import/outcome.ts'
import { useToken } from '#import/receive/tokens.ts'
import { DatabaseUnavailable } from '#platform/db/errors.ts'
import { importCommand, importUsage, type WithParts } from './import-command.ts'

const night = await withImport()
after(night.cleanUp)
const parts = {
  ...night.parts,
  runImport: (path: string, options?: ImportOptions) => importDelivery(night.parts, path, options),
  tokens: night.database,
}
const withParts: WithParts = (work) => work(parts)

async function ebokImport(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const io = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text) }
  const code = await importCommand(args, io, withParts)
  return { code, out: out.join('\n'), err: err.join('\n') }
}

const evening = (day: number) => `2026-11-${String(day).padStart(2, '0')}T20:00:00+01:00`
const books = smallBooks(100)

test('words that make no sense show the usage and open no database', async () => {
  for (const args of [
    [],
    ['a', 'b'],
    ['--nonsense'],
    ['confirm', 'x'],
    ['confirm'],
    ['status', 'x'],
    ['refuse', 'x', 'y', '--by', 'z'],
  ]) {
    let opened = false
    const err: string[] = []
    const io = { out: () => {}, err: (text: string) => void err.push(text) }
    const code = await importCommand(args, io, async (work) => {
      opened = true
      return work(parts)
    })
    assert.deepEqual([code, opened, ...err], [2, false, importUsage], args.join(' '))
  }
})

test('--check needs no database', async () => {
  const path = night.write({ sequence: 1, asOf: evening(1), books })
  const said: string[] = []
  const io = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text) }
  const code = await importCommand(['--check', path], io, () => assert.fail('opened'))
  assert.deepEqual([code, said.join('').includes('Dostawa jest poprawna.')], [0, true])
})

test('a delivery, the same again, and one that is broken', async () => {
  const path = night.write({ sequence: 1, asOf: evening(1), books })
  const first = await ebokImport(path)
  assert.equal(first.code, 0)
  assert.match(first.out, /^Dostawa opublikowana\. Publikacja nr 1, stan na 1 listopada 2026, 20:00\./)
  const again = await ebokImport(path)
  assert.deepEqual(again, { code: 0, out: 'Ta dostawa jest już opublikowana. Nic się nie zmieniło.', err: '' })
  const broken = night.write({
    sequence: 2,
    asOf: evening(2),
    books,
    mangle: (name, text) => (name === 'meters' ? text.replace('2020-05-05', '2020-02-31') : text),
  })
  const refused = await ebokImport(broken)
  assert.equal(refused.code, 1)
  assert.match(refused.out, /meters\.csv, wiersz 2, kolumna installed_on: „2020-02-31” – Data jest zła/)
  const json = await ebokImport(broken, '--json')
  assert.equal(JSON.parse(json.out).problems[0].code, 'date')
  assert.match((await ebokImport(night.folder + '/nie-ma')).out, /To nie jest dostawa/)
})

test('a held delivery, confirmed; then back', async () => {
  const held = await ebokImport(night.write({ sequence: 3, asOf: evening(3), books: smallBooks(90) }))
  assert.equal(held.code, 3)
  assert.match(held.out, /Lokale: było 100, byłoby 90/)
  const id = /ebok import confirm ([0-9a-f-]{36})/.exec(held.out)![1]!
  assert.match((await ebokImport('status')).out, new RegExp(`${id}.*czeka na decyzję`))
  const confirmed = await ebokImport('confirm', id.slice(0, 8), '--by', 'Księgowa Próbna')
  assert.deepEqual(confirmed, { code: 0, out: 'Dostawa opublikowana. Publikacja nr 2.', err: '' })
  assert.equal((await ebokImport('refuse', id, '--by', 'x')).code, 1)
  const back = await ebokImport('rollback', '--by', 'Administrator')
  assert.match(
    back.out,
    /^Cofnięto publikację nr 2\. Mieszkańcy widzą publikację nr 1, stan na 1 listopada 2026, 20:00\./,
  )
  const noFurther = await ebokImport('rollback')
  assert.deepEqual([noFurther.code, noFurther.out], [1, 'To pierwsza publikacja. Nie ma do czego wrócić.'])
})

test('an older delivery is refused and says how to force it', async () => {
  const older = copyOf(books)
  bookCharge(older, 'A0001', 'E-older', 1_00)
  const path = night.write({ sequence: 4, asOf: '2026-10-31T20:00:00+01:00', books: older })
  const refused = await ebokImport(path)
  assert.equal(refused.code, 1)
  assert.match(refused.out, /starszy niż już opublikowany.*--force/)
  assert.equal((await ebokImport(path, '--force')).code, 0)
})

test('another import and a database that is away have codes of their own', async () => {
  const free = await holdLock(night.parts.db, 'import inna.zip (1)')
  const busy = await ebokImport('rollback')
  await free()
  assert.deepEqual([busy.code, busy.err.includes('import inna.zip (1)')], [4, true])
  const err: string[] = []
  const code = await importCommand(['status'], { out: () => {}, err: (text) => void err.push(text) }, async () => {
    throw new DatabaseUnavailable(new Error('away'))
  })
  assert.deepEqual([code, err], [5, ['Baza danych nie odpowiada. Stan instalacji pokazuje: ebok doctor']])
})

test('a token is told once, listed without its secret, and revoked by the beginning of its number', async () => {
  const added = await ebokImport('token', 'add', '--name', 'Księgowość')
  assert.equal(added.code, 0)
  const token = /ebok-dostawy-[A-Za-z0-9_-]{43}/.exec(added.out)?.[0]
  assert.ok(token)
  assert.equal((await useToken(night.database, token))?.name, 'Księgowość')
  const listed = await ebokImport('token', 'list')
  assert.match(listed.out, /^[0-9a-f]{8} {2}Księgowość: wydany .*, użyty /)
  assert.ok(!listed.out.includes(token) && !JSON.stringify(await ebokImport('token', 'list', '--json')).includes(token))
  const { rows } = await night.asRoot((client) =>
    client.query(`select t::text as row from delivery_tokens t union all select details::text from audit_events`),
  )
  assert.ok(rows.every(({ row }) => !row.includes(token)))

  const id = listed.out.slice(0, 8)
  assert.equal((await ebokImport('token', 'revoke', id)).code, 0)
  assert.equal(await useToken(night.database, token), null)
  assert.equal((await ebokImport('token', 'revoke', id)).code, 1)
  assert.match((await ebokImport('token', 'list')).out, /wyłączony/)
  for (const wrong of [
    ['token'],
    ['token', 'add'],
    ['token', 'add', '--name', ''],
    ['token', 'add', '--name', 'x'.repeat(81)],
    ['token', 'revoke'],
    ['token', 'other'],
  ]) {
    assert.equal((await ebokImport(...wrong)).code, 2, wrong.join(' '))
  }
  const { rows: audited } = await night.asRoot((client) =>
    client.query(`select action from audit_events where action like 'import.token%' order by id`),
  )
  assert.deepEqual(
    audited.map(({ action }) => action),
    ['import.tokenAdded', 'import.tokenRevoked'],
  )
})
