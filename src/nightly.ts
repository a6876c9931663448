import { cleanUpSignIns } from '#features/login/public.ts'
import { removeOldDrafts } from '#features/messages/public.ts'
import type { Database } from '#platform/db/database.ts'
import type { NightlyTask } from './worker.ts'

/** What the worker does once a night beside the import. */
export function nightlyTasks(database: Database): readonly NightlyTask[] {
  return [
    { name: 'sign-in clean-up', run: async () => void (await database.asAuth(cleanUpSignIns, { write: true })) },
    { name: 'unsent files', run: async () => void (await database.asWorker(removeOldDrafts, { write: true })) },
  ]
}
