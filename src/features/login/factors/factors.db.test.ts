import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { beforeEach, describe, test } from 'node:test'
import { appCode, shownKey, shownSpareCodes } from '#test/harness/factor.ts'
import { loginWorld, type TestBrowser } from '#test/harness/login.ts'
import { LoginRefused } from '../issue.ts'
import { hashSecretText } from '../passwords/argon.ts'
import { openSession } from '../sessions.ts'
import { factorText as text } from './factors.text.ts'
import { removeSecondFactors } from './remove.ts'
import { SealBroken, seal, unseal, useFactorKey } from './seal.ts'

const { db, newBrowser, person } = await loginWorld()
const password = 'zielona lampa pod schodami'
const start = Date.parse('2026-11-26T08:00:10+01:00')
const halfMinute = 30_000

async function rows<T>(query: string, params: unknown[] = []): Promise<T[]> {
  return db.asRoot(async (client) => (await client.query(query, params)).rows as T[])
}

beforeEach(async () => {
  await db.setClock(start)
  await rows('delete from throttle_buckets')
})

interface Enrolled {
  readonly id: string
  readonly name: string
  readonly key: string
  readonly codes: string[]
  readonly browser: TestBrowser
}

const passwordHash = await hashSecretText(password)

/** A login that has the test's password. */
async function withPassword(kind: 'staff' | 'resident'): Promise<{ id: string; name: string }> {
  const name = `osoba-${randomBytes(5).toString('hex')}`
  const [made] = await rows<{ id: string; name: string }>(
    `insert into logins (name, kind, staff_role, party_id, display_name, password_hash, password_set_at)
     values ($1, $2, case $2 when 'staff' then 'clerk' end, case $2 when 'resident' then 'K00012' end, 'Osoba Testowa', $3, clock_now())
     returning id, name`,
    [name, kind, passwordHash],
  )
  return made!
}

/** A login with an app, signed in at `start`; the code of that half minute is used up. */
async function enrolled(kind: 'staff' | 'resident' = 'staff'): Promise<Enrolled> {
  await db.setClock(start)
  const one = await withPassword(kind)
  const browser = newBrowser()
  await browser.signIn(one.name, password)
  const { key, codes } = await browser.enrol(start)
  assert.equal(codes.length, 10)
  return { ...one, browser, key, codes }
}

/** A browser that owes the factor, as after the right password. */
async function halfIn({ id }: { id: string }): Promise<TestBrowser> {
  const browser = newBrowser()
  const [login] = await rows<{ kind: 'staff' | 'resident' }>('select kind from logins where id = $1', [id])
  const session = { loginId: id, kind: login!.kind, purpose: 'secondFactor', browser: '' } as const
  browser.cookies.set('ebok-session', (await db.database.asAuth((tx) => openSession(tx, session), { write: true }))!)
  return browser
}

/** As many windows, all past the password. */
async function manyHalfIn({ id }: { id: string }, count: number): Promise<TestBrowser[]> {
  const session = { loginId: id, kind: 'staff', purpose: 'secondFactor', browser: '' } as const
  const tokens = await db.database.asAuth(
    (tx) => Promise.all(Array.from({ length: count }, () => openSession(tx, session))),
    { write: true },
  )
  return tokens.map((token) => {
    const browser = newBrowser()
    browser.cookies.set('ebok-session', token!)
    return browser
  })
}

const give = (browser: TestBrowser, kod: string) => browser.send('/drugi-skladnik', { kod })
const giveSpare = (browser: TestBrowser, zapasowy: string) => browser.send('/drugi-skladnik', { zapasowy })

