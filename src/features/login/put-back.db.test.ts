import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { silentLog } from '#platform/log.ts'
import { appCode } from '#test/harness/factor.ts'
import { loginWorld, type TestBrowser } from '#test/harness/login.ts'
import { clockWatch } from './put-back.ts'
import { strangersRule } from './throttle.model.ts'
import { bucketOf, holdAttempt } from './throttle.ts'

const { db, newBrowser, person } = await loginWorld()
const password = 'zielona lampa pod schodami'
const start = Date.parse('2026-11-26T08:00:10+01:00')
const minute = 60_000
const day = 24 * 60 * minute

const rows = <T>(query: string): Promise<T[]> => db.asRoot(async (client) => (await client.query(query)).rows as T[])
const lines = () =>
  rows<{ details: unknown }>(`select details from audit_events where action = 'installation.clockPutBack' order by id`)
const watching = () => clockWatch({ database: db.database, log: silentLog })
const looks = (watch: ReturnType<typeof watching>) => watch.run(new AbortController().signal)
const signedIn = async (browser: TestBrowser) => (await browser.get('/rachunki')).statusCode === 200

beforeEach(async () => {
  await db.setClock(start)
  await rows('delete from throttle_buckets')
  await rows('delete from sessions')
})

async function resident(): Promise<TestBrowser> {
  const { name } = await person({ password })
  const browser = newBrowser()
  await browser.signIn(name, password)
  assert.ok(await signedIn(browser))
  return browser
}

test('a clock put back ends all sessions, and none of yesterday lives again', async () => {
  const yesterday = await resident()
  const watch = watching()
  await looks(watch)
  await db.setClock(start + day)
  await looks(watch)
  assert.ok(!(await signedIn(yesterday)), 'its time was over')
  // One by the starting code, one by the password.
  const today = await resident()
  await db.setClock(start + 5 * minute)
  await looks(watch)
  for (const browser of [yesterday, today]) assert.ok(!(await signedIn(browser)))
  assert.deepEqual((await lines()).at(-1)!.details, { sessions: 2, minutes: 24 * 60 - 5 })
  // Whoever signs in again stays.
  const again = await resident()
  await looks(watch)
  await db.setClock(start + 10 * minute)
  await looks(watch)
  assert.ok(await signedIn(again))
})

test('a clock ahead for the moment between two looks is told by who signed in meanwhile', async () => {
  const watch = watching()
  await looks(watch)
  await db.setClock(start + 60 * minute)
  const ahead = await resident()
  await db.setClock(start + minute)
  await looks(watch)
  assert.ok(!(await signedIn(ahead)))
})

test('a program started after the clock was put back sees it by the sessions; what keeps clocks right ends none', async () => {
  const browser = await resident()
  const watch = watching()
  await looks(watch)
  const before = (await lines()).length
  await db.setClock(start - 50_000)
  await looks(watch)
  assert.ok(await signedIn(browser))
  assert.equal((await lines()).length, before)
  await db.setClock(0)
  await looks(watching())
  assert.equal((await lines()).length, before + 1)
  await db.setClock(start)
  await looks(watch)
  assert.ok(!(await signedIn(browser)))
})

test('who has to wait a minute waits no day when the clock is put back, and the tries of the day stay counted', async () => {
  const bucket = bucketOf('login', 'osoba-z-przyszlosci')
  const attempt = async () => {
    const held = await db.database.asAuth((tx) => holdAttempt(tx, [{ bucket, rule: strangersRule, own: true }]), {
      write: true,
    })
    return 'waitSeconds' in held ? held.waitSeconds : 0
  }
  for (let tries = 0; tries < strangersRule.freeTries; tries += 1) assert.equal(await attempt(), 0)
  assert.equal(await attempt(), 60)
  await db.setClock(start - day)
  assert.equal(await attempt(), 60)
  await db.setClock(start - day + minute)
  assert.equal(await attempt(), 0)
  const [kept] = await rows<{ day_attempts: number; day: string }>(
    'select day_attempts, day::text from throttle_buckets',
  )
  assert.deepEqual(kept, { day_attempts: strangersRule.freeTries + 1, day: '2026-11-25' })
})

test('a code of the app is good once, also when the clock shows its half minute again', async () => {
  const { name, code } = await person({ kind: 'staff' })
  const browser = newBrowser()
  await browser.signIn(name, code)
  await browser.send('/haslo/ustaw', { haslo: password, powtorz: password })
  const { key } = await browser.enrol(start)
  await db.setClock(start + 60 * minute)
  const used = appCode(key, start + 60 * minute)
  const enter = async (typed: string) => {
    const other = newBrowser()
    await other.signIn(name, password)
    return (await other.send('/drugi-skladnik', { kod: typed })).statusCode
  }
  assert.equal(await enter(used), 303)
  await db.setClock(start)
  await db.setClock(start + 60 * minute)
  assert.notEqual(await enter(used), 303)
})
