import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { hashSecretText } from '#features/login/passwords/argon.ts'
import { bookCharge, copyOf, smallBooks } from '#import/import.testdata.ts'
import { asOnlyImport } from '#import/session.ts'
import { formatDateTime } from '#kernel/dates.ts'
import { TestBrowser } from '#test/harness/portal.ts'
import { accountant, household, households, withDeliveries } from './deliveries.testkit.ts'

const portal = await withDeliveries()
const password = 'cztery polskie słowa razem'
const hash = await hashSecretText(password)

/** An accountant with a password, given within the last five minutes. */
async function keeper() {
  const session = await portal.openSession(accountant)
  const browser = new TestBrowser(portal.app)
  browser.cookies.set('ebok-session', session.secret)
  await portal.rows('update logins set password_hash = $2, password_set_at = clock_now() where id = $1', [
    session.loginId,
    hash,
  ])
  return { browser, loginId: session.loginId, hash: session.hash }
}
const one = await keeper()
const two = await keeper()
const plain = (body: string) => body.replaceAll('\u00a0', ' ')
const words = (body: string) => plain(body.replaceAll(/<[^>]+>/g, ' ')).replaceAll(/\s+/g, ' ')
const fieldsOf = (body: string) =>
  Object.fromEntries(
    [...body.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value!]),
  )

/** Opens the form and sends it with these words. */
async function send(who: TestBrowser, address: string, fields: Record<string, string> = {}) {
  const form = await who.get(address)
  return who.post(address, { ...fieldsOf(form.body), powod: 'Sprawdzono w księgach.', ...fields })
}
async function prove(who: { hash: string }): Promise<void> {
  await portal.rows(`update sessions set proved_at = clock_now() where token_sha256 = decode($1, 'hex')`, [who.hash])
}
const addressOf = (id: string | null, action: string) => `/biuro/import/${id}/${action}`
const stateOf = async (id: string | null) =>
  (await portal.rows<{ state: string }>('select state from deliveries where id = $1', [id]))[0]?.state
const shownNow = async () =>
  (await portal.rows<{ now: number }>('select publication_id as now from published_state'))[0]!.now
const audited = (action: string) =>
  portal.rows<{ login: string; kind: string; details: Record<string, unknown> }>(
    'select actor_login_id as login, actor_kind as kind, details from audit_events where action = $1 order by id',
    [action],
  )
let night = 2
/** A good delivery with one charge more than the ones before. */
async function published(): Promise<void> {
  night += 1
  const books = copyOf(smallBooks(households))
  bookCharge(books, 'A0001', `E-${night}`, night)
  assert.equal((await portal.deliver(books, night)).state, 'published')
}
/** A delivery that waits, over books in which nothing is missing. */
async function braked(): Promise<string> {
  const [whole] = await portal.rows<{ is: boolean }>('select count(*) = $1 as is from premises', [households])
  if (!whole!.is) await published()
  night += 1
  const outcome = await portal.deliverBraked(night)
  assert.equal(outcome.state, 'waiting')
  await prove(one)
  await prove(two)
  return outcome.deliveryId!
}

