import assert from 'node:assert/strict'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { readConfig } from '#platform/config.ts'
import { readCatalogue } from '#platform/db/catalogue.ts'
import { statement } from '#platform/db/database.ts'
import { migrate, readMigrations } from '#platform/db/migrate.ts'
import { asAdministrator, openRoles } from '#platform/db/open.ts'
import { ensureRoles } from '#platform/db/roles.ts'
import { staleSchemaFiles } from '#platform/db/schema-dump.ts'
import { targetFromUrl } from '#platform/db/target.ts'
import { silentLog } from '#platform/log.ts'
import { assertNotRestoring, restoringFile } from '#platform/restoring.ts'
import { openSecrets } from '#platform/secrets.ts'
import { backupCommand } from '#src/backup-command.ts'
import { examine } from '#src/doctor-command.ts'
import { restoreCommand } from '#src/restore-command.ts'
import { externalMissing, startExternalServer } from '#test/harness/external.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { type BackupDone, backup, lastBackup } from './backup.ts'
import { BrokenBackup } from './container.ts'
import { openContents, type Part } from './contents.ts'
import {
  asSchemaOwner,
  furnish,
  type Installation,
  newKeyFile,
  openInstallation,
  type People,
  rowHashes,
  signInBoth,
  withPages,
} from './drill.testkit.ts'
import { copiesIn } from './folder.ts'
import { readKeyFile } from './key.ts'
import { restore } from './restore.ts'

const folder = temporaryFolder()
const copies = join(folder, 'kopie')
const env = (name: string) => ({ EBOK_DATA_DIR: join(folder, name) })
const keyFile = newKeyFile(folder)
const words = readKeyFile(keyFile)

const said: string[] = []
const io = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text) }
/** A command as the operator types it, on that data directory. */
async function on(dataDir: string, run: () => Promise<number>): Promise<number> {
  said.length = 0
  const before = process.env.EBOK_DATA_DIR
  process.env.EBOK_DATA_DIR = dataDir
  try {
    return await run()
  } finally {
    if (before === undefined) delete process.env.EBOK_DATA_DIR
    else process.env.EBOK_DATA_DIR = before
  }
}

let original: Installation
let people: People
let done: BackupDone
before(async () => {
  original = await openInstallation(env('dane'))
  people = await furnish(original, folder)
  done = await backup({ database: original.store.database, config: original.config }, { folder: copies, words })
})
after(async () => {
  await original.store.close()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o700)
  rmSync(folder, { recursive: true, force: true })
})

/** What a restore changes on purpose. */
const changedTables = ['audit_events', 'jobs', 'outgoing_mails', 'sessions', 'starting_codes']
const without = (hashes: Record<string, string>) =>
  Object.fromEntries(Object.entries(hashes).filter(([name]) => !changedTables.includes(name)))

