import { Counter } from '#platform/metrics/registry.ts'

const signIns = Counter.of(
  'ebok_sign_ins_total',
  'Attempts to sign in by what became of them; step = password or factor.',
)

/** Counts an attempt by its outcome alone: whose it was, nobody can tell from a figure. */
export function counted<T extends { readonly kind: string }>(step: 'password' | 'factor', outcome: T): T {
  signIns.add({ step, outcome: outcome.kind })
  return outcome
}
