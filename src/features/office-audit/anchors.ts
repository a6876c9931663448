import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import { type Anchor, type ChainFault, readAnchorLines } from './audit.model.ts'
import { brokenAnchor, newestLine, verifyPart } from './audit.queries.ts'

const anchorFile = (dataDir: string): string => join(dataDir, 'audit-anchors.log')

export function readAnchors(dataDir: string): readonly Anchor[] {
  const path = anchorFile(dataDir)
  return existsSync(path) ? readAnchorLines(readFileSync(path, 'utf8')) : []
}

interface NightParts {
  readonly database: Database
  readonly dataDir: string
  readonly log: Log
  /** Lets a person know that the trail is not as it was written. */
  readonly alarm: (line: number, fault: ChainFault) => Promise<void>
}

const partSize = 20_000

/**
 * Nightly: goes over the lines since the last anchor, then writes the newest hash beside the database and into the log. Whoever rewrites
 * the whole chain inside the database cannot make it fit what was written outside.
 */
export async function anchorAudit({ database, dataDir, log, alarm }: NightParts): Promise<void> {
  const newest = await database.asWorker(newestLine)
  if (!newest) return
  const anchors = readAnchors(dataDir)
  const last = anchors.at(-1)
  const moved = await database.asWorker((tx) => brokenAnchor(tx, anchors.slice(-400)))
  if (moved) return report(moved.id, 'anchor')
  for (let from = (last?.id ?? 0) + 1; from <= newest.id; from += partSize) {
    const part = await database.asWorker((tx) => verifyPart(tx, from, Math.min(from + partSize - 1, newest.id)))
    if (part.brokenId !== null) return report(part.brokenId, part.fault ?? 'content')
  }
  if (last?.id === newest.id) return
  appendFileSync(anchorFile(dataDir), `${new Date(newest.at).toISOString()} ${newest.id} ${newest.hash}\n`, {
    mode: 0o600,
  })
  log.info('audit anchor', { audit_line: newest.id, audit_hash: newest.hash })

  async function report(line: number, fault: ChainFault): Promise<void> {
    log.error('audit trail broken', { audit_line: line, reason: fault })
    await alarm(line, fault)
  }
}
