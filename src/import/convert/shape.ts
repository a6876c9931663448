/** A YAML file read strictly: every key is known, every value is text, and whatever is wrong has its line. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, Scalar } from 'yaml'
import { type Place, type ProblemDetails, Problems } from '../contract/problem.ts'
import { type ConvertCode, convertTexts } from './problem.text.ts'

export type ConvertProblems = Problems<ConvertCode>
export const convertProblems = (limit?: number): ConvertProblems => new Problems(convertTexts, limit)

/** A value of the file: where it stands and under which keys. */
export interface At {
  readonly node: unknown
  readonly path: string
  readonly line: number
}

const characterLimit = 500_000
/** Repeating a part by `&name` and `*name` is fine, but not a bomb of them. */
const aliasLimit = 200

const yamlFaults: Readonly<Record<string, readonly [string, string]>> = {
  TAB_AS_INDENT: ['wcięcie zrobiono tabulatorem, a muszą być spacje', 'tabs indent it, spaces are needed'],
  BAD_INDENT: ['wcięcie jest inne, niż powinno', 'the indentation is off'],
  MISSING_CHAR: ['brakuje znaku: dwukropka, cudzysłowu albo nawiasu', 'a colon, quote or bracket is missing'],
  BLOCK_AS_IMPLICIT_KEY: ['brakuje cudzysłowów albo nowego wiersza', 'quotes or a new line are missing'],
  MULTILINE_IMPLICIT_KEY: ['klucz musi być w jednym wierszu', 'a key must be on one line'],
  UNEXPECTED_TOKEN: ['tego znaku tu nie powinno być', 'this character does not belong here'],
}

export class Shape {
  readonly #problems: ConvertProblems
  readonly #file: string
  readonly #lines = new LineCounter()
  readonly #document
  #aliases = 0

  constructor(file: string, text: string, problems: ConvertProblems) {
    this.#problems = problems
    this.#file = file
    const tooLarge = text.length > characterLimit
    if (tooLarge) problems.add('mappingTooLarge', { file })
    // "failsafe" makes everything text: 01 stays 01, and no "no" becomes false.
    this.#document = parseDocument(tooLarge ? '' : text, { schema: 'failsafe', lineCounter: this.#lines, merge: false })
    for (const { code, pos, message } of this.#document.errors) {
      const line = this.#lines.linePos(pos[0]).line
      if (code === 'DUPLICATE_KEY') problems.add('mappingTwice', { file, line })
      else {
        // The reader of YAML says the rare ones in English only.
        const said = message.split(/ at line |\n/)[0] ?? code
        const [reason, reasonEn] = yamlFaults[code] ?? ['zapis jest niepoprawny', said]
        problems.add('mappingNotYaml', { file, line }, { reason, reasonEn })
      }
    }
  }

  get root(): At {
    return this.#at(this.#document.contents, '', 1)
  }

  #at(found: unknown, path: string, line: number): At {
    let node = found
    if (isAlias(node)) {
      this.#aliases += 1
      node = this.#aliases > aliasLimit ? undefined : node.resolve(this.#document)
      if (node === undefined) this.#problems.add('mappingTooLarge', { file: this.#file, line })
    }
    const range = (node as { range?: [number, number, number] } | null)?.range
    return { node, path, line: range ? this.#lines.linePos(range[0]).line : line }
  }

  place(at: At, value: string | null = null): Place {
    return {
      file: this.#file,
      line: at.line,
      column: at.path || null,
      value: value ?? (isScalar(at.node) ? String(at.node.value) : null),
    }
  }

  fail(at: At, code: ConvertCode, details: ProblemDetails = {}, value: string | null = null): null {
    this.#problems.add(code, this.place(at, value), details)
    return null
  }

  isMap(at: At): boolean {
    return isMap(at.node)
  }

  /** Every key with its value; null, and told, when it is no map. */
  entries(at: At): readonly (readonly [string, At])[] | null {
    const { node } = at
    if (!isMap(node))
      return this.fail(at, 'mappingShape', { expected: 'klucze z wartościami', expectedEn: 'keys with values' })
    return node.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : ''
      const keyLine = this.#at(key, '', at.line).line
      return [name, this.#at(value, at.path ? `${at.path}.${name}` : name, keyLine)]
    })
  }

  /** A map of known keys only. */
  known(at: At, allowed: readonly string[]): ReadonlyMap<string, At> | null {
    const entries = this.entries(at)
    if (!entries) return null
    for (const [name, value] of entries) if (!allowed.includes(name)) this.unknown(value, name, allowed)
    return new Map(entries)
  }

  unknown(at: At, name: string, allowed: readonly string[]): null {
    return this.fail(at, 'mappingUnknown', { near: near(name, allowed), allowed: allowed.join(', ') }, name)
  }

  text(at: At): string | null {
    const { node } = at
    if (node instanceof Scalar && typeof node.value === 'string' && (node.value !== '' || node.type !== 'PLAIN'))
      return node.value
    return this.fail(at, 'mappingShape', { expected: 'tekst', expectedEn: 'text' })
  }

  /** One text or a list of texts. */
  texts(at: At): readonly string[] | null {
    const { node } = at
    if (!isSeq(node)) {
      const one = this.text(at)
      return one === null ? null : [one]
    }
    const all = node.items.map((item) => this.text(this.#at(item, at.path, at.line)))
    return all.every((text) => text !== null) ? (all as string[]) : null
  }

  /** The items of a list; what is no list counts as a list of one. */
  items(at: At): readonly At[] {
    const { node } = at
    if (!isSeq(node)) return [at]
    return node.items.map((item, index) => this.#at(item, `${at.path}[${index + 1}]`, at.line))
  }

  oneOf<Name extends string>(at: At, names: readonly Name[]): Name | null {
    const text = this.text(at)
    if (text === null) return null
    const found = names.find((name) => name === text)
    return found ?? this.fail(at, 'mappingShape', { expected: names.join(', ') })
  }
}

/** The name most like a mistyped one; empty when none is like it. */
export function near(name: string, known: readonly string[]): string {
  let best = ''
  let least = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    const steps = distance(name.toLowerCase(), candidate.toLowerCase())
    if (steps >= least) continue
    least = steps
    best = candidate
  }
  return best
}

/** How many letters must be added, taken away or changed. */
function distance(a: string, b: string): number {
  if (a.length > 60 || b.length > 60) return 60
  let before = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (before[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(changed, (before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    before = row
  }
  return before[b.length] ?? 60
}
