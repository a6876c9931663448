import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join, parse } from 'node:path'

/**
 * The folder of package.json, found by walking up: the sources and the one-file bundle lie at different depths,
 * and both need db/migrations.
 */
export function packageRoot(): string {
  let folder = import.meta.dirname
  while (folder !== parse(folder).root) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'ebok') return folder
    folder = dirname(folder)
  }
  throw new Error('The folder of the program has no package.json named "ebok"; install it again.')
}

/** Replaces a file so that a reader, or the next start after a power cut, finds the old text or the new one. */
export function writeFileAtomic(path: string, text: string, mode = 0o600): void {
  const draft = `${path}.${process.pid}.new`
  const file = openSync(draft, 'w', mode)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(draft, path)
  syncFolder(dirname(path))
}

/** Makes a rename durable. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

/** Whether a user who owns nothing on the way could enter this folder: every ancestor lets others pass. */
export function othersCanEnter(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false
    if (folder === parse(folder).root) return true
  }
}

/** Makes a folder for our eyes only; the folders above it keep the usual mode, so that others may pass through those. */
export function makePrivateFolder(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  if (!existsSync(path)) mkdirSync(path, { recursive: true, mode: 0o700 })
}
