/** What goes into a cell: text is guarded against formulas, a figure is written as it is. */
export type CsvCell = string | number | { readonly figure: string } | null

const formulaStart = /^[=+\-@\t\r]/

function cell(value: CsvCell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  if (typeof value === 'object') return value.figure
  // A spreadsheet would run what starts like a formula; an apostrophe makes it text (OWASP, CSV injection).
  const guarded = formulaStart.test(value) ? `'${value}` : value
  return /[";\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

/** A table for Excel in Polish: byte order mark, semicolons, CRLF. */
export function csv(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return `\ufeff${[header, ...rows].map((row) => row.map(cell).join(';')).join('\r\n')}\r\n`
}
