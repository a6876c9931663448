/** A release as an operator gets it: packed, unpacked in a clean folder, used by an ordinary user of this machine. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { embeddedTarget } from '#platform/db/embedded.ts'
import { readHolder } from '#platform/db/lock.ts'
import { waitUntil } from '#platform/db/processes.ts'
import { packageRoot } from '#platform/files.ts'
import { temporaryFolder } from '#test/harness/folders.ts'

export interface Person {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

export interface Ended {
  readonly code: number | null
  readonly text: string
}

/** A clean folder with a user of its own; both gone afterwards. */
export class Place {
  readonly folder: string
  readonly person: Person
  #made: boolean

  private constructor(folder: string, person: Person, made: boolean) {
    this.folder = folder
    this.person = person
    this.#made = made
  }

  /** As root a user is made for the time of the proof; otherwise it is whoever runs the proof. */
  static make(): Place {
    const folder = temporaryFolder('release')
    chmodSync(folder, 0o755)
    if (process.getuid?.() !== 0)
      return new Place(folder, { name: process.env.USER ?? '', uid: process.getuid!(), gid: process.getgid!() }, false)
    const name = `ebok-${process.pid}`
    execFileSync('useradd', [
      '--system',
      '--user-group',
      '--home-dir',
      join(folder, 'home'),
      '--create-home',
      '--shell',
      '/usr/sbin/nologin',
      name,
    ])
    const ids = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))
    const place = new Place(folder, { name, uid: ids('-u'), gid: ids('-g') }, true)
    process.once('exit', () => place.remove())
    return place
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
    if (this.#made) execFileSync('userdel', [this.person.name], { stdio: 'ignore' })
    this.#made = false
  }

  /** A folder or file of the user's. */
  own(path: string): string {
    chownSync(path, this.person.uid, this.person.gid)
    return path
  }

  directory(name: string): string {
    const path = join(this.folder, name)
    mkdirSync(path, { mode: 0o700 })
    return this.own(path)
  }

  /** A settings file as docs/operate.md has it written. */
  settings(name: string, values: Record<string, string | number>): string {
    const path = join(this.folder, name)
    writeFileSync(
      path,
      Object.entries(values)
        .map(([key, value]) => `${key}=${value}\n`)
        .join(''),
    )
    chmodSync(path, 0o600)
    return this.own(path)
  }

  /** Starts something as the user, with nothing of our environment but the path. */
  start(
    command: string,
    args: readonly string[],
    { cwd = this.folder, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
  ): ChildProcess {
    const { uid, gid } = this.person
    const asOther = process.getuid?.() === 0 ? { uid, gid } : {}
    return spawn(command, args, {
      ...asOther,
      cwd,
      env: { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: join(this.folder, 'home'), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  /** Runs something as the user to its end. */
  async run(
    command: string,
    args: readonly string[],
    options: { cwd?: string; env?: Record<string, string> } = {},
  ): Promise<Ended> {
    const child = this.start(command, args, options)
    let text = ''
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (text += chunk))
    const [code] = await once(child, 'close')
    return { code, text }
  }
}

/**
 * `npm run pack`, then what docs/operate.md says: unpack, npm ci, which takes most of the time; without it the packages of this folder
 * are linked. @returns the folder of the program.
 */
export async function installed(place: Place, version: string, npmToo: boolean): Promise<string> {
  const packed = join(place.folder, 'packed')
  execFileSync(process.execPath, [join(packageRoot(), 'tools', 'pack.mjs'), packed], { stdio: 'ignore' })
  const archive = readdirSync(packed).find((name) => name.endsWith('.tgz'))!
  chmodSync(packed, 0o755)
  const program = place.directory(`ebok-${version}`)
  const unpacked = await place.run('tar', ['xzf', join(packed, archive), '--strip-components=1', '-C', program])
  if (unpacked.code !== 0) throw new Error(unpacked.text)
  if (!npmToo) {
    execFileSync('cp', ['-al', realpathSync(join(packageRoot(), 'node_modules')), join(program, 'node_modules')])
    return program
  }
  // The way to the registry is the one this machine's npm knows.
  const { npm_config_globalconfig: global } = process.env
  const npm = await place.run('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund'], {
    cwd: program,
    env: global ? { npm_config_globalconfig: global } : {},
  })
  if (npm.code !== 0) throw new Error(npm.text)
  return program
}

/** The next release: the same sources with one more migration, in a folder of its own. */
export function nextRelease(
  place: Place,
  program: string,
  version: string,
  migration: { name: string; text: string },
): string {
  const next = join(place.folder, `ebok-${version}`)
  cpSync(program, next, {
    recursive: true,
    filter: (path) => !path.startsWith(join(program, 'node_modules')),
    preserveTimestamps: true,
  })
  execFileSync('cp', ['-al', join(program, 'node_modules'), join(next, 'node_modules')])
  const manifest = join(next, 'package.json')
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"version": "[^"]*"/, `"version": "${version}"`))
  writeFileSync(join(next, 'db', 'migrations', migration.name), migration.text)
  if (process.getuid?.() === 0) ownAllBut(next, 'node_modules', place)
  return next
}

/** Gives a folder to the user, all but one part, whose files may be shared with others. */
function ownAllBut(folder: string, part: string, place: Place): void {
  place.own(folder)
  for (const name of readdirSync(folder).filter((one) => one !== part))
    execFileSync('chown', ['-R', `${place.person.uid}:${place.person.gid}`, join(folder, name)])
}

export interface Running {
  readonly url: string
  /** Lines of JSON the program logged. */
  readonly log: readonly string[]
  /** What it said to the console. */
  readonly said: () => string
  /** Waits until it said something like this. */
  hears(what: string): Promise<boolean>
  stop(): Promise<number | null>
}

/** `ebok serve` until it answers. */
export async function serving(place: Place, program: string, settings: string): Promise<Running> {
  const child = place.start(join(program, 'bin', 'ebok'), ['serve'], {
    cwd: program,
    env: { EBOK_SETTINGS_FILE: settings },
  })
  const log: string[] = []
  let said = ''
  let rest = ''
  child.stdout!.on('data', (chunk) => (said += chunk))
  const port = await new Promise<number>((resolve, reject) => {
    child.stderr!.on('data', (chunk) => {
      rest += chunk
      const lines = rest.split('\n')
      rest = lines.pop()!
      log.push(...lines)
      for (const line of lines) {
        const found = /"event":"portal started","port":(\d+)/.exec(line)
        if (found) resolve(Number(found[1]))
      }
    })
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${log.join('\n')}${rest}`)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    log,
    said: () => said,
    hears: (what) => waitUntil(() => said.includes(what), 10_000),
    stop: async () => {
      child.removeAllListeners('exit')
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      return (await ended)[0] as number | null
    },
  }
}

/** The embedded server of a running installation, past everything. */
export async function asSuperuser(dataDir: string): Promise<pg.Client> {
  const secrets = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as Record<string, string>
  const known = { get: (name: string) => secrets[name]!, has: (name: string) => name in secrets }
  const client = new pg.Client(embeddedTarget(readHolder(dataDir)!.socketDir, known))
  await client.connect()
  return client
}

/** One hash a table of a running installation, made by the server. Tables a restore changes on purpose are left out. */
export async function rowHashes(dataDir: string, leftOut: readonly string[]): Promise<string> {
  const client = await asSuperuser(dataDir)
  try {
    await client.query(`set search_path = ebok; set timezone = 'UTC'; set datestyle = 'ISO, YMD'`)
    const { rows } = await client.query<{ name: string }>(
      `select relname::text as name from pg_class where relnamespace = 'ebok'::regnamespace and relkind = 'r' and relname <> all ($1) order by 1`,
      [leftOut],
    )
    const hashes = []
    for (const { name } of rows) {
      const found = await client.query<{ hash: string }>(
        `select count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' order by t::text collate "C")), '') as hash from "${name}" t`,
      )
      hashes.push(`${name} ${found.rows[0]!.hash}`)
    }
    return hashes.join('\n')
  } finally {
    await client.end()
  }
}

export const movedAside = (path: string): void => renameSync(path, `${path}.stary`)
