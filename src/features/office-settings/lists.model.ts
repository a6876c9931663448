import { emailShape, type Flaw } from './settings.model.ts'

/** Lists an administrator keeps row by row. The key is the end of their address. */
export type ListKey = 'dzialy' | 'telefony-alarmowe' | 'tematy'
export const listKeys: readonly ListKey[] = ['dzialy', 'telefony-alarmowe', 'tematy']

export interface ListField {
  readonly name: string
  readonly max: number
  readonly required?: boolean
  readonly shape?: { test(text: string): boolean }
}

const phone = /^[+\d][\d\s()./-]{2,}( ?wew\.? ?\d+)?$/i

export const lists: Readonly<Record<ListKey, readonly ListField[]>> = {
  dzialy: [
    { name: 'name', max: 120, required: true },
    { name: 'matters', max: 300 },
    { name: 'phone', max: 60, shape: phone },
    { name: 'email', max: 254, shape: emailShape },
    { name: 'hours', max: 200 },
  ],
  'telefony-alarmowe': [
    { name: 'label', max: 120, required: true },
    { name: 'phone', max: 60, required: true, shape: phone },
    { name: 'hours', max: 200 },
    { name: 'area', max: 200 },
  ],
  tematy: [{ name: 'name', max: 100, required: true }],
}

export interface ListRow {
  readonly id: string
  readonly version: number
  readonly position: number
  readonly values: Readonly<Record<string, string>>
  /** Of an emergency number: the buildings it is for; null = all. */
  readonly buildings: readonly string[] | null
  /** Of a topic: can be chosen for a new matter. */
  readonly active: boolean
}

export interface Building {
  readonly id: string
  readonly street: string
  readonly houseNumber: string
}

export interface ListDraft {
  readonly position: number
  readonly values: Readonly<Record<string, string>>
  readonly buildings: readonly string[] | null
  readonly active: boolean
}

export interface TypedRow {
  readonly values: Readonly<Record<string, string>>
  readonly position: string
  readonly buildings: readonly string[]
  readonly active: boolean
}

export interface RowFlaw {
  readonly field: string
  readonly flaw: Flaw
}

/** What was typed, as it is stored, or what is wrong with it. */
export function readRow(
  key: ListKey,
  typed: TypedRow,
  known: readonly Building[],
): { readonly draft: ListDraft } | { readonly flaws: readonly RowFlaw[] } {
  const flaws: RowFlaw[] = []
  const values: Record<string, string> = {}
  for (const { name, max, required, shape } of lists[key]) {
    const value = (typed.values[name] ?? '').trim()
    values[name] = value
    if (/[\u0000-\u001f\u007f]/.test(value)) flaws.push({ field: name, flaw: 'characters' })
    else if (value === '' && required) flaws.push({ field: name, flaw: 'missing' })
    else if ([...value].length > max) flaws.push({ field: name, flaw: 'long' })
    else if (value !== '' && shape && !shape.test(value)) flaws.push({ field: name, flaw: 'shape' })
  }
  const position = typed.position.trim() === '' ? '0' : typed.position.trim()
  if (!/^\d{1,3}$/.test(position)) flaws.push({ field: 'position', flaw: 'range' })
  const chosen = known.filter(({ id }) => typed.buildings.includes(id))
  if (key === 'telefony-alarmowe' && values.area !== undefined) {
    // A number for every building has no area of its own; one for some is called as people call those buildings.
    values.area = chosen.length === 0 ? '' : values.area === '' ? areaOf(chosen) : values.area
  }
  if (flaws.length > 0) return { flaws }
  return {
    draft: {
      position: Number(position),
      values,
      buildings: chosen.length === 0 ? null : chosen.map(({ id }) => id),
      active: typed.active,
    },
  }
}

/** "Lipowa 2, 4, 6; Polna 1", as long as it fits. */
export function areaOf(buildings: readonly Building[]): string {
  const streets = Map.groupBy(buildings, ({ street }) => street)
  const whole = [...streets]
    .map(([street, ones]) => `${street} ${ones.map((one) => one.houseNumber).join(', ')}`)
    .join('; ')
  return whole.length <= 200 ? whole : `${whole.slice(0, 199)}…`
}
