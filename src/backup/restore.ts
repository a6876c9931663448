import { chmodSync, createWriteStream, existsSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import type { Config } from '#platform/config.ts'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { isHeld } from '#platform/db/lock.ts'
import { type Migration, migrate, readMigrations } from '#platform/db/migrate.ts'
import { asAdministrator, prepareSchema, reachServer } from '#platform/db/open.ts'
import { ensureRoles, type Names, roleName, withSchemaLock } from '#platform/db/roles.ts'
import { makePrivateFolder, writeFileAtomic } from '#platform/files.ts'
import type { Log } from '#platform/log.ts'
import { restoringFile } from '#platform/restoring.ts'
import { openSecrets } from '#platform/secrets.ts'
import { type Ended, endWhatMustNotReturn } from './after-restore.ts'
import { BrokenBackup } from './container.ts'
import { type Manifest, openContents, type Part, verifyBackup } from './contents.ts'
import { type Loaded, loadRows } from './load.ts'
import { anchorFileName } from './snapshot.ts'
import { Told } from './told.ts'

export interface Restored extends Loaded {
  readonly manifest: Manifest
  readonly ended: Ended
}

/**
 * Makes an installation of a backup, in an empty data directory and, with an external server, an empty schema. Everything is checked
 * before anything is made; rows appear in one transaction. After a failure what was made is removed again, after a kill by the next try.
 * @throws Told saying what stands in the way.
 */
export async function restore(
  config: Config,
  log: Log,
  { path, words }: { readonly path: string; readonly words: string },
  program: readonly Migration[] = readMigrations(),
): Promise<Restored> {
  const { manifest } = await verifyBackup(path, words)
  const known = migrationsOf(manifest, program)
  clearLeftovers(config.dataDir)
  assertEmpty(config.dataDir)
  makePrivateFolder(config.dataDir)
  writeFileAtomic(restoringFile(config.dataDir), `${JSON.stringify({ pid: process.pid, from: manifest.createdAt })}\n`)
  try {
    const restored = await restoreInto(config, log, path, words, known)
    rmSync(restoringFile(config.dataDir))
    return { ...restored, manifest }
  } catch (error) {
    clearLeftovers(config.dataDir)
    throw error
  }
}

/** The program's own migrations that had made the schema of the backup. */
function migrationsOf(manifest: Manifest, program: readonly Migration[]): readonly Migration[] {
  const byNumber = new Map(program.map((migration) => [migration.number, migration]))
  return manifest.migrations.map(({ number, name, sha256 }) => {
    const ours = byNumber.get(number)
    if (!ours)
      throw new Told(
        `Tę kopię zrobił nowszy program (e-BOK ${manifest.version}, zmiana bazy ${name}). Zainstaluj tę wersję albo nowszą i przywróć kopię nią.`,
      )
    if (ours.sha256 !== sha256)
      throw new Told(
        `Tę kopię zrobił inny program: jego zmiana bazy ${name} jest inna niż tutaj. Przywróć ją tamtym programem.`,
      )
    return ours
  })
}

/** Only a restore that never ended left a directory with this mark, so nothing of value is in it. */
function clearLeftovers(dataDir: string): void {
  if (!existsSync(restoringFile(dataDir))) return
  if (isHeld(dataDir)) throw new Told(`W ${dataDir} właśnie trwa przywracanie kopii.`)
  const elsewhere = join(dataDir, 'database')
  const real = existsSync(elsewhere) ? realpathSync(elsewhere) : elsewhere
  if (real !== elsewhere) rmSync(real, { recursive: true, force: true })
  setFolderModes(join(dataDir, 'deliveries'), 0o700)
  const mark = basename(restoringFile(dataDir))
  for (const name of readdirSync(dataDir).filter((one) => one !== mark))
    rmSync(join(dataDir, name), { recursive: true, force: true })
  rmSync(restoringFile(dataDir))
}

function assertEmpty(dataDir: string): void {
  if (!existsSync(dataDir) || readdirSync(dataDir).length === 0) return
  throw new Told(
    `${dataDir} nie jest pusty. Kopię przywraca się do pustego katalogu: wskaż inny (EBOK_DATA_DIR) albo odsuń ten, na przykład: mv ${dataDir} ${dataDir}.stary`,
  )
}

async function restoreInto(
  config: Config,
  log: Log,
  path: string,
  words: string,
  known: readonly Migration[],
): Promise<Loaded & { ended: Ended }> {
  const names: Names = { schema: config.schema, rolePrefix: config.rolePrefix }
  await takeSecrets(config.dataDir, path, words)
  const secrets = openSecrets(config.dataDir)
  const { admin, embedded } = await reachServer(config, secrets, log, { server: 'own' })
  let made = false
  try {
    const loaded = await asAdministrator(admin, (client) =>
      withSchemaLock(client, names, async () => {
        await assertNoSchema(client, names)
        made = true
        await ensureRoles(client, names, secrets)
        await migrate(client, names, log, [...known])
        return asOwner(client, names, () => loadAndEnd(client, path, words, config.dataDir))
      }),
    )
    // The rest of the way to this program, as on any start.
    await prepareSchema(admin, names, secrets, log)
    await asAdministrator(admin, (client) => asOwner(client, names, () => client.query('analyze')))
    return loaded
  } catch (error) {
    if (made && !embedded)
      await asAdministrator(admin, (client) =>
        client.query(`drop schema if exists ${quoteIdentifier(names.schema)} cascade`),
      ).catch(() => {})
    throw error
  } finally {
    await embedded?.stop()
  }
}

async function assertNoSchema(client: pg.ClientBase, names: Names): Promise<void> {
  const { rows } = await client.query<{ tables: string }>(
    'select count(*) as tables from pg_class where relnamespace = to_regnamespace($1)',
    [quoteIdentifier(names.schema)],
  )
  if (Number(rows[0]!.tables) > 0)
    throw new Told(
      `W bazie jest już schemat ${names.schema} i nie jest pusty. Wskaż inny (EBOK_SCHEMA i EBOK_ROLE_PREFIX) albo inną bazę. Pozostałość przerwanego przywracania usuwa: drop schema ${names.schema} cascade`,
    )
}

async function asOwner<T>(client: pg.Client, names: Names, work: () => Promise<T>): Promise<T> {
  await client.query(`set role ${quoteIdentifier(roleName(names, 'owner'))}`)
  await client.query(`set search_path to ${quoteIdentifier(names.schema)}, pg_temp`)
  try {
    return await work()
  } finally {
    await client.query('reset role; reset search_path').catch(() => {})
  }
}

async function loadAndEnd(
  client: pg.Client,
  path: string,
  words: string,
  dataDir: string,
): Promise<Loaded & { ended: Ended }> {
  await client.query('begin')
  try {
    const { manifest, parts } = await openContents(path, words)
    const loaded = await loadRows(client, parts, (name, data) => takeFile(dataDir, name, data))
    const ended = await endWhatMustNotReturn(client, manifest.createdAt)
    await client.query('commit')
    setFolderModes(join(dataDir, 'deliveries'), 0o500)
    return { ...loaded, ended }
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

/** The keys must be there before the server starts: it keeps its own password in the same file. */
async function takeSecrets(dataDir: string, path: string, words: string): Promise<void> {
  const { parts } = await openContents(path, words)
  for await (const part of parts as AsyncIterable<Part>) {
    if (part.kind !== 'file' || part.path !== 'secrets.json') continue
    return await write(dataDir, part.path, part.data)
  }
  throw new BrokenBackup('W kopii brakuje kluczy.')
}

const restorable = new RegExp(`^(${anchorFileName.replaceAll('.', '\\.')}|deliveries/[0-9a-f]{64}/[^\\0]+)$`)

async function takeFile(dataDir: string, name: string, data: AsyncIterable<Buffer>): Promise<void> {
  if (name === 'secrets.json') return
  if (!restorable.test(name) || name.split('/').includes('..'))
    throw new BrokenBackup('W kopii jest plik, którego nie powinno być.')
  await write(dataDir, name, data)
}

async function write(dataDir: string, name: string, data: AsyncIterable<Buffer>): Promise<void> {
  const target = join(dataDir, ...name.split('/'))
  if (!target.startsWith(dataDir + sep)) throw new BrokenBackup('W kopii jest plik, którego nie powinno być.')
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
  const mode = name.startsWith('deliveries/') ? 0o400 : 0o600
  await pipeline(
    Readable.from(data, { objectMode: false }),
    createWriteStream(target, { flags: 'wx', mode, flush: true }),
  )
}

/** Kept deliveries are read-only, their folders too. */
function setFolderModes(folder: string, mode: number): void {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), mode)
}
