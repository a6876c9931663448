import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { othersCanEnter, syncFolder } from '../files.ts'
import type { Secrets } from '../secrets.ts'
import type { Engine } from './engine.ts'
import { makeEnterable, serverUid } from './engine.ts'
import { scramVerifier } from './scram.ts'

/** The files of one embedded PostgreSQL. `base` is ours; what lies in it under `cluster`, `socket`, `log` is the server's. */
export type Cluster = {
  base: string
  cluster: string
  log: string
  /** Set when we are root: the user the server runs as. */
  user: { uid: number; gid: number } | undefined
}

export const superuser = 'postgres'
export const superuserSecret = 'database-superuser'

const isRoot = () => process.getuid?.() === 0

/**
 * Where the database lies: `<data>/database`, or, when we are root in a folder that others cannot enter,
 * `/var/lib/ebok/<instance>` with `<data>/database` a link to it, so that one place still leads to everything.
 */
export function locateCluster(dataDir: string, secrets: Secrets): Cluster {
  const home = join(dataDir, 'database')
  if (!isRoot()) {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    return describe(home, undefined)
  }
  if (!existsSync(home)) {
    if (othersCanEnter(dirname(dataDir))) {
      // The server's own group may pass through; nobody else sees the secrets lie there.
      chownSync(dataDir, 0, serverUid)
      chmodSync(dataDir, 0o710)
      mkdirSync(home, { mode: 0o755 })
    } else {
      // A random id, not a hash of the path: a new clone at an old path must not find an old database.
      const elsewhere = join('/var/lib/ebok', 'instances', secrets.get('instance').slice(0, 16))
      makeEnterable(dirname(elsewhere))
      makeEnterable(elsewhere)
      symlinkSync(elsewhere, home)
    }
  }
  const cluster = join(realpathSync(home), 'cluster')
  // A database first made by an ordinary user stays that user's.
  const uid = existsSync(cluster) ? statSync(cluster).uid : serverUid
  return describe(home, { uid, gid: uid === serverUid ? serverUid : statSync(cluster).gid })
}

function describe(home: string, user: Cluster['user']): Cluster {
  const base = realpathSync(home)
  return { base, cluster: join(base, 'cluster'), log: join(base, 'log'), user }
}

/** Makes a folder that only the server's user may enter. */
export function serverFolder(path: string, user: Cluster['user']): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  if (user) chownSync(path, user.uid, user.gid)
}

/**
 * Creates the database files when there are none. They are made beside and renamed, so a start killed in the middle
 * leaves nothing half-made.
 */
export function ensureCluster(place: Cluster, engine: Engine, secrets: Secrets): void {
  const versionFile = join(place.cluster, 'PG_VERSION')
  if (existsSync(versionFile)) {
    const found = readFileSync(versionFile, 'utf8').trim()
    const wanted = engine.version.split('.')[0]
    if (found !== wanted) {
      throw new Error(
        `The database in ${place.base} was made by PostgreSQL ${found}; this program brings ${wanted}.` +
          ' Start it with the program it was made by, write it out with pg_dump, and read it into an empty installation of this one.',
      )
    }
    if (!secrets.has(superuserSecret)) {
      throw new Error(`The database in ${place.base} is there but secrets.json lost its password. Restore that file.`)
    }
    return
  }
  const draft = mkdtempSync(join(place.base, 'new-'))
  // initdb insists on a user listed in the system's register, the server itself does not.
  const maker = place.user ? registeredUser(place.user.gid) : undefined
  if (maker) chownSync(draft, maker.uid, maker.gid)
  const passwordFile = join(draft, 'verifier')
  writeFileSync(passwordFile, scramVerifier(secrets.get(superuserSecret)) + '\n', { mode: 0o600 })
  if (maker) chownSync(passwordFile, maker.uid, maker.gid)
  const target = join(draft, 'cluster')
  try {
    execFileSync(
      engine.bin('initdb'),
      [
        ['-D', target, '-U', superuser, '--pwfile', passwordFile],
        ['--auth=scram-sha-256', '--data-checksums', '--encoding=UTF8'],
        // The C library's locales differ from machine to machine; ICU comes with the engine.
        ['--locale=C', '--locale-provider=icu', '--icu-locale=pl-PL'],
      ].flat(),
      { ...maker, env: engine.env, cwd: draft, stdio: ['ignore', 'pipe', 'pipe'] },
    )
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw new Error(`The database files could not be made in ${place.base}: ${reasonOf(error)}`)
  }
  if (place.user) execFileSync('chown', ['-hR', `${place.user.uid}:${place.user.gid}`, target])
  renameSync(target, place.cluster)
  syncFolder(place.base)
  rmSync(draft, { recursive: true, force: true })
}

