/** Rows for a spreadsheet of a Polish office: semicolons, a byte order mark in front, lines ended as RFC 4180 has them. */

/** Stands at the start of a file, so that the spreadsheet reads Polish letters right. */
export const csvStart = '\ufeff'

/** Text is guarded against formulas, a figure is written as it is. */
export type CsvCell = string | number | { readonly figure: string } | null

/**
 * One line. A text that begins like a formula gets an apostrophe in front, so that a spreadsheet shows it and does not do it; a number
 * is ours and stays one.
 */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(cell).join(';')}\r\n`
}

function cell(value: CsvCell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value).replace('.', ',')
  if (typeof value === 'object') return value.figure
  // Signs a spreadsheet takes for a formula, also behind spaces and in their full-width shapes.
  const harmless = /^[\s\u0000-\u001f]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(value) ? `'${value}` : value
  return /[;"\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