describe('backup and restore', () => {
  test('a restored installation has the same rows, policies and grants, and people sign in', async () => {
    const before = await rowHashes(original)
    const dataDir = join(folder, 'kopia')
    // What a killed restore leaves: it does not start as a portal, and the next restore begins anew.
    mkdirSync(join(dataDir, 'deliveries', 'x'), { recursive: true })
    writeFileSync(restoringFile(dataDir), '{}')
    writeFileSync(join(dataDir, 'secrets.json'), '{}')
    assert.throws(() => assertNotRestoring(dataDir), /ebok restore/)
    assert.equal(await on(dataDir, () => restoreCommand([done.path, '--key-file', keyFile], io)), 0)
    assert.match(
      said.join('\n'),
      /, bez różnic\.[\s\S]*linki, które przestały działać: 1\.[\s\S]*już wyszły: 1\.[\s\S]*zadania: 1\.[\s\S]*Wszystko działa\./,
    )
    assertNotRestoring(dataDir)
    assert.equal(existsSync(join(dataDir, 'deliveries', 'x')), false)
    const copy = await openInstallation(env('kopia'))
    try {
      const now = await rowHashes(copy)
      assert.deepEqual(without(now), without(before))
      assert.deepEqual(
        changedTables.filter((name) => now[name] === before[name]),
        [],
      )
      assert.deepEqual(await differencesIn(copy), [])
      assert.deepEqual(await sleepingTriggers(copy), [])
      assert.deepEqual(await withPages(copy, (newBrowser) => signInBoth(newBrowser, people)), {
        resident: 200,
        staff: 200,
      })
      // A code of the day before the restore may have been used since: it no longer opens anything.
      const stranger = await withPages(copy, async (newBrowser) => {
        const browser = newBrowser()
        await browser.signIn(people.unused.login, people.unused.code)
        return browser.session
      })
      assert.equal(stranger, undefined)
      const findings = await examine({ ...env('kopia') })
      assert.deepEqual(
        findings.filter(({ state }) => state === 'failure'),
        [],
      )
      const old = await asSchemaOwner(
        copy,
        async (client) => (await client.query(`select state, fault from outgoing_mails order by state`)).rows,
      )
      assert.deepEqual(old, [
        { state: 'sent', fault: null },
        { state: 'unknown', fault: 'restored' },
      ])
      assert.equal(copy.store.secrets.get('secondFactor'), original.store.secrets.get('secondFactor'))
      assert.notEqual(copy.store.secrets.get('database-staff'), original.store.secrets.get('database-staff'))
      assert.deepEqual(treeOf(join(folder, 'kopia', 'deliveries')), treeOf(join(folder, 'dane', 'deliveries')))
    } finally {
      await copy.store.close()
    }
  })

  test('the same copy becomes an installation on an external server, under other names, by an administrator who is no superuser', {
    skip: process.env.CI === 'true' ? false : externalMissing,
  }, async () => {
    const server = await startExternalServer()
    try {
      const elsewhere = {
        ...env('zewnętrzna'),
        DATABASE_URL: server.url,
        EBOK_SCHEMA: 'druga',
        EBOK_ROLE_PREFIX: 'druga',
      }
      await restore(readConfig(elsewhere), silentLog, { path: done.path, words })
      const copy = await openInstallation(elsewhere)
      try {
        assert.deepEqual(without(await rowHashes(copy)), without(await rowHashes(original)))
        assert.deepEqual(await differencesIn(copy), [])
        assert.equal((await withPages(copy, (newBrowser) => signInBoth(newBrowser, people))).resident, 200)
        const again = await backup({ database: copy.store.database, config: copy.config }, { folder: copies, words })
        assert.equal(again.tables, done.tables)
        await assert.rejects(
          restore({ ...readConfig(elsewhere), dataDir: join(folder, 'trzecia') }, silentLog, {
            path: done.path,
            words,
          }),
          /schemat druga i nie jest pusty/,
        )
        assert.equal(existsSync(join(folder, 'trzecia', 'secrets.json')), false)
      } finally {
        await copy.store.close()
      }
      await olderSchema(server.url)
    } finally {
      await server.stop()
    }
  })

  test('while people write, the copy is of one moment', async () => {
    const both = statement<[string], never>(
      'drill.both',
      `with a as (insert into throttle_buckets (bucket_sha256, day, day_attempts) values (sha256(convert_to($1, 'UTF8')), current_date, 4711))
       insert into audit_events (actor_kind, action, details) values ('system', 'login.unlocked', jsonb_build_object('n', $1::text))`,
    )
    const written = statement<[], { lines: number }>(
      'drill.written',
      'select count(*) as lines from throttle_buckets where day_attempts = 4711',
    )
    let writing = true
    const writer = (async () => {
      for (let n = 0; writing; n++)
        await original.store.database.asAuth((tx) => tx.query(both, [`zapis ${n}`]), { write: true })
    })()
    while ((await original.store.database.asAuth((tx) => tx.one(written, []))).lines < 20);
    const copied = await backup(
      { database: original.store.database, config: original.config },
      { folder: copies, words },
    )
    writing = false
    await writer
    const { buckets, lines } = await linesIn(copied.path)
    const { lines: left } = await original.store.database.asAuth((tx) => tx.one(written, []))
    assert.equal(buckets, lines)
    assert.ok(lines >= 20 && lines < left, `${lines} of ${left}`)
  })

  test('of a damaged file nothing is made', async () => {
    const bytes = readFileSync(done.path)
    bytes[Math.trunc(bytes.length / 2)]! ^= 1
    const broken = join(folder, 'zepsuta.kopia')
    writeFileSync(broken, bytes)
    await assert.rejects(restore(readConfig(env('nic')), silentLog, { path: broken, words }), BrokenBackup)
    assert.equal(existsSync(join(folder, 'nic')), false)
  })

  test('no row and no key stands in the file as it is', () => {
    const bytes = readFileSync(done.path)
    for (const secret of ['Osoba Testowa', people.resident, original.store.secrets.get('secondFactor'), 'create table'])
      assert.equal(bytes.includes(secret), false)
    assert.equal(statSync(done.path).mode & 0o777, 0o600)
  })

  test('a place that is not empty, and a copy of a newer program, are refused with the way on', async () => {
    await assert.rejects(restore(original.config, silentLog, { path: done.path, words }), /nie jest pusty.*mv /s)
    const older = readMigrations().slice(0, -1)
    await assert.rejects(
      restore(readConfig(env('nowsza')), silentLog, { path: done.path, words }, older),
      /nowszy program.*Zainstaluj tę wersję/s,
    )
    const edited = readMigrations().map((one) => (one.number === 1 ? { ...one, sha256: '0'.repeat(64) } : one))
    await assert.rejects(
      restore(readConfig(env('nowsza')), silentLog, { path: done.path, words }, edited),
      /inny program/,
    )
    assert.equal(existsSync(join(folder, 'nowsza')), false)
  })

  test('as many copies stay as were asked for, others of the folder are left alone', async () => {
    const place = join(folder, 'rotacja')
    mkdirSync(place)
    for (const day of ['01', '02', '03']) copyFileSync(done.path, join(place, `ebok-202601${day}T043000Z.kopia`))
    for (const name of ['inna-20260101T043000Z.kopia', 'ebok-notatki.txt']) writeFileSync(join(place, name), 'x')
    const { removed, path } = await backup(
      { database: original.store.database, config: original.config },
      { folder: place, words, keep: 2 },
    )
    assert.equal(removed, 2)
    assert.deepEqual(copiesIn(place, 'ebok'), [path, join(place, 'ebok-20260103T043000Z.kopia')])
    assert.deepEqual(readdirSync(place).length, 4)
    assert.ok(Date.now() - Date.parse(lastBackup(original.config.dataDir)!.at) < 60_000)
  })

  test('a folder whose parent is missing is not made: the disk may not be mounted', async () => {
    const place = join(folder, 'nie-ma', 'kopie')
    await assert.rejects(
      backup({ database: original.store.database, config: original.config }, { folder: place, words }),
      /ENOENT|nie ma/,
    )
  })

  test('the role of the backup reads every table and sequence and writes none', async () => {
    const role = `${original.store.names.rolePrefix}_backup`
    const found = await asSchemaOwner(original, async (client) => {
      const { rows } = await client.query(
        `select c.relname as name, case when c.relkind = 'S' then has_sequence_privilege($1, c.oid, 'select') else has_table_privilege($1, c.oid, 'select') end as reads,
                c.relkind <> 'S' and has_table_privilege($1, c.oid, 'insert, update, delete, truncate') as writes
           from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'S')`,
        [role],
      )
      return rows
    })
    assert.ok(found.length > 90)
    assert.deepEqual(
      found.filter(({ reads, writes }) => !reads || writes),
      [],
    )
  })
})