function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: Buffer; message: string }
  return stderr?.toString().trim().split('\n').slice(-3).join(' ') || message
}

function registeredUser(gid: number): { uid: number; gid: number } {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => Number(fields[2]) > 0)
  const user = users.find((fields) => fields[0] === 'nobody') ?? users[0]
  if (!user)
    throw new Error('This system lists no user besides root; the database needs one to be made. Add one: useradd ebok')
  // With the server's group, which may enter the data directory.
  return { uid: Number(user[2]), gid }
}

/** Removes what starts killed half-way left behind. */
export const abandonedDrafts = (name: string): boolean => name.startsWith('new-')

/**
 * The socket's folder: inside the base when its path fits into a socket address (108 bytes, 104 on macOS),
 * otherwise a private one among the temporary files.
 */
export function socketFolder(place: Cluster): { path: string; temporary: boolean } {
  const inside = join(place.base, 'socket')
  const temporary = Buffer.byteLength(inside) > 80
  const path = temporary ? mkdtempSync(join(tmpdir(), 'ebok-')) : inside
  serverFolder(path, place.user)
  return { path, temporary }
}

/**
 * Settings of a small machine. Written at every start, beside the server's own folder, where the server cannot
 * change them: what is written here is what runs.
 */
export function writeSettings(place: Cluster, socketDir: string): void {
  const megabytes = Math.round(totalmem() / 1024 / 1024)
  const sharedBuffers = Math.min(1024, Math.max(64, Math.round(megabytes / 16)))
  const settings: Record<string, string | number> = {
    data_directory: quote(place.cluster),
    hba_file: quote(join(place.base, 'pg_hba.conf')),
    ident_file: quote(join(place.base, 'pg_ident.conf')),
    listen_addresses: "''",
    unix_socket_directories: quote(socketDir),
    unix_socket_permissions: '0700',
    max_connections: 60,
    password_encryption: "'scram-sha-256'",
    // Nothing acknowledged is lost.
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    io_method: 'sync',
    shared_buffers: `'${sharedBuffers}MB'`,
    work_mem: "'16MB'",
    maintenance_work_mem: "'128MB'",
    // Bounds the log to replay after a kill, so that a restart stays within seconds.
    max_wal_size: "'512MB'",
    checkpoint_timeout: "'5min'",
    jit: 'off',
    random_page_cost: '1.1',
    timezone: "'Europe/Warsaw'",
    log_timezone: "'Europe/Warsaw'",
    datestyle: "'iso, ymd'",
    lc_messages: "'C'",
    default_text_search_config: "'pg_catalog.simple'",
    logging_collector: 'on',
    log_directory: quote(place.log),
    log_filename: "'postgresql-%a.log'",
    log_truncate_on_rotation: 'on',
    log_rotation_age: "'1d'",
    log_rotation_size: 0,
    // DETAIL lines and failing statements would carry residents' data into the log.
    log_error_verbosity: "'terse'",
    log_min_error_statement: "'panic'",
    log_parameter_max_length_on_error: 0,
    log_connections: "''",
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  const header = '# Written by e-BOK at every start; changes made here do not last.\n'
  writeFileSync(join(place.base, 'postgresql.conf'), header + lines.join('\n') + '\n', { mode: 0o644 })
  writeFileSync(join(place.base, 'pg_hba.conf'), header + 'local all all scram-sha-256\n', { mode: 0o644 })
  writeFileSync(join(place.base, 'pg_ident.conf'), header, { mode: 0o644 })
  for (const name of ['postgresql.conf', 'pg_hba.conf', 'pg_ident.conf']) chmodSync(join(place.base, name), 0o644)
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`

export type PostmasterFile = { pid: number; ready: boolean }

/** PostgreSQL's own lock file, which also says whether it takes connections yet (eighth line). */
export function readPostmasterFile(place: Cluster): PostmasterFile | undefined {
  try {
    const lines = readFileSync(join(place.cluster, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' }
  } catch {
    return undefined
  }
}

/**
 * After a power cut the id in postmaster.pid may belong to some other process, and PostgreSQL would refuse to start
 * until somebody deletes the file by hand. We put an id there that cannot exist instead of deleting it: the file also
 * names the shared memory by which PostgreSQL makes sure that no orphaned child still writes to these files.
 */
export function forgetStalePostmaster(place: Cluster): void {
  const path = join(place.cluster, 'postmaster.pid')
  if (!existsSync(path) || lstatSync(path).isSymbolicLink()) return
  const rest = readFileSync(path, 'utf8').split('\n').slice(1)
  const impossiblePid = 2_000_000_000
  const file = openSync(path, constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW)
  try {
    writeSync(file, [impossiblePid, ...rest].join('\n'))
  } finally {
    closeSync(file)
  }
}
