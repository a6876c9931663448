/** proof/RESULTS.md: the last full run of each proof, one section each. */
import { table } from '../bench/machine.ts'
import type { Figure } from './proof.ts'

export interface ControlResult {
  readonly name: string
  readonly what: string
  /** What fell short, as it must; null when nothing did or the run ended in an error. */
  readonly seen: string | null
}

export interface ProofResult {
  readonly name: string
  readonly shows: string
  readonly figures: readonly Figure[]
  readonly shown: readonly string[]
  readonly controls: readonly ControlResult[]
  readonly seed: number
  readonly seconds: number
  /** The proof itself ended in an error. */
  readonly error: string | null
}

export const passed = ({ figures, controls, error }: ProofResult): boolean =>
  error === null && figures.length > 0 && figures.every(({ holds }) => holds) && controls.every(({ seen }) => seen)

/** A section as it is printed and kept. */
export function section(result: ProofResult, circumstances: string): string {
  const { name, shows, figures, shown, controls, seed, seconds, error } = result
  const rows = [
    ...figures.map(({ what, found, limit, holds }) => [what, found, limit, holds ? 'yes' : '**no**']),
    ...controls.map((control) => [
      `control: ${control.what}`,
      control.seen ?? 'not seen',
      'falls short',
      control.seen ? 'yes' : '**no**',
    ]),
  ]
  return [
    `## ${name}`,
    `${shows[0]!.toUpperCase()}${shows.slice(1)}. ${passed(result) ? 'Holds.' : '**Falls short.**'}`,
    `\`npm run proof -- ${name} --seed=${seed}\`; ${circumstances}; ${seconds.toFixed(0)} s`,
    ...(error === null ? [] : [`Ended in an error: ${error}`]),
    table(['figure', 'found', 'limit', 'holds'], rows),
    ...shown,
  ].join('\n\n')
}

const introduction = `# Results of the proofs

Written by \`npm run proof\`, the last full run of each. A control is the same proof in a program with a planted hole: it must fall short.`

/** Puts the section in the place of the same proof's former one, or at its place by name. */
export function withSection(document: string, name: string, text: string): string {
  const kept = document
    .split(/^(?=## )/m)
    .slice(1)
    .map((part) => part.trimEnd())
    .filter((part) => part.split('\n', 1)[0] !== `## ${name}`)
  return `${[introduction, ...[...kept, text].sort()].join('\n\n')}\n`
}
