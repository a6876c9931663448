import type { LoginWorld } from './login.ts'

export interface Comparison {
  readonly t: number
  readonly meanMs: readonly [number, number]
  /** Differences smaller than this would have gone unseen. */
  readonly seesFromMs: number
}

/**
 * Times two kinds of failing sign-in, one after another in changing order, and compares them by Welch's t. Limits of tries
 * below `clearFailuresBelow` are cleared before each, outside the measured time.
 */
export async function compareSignIns(
  { db, newBrowser }: LoginWorld,
  rounds: number,
  attempts: readonly [login: () => string, login: () => string],
  clearFailuresBelow = 1_000_000,
): Promise<Comparison> {
  const browser = newBrowser()
  const token = await browser.token()
  const times: [number[], number[]] = [[], []]
  const warmUp = 10
  for (let round = -warmUp; round < rounds; round++) {
    for (const which of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      await db.asRoot((client) =>
        client.query('delete from throttle_buckets where failures < $1', [clearFailuresBelow]),
      )
      const body = new URLSearchParams({
        _csrf: token,
        login: attempts[which](),
        haslo: 'to nie jest to hasło',
      }).toString()
      const started = performance.now()
      await browser.post('/zaloguj', body)
      const took = performance.now() - started
      if (round >= 0) times[which].push(took)
    }
  }
  return welch(times[0], times[1])
}

function welch(first: readonly number[], second: readonly number[]): Comparison {
  const [a, b] = [first, second].map((times) => {
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length
    const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (times.length - 1)
    return { mean, share: variance / times.length }
  }) as [{ mean: number; share: number }, { mean: number; share: number }]
  const error = Math.sqrt(a.share + b.share)
  return { t: (a.mean - b.mean) / error, meanMs: [a.mean, b.mean], seesFromMs: 3 * error }
}
