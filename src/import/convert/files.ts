/** Files of the source folder by the names a mapping gives them. */
import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from './mapping.ts'
import type { ConvertProblems } from './shape.ts'
import type { SourceFile } from './source.ts'

/** The files of one source, in the order of the mapping and then of their names. What is missing is told. */
export function findFiles(folder: string, source: Source, problems: ConvertProblems): readonly SourceFile[] {
  return source.files.flatMap((pattern) => {
    const found = matching(folder, pattern.split('/'))
    if (found.length === 0) problems.add('sourceMissing', { file: pattern })
    else if (!pattern.includes('*') && found.length > 1) {
      problems.add('sourceAmbiguous', { file: pattern }, { found: found.map(({ name }) => name).join(', ') })
    }
    return found
  })
}

/** A single file by its path in the folder; DOS and Windows do not care about the case of letters, so neither do we. */
export function findFile(folder: string, path: string): SourceFile | null {
  return matching(folder, path.split('/'))[0] ?? null
}

function matching(folder: string, segments: readonly string[], prefix = ''): SourceFile[] {
  const [segment = '', ...rest] = segments
  const names = namesIn(folder)
  const exact = names.filter((name) => name === segment)
  const fitting = exact.length > 0 ? exact : names.filter((name) => fits(name.toLowerCase(), segment.toLowerCase()))
  return fitting.sort().flatMap((name) => {
    const path = join(folder, name)
    const state = lstatSync(path)
    // Links are not followed: a source folder often comes from elsewhere and could point anywhere.
    if (rest.length > 0) return state.isDirectory() ? matching(path, rest, `${prefix}${name}/`) : []
    return state.isFile() ? [{ path, name: prefix + name }] : []
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** `*` stands for any run of characters. Walked without going back twice, so no pattern is slow. */
function fits(name: string, pattern: string): boolean {
  const pieces = pattern.split('*')
  const first = pieces.shift() ?? ''
  const last = pieces.pop()
  if (last === undefined) return name === first
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false
  let at = first.length
  for (const piece of pieces) {
    const found = name.indexOf(piece, at)
    if (found === -1) return false
    at = found + piece.length
  }
  return at <= name.length - last.length
}