describe('staff', () => {
  test('a password alone reaches nothing but the factor pages, whatever is asked', async () => {
    const one = await withPassword('staff')
    const browser = newBrowser()
    await browser.signIn(one.name, password)
    for (const path of ['/', '/rachunki', '/haslo', '/haslo/ustaw', '/drugi-skladnik/ustawienia']) {
      const answer = await browser.get(path)
      assert.equal(answer.statusCode, 303, path)
      assert.match(String(answer.headers.location), /^\/zaloguj/, path)
    }
    assert.equal((await browser.get('/zaloguj')).headers.location, '/drugi-skladnik')
    assert.equal((await browser.get('/drugi-skladnik')).headers.location, '/drugi-skladnik/aplikacja')
    for (const path of ['/drugi-skladnik/kody', '/drugi-skladnik/usun', '/drugi-skladnik/nowy-klucz'])
      assert.equal((await browser.send(path, { co: 'aplikacja', nazwa: 'x' })).statusCode, 401, path)
    const { codes } = await browser.enrol(start)
    assert.equal(codes.length, 10)
    assert.equal(new Set(codes).size, 10)
    assert.equal((await browser.get('/')).headers.location, '/biuro')
  })

  test('the database knows no staff session without a factor, even one the program opened by mistake', async () => {
    const one = await withPassword('staff')
    const open = (factor: 'totp' | undefined) =>
      db.database.asAuth(
        (tx) =>
          openSession(tx, { loginId: one.id, kind: 'staff', purpose: 'full', browser: '', ...(factor && { factor }) }),
        { write: true },
      )
    for (const [factor, seen] of [
      [undefined, 0],
      ['totp', 1],
    ] as const) {
      const browser = newBrowser()
      browser.cookies.set('ebok-session', (await open(factor))!)
      const home = await browser.get('/')
      assert.equal(home.headers.location === '/biuro' ? 1 : 0, seen, String(factor))
    }
  })

  test('with a starting code comes a password, and then the factor', async () => {
    const one = await person({ kind: 'staff' })
    const browser = newBrowser()
    await browser.signIn(one.name, one.code)
    const set = await browser.send('/haslo/ustaw', { haslo: password, powtorz: password })
    assert.equal(set.headers.location, '/drugi-skladnik')
    await browser.enrol(start)
    assert.equal((await browser.get('/')).headers.location, '/biuro')
  })

  test('whoever has a factor cannot enrol another in its place during a sign-in', async () => {
    const one = await enrolled()
    const thief = await halfIn(one)
    assert.equal((await thief.get('/drugi-skladnik/aplikacja')).headers.location, '/drugi-skladnik')
    assert.notEqual((await thief.send('/drugi-skladnik/aplikacja', { kod: appCode(one.key, start) })).statusCode, 200)
  })

  test('two who began before there was a factor: the first to finish is the owner, by app or by key', async () => {
    for (const how of ['app', 'key'] as const) {
      const one = await withPassword('staff')
      const [first, second] = [newBrowser(), newBrowser()]
      await first.signIn(one.name, password)
      await second.signIn(one.name, password)
      const key = shownKey((await second.get('/drugi-skladnik/aplikacja')).body)
      const token = await second.token()
      if (how === 'app') await first.enrol(start)
      else
        await rows(
          `insert into passkeys (login_id, credential_id, public_key, sign_count, name) values ($1, $2, '\\x00', 0, 'klucz')`,
          [one.id, randomBytes(16)],
        )
      const late = await second.post('/drugi-skladnik/aplikacja', `_csrf=${token}&kod=${appCode(key, start)}`)
      assert.equal(late.headers.location, '/drugi-skladnik', how)
      assert.match(String((await second.get('/')).headers.location), /^\/zaloguj/)
    }
  })

  test('the last factor stays, and the password can be changed without losing the session', async () => {
    const one = await enrolled()
    const refused = await one.browser.send('/drugi-skladnik/usun', { co: 'aplikacja' })
    assert.equal(refused.statusCode, 422)
    assert.ok(refused.body.includes(text.lastOne))
    const next = 'trzy czerwone krzesła w ogrodzie'
    const changed = await one.browser.send('/haslo', { obecne: password, haslo: next, powtorz: next })
    assert.equal(changed.headers.location, '/haslo?gotowe=1')
    assert.equal((await one.browser.get('/')).headers.location, '/biuro')
  })
})

