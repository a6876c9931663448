/** The stages of one import, in order, on one connection that holds the lock. */
import type { ClientBase } from 'pg'
import { brake, measure, type Totals } from './brake.ts'
import { type CheckReport, checkDelivery } from './check/check.ts'
import { type Changes, type Step, writeDifferences } from './compare.ts'
import type { Descriptor } from './contract/descriptor.ts'
import { type ProblemCode, ProblemList } from './contract/problem.ts'
import { type ResourceName, resourceNames } from './contract/resources.ts'
import {
  auditDecision,
  closeInterrupted,
  recordDescribed,
  recordReceived,
  recordState,
  recordWritten,
  refuseWaiting,
} from './deliveries.ts'
import { failureReason } from './failure.ts'
import { putIndexesBack, setIndexesAside } from './first-load.ts'
import { storeLetterFiles } from './letter-files.ts'
import { ended, type ImportOptions, type ImportOutcome, type ImportParts } from './outcome.ts'
import { type Moment, reportProgress } from './progress.ts'
import {
  discardUnpublished,
  nextPublicationId,
  type Published,
  prune,
  publish,
  readPublished,
  refreshStatistics,
} from './publish.ts'
import type { TakenDelivery } from './receive/keep.ts'
import { openDelivery } from './receive/open.ts'
import { type DeliverySource, Refused } from './receive/source.ts'
import { recheck } from './recheck.ts'
import {
  type Control,
  controlOf,
  controlProved,
  type Problems,
  type Reason,
  type Report,
  storedProblems,
} from './report.ts'
import { inTransaction } from './session.ts'
import { analyzeStaging, createStaging, StagingLoader } from './staging.ts'
import { checkVersion, descriptorOf, findBase } from './unchanged/base.ts'
import { NotProvable, settleKeys, stageDifferences } from './unchanged/stage-differences.ts'
import { countUnverified, verifyBalances } from './verify.ts'

export interface Kept extends TakenDelivery {
  readonly label: string
  /** What taking the raw delivery in took. */
  readonly receiveMs: number
}

export async function runStages(
  client: ClientBase,
  parts: ImportParts,
  kept: Kept,
  options: ImportOptions,
): Promise<ImportOutcome> {
  await closeInterrupted(client)
  const arrived = { sha256: kept.hash, label: kept.label, fromInbox: options.fromInbox ?? false }
  const id = await recordReceived(client, arrived)
  const run = new Run(client, parts, id)
  const over = new AbortController()
  const watched = reportProgress(parts.db, id, () => run.moment(), over.signal)
  try {
    return await run.through(kept, options)
  } catch (caught) {
    // A letter or a file that is not there any more is no fault of ours while somebody is still at the delivery.
    const error = await kept.verify().then(
      () => caught,
      (early) => early,
    )
    const reason = failureReason(error)
    const { code, name } = error as { code?: string; name?: string }
    parts.log.error('import error', { delivery: id, stage: run.stage, code: code ?? name ?? 'unknown' })
    // A connection that is gone cannot record it; the next import does.
    await recordState(client, id, 'failed', { reason }).catch(() => {})
    return { ...ended('failed', { reason }), deliveryId: id }
  } finally {
    over.abort()
    await watched
  }
}

/** A delivery whose rows are written beside the published ones. */
interface WrittenDelivery {
  readonly source: DeliverySource
  readonly kept: Kept
  readonly step: Step
  readonly report: Report & Required<Pick<Report, 'changes' | 'totals' | 'brake'>>
  readonly asOf: string
  readonly forced: boolean
}

/** Raised while the descriptor is read: the rows need not be. */
class Refusal extends Error {
  readonly reason: Reason

  constructor(reason: Reason) {
    super(reason)
    this.reason = reason
  }
}

class Run {
  readonly #client: ClientBase
  readonly #parts: ImportParts
  readonly #id: string
  readonly #milliseconds: Record<string, number> = {}
  stage = 'receive'
  #verify: () => Promise<void> = async () => {}
  #rows: { readonly loader: StagingLoader; readonly total: number } | null = null

  constructor(client: ClientBase, parts: ImportParts, id: string) {
    this.#client = client
    this.#parts = parts
    this.#id = id
  }

