import { type CsvCell, csvLine, csvStart } from '#kernel/csv.ts'

/** A whole table at once, for a page of residents. */
export function csv(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return csvStart + [header, ...rows].map(csvLine).join('')
}
