import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import {
  type Actor,
  type DrawnCode,
  drawStartingCode,
  HashingBusy,
  holdLivingLogin,
  makeLogin,
  storeCode,
} from '#features/login/public.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import type { JobKind, RunningJob } from '#platform/jobs/jobs.ts'
import { isStillDue, sealSheet, sheetCounts, skipSheet, type WaitingSheet, waitingSheets } from './batch.queries.ts'
import { noteIssued } from './issuing.queries.ts'
import { seal } from './seal.ts'

const params = z.object({ publicKey: z.string(), place: z.string(), group: z.string() })
const sheetsAtOnce = 100
const busyPauseMs = 250

/** What is sealed: the login and its code, for the printer and nobody else. */
export interface Sealed {
  readonly login: string
  readonly code: string
  readonly expiresAt: number
}

export const placeOfSheet = (jobId: string, position: number): string => `${jobId}:${position}`

/**
 * Codes for many people, one after another. Each login, its code, its sealed sheet and the job's progress are one transaction: a worker
 * killed anywhere leaves nobody out and nobody with two, and stopping loses nothing that is done. One hash at a time, drawn one ahead, so
 * that people who sign in meanwhile hardly notice.
 */
export function issueLoginsJob(database: Database): JobKind {
  return {
    kind: 'issueLogins',
    fourEyes: true,
    async run(job, signal) {
      const { publicKey, group } = params.parse(job.params)
      const actor: Actor = job.requestedBy === null ? { kind: 'system' } : { kind: 'staff', loginId: job.requestedBy }
      const reason = group === 'bez-loginu' ? 'new' : 'unused'
      let ahead = drawAhead(signal)
      let position = job.stepsDone
      try {
        for (;;) {
          const sheets = await database.asAuth((tx) => waitingSheets(tx, job.id, position, sheetsAtOnce))
          if (sheets.length === 0) break
          for (const sheet of sheets) {
            if (signal.aborted) throw new Error('the worker stops')
            const drawn = await ahead
            const used = await database.asAuth(
              async (tx) => {
                await job.step(sheet.position, { tx })
                return issueSheet(tx, { job, sheet, drawn, publicKey, actor, reason })
              },
              { write: true },
            )
            if (used) ahead = drawAhead(signal)
            position = sheet.position
          }
        }
      } finally {
        // A code drawn for nobody is forgotten; its hash must not fail behind our back.
        ahead.catch(() => {})
      }
      return database.asAuth((tx) => sheetCounts(tx, job.id))
    },
  }
}

/** Waits for a place among those who sign in, instead of failing as they would. */
async function drawAhead(signal: AbortSignal): Promise<DrawnCode> {
  for (;;) {
    try {
      return await drawStartingCode()
    } catch (error) {
      if (!(error instanceof HashingBusy) || signal.aborted) throw error
      await sleep(busyPauseMs)
    }
  }
}

interface Step {
  readonly job: RunningJob
  readonly sheet: WaitingSheet
  readonly drawn: DrawnCode
  readonly publicKey: string
  readonly actor: Actor
  readonly reason: 'new' | 'unused'
}

/** @returns whether the code was given to somebody; otherwise the next person may have it. */
async function issueSheet(tx: Tx, { job, sheet, drawn, publicKey, actor, reason }: Step): Promise<boolean> {
  const { position, partyId, personName, premisesId } = sheet
  const living = await holdLivingLogin(tx, { partyId, loginId: null })
  const due = sheet.loginId === null ? living === undefined : await isStillDue(tx, job.id, position)
  if (!due) {
    await skipSheet(tx, job.id, position)
    return false
  }
  const loginId =
    sheet.loginId ?? (await makeLogin(tx, { kind: 'resident', displayName: personName, partyId, premisesId }, actor)).id
  const { name, expiresAt } = await storeCode(tx, loginId, drawn.hash, actor, { by: 'bulk', reason, job: job.id })
  const inside: Sealed = { login: name, code: drawn.code, expiresAt }
  const sealed = seal(publicKey, placeOfSheet(job.id, position), JSON.stringify(inside))
  if (!(await sealSheet(tx, job.id, position, loginId, sealed))) throw new Error('a sheet was sealed twice')
  await noteIssued(tx, { loginId, kind: 'bulk', reason, clerkId: job.requestedBy, jobId: job.id })
  return true
}