  /** Where it has got to, for whoever watches. */
  moment(): Moment {
    // Only while everything is read do rows say how far it is.
    const rows = this.stage === 'check' ? this.#rows : null
    return { stage: this.stage, rowsDone: rows?.loader.rows ?? null, rowsTotal: rows?.total ?? null }
  }

  async through(kept: Kept, options: ImportOptions): Promise<ImportOutcome> {
    this.#milliseconds.receive = kept.receiveMs
    this.#verify = kept.verify
    const published = await readPublished(this.#client)
    if (kept.hash === published.deliverySha256) return this.#end('unchanged', {})
    let source: DeliverySource
    try {
      source = await openDelivery(kept.path)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const problems = new ProblemList()
      problems.take(error.problem)
      return this.#reject(problems)
    }
    try {
      return (
        (await this.#takeDifferences(source, kept, published, options)) ??
        (await this.#take(source, kept, published, options))
      )
    } finally {
      await source.close()
    }
  }

  /** A full delivery over published books, by what differs; null when that does not suffice to accept it. */
  async #takeDifferences(
    source: DeliverySource,
    kept: Kept,
    published: Published,
    options: ImportOptions,
  ): Promise<ImportOutcome | null> {
    const client = this.#client
    if (published.publicationId === 0) return null
    const descriptor = await descriptorOf(source).catch(() => null)
    if (descriptor?.kind !== 'full') return null
    const cooperative = descriptor.cooperativeId
    const refusal = refusalOf(descriptor, published, this.#parts.settings.cooperativeId)
    const forced = refusal === 'olderAsOf' && options.force === true
    if (refusal && !forced) return null
    // Where balances differ from entries and that is no longer accepted, untouched accounts matter too.
    const { balanceMismatch, rawDir } = this.#parts.settings
    if (balanceMismatch === 'reject' && (await countUnverified(client, published.publicationId)) > 0) return null
    const base = await findBase(client, rawDir)
    if (!base) return null
    await recordDescribed(client, this.#id, descriptor)
    await this.#timed('staging', () => createStaging(client))
    const loader = new StagingLoader(client)
    try {
      await this.#timed('compareFiles', () =>
        stageDifferences({ source, descriptor, fileHashes: kept.fileHashes, base, loader }),
      )
      await this.#timed('analyze', () => analyzeStaging(client))
      await this.#timed('keys', () => settleKeys(client, loader, base, published.publicationId))
      const delivered = Object.fromEntries(resourceNames.map((name) => [name, 0])) as Record<ResourceName, number>
      for (const { name, rows } of descriptor.resources) delivered[name] = rows
      // Only the differences are there: they are written as changes, and must lead to exactly what was delivered.
      const step: Step = {
        kind: 'changes',
        published: published.publicationId,
        next: await nextPublicationId(client),
      }
      const report = await this.#timed('write', () =>
        this.#write(step, published, loader, () => '', new ProblemList(), {
          forced,
          delivered,
          compared: true,
          cooperative,
          control: controlProved(descriptor.resources),
        }),
      )
      if (!report) throw new NotProvable('the books do not agree')
      return await this.#show({ source, kept, step, report, asOf: descriptor.asOf, forced })
    } catch (error) {
      if (!(error instanceof NotProvable)) throw error
      await loader.abandon()
      await client.query('discard temporary')
      this.#parts.log.info('delivery read whole', { delivery: this.#id, reason: error.message })
      return null
    } finally {
      await base.source.close()
    }
  }

