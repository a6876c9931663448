// One bundle for the running program; packages stay in node_modules, where their licences and updates live.
import { build } from 'esbuild'

await build({
  entryPoints: { ebok: 'src/main.ts' },
  outdir: 'dist',
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node26',
  jsx: 'automatic',
  jsxImportSource: '#ui/jsx',
  sourcemap: true,
  logLevel: 'warning',
})
