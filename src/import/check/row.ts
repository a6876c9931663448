import type { Resource } from '../contract/resources.ts'

/** One row of a resource while it is being checked; the same object serves every row. */
export class Row {
  line = 0
  deleted = false
  /** As delivered, in the contract's order; empty text = nothing. */
  readonly cells: string[]
  /** Grosze of the money fields, by position; NaN where the cell was wrong or empty. */
  readonly grosze: number[]
  /** For fields that refer to an indexed resource: ordinal there, −1 when unknown. */
  readonly ordinals: number[]

  constructor(resource: Resource) {
    this.cells = resource.fields.map(() => '')
    this.grosze = resource.fields.map(() => Number.NaN)
    this.ordinals = resource.fields.map(() => -1)
  }
}

/** Position of a field; the name comes from our own code, so a missing one is a mistake in it. */
export function position(resource: Resource, name: string): number {
  const found = resource.fields.findIndex((field) => field.name === name)
  if (found === -1) throw new Error(`${resource.name} has no field ${name}`)
  return found
}