describe('a code of the app', () => {
  test('opens the portal once; the same half minute again is refused, the next is not', async () => {
    const one = await enrolled()
    const browser = await halfIn(one)
    assert.equal((await give(browser, appCode(one.key, start))).statusCode, 422, 'used at enrolment')
    const next = appCode(one.key, start + halfMinute)
    assert.equal((await give(browser, `${next.slice(0, 3)} ${next.slice(3)}`)).headers.location, '/biuro')
    const replayed = await halfIn(one)
    assert.equal((await give(replayed, next)).statusCode, 422)
    await db.setClock(start + 2 * halfMinute)
    assert.equal((await give(replayed, appCode(one.key, start + 2 * halfMinute))).headers.location, '/biuro')
  })

  test('of half a minute before or after is taken, of a minute is not', async () => {
    for (const [steps, taken] of [
      [-2, false],
      [-1, true],
      [0, true],
      [1, true],
      [2, false],
    ] as const) {
      const one = await enrolled()
      const now = start + 10 * halfMinute
      await db.setClock(now)
      const browser = await halfIn(one)
      const answer = await give(browser, appCode(one.key, now + steps * halfMinute))
      assert.equal(answer.statusCode, taken ? 303 : 422, `${steps}`)
    }
  })

  test('is taken once by fifty who send it at the same time', async () => {
    const one = await enrolled()
    const browsers = await manyHalfIn(one, 50)
    const code = appCode(one.key, start + halfMinute)
    const tokens = await Promise.all(browsers.map((browser) => browser.token()))
    const answers = await Promise.all(
      browsers.map((browser, i) => browser.post('/drugi-skladnik', `_csrf=${tokens[i]}&kod=${code}`)),
    )
    assert.equal(answers.filter(({ statusCode }) => statusCode === 303).length, 1)
    assert.ok(answers.every(({ statusCode }) => [303, 422, 429].includes(statusCode)))
  })

  test('guessing is slowed for the login, and says nothing about what was wrong', async () => {
    const one = await enrolled()
    const browser = await halfIn(one)
    const bodies = new Set<string>()
    const bare = (body: string) => body.replaceAll(/name="_csrf" value="[^"]+"/g, '')
    for (const kod of ['000000', appCode(one.key, start), 'nie kod', '1', '999999 ']) {
      const answer = await give(browser, kod)
      assert.equal(answer.statusCode, 422)
      bodies.add(bare(answer.body))
    }
    assert.equal(bodies.size, 1, 'used, foreign and impossible codes are answered alike')
    // Elsewhere, where the password was given as well, the same bucket counts.
    const elsewhere = await halfIn(one)
    const blocked = await give(elsewhere, appCode(one.key, start + halfMinute))
    assert.equal(blocked.statusCode, 429)
    assert.equal(blocked.headers['retry-after'], '60')
    // The owner's own browser has tries of its own.
    await one.browser.send('/wyjscie', {})
    await one.browser.signIn(one.name, password)
    assert.equal((await give(one.browser, appCode(one.key, start + halfMinute))).headers.location, '/biuro')
  })

  test('a browser that only knows the password does not become a known one', async () => {
    const one = await enrolled()
    assert.equal((await newBrowser().signIn(one.name, password)).headers.location, '/drugi-skladnik')
    const [{ known }] = (await rows<{ known: string }>(
      'select count(*) as known from known_browsers where login_id = $1',
      [one.id],
    )) as [{ known: string }]
    assert.equal(Number(known), 1, 'where the factor was given')
    const [{ outcomes }] = (await rows<{ outcomes: string }>(
      `select string_agg(outcome, ' ' order by id) as outcomes from sign_ins where login_id = $1`,
      [one.id],
    )) as [{ outcomes: string }]
    assert.equal(outcomes, 'success passwordOnly')
  })

  test('leads on to the page that was wanted', async () => {
    const one = await enrolled('resident')
    const browser = newBrowser()
    const asked = await browser.signIn(one.name, password, '/rachunki/kartoteka')
    assert.equal(asked.headers.location, '/drugi-skladnik?dalej=%2Frachunki%2Fkartoteka')
    const sent = await browser.send('/drugi-skladnik', {
      kod: appCode(one.key, start + halfMinute),
      dalej: '/rachunki/kartoteka',
    })
    assert.equal(sent.headers.location, '/rachunki/kartoteka')
  })
})

