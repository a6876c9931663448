/** Cells of source files made into cells of the contract. */
import { isValidNrb } from '#kernel/nrb.ts'
import type { ProblemDetails } from '../contract/problem.ts'
import type { Field, Resource } from '../contract/resources.ts'
import { type CellReader, compileRow } from '../contract/rows.ts'
import { type DateStyle, isNoDay, readDay } from './days.ts'
import { asMoney, type NumberStyle, readNumber, withPlaces } from './numbers.ts'
import type { ConvertCode } from './problem.text.ts'

/** How a cell is to be read: in the styles of its file, or already as the contract has it. */
export interface CellStyle {
  readonly numbers: NumberStyle
  readonly dates: DateStyle
}

/** Columns of database files say themselves what they hold, and constants are written as the contract wants them. */
export const contractStyle: CellStyle = { numbers: '1234.56', dates: 'yyyy-mm-dd' }

export interface Fault {
  readonly code: ConvertCode
  readonly details?: ProblemDetails
}

/** The contract's cell, or what is wrong. Text comes trimmed. */
export type CellWriter = (text: string, style: CellStyle, shorten: boolean) => string | Fault

export function cellWriters(resource: Resource): ReadonlyMap<string, CellWriter> {
  const readers = compileRow(resource)
  return new Map(resource.fields.map((field, at) => [field.name, writerOf(field, readers[at] as CellReader)]))
}

function writerOf(field: Field, reader: CellReader): CellWriter {
  const write = rawWriter(field)
  return (text, style, shorten) => {
    const cell = write(text, style, shorten)
    if (typeof cell !== 'string') return cell
    if (cell === '') return field.required ? { code: 'required' } : ''
    const fault = reader.fault(cell)
    return fault === null ? cell : { code: knownFault(fault), details: reader.details }
  }
}

/** Of what the contract's own reader may still find wrong. */
function knownFault(fault: NonNullable<ReturnType<CellReader['fault']>>): ConvertCode {
  switch (fault) {
    case 'money':
      return 'moneyTooLarge'
    case 'decimal':
      return 'decimalTooLarge'
    case 'id':
    case 'controlCharacter':
    case 'textTooLong':
    case 'belowMinimum':
    case 'integer':
    case 'enum':
    case 'boolean':
    case 'nrb':
      return fault
    default:
      throw new Error(`a cell cannot have the fault ${fault}`)
  }
}

function rawWriter({ type }: Field): CellWriter {
  switch (type.kind) {
    case 'money':
      return (text, { numbers }) => {
        const number = readNumber(text, numbers)
        if (number === undefined) return text === '' ? '' : notNumber(text, numbers)
        return asMoney(number) ?? { code: 'moneyPlaces' }
      }
    case 'decimal':
    case 'integer': {
      const scale = type.kind === 'integer' ? 0 : type.scale
      return (text, { numbers }) => {
        const number = readNumber(text, numbers)
        if (number === undefined) return text === '' ? '' : notNumber(text, numbers)
        return withPlaces(number, scale) ?? { code: 'decimalPlaces', details: { scale } }
      }
    }
    case 'date':
      return (text, { dates }) =>
        isNoDay(text) ? '' : (readDay(text, dates) ?? { code: 'date', details: { style: dates } })
    case 'nrb':
      return writeNrb
    case 'text':
      return (text, _, shorten) => {
        const line = /[\r\n\t]/.test(text) ? oneLine(text) : text
        return shorten ? shortened(line, type.maxLength) : line
      }
    default:
      return (text) => text
  }
}

export const notNumber = (text: string, style: NumberStyle): Fault =>
  /^\*+$/.test(text) ? { code: 'numberOverflow' } : { code: 'number', details: { style } }

/** Spaces, hyphens, the country and the apostrophe that keeps Excel away are not part of the number. */
function writeNrb(text: string): string | Fault {
  if (/^\d[.,]\d+E\+?\d+$/i.test(text)) return { code: 'nrbExcel' }
  const digits = text
    .replace(/^'/, '')
    .replace(/^PL/i, '')
    .replace(/[\s\u00a0\u202f-]/g, '')
  // Excel keeps fifteen digits and fills up with zeros.
  return /^\d{15}0{11}$/.test(digits) && !isValidNrb(digits) ? { code: 'nrbExcel' } : digits
}

const oneLine = (text: string): string =>
  text
    .split(/[\r\n\t]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ')

function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text
  const characters = [...text]
  return characters.length <= limit
    ? text
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`
}
