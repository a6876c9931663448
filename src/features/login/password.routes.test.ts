import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { loginWorld } from '#test/harness/login.ts'
import { flawSentence, loginText as text } from './login.text.ts'
import { words } from './passwords/words.model.ts'

const { db, newBrowser, person } = await loginWorld()
const password = 'zielona lampa pod schodami'
const other = 'kajak przy starym moście'

async function rows<T>(query: string, params: unknown[] = []): Promise<T[]> {
  return db.asRoot(async (client) => (await client.query(query, params)).rows as T[])
}

async function atSetPassword() {
  const one = await person()
  const browser = newBrowser()
  await browser.signIn(one.name, one.code)
  return { one, browser }
}

describe('the first password', () => {
  test('may be the proposed phrase: four words of the list, sent by a button without script', async () => {
    const { one, browser } = await atSetPassword()
    const shown = (await browser.get('/haslo/ustaw')).body
    const phrase = /class="phrase">([^<]+)</.exec(shown)![1]!
    assert.ok(phrase.split(' ').length === 4 && phrase.split(' ').every((word) => words.includes(word)))
    assert.ok(shown.includes(`name="haslo" value="${phrase}"`))
    assert.notEqual(/class="phrase">([^<]+)</.exec((await browser.get('/haslo/ustaw')).body)![1], phrase)
    assert.equal((await browser.send('/haslo/ustaw', { haslo: phrase, powtorz: phrase })).statusCode, 303)
    assert.equal((await newBrowser().signIn(one.name, phrase)).statusCode, 303)
  })

  test('is refused with the reason at its field, and typed passwords never come back', async () => {
    const { one, browser } = await atSetPassword()
    const attempts: [string, string, string][] = [
      ['', '', flawSentence({ kind: 'empty' })],
      ['za krótkie', 'za krótkie', flawSentence({ kind: 'tooShort', length: 10 })],
      [`${one.name} ${one.name}`, `${one.name} ${one.name}`, flawSentence({ kind: 'personal' })],
      ['Wlazł kotek na płotek!', 'Wlazł kotek na płotek!', flawSentence({ kind: 'common' })],
      ['ż'.repeat(257), 'ż'.repeat(257), flawSentence({ kind: 'tooLong' })],
      ['dwa różne wpisy tutaj', 'dwa różne wpisy tuta', text.different],
    ]
    for (const [haslo, powtorz, reason] of attempts) {
      const answer = await browser.send('/haslo/ustaw', { haslo, powtorz })
      assert.equal(answer.statusCode, 422, haslo)
      assert.equal(answer.body.split(reason).length - 1, 2, `${reason}: at the field and in the summary`)
      if (haslo !== '') assert.ok(!answer.body.includes(haslo) || haslo.length < 12)
    }
    const [login] = await rows<{ password_hash: string | null }>('select password_hash from logins where id = $1', [
      one.id,
    ])
    assert.equal(login!.password_hash, null)
  })

  test('256 characters, spaces, emoji and decomposed letters all work, typed either way', async () => {
    const { one, browser } = await atSetPassword()
    const long = `żółć 🏠 ${'mały dom nad rzeką '.repeat(13)}`.slice(0, 250)
    assert.equal((await browser.send('/haslo/ustaw', { haslo: long, powtorz: long })).statusCode, 303)
    assert.equal(
      (await newBrowser().signIn(one.name, ` ${long.normalize('NFD').replace(' ', '\u00a0')} `)).statusCode,
      303,
    )
    assert.equal((await newBrowser().signIn(one.name, `${long}x`)).statusCode, 422)
  })

  test('set twice at the same time has one effect', async () => {
    const { one, browser } = await atSetPassword()
    const body = new URLSearchParams({ _csrf: await browser.token(), haslo: password, powtorz: password }).toString()
    const answers = await Promise.all(Array.from({ length: 10 }, () => browser.post('/haslo/ustaw', body)))
    assert.equal(answers.filter((answer) => answer.statusCode === 303).length, 1)
    const set = await rows(`select from audit_events where subject_login_id = $1 and action = 'login.passwordSet'`, [
      one.id,
    ])
    assert.equal(set.length, 1)
  })

  test('is stored as Argon2id with 19 MiB, two passes, one lane', async () => {
    const one = await person({ password })
    const [login] = await rows<{ password_hash: string }>('select password_hash from logins where id = $1', [one.id])
    assert.match(login!.password_hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  })

  test('the page is closed to others: nobody, and a full session', async () => {
    assert.equal((await newBrowser().get('/haslo/ustaw')).headers.location, '/zaloguj?dalej=%2Fhaslo%2Fustaw')
    const one = await person({ password })
    const browser = newBrowser()
    await browser.signIn(one.name, password)
    assert.equal((await browser.get('/haslo/ustaw')).statusCode, 303)
    assert.equal((await browser.get('/zaloguj?dalej=%2Fhaslo%2Fustaw')).headers.location, '/rachunki', 'no loop')
  })
})

describe('changing the password', () => {
  test('ends every other session, gives this one a new secret, and the old password is over', async () => {
    const one = await person({ password })
    const [here, there] = [newBrowser(), newBrowser()]
    await Promise.all([here.signIn(one.name, password), there.signIn(one.name, password)])
    const before = here.session!
    const changed = await here.send('/haslo', { obecne: password, haslo: other, powtorz: other })
    assert.equal(changed.headers.location, '/haslo?gotowe=1')
    assert.ok((await here.get('/haslo?gotowe=1')).body.includes(text.changed))
    assert.notEqual(here.session, before)
    assert.equal((await here.get('/rachunki')).statusCode, 200)
    assert.equal((await there.get('/rachunki')).statusCode, 303)
    const replay = newBrowser()
    replay.cookies.set('ebok-session', before)
    assert.equal((await replay.get('/rachunki')).statusCode, 303)
    assert.equal((await newBrowser().signIn(one.name, password)).statusCode, 422)
    assert.equal((await newBrowser().signIn(one.name, other)).statusCode, 303)
  })

  test('asks for the present one, slows guesses of it, and tells all mistakes at once', async () => {
    const one = await person({ password })
    const browser = newBrowser()
    await browser.signIn(one.name, password)
    const both = await browser.send('/haslo', { obecne: '', haslo: 'krótkie', powtorz: 'krótkie' })
    assert.ok(both.body.includes(text.presentMissing) && both.body.includes('Brakuje jeszcze 8 znaków'))
    const same = await browser.send('/haslo', { obecne: password, haslo: password, powtorz: password })
    assert.ok(same.body.includes(flawSentence({ kind: 'unchanged' })))
    for (let i = 0; i < 5; i++) {
      const wrong = await browser.send('/haslo', { obecne: 'to nie jest to hasło', haslo: other, powtorz: other })
      assert.ok(wrong.statusCode === 422 && wrong.body.includes(text.presentWrong))
    }
    const stopped = await browser.send('/haslo', { obecne: password, haslo: other, powtorz: other })
    assert.equal(stopped.statusCode, 429)
    assert.equal(stopped.headers['retry-after'], '60')
    assert.equal((await newBrowser().signIn(one.name, password)).statusCode, 303, 'signing in is not slowed by it')
  })

  test('needs a session', async () => {
    assert.equal((await newBrowser().get('/haslo')).headers.location, '/zaloguj?dalej=%2Fhaslo')
    const sent = await newBrowser().send('/haslo', { obecne: password, haslo: other, powtorz: other })
    assert.equal(sent.statusCode, 401)
  })
})

test('a hash of other parameters still opens, and is made anew', async () => {
  const one = await person({ password })
  const { argon2Sync, randomBytes } = await import('node:crypto')
  const nonce = randomBytes(16)
  const key = argon2Sync('argon2id', {
    message: password,
    nonce,
    parallelism: 1,
    tagLength: 32,
    memory: 8192,
    passes: 1,
  })
  const plain = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  await rows('update logins set password_hash = $2 where id = $1', [
    one.id,
    `$argon2id$v=19$m=8192,t=1,p=1$${plain(nonce)}$${plain(key)}`,
  ])
  assert.equal((await newBrowser().signIn(one.name, password)).statusCode, 303)
  const [login] = await rows<{ password_hash: string }>('select password_hash from logins where id = $1', [one.id])
  assert.match(login!.password_hash, /m=19456,t=2/)
  assert.equal((await newBrowser().signIn(one.name, password)).statusCode, 303)
})

test('more passwords than can be checked at once: a page asks to wait, nothing is counted, nothing breaks', async () => {
  const people = await Promise.all(Array.from({ length: 15 }, () => person({ password })))
  const browsers = Array.from({ length: 60 }, () => newBrowser())
  const tokens = await Promise.all(browsers.map((browser) => browser.token()))
  const answers = await Promise.all(
    browsers.map((browser, i) => {
      const fields = { _csrf: tokens[i]!, login: people[i % 15]!.name, haslo: password }
      return browser.post('/zaloguj', new URLSearchParams(fields).toString())
    }),
  )
  const busy = answers.filter((answer) => answer.statusCode === 429)
  assert.ok(
    busy.length > 0 && busy.every((answer) => answer.body.includes(text.busy) && answer.headers['retry-after'] === '5'),
  )
  assert.ok(answers.filter((answer) => answer.statusCode === 303).length >= 30)
  for (const one of people) assert.equal((await newBrowser().signIn(one.name, password)).statusCode, 303)
})

test('nightly clean-up takes what is over and leaves what is needed', async () => {
  const { cleanUpSignIns } = await import('./public.ts')
  const one = await person({ password })
  const browser = newBrowser()
  await browser.signIn(one.name, password)
  await rows(`insert into sessions (token_sha256, login_id, purpose, idle_minutes, expires_at, ended_at)
              values (sha256('old'), '${one.id}', 'full', 30, now() - interval '31 days', now() - interval '31 days')`)
  await rows(
    `insert into throttle_buckets (bucket_sha256, day, updated_at) values (sha256('old'), '2020-01-01', '2020-01-01')`,
  )
  await db.database.asAuth(cleanUpSignIns, { write: true })
  assert.deepEqual(await rows(`select from sessions where token_sha256 = sha256('old')`), [])
  assert.deepEqual(await rows(`select from throttle_buckets where bucket_sha256 = sha256('old')`), [])
  assert.equal((await browser.get('/rachunki')).statusCode, 200)
})
