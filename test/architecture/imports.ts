import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** One import of one file, both as paths from the project's root; packages as `npm:name`, Node's own as `node:name`. */
export interface Import {
  readonly from: string
  readonly to: string
}

export interface Finding {
  readonly rule: string
  readonly from: string
  readonly to: string
}

const root = new URL('../..', import.meta.url).pathname
const importPattern =
  /^\s*(?:import|export)\b[^'"]*?from\s*'([^']+)'|^\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm
const aliases: readonly (readonly [string, string])[] = [
  ['#kernel/', 'src/kernel/'],
  ['#platform/', 'src/platform/'],
  ['#ui/', 'src/ui/'],
  ['#features/', 'src/features/'],
  ['#import/', 'src/import/'],
  ['#src/', 'src/'],
  ['#test/', 'test/'],
  ['#db/', 'db/'],
]

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return join(dirname(from), specifier)
  const alias = aliases.find(([prefix]) => specifier.startsWith(prefix))
  if (alias) {
    const path = specifier.replace(alias[0], alias[1])
    return path.endsWith('jsx-runtime') ? `${path}.ts` : path
  }
  return specifier.startsWith('node:') ? specifier : `npm:${specifier}`
}

/** Tests and what only they use, lying beside what they test. */
const testFile = /\.(test|testkit|testdata)\.tsx?$/

/** Every source file below `src`, tests left out unless asked for. */
export function sourceFiles(withTests = false): string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('ui/browser/') && (withTests || !testFile.test(path)))
    .map((path) => join('src', path))
    .sort()
}

/** What `ebok demo` publishes with the functions of the slices: shipped, though not below `src`. */
export function demoFiles(): string[] {
  return readdirSync(join(root, 'db/seed'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ts$/.test(path) && !/\.test\.ts$/.test(path))
    .map((path) => join('db/seed', path))
    .sort()
}

export function importsOf(path: string, text = readFileSync(join(root, path), 'utf8')): Import[] {
  const implicit: Import[] = path.endsWith('.tsx') ? [{ from: path, to: 'src/ui/jsx/jsx-runtime.ts' }] : []
  const written = [...text.matchAll(importPattern)].map((match) => ({
    from: path,
    to: resolve(path, (match[1] ?? match[2] ?? match[3])!),
  }))
  return [...implicit, ...written]
}

interface Rule {
  readonly name: string
  readonly from: RegExp
  readonly allowed: readonly RegExp[]
}

const outside = [/^npm:/, /^node:/]
const publicOfOthers = /^src\/features\/[^/]+\/public\.ts$/

/** Who may import what (docs/architecture.md). A file is held by every rule whose `from` it matches. */
const rules: readonly Rule[] = [
  { name: 'kernel is pure: kernel only', from: /^src\/kernel\//, allowed: [/^src\/kernel\//] },
  {
    name: 'platform: kernel and packages',
    from: /^src\/platform\//,
    allowed: [/^src\/(kernel|platform)\//, ...outside],
  },
  { name: 'ui: kernel and the view runtime', from: /^src\/ui\//, allowed: [/^src\/(kernel|ui)\//] },
  {
    name: 'import: kernel and platform, never features',
    from: /^src\/import\//,
    allowed: [/^src\/(kernel|platform|import)\//, ...outside],
  },
  { name: 'models are pure', from: /\.model\.ts$/, allowed: [/^src\/kernel\//, /\.model\.ts$/] },
  {
    name: 'texts know words only',
    from: /^src\/features\/.*\.text\.ts$/,
    allowed: [/^src\/kernel\//, /\.(model|text)\.ts$/],
  },
  {
    name: 'queries: kernel, the database, own types',
    from: /\.queries\.ts$/,
    allowed: [/^src\/kernel\//, /^src\/platform\/db\//, /\.model\.ts$/],
  },
  {
    name: 'views draw',
    from: /\.view\.tsx$/,
    allowed: [/^src\/(kernel|ui)\//, /\.(model|text)\.ts$/, /\.view\.tsx$/, publicOfOthers],
  },
  {
    name: 'features: never the import or the program around them',
    from: /^src\/features\//,
    allowed: [/^src\/(kernel|platform|ui|features)\//, ...outside],
  },
]

/** Everything the rules forbid in these imports. */
export function forbidden(imports: readonly Import[]): Finding[] {
  return imports.flatMap(({ from, to }) => {
    const broken = rules
      .filter((rule) => rule.from.test(from) && !rule.allowed.some((allowed) => allowed.test(to)))
      .map((rule) => rule.name)
    if ((/^(test|db|bench|proof)\//.test(to) || testFile.test(to)) && from !== 'src/demo-command.ts')
      broken.push('no test code in production')
    const own = /^src\/features\/([^/]+)\//.exec(from)?.[1]
    const other = /^src\/features\/([^/]+)\//.exec(to)?.[1]
    if (own && other && own !== other && !publicOfOthers.test(to)) broken.push('slices meet only in public.ts')
    return broken.map((rule) => ({ rule, from, to }))
  })
}

/** Files that import each other in a circle, as one path through it; empty when there is none. */
export function cycle(imports: readonly Import[]): string[] {
  const edges = Map.groupBy(
    imports.filter(({ to }) => to.startsWith('src/')),
    ({ from }) => from,
  )
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): string[] => {
    const at = trail.indexOf(path)
    if (at >= 0) return [...trail.slice(at), path]
    if (done.has(path)) return []
    for (const { to } of edges.get(path) ?? []) {
      const found = visit(to, [...trail, path])
      if (found.length > 0) return found
    }
    done.add(path)
    return []
  }
  for (const path of edges.keys()) {
    const found = visit(path, [])
    if (found.length > 0) return found
  }
  return []
}

/** Files nobody imports, except where the program, the process of an import, the database tools or a browser starts. */
export function orphans(paths: readonly string[], imports: readonly Import[]): string[] {
  const used = new Set(imports.map(({ to }) => to))
  return paths.filter(
    (path) => !used.has(path) && !/^src\/(main|import-child|backup-child|.*\.worker)\.ts$|\.d\.ts$/.test(path),
  )
}

/** Packages production code imports that package.json does not list for production. */
export function undeclaredPackages(imports: readonly Import[]): string[] {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    Record<string, string>
  >
  const declared = new Set(Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }))
  const packageOf = (to: string) =>
    to
      .slice(4)
      .split('/')
      .slice(0, to.startsWith('npm:@') ? 2 : 1)
      .join('/')
  return [...new Set(imports.filter(({ to }) => to.startsWith('npm:')).map(({ to }) => packageOf(to)))].filter(
    (name) => !declared.has(name),
  )
}
