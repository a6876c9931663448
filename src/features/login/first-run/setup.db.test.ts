import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { newSecret } from '#platform/http/secrets.ts'
import { openSecrets } from '#platform/secrets.ts'
import { appCode, shownKey, shownSpareCodes } from '#test/harness/factor.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { morning, withPortal } from '#test/harness/portal.ts'
import { setupText as text } from './setup.text.ts'
import { offerFirstRun } from './setup.ts'

const portal = await withPortal()
const validator = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:a11y'],
  rules: {
    'void-style': 'off',
    'attribute-boolean-style': 'off',
    'no-trailing-whitespace': 'off',
    'long-title': 'off',
    'tel-non-breaking': 'off',
    'no-implicit-button-type': 'error',
  },
})
async function assertValid(body: string): Promise<void> {
  const { results } = await validator.validateString(body)
  assert.deepEqual(
    results.flatMap(({ messages }) => messages.map(({ ruleId, message, line }) => `${ruleId} ${message} (${line})`)),
    [],
  )
}
const password = 'trzy czerwone krzesła w ogrodzie'
const typed = {
  spoldzielnia: 'Spółdzielnia Mieszkaniowa „Pod Lipą”',
  nazwa: 'Hanna Wierzba',
  login: 'h.wierzba',
  haslo: password,
  powtorz: password,
}

async function rows<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
  return portal.asRoot(async (client) => (await client.query(sql, values)).rows as T[])
}
const administrators = async () =>
  Number((await rows<{ n: string }>(`select count(*) as n from logins where staff_role = 'administrator'`))[0]!.n)
const link = async () => (await offerFirstRun(portal.database))!.path

beforeEach(async () => {
  await portal.setClock(morning)
  await rows('alter table logins disable trigger keep_an_administrator')
  await rows(`delete from logins where kind = 'staff'`)
  await rows('alter table logins enable trigger keep_an_administrator')
  await rows('delete from setup_links')
})

test('from the link at the console to the office: cooperative, administrator, second factor', async () => {
  const path = await link()
  const browser = await portal.browser()
  const form = await browser.get(path)
  assert.equal(form.status, 200)
  assert.match(form.body, /class="phrase"/)
  await assertValid(form.body)
  const made = await browser.send(path, typed, { from: path })
  assert.equal(made.location, '/drugi-skladnik')
  // Nothing of the office opens before the factor is there.
  assert.match((await browser.get('/biuro/pracownicy')).location!, /^\/zaloguj/)
  const enrolling = (await browser.get('/drugi-skladnik/aplikacja')).body
  await assertValid(enrolling)
  const key = shownKey(enrolling)
  const codes = await browser.send(
    '/drugi-skladnik/aplikacja',
    { kod: appCode(key, morning) },
    { from: '/drugi-skladnik/aplikacja' },
  )
  assert.equal(shownSpareCodes(codes.body).length, 10)
  await assertValid(codes.body)
  for (const path of ['/drugi-skladnik/ustawienia', '/drugi-skladnik/nowy-klucz', '/biuro/pracownicy/nowy'])
    await assertValid((await browser.get(path)).body)
  const again = await portal.browser()
  await again.send('/zaloguj', { login: 'h.wierzba', haslo: password }, { from: '/zaloguj' })
  await assertValid((await again.get('/drugi-skladnik')).body)
  await assertValid((await again.send('/drugi-skladnik', { zapasowy: 'x' }, { from: '/drugi-skladnik' })).body)
  const list = await browser.get('/biuro/pracownicy')
  assert.equal(list.status, 200)
  assert.ok(list.body.includes('Hanna Wierzba'))
  const [{ name }] = (await rows<{ name: string }>('select name from cooperative')) as [{ name: string }]
  assert.equal(name, typed.spoldzielnia)
  const events = await rows<{ actor_kind: string; action: string }>(
    `select actor_kind, action from audit_events where subject_login_id = (select id from logins where name = 'h.wierzba') order by id`,
  )
  assert.deepEqual(
    events.map(({ actor_kind, action }) => `${actor_kind} ${action}`),
    ['operator login.created', 'staff login.factorAdded', 'staff login.signedIn', 'staff login.passwordAccepted'],
  )
})

test('works once: fifty at the same time make one administrator, and the link is over', async () => {
  const path = await link()
  const browsers = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const browser = await portal.browser()
      return { browser, token: /name="_csrf" value="([^"]+)"/.exec((await browser.get(path)).body)![1]! }
    }),
  )
  const answers = await Promise.all(
    browsers.map(({ browser, token }, i) => browser.post(path, { _csrf: token, ...typed, login: `admin.${i}` })),
  )
  assert.equal(answers.filter(({ status }) => status === 303).length, 1)
  assert.ok(answers.every(({ status }) => [303, 404, 429, 503].includes(status)))
  assert.equal(await administrators(), 1)
  const over = await (await portal.browser()).get(path)
  assert.equal(over.status, 404)
  assert.ok(over.body.includes(text.goneTitle))
  assert.equal(await offerFirstRun(portal.database), undefined, 'no new link either')
})