test('confirmed: asked with a reason, done by the worker, under the name of whoever decided', async () => {
  const id = await braked()
  const delivery = await one.browser.get(`/biuro/import/${id}`)
  assert.match(words(delivery.body), /Dostawa nie ma błędów, ale znika w niej podejrzanie dużo danych/)
  assert.match(words(delivery.body), /Lokale 60 57 −3 5 %, za dużo/)
  const form = await one.browser.get(addressOf(id, 'potwierdz'))
  assert.match(words(form.body), /Mieszkańcy zobaczą stan na/)
  const nothing = await send(one.browser, addressOf(id, 'potwierdz'), { powod: '  ' })
  assert.equal(nothing.status, 422)
  assert.match(nothing.body, /Napisz powód/)
  const answer = await send(one.browser, addressOf(id, 'potwierdz'), { powod: 'Trzy lokale sprzedano.' })
  assert.equal(answer.status, 303)
  assert.match(answer.location!, /^\/biuro\/zadania\//)
  assert.equal(await stateOf(id), 'waiting', 'nothing before the worker comes')
  await portal.work()
  assert.equal(await stateOf(id), 'published')
  const job = words((await one.browser.get(answer.location!)).body)
  assert.match(job, /gotowe/)
  assert.match(job, /Dostawa jest opublikowana\. Mieszkańcy widzą dane z tej dostawy/)
  const after = words((await two.browser.get(`/biuro/import/${id}`)).body)
  assert.match(after, /opublikować dostawę Osoba Testowa Trzy lokale sprzedano\. zrobione/)
  const [line, ...more] = await audited('import.confirmed')
  const office = [line, ...more].filter((found) => found?.kind === 'staff')
  assert.equal(office.length, 1)
  assert.equal(office[0]!.login, one.loginId)
  assert.equal(office[0]!.details.delivery, id)
  assert.doesNotMatch(JSON.stringify(office[0]!.details), /sprzedano/, 'words of a person stay out of the trail')
})

test('refused: what it wrote is dropped and residents see what they saw', async () => {
  const id = await braked()
  const before = await shownNow()
  const answer = await send(one.browser, addressOf(id, 'odrzuc'))
  await portal.work()
  assert.equal(await stateOf(id), 'refused')
  assert.equal(await shownNow(), before)
  assert.match(words((await one.browser.get(answer.location!)).body), /Dostawa jest odrzucona/)
  assert.match(words((await one.browser.get(`/biuro/import/${id}`)).body), /Czekała na decyzję i ktoś ją odrzucił/)
  const [left] = await portal.rows<{ rows: number }>(
    'select count(*)::int as rows from premises_versions where to_publication between $1 + 1 and 2147483646',
    [before],
  )
  assert.equal(left!.rows, 0)
})

test('back to the publication before: the page says what residents see again, and they do', async () => {
  const id = await braked()
  const [good] = await portal.rows<{ asOf: number; sequence: number }>(
    `select (extract(epoch from p.as_of) * 1000)::float8 as "asOf", p.sequence
       from published_state s join publications p on p.id = s.publication_id`,
  )
  await send(one.browser, addressOf(id, 'potwierdz'))
  await portal.work()
  const shown = await shownNow()
  const form = await one.browser.get('/biuro/import/cofnij')
  const text = words(form.body)
  assert.ok(text.includes(`Mieszkańcy znowu zobaczą stan na ${plain(formatDateTime(good!.asOf))}`), text)
  assert.match(text, new RegExp(`Dostawa samych zmian musi mieć teraz numer ${good!.sequence + 1}`))
  assert.match(text, /lokale 0 0 3/)
  const answer = await send(one.browser, '/biuro/import/cofnij', { powod: 'Zły eksport.' })
  await portal.work()
  assert.equal(await shownNow(), shown - 1)
  assert.match(words((await one.browser.get(answer.location!)).body), /Mieszkańcy znowu widzą poprzednią publikację/)
  assert.match(
    words((await one.browser.get(`/biuro/import/${id}`)).body),
    /cofnięta .*wrócić do poprzedniej publikacji/,
  )
  assert.match(words((await one.browser.get('/biuro')).body), /Dostawa z [^:]+: ?[^ ]*.*cofnięta/)
  const office = (await audited('import.rolledBack')).filter(({ kind }) => kind === 'staff')
  assert.deepEqual(
    office.map(({ details }) => [details.from, details.to]),
    [[shown, shown - 1]],
  )
  // The same form once more leads to the same job and goes back no second time.
  await portal.work()
  assert.equal(await shownNow(), shown - 1)
})

test('the same form sent fifty times at once is one decision, one job, one line of the audit trail', async () => {
  const id = await braked()
  const form = await one.browser.get(addressOf(id, 'potwierdz'))
  const fields = { ...fieldsOf(form.body), powod: 'Raz.' }
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => one.browser.post(addressOf(id, 'potwierdz'), fields)),
  )
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [303])
  assert.equal(new Set(answers.map(({ location }) => location)).size, 1)
  await portal.work()
  assert.equal((await audited('import.confirmed')).filter(({ details }) => details.delivery === id).length, 1)
  assert.equal((await one.browser.post(addressOf(id, 'potwierdz'), fields)).location, answers[0]!.location)
})

