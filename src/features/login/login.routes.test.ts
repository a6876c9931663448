import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Tx } from '#platform/db/database.ts'
import { loginWorld } from '#test/harness/login.ts'
import { sql } from './login.queries.ts'
import { loginText as text } from './login.text.ts'
import { sourceRule } from './throttle.model.ts'
import { bucketOf, failAttempt, holdAttempt } from './throttle.ts'

const { db, newBrowser, person } = await loginWorld()
const password = 'zielona lampa pod schodami'
const minute = 60_000

async function rows<T>(query: string, params: unknown[] = []): Promise<T[]> {
  return db.asRoot(async (client) => (await client.query(query, params)).rows as T[])
}

describe('starting code', () => {
  test('opens only the page that sets a password; then the portal is open under another secret', async () => {
    const one = await person()
    const browser = newBrowser()
    const entered = await browser.signIn(one.name, one.code.toLowerCase().replaceAll('-', ' '))
    assert.equal(entered.statusCode, 303)
    assert.equal(entered.headers.location, '/haslo/ustaw')
    const narrow = browser.session
    assert.match((await browser.get('/rachunki')).headers.location as string, /^\/zaloguj/)
    const set = await browser.send('/haslo/ustaw', { haslo: password, powtorz: password })
    assert.equal(set.headers.location, '/')
    assert.notEqual(browser.session, narrow)
    assert.match((await browser.get('/rachunki')).body, new RegExp(`${one.name}\\|`))
    const again = newBrowser()
    assert.equal((await again.signIn(one.name, password)).headers.location, '/rachunki')
  })

  test('that was used is over, and says so', async () => {
    const one = await person()
    assert.equal((await newBrowser().signIn(one.name, one.code)).statusCode, 303)
    const again = await newBrowser().signIn(one.name, one.code)
    assert.equal(again.statusCode, 422)
    assert.ok(again.body.includes(text.codeUsed))
  })

  test('is taken once by fifty who send it at the same time', async () => {
    const one = await person()
    const browsers = Array.from({ length: 50 }, () => newBrowser())
    const tokens = await Promise.all(browsers.map((browser) => browser.token()))
    const answers = await Promise.all(
      browsers.map((browser, i) =>
        browser.post(
          '/zaloguj',
          new URLSearchParams({ _csrf: tokens[i]!, login: one.name, haslo: one.code }).toString(),
        ),
      ),
    )
    assert.equal(answers.filter((answer) => answer.statusCode === 303).length, 1)
    const [sessions] = await rows<{ n: string }>('select count(*) as n from sessions where login_id = $1', [one.id])
    assert.equal(Number(sessions!.n), 1)
    assert.ok(answers.every((answer) => [303, 422, 429].includes(answer.statusCode)))
  })

  test('is taken once where fifty got past the limits and the hash together', async () => {
    const one = await person()
    const [stored] = await rows<{ code_hash: string }>('select code_hash from starting_codes where login_id = $1', [
      one.id,
    ])
    const taken = await Promise.all(
      Array.from({ length: 50 }, () =>
        db.database.asAuth((tx) => tx.maybe(sql.useCode, [one.id, stored!.code_hash]), { write: true }),
      ),
    )
    assert.equal(taken.filter((used) => used !== undefined).length, 1)
  })

  test('is not taken after 21 days, and says so', async () => {
    const start = Date.UTC(2026, 10, 23, 8)
    await db.setClock(start)
    try {
      const [late, inTime] = [await person(), await person()]
      await db.setClock(start + 21 * 24 * 60 * minute - minute)
      assert.equal((await newBrowser().signIn(inTime.name, inTime.code)).statusCode, 303)
      await db.setClock(start + 21 * 24 * 60 * minute + minute)
      const refused = await newBrowser().signIn(late.name, late.code)
      assert.equal(refused.statusCode, 422)
      assert.ok(refused.body.includes(text.codeExpired))
    } finally {
      await db.setClock(undefined)
    }
  })

  test('kills the one before, and the half-open session it made', async () => {
    const { issueStartingCode } = await import('./issue.ts')
    const one = await person()
    const browser = newBrowser()
    await browser.signIn(one.name, one.code)
    const second = await issueStartingCode(db.database, one.id, { kind: 'operator' })
    assert.match((await browser.get('/haslo/ustaw')).headers.location as string, /^\/zaloguj/)
    assert.equal((await newBrowser().signIn(one.name, one.code)).statusCode, 422)
    assert.equal((await newBrowser().signIn(one.name, second.code)).statusCode, 303)
  })
})