describe('a spare code', () => {
  test('stands in for the phone once, however it is typed', async () => {
    const one = await enrolled()
    const typed = one.codes[3]!.toLowerCase().replaceAll('-', ' ')
    assert.equal((await giveSpare(await halfIn(one), typed)).headers.location, '/biuro')
    assert.equal((await giveSpare(await halfIn(one), one.codes[3]!)).statusCode, 422)
    assert.equal((await giveSpare(await halfIn(one), one.codes[4]!)).headers.location, '/biuro')
  })

  test('is taken once by fifty who send it at the same time', async () => {
    const one = await enrolled()
    const browsers = await manyHalfIn(one, 50)
    const taken = await Promise.all(
      browsers.map(async (browser) => (await giveSpare(browser, one.codes[0]!)).statusCode),
    )
    assert.equal(taken.filter((status) => status === 303).length, 1)
  })

  test('of somebody else is none, and new ones end the old', async () => {
    const [one, other] = [await enrolled(), await enrolled()]
    assert.equal((await giveSpare(await halfIn(one), other.codes[0]!)).statusCode, 422)
    const renewed = shownSpareCodes((await one.browser.send('/drugi-skladnik/kody', {})).body)
    assert.equal(renewed.length, 10)
    assert.equal((await giveSpare(await halfIn(one), one.codes[0]!)).statusCode, 422)
    assert.equal((await giveSpare(await halfIn(one), renewed[0]!)).headers.location, '/biuro')
  })
})