test('dies with a newer one, after a day, and when an administrator was made another way', async () => {
  const first = await link()
  const second = await link()
  const browser = await portal.browser()
  const stranger = await browser.get(`/pierwsze-uruchomienie/${newSecret()}`)
  const replaced = await browser.get(first)
  assert.equal(replaced.status, 404)
  assert.ok(!replaced.body.includes(text.goneTitle), 'a link nobody knows any more is like one that never was')
  assert.equal(stranger.status, 404)
  assert.equal((await browser.get(second)).status, 200)
  await portal.setClock(morning + 24 * 3_600_000 + 1_000)
  assert.equal((await browser.get(second)).status, 404)
  await portal.setClock(morning)
  const token = /name="_csrf" value="([^"]+)"/.exec((await browser.get(second)).body)![1]!
  await portal.openSession({ kind: 'staff', staffRole: 'administrator' })
  assert.equal((await browser.get(second)).status, 404)
  assert.equal((await browser.post(second, { _csrf: token, ...typed })).status, 404)
  assert.equal(await administrators(), 1)
})

test('mistakes are told at their fields, nothing typed but the passwords is lost, and the link stays good', async () => {
  const path = await link()
  await rows(`insert into logins (name, kind, display_name) values ('zajety', 'resident', 'X') on conflict do nothing`)
  const browser = await portal.browser()
  const send = (fields: Record<string, string>) => browser.send(path, { ...typed, ...fields }, { from: path })
  const empty = await send({ spoldzielnia: '', nazwa: ' ', login: '', haslo: '', powtorz: '' })
  assert.equal(empty.status, 422)
  for (const words of [text.cooperativeMissing, text.nameMissing, text.loginMissing, 'Wpisz nowe hasło.'])
    assert.ok(empty.body.includes(words), words)
  for (const [fields, words] of [
    [{ login: 'ZAJETY' }, text.loginTaken],
    [{ login: 'ą b' }, text.loginShape],
    [{ haslo: 'krótkie', powtorz: 'krótkie' }, 'Hasło jest za krótkie'],
    [{ powtorz: 'inne hasło niż tamto' }, 'muszą być takie same'],
    [{ haslo: 'hanna wierzba 123', powtorz: 'hanna wierzba 123' }, 'Łatwo je odgadnąć'],
    [{ nazwa: 'x'.repeat(900) }, text.nameLong],
    [{ nazwa: 'a\u0000b' }, text.characters],
    [{ spoldzielnia: '\u202ezło' }, text.characters],
  ] as const) {
    const answer = await send(fields)
    assert.equal(answer.status, 422, words)
    assert.ok(answer.body.includes(words), words)
    assert.ok(!answer.body.includes(password))
    if (!('spoldzielnia' in fields)) assert.ok(answer.body.includes('Pod Lipą'))
  }
  assert.equal(await administrators(), 0)
  assert.equal((await send({})).status, 303)
})

test('the link stands in no log, and only its hash in the database', async () => {
  const path = await link()
  const secret = path.split('/').at(-1)!
  const browser = await portal.browser()
  await browser.get(path)
  await browser.send(path, { ...typed, nazwa: '' }, { from: path })
  const log = portal.logged.join('\n')
  assert.ok(log.includes('/pierwsze-uruchomienie/:secret'))
  assert.ok(!log.includes(secret))
  const [{ row }] = (await rows<{ row: string }>('select s::text as row from setup_links s')) as [{ row: string }]
  assert.ok(!row.includes(secret))
})

test('two fresh installations share no secret, and neither has a login', async () => {
  const folders = [0, 1].map(() => temporaryFolder('fresh'))
  try {
    const names = ['throttle', 'secondFactor', 'challenge', 'role-auth']
    const files = folders.map((folder) => {
      const secrets = openSecrets(folder)
      for (const name of names) secrets.get(name)
      assert.equal(secrets.get('secondFactor'), openSecrets(folder).get('secondFactor'))
      return Object.values(JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as Record<string, string>)
    })
    const all = files.flat()
    assert.equal(new Set(all).size, all.length)
    assert.ok(all.every((secret) => Buffer.from(secret, 'base64url').length === 32))
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true })
  }
  const [first, second] = [await link(), await link()]
  assert.notEqual(first, second)
  const { withDatabase } = await import('#test/harness/database.ts')
  const fresh = await withDatabase()
  const [counts] = await fresh.asRoot(
    async (client) =>
      (
        await client.query(
          'select (select count(*) from logins) as logins, (select count(*) from starting_codes) as codes, (select count(*) from sessions) as sessions',
        )
      ).rows,
  )
  assert.deepEqual(counts, { logins: '0', codes: '0', sessions: '0' })
})
