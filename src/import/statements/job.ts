/** Reading a statement file the office handed in, in the background. */
import { z } from 'zod'
import type { JobKind } from '#platform/jobs/jobs.ts'
import type { Log } from '#platform/log.ts'
import type { ImporterDatabase } from '../session.ts'
import { readWaitingFile } from './take.ts'

const paramsSchema = z.object({ file: z.uuid() })

export const statementJob = (db: ImporterDatabase, log: Log): JobKind => ({
  kind: 'readStatement',
  run: async ({ params }) => {
    const { file } = paramsSchema.parse(params)
    const outcome = await readWaitingFile({ db, log }, file)
    return { file, state: outcome?.state ?? 'read' }
  },
})
