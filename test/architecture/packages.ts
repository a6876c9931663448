import { type LockedPackage, type Lockfile, type Manifest, packageName } from '../../tools/lockfile.ts'

const exact = /^\d+\.\d+\.\d+(-[\w.]+)?$/
/** A range of versions of a package of the registry; an address, a folder or a repository has a colon or a slash. */
const range = /^[^:/]+$/

/**
 * What must not be in `package-lock.json`: packages from anywhere but the registry npm is set to (then the lock names no address at all),
 * without the hash of their content, or with a program that runs while installing and that nobody decided about.
 */
export function lockFindings(lock: Lockfile, manifest: Manifest): string[] {
  const found: string[] = []
  const say = (sentence: string): void => void found.push(sentence)
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
    for (const [name, version] of Object.entries(manifest[kind])) {
      if (!exact.test(version)) say(`${name}: package.json asks for ${version}, not for one version`)
      if (lock.packages['']?.[kind]?.[name] !== version) say(`${name}: package.json and the lock disagree`)
      if (lock.packages[`node_modules/${name}`]?.version !== version) say(`${name}: another version is locked`)
    }
  }
  for (const [place, one] of Object.entries(lock.packages)) if (place !== '') packageFindings(place, one).forEach(say)
  const running = Object.entries(lock.packages).filter(([, one]) => one.hasInstallScript)
  const names = new Set(running.map(([place]) => packageName(place)))
  for (const name of names)
    if (!(name in manifest.allowScripts)) say(`${name}: runs a program while installing, package.json says nothing`)
  for (const [name, allowed] of Object.entries(manifest.allowScripts)) {
    if (!names.has(name)) say(`${name}: allowScripts names a package without an install script`)
    if (allowed) say(`${name}: may run a program while installing`)
  }
  return found
}

function packageFindings(place: string, one: LockedPackage): string[] {
  const asked = Object.entries({ ...one.dependencies, ...one.optionalDependencies, ...one.peerDependencies })
  return [
    ...(place.startsWith('node_modules/') ? [] : [`${place}: lies outside node_modules`]),
    ...(one.link ? [`${place}: is a link to a folder`] : []),
    ...(one.resolved === undefined ? [] : [`${place}: names where it comes from`]),
    ...(exact.test(one.version ?? '') ? [] : [`${place}: has no version`]),
    // 64 bytes in base64.
    ...(/^sha512-[A-Za-z0-9+/]{86}==$/.test(one.integrity ?? '') ? [] : [`${place}: has no SHA-512`]),
    ...asked.flatMap(([name, wanted]) => (range.test(wanted) ? [] : [`${place}: wants ${name} from ${wanted}`])),
  ]
}

/** Licences under which the portal may be given on. MPL-2.0 asks only for the changes of its own files, and none is changed. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'OFL-1.1',
  'PostgreSQL',
  'Zlib',
])

/** Whether an SPDX expression leaves a way to use the package under licences of the list. */
export function isLicenceAllowed(expression: string): boolean {
  const text = expression.trim()
  const whole = text.startsWith('(') && text.endsWith(')') ? text.slice(1, -1) : text
  const choices = whole.split(' OR ')
  return choices.some((choice) => choice.split(' AND ').every((one) => allowed.has(one)))
}
