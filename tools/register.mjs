// Lets Node run the sources as they are: .ts is stripped by Node itself, .tsx needs the JSX transform.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('.tsx')) return nextLoad(url, context)
    const path = fileURLToPath(url)
    const { code } = transformSync(readFileSync(path, 'utf8'), {
      loader: 'tsx',
      jsx: 'automatic',
      jsxImportSource: '#ui/jsx',
      sourcemap: 'inline',
      sourcefile: path,
      target: 'node26',
    })
    return { format: 'module', source: code, shortCircuit: true }
  },
})
