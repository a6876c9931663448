/** The rate stepped up, each step long enough for a p99. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Crowd } from './crowd.ts'
import { holds, type Step, summary } from './figures.ts'

export interface Climbed extends Step {
  readonly requests: number
  readonly p50: number
  readonly what: string
}

export interface Climb {
  /** Clicks a second: one may be several requests. */
  readonly from: number
  readonly factor: number
  readonly most: number
  readonly seconds: number
  readonly limitMs: number
  readonly say: (step: Climbed) => void
}

const settleMs = 3_000

/** Up to the first step that does not hold. The crowd has been gathered. */
export async function climb(crowd: Crowd, { from, factor, most, seconds, limitMs, say }: Climb): Promise<Climbed[]> {
  const steps: Climbed[] = []
  for (let offered = from; offered <= most; offered = Math.ceil(offered * factor)) {
    crowd.keepRate(offered)
    await sleep(settleMs)
    await crowd.tell()
    const began = performance.now()
    await sleep(seconds * 1000)
    const told = await crowd.tell()
    const took = (performance.now() - began) / 1000
    const { count, p50, p99 } = summary(told.answered.map(([, , ms]) => ms))
    const step = {
      offered,
      answered: told.clicks / took,
      requests: count / took,
      p50,
      p99,
      errors: told.wrong.reduce((sum, [, times]) => sum + times, 0) + told.foreign.length,
      what: told.wrong.map(([what, times]) => `${times} × ${what}`).join(', '),
    }
    steps.push(step)
    say(step)
    if (!holds(step, limitMs)) break
  }
  crowd.keepRate(0)
  return steps
}
