/** The stages of one import, in order, on one connection that holds the lock. */
import type { ClientBase } from 'pg'
import { brake, type Totals } from './brake.ts'
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
import { storeLetterFiles } from './letter-files.ts'
import { ended, type ImportOptions, type ImportOutcome, type ImportParts } from './outcome.ts'
import {
  discardUnpublished,
  nextPublicationId,
  type Published,
  prune,
  publish,
  readPublished,
  refreshStatistics,
} from './publish.ts'
import { openDelivery } from './receive/open.ts'
import { type DeliverySource, Refused } from './receive/source.ts'
import { recheck } from './recheck.ts'
import { type Problems, type Reason, type Report, storedProblems } from './report.ts'
import { inTransaction } from './session.ts'
import { analyzeStaging, createStaging, StagingLoader } from './staging.ts'
import { countUnverified, verifyBalances } from './verify.ts'

export interface Kept {
  readonly hash: string
  readonly path: string
  readonly label: string
  /** What keeping the raw delivery took. */
  readonly receiveMs: number
}

export async function runStages(
  client: ClientBase,
  parts: ImportParts,
  kept: Kept,
  options: ImportOptions,
): Promise<ImportOutcome> {
  await closeInterrupted(client)
  const id = await recordReceived(client, kept.hash, kept.label)
  const run = new Run(client, parts, id)
  try {
    return await run.through(kept, options)
  } catch (error) {
    const reason = failureReason(error)
    const { code, name } = error as { code?: string; name?: string }
    parts.log.error('import error', { delivery: id, stage: run.stage, code: code ?? name ?? 'unknown' })
    // A connection that is gone cannot record it; the next import does.
    await recordState(client, id, 'failed', { reason }).catch(() => {})
    return { ...ended('failed', { reason }), deliveryId: id }
  }
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

  constructor(client: ClientBase, parts: ImportParts, id: string) {
    this.#client = client
    this.#parts = parts
    this.#id = id
  }

  async through(kept: Kept, options: ImportOptions): Promise<ImportOutcome> {
    this.#milliseconds.receive = kept.receiveMs
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
      return await this.#take(source, published, options)
    } finally {
      await source.close()
    }
  }

  async #take(source: DeliverySource, published: Published, options: ImportOptions): Promise<ImportOutcome> {
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
            const refusal = refusalOf(descriptor, published)
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
    if (!descriptor || !this.#acceptable(found)) return this.#reject(found)

    await this.#timed('analyze', () => analyzeStaging(client))
    const step: Step = {
      kind: descriptor.kind,
      published: published.publicationId,
      next: await nextPublicationId(client),
    }
    const fileOf = (name: ResourceName) => descriptor.resources.find((one) => one.name === name)?.path ?? `${name}.csv`
    const merged = new ProblemList()
    const report = await this.#timed('write', () =>
      this.#write(step, published, loader, fileOf, merged, { forced, delivered: loader.counts() }),
    )
    if (!report) return this.#reject(merged)
    await this.#timed('letters', () => storeLetterFiles(client, source, step))
    if (forced) await auditDecision(client, 'import.forced', { delivery: this.#id })
    await this.#timed('statistics', () => refreshStatistics(client, report.changes, report.totals.rows))
    if (report.brake.length > 0) {
      await recordState(client, this.#id, 'waiting', this.#measured(report))
      return { ...this.#outcome('waiting', report), asOf: Date.parse(descriptor.asOf) }
    }
    const publicationId = await this.#timed('publish', () => publish(client, this.#id))
    await this.#tidyUp()
    return { ...this.#outcome('published', this.#measured(report)), publicationId, asOf: Date.parse(descriptor.asOf) }
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
    known: Report,
  ) {
    const client = this.#client
    const broken = new Error('broken')
    const work = async () => {
      await discardUnpublished(client, step.published)
      await refuseWaiting(client, 'replaced')
      const judgesBalances = step.kind === 'changes' || this.#parts.settings.balanceMismatch === 'flag'
      const { changes, unwritten } = await writeDifferences(client, step, async (name) => {
        if (name === 'balances' && judgesBalances) await verifyBalances(client, step)
      })
      if (step.kind === 'changes') await recheck(client, step, fileOf, problems, loader.counts())
      if (!this.#acceptable(problems)) throw broken
      if (unwritten !== 0) throw new Error('rows of the delivery were not written')
      const totals: Totals = {
        rows: totalRows(step, published, loader.counts(), changes),
        absoluteBalances_grosze: await absoluteBalances(client, step.next),
      }
      const report = {
        ...known,
        changes,
        totals,
        brake: published.totals ? brake(published.totals, totals, this.#parts.settings.dropLimitPercent) : [],
        unverifiedAccounts: await countUnverified(client, step.next),
      }
      await recordWritten(client, this.#id, step.next, report)
      return report
    }
    return inTransaction(client, work).catch((error) => {
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

  async #reject(problems: Problems): Promise<ImportOutcome> {
    const report: Report = { problems: storedProblems(problems) }
    return { ...(await this.#end('rejected', report)), problems: problems.listed }
  }

  async #end(state: 'unchanged' | 'refused' | 'rejected', report: Report): Promise<ImportOutcome> {
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

/** Changes build on the delivery just before them; nothing may put the books back without somebody saying so. */
function refusalOf(descriptor: Descriptor, published: Published): Reason | null {
  if (descriptor.kind === 'changes') {
    if (published.publicationId === 0) return 'nothingPublished'
    if (descriptor.sequence !== (published.sequence ?? 0) + 1) return 'sequenceGap'
  }
  return published.asOf !== null && Date.parse(descriptor.asOf) < published.asOf ? 'olderAsOf' : null
}

/**
 * Rows of every resource after this delivery. Of a full delivery the differences must lead exactly to what it holds:
 * an arithmetic of our own against a mistake of our own.
 */
function totalRows(
  step: Step,
  published: Published,
  delivered: Readonly<Record<ResourceName, number>>,
  changes: Changes,
): Totals['rows'] {
  return Object.fromEntries(
    resourceNames.map((name) => {
      const after = (published.totals?.rows[name] ?? 0) + changes[name].inserted - changes[name].deleted
      if (step.kind === 'full' && after !== delivered[name]) throw new Error(`${name}: differences do not add up`)
      return [name, after]
    }),
  )
}

async function absoluteBalances(client: ClientBase, publication: number): Promise<number> {
  const { rows } = await client.query<{ sum: number }>(
    `select coalesce(sum(abs(closing_balance_grosze)), 0)::bigint as sum from balances_versions
      where from_publication <= $1 and to_publication > $1`,
    [publication],
  )
  return rows[0]!.sum
}
