/** Does the time of a refused sign-in tell whether the login exists? Interleaved attempts, Welch's t. */
import { loginWorld } from '#test/harness/login.ts'
import { compareSignIns } from '#test/harness/login-timing.ts'
import { context, type Proof } from './proof.ts'

const stopped = 'stopped before the hash'

export const loginTiming: Proof = {
  shows: 'an unknown login and a wrong password take the same time',
  tests: ['src/features/login/timing.test.ts'],
  controls: [{ name: stopped, what: 'attempts refused without computing a hash' }],
  run: async ({ short, control }) => {
    const rounds = short || control ? 50 : 500
    const world = await loginWorld()
    const known = await world.person({ password: 'zielona lampa pod schodami' })
    const unknown = () => String(Math.trunc(10_000_000 + Math.random() * 89_999_999))
    const isStopped = control === stopped
    if (isStopped) for (let i = 0; i < 6; i++) await world.newBrowser().signIn(known.name, 'to nie jest to hasło')
    const { t, meanMs, seesFromMs } = await compareSignIns(
      world,
      rounds,
      [unknown, () => known.name],
      ...(isStopped ? [5] : []),
    )
    return [
      { what: `Welch's t of 2 × ${rounds}`, found: t.toFixed(2), limit: 'between −3 and 3', holds: Math.abs(t) < 3 },
      context('means', meanMs.map((ms) => `${ms.toFixed(3)} ms`).join(' / ')),
      context('a difference would show from', `${(seesFromMs * 1000).toFixed(0)} µs`),
    ]
  },
}
