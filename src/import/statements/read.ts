/** Reads a statement file of any known kind from its bytes. No database, no clock: the same bytes give the same answer. */
import { isUtf8 } from 'node:buffer'
import { decoderFor, type EncodingName } from '#platform/encodings.ts'
import { statementKind } from '#platform/http/sniff.ts'
import type { ProblemDetails } from '../contract/problem.ts'
import { readCamt } from './camt.ts'
import { readMt940 } from './mt940.ts'
import { type StatementProblem, type StatementProblemCode, StatementProblems, StopReading } from './problem.ts'
import { type BankStatement, type StatementLimits, statementLimits } from './statement.ts'

export type StatementFormat = 'MT940' | 'camt.053'

export interface StatementReading {
  readonly format: StatementFormat | null
  /** Empty when there is a problem: a file is taken whole or not at all. */
  readonly statements: readonly BankStatement[]
  /** The first ones. */
  readonly problems: readonly StatementProblem[]
  readonly problemCount: number
}

export interface ReadOptions {
  /** As the person knows the file; named in every message. */
  readonly name: string
  /** The encoding of an MT940 file, when the bank's usual one is not it. */
  readonly encoding?: EncodingName
  readonly limits?: StatementLimits
}

export function readStatements(bytes: Uint8Array, options: ReadOptions): StatementReading {
  const limits = options.limits ?? statementLimits
  const problems = new StatementProblems(options.name, limits.problems)
  let format: StatementFormat | null = null
  let statements: readonly BankStatement[] = []
  try {
    format = formatOf(bytes, problems, limits)
    statements =
      format === 'MT940'
        ? readMt940(mt940Text(bytes, options.encoding), problems, limits)
        : readCamt(xmlText(bytes, problems), problems, limits)
    if (statements.length === 0 && problems.count === 0) problems.stop('noStatement')
  } catch (error) {
    if (!(error instanceof StopReading)) throw error
  }
  return {
    format,
    statements: problems.count === 0 ? statements : [],
    problems: problems.listed,
    problemCount: problems.count,
  }
}

/** A file of which nothing is taken, for one reason. */
export function refusedFile(
  name: string,
  code: StatementProblemCode,
  place: { readonly column?: string; readonly value?: string } = {},
  details: ProblemDetails = {},
): StatementReading {
  const problems = new StatementProblems(name, 1)
  problems.tell(code, place, details)
  return { format: null, statements: [], problems: problems.listed, problemCount: 1 }
}

/** What the first bytes say; a name proves nothing. */
function formatOf(bytes: Uint8Array, problems: StatementProblems, limits: StatementLimits): StatementFormat {
  if (bytes.length === 0) problems.stop('empty')
  if (bytes.length > limits.bytes)
    problems.stop('fileTooLarge', {}, { limit: Math.floor(limits.bytes / 1024 / 1024) || 1 })
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) problems.stop('utf16')
  if (bytes[0] === 0x3c && bytes[1] === 0) problems.stop('utf16')
  const kind = statementKind(bytes)
  if (kind === undefined) problems.stop('notAStatement')
  if (bytes.includes(0)) problems.stop('nulByte')
  return kind === 'xml' ? 'camt.053' : 'MT940'
}

/** Banks by the number in the account (digits 3–5): each writes MT940 in one encoding (docs/operate.md). */
const bankEncodings: Readonly<Record<string, EncodingName>> = {
  102: 'iso-8859-2',
  105: 'cp852',
  114: 'iso-8859-2',
  124: 'cp852',
  160: 'cp852',
}

/**
 * MT940 does not say its encoding. What is right UTF-8 is UTF-8, everything else is as its bank writes: only names and titles depend on
 * it, never an amount, a day or a number. The byte 0xFF is no letter in any of these encodings: it stands for "empty".
 */
function mt940Text(bytes: Uint8Array, named: EncodingName | undefined): string {
  const letters = bytes.includes(0xff) ? bytes.filter((byte) => byte !== 0xff) : bytes
  const encoding = named ?? (isUtf8(letters) ? 'utf-8' : bankEncoding(letters))
  const decoder = decoderFor(encoding)
  return (decoder.decode(letters) + decoder.end()).replace(/^\ufeff/, '')
}

function bankEncoding(bytes: Uint8Array): EncodingName {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString('latin1')
  const bank = /:25P?:[ /]*(?:PL)?\d{2}(\d{3})/.exec(start)?.[1] ?? ''
  return bankEncodings[bank] ?? 'iso-8859-2'
}

const xmlEncodings: Readonly<Record<string, EncodingName>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  'iso-8859-2': 'iso-8859-2',
  'windows-1250': 'cp1250',
  cp852: 'cp852',
  ibm852: 'cp852',
}

/** XML names its encoding itself. */
function xmlText(bytes: Uint8Array, problems: StatementProblems): string {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 200)).toString('latin1')
  const named = /<\?xml[^>]*?encoding\s*=\s*["']([^"']{1,40})["']/.exec(start)?.[1]?.toLowerCase() ?? 'utf-8'
  const encoding = xmlEncodings[named]
  if (!encoding)
    problems.stop('xmlEncoding', { line: 1, value: named }, { known: 'UTF-8, ISO-8859-2, windows-1250, CP852' })
  const decoder = decoderFor(encoding)
  return (decoder.decode(bytes) + decoder.end()).replace(/^\ufeff/, '')
}
