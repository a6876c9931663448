/** Raw deliveries have their time. What residents see, and may be led back to, is never without the deliveries it was built from. */
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClientBase } from 'pg'
import { doneFolder, failedFolder } from '../inbox.ts'
import type { ImportParts } from '../outcome.ts'
import { asOnlyImport } from '../session.ts'
import { statementsFolder } from '../statements/inbox.ts'
import { incomingPrefix, removeTree } from './keep.ts'
import { removeOldParts } from './upload.ts'

const dayMs = 24 * 3_600_000
/** Left by a copy that was killed. */
const incomingDays = 1
/** An upload nobody went on with. */
const partDays = 7
const kept = /^[0-9a-f]{64}$/

/** @throws ImportBusy while an import runs: it may be reading one of them. */
export async function removeOldDeliveries(
  parts: Pick<ImportParts, 'db' | 'clock' | 'settings' | 'log'>,
): Promise<void> {
  const { settings, clock, log } = parts
  const now = clock.now()
  const oldest = now - settings.keepDeliveriesDays * dayMs
  const removed = await asOnlyImport(parts.db, 'old deliveries', 0, async (client) => {
    const needed = await neededHashes(client, oldest)
    const gone: string[] = []
    for (const name of await readdir(settings.rawDir).catch(() => [])) {
      const path = join(settings.rawDir, name)
      const limit = name.startsWith(incomingPrefix) ? now - incomingDays * dayMs : oldest
      if (!kept.test(name) && !name.startsWith(incomingPrefix)) continue
      if (needed.has(name) || (await stat(path)).mtimeMs > limit) continue
      // Under its hash it lies whole or not at all, also when this is killed.
      const leaving = kept.test(name) ? join(settings.rawDir, `${incomingPrefix}${name}`) : path
      if (leaving !== path) await rename(path, leaving)
      await removeTree(leaving)
      if (kept.test(name)) gone.push(name)
    }
    if (gone.length > 0) {
      await client.query('update deliveries set raw_removed_at = clock_now() where sha256 = any ($1)', [gone])
    }
    await forgetValues(client, oldest)
    return gone.length
  })
  if (settings.inboxDir) {
    for (const inbox of [settings.inboxDir, join(settings.inboxDir, statementsFolder)])
      for (const folder of [doneFolder, failedFolder]) await removeOldEntries(join(inbox, folder), oldest)
    await removeOldParts(settings.inboxDir, now - partDays * dayMs)
  }
  if (removed > 0) log.info('old deliveries removed', { path: settings.rawDir })
}

/**
 * Those that came since `oldest` or wait for a person; of every publication that can be shown again its delivery, and below
 * the oldest of them all the deliveries back to the last full one, on which the changes were built.
 */
export async function neededHashes(client: ClientBase, oldest: number): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ sha256: string }>(
    `with recursive chain as (
       select p.id, p.previous_id, p.kind, p.pruned_at, p.delivery_id
         from publications p join published_state s on s.publication_id = p.id
       union all
       select p.id, p.previous_id, p.kind, p.pruned_at, p.delivery_id
         from chain c join publications p on p.id = c.previous_id
        where p.pruned_at is null or c.kind = 'changes')
     select d.sha256 from chain c join deliveries d on d.id = c.delivery_id
     union
     select sha256 from deliveries where received_at > to_timestamp($1::float8 / 1000) or state = 'waiting'`,
    [oldest],
  )
  return new Set(rows.map((row) => row.sha256))
}

/** What was found in a wrong place of a delivery has the time of the delivery itself; place and sentence stay. */
async function forgetValues(client: ClientBase, oldest: number): Promise<void> {
  await client.query(
    `update deliveries
        set report = jsonb_set(report, '{problems,listed}',
              (select jsonb_agg(e.problem - 'value' order by e.place)
                 from jsonb_array_elements(report #> '{problems,listed}') with ordinality e(problem, place)))
      where received_at <= to_timestamp($1::float8 / 1000) and report @? '$.problems.listed[*].value'`,
    [oldest],
  )
}

async function removeOldEntries(folder: string, olderThan: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    // The name begins with the moment it was moved here; the time of the file is the sender's.
    const movedAt = Date.parse(name.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*$/s, '$1-$2-$3T$4:$5:$6Z'))
    if (!found || !(movedAt < olderThan)) continue
    await rm(path, { recursive: true, force: true })
  }
}
