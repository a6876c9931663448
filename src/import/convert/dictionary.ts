/** Small lists of a source system by which codes become words: held in memory, so their size is limited. */
import type { ConvertProblems } from './shape.ts'
import type { ColumnKind, RowTaker, SourceColumn } from './source.ts'

const rowLimit = 200_000

/** Two columns of a file: one is looked up, the other is the answer. */
export class Dictionary implements RowTaker {
  readonly #answers = new Map<string, { readonly text: string; readonly line: number }>()
  readonly #problems: ConvertProblems
  readonly #file: string
  readonly #find: (columns: readonly SourceColumn[]) => readonly number[] | null
  #at: readonly number[] = []
  #tooLarge = false
  kind: ColumnKind = 'text'

  /** `find` gives the positions of key and answer, or tells that a column is missing. */
  constructor(
    file: string,
    problems: ConvertProblems,
    find: (columns: readonly SourceColumn[]) => readonly number[] | null,
  ) {
    this.#file = file
    this.#problems = problems
    this.#find = find
  }

  columns(columns: readonly SourceColumn[]): ReadonlySet<number> | null {
    const found = this.#find(columns)
    if (!found) return null
    this.#at = found
    this.kind = columns[found[1] ?? 0]?.kind ?? 'text'
    return new Set(found)
  }

  row(cells: readonly string[], line: number): void {
    if (this.#tooLarge) return
    const key = own(cells[this.#at[0] ?? 0] ?? '')
    const text = own(cells[this.#at[1] ?? 0] ?? '')
    const earlier = this.#answers.get(key)
    if (earlier && earlier.text !== text) {
      this.#problems.add('lookupTwice', { file: this.#file, line, value: key }, { firstLine: earlier.line })
    }
    if (earlier || key === '') return
    if (this.#answers.size === rowLimit) {
      this.#tooLarge = true
      this.#problems.add('lookupTooLarge', { file: this.#file, line }, { limit: rowLimit })
      return
    }
    this.#answers.set(key, { text, line })
  }

  get(key: string): string | undefined {
    return this.#answers.get(key)?.text
  }
}

/** A copy: a piece of a text keeps the whole block it was cut from. */
const own = (text: string): string => Buffer.from(text).toString()
