/** What tests of the office's pages of deliveries share: a portal whose books can be delivered anew, and a worker. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { deliveryDecisionJobs } from '#import/decision-jobs.ts'
import { confirmDelivery } from '#import/decisions.ts'
import { type Books, type Delivery, smallBooks, writeDelivery } from '#import/import.testdata.ts'
import { importDelivery } from '#import/import.ts'
import type { ImportOptions, ImportOutcome } from '#import/outcome.ts'
import { removeTree } from '#import/receive/keep.ts'
import { readImportSettings } from '#import/settings.ts'
import { systemClock } from '#platform/clock.ts'
import { runNextJob } from '#platform/jobs/jobs.ts'
import { silentLog } from '#platform/log.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { morning, type TestPortal, withPortal } from '#test/harness/portal.ts'

export const households = 60
/** Somebody of every delivery made here. */
export const household = { kind: 'resident', partyId: 'K0001' } as const
export const accountant = { kind: 'staff', staffRole: 'accountant' } as const

/** The evening of a day after that of the portal's first books, as the accounting system writes it. */
export const evening = (sequence: number): string =>
  new Date(Date.parse('2026-11-21T22:05:00Z') + sequence * 86_400_000).toISOString()

export interface Deliveries extends TestPortal {
  /** Imports the delivery of that night; each comes a minute after the one before. */
  deliver(books: Partial<Books>, night: number, options?: Partial<Delivery> & ImportOptions): Promise<ImportOutcome>
  /** A delivery that drops 5 % of everything. */
  deliverBraked(night: number): Promise<ImportOutcome>
  /** Does the jobs that wait. */
  work(): Promise<void>
  rows<T extends object>(sql: string, values?: unknown[]): Promise<T[]>
}

/** The portal with the books of 60 households published as night 2. */
export async function withDeliveries(options: { listen?: boolean } = {}): Promise<Deliveries> {
  const portal = await withPortal(options)
  const folder = temporaryFolder('deliveries')
  let minutes = 0
  await portal.asRoot((client) =>
    client.query(`update deliveries set received_at = to_timestamp($1::float8 / 1000)`, [morning - 9 * 3_600_000]),
  )
  const parts = {
    db: portal.database,
    clock: systemClock,
    log: silentLog,
    settings: readImportSettings({ EBOK_IMPORT_KEEP_PUBLICATIONS: '3', EBOK_COOPERATIVE_ID: 'sm-test' }, folder),
    tell: async () => {},
  }
  after(async () => {
    await removeTree(parts.settings.rawDir)
    rmSync(folder, { recursive: true, force: true })
  })
  const deliver: Deliveries['deliver'] = async (books, night, { force, fromInbox, ...delivery } = {}) => {
    minutes += 1
    await portal.setClock(morning + minutes * 60_000)
    const path = join(folder, `dostawa-${minutes}`)
    writeDelivery(path, { sequence: night, asOf: evening(night), books, ...delivery })
    return importDelivery(parts, path, { force: force ?? false, fromInbox: fromInbox ?? true })
  }
  const kinds = deliveryDecisionJobs(parts, { patienceMs: 0 })
  const all: Deliveries = {
    ...portal,
    deliver,
    deliverBraked: (night) => deliver(smallBooks(households - 3), night),
    async work() {
      while (await runNextJob({ database: portal.database, log: silentLog, kinds }, new AbortController().signal));
    },
    rows: (sql, values = []) => portal.asRoot(async (client) => (await client.query(sql, values)).rows),
  }
  // From the books of the portal's first night to these is a fall of its own, which is not the subject here.
  const first = await deliver(smallBooks(households), 2)
  await confirmDelivery(parts, first.deliveryId!, 'Test')
  return all
}
