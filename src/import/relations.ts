/**
 * The names and columns under which one resource is kept: staging (this delivery, in the session's temporary space) and
 * the table of versions. Everything is built from the contract, never from a delivery, so no quoting is needed.
 */
import { columnName, columnType, type ResourceName, resource } from './contract/resources.ts'

export interface Relation {
  readonly resource: ResourceName
  readonly staging: string
  /** Keys whose row differs from the published one: what this publication must write. */
  readonly difference: string
  readonly versions: string
  readonly key: readonly string[]
  /** Columns a delivery carries, in the contract's order. */
  readonly delivered: readonly Column[]
  /** Columns the loader adds. */
  readonly derived: readonly DerivedSource[]
  /** All columns of a row, as they stand in the table of versions. */
  readonly columns: readonly string[]
}

export interface Column {
  readonly name: string
  readonly type: string
  readonly isMoney: boolean
}

export interface DerivedSource {
  readonly column: string
  readonly from: ResourceName
  readonly by: string
  readonly take: string
}

const known = new Map<ResourceName, Relation>()

export function relation(name: ResourceName): Relation {
  const found = known.get(name) ?? build(name)
  known.set(name, found)
  return found
}

function build(name: ResourceName): Relation {
  const { key, fields, derived } = resource(name)
  const delivered = fields.map((field) => ({
    name: columnName(field),
    type: columnType(field.type),
    isMoney: field.type.kind === 'money',
  }))
  const own = name === 'balances' ? ['verified'] : []
  return {
    resource: name,
    staging: `staged_${name}`,
    difference: `difference_${name}`,
    versions: `${name}_versions`,
    key,
    delivered,
    derived,
    columns: [...delivered.map((column) => column.name), ...derived.map((column) => column.column), ...own],
  }
}

/** Rows visible under a publication number. */
export const visibleAt = (alias: string, publication: number): string =>
  `${alias}.from_publication <= ${publication} and ${alias}.to_publication > ${publication}`

/** `a.x = b.x and a.y = b.y` over the key. */
export const sameKey = (relation: Relation, a: string, b: string): string =>
  relation.key.map((column) => `${a}.${column} = ${b}.${column}`).join(' and ')

export const list = (columns: readonly string[], alias?: string): string =>
  columns.map((column) => (alias ? `${alias}.${column}` : column)).join(', ')
