import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loginWorld } from '#test/harness/login.ts'
import { compareSignIns } from '#test/harness/login-timing.ts'

const world = await loginWorld()
const unknown = () => String(Math.trunc(10_000_000 + Math.random() * 89_999_999))

// The full figure, 2 × 500, is proof/login-timing.ts; this many tell a missing hash (milliseconds) without false alarms.
test('an unknown login takes as long as a wrong password; a login that has none yet too', async () => {
  const known = await world.person({ password: 'zielona lampa pod schodami' })
  const fresh = await world.person()
  for (const login of [known.name, fresh.name]) {
    const { t, meanMs } = await compareSignIns(world, 40, [unknown, () => login])
    assert.ok(Math.abs(t) < 4.5, `t = ${t.toFixed(2)}, ${meanMs.map((ms) => ms.toFixed(2)).join(' and ')} ms`)
  }
})

test('the measure sees a missing hash', async () => {
  const one = await world.person()
  for (let i = 0; i < 6; i++) await world.newBrowser().signIn(one.name, 'to nie jest to hasło')
  const stopped = () => one.name
  const { t } = await compareSignIns(world, 20, [unknown, stopped], 5)
  assert.ok(Math.abs(t) > 3, `t = ${t.toFixed(2)}`)
})
