/**
 * Does the time of a refused sign-in tell whether the login exists? 2 × 500 interleaved attempts, Welch's t; |t| < 3 passes.
 * Control: attempts that are stopped before the hash must be seen. Run: node --import ./tools/register.mjs proof/login-timing.ts [rounds]
 */
import { loginWorld } from '#test/harness/login.ts'
import { type Comparison, compareSignIns } from '#test/harness/login-timing.ts'

const rounds = Math.min(Number(process.argv[2] ?? 500), 5_000)
const world = await loginWorld()
const known = await world.person({ password: 'zielona lampa pod schodami' })
const unknown = () => String(Math.trunc(10_000_000 + Math.random() * 89_999_999))

function print(what: string, { t, meanMs, seesFromMs }: Comparison): void {
  const means = meanMs.map((ms) => ms.toFixed(3)).join(' / ')
  console.log(
    `${what}: t = ${t.toFixed(2)}, means ${means} ms, differences from ${(seesFromMs * 1000).toFixed(0)} µs would show`,
  )
}

const real = await compareSignIns(world, rounds, [unknown, () => known.name])
print(`unknown login / wrong password, 2 × ${rounds}`, real)
for (let i = 0; i < 6; i++) await world.newBrowser().signIn(known.name, 'to nie jest to hasło')
const control = await compareSignIns(world, Math.min(rounds, 50), [unknown, () => known.name], 5)
print('control, stopped before the hash', control)
if (Math.abs(real.t) >= 3 || Math.abs(control.t) < 3) process.exitCode = 1
