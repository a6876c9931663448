// How far the program meets OWASP ASVS 5.0.0: `npm run asvs` checks security/asvs.json, prints the counts and writes the known gaps into
// docs/security.md. A test keeps all of it true.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** What stands behind one requirement: tests and pages that show it is met, or why it does not apply, or what is missing. */
export interface Requirement {
  readonly id: string
  /** Titles of tests, by file. Beside a gap: what holds all the same. */
  readonly tests?: Readonly<Record<string, readonly string[]>>
  /** Headings of pages that document it, by file. */
  readonly documents?: Readonly<Record<string, readonly string[]>>
  readonly reason?: string
  readonly gap?: string
}

export interface Coverage {
  readonly standard: string
  readonly level: 1 | 2 | 3
  /** So many gaps are known; another one is a decision. */
  readonly gaps: number
  readonly chapters: readonly {
    readonly id: string
    readonly about: string
    readonly requirements: readonly Requirement[]
  }[]
}

/** Levels of a section's requirements in their order: `"V1.1": [2, 2]` says that V1.1.1 and V1.1.2 are of level 2. */
export type Levels = Readonly<Record<string, readonly number[]>>

/** Text of a file of the project; undefined when there is none. */
export type ReadFile = (path: string) => string | undefined

const root = new URL('../', import.meta.url)
export const readProjectFile: ReadFile = (path) => {
  const file = new URL(path, root)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
export const readCoverage = (): Coverage => JSON.parse(readProjectFile('security/asvs.json')!)
export const readLevels = (): Levels => JSON.parse(readProjectFile('security/asvs-levels.json')!)

/** Requirements up to a level, in the order of the standard. */
export function wantedIds(levels: Levels, level: number): string[] {
  return Object.entries(levels).flatMap(([section, ofThem]) =>
    ofThem.flatMap((one, index) => (one <= level ? [`${section}.${index + 1}`] : [])),
  )
}

const everyRequirement = ({ chapters }: Coverage): Requirement[] => chapters.flatMap((one) => one.requirements)

/** Sentences about what is wrong with the file; none when every requirement stands there once and what it names exists. */
export function asvsFindings(coverage: Coverage, levels: Levels, read: ReadFile = readProjectFile): string[] {
  const all = everyRequirement(coverage)
  const wanted = wantedIds(levels, coverage.level)
  const ids = all.map(({ id }) => id)
  const gaps = all.filter(({ gap }) => gap !== undefined).length
  return [
    ...wanted.filter((id) => !ids.includes(id)).map((id) => `${id}: is missing`),
    ...ids
      .filter((id) => !wanted.includes(id))
      .map((id) => `${id}: no requirement of level ${coverage.level} has this id`),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id}: stands there twice`),
    ...coverage.chapters.flatMap(({ id: chapter, requirements }) =>
      requirements.filter(({ id }) => !id.startsWith(`${chapter}.`)).map(({ id }) => `${id}: stands in ${chapter}`),
    ),
    ...all.flatMap((one) => kindFindings(one)),
    ...all.flatMap((one) => testFindings(one, read)),
    ...all.flatMap((one) => documentFindings(one, read)),
    ...(gaps === coverage.gaps ? [] : [`${gaps} gaps, ${coverage.gaps} are declared`]),
  ]
}

function kindFindings({ id, tests, documents, reason, gap }: Requirement): string[] {
  const shown = [...Object.values(tests ?? {}), ...Object.values(documents ?? {})]
  if (shown.some((list) => list.length === 0)) return [`${id}: names a file and nothing in it`]
  if (gap !== undefined && reason !== undefined) return [`${id}: says both that it does not apply and that it is a gap`]
  if (reason !== undefined && shown.length > 0) return [`${id}: says both that it does not apply and how it is met`]
  const words = (reason ?? gap)?.trim().split(/\s+/).length
  if (words === undefined) return shown.length > 0 ? [] : [`${id}: nothing stands behind it`]
  return words >= 4 ? [] : [`${id}: says too little`]
}

function testFindings({ id, tests = {} }: Requirement, read: ReadFile): string[] {
  return Object.entries(tests).flatMap(([path, titles]) => {
    const text = read(path)
    if (text === undefined)
      return [`${id}: there is no ${path}; put the tests that took its place into security/asvs.json`]
    const known = testTitles(text)
    return titles
      .filter((title) => !known.has(title))
      .map((title) => `${id}: ${path} has no test "${title}"; was it renamed? Say so in security/asvs.json`)
  })
}

/** As they stand in the source: a title made for each of several cases keeps its `${…}`. */
export function testTitles(source: string): Set<string> {
  const calls = source.matchAll(/\btest(?:\.\w+)?\(\s*(?:`([^`]*)`|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/g)
  return new Set([...calls].map(([, made, single, double]) => made ?? (single ?? double)!.replaceAll(/\\(.)/g, '$1')))
}

function documentFindings({ id, documents = {} }: Requirement, read: ReadFile): string[] {
  return Object.entries(documents).flatMap(([path, headings]) => {
    const lines = read(path)?.split('\n')
    if (!lines) return [`${id}: there is no ${path}`]
    return headings
      .filter((heading) => !lines.some((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading))
      .map((heading) => `${id}: ${path} has no heading "${heading}"`)
  })
}

export interface Counts {
  readonly tested: number
  readonly documented: number
  readonly notApplicable: number
  readonly gaps: number
}

export function countsOf(requirements: readonly Requirement[]): Counts {
  const kinds = requirements.map(({ gap, reason, tests }) =>
    gap !== undefined ? 'gaps' : reason !== undefined ? 'notApplicable' : tests ? 'tested' : 'documented',
  )
  const count = (kind: keyof Counts) => kinds.filter((one) => one === kind).length
  return {
    tested: count('tested'),
    documented: count('documented'),
    notApplicable: count('notApplicable'),
    gaps: count('gaps'),
  }
}

export function countLines(coverage: Coverage): string[] {
  const line = (name: string, { tested, documented, notApplicable, gaps }: Counts) =>
    `${name}: ${tested} by tests, ${documented} by documents, ${notApplicable} do not apply, ${gaps} gaps`
  return [
    ...coverage.chapters.map(({ id, requirements }) => line(id, countsOf(requirements))),
    line(`${coverage.standard}, level ${coverage.level}`, countsOf(everyRequirement(coverage))),
  ]
}

const begins = '<!-- gaps: written by `npm run asvs` -->'
const ends = '<!-- end of gaps -->'

/** docs/security.md with the gaps of security/asvs.json in their place. */
export function withGaps(page: string, coverage: Coverage): string {
  const [from, to] = [page.indexOf(begins), page.indexOf(ends)]
  if (from < 0 || to < from) throw new Error(`docs/security.md has lost the place of the gaps: ${begins} … ${ends}`)
  const gaps = everyRequirement(coverage).filter(({ gap }) => gap !== undefined)
  const rows = gaps.map(({ id, gap }) => `| ${id} | ${gap} |`)
  const table = ['| requirement | what is missing, and why |', '| --- | --- |', ...rows].join('\n')
  return `${page.slice(0, from)}${begins}\n\n${table}\n\n${page.slice(to)}`
}

if (import.meta.main) {
  const coverage = readCoverage()
  const findings = asvsFindings(coverage, readLevels())
  for (const line of [...findings, ...countLines(coverage)]) process.stdout.write(`${line}\n`)
  const page = new URL('docs/security.md', root)
  writeFileSync(page, withGaps(readFileSync(page, 'utf8'), coverage))
  process.exitCode = findings.length === 0 ? 0 : 1
}
