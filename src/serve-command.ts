import { setTimeout as sleep } from 'node:timers/promises'
import { consoleText, offerFirstRun } from '#features/login/public.ts'
import { DatabaseUnavailable } from '#platform/db/errors.ts'
import type { Io } from './io.ts'
import { startMetrics, startPortal, workerParts } from './portal.ts'
import { untilSignal, withStore } from './run.ts'
import { runWorker } from './worker.ts'

/** `ebok serve`: the pages and the worker, until the program is asked to end. */
export function serveCommand(io: Io): Promise<number> {
  return withStore({ server: 'own' }, async ({ config, store, log }) => {
    const ended = untilSignal()
    const portal = await startPortal(config, process.env, store, log)
    // Whatever goes wrong from here on, pages that answer without a database behind them must not stay.
    try {
      const firstRun = await Promise.race([whenAnswered(() => offerFirstRun(store.database)), ended])
      // To the console alone: the log may be kept and read by others.
      if (firstRun) io.out(consoleText(`${portal.url}${firstRun.path}`))
      await ended
    } finally {
      await portal.stop()
    }
    return 0
  })
}

const pauseMs = 500

/** Asks again as long as the database does not answer: it may be starting anew at this very moment. */
export async function whenAnswered<Result>(ask: () => Promise<Result>, pause = pauseMs): Promise<Result> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error
      await sleep(pause, undefined, { ref: false })
    }
  }
}

/** `ebok worker`: deliveries and nightly work alone, for an installation that runs its pages elsewhere. */
export function workerCommand(): Promise<number> {
  return withStore({ server: 'share' }, async ({ config, store, log }) => {
    const stop = new AbortController()
    void untilSignal().then(() => stop.abort())
    const metrics = await startMetrics(config, process.env, store, log)
    await runWorker(workerParts(config, process.env, store, log), stop.signal)
    await metrics.stop()
    return 0
  })
}
