import type { Letters } from '#features/messages/public.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import { askJob, type JobKind } from '#platform/jobs/jobs.ts'
import { noteNotice, noticeAddress, queueNotices } from './office-announcements.queries.ts'
import { approvalSummary, noticeLetter } from './office-announcements.text.ts'

export const noticeKind = 'announcementNotice'
const batch = 200

interface Resume {
  readonly after: string | null
  readonly queued: number
}

/** Queues a letter for everybody of the audience who wants one, some at a time; each person once, however often it is asked for. */
export function noticeJob(database: Database): JobKind {
  return {
    kind: noticeKind,
    run: async (job, signal) => {
      const { announcement, everybody } = job.params as { readonly announcement: string; readonly everybody: boolean }
      let { after, queued } = (job.resume as Resume | null) ?? { after: null, queued: 0 }
      for (let done = job.stepsDone; ; ) {
        signal.throwIfAborted()
        const turn = await database.asWorker(
          async (tx) => {
            const next = await queueNotices(tx, announcement, after, batch, everybody)
            if (next.seen > 0)
              await job.step(done + next.seen, {
                stepsTotal: next.total,
                resume: { after: next.lastLogin, queued: queued + next.queued } satisfies Resume,
                tx,
              })
            return next
          },
          { write: true },
        )
        if (turn.seen === 0) return { announcement, queued }
        done += turn.seen
        queued += turn.queued
        after = turn.lastLogin
      }
    },
  }
}

export const noticeLetters: Letters = {
  async announcementNotice(tx, noticeId, baseUrl) {
    const to = await noticeAddress(tx, noticeId)
    return to === undefined
      ? undefined
      : { to, ...noticeLetter(baseUrl === undefined ? undefined : `${baseUrl}/wiadomosci`) }
  },
}

export interface NoticeRequest {
  readonly announcementId: string
  readonly once: Buffer
  /** A mailing to everybody waits for a second person. */
  readonly everybody: boolean
  readonly people: number
  readonly logins: number
  /** Not before this moment: what is scheduled is told on its day. */
  readonly notBefore: number | undefined
}

/** Asks for the notice and notes on the announcement that it was asked for. @returns false when the same form did so before. */
export async function askNotice(tx: Tx, asked: NoticeRequest): Promise<boolean> {
  const { announcementId, once, everybody, people, logins, notBefore } = asked
  const id = await askJob(tx, {
    kind: noticeKind,
    params: { announcement: announcementId, everybody },
    once,
    cancellable: true,
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(everybody
      ? { approval: { roles: ['editor', 'administrator'], summary: approvalSummary(people, logins) } }
      : {}),
  })
  return noteNotice(tx, announcementId, id)
}
