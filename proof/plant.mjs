// Loaded before a program with planted holes (proof.ts, Plant): replaces texts of sources while they are loaded, in this process
// and in every one it starts. A text that is not there exactly once ends the process: a hole nobody planted proves nothing.
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const plants = JSON.parse(process.env.EBOK_PROOF_PLANTS ?? '[]').map((plant) => ({
  ...plant,
  path: join(root, plant.file),
}))

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.startsWith('file:')) return loaded
    const path = fileURLToPath(url)
    const here = plants.filter((plant) => plant.path === path)
    if (here.length === 0) return loaded
    let source = String(loaded.source)
    for (const { file, from, to } of here) {
      if (source.split(from).length !== 2) {
        process.stderr.write(`${file} does not hold exactly once: ${from}\n`)
        process.exit(97)
      }
      source = source.replace(from, () => to)
    }
    return { ...loaded, source, shortCircuit: true }
  },
})
