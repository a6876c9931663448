/** Stands at the top of every mail to the office; what an answer carries from here down is our own text coming back. */
export const replyLine = '~~~ Odpowiedź wpisz nad tą linią ~~~'

const introductions = [
  /^W dniu .{5,120}(pisze|napisał|napisała|napisał\(a\)|napisali):?$/i,
  /^(pon|wt|śr|czw|pt|sob|niedz)\.?,? .{5,120}(pisze|napisał|napisała|napisał\(a\)):?$/i,
  /^\d{1,4}[.\-/]\d{1,2}[.\-/]\d{1,4}.{0,100}(pisze|napisał|napisała|napisał\(a\)):?$/i,
  /^On .{5,160} wrote:$/i,
  /^-{2,} ?(Original Message|Wiadomość oryginalna|Oryginalna wiadomość|Wiadomość przekazana) ?-{2,}$/i,
]
const headOfQuote = /^\*?(Od|From|Nadawca):\*? /i
const restOfHead = /^\*?(Wysłano|Sent|Data|Date|Do|To|Temat|Subject|DW|Cc):\*? /i

/**
 * The part of an answer its author wrote: without our own mail quoted below it. When the author wrote below or between the quoted lines,
 * nothing is cut away: better too much than an answer with a hole.
 */
export function withoutQuote(text: string): string {
  const lines = text.split('\n')
  const from = lines.findIndex((line, index) => startsQuote(lines, line, index))
  if (from === -1) return withoutQuotedEnd(lines, text)
  // A quote without `>` (as Outlook writes it) runs to the end of the mail.
  const firstMarked = lines.findIndex((line, index) => index >= from && /^\s*>/.test(line))
  const wroteBelow = firstMarked !== -1 && lines.slice(firstMarked).some((line) => !isQuoted(line))
  return wroteBelow ? text : withoutQuotedEnd(lines.slice(0, from), text)
}

const isQuoted = (line: string): boolean => /^\s*(>|$)/.test(line)

function startsQuote(lines: readonly string[], line: string, index: number): boolean {
  const plain = line.trim()
  if (line.includes(replyLine)) return true
  // Long introductions are broken over two lines by mail programs.
  const joined = `${plain} ${lines[index + 1]?.trim() ?? ''}`.trim()
  if (introductions.some((pattern) => pattern.test(plain) || (plain !== '' && pattern.test(joined)))) return true
  if (/^_{10,}$/.test(plain)) return headOfQuote.test(nextText(lines, index))
  return (
    headOfQuote.test(plain) &&
    lines.slice(index + 1, index + 5).filter((next) => restOfHead.test(next.trim())).length >= 2
  )
}

const nextText = (lines: readonly string[], index: number): string =>
  lines
    .slice(index + 1)
    .find((line) => line.trim() !== '')
    ?.trim() ?? ''

function withoutQuotedEnd(lines: readonly string[], whole: string): string {
  const last = lines.findLastIndex((line) => !isQuoted(line))
  const own = lines
    .slice(0, last + 1)
    .join('\n')
    .trim()
  return own === '' ? whole : own
}
