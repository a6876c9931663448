/** The full delivery the published state was built on: what the next one can be compared with, byte by byte. */
import type { ClientBase } from 'pg'
import { type Descriptor, descriptorBytesLimit, readDescriptor } from '../contract/descriptor.ts'
import { descriptorName } from '../contract/schema.ts'
import { keptPaths } from '../receive/keep.ts'
import { openDelivery } from '../receive/open.ts'
import { type DeliverySource, Refused, readBeginning } from '../receive/source.ts'

/**
 * Raised when a rule is added to the check: what an older check accepted proves nothing about a rule it did not know, so the
 * next full delivery is checked whole.
 */
export const checkVersion = 1

export interface Base {
  /** Its publication; deliveries of changes may have been published since. */
  readonly publication: number
  readonly descriptor: Descriptor
  readonly source: DeliverySource
}

interface ChainLink {
  readonly id: number
  readonly kind: 'full' | 'changes'
  readonly pruned: boolean
  readonly sha256: string
  readonly checks: number | null
}

/** Null when there is none to rely on: not kept, pruned, or accepted by another check than ours. */
export async function findBase(client: ClientBase, rawDir: string): Promise<Base | null> {
  const { rows } = await client.query<ChainLink>(
    `with recursive chain as (
       select p.* from publications p join published_state s on s.publication_id = p.id
       union all
       select p.* from chain c join publications p on p.id = c.previous_id where c.kind = 'changes')
     select c.id, c.kind, c.pruned_at is not null as pruned, d.sha256, (d.report ->> 'checks')::integer as checks
       from chain c join deliveries d on d.id = c.delivery_id order by c.id`,
  )
  const first = rows[0]
  if (first?.kind !== 'full' || first.pruned || rows.some(({ checks }) => checks !== checkVersion)) return null
  for (const path of keptPaths(rawDir, first.sha256)) {
    const source = await openKept(path)
    if (!source) continue
    const descriptor = await descriptorOf(source)
    if (descriptor) return { publication: first.id, descriptor, source }
    await source.close()
  }
  return null
}

async function openKept(path: string): Promise<DeliverySource | null> {
  try {
    return await openDelivery(path)
  } catch (error) {
    if (error instanceof Refused || (error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Null when it is not there or not right. */
export async function descriptorOf(source: DeliverySource): Promise<Descriptor | null> {
  if (!source.list().some(({ path }) => path === descriptorName)) return null
  const { descriptor, problems } = readDescriptor(await readBeginning(source, descriptorName, descriptorBytesLimit + 1))
  return problems.length === 0 ? descriptor : null
}