describe('an answer tells nothing', () => {
  const bare = (body: string) => body.replace(/name="_csrf" value="[^"]+"/g, '').replace(/value="\d{8}"/, '')

  test('unknown login, wrong password, wrong code and locked login give the same bytes and headers', async () => {
    const [known, locked, fresh] = [await person({ password }), await person({ password }), await person()]
    await rows(`update logins set locked_at = now(), lock_reason = 'x' where id = $1`, [locked.id])
    const answers = await Promise.all(
      ['90909090', known.name, locked.name, fresh.name].map((login) =>
        newBrowser().signIn(login, 'zupełnie inne hasło'),
      ),
    )
    const wrongCode = await newBrowser().signIn(fresh.name, 'A23-A23-A23-A23-A23-A23')
    const shape = ({ statusCode, headers, body, cookies }: (typeof answers)[number]) => ({
      statusCode,
      body: bare(body),
      headers: Object.keys(headers).sort(),
      length: body.length,
      cookies: cookies.map((cookie) => cookie.name),
    })
    for (const answer of [...answers, wrongCode]) assert.deepEqual(shape(answer), shape(answers[0]!))
    assert.ok(answers[0]!.body.includes(text.wrong))
  })

  test('an unknown login and one without a password cost the same hash as a wrong password', async () => {
    const [known, fresh] = [await person({ password }), await person()]
    // Work done, not time passed: what else the machine does meanwhile does not count.
    const workOf = async (login: string): Promise<number> => {
      const before = process.cpuUsage()
      for (let i = 0; i < 5; i++)
        assert.equal((await newBrowser().signIn(login, 'zupełnie inne hasło')).statusCode, 422)
      const { user, system } = process.cpuUsage(before)
      return user + system
    }
    await workOf(fresh.name)
    await rows('delete from throttle_buckets')
    const usual = await workOf(known.name)
    for (const login of ['80808080', fresh.name]) {
      await rows('delete from throttle_buckets')
      const work = await workOf(login)
      assert.ok(work > usual * 0.6, `${login}: ${work} µs, a wrong password ${usual} µs`)
    }
  })

  test('the right password of a locked login is told to call the office', async () => {
    const locked = await person({ password })
    await rows(`update logins set locked_at = now(), lock_reason = 'x' where id = $1`, [locked.id])
    const answer = await newBrowser().signIn(locked.name, password)
    assert.equal(answer.statusCode, 422)
    assert.ok(answer.body.includes(text.locked))
    const seen = await rows('select outcome from sign_ins where login_id = $1 order by id desc limit 1', [locked.id])
    assert.deepEqual(seen, [{ outcome: 'locked' }])
  })
})

