// npm run pack: dist/ebok-VERSION.tgz, everything an installation needs and nothing else, with its SHA-256 beside it. What is in
// git is packed, as it stands in the working tree. Unpack it anywhere, then: npm ci --omit=dev
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const target = process.argv[2] ?? join(root, 'dist')
const stage = join(target, 'stage')

const shipped = /^(bin|src|db|docs)\/|^tools\/register\.mjs$|^(package\.json|LICENSE|README\.md|CHANGELOG\.md|\.npmrc)$/
const forTests = /\.(test|testkit|testdata)\.tsx?$/
const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 })
  .split('\0')
  .filter((path) => shipped.test(path) && !forTests.test(path))

rmSync(stage, { recursive: true, force: true })
for (const path of files) {
  mkdirSync(dirname(join(stage, path)), { recursive: true })
  cpSync(join(root, path), join(stage, path))
}
// npm leaves package-lock.json out of packages; under this name it goes along and is obeyed the same.
cpSync(join(root, 'package-lock.json'), join(stage, 'npm-shrinkwrap.json'))
// Nor does it take .npmrc, which says that lock files name no addresses.
const [{ filename }] = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', target], {
    cwd: stage,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
)
rmSync(stage, { recursive: true })
const path = join(target, filename)
const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
writeFileSync(`${path}.sha256`, `${sha256}  ${filename}\n`)
process.stdout.write(`${path}\n${sha256}\n`)