test('two accountants at once: one acts, the other is told by whom and what', async () => {
  const id = await braked()
  const forms = await Promise.all(
    [one, two].map(async ({ browser }) => fieldsOf((await browser.get(addressOf(id, 'potwierdz'))).body)),
  )
  const answers = await Promise.all([
    one.browser.post(addressOf(id, 'potwierdz'), { ...forms[0], powod: 'Tak.' }),
    two.browser.post(addressOf(id, 'odrzuc'), { ...forms[1], powod: 'To pomyłka eksportu.' }),
  ])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 409])
  const late = answers.find(({ status }) => status === 409)!
  assert.match(
    words(late.body),
    /Nic się nie zmieniło Jest już decyzja: (opublikować|odrzucić) dostawę \(Osoba Testowa/,
  )
  await portal.work()
  const loser = late === answers[0] ? one : two
  const again = await send(loser.browser, addressOf(id, 'odrzuc'))
  assert.equal(again.status, 409)
  assert.match(words(again.body), /Ktoś był szybszy/)
})

test('a password older than five minutes is asked again; nothing typed is lost', async () => {
  const id = await braked()
  await portal.rows(`update sessions set proved_at = clock_now() - interval '6 minutes'`)
  const form = await one.browser.get(addressOf(id, 'potwierdz'))
  assert.match(form.body, /name="haslo"/)
  for (const haslo of ['', 'nie to']) {
    const answer = await send(one.browser, addressOf(id, 'potwierdz'), { powod: 'Powód zostaje.', haslo })
    assert.equal(answer.status, 422)
    assert.match(answer.body, /Powód zostaje\./)
  }
  // Past the page: the database asks for the same proof.
  await assert.rejects(
    portal.database.asStaff(
      one.hash,
      (tx) =>
        tx.query(
          {
            name: 'test.unproved',
            text: `insert into import_decisions (id, action, delivery_id, publication_id, reason, requested_by, once_sha256)
                   values (gen_random_uuid(), 'confirm', $1, 1, 'x', current_login_id(), sha256('u'))`,
          },
          [id],
        ),
      { write: true },
    ),
    /row-level security/,
  )
  assert.equal((await send(one.browser, addressOf(id, 'potwierdz'), { haslo: password })).status, 303)
  await portal.work()
  assert.equal(await stateOf(id), 'published')
})

test('what was decided, replaced or taken back meanwhile is told, and nothing changes', async () => {
  const id = await braked()
  const form = fieldsOf((await one.browser.get(addressOf(id, 'potwierdz'))).body)
  const back = fieldsOf((await one.browser.get('/biuro/import/cofnij')).body)
  // Overnight a good delivery came.
  await published()
  await prove(one)
  const shown = await shownNow()
  const late = await one.browser.post(addressOf(id, 'potwierdz'), { ...form, powod: 'Za późno.' })
  assert.equal(late.status, 409)
  assert.match(words(late.body), /ta dostawa nie czeka już na decyzję/)
  assert.match(late.body, /Zobacz tę dostawę/)
  const lateBack = await one.browser.post('/biuro/import/cofnij', { ...back, powod: 'Za późno.' })
  assert.equal(lateBack.status, 409)
  assert.match(words(lateBack.body), /mieszkańcy widzą już inną publikację/)
  assert.match(lateBack.body, /Za późno\./, 'the words come back')
  await portal.work()
  assert.equal(await shownNow(), shown)
  assert.match(words((await one.browser.get(`/biuro/import/${id}`)).body), /wcześniej przyszła nowsza i ją zastąpiła/)
  assert.match(words((await one.browser.get(addressOf(id, 'potwierdz'))).body), /nie czeka już na decyzję/)
})

