import type { ProblemList } from '../contract/problem.ts'
import { resource } from '../contract/resources.ts'
import { type DeliveredFile, type DeliverySource, readBeginning } from '../receive/source.ts'
import { position, type Row } from './row.ts'

const pdfBeginning = Buffer.from('%PDF-')

/** A letter larger than this would not reach a phone; it is held in memory whole while it is stored. */
export const letterBytesLimit = 20 * 1024 * 1024

/** The letters of a delivery: each named file must be there, be a PDF and not too large. */
export class NoticeFiles {
  readonly #problems: ProblemList
  readonly #files: ReadonlyMap<string, DeliveredFile>
  readonly #table: string
  readonly #at = position(resource('notices'), 'file')
  /** Line of each file, by the path the source knows: a path cut from the table would keep its block alive. */
  readonly #named = new Map<string, number>()

  constructor(problems: ProblemList, files: ReadonlyMap<string, DeliveredFile>, table: string) {
    this.#problems = problems
    this.#files = files
    this.#table = table
  }

  take(row: Row): void {
    const path = row.cells[this.#at] ?? ''
    if (row.deleted) return
    const file = this.#files.get(path)
    const place = { file: this.#table, line: row.line, column: 'file', value: path }
    if (!file) this.#problems.add('noticeFileMissing', place)
    else if (file.bytes > letterBytesLimit) this.#problems.add('noticeTooLarge', place, { limit: letterBytesLimit })
    else this.#named.set(file.path, row.line)
  }

  async finish(source: DeliverySource): Promise<void> {
    for (const [path, line] of this.#named) {
      const beginning = await readBeginning(source, path, pdfBeginning.length)
      if (beginning.subarray(0, pdfBeginning.length).equals(pdfBeginning)) continue
      this.#problems.add('noticeNotPdf', { file: this.#table, line, column: 'file', value: path })
    }
  }
}
