import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { withImport } from '#import/import.testkit.ts'
import { camt, encoded, mt940 } from '#import/statements/statements.testkit.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { statementsCommand, type WithStatementParts } from './statements-command.ts'

const folder = temporaryFolder('statements')
after(() => rmSync(folder, { recursive: true, force: true }))

function put(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

const noDatabase: WithStatementParts = () => Promise.reject(new Error('no database is needed here'))
const run = (...args: string[]) => runWith(noDatabase, ...args)

async function runWith(parts: WithStatementParts, ...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const io = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text) }
  const code = await statementsCommand(args, io, parts)
  return { code, out: out.join('\n').replaceAll('\u00a0', ' '), err: err.join('\n') }
}

test('right files: what is in them, in Polish and in English', async () => {
  const files = [put('pko.sta', encoded(mt940(), 'iso-8859-2')), put('wyciag.xml', camt())]
  const polish = await run('check', ...files)
  assert.equal(polish.code, 0)
  assert.match(
    polish.out,
    /pko\.sta \(MT940\)\n {2}wyciąg nr 231, rachunek .*, 25\.11\.2026–26\.11\.2026, 1 operacja, wpłynęło 500,25 PLN, wyszło 0,00 PLN, saldo końcowe 1 500,25 PLN/,
  )
  assert.match(polish.out, /wyciag\.xml \(camt\.053\)/)
  assert.match((await run('check', '--lang', 'en', ...files)).out, /statement no\. 231, .*1 movement, in 500,25 PLN/)
  assert.equal(JSON.parse((await run('check', '--json', ...files)).out)[1].reading.statements[0].closingGrosze, 150_025)
})

test('a wrong file is told with its place; the exit code says so', async () => {
  const { code, out } = await run('check', put('zly.sta', mt940({ closing: 'C261126PLN1500,00' })))
  assert.equal(code, 1)
  assert.match(out, /zly\.sta, wiersz 14, pole :62F:, jest „1500\.00”\n.*nie sumuje/)
  assert.match(out, /Plik nie został przyjęty: 1 błąd\./)
})

test('a file is taken, shown, and removed again; the second time nothing changes', async () => {
  const night = await withImport()
  after(night.cleanUp)
  const parts: WithStatementParts = (work) => work(night.parts)
  const file = put('wplaty.sta', mt940({ number: '7' }).replaceAll('ÿ', ''))
  const first = await runWith(parts, 'import', file)
  assert.equal(first.code, 0)
  assert.match(first.out, /Wczytano 1 wyciąg, a w nich 1 wpłatę\./)
  assert.match((await runWith(parts, 'import', file)).out, /już wczytano\. Nic się nie zmieniło/)
  assert.match((await runWith(parts, 'import', '--lang', 'en', file)).out, /Nothing changed/)
  const changed = put(
    'inny.sta',
    mt940({ number: '7', closing: 'C261126PLN1500,26', movements: [{ amount: '500,26' }] }),
  )
  const refused = await runWith(parts, 'import', changed)
  assert.deepEqual([refused.code, /ebok statements remove ([0-9a-f-]{36})/.test(refused.out)], [1, true])
  const [, id] = /^([0-9a-f]{8}) {2}26\.11\.2026 {2}nr 7, .*1 wpłata, nie wiadomo czyje: 1$/m.exec(
    (await runWith(parts, 'status')).out,
  )!
  assert.equal((await runWith(parts, 'remove', id!)).code, 2, 'nobody said who')
  assert.match((await runWith(parts, 'remove', id!, '--by', 'księgowa')).out, /nr 7 usunięty/)
  assert.equal((await runWith(parts, 'remove', id!, '--by', 'księgowa')).code, 1)
  assert.equal((await runWith(parts, 'import', changed)).code, 0)
  const audited = await night.asRoot(
    async (client) => (await client.query('select actor_kind, action from audit_events order by id')).rows,
  )
  assert.deepEqual(
    audited.map(({ actor_kind, action }) => `${actor_kind} ${action}`),
    ['operator statements.read', 'operator statements.removed', 'operator statements.read'],
  )
})

test('a wrong command and a file that is not there', async () => {
  assert.equal((await run()).code, 2)
  assert.equal((await run('check')).code, 2)
  assert.equal((await run('check', '--encoding', 'ebcdic', put('a.sta', mt940()))).code, 2)
  assert.match((await run('check', join(folder, 'nie-ma.sta'))).err, /nie ma takiego pliku/)
  assert.match((await run('check', folder)).err, /to nie jest plik/)
})
