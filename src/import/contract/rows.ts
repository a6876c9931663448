/**
 * Reading of single cells, compiled once per resource.
 *
 * Every cell of a delivery passes here (a large cooperative sends hundreds of millions), so checks walk over character
 * codes and make no objects; no regular expression, so no text can make one slow.
 */
import { parseMoney } from '#kernel/money.ts'
import { isValidNrb } from '#kernel/nrb.ts'
import { isControl, type ProblemCode, type ProblemDetails } from './problem.ts'
import type { Field, FieldType, Resource, ResourceName } from './resources.ts'

export interface CellReader {
  readonly name: string
  readonly required: boolean
  readonly isKey: boolean
  readonly isMoney: boolean
  readonly references: ResourceName | null
  /** What is wrong with a non-empty cell; null when nothing. */
  readonly fault: (cell: string) => ProblemCode | null
  /** What the message of a fault should say about this field. */
  readonly details: ProblemDetails
}

export function compileRow(resource: Resource): readonly CellReader[] {
  return resource.fields.map((field) => compileField(field, resource.key.includes(field.name)))
}

function compileField(field: Field, isKey: boolean): CellReader {
  const { type } = field
  return {
    name: field.name,
    required: field.required,
    isKey,
    isMoney: type.kind === 'money',
    references: type.kind === 'id' ? (type.references ?? null) : null,
    fault: faultOf(type),
    details: detailsOf(type),
  }
}

function detailsOf(type: FieldType): ProblemDetails {
  switch (type.kind) {
    case 'text':
      return { limit: type.maxLength }
    case 'decimal':
      return { scale: type.scale, minimum: type.minimum ?? '' }
    case 'integer':
      return { minimum: type.minimum, maximum: type.maximum }
    case 'enum':
      return { values: type.values.join(', ') }
    default:
      return {}
  }
}

function faultOf(type: FieldType): (cell: string) => ProblemCode | null {
  switch (type.kind) {
    case 'id':
      return idFault
    case 'text':
      return (cell) => textFault(cell, type.maxLength)
    case 'money':
      return (cell) => (parseMoney(cell) === undefined ? 'money' : null)
    case 'decimal':
      return (cell) => decimalFault(cell, type.scale, type.minimum)
    case 'integer':
      return (cell) => {
        const value = readInteger(cell)
        return value >= type.minimum && value <= type.maximum ? null : 'integer'
      }
    case 'date':
      return (cell) => (isDate(cell) ? null : 'date')
    case 'boolean':
      return (cell) => (cell === 'true' || cell === 'false' ? null : 'boolean')
    case 'enum': {
      const allowed = new Set(type.values)
      return (cell) => (allowed.has(cell) ? null : 'enum')
    }
    case 'nrb':
      return (cell) => (cell.length === 26 && isDigits(cell, 0, 26) && isValidNrb(cell) ? null : 'nrb')
  }
}

const idMaxLength = 64

function idFault(cell: string): ProblemCode | null {
  if (cell.length > idMaxLength || isSpace(cell.charCodeAt(0)) || isSpace(cell.charCodeAt(cell.length - 1))) return 'id'
  return hasControl(cell) ? 'controlCharacter' : null
}

function textFault(cell: string, maxLength: number): ProblemCode | null {
  // Length in characters as a person counts them; only a text near the limit pays for the exact count.
  if (cell.length > maxLength && (cell.length > maxLength * 2 || [...cell].length > maxLength)) return 'textTooLong'
  return hasControl(cell) ? 'controlCharacter' : null
}

function hasControl(cell: string): boolean {
  for (let at = 0; at < cell.length; at += 1) {
    const code = cell.charCodeAt(at)
    if ((code < 0x20 || code > 0x7e) && isControl(code)) return true
  }
  return false
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0xa0 || code === 0x202f
}

function isDigits(cell: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const code = cell.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  return to > from
}

/** Whether `cell[from, to)` is a whole number written in its one usual way: digits, no needless leading zero. */
function isPlainDigits(cell: string, from: number, to: number): boolean {
  return isDigits(cell, from, to) && (cell.charCodeAt(from) !== 48 || to - from === 1)
}

/** Digits before the point of other numbers. */
const decimalDigits = 12

function decimalFault(cell: string, scale: number, minimum: number | undefined): ProblemCode | null {
  const from = cell.charCodeAt(0) === 45 ? 1 : 0
  const found = cell.indexOf('.')
  const point = found === -1 ? cell.length : found
  if (point - from > decimalDigits || !isPlainDigits(cell, from, point)) return 'decimal'
  if (found !== -1 && (cell.length - point - 1 > scale || !isDigits(cell, point + 1, cell.length))) return 'decimal'
  return minimum !== undefined && Number(cell) < minimum ? 'belowMinimum' : null
}

/** A whole number of at most nine digits; NaN when the text is anything else. */
export function readInteger(cell: string): number {
  const from = cell.charCodeAt(0) === 45 ? 1 : 0
  return cell.length - from <= 9 && isPlainDigits(cell, from, cell.length) ? Number(cell) : Number.NaN
}

/** A whole amount of any size as the contract writes it: sums of a delivery may outgrow a safe integer. */
export function writeGrosze(grosze: number | bigint): string {
  const digits = grosze.toString().replace('-', '').padStart(3, '0')
  return `${grosze < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isDate(cell: string): boolean {
  if (cell.length !== 10 || cell.charCodeAt(4) !== 45 || cell.charCodeAt(7) !== 45) return false
  if (!isDigits(cell, 0, 4) || !isDigits(cell, 5, 7) || !isDigits(cell, 8, 10)) return false
  const two = (at: number) => (cell.charCodeAt(at) - 48) * 10 + cell.charCodeAt(at + 1) - 48
  const year = two(0) * 100 + two(2)
  const month = two(5)
  const day = two(8)
  if (year < 1900 || year > 2199 || day < 1) return false
  if (month === 2 && day === 29) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= (monthDays[month - 1] ?? 0)
}