describe('the commands', () => {
  test('backup beside the running portal, and a check of the file', async () => {
    const place = join(folder, 'z-polecenia')
    assert.equal(await on(original.config.dataDir, () => backupCommand([place, '--key-file', keyFile], io)), 0)
    assert.match(said[0]!, /^Kopia zrobiona i sprawdzona: .*\.kopia/)
    const [path] = copiesIn(place, 'ebok')
    assert.equal(
      await on(original.config.dataDir, () => backupCommand(['--check', path!, '--key-file', keyFile], io)),
      0,
    )
    assert.match(said[0]!, /^Kopia jest cała: stan z /)
  })

  test('a key others can read, a short one and a missing one are refused with what to type', async () => {
    chmodSync(keyFile, 0o640)
    await assert.rejects(backupCommand([copies, '--key-file', keyFile], io), /chmod 600/)
    chmodSync(keyFile, 0o600)
    const short = join(folder, 'krótki')
    writeFileSync(short, 'hasło', { mode: 0o600 })
    await assert.rejects(backupCommand([copies, '--key-file', short], io), /za krótki/)
    await assert.rejects(backupCommand([copies, '--key-file', join(folder, 'brak')], io), /--new-key/)
    await assert.rejects(backupCommand([copies], io), /zawsze zaszyfrowana/)
    await assert.rejects(backupCommand(['--new-key', keyFile], io), /już jest/)
    assert.equal(await backupCommand(['a', 'b'], io), 2)
    assert.equal(await restoreCommand([], io), 2)
  })
})

