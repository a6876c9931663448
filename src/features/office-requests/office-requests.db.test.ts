import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { drain, readMails, rows } from '#features/profile/profile.testkit.ts'
import { type Answer, type TestBrowser, withPortal } from '#test/harness/portal.ts'
import { startSmtp } from '#test/harness/smtp.ts'
import { requestLetters } from './letters.ts'

const portal = await withPortal()
const resident = await portal.browser({ kind: 'resident', partyId: cast.tenant.partyId, name: 'maria@poczta.example' })
const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk', name: 'anna.biuro' })
const colleague = await portal.browser({ kind: 'staff', staffRole: 'administrator', name: 'jan.biuro' })

const text = ({ body }: Answer) => body.replaceAll('\u00a0', ' ')
const one = async <T extends object>(sql: string, ...values: unknown[]): Promise<T> =>
  (await rows<T>(portal, sql, values))[0]!
const value = (body: string, name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(body)?.[1] ?? ''

/** A request of the tenant, through the form. */
async function newRequest(tresc: string): Promise<string> {
  const { body } = await resident.get('/moje-dane/prosba')
  const form = { _csrf: value(body.slice(body.indexOf('<main')), '_csrf'), _once: value(body, '_once') }
  await resident.post('/moje-dane/prosba', { ...form, rodzaj: 'other', tresc })
  return (await one<{ id: string }>('select id from change_requests where body = $1', tresc)).id
}
async function formOf(browser: TestBrowser, id: string): Promise<Record<string, string>> {
  const { body } = await browser.get(`/biuro/prosby/${id}`)
  const main = body.slice(body.indexOf('<main'))
  return { _csrf: value(main, '_csrf'), wersja: value(main, 'wersja') }
}
const tokenOf = async (browser: TestBrowser) => value((await browser.get('/biuro/prosby')).body, '_csrf')
const decide = (browser: TestBrowser, id: string, form: Record<string, string>) =>
  browser.post(`/biuro/prosby/${id}`, form)

describe('a request', () => {
  test('taken up, then done: the resident reads it, is told once by mail, and each step is audited', async () => {
    const id = await newRequest('Zmiana nazwiska po ślubie')
    assert.match(text(await clerk.get('/biuro/prosby')), new RegExp(`href="/biuro/prosby/${id}"`))
    assert.equal(
      (await decide(clerk, id, { ...(await formOf(clerk, id)), czynnosc: 'biore' })).location,
      `/biuro/prosby/${id}?zapisano=1`,
    )
    assert.match(text(await clerk.get(`/biuro/prosby/${id}`)), /w trakcie/)
    const form = { ...(await formOf(clerk, id)), czynnosc: 'zalatwione', odpowiedz: 'Nowe nazwisko jest w kartotece.' }
    const answers = await Promise.all(Array.from({ length: 20 }, () => decide(clerk, id, form)))
    assert.deepEqual([...new Set(answers.map(({ location }) => location))], [`/biuro/prosby/${id}?zapisano=1`])
    assert.match(text(await resident.get('/moje-dane')), /Nowe nazwisko jest w kartotece/)

    const smtp = await startSmtp()
    await drain(portal, smtp, 'https://ebok.sm.example', requestLetters)
    const mails = await readMails(smtp)
    assert.deepEqual(
      mails.map(({ to }) => to),
      ['maria@poczta.example'],
    )
    assert.match(mails[0]!.text, /https:\/\/ebok\.sm\.example\/moje-dane/)
    assert.doesNotMatch(mails[0]!.text, /nazwisko|ślub/)
    const audit = await rows<{ action: string; details: string }>(
      portal,
      `select action, details::text from audit_events where details ->> 'request' = $1 order by id`,
      [id],
    )
    assert.deepEqual(
      audit.map(({ action }) => action),
      ['requests.taken', 'requests.done'],
    )
    assert.doesNotMatch(audit.map(({ details }) => details).join(), /nazwisk/)
  })

  test('a refusal says why; what was typed stays; a closed one is not decided again', async () => {
    const id = await newRequest('Cztery osoby w lokalu')
    const form = await formOf(clerk, id)
    const silent = await decide(clerk, id, { ...form, czynnosc: 'odmowa' })
    assert.equal(silent.status, 422)
    assert.match(text(silent), /Napisz, dlaczego biuro odmawia/)
    const long = await decide(clerk, id, { ...form, czynnosc: 'odmowa', odpowiedz: `${'ż'.repeat(2_001)}` })
    assert.equal(long.status, 422)
    assert.match(text(long), /Skróć odpowiedź do 2000 znaków.*żżżż/s)
    const reason = 'Potrzebny jest podpis właściciela <b>'
    assert.equal((await decide(clerk, id, { ...form, czynnosc: 'odmowa', odpowiedz: reason })).status, 303)
    assert.match(
      text(await resident.get('/moje-dane')),
      /Potrzebny jest podpis właściciela &lt;b>|właściciela &lt;b&gt;/,
    )
    const theirs = { ...form, _csrf: await tokenOf(colleague) }
    const late = await decide(colleague, id, { ...theirs, czynnosc: 'zalatwione', odpowiedz: 'A jednak tak' })
    assert.equal(late.status, 409)
    assert.match(text(late), /Ktoś inny już zamknął tę prośbę.*A jednak tak/s)
    assert.equal((await one<{ state: string }>('select state from change_requests where id = $1', id)).state, 'refused')
  })

  test('two clerks: the second sees that something changed, and keeps the typed answer', async () => {
    const id = await newRequest('Adres korespondencyjny')
    const seen = await formOf(colleague, id)
    await decide(clerk, id, { ...(await formOf(clerk, id)), czynnosc: 'biore' })
    const second = await decide(colleague, id, { ...seen, czynnosc: 'zalatwione', odpowiedz: 'Zapisane.' })
    assert.equal(second.status, 409)
    assert.match(text(second), /Ktoś inny właśnie zmienił tę prośbę.*Zapisane\./s)
    const again = { ...(await formOf(colleague, id)), czynnosc: 'zalatwione', odpowiedz: 'Zapisane.' }
    assert.equal((await decide(colleague, id, again)).status, 303)
  })

  test('bad input breaks nothing', async () => {
    const id = await newRequest('Złe dane')
    const form = await formOf(clerk, id)
    for (const wrong of [
      { czynnosc: 'usun' },
      { czynnosc: 'zalatwione', wersja: 'x' },
      { czynnosc: 'zalatwione', odpowiedz: 'a\0b', wersja: '-1' },
      { czynnosc: 'zalatwione', odpowiedz: 'x'.repeat(20_001) },
    ])
      assert.ok(
        [400, 409, 413, 422].includes((await decide(clerk, id, { ...form, ...wrong })).status),
        JSON.stringify(wrong).slice(0, 60),
      )
    for (const url of [
      '/biuro/prosby/zle',
      '/biuro/prosby/00000000-0000-0000-0000-000000000000',
      '/biuro/prosby?strona=9',
    ])
      assert.ok([400, 404, 422].includes((await clerk.get(url)).status), url)
    assert.equal(
      (await one<{ state: string }>('select state from change_requests where id = $1', id)).state,
      'accepted',
    )
  })
})

describe('a telephone', () => {
  const enter = async (telefon: string) => {
    const { body } = await resident.get('/moje-dane/telefon')
    await resident.post('/moje-dane/telefon', {
      _csrf: value(body.slice(body.indexOf('<main')), '_csrf'),
      _once: value(body, '_once'),
      telefon,
    })
    return (await one<{ id: string }>(`select login_id as id from login_contacts where new_phone is not null`)).id
  }
  const call = (id: string, telefon: string, czynnosc: string) =>
    clerk.send(`/biuro/prosby/telefony/${id}`, { telefon, czynnosc }, { from: '/biuro/prosby/telefony' })

  test('is confirmed only as it was entered; who looks at an older one is told', async () => {
    const id = await enter('600 111 222')
    assert.match(text(await clerk.get('/biuro/prosby/telefony')), /600 111 222/)
    const other = await call(id, '600 111 223', 'zgadza')
    assert.equal(other.status, 409)
    assert.match(text(other), /Ten numer właśnie się zmienił/)
    assert.equal((await call(id, '600 111 222', 'zgadza')).location, '/biuro/prosby/telefony?zrobiono=potwierdzono')
    assert.match(text(await resident.get('/moje-dane')), /600 111 222.*potwierdzony przez biuro/s)
    assert.match(text(await clerk.get('/biuro/prosby/telefony')), /Nie ma numerów do potwierdzenia/)
  })

  test('of somebody else: the resident is asked for another, and the confirmed one stays', async () => {
    const id = await enter('600 333 444')
    assert.equal((await call(id, '600 333 444', 'nie')).location, '/biuro/prosby/telefony?zrobiono=odrzucono')
    const page = text(await resident.get('/moje-dane'))
    assert.match(page, /600 111 222/)
    assert.match(page, /600 333 444/)
    const actions = await rows<{ action: string }>(
      portal,
      `select action from audit_events where action like 'requests.phone%' order by id`,
    )
    assert.deepEqual(
      actions.map(({ action }) => action),
      ['requests.phoneConfirmed', 'requests.phoneRefused'],
    )
  })
})

test('walls: accountants and editors get no page and no row, and change nothing; residents no office page', async () => {
  const id = await newRequest('Prośba za ścianą')
  for (const staffRole of ['accountant', 'editor'] as const) {
    const browser = await portal.browser({ kind: 'staff', staffRole })
    for (const url of ['/biuro/prosby', `/biuro/prosby/${id}`, '/biuro/prosby/telefony'])
      assert.equal((await browser.get(url)).status, 403, `${staffRole} ${url}`)
    const hash = await portal.signIn({ kind: 'staff', staffRole })
    const ask = (sql: string) =>
      portal.database.asStaff(hash, (tx) => tx.query({ name: `test.${sql.slice(0, 30)}`, text: sql }, []), {
        write: true,
      })
    assert.deepEqual(await ask('select 1 from change_requests'), [])
    assert.deepEqual(await ask(`update change_requests set state = 'done' returning 1`), [])
    assert.deepEqual(await ask('select 1 from login_contacts where new_phone is not null'), [])
  }
  for (const url of ['/biuro/prosby', `/biuro/prosby/${id}`, '/biuro/prosby/telefony'])
    assert.equal((await resident.get(url)).status, 403, url)
  assert.equal((await one<{ state: string }>('select state from change_requests where id = $1', id)).state, 'accepted')
})
