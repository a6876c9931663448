/**
 * The smallest PDF that prints Polish letters: one A4 page, Helvetica, an encoding that names the eighteen letters
 * Latin-1 lacks. No font file and no clock, so equal letters are equal bytes on every machine.
 */

/** Code in the page's encoding and PostScript name of each letter that Latin-1 does not have. */
const letters: readonly (readonly [letter: string, name: string])[] = [
  ['ą', 'aogonek'],
  ['ć', 'cacute'],
  ['ę', 'eogonek'],
  ['ł', 'lslash'],
  ['ń', 'nacute'],
  ['ś', 'sacute'],
  ['ź', 'zacute'],
  ['ż', 'zdotaccent'],
  ['Ą', 'Aogonek'],
  ['Ć', 'Cacute'],
  ['Ę', 'Eogonek'],
  ['Ł', 'Lslash'],
  ['Ń', 'Nacute'],
  ['Ś', 'Sacute'],
  ['Ź', 'Zacute'],
  ['Ż', 'Zdotaccent'],
  ['–', 'endash'],
  ['„', 'quotedblbase'],
  ['”', 'quotedblright'],
]
const FIRST_CODE = 128
const codes = new Map(letters.map(([letter], i) => [letter, FIRST_CODE + i]))

/** One page with one line of text for each string; longer lines than fit are the caller's concern. */
export function letterPdf(lines: readonly string[]): Buffer {
  const text = lines.map((line, i) => `${i === 0 ? '' : 'T* '}<${encode(line)}> Tj`).join('\n')
  const content = `BT /F1 11 Tf 16 TL 60 770 Td\n${text}\nET`
  const map = letters
    .map(([letter], i) => `<${hex(FIRST_CODE + i, 2)}> <${hex(letter.codePointAt(0) as number, 4)}>`)
    .join('\n')
  const toUnicode = [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def',
    '1 begincodespacerange <00> <FF> endcodespacerange',
    `1 beginbfrange <20> <7E> <0020> endbfrange 1 beginbfrange <A0> <FF> <00A0> endbfrange`,
    `${letters.length} beginbfchar\n${map}\nendbfchar`,
    'endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n')
  return assemble([
    '<< /Type /Catalog /Pages 2 0 R /Lang (pl-PL) >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>',
    stream(content),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding 6 0 R /ToUnicode 7 0 R >>',
    `<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [${FIRST_CODE} ${letters.map(([, name]) => `/${name}`).join(' ')}] >>`,
    stream(toUnicode),
  ])
}

function encode(line: string): string {
  let codesHex = ''
  for (const letter of line) {
    const code = codes.get(letter) ?? (letter.codePointAt(0) as number)
    if (code > 255) throw new RangeError(`no code for ${letter}`)
    codesHex += hex(code, 2)
  }
  return codesHex
}

const hex = (value: number, width: number): string => value.toString(16).toUpperCase().padStart(width, '0')
const stream = (content: string): string => `<< /Length ${content.length} >>\nstream\n${content}\nendstream`

/** Numbers the objects and writes the table of their byte offsets; everything is ASCII, so offsets are lengths. */
function assemble(objects: readonly string[]): Buffer {
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, i) => {
    const at = body.length
    body += `${i + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  body += `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer << /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`
  return Buffer.from(body, 'ascii')
}
