import { join } from 'node:path'
import type { Plant } from './proof.ts'

/** The environment of a program whose sources are replaced while they are loaded, beside what was planted in this process. */
export function planted(plants: readonly Plant[], env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  if (plants.length === 0) return { ...env }
  const before = JSON.parse(env.EBOK_PROOF_PLANTS ?? '[]') as readonly Plant[]
  const hook = `--import=${join(import.meta.dirname, 'plant.mjs')}`
  const options = env.NODE_OPTIONS ?? ''
  return {
    ...env,
    EBOK_PROOF_PLANTS: JSON.stringify([...before, ...plants]),
    NODE_OPTIONS: options.includes(hook) ? options : `${options} ${hook}`.trim(),
  }
}