describe('guessing', () => {
  test('five tries are free, then the wait grows and is told; the clock lets in again', async () => {
    const start = Date.UTC(2026, 10, 24, 8)
    await db.setClock(start)
    try {
      const one = await person({ password })
      let source = 0
      const attempt = (secret: string) => newBrowser(`203.0.113.${++source}`).signIn(one.name, secret)
      for (let i = 0; i < 5; i++) assert.equal((await attempt('to nie jest to hasło')).statusCode, 422)
      const stopped = await attempt(password)
      assert.equal(stopped.statusCode, 429)
      assert.equal(stopped.headers['retry-after'], '60')
      assert.ok(stopped.body.includes('Spróbuj ponownie za minutę.'))
      assert.ok(stopped.body.includes(`value="${one.name}"`), 'the login typed is kept')
      await db.setClock(start + minute)
      assert.equal((await attempt('to nie jest to hasło')).statusCode, 422)
      const longer = await attempt(password)
      assert.equal(longer.headers['retry-after'], '120')
      assert.ok(longer.body.includes('za 2 minuty.'))
      await db.setClock(start + 3 * minute)
      assert.equal((await attempt(password)).statusCode, 303)
      assert.equal((await attempt('to nie jest to hasło')).statusCode, 422, 'a right password starts the count anew')
    } finally {
      await db.setClock(undefined)
    }
  })

  test('an unknown login is slowed just the same', async () => {
    for (let i = 0; i < 5; i++) assert.equal((await newBrowser().signIn('10101010', 'x'.repeat(20))).statusCode, 422)
    const stopped = await newBrowser().signIn('10101010', 'x'.repeat(20))
    assert.equal(stopped.statusCode, 429)
    assert.equal(stopped.headers['retry-after'], '60')
  })

  test('a browser that signed in before is not kept out by strangers', async () => {
    const one = await person({ password })
    const own = newBrowser()
    assert.equal((await own.signIn(one.name, password)).statusCode, 303)
    await own.send('/wyjscie', {})
    for (let i = 0; i < 6; i++) await newBrowser().signIn(one.name, 'to nie jest to hasło')
    assert.equal((await newBrowser().signIn(one.name, password)).statusCode, 429)
    assert.equal((await own.signIn(one.name, password)).statusCode, 303)
  })

  test('strangers get fifty tries a day and a known browser ten, however well they wait', async () => {
    await db.setClock(Date.UTC(2026, 10, 25, 8))
    try {
      const one = await person({ password })
      const own = newBrowser()
      await own.signIn(one.name, password)
      await own.send('/wyjscie', {})
      const refusedOf = async (tries: number, attempt: () => Promise<{ statusCode: number }>) => {
        let refused = 0
        for (let i = 0; i < tries; i++) {
          await rows(`update throttle_buckets set failures = 0, blocked_until = '-infinity'`)
          if ((await attempt()).statusCode === 422) refused += 1
        }
        return refused
      }
      assert.equal(await refusedOf(55, () => newBrowser().signIn(one.name, 'to nie jest to hasło')), 50)
      assert.equal(await refusedOf(12, () => own.signIn(one.name, 'to nie jest to hasło')), 10)
      const over = await newBrowser().signIn(one.name, password)
      assert.ok(over.statusCode === 429 && over.body.includes('Spróbuj ponownie jutro'))
      await db.setClock(Date.UTC(2026, 10, 25, 23, 1))
      assert.equal((await newBrowser().signIn(one.name, password)).statusCode, 303, 'a new day in Warsaw')
    } finally {
      await db.setClock(undefined)
    }
  })

  test('one source is slowed over many logins, an IPv6 customer as one', async () => {
    for (let i = 0; i < 5; i++) {
      const answer = await newBrowser(`2001:db8:1:2::${i + 1}`).signIn(`2020202${i}`, 'to nie jest to hasło')
      assert.equal(answer.statusCode, 422)
    }
    assert.equal((await newBrowser('2001:db8:1:2:ffff::9').signIn('20202029', 'x'.repeat(16))).statusCode, 429)
    assert.equal((await newBrowser('2001:db8:1:3::1').signIn('20202029', 'x'.repeat(16))).statusCode, 422)
  })

  test('one source may sign many people in at once', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, () => person({ password })))
    const answers = await Promise.all(people.map((one) => newBrowser('203.0.113.250').signIn(one.name, password)))
    assert.deepEqual(
      answers.map((answer) => answer.statusCode),
      Array(12).fill(303),
    )
  })

  test('parallel guesses do not slip past the count', async () => {
    const one = await person({ password })
    const guess = () => newBrowser().signIn(one.name, 'to nie jest to hasło')
    assert.equal((await guess()).statusCode, 422)
    const answers = await Promise.all(Array.from({ length: 20 }, guess))
    assert.equal(answers.filter((answer) => answer.statusCode === 422).length, 4)
  })

  test('many attempts that share logins and sources never lock each other out', async () => {
    const auth = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.database.asAuth(work, { write: true })
    const rule = { ...sourceRule, freeTries: 1_000_000, dailyLimit: 1_000_000 }
    // Named so that the order they are given in is the reverse of the order they are locked in.
    const shared = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ bucket: bucketOf('login', name), rule, own: false }))
    shared.sort((x, y) => (x.bucket < y.bucket ? 1 : -1))
    const attempt = async () => {
      const held = await auth((tx) => holdAttempt(tx, shared))
      assert.ok(!('waitSeconds' in held))
      await auth((tx) => failAttempt(tx, held))
    }
    for (let round = 0; round < 40; round++) await Promise.all(Array.from({ length: 8 }, attempt))
    const [counted] = await rows<{ failures: number }>(
      `select failures from throttle_buckets where bucket_sha256 = decode($1, 'hex')`,
      [shared[0]!.bucket],
    )
    assert.equal(counted!.failures, 320)
  })

  test('whoever is refused leaves no bucket behind for each login they invent', async () => {
    const auth = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.database.asAuth(work, { write: true })
    const rule = { ...sourceRule, freeTries: 1 }
    const source = { bucket: bucketOf('source', '203.0.113.77'), rule, own: false }
    const attempt = (name: string) =>
      auth((tx) => holdAttempt(tx, [{ bucket: bucketOf('login', name), rule, own: true }, source]))
    const first = await attempt('zgadywany')
    assert.ok(!('waitSeconds' in first))
    await auth((tx) => failAttempt(tx, first))
    const count = async () => (await rows<{ n: number }>('select count(*)::int as n from throttle_buckets'))[0]!.n
    const before = await count()
    const invented = Array.from({ length: 20 }, (_, index) => `zmyslony-${index}`)
    const refused = await Promise.all([...invented, ...invented, 'zgadywany'].map(attempt))
    assert.ok(refused.every((held) => 'waitSeconds' in held))
    assert.equal(await count(), before)
  })

  test('stores no name and no address', async () => {
    const [{ columns } = { columns: '' }] = await rows<{ columns: string }>(
      `select string_agg(column_name, ',') as columns from information_schema.columns where table_name = 'throttle_buckets'
          and data_type in ('text', 'inet', 'json', 'jsonb', 'character varying')`,
    )
    assert.equal(columns, null)
  })
})

