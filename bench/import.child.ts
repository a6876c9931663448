// One import in a process of its own, so that its peak memory is the import's and nobody else's. Prints JSON.
import { importDelivery } from '#import/import.ts'
import { readImportSettings } from '#import/settings.ts'
import { systemClock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import { openStore } from '#platform/db/open.ts'
import { createLog } from '#platform/log.ts'

const config = readConfig(process.env)
const log = createLog({ clock: systemClock, level: 'error' })
const store = await openStore(config, log, { server: 'share' })
const settings = readImportSettings({ EBOK_IMPORT_DROP_LIMIT_PERCENT: '100' }, config.dataDir)
const started = performance.now()
const outcome = await importDelivery(
  { db: store.database, clock: systemClock, log, settings, tell: async () => {} },
  process.argv[2]!,
  { fromInbox: true },
)
const seconds = (performance.now() - started) / 1000
await store.close()
const { state, report, problems, publicationId } = outcome
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
process.stdout.write(
  JSON.stringify({
    state,
    publication: publicationId,
    report,
    problems: problems.slice(0, 5),
    seconds,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    megabytes: maxRSS / 1024,
  }),
)
