/** Run as a process of its own by decision-jobs.test.ts: a worker that somebody will kill. */
import { openRoles } from '#platform/db/open.ts'
import { runNextJob } from '#platform/jobs/jobs.ts'
import { silentLog } from '#platform/log.ts'
import { openSecrets } from '#platform/secrets.ts'
import { deliveryDecisionJobs } from './decision-jobs.ts'

const { admin, names, secretsDir, settings } = JSON.parse(process.argv[2]!)
const database = openRoles(admin, names, openSecrets(secretsDir), silentLog)
const kinds = deliveryDecisionJobs({ db: database, settings, log: silentLog })
await runNextJob({ database, log: silentLog, kinds }, new AbortController().signal)
await database.close()