test('asked, then overtaken before the worker came: the job says so and the decision is closed', async () => {
  const id = await braked()
  const answer = await send(one.browser, addressOf(id, 'potwierdz'))
  assert.equal(answer.status, 303)
  await published()
  const shown = await shownNow()
  await portal.work()
  assert.equal(await shownNow(), shown)
  assert.match(
    words((await one.browser.get(answer.location!)).body),
    /Nic się nie zmieniło: ta dostawa nie czekała już/,
  )
  assert.deepEqual(await portal.rows('select from import_decisions where outcome is null'), [])
})

test('while an import runs nothing is decided under it, and the accountant is told', async () => {
  const id = await braked()
  const answer = await send(one.browser, addressOf(id, 'odrzuc'))
  await asOnlyImport(portal.database, 'import długi.zip', 0, () => portal.work())
  assert.match(words((await one.browser.get(answer.location!)).body), /przez cały ten czas trwał import innej dostawy/)
  assert.equal(await stateOf(id), 'waiting')
  assert.equal((await send(one.browser, addressOf(id, 'odrzuc'))).status, 303, 'and may decide again')
  await portal.work()
  assert.equal(await stateOf(id), 'refused')
})

test('whoever may not decide is told no: a clerk stays signed in, foreign ids are not found', async () => {
  const id = await braked()
  const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk' })
  for (const address of [addressOf(id, 'potwierdz'), addressOf(id, 'odrzuc'), '/biuro/import/cofnij']) {
    assert.equal((await clerk.send(address, { powod: 'x' }, { from: '/biuro' })).status, 403, address)
    assert.equal((await clerk.get('/biuro')).status, 200, 'still signed in')
  }
  for (const foreign of ['00000000-0000-4000-8000-000000000000', 'nie-ma', "'; drop"]) {
    const address = addressOf(encodeURIComponent(foreign), 'potwierdz')
    assert.equal((await one.browser.send(address, { powod: 'x' }, { from: '/biuro' })).status, 404, foreign)
  }
  for (const powod of ['\u0000', '\u200b', 'x'.repeat(501), '\u202e'.repeat(600)]) {
    const answer = await send(one.browser, addressOf(id, 'potwierdz'), { powod })
    assert.equal(answer.status, 422)
  }
  assert.equal((await send(one.browser, '/biuro/import/cofnij', { publikacja: '1e99' })).status, 409)
  assert.equal(await stateOf(id), 'waiting')
})

test('residents and the office never disagree about the books, whatever happens between', async (t) => {
  const resident = await portal.browser(household)
  const stop = new AbortController()
  const asOfIn = (body: string) => /stan na(?:\s|&nbsp;|<[^>]+>)*<time datetime="([^"]+)"/i.exec(body)?.[1]
  const seen = { compared: 0, different: 0, moments: new Set<string>() }
  /** Two looks of the office around one of a resident: when both are the same, so must the resident's be. */
  const poll = async () => {
    while (!stop.signal.aborted) {
      const before = asOfIn((await two.browser.get('/biuro/import')).body)
      const theirs = asOfIn((await resident.get('/rachunki')).body)
      const after = asOfIn((await two.browser.get('/biuro/import')).body)
      assert.ok(before && theirs && after, `both pages say of when they are: ${before} ${theirs} ${after}`)
      if (before !== after) continue
      seen.compared += 1
      seen.moments.add(theirs)
      if (theirs !== before) seen.different += 1
      await sleep(5)
    }
  }
  const polling = poll()
  /** Until both have been looked at once more, so that no state goes by unseen on a slow machine. */
  const looked = async () => {
    const before = seen.compared
    while (seen.compared < before + 2) await Promise.race([sleep(5), polling])
  }
  for (let round = 0; round < 3; round += 1) {
    const id = await braked()
    await send(one.browser, addressOf(id, 'potwierdz'))
    await portal.work()
    await looked()
    await send(one.browser, '/biuro/import/cofnij')
    await portal.work()
    await looked()
  }
  stop.abort()
  await polling
  t.diagnostic(`${seen.compared} comparisons over ${seen.moments.size} states, ${seen.different} different`)
  assert.equal(seen.different, 0)
  assert.ok(
    seen.compared >= 20 && seen.moments.size >= 4,
    `${seen.compared} comparisons over ${seen.moments.size} states`,
  )
})
