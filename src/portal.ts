import type { AddressInfo } from 'node:net'
import { createServer as listenForFreePort } from 'node:net'
import { clockWatch, useFactorKey, useThrottleKey } from '#features/login/public.ts'
import { mailTasks } from '#features/messages/public.ts'
import { useChallengeKey } from '#features/registration/public.ts'
import { deliveryDecisionJobs } from '#import/decision-jobs.ts'
import { readImportSettings } from '#import/settings.ts'
import { createTell } from '#import/tell.ts'
import { systemClock } from '#platform/clock.ts'
import type { Config } from '#platform/config.ts'
import type { Store } from '#platform/db/open.ts'
import { jobTask } from '#platform/jobs/jobs.ts'
import type { Log } from '#platform/log.ts'
import { readMailSettings } from '#platform/mail/settings.ts'
import { listenForMetrics } from '#platform/metrics/listen.ts'
import { createApp } from './app.ts'
import { jobKinds, letters, nightlyTasks } from './background.ts'
import { readBackupSettings } from './backup/settings.ts'
import { backupInProcess, backupTask } from './backup/task.ts'
import { importInProcess } from './import-process.ts'
import { samplesNow } from './metrics/metrics.ts'
import { runWorker, type WorkerParts } from './worker.ts'

/** A running portal: pages, and beside them the worker that takes deliveries and does the nightly work. */
export interface Portal {
  readonly url: string
  stop(): Promise<void>
}

/** Starts the pages and the worker on an opened store. Stopping leaves the store to the caller. */
export async function startPortal(config: Config, env: NodeJS.ProcessEnv, store: Store, log: Log): Promise<Portal> {
  useThrottleKey(store.secrets.get('throttle'))
  useChallengeKey(store.secrets.get('challenge'))
  useFactorKey(store.secrets.get('secondFactor'))
  const port = config.port === 0 ? await freePort(config.host) : config.port
  const baseUrl = config.baseUrl ?? `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  const app = await createApp({
    database: store.database,
    clock: systemClock,
    log,
    baseUrl,
    hstsThisNameOnly: config.hstsThisNameOnly,
    securityContact: config.securityContact,
    trustProxy: config.trustProxy,
    keptPagesBytes: config.keptPagesBytes,
    dev: config.dev,
    inboxDir: readImportSettings(env, config.dataDir).inboxDir,
  })
  await app.listen({ host: config.host, port })
  const metrics = await startMetrics(config, env, store, log)
  const stopWorker = new AbortController()
  const working = runWorker(workerParts({ ...config, baseUrl }, env, store, log), stopWorker.signal)
  log.info('portal started', { port })
  return {
    url: baseUrl,
    stop: async () => {
      stopWorker.abort()
      await Promise.allSettled([working, app.close(), metrics.stop()])
    },
  }
}

/** The page of figures, when its port is set; the pages' program and a worker on its own have one each. */
export async function startMetrics(
  config: Config,
  env: NodeJS.ProcessEnv,
  store: Store,
  log: Log,
): Promise<{ stop(): Promise<void> }> {
  if (config.metricsPort === undefined) return { stop: async () => {} }
  const { workerStateFile } = readImportSettings(env, config.dataDir)
  const { database, embedded } = store
  const parts = { database, clock: systemClock, dataDir: config.dataDir, workerStateFile, restarts: embedded?.restarts }
  const listening = await listenForMetrics(config.metricsPort, () => samplesNow(parts))
  log.info('metrics', { port: listening.port })
  return listening
}

/** What the worker needs, from the same configuration wherever it runs. */
export function workerParts(config: Config, env: NodeJS.ProcessEnv, store: Store, log: Log): WorkerParts {
  const settings = readImportSettings(env, config.dataDir)
  const parts = { db: store.database, clock: systemClock, log, settings, tell: createTell(settings.mail, log) }
  const around = { dataDir: config.dataDir, log, tell: parts.tell }
  const backup = readBackupSettings(env)
  return {
    ...parts,
    runImport: importInProcess(parts, env),
    nightly: nightlyTasks(store.database, parts, around),
    regular: [
      clockWatch({ database: store.database, log }),
      ...mailTasks({
        database: store.database,
        log,
        settings: readMailSettings(env),
        baseUrl: config.baseUrl,
        letters,
      }),
      jobTask({
        database: store.database,
        log,
        kinds: [...jobKinds(store.database, around), ...deliveryDecisionJobs(parts)],
      }),
      ...(backup.folder === undefined
        ? []
        : [backupTask({ ...around, settings: backup, clock: systemClock, run: backupInProcess(env) })]),
    ],
  }
}

/** The pages know their own address before they listen, so a port is picked first. */
function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = listenForFreePort()
    probe.once('error', reject)
    probe.listen(0, host, () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
