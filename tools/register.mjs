// Lets Node run the sources as they are: .ts is stripped by Node itself, .tsx needs the JSX transform. What was transformed or compiled
// once is kept beside the packages, because every command and every test file starts here.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire, enableCompileCache, registerHooks } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const cacheDir = fileURLToPath(new URL('../node_modules/.cache/ebok/', import.meta.url))
const { version } = require('esbuild/package.json')
enableCompileCache?.(join(cacheDir, 'compiled'))

function transform(path, text) {
  const { transformSync } = require('esbuild')
  return transformSync(text, {
    loader: 'tsx',
    jsx: 'automatic',
    jsxImportSource: '#ui/jsx',
    sourcemap: 'inline',
    sourcefile: path,
    target: 'node26',
  }).code
}

function transformed(path) {
  const text = readFileSync(path, 'utf8')
  const kept = join(cacheDir, `${createHash('sha256').update(`${version}\n${path}\n${text}`).digest('hex')}.js`)
  try {
    return readFileSync(kept, 'utf8')
  } catch {
    const code = transform(path, text)
    try {
      mkdirSync(cacheDir, { recursive: true })
      // Whole or not at all: two programs may start at once.
      writeFileSync(`${kept}.${process.pid}`, code)
      renameSync(`${kept}.${process.pid}`, kept)
    } catch {
      // A program's folder that cannot be written to is only slower to start.
    }
    return code
  }
}

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('.tsx')) return nextLoad(url, context)
    return { format: 'module', source: transformed(fileURLToPath(url)), shortCircuit: true }
  },
})