describe('sessions', () => {
  test('idle 30 minutes and 12 hours for a resident, 15 minutes and 8 hours for staff', async () => {
    for (const [kind, idle, hours] of [
      ['resident', 30, 12],
      ['staff', 15, 8],
    ] as const) {
      const one = await person({ password, kind })
      const browser = newBrowser()
      await browser.signIn(one.name, password)
      if (kind === 'staff') await browser.enrol()
      const [session] = await rows<{ idle_minutes: number; hours: string }>(
        `select idle_minutes, extract(epoch from expires_at - created_at) / 3600 as hours from sessions
          where login_id = $1 and ended_at is null order by created_at desc limit 1`,
        [one.id],
      )
      assert.deepEqual([session!.idle_minutes, Number(session!.hours)], [idle, hours])
    }
  })

  test('an idle session is over, and asks to sign in and come back', async () => {
    const start = Date.UTC(2026, 10, 26, 8)
    await db.setClock(start)
    try {
      const one = await person({ password })
      const browser = newBrowser()
      await browser.signIn(one.name, password)
      await db.setClock(start + 29 * minute)
      assert.equal((await browser.get('/rachunki')).statusCode, 200)
      await db.setClock(start + 61 * minute)
      assert.equal((await browser.get('/rachunki')).headers.location, '/zaloguj?dalej=%2Frachunki')
    } finally {
      await db.setClock(undefined)
    }
  })

  test('only the hash of the secret is stored; every sign-in has a new one and ends the one the browser held', async () => {
    const one = await person({ password })
    const browser = newBrowser()
    const token = await browser.token()
    await browser.signIn(one.name, password)
    const first = browser.session!
    assert.equal(Buffer.from(first, 'base64url').length, 32)
    const dump = await rows<{ all: string }>('select row_to_json(s)::text as all from sessions s')
    assert.ok(dump.every((row) => !row.all.includes(first)))
    const form = { _csrf: await browser.token(), login: one.name, haslo: password }
    await browser.post('/zaloguj', new URLSearchParams(form).toString())
    assert.notEqual(browser.session, first)
    const old = newBrowser()
    old.cookies.set('ebok-session', first)
    assert.equal((await old.get('/rachunki')).statusCode, 303)
    assert.ok(token.length > 0)
  })

  test('after WYJŚCIE the old cookie opens nothing and the browser is told to forget', async () => {
    const one = await person({ password })
    const browser = newBrowser()
    await browser.signIn(one.name, password)
    const stolen = browser.session!
    const out = await browser.send('/wyjscie', {})
    assert.equal(out.headers.location, '/zaloguj?wyjscie=1')
    assert.match(out.headers['clear-site-data'] as string, /"cache"/)
    assert.equal(browser.session, undefined)
    assert.ok((await browser.get('/zaloguj?wyjscie=1')).body.includes(text.signedOut))
    const replay = newBrowser()
    replay.cookies.set('ebok-session', stolen)
    assert.match((await replay.get('/rachunki')).headers.location as string, /^\/zaloguj/)
  })

  test('tells the sign-in before this one', async () => {
    const start = Date.UTC(2026, 10, 27, 8)
    await db.setClock(start)
    try {
      const one = await person({ password })
      await db.setClock(start + 60 * minute)
      const browser = newBrowser()
      await browser.signIn(one.name, password)
      assert.ok((await browser.get('/rachunki')).body.endsWith(`|${start}`))
    } finally {
      await db.setClock(undefined)
    }
  })

  test('every event is written down once, without personal data', async () => {
    const one = await person({ password })
    const browser = newBrowser()
    await browser.signIn(one.name, password)
    await browser.send('/wyjscie', {})
    const events = await rows<{ action: string; details: object; actor_kind: string }>(
      'select action, details, actor_kind from audit_events where subject_login_id = $1 order by id',
      [one.id],
    )
    assert.deepEqual(
      events.map((event) => [event.action, event.actor_kind]),
      [
        ['login.created', 'operator'],
        ['login.codeIssued', 'operator'],
        ['login.signedIn', 'resident'],
        ['login.passwordSet', 'resident'],
        ['login.signedIn', 'resident'],
        ['login.signedOut', 'resident'],
      ],
    )
    assert.ok(!JSON.stringify(events).includes('Brzęczyszczykiewicz') && !JSON.stringify(events).includes(one.name))
  })
})

