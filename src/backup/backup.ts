import { existsSync, readFileSync, rmSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Config } from '#platform/config.ts'
import type { Database } from '#platform/db/database.ts'
import { syncFolder, writeFileAtomic } from '#platform/files.ts'
import { BackupWriter } from './container.ts'
import { ContentsWriter, type Manifest, type Total, verifyBackup } from './contents.ts'
import { makeFolder, placeFor, removeOldCopies } from './folder.ts'
import { beginSnapshot, readBeside, writeContents } from './snapshot.ts'

export interface BackupOptions {
  /** Folder the file goes to; made when its parent is there. */
  readonly folder: string
  /** What the file is locked with. */
  readonly words: string
  /** How many copies stay in the folder, this one counted; undefined = all. */
  readonly keep?: number
}

export interface BackupDone extends Total {
  readonly path: string
  readonly fileBytes: number
  readonly removed: number
}

/**
 * Writes a copy of the installation as it is at this moment, reads it back, and only then gives it its name. Nobody waits for it:
 * one read-only snapshot of a role of its own.
 */
export async function backup(
  {
    database,
    config,
  }: { readonly database: Pick<Database, 'withBackupClient'>; readonly config: Pick<Config, 'dataDir' | 'schema'> },
  { folder, words, keep }: BackupOptions,
): Promise<BackupDone> {
  makeFolder(folder)
  const beside = readBeside(config.dataDir)
  const written = await database.withBackupClient(async (client) => {
    const manifest = await beginSnapshot(client)
    const place = placeFor(folder, config.schema, manifest.createdAt)
    // Handed on instead of thrown: a full disk must not be taken for a database that is away.
    const result = await writeDraft(place.draft, words, manifest, (to) =>
      writeContents(client, to, beside, join(config.dataDir, 'deliveries')),
    ).catch((error: unknown) => ({ error }))
    return { ...place, ...result, createdAt: manifest.createdAt }
  })
  if ('error' in written) throw written.error
  const { path, draft, total, fileBytes, createdAt } = written
  try {
    await verifyBackup(draft, words)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
  await rename(draft, path)
  syncFolder(dirname(path))
  noteBackup(config.dataDir, { at: createdAt, bytes: fileBytes })
  return { path, fileBytes, removed: keep === undefined ? 0 : removeOldCopies(folder, config.schema, keep), ...total }
}

async function writeDraft(
  draft: string,
  words: string,
  manifest: Manifest,
  fill: (to: ContentsWriter) => Promise<void>,
): Promise<{ total: Total; fileBytes: number }> {
  const file = await BackupWriter.create(draft, words)
  try {
    const to = await ContentsWriter.begin(file, manifest)
    await fill(to)
    return { total: await to.finish(), fileBytes: file.bytes }
  } catch (error) {
    await file.abandon()
    rmSync(draft, { force: true })
    throw error
  }
}

const note = z.object({ at: z.iso.datetime(), bytes: z.number() })
export type BackupNote = z.output<typeof note>
const noteFile = (dataDir: string): string => join(dataDir, 'backup.json')

const noteBackup = (dataDir: string, done: BackupNote): void =>
  writeFileAtomic(noteFile(dataDir), `${JSON.stringify(done)}\n`)

/** When this installation was last copied and how large the file was; undefined = never. */
export function lastBackup(dataDir: string): BackupNote | undefined {
  if (!existsSync(noteFile(dataDir))) return undefined
  const found = note.safeParse(JSON.parse(readFileSync(noteFile(dataDir), 'utf8')))
  return found.success ? found.data : undefined
}
