/** The folder where copies lie: their names, and how many stay. */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

const draftEnd = '.niegotowa'
/** A draft this old is what a killed backup left. */
const abandonedAfterMs = 24 * 3_600_000

const escaped = (text: string): string => text.replaceAll(/[^a-z0-9]/g, '\\$&')
const nameOf = (schema: string): RegExp => new RegExp(`^${escaped(schema)}-\\d{8}T\\d{6}Z\\.kopia$`)

/** Where a backup begun at that moment goes. It is a draft until it is whole and was read back. */
export function placeFor(folder: string, schema: string, createdAt: string): { path: string; draft: string } {
  const path = join(folder, `${schema}-${createdAt.replaceAll(/[-:]/g, '')}.kopia`)
  return { path, draft: `${path}${draftEnd}` }
}

/** The copies of this schema, the newest first. */
export function copiesIn(folder: string, schema: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => nameOf(schema).test(name))
    .sort()
    .reverse()
    .map((name) => join(folder, name))
}

/** Makes the folder when its parent is there: a disk that is not mounted must not be mistaken for an empty folder. */
export function makeFolder(folder: string): void {
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 })
}

/** Removes all but the newest, and drafts nobody finishes any more. @returns how many copies went. */
export function removeOldCopies(folder: string, schema: string, keep: number): number {
  for (const name of readdirSync(folder).filter((one) => one.endsWith(draftEnd))) {
    const path = join(folder, name)
    if (nameOf(schema).test(name.slice(0, -draftEnd.length)) && Date.now() - statSync(path).mtimeMs > abandonedAfterMs)
      rmSync(path, { force: true })
  }
  const old = copiesIn(folder, schema).slice(keep)
  for (const path of old) rmSync(path)
  return old.length
}
