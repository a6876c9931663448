import { argon2, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { writeFileAtomic } from '#platform/files.ts'
import { Told } from './told.ts'

/** Shorter than this is a word somebody thought of. */
const shortestKey = 20

/**
 * The words a backup is locked with, from a file that only its owner reads.
 * @throws Told saying what to type.
 */
export function readKeyFile(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile())
    throw new Told(`Nie ma pliku z kluczem kopii: ${path}. Nowy zrobi polecenie: ebok backup --new-key ${path}`)
  if ((found.mode & 0o077) !== 0)
    throw new Told(`Plik z kluczem kopii mogą czytać inne konta. Wpisz: chmod 600 ${path}`)
  const key = readFileSync(path, 'utf8').trim()
  if (key.length < shortestKey)
    throw new Told(`Klucz kopii w ${path} jest za krótki: potrzeba co najmniej ${shortestKey} znaków.`)
  return key
}

/** Makes a file with a new key of 256 random bits. An old file is never written over: it opens the old copies. */
export function writeNewKey(path: string): void {
  if (existsSync(path)) throw new Told(`${path} już jest. Stary klucz otwiera starsze kopie, więc go nie zmieniam.`)
  writeFileAtomic(path, `${randomBytes(32).toString('base64url')}\n`, 0o600)
}

/** How a file's key is made from the words; stands open at the beginning of the file. */
export interface Derivation {
  readonly memoryKib: number
  readonly passes: number
  /** Base64. */
  readonly salt: string
}

/** RFC 9106, second recommended choice: 64 MiB, 3 passes. A new salt, and so a new key, for each file. */
export const newDerivation = (): Derivation => ({
  memoryKib: 64 * 1024,
  passes: 3,
  salt: randomBytes(16).toString('base64'),
})

/** @returns 32 bytes for AES-256. */
export function deriveKey(words: string, { memoryKib, passes, salt }: Derivation): Promise<Buffer> {
  const parameters = {
    message: Buffer.from(words, 'utf8'),
    nonce: Buffer.from(salt, 'base64'),
    parallelism: 1,
    memory: memoryKib,
    passes,
    tagLength: 32,
  }
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, key) => (error ? reject(error) : resolve(key)))
  })
}
