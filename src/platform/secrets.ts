import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
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
      const fresh = randomBytes(32).toString('base64url')
      writeFileAtomic(path, JSON.stringify({ ...known, [name]: fresh }, null, 2) + '\n', 0o600)
      return fresh
    },
    has: (name) => read()[name] !== undefined,
  }
}
