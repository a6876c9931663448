import { consoleText, offerFirstRun } from '#features/login/public.ts'
import type { Io } from './io.ts'
import { startMetrics, startPortal, workerParts } from './portal.ts'
import { untilSignal, withStore } from './run.ts'
import { runWorker } from './worker.ts'

/** `ebok serve`: the pages and the worker, until the program is asked to end. */
export function serveCommand(io: Io): Promise<number> {
  return withStore({ server: 'own' }, async ({ config, store, log }) => {
    const ended = untilSignal()
    const portal = await startPortal(config, process.env, store, log)
    // To the console alone: the log may be kept and read by others.
    const firstRun = await offerFirstRun(store.database)
    if (firstRun) io.out(consoleText(`${portal.url}${firstRun.path}`))
    await ended
    await portal.stop()
    return 0
  })
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
