/** The background program: takes deliveries from the inbox, watches that they come, does the nightly work. */
import { mkdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { lastGoodDelivery } from '#import/deliveries.ts'
import { doneFolder, failedFolder, type InboxEntry, InboxWatch, moveAside } from '#import/inbox.ts'
import type { ImportParts, RunImport } from '#import/outcome.ts'
import { outcomeText } from '#import/report.text.ts'
import type { Reason } from '#import/report.ts'
import { isDue, isOpen, latestDailyMoment } from '#import/schedule.ts'
import { StatementInbox } from '#import/statements/inbox.ts'
import { addDays, daysBetween, type IsoDate, warsawInstant } from '#kernel/dates.ts'
import { stillLasts } from '#platform/clock.ts'
import { type RegularTask, runRegular } from '#platform/regular.ts'
import { noteNight, readNights } from './nights.ts'

/** Work done once a night, such as removing ended sessions. It must bear being done again. */
export interface NightlyTask {
  readonly name: string
  readonly run: () => Promise<void>
}

export interface WorkerParts extends ImportParts {
  readonly runImport: RunImport
  readonly nightly: readonly NightlyTask[]
  /** Done all day beside the deliveries, such as sending mail. */
  readonly regular?: readonly RegularTask[]
}

/** After a failure that may pass by itself (a database restarting) the same work is tried again this much later. */
const retryMs = 60_000
/** A machine may be off over a holiday; longer than this it is rather the clock that is wrong. */
const longestAbsenceDays = 31
const believedAfterMs = 3_600_000

/** What has to do with this one delivery and not with the disk or the database, where the next one would fare no better. */
const ofThisDelivery = new Set<Reason | undefined>(['programError', 'interrupted', 'unreadable'])
const patientAttempts = 3

export async function runWorker(parts: WorkerParts, signal: AbortSignal): Promise<void> {
  const worker = new Worker(parts)
  await worker.prepare()
  parts.log.info('worker started', { pid: process.pid })
  const beside = runRegular(parts.regular ?? [], signal, parts.log)
  while (!signal.aborted) {
    await worker.turn(signal)
    await sleep(parts.settings.pollSeconds * 1000, undefined, { signal }).catch(() => {})
  }
  await beside
  parts.log.info('worker stopped', { pid: process.pid })
}

/** One turn of the worker at a time, so that a test can give it any clock. */
export class Worker {
  readonly #parts: WorkerParts
  readonly #inbox: InboxWatch | null
  readonly #statements: StatementInbox | null
  readonly #notBefore = new Map<string, number>()
  readonly #attempts = new Map<string, { readonly stillWritten: number; readonly ofThisDelivery: number }>()
  /** Done with, but still lying in the inbox. After a restart they are found to be nothing new. */
  readonly #notMoved = new Set<string>()
  #aheadSince: number | undefined

  constructor(parts: WorkerParts) {
    this.#parts = parts
    const { inboxDir } = parts.settings
    this.#inbox = inboxDir ? new InboxWatch(inboxDir) : null
    this.#statements = inboxDir ? new StatementInbox(parts, inboxDir) : null
  }

  async prepare(): Promise<void> {
    const { inboxDir } = this.#parts.settings
    if (inboxDir) await mkdir(inboxDir, { recursive: true, mode: 0o770 })
    await this.#statements?.prepare()
  }

  async turn(signal?: AbortSignal): Promise<void> {
    if (!this.#resting('statements'))
      await this.#guarded('statements', async () => this.#statements?.takeFinished(signal))
    await this.#guarded('inbox', () => this.#takeDeliveries(signal))
    const { settings, nightly } = this.#parts
    if (settings.inboxDir) await this.#daily('alarm', settings.expectedBy, (day) => this.#alarmWhenNothingCame(day))
    for (const task of nightly) await this.#daily(task.name, settings.nightlyAt, task.run)
  }

  async #takeDeliveries(signal?: AbortSignal): Promise<void> {
    // Looked at also while it is too early, so that what is whole by then is known to be.
    const finished = (await this.#inbox?.finished()) ?? []
    const { importAt, expectedBy } = this.#parts.settings
    if (importAt !== null && !isOpen(importAt, expectedBy, this.#parts.clock.now())) return
    for (const entry of finished) {
      if (signal?.aborted) return
      if (this.#notMoved.has(entry.fingerprint)) continue
      if (this.#resting(entry.fingerprint)) return
      // In order: a delivery of changes makes sense only after the one before it.
      if (!(await this.#take(entry, signal))) return
    }
  }

  /** @returns whether the entry is done with; otherwise it stays where it is and is tried again. */
  async #take(entry: InboxEntry, signal?: AbortSignal): Promise<boolean> {
    const { settings, clock, log, runImport } = this.#parts
    const before = this.#attempts.get(entry.fingerprint) ?? { stillWritten: 0, ofThisDelivery: 0 }
    const failureTold = this.#attempts.has(entry.fingerprint)
    // A sender who is never done, or a program that goes over all files each minute, must not keep the later ones waiting.
    const asItIs = before.stillWritten >= patientAttempts
    const options = { waitMs: retryMs, failureTold, fromInbox: true, asItIs }
    const outcome = await runImport(entry.path, options, signal)
    const { reason } = outcome.report
    const attempts = {
      stillWritten: before.stillWritten + (reason === 'stillWritten' ? 1 : 0),
      ofThisDelivery: before.ofThisDelivery + (ofThisDelivery.has(reason) ? 1 : 0),
    }
    // Nor must a delivery that fails or kills our program again and again. A busy or missing database counts for nothing.
    const givenUp =
      outcome.state === 'failed' &&
      (attempts.ofThisDelivery >= patientAttempts || attempts.stillWritten > patientAttempts)
    if ((outcome.state === 'failed' || outcome.state === 'busy') && !givenUp) {
      this.#attempts.set(entry.fingerprint, attempts)
      this.#rest(entry.fingerprint)
      return false
    }
    const good = outcome.state === 'published' || outcome.state === 'unchanged' || outcome.state === 'waiting'
    this.#attempts.delete(entry.fingerprint)
    const folder = good ? doneFolder : failedFolder
    try {
      await moveAside(settings.inboxDir!, entry, folder, clock.now(), outcomeText(outcome))
      log.info('delivery moved', { path: folder, reason: outcome.state })
    } catch (error) {
      // Who may not write into a folder may not move it. It is done with all the same, and the next one is taken.
      this.#notMoved.add(entry.fingerprint)
      log.error('delivery not moved', { path: folder, code: (error as NodeJS.ErrnoException).code ?? 'unknown' })
    }
    return true
  }

  async #alarmWhenNothingCame(day: IsoDate): Promise<void> {
    const { db, settings, tell, log } = this.#parts
    const dayBefore = warsawInstant(addDays(day, -1), settings.expectedBy)
    const last = await db.withImporterClient(lastGoodDelivery)
    if (last !== null && last > dayBefore) return
    log.error('no delivery came', { job: 'alarm' })
    await tell({ kind: 'nothingCame', since: last ?? dayBefore })
  }

  /** Runs work due daily at a time on Warsaw's wall clock, once a day, also across restarts and sleep. */
  async #daily(name: string, time: string, work: (day: IsoDate) => Promise<void>): Promise<void> {
    const { workerStateFile } = this.#parts.settings
    const now = this.#parts.clock.now()
    const ran = readNights(workerStateFile)[name]
    // A first start owes nothing for the days before.
    if (ran === undefined) return noteNight(workerStateFile, name, latestDailyMoment(time, now).day)
    const day = isDue(time, ran, now)
    if (!day || this.#resting(name) || !this.#believed(ran.toSorted().at(-1)!, day)) return
    await this.#guarded(name, async () => {
      await work(day)
      noteNight(workerStateFile, name, day)
      this.#parts.log.info('daily work done', { job: name })
    })
  }

  /**
   * Whether nightly work may trust what day it is. Much of it removes what is old, and to a clock that jumped years ahead everything is.
   * So a jump over more than a month is believed when the clock has gone on from there for an hour.
   */
  #believed(last: IsoDate, day: IsoDate): boolean {
    if (daysBetween(last, day) <= longestAbsenceDays) return true
    const now = this.#parts.clock.now()
    const since = this.#aheadSince
    if (since === undefined || now < since || now - since > 2 * believedAfterMs) {
      this.#aheadSince = now
      this.#parts.log.warn('clock far ahead of the last night, nightly work waits for an hour', { reason: day })
      return false
    }
    return now - since >= believedAfterMs
  }

  async #guarded(job: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#rest(job)
      this.#parts.log.error('work failed', {
        job,
        code: String((error as { code?: unknown }).code ?? (error as Error).name),
      })
    }
  }

  #rest(what: string): void {
    this.#notBefore.set(what, this.#parts.clock.now() + retryMs)
  }

  #resting(what: string): boolean {
    return stillLasts(this.#notBefore.get(what) ?? 0, this.#parts.clock.now(), retryMs)
  }
}