describe('a resident', () => {
  test('may turn it on and off; then the password is not enough, and again it is', async () => {
    const one = await withPassword('resident')
    const browser = newBrowser()
    assert.equal((await browser.signIn(one.name, password)).headers.location, '/rachunki')
    assert.ok((await browser.get('/drugi-skladnik/ustawienia')).body.includes(text.off))
    const { key, codes } = await browser.enrol(start)
    assert.equal(codes.length, 10)
    assert.ok((await browser.get('/drugi-skladnik/ustawienia')).body.includes(text.on))
    const other = await halfIn(one)
    assert.match(String((await other.get('/rachunki')).headers.location), /^\/zaloguj/)
    assert.equal((await give(other, appCode(key, start + halfMinute))).headers.location, '/rachunki')
    assert.equal((await browser.send('/drugi-skladnik/usun', { co: 'aplikacja' })).statusCode, 303)
    assert.equal((await newBrowser().signIn(one.name, password)).headers.location, '/rachunki')
    const [{ left }] = (await rows<{ left: string }>(
      'select count(*) as left from recovery_codes where login_id = $1',
      [one.id],
    )) as [{ left: string }]
    assert.equal(Number(left), 0)
  })

  test('changes nothing without the password of the last five minutes, and sees no key', async () => {
    const one = await enrolled('resident')
    await db.setClock(start + 6 * 60_000)
    const { browser } = one
    for (const page of [
      await browser.get('/drugi-skladnik/aplikacja'),
      await browser.send('/drugi-skladnik/aplikacja', { kod: '123456' }),
      await browser.send('/drugi-skladnik/kody', {}),
      await browser.send('/drugi-skladnik/usun', { co: 'aplikacja' }),
    ]) {
      assert.ok(page.body.includes(text.proofTitle))
      assert.ok(!page.body.includes('typed-key') && !page.body.includes('spare-codes'))
    }
    assert.equal((await browser.send('/drugi-skladnik/potwierdz', { haslo: 'inne hasło zupełnie' })).statusCode, 422)
    const proved = await browser.send('/drugi-skladnik/potwierdz', { haslo: password, co: 'aplikacja' })
    assert.equal(proved.headers.location, '/drugi-skladnik/aplikacja')
    assert.ok((await browser.get('/drugi-skladnik/aplikacja')).body.includes('typed-key'))
  })

  test('a new app replaces the old one, and one form sent by fifty is one', async () => {
    const one = await enrolled('resident')
    const key = shownKey((await one.browser.get('/drugi-skladnik/aplikacja')).body)
    const again = shownKey((await one.browser.get('/drugi-skladnik/aplikacja')).body)
    assert.equal(again, key, 'loading the page again shows the same key')
    assert.notEqual(key, one.key)
    const token = await one.browser.token()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        one.browser.post('/drugi-skladnik/aplikacja', `_csrf=${token}&kod=${appCode(key, start)}`),
      ),
    )
    assert.equal(answers.filter(({ headers }) => headers.location?.toString().endsWith('aplikacja')).length, 1)
    assert.ok(answers.every(({ statusCode }) => statusCode === 303))
    assert.equal((await give(await halfIn(one), appCode(one.key, start + halfMinute))).statusCode, 422)
    assert.equal((await give(await halfIn(one), appCode(key, start + halfMinute))).headers.location, '/rachunki')
  })

  test('each change ends the sessions on other devices and leaves this one', async () => {
    const one = await enrolled('resident')
    const elsewhere = async (): Promise<TestBrowser> => {
      const browser = newBrowser()
      const session = { loginId: one.id, kind: 'resident', purpose: 'full', browser: '', factor: 'totp' } as const
      browser.cookies.set(
        'ebok-session',
        (await db.database.asAuth((tx) => openSession(tx, session), { write: true }))!,
      )
      assert.equal((await browser.get('/rachunki')).statusCode, 200)
      return browser
    }
    const newApp = async () => {
      const key = shownKey((await one.browser.get('/drugi-skladnik/aplikacja')).body)
      return one.browser.send('/drugi-skladnik/aplikacja', { kod: appCode(key, start) })
    }
    for (const change of [
      newApp,
      () => one.browser.send('/drugi-skladnik/kody', {}),
      () => one.browser.send('/drugi-skladnik/usun', { co: 'aplikacja' }),
    ]) {
      const other = await elsewhere()
      assert.ok((await change()).statusCode < 400)
      assert.match(String((await other.get('/rachunki')).headers.location), /^\/zaloguj/)
      assert.equal((await one.browser.get('/rachunki')).statusCode, 200)
    }
  })

  test('each change is in the audit trail, without any secret, and told by mail where there is an address', async () => {
    const one = await enrolled('resident')
    await rows(
      `insert into login_contacts (login_id, email, email_verified_at) values ($1, 'a@b.example', clock_now())`,
      [one.id],
    )
    await one.browser.send('/drugi-skladnik/kody', {})
    await one.browser.send('/drugi-skladnik/usun', { co: 'aplikacja' })
    const events = await rows<{ action: string; details: object }>(
      `select action, details from audit_events where subject_login_id = $1 and action like 'login.%ac%or%' or subject_login_id = $1 and action like 'login.recovery%' order by id`,
      [one.id],
    )
    assert.deepEqual(
      events.map(({ action, details }) => [action, JSON.stringify(details)]),
      [
        ['login.factorAdded', '{"factor":"totp"}'],
        ['login.recoveryCodesMade', '{}'],
        ['login.factorRemoved', '{"factor":"totp"}'],
      ],
    )
    const mails = await rows<{ change: string }>(
      `select f.change from outgoing_mails m join factor_changes f on f.id = m.letter_id where f.login_id = $1 and m.kind = 'factorChanged' order by f.at, m.id`,
      [one.id],
    )
    assert.deepEqual(mails.map(({ change }) => change).sort(), ['appRemoved', 'codesMade'])
  })
})