describe('the form', () => {
  test('leads on to a local page and nowhere else', async () => {
    const one = await person({ password })
    const onward = async (dalej: string) => (await newBrowser().signIn(one.name, password, dalej)).headers.location
    assert.equal(await onward('/rachunki/kartoteka?od=2025-01-01'), '/rachunki/kartoteka?od=2025-01-01')
    for (const trap of [
      'https://zlo.test/',
      '//zlo.test',
      '/\\zlo.test',
      'javascript:alert(1)',
      '/\t/zlo.test',
      '',
      'x',
      '/wyjscie',
    ]) {
      assert.equal(await onward(trap), '/rachunki', trap)
    }
  })

  test('names every empty field and keeps what was typed', async () => {
    const answer = await newBrowser().send('/zaloguj', { login: ' 1234 <b>' })
    assert.equal(answer.statusCode, 422)
    assert.ok(answer.body.includes(text.secretMissing))
    assert.ok(answer.body.includes('value="1234 &lt;b&gt;"'))
    assert.ok((await newBrowser().send('/zaloguj', {})).body.includes(text.loginMissing))
  })

  test('bears bad input: never a 5xx, never a password in the answer', async () => {
    const browser = newBrowser()
    const token = await browser.token()
    const bodies = [
      { status: 413, body: `_csrf=${token}&login=${'a'.repeat(1_000_000)}&haslo=x` },
      { status: 422, body: `_csrf=${token}&login=${'a'.repeat(50_000)}&haslo=tajemnica-tajemnica` },
      { status: 422, body: `_csrf=${token}&login=12345678&haslo=${'%EF%B7%BA'.repeat(5_000)}` },
      { status: 422, body: `_csrf=${token}&login=%00%00%00&haslo=tajemnica%00tajemnica` },
      { status: 422, body: `_csrf=${token}&login=%ED%A0%80abc&haslo=%E2%80%AEtajemnica-tajemnica` },
      { status: 422, body: `_csrf=${token}&login=__proto__&haslo=tajemnica-tajemnica&__proto__=x` },
      { status: 400, body: `_csrf=${token}&login=a&login=b&haslo=tajemnica-tajemnica` },
      { status: 403, body: 'login=12345678&haslo=tajemnica-tajemnica' },
      { status: 403, body: `_csrf=${'A'.repeat(86)}&login=12345678&haslo=tajemnica-tajemnica` },
    ]
    for (const { status, body } of bodies) {
      await rows('delete from throttle_buckets')
      const answer = await browser.post('/zaloguj', body)
      assert.equal(answer.statusCode, status, body.slice(90, 140))
      assert.ok(!answer.body.includes('tajemnica'))
    }
    const foreign = await browser.post('/zaloguj', `_csrf=${token}&login=a&haslo=b`, { origin: 'http://zlo.test' })
    assert.equal(foreign.statusCode, 403)
  })

  test('goes home: resident to the bills, staff to the office, nobody to the form', async () => {
    const [resident, staff] = [await person({ password }), await person({ password, kind: 'staff' })]
    assert.equal((await newBrowser().get('/')).headers.location, '/zaloguj')
    for (const [one, home] of [
      [resident, '/rachunki'],
      [staff, '/biuro'],
    ] as const) {
      const browser = newBrowser()
      const signedIn = await browser.signIn(one.name, password)
      assert.equal(signedIn.headers.location, one === staff ? '/drugi-skladnik' : home)
      if (one === staff) await browser.enrol()
      assert.equal((await browser.get('/')).headers.location, home)
      assert.equal((await browser.get('/zaloguj')).headers.location, home)
    }
  })

  test('without a password one is told the truth: the office helps', async () => {
    await rows(`update cooperative set phone = '12 345 67 89', office_hours = 'pn–pt 8–15'`)
    const help = await newBrowser().get('/pomoc-z-haslem')
    assert.equal(help.statusCode, 200)
    assert.ok(help.body.includes('href="tel:123456789"') && help.body.includes('pn–pt <span class="hours">8–15</span>'))
  })
})
