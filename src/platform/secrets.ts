import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { makePrivateFolder, writeFileAtomic } from './files.ts'

/**
 * Secrets of this installation, made at random when first asked for and kept in `<data>/secrets.json` (0600).
 * Nothing is derived from a name or a built-in key, so two installations never share one.
 */
export type Secrets = {
  /** 256 random bits in base64url, the same on every call and every start. */
  get(name: string): string
  has(name: string): boolean
}

export function openSecrets(dataDir: string): Secrets {
  makePrivateFolder(dataDir)
  const path = join(dataDir, 'secrets.json')
  // Read anew each time: a second program of the same installation may have added a secret meanwhile.
  const read = (): Record<string, string> => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {})
  return {
    get(name) {
      const known = read()
      const present = known[name]
      if (present !== undefined) return present
      return alone(`${path}.lock`, () => {
        // Another program of this installation may have been first: two would write over each other's key.
        const now = read()
        const made = now[name] ?? randomBytes(32).toString('base64url')
        if (now[name] === undefined)
          writeFileAtomic(path, JSON.stringify({ ...now, [name]: made }, null, 2) + '\n', 0o600)
        return made
      })
    },
    has: (name) => read()[name] !== undefined,
  }
}

/** A lock this old was left by a program that died. */
const abandonedAfterMs = 10_000

/** Runs the work while no other program does, by a file that only one can make. */
function alone<T>(lockPath: string, work: () => T): T {
  for (;;) {
    try {
      closeSync(openSync(lockPath, 'wx', 0o600))
      break
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      const age = Date.now() - (statSync(lockPath, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
      // One of the future is old, too: the clock was put back since.
      if (Math.abs(age) > abandonedAfterMs) rmSync(lockPath, { force: true })
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
  try {
    return work()
  } finally {
    rmSync(lockPath, { force: true })
  }
}
