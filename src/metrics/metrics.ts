/** Everything the metrics page says beside what is counted where it happens. docs/operate/ has the dashboard and the alerts. */
import { existsSync, statfsSync } from 'node:fs'
import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/db/database.ts'
import { gauge, processSamples } from '#platform/metrics/process.ts'
import type { Sample } from '#platform/metrics/registry.ts'
import { programVersion } from '#platform/version.ts'
import { lastBackup } from '../backup/backup.ts'
import { readNights } from '../nights.ts'
import { readState, type State } from './state.queries.ts'

export interface MetricsParts {
  readonly database: Database
  readonly clock: Clock
  readonly dataDir: string
  /** Of the worker: which daily work was done for which day. */
  readonly workerStateFile: string
  /** How often the embedded server had to be started again; undefined = not ours. */
  readonly restarts: (() => number) | undefined
}

export async function samplesNow(parts: MetricsParts): Promise<readonly Sample[]> {
  const state = await parts.database.asWorker(readState).catch(() => undefined)
  return [
    {
      ...gauge('ebok_build_info', 'Version of the program.', 1),
      values: [{ labels: { version: programVersion() }, value: 1 }],
    },
    ...processSamples(),
    ...databaseSamples(parts, state !== undefined),
    ...(state === undefined ? [] : stateSamples(state)),
    ...nightSamples(parts),
    ...backupSamples(parts),
    diskSample(parts.dataDir),
  ]
}

function databaseSamples({ database, restarts }: MetricsParts, answers: boolean): Sample[] {
  const pools = database.pools()
  return [
    gauge('ebok_database_up', '1 when the database answers.', answers ? 1 : 0),
    {
      ...gauge(
        'ebok_database_connections',
        'Connections of a pool, by what they do; waiting = requests without one.',
        0,
      ),
      values: pools.flatMap(({ role, busy, idle, waiting }) =>
        Object.entries({ busy, idle, waiting }).map(([state, value]) => ({ labels: { role, state }, value })),
      ),
    },
    {
      ...gauge('ebok_database_connections_limit', 'Most connections a pool may open.', 0),
      values: pools.map(({ role, limit }) => ({ labels: { role }, value: limit })),
    },
    ...(restarts === undefined
      ? []
      : [
          {
            ...gauge('ebok_database_restarts_total', 'Times the embedded server ended by itself.', restarts()),
            type: 'counter' as const,
          },
        ]),
  ]
}

const mailStates = ['waiting', 'sending', 'failed', 'unknown']
const jobStates = ['waiting', 'approval', 'running', 'failed']
const deliveryStates = ['received', 'checking', 'rejected', 'waiting', 'published', 'unchanged', 'refused', 'failed']

function stateSamples(state: State): Sample[] {
  const each = (name: string, help: string, states: readonly string[], count: (state: string) => number): Sample => ({
    ...gauge(name, help, 0),
    values: states.map((one) => ({ labels: { state: one }, value: count(one) })),
  })
  const ages: Sample[] = []
  if (state.publicationSeconds !== null)
    ages.push(gauge('ebok_books_age_seconds', 'Age of the books residents see (stan na).', state.publicationSeconds))
  if (state.deliverySeconds !== null)
    ages.push(gauge('ebok_last_delivery_age_seconds', 'Since the last delivery came.', state.deliverySeconds))
  return [
    each('ebok_outbox_mails', 'Mails that have not surely left.', mailStates, (one) => state.mails[one] ?? 0),
    gauge('ebok_outbox_oldest_seconds', 'Age of the oldest mail that waits.', state.oldestMailSeconds),
    each(
      'ebok_jobs',
      'Long work; failed = within a day, approval = a second person is needed.',
      jobStates,
      (one) => state.jobs[one] ?? 0,
    ),
    each('ebok_last_delivery', '1 for the state of the last delivery.', deliveryStates, (one) =>
      state.deliveryState === one ? 1 : 0,
    ),
    ...ages,
  ]
}

/** Midnight of the day for which each nightly work was done last; a failed one stays behind. */
function nightSamples({ workerStateFile, clock }: MetricsParts): Sample[] {
  if (!existsSync(workerStateFile)) return []
  return [
    {
      ...gauge(
        'ebok_nightly_work_age_seconds',
        'Since the beginning of the day for which this nightly work was done last.',
        0,
      ),
      values: Object.entries(readNights(workerStateFile)).map(([task, days]) => ({
        labels: { task },
        value: Math.max(0, Math.round((clock.now() - Date.parse(`${days.at(-1)}T00:00:00Z`)) / 1000)),
      })),
    },
  ]
}

function backupSamples({ dataDir, clock }: MetricsParts): Sample[] {
  const last = lastBackup(dataDir)
  if (last === undefined) return []
  return [
    gauge(
      'ebok_backup_age_seconds',
      'Since the moment the last copy shows; missing when there is none.',
      Math.round((clock.now() - Date.parse(last.at)) / 1000),
    ),
    gauge('ebok_backup_bytes', 'Size of the last copy.', last.bytes),
  ]
}

function diskSample(dataDir: string): Sample {
  const { bavail, bsize } = statfsSync(dataDir)
  return gauge('ebok_disk_free_bytes', 'Free space on the disk of the data directory.', bavail * bsize)
}
