import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { generateDelivery } from '#db/seed/generate.ts'
import { importDelivery } from '#import/import.ts'
import { readImportSettings } from '#import/settings.ts'
import { systemClock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import { openStore } from '#platform/db/open.ts'
import { createLog } from '#platform/log.ts'
import { removeInstallation } from '#test/harness/folders.ts'

export const benchDir = resolve(process.env.EBOK_BENCH_DIR ?? './var/bench')

export interface BenchCooperative {
  readonly dataDir: string
  readonly env: Record<string, string>
}

/** The books of a size, generated once, imported by the real import and kept for the next run. */
export async function benchCooperative(size: 'demo' | 'big' | 'huge'): Promise<BenchCooperative> {
  const dataDir = join(benchDir, size)
  const env = { EBOK_DATA_DIR: dataDir, EBOK_LOG_LEVEL: 'error' }
  const done = join(dataDir, 'bench-ready')
  if (existsSync(done)) return { dataDir, env }
  await removeInstallation(dataDir)
  // The database's user gets in, so the database lies here too and goes when the folder is deleted.
  mkdirSync(dataDir, { recursive: true, mode: 0o711 })
  const log = createLog({ clock: systemClock, level: 'error' })
  const delivery = join(benchDir, `delivery-${size}`)
  process.stdout.write(`preparing the ${size} cooperative…\n`)
  await generateDelivery({
    size,
    seed: 1,
    asOf: '2026-11-22T22:41:00+01:00',
    outDir: delivery,
    kind: 'full',
    sequence: 1,
  })
  const store = await openStore(readConfig(env), log, { server: 'own' })
  try {
    const parts = {
      db: store.database,
      clock: systemClock,
      log,
      settings: readImportSettings({}, dataDir),
      tell: async () => {},
    }
    const outcome = await importDelivery(parts, delivery)
    if (outcome.state !== 'published') throw new Error(`${size} was not published: ${outcome.state}`)
  } finally {
    await store.close()
  }
  writeFileSync(done, '')
  return { dataDir, env }
}
