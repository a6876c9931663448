/** One delivery from the folder to the residents' pages. Killed anywhere, they go on seeing the day before. */
import { lstat } from 'node:fs/promises'
import { basename } from 'node:path'
import { problem } from './contract/problem.ts'
import { failureReason } from './failure.ts'
import { ended, type ImportOptions, type ImportOutcome, type ImportParts } from './outcome.ts'
import { type TakenDelivery, takeIn } from './receive/keep.ts'
import { Refused, StillWritten } from './receive/source.ts'
import { reasonText } from './report.text.ts'
import { asOnlyImport, ImportBusy } from './session.ts'
import { type Kept, runStages } from './stages.ts'
import type { Tell } from './tell.ts'

const defaultWaitMs = 10_000

/** Imports a folder or a .zip. Does not throw for what a delivery, another import, a disk or the database did. */
export async function importDelivery(
  parts: ImportParts,
  path: string,
  options: ImportOptions = {},
): Promise<ImportOutcome> {
  const started = performance.now()
  const label = basename(path)
  const outcome = await attempt(parts, path, label, options)
  const { deliveryId, publicationId, report, state } = outcome
  const fields = {
    delivery: deliveryId ?? label,
    duration_ms: Math.round(performance.now() - started),
    reason: report.reason ?? state,
    ...(publicationId === null ? {} : { publication: publicationId }),
  }
  if (state === 'failed' || state === 'rejected') parts.log.error(`delivery ${state}`, fields)
  else parts.log.info(`delivery ${state}`, fields)
  await tellOutcome(parts.tell, outcome, label, options)
  return outcome
}

async function attempt(
  parts: ImportParts,
  path: string,
  label: string,
  options: ImportOptions,
): Promise<ImportOutcome> {
  let kept: TakenDelivery
  const { fromInbox: inbox = false, asItIs = false } = options
  const started = performance.now()
  try {
    // Before the database is asked: a delivery nobody else has any more is kept even when that is down.
    kept = await takeIn(path, parts.settings.rawDir, { inbox, asItIs })
  } catch (error) {
    return notTaken(error, path, parts.settings.rawDir)
  }
  const receiveMs = Math.round(performance.now() - started)
  const outcome = await imported(parts, { ...kept, label, receiveMs }, options)
  // What failed or came too early stays in the inbox and is taken in again; until then it is its sender's to finish or replace.
  if (inbox && (outcome.state === 'failed' || outcome.state === 'busy')) {
    await kept.discard()
    return outcome
  }
  // Kept whatever became of it. Of a delivery that was published this is done already.
  const isKept = await kept.settle().then(
    () => true,
    () => false,
  )
  // What the register says of it stands also when its files could not be kept.
  return isKept || outcome.state !== 'failed'
    ? outcome
    : { ...ended('failed', { reason: 'notKept' }), deliveryId: outcome.deliveryId }
}

/** Why a delivery could not even be looked at. */
async function notTaken(error: unknown, from: string, rawDir: string): Promise<ImportOutcome> {
  if (error instanceof Refused) return ended('rejected', {}, [error.problem])
  if (error instanceof StillWritten) return ended('failed', { reason: 'stillWritten' })
  const { code, path = '' } = error as NodeJS.ErrnoException
  if (path.startsWith(rawDir)) return ended('failed', { reason: 'notKept' })
  // Renamed by a sender who writes under another name first; or there is nothing at all.
  if (code === 'ENOENT') {
    const isThere = await lstat(from).then(
      () => true,
      () => false,
    )
    return isThere
      ? ended('failed', { reason: 'stillWritten' })
      : ended('rejected', {}, [problem('notADelivery', { file: '' })])
  }
  return ended('failed', { reason: code === 'EACCES' || code === 'EPERM' ? 'unreadable' : 'notKept' })
}

async function imported(parts: ImportParts, kept: Kept, options: ImportOptions): Promise<ImportOutcome> {
  const { label } = kept
  try {
    return await asOnlyImport(
      parts.db,
      `import ${label.slice(0, 40)} (${process.pid})`,
      options.waitMs ?? defaultWaitMs,
      (client) => runStages(client, parts, kept, options),
    )
  } catch (error) {
    if (error instanceof ImportBusy) return { ...ended('busy', {}), heldBy: error.holder }
    return ended('failed', { reason: failureReason(error) })
  }
}

/** Tells the operator what needs a person; of a failure that is tried again and again, once. */
export async function tellOutcome(
  tell: Tell,
  outcome: ImportOutcome,
  label: string,
  options: ImportOptions,
): Promise<void> {
  const { state, report, problems } = outcome
  const delivery = outcome.deliveryId ?? label
  if (state === 'rejected') await tell({ kind: state, delivery, problems: report.problems?.count ?? problems.length })
  if (state === 'refused') await tell({ kind: state, delivery, why: reasonText(report.reason) })
  if (state === 'waiting' || (state === 'failed' && !options.failureTold)) await tell({ kind: state, delivery })
}