/** What differs in tables, policies, grants and functions from an installation made by the migrations alone. */
const differencesIn = (of: Installation): Promise<string[]> =>
  asAdministrator(of.store.admin, async (client) => staleSchemaFiles(await readCatalogue(client, of.store.names)))

/** A copy from before the newest migration becomes an installation of today. */
async function olderSchema(url: string): Promise<void> {
  const all = readMigrations()
  const old = { ...env('stara'), DATABASE_URL: url, EBOK_SCHEMA: 'stara', EBOK_ROLE_PREFIX: 'stara' }
  const config = readConfig(old)
  const names = { schema: 'stara', rolePrefix: 'stara' }
  const secrets = openSecrets(config.dataDir)
  const admin = targetFromUrl(url)
  await asAdministrator(admin, async (client) => {
    await ensureRoles(client, names, secrets)
    await migrate(client, names, silentLog, all.slice(0, -1))
  })
  const database = openRoles(admin, names, secrets, silentLog)
  const { path } = await backup({ database, config }, { folder: copies, words })
  await database.close()
  const fresh = { ...env('nowa'), DATABASE_URL: url, EBOK_SCHEMA: 'nowa', EBOK_ROLE_PREFIX: 'nowa' }
  const { manifest } = await restore(readConfig(fresh), silentLog, { path, words })
  assert.equal(manifest.migrations.length, all.length - 1)
  const upgraded = await openInstallation(fresh)
  assert.deepEqual(await differencesIn(upgraded), [])
  await upgraded.store.close()
}

/** Rows the writer of the test made, as they stand in a copy. */
async function linesIn(path: string): Promise<{ buckets: number; lines: number }> {
  const { parts } = await openContents(path, words)
  const found = { buckets: 0, lines: 0 }
  for await (const part of parts as AsyncIterable<Part>) {
    if (part.kind !== 'table') continue
    const chunks: Buffer[] = []
    for await (const chunk of part.data) chunks.push(Buffer.from(chunk))
    const rows = Buffer.concat(chunks).toString('utf8').split('\n')
    if (part.table === 'throttle_buckets') found.buckets = rows.filter((row) => row.includes('\t4711\t')).length
    if (part.table === 'audit_events') found.lines = rows.filter((row) => row.includes('zapis ')).length
  }
  return found
}

const sleepingTriggers = (of: Installation): Promise<string[]> =>
  asSchemaOwner(of, async (client) => {
    const { rows } = await client.query(
      `select t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = current_schema()::regnamespace and t.tgenabled <> 'O'`,
    )
    return rows.map(({ tgname }) => tgname)
  })

function treeOf(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const whole = join(entry.parentPath, entry.name)
      const { mode } = statSync(whole)
      return `${whole.slice(path.length)} ${(mode & 0o777).toString(8)} ${entry.isFile() ? readFileSync(whole).toString('base64').slice(0, 200) : ''}`
    })
    .sort()
}