describe('the office takes a lost factor away', () => {
  test('sessions end; a resident signs in with the password, staff enrol anew', async () => {
    for (const kind of ['resident', 'staff'] as const) {
      const one = await enrolled(kind)
      await removeSecondFactors(db.database, one.id, 'zgubiony telefon', { kind: 'operator' })
      assert.match(String((await one.browser.get('/')).headers.location), /^\/zaloguj/)
      const browser = newBrowser()
      const answer = await browser.signIn(one.name, password)
      if (kind === 'resident') assert.equal(answer.headers.location, '/rachunki')
      else assert.equal((await browser.get('/drugi-skladnik')).headers.location, '/drugi-skladnik/aplikacja')
      await assert.rejects(
        removeSecondFactors(db.database, one.id, 'jeszcze raz', { kind: 'operator' }),
        (error) => error instanceof LoginRefused && error.reason === 'state',
      )
    }
  })
})

describe('what lies in the database', () => {
  test('gives no code: keys are sealed to their login, spare codes are hashed', async () => {
    const one = await enrolled()
    const dump = JSON.stringify(
      await rows(
        `select encode(sealed_secret, 'escape') as a, encode(sealed_secret, 'hex') as b from totp_factors
         union all select encode(code_hash, 'escape'), encode(code_hash, 'hex') from recovery_codes`,
      ),
    )
    for (const secret of [one.key, ...one.codes, ...one.codes.map((code) => code.replaceAll('-', ''))])
      assert.ok(!dump.includes(secret))
    const [{ sealed }] = (await rows<{ sealed: Buffer }>(
      'select sealed_secret as sealed from totp_factors where login_id = $1',
      [one.id],
    )) as [{ sealed: Buffer }]
    assert.equal(unseal(sealed, one.id).length, 20)
    assert.throws(() => unseal(sealed, '00000000-0000-0000-0000-000000000000'), SealBroken)
    const flipped = Buffer.from(sealed)
    flipped[20]! ^= 1
    assert.throws(() => unseal(flipped, one.id), SealBroken)
    const ours = db.secrets.get('secondFactor')
    useFactorKey(randomBytes(32).toString('base64url'))
    assert.throws(() => unseal(sealed, one.id), SealBroken)
    useFactorKey(ours)
    assert.notDeepEqual(seal(Buffer.from('a'), one.id), seal(Buffer.from('a'), one.id))
  })

  test('residents reach no factor, staff see whether and when but no key', async () => {
    const one = await enrolled()
    const resident = await db.signIn({ kind: 'resident', partyId: 'P1' })
    const clerk = await db.signIn({ kind: 'staff', staffRole: 'clerk' })
    const editor = await db.signIn({ kind: 'staff', staffRole: 'editor' })
    const { statement } = await import('#platform/db/database.ts')
    const ask = (text: string) => statement<[], { n: string }>(`test.${text}`, text)
    const count = ask('select count(login_id) as n from totp_factors')
    await assert.rejects(db.database.asResident(resident, (tx) => tx.query(count, [])))
    assert.ok(Number((await db.database.asStaff(clerk, (tx) => tx.one(count, []))).n) > 0)
    assert.equal(Number((await db.database.asStaff(editor, (tx) => tx.one(count, []))).n), 0)
    for (const secret of [
      'sealed_secret from totp_factors',
      'code_hash from recovery_codes',
      'public_key from passkeys',
    ])
      await assert.rejects(
        db.database.asStaff(clerk, (tx) => tx.query(ask(`select ${secret}`), [])),
        secret,
      )
    assert.ok(one.id)
  })
})
