import { systemClock } from '#platform/clock.ts'
import { type Config, readConfig } from '#platform/config.ts'
import { openStore, type Store, type StoreOptions } from '#platform/db/open.ts'
import { createLog, type Log } from '#platform/log.ts'
import { assertNotRestoring } from '#platform/restoring.ts'

/** Reads the configuration, opens the store, does the work, closes the store whatever happened. */
export async function withStore<T>(
  options: StoreOptions,
  work: (parts: { config: Config; store: Store; log: Log }) => Promise<T>,
): Promise<T> {
  const config = readConfig(process.env)
  assertNotRestoring(config.dataDir)
  const log = createLog({ clock: systemClock, level: config.logLevel })
  const store = await openStore(config, log, options)
  try {
    return await work({ config, store, log })
  } finally {
    await store.close()
  }
}

/** Settles when the program is asked to end. */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}
