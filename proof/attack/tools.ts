/** Attack tools made by others: whether they are installed here, run within a time, and their findings held against those explained. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '#platform/files.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { context, exactly, type Figure } from '../proof.ts'

/** Where Debian's packages put programs, some of them outside an ordinary user's PATH. */
const places = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/bin']

/** Asks a program which version it is; its first line that holds a number. */
const askedVersion: Readonly<Record<string, readonly string[]>> = {
  sqlmap: ['--version'],
  wapiti: ['--version'],
  ffuf: ['-V'],
  slowhttptest: ['-h'],
  testssl: ['--version'],
  nginx: ['-v'],
  caddy: ['version'],
}

/** The path of an installed program. */
export function programOf(name: string): string | undefined {
  return places.map((place) => join(place, name)).find((path) => existsSync(path))
}

/** One figure for each tool: its version, or that it is not here, which is falling short: what was not run has found nothing. */
export async function installedFigures(names: readonly string[]): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const name of names) {
    const program = programOf(name)
    const said = program && (await runTool(name, askedVersion[name] ?? ['--version'], { seconds: 60 }))
    const version = said ? /\d+\.\d+[\w.]*/.exec(said.output)?.[0] : undefined
    figures.push({
      what: name,
      found: program ? `${version ?? 'of unknown version'}` : 'not installed here',
      limit: 'installed',
      holds: program !== undefined,
    })
  }
  return figures
}

export interface Ran {
  readonly code: number | null
  readonly output: string
  readonly seconds: number
  /** It was ended because its time was over. */
  readonly cut: boolean
}

/** A folder for what a tool writes; the caller removes it. */
export const toolFolder = (): string => temporaryFolder('attack')

/**
 * Runs a tool with a home of its own, so that it neither reads nor leaves anything of the user's, and ends it after `seconds`.
 * @throws Error when it is not installed.
 */
export async function runTool(
  name: string,
  args: readonly string[],
  options: { readonly seconds: number; readonly folder?: string; readonly input?: string },
): Promise<Ran> {
  const program = programOf(name)
  if (!program) throw new Error(`${name} is not installed here`)
  const folder = options.folder ?? toolFolder()
  const started = performance.now()
  const child = spawn(program, args, {
    cwd: folder,
    // A group of its own: shells start helpers, and none may be left.
    detached: true,
    env: {
      PATH: places.join(':'),
      HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
      LANG: 'C.UTF-8',
      TERM: 'dumb',
    },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  child.stdin?.end(options.input)
  let output = ''
  const take = (text: string): void => {
    output = `${output}${text}`.slice(-2_000_000)
  }
  child.stdout!.setEncoding('utf8').on('data', take)
  child.stderr!.setEncoding('utf8').on('data', take)
  let cut = false
  const timer = setTimeout(() => {
    cut = true
    endGroup(child)
  }, options.seconds * 1000)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
  return { code, output, seconds: (performance.now() - started) / 1000, cut }
}

function endGroup(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL')
  } catch {
    // It had ended by itself.
  }
}

/** What a tool says of the portal, in words that are the same each time it says it. */
export interface Finding {
  readonly tool: string
  readonly finding: string
}

/** A row of docs/security-tools.md: a finding that was looked at. */
export interface Explained extends Finding {
  readonly isTrue: string
  readonly why: string
  readonly done: string
}

const explanations = 'docs/security-tools.md'

/** The findings somebody looked at, from the table of docs/security-tools.md. `*` in a finding stands for anything. */
export function explainedFindings(
  text: string = readFileSync(join(packageRoot(), explanations), 'utf8'),
): readonly Explained[] {
  return text
    .split('\n')
    .filter((line) => /^\| (sqlmap|wapiti|ffuf|slowhttptest|testssl) \|/.test(line))
    .map((line) => {
      const [tool, finding, isTrue, why, done] = line
        .slice(1, -1)
        .split(' | ')
        .map((cell) => cell.trim())
      return { tool: tool!, finding: finding!.replaceAll('`', ''), isTrue: isTrue!, why: why ?? '', done: done ?? '' }
    })
}

/** The figures of what tools found: how much of it is explained one by one, and that nothing else was found. */
export function findingFigures(findings: readonly Finding[], say: (line: string) => void): Figure[] {
  const known = explainedFindings()
  const isKnown = (one: Finding): boolean =>
    known.some(({ tool, finding }) => tool === one.tool && matches(finding, one.finding))
  const different = [...new Map(findings.map((one) => [`${one.tool} ${one.finding}`, one])).values()]
  const unexplained = different.filter((one) => !isKnown(one))
  for (const { tool, finding } of unexplained) say(`not explained: ${tool}: ${finding}`)
  return [
    context(`findings, each explained in ${explanations}`, different.length - unexplained.length),
    exactly('findings nobody has explained', unexplained.length, 0),
  ]
}

export function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(text)
}
