import { cleanUpSignIns, cleanUpStartingLinks, factorLetters, loginLetters } from '#features/login/public.ts'
import { type Letters, removeOldDrafts } from '#features/messages/public.ts'
import { noticeJob, noticeLetters } from '#features/office-announcements/public.ts'
import { anchorAudit, auditCheck } from '#features/office-audit/public.ts'
import { cleanUpSheets, issueLoginsJob } from '#features/office-logins/public.ts'
import { closeViews } from '#features/office-people/public.ts'
import { requestLetters } from '#features/office-requests/public.ts'
import { bankAccountsChange } from '#features/office-settings/public.ts'
import { gatherStatistics } from '#features/office-statistics/public.ts'
import { profileLetters } from '#features/profile/public.ts'
import { removeUnpublishedFiles } from '#features/publishing/public.ts'
import { cleanUpRegistrations, registrationLetters } from '#features/registration/public.ts'
import { removeUnusedLetters } from '#import/letter-files.ts'
import { removeOldDeliveries } from '#import/receive/retention.ts'
import { statementJob } from '#import/statements/job.ts'
import { removeOldStatements } from '#import/statements/manage.ts'
import type { Tell } from '#import/tell.ts'
import type { Database } from '#platform/db/database.ts'
import { cleanUpJobs, type JobKind } from '#platform/jobs/jobs.ts'
import type { Log } from '#platform/log.ts'
import type { NightlyTask } from './worker.ts'

/** What work in the background may reach beside the database. */
export interface Surroundings {
  readonly dataDir: string
  readonly log: Log
  /** Lets the operator know by mail, when there is a mail server. */
  readonly tell: Tell
}

/** What the worker does once a night beside the import. */
export function nightlyTasks(
  database: Database,
  importParts: Parameters<typeof removeOldDeliveries>[0],
  { dataDir, log, tell }: Surroundings,
): readonly NightlyTask[] {
  return [
    { name: 'sign-in clean-up', run: async () => void (await database.asAuth(cleanUpSignIns, { write: true })) },
    { name: 'unsent files', run: async () => void (await database.asWorker(removeOldDrafts, { write: true })) },
    { name: 'views nobody ended', run: async () => void (await database.asWorker(closeViews, { write: true })) },
    {
      name: 'old registrations',
      run: async () => void (await database.asWorker(cleanUpRegistrations, { write: true })),
    },
    {
      name: 'files of drafts',
      run: async () => void (await database.asWorker(removeUnpublishedFiles, { write: true })),
    },
    { name: 'finished jobs', run: async () => void (await database.asWorker(cleanUpJobs, { write: true })) },
    { name: 'old deliveries', run: () => removeOldDeliveries(importParts) },
    { name: 'unused letters', run: () => removeUnusedLetters(importParts) },
    { name: 'old statements', run: () => removeOldStatements(database, importParts.settings.keepStatementsDays) },
    { name: 'statistics', run: async () => void (await database.asWorker(gatherStatistics, { write: true })) },
    {
      name: 'audit anchor',
      run: () => anchorAudit({ database, dataDir, log, alarm: (line) => tell({ kind: 'auditBroken', line }) }),
    },
    { name: 'unused links', run: async () => void (await database.asWorker(cleanUpStartingLinks, { write: true })) },
    { name: 'sealed sheets', run: async () => void (await database.asWorker(cleanUpSheets, { write: true })) },
  ]
}

/** Who writes the mails of which kind. */
export const letters: Letters = {
  ...loginLetters,
  ...profileLetters,
  ...registrationLetters,
  ...factorLetters,
  ...requestLetters,
  ...noticeLetters,
}

/** Long work the office may ask for, beside its decisions about deliveries (import/decision-jobs.ts). */
export function jobKinds(database: Database, { dataDir, log, tell }: Surroundings): readonly JobKind[] {
  return [
    bankAccountsChange(database, () => tell({ kind: 'bankAccountsChanged' })),
    auditCheck(database, dataDir),
    issueLoginsJob(database),
    noticeJob(database),
    statementJob(database, log),
  ]
}