  async #take(
    source: DeliverySource,
    kept: Kept,
    published: Published,
    options: ImportOptions,
  ): Promise<ImportOutcome> {
    const client = this.#client
    await this.#timed('staging', () => createStaging(client))
    const loader = new StagingLoader(client)
    let forced = false
    let checked: CheckReport
    try {
      checked = await this.#timed('check', () =>
        checkDelivery(source, {
          sink: loader,
          onDescriptor: async (descriptor) => {
            await recordDescribed(client, this.#id, descriptor)
            this.#rows = { loader, total: descriptor.resources.reduce((sum, { rows }) => sum + rows, 0) }
            const refusal = refusalOf(descriptor, published, this.#parts.settings.cooperativeId)
            forced = refusal === 'olderAsOf' && options.force === true
            if (refusal && !forced) throw new Refusal(refusal)
          },
        }),
      )
      await loader.finish()
    } catch (error) {
      await loader.abandon()
      if (error instanceof Refusal) return this.#end('refused', { reason: error.reason })
      throw error
    }
    const { descriptor } = checked
    const found = { count: checked.problemCount, counts: checked.problemCounts, listed: checked.problems }
    const control = descriptor ? controlOf(descriptor.resources, checked.resources) : {}
    if (!descriptor || !this.#acceptable(found)) return this.#reject(found, control)
    const cooperative = descriptor.cooperativeId

    await this.#timed('analyze', () => analyzeStaging(client))
    const step: Step = {
      kind: descriptor.kind,
      published: published.publicationId,
      next: await nextPublicationId(client),
    }
    const fileOf = (name: ResourceName) => descriptor.resources.find((one) => one.name === name)?.path ?? `${name}.csv`
    const merged = new ProblemList()
    const report = await this.#timed('write', () =>
      this.#write(step, published, loader, fileOf, merged, {
        forced,
        delivered: loader.counts(),
        cooperative,
        control,
      }),
    )
    if (!report) return this.#reject(merged, control)
    return this.#show({ source, kept, step, report, asOf: descriptor.asOf, forced })
  }

  /** What is written is shown, or waits for a person. */
  async #show({ source, kept, step, report, asOf, forced }: WrittenDelivery): Promise<ImportOutcome> {
    const client = this.#client
    // Letters and notices would stay when it is put off.
    await this.#verify()
    await this.#timed('letters', () => storeLetterFiles(client, source, step))
    if (forced) await auditDecision(client, 'import.forced', { delivery: this.#id })
    await this.#timed('statistics', () => refreshStatistics(client, report.changes, report.totals.rows))
    await this.#timed('keep', kept.settle)
    if (report.brake.length > 0) {
      await recordState(client, this.#id, 'waiting', this.#measured(report))
      return { ...this.#outcome('waiting', report), asOf: Date.parse(asOf) }
    }
    const publicationId = await this.#timed('publish', () => publish(client, this.#id, this.#parts.log))
    await this.#tidyUp()
    return { ...this.#outcome('published', this.#measured(report)), publicationId, asOf: Date.parse(asOf) }
  }

  /** The delivery is published; what fails from here on is done by the next import. */
  async #tidyUp(): Promise<void> {
    try {
      await this.#timed('prune', () => prune(this.#client, this.#parts.settings.keepPublications))
      await recordState(this.#client, this.#id, 'published', this.#measured({}))
    } catch (error) {
      const { code, name } = error as { code?: string; name?: string }
      this.#parts.log.warn('clean-up after publishing failed', { delivery: this.#id, code: code ?? name ?? 'unknown' })
    }
  }

  /** Writes the next publication's rows. One transaction: a kill leaves all of them or none, and none is shown yet. */
  async #write(
    step: Step,
    published: Published,
    loader: StagingLoader,
    fileOf: (name: ResourceName) => string,
    problems: ProblemList,
    known: Report & { readonly delivered: Readonly<Record<ResourceName, number>> },
  ) {
    const client = this.#client
    const broken = new Error('broken')
    const work = async () => {
      await discardUnpublished(client, step.published)
      await refuseWaiting(client, 'replaced')
      await preferIndexes(client, loader.rows, published)
      const judgesBalances = step.kind === 'changes' || this.#parts.settings.balanceMismatch === 'flag'
      const { changes, unwritten } = await writeDifferences(client, step, async (name) => {
        if (name === 'balances' && judgesBalances) await verifyBalances(client, step)
      })
      if (step.kind === 'changes') await recheck(client, step, fileOf, problems, loader.counts())
      if (known.compared ? problems.count > 0 : !this.#acceptable(problems)) throw broken
      const wrong = (message: string) => (known.compared ? new NotProvable(message) : new Error(message))
      if (unwritten !== 0) throw wrong('rows of the delivery were not written')
      const totals: Totals = { rows: totalRows(published, changes), ...(await balanceSums(client, step.next)) }
      // Of a full delivery the differences must lead exactly to what it holds: an arithmetic of our own against a mistake of our own.
      const holdsAll = step.kind === 'full' || known.compared
      if (holdsAll && resourceNames.some((name) => totals.rows[name] !== known.delivered[name])) {
        throw wrong('differences do not add up')
      }
      const { dropLimitPercent: limitPercent } = this.#parts.settings
      const before = published.totals
      const measures = before ? measure(before, totals) : []
      const report = {
        ...known,
        checks: checkVersion,
        changes,
        totals,
        ...(before ? { before: { publication: published.publicationId, totals: before } } : {}),
        measured: { limitPercent, measures },
        brake: brake(measures, limitPercent),
        unverifiedAccounts: await countUnverified(client, step.next),
      }
      await recordWritten(client, this.#id, step.next, report)
      if (step.published === 0) await putIndexesBack(client)
      return report
    }
    if (step.published === 0) await setIndexesAside(client, known.delivered)
    return inTransaction(client, work).catch(async (error) => {
      if (step.published === 0) await putIndexesBack(client).catch(() => {})
      if (error === broken) return null
      throw error
    })
  }

  /** Free of problems, or only balances differ and the operator chose to show those as being verified. */
  #acceptable(problems: Problems): boolean {
    if (problems.count === 0) return true
    if (this.#parts.settings.balanceMismatch === 'reject') return false
    const tolerated: readonly string[] = ['balanceMismatch', 'entryCountMismatch'] satisfies ProblemCode[]
    return [...problems.counts.keys()].every((code) => tolerated.includes(code))
  }

  async #reject(problems: Problems, control: Control = {}): Promise<ImportOutcome> {
    const report: Report = { control, problems: storedProblems(problems) }
    return { ...(await this.#end('rejected', report)), problems: problems.listed }
  }

  async #end(state: 'unchanged' | 'refused' | 'rejected', report: Report): Promise<ImportOutcome> {
    // Half a delivery looks like a wrong one. While its sender is still writing it is none of the two.
    await this.#verify()
    await recordState(this.#client, this.#id, state, this.#measured(report))
    return this.#outcome(state, report)
  }

  #outcome = (state: ImportOutcome['state'], report: Report): ImportOutcome => ({
    ...ended(state, report),
    deliveryId: this.#id,
  })

  #measured = (report: Report): Report => ({ ...report, milliseconds: this.#milliseconds })

  async #timed<Result>(stage: string, work: () => Promise<Result>): Promise<Result> {
    this.stage = stage
    const started = performance.now()
    try {
      return await work()
    } finally {
      this.#milliseconds[stage] = Math.round(performance.now() - started)
    }
  }
}

/**
 * Whose books they are comes first: those of another cooperative would be right in themselves. Changes build on the delivery
 * just before them; nothing may put the books back without somebody saying so.
 */
function refusalOf(descriptor: Descriptor, published: Published, ownId: string | null): Reason | null {
  const expected = ownId ?? published.cooperativeId
  if (expected !== null && descriptor.cooperativeId !== expected) return 'otherCooperative'
  if (descriptor.kind === 'changes') {
    if (published.publicationId === 0) return 'nothingPublished'
    if (descriptor.sequence !== (published.sequence ?? 0) + 1) return 'sequenceGap'
  }
  return published.asOf !== null && Date.parse(descriptor.asOf) < published.asOf ? 'olderAsOf' : null
}

/** Rows of every resource after this delivery. */
function totalRows(published: Published, changes: Changes): Totals['rows'] {
  return Object.fromEntries(
    resourceNames.map((name) => [
      name,
      (published.totals?.rows[name] ?? 0) + changes[name].inserted - changes[name].deleted,
    ]),
  )
}

/** Of few rows everything they touch is found by index; the planner, who thinks of whole tables, would rather read them. */
const fewOfAll = 1 / 20

async function preferIndexes(client: ClientBase, staged: number, { totals }: Published): Promise<void> {
  const all = Object.values(totals?.rows ?? {}).reduce((sum, rows) => sum + rows, 0)
  if (staged < all * fewOfAll) await client.query('set local enable_seqscan = off')
}

async function balanceSums(client: ClientBase, publication: number): Promise<Omit<Required<Totals>, 'rows'>> {
  const { rows } = await client.query<Omit<Required<Totals>, 'rows'>>(
    `select coalesce(sum(abs(closing_balance_grosze)), 0)::bigint as "absoluteBalances_grosze",
            coalesce(sum(closing_balance_grosze), 0)::bigint as "balances_grosze"
       from balances_versions where from_publication <= $1 and to_publication > $1`,
    [publication],
  )
  return rows[0]!
}
