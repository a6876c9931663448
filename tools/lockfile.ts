import { readFileSync } from 'node:fs'

/** One package of `package-lock.json`, under the place npm puts it. */
export interface LockedPackage {
  readonly version?: string
  readonly license?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly dev?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

export interface Lockfile {
  readonly name: string
  readonly version: string
  /** By place: `node_modules/pg`; the project itself is `''`. */
  readonly packages: Readonly<Record<string, LockedPackage>>
}

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly license: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
  readonly allowScripts: Readonly<Record<string, boolean>>
}

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')

export const readLockfile = (): Lockfile => JSON.parse(read('package-lock.json'))
export const readManifest = (): Manifest => JSON.parse(read('package.json'))

/** `node_modules/a/node_modules/@b/c` holds the package `@b/c`. */
export const packageName = (place: string): string => place.slice(place.lastIndexOf('node_modules/') + 13)
