import { inflateSync } from 'node:zlib'

/**
 * The words of a PDF made by pdfkit or by Chromium with embedded fonts, page by page: follows the pages' contents and the fonts' own tables from glyphs to
 * letters, as a reader does for "copy text". Knows no more of the format than that.
 */
export function pdfPages(bytes: Uint8Array): string[] {
  const raw = Buffer.from(bytes).toString('latin1')
  const objects = new Map<string, { dictionary: string; stream: string }>()
  for (const [, number, body] of raw.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const at = body!.indexOf('stream\n')
    const dictionary = at < 0 ? body! : body!.slice(0, at)
    const data = at < 0 ? '' : body!.slice(at + 7, body!.lastIndexOf('\nendstream'))
    const stream = dictionary.includes('/FlateDecode')
      ? inflateSync(Buffer.from(data, 'latin1')).toString('latin1')
      : data
    objects.set(number!, { dictionary, stream })
  }
  const referred = (dictionary: string, key: string) =>
    objects.get(new RegExp(`/${key} (\\d+) 0 R`).exec(dictionary)?.[1] ?? '')
  const letters = new Map<string, Map<string, string>>()
  for (const { dictionary } of objects.values())
    for (const [, name, number] of dictionary.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const font = objects.get(number!)
      const table = font && referred(font.dictionary, 'ToUnicode')
      if (table) letters.set(name!, readTable(table.stream))
    }
  return [...objects.values()]
    .filter(({ dictionary }) => /\/Type \/Page\b(?!s)/.test(dictionary))
    .map(({ dictionary }) => wordsOf(referred(dictionary, 'Contents')?.stream ?? '', letters))
}

const unicode = (hex: string): string =>
  hex
    .match(/.{4}/g)!
    .map((unit) => String.fromCharCode(Number.parseInt(unit, 16)))
    .join('')

function readTable(stream: string): Map<string, string> {
  const table = new Map<string, string>()
  for (const [, block] of stream.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, glyph, hex] of block!.matchAll(/<([0-9a-f]{4})>\s*<([0-9a-f]+)>/gi))
      table.set(glyph!.toLowerCase(), unicode(hex!))
  const ranges = [...stream.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)].map(([, block]) => block!).join('\n')
  for (const [, first, last, hex] of ranges.matchAll(/<([0-9a-f]{4})>\s*<([0-9a-f]{4})>\s*<([0-9a-f]{4})>/gi))
    for (let glyph = Number.parseInt(first!, 16); glyph <= Number.parseInt(last!, 16); glyph += 1)
      table.set(
        glyph.toString(16).padStart(4, '0'),
        String.fromCharCode(Number.parseInt(hex!, 16) + glyph - Number.parseInt(first!, 16)),
      )
  for (const [, first, , list] of stream.matchAll(/<([0-9a-f]{4})>\s*<([0-9a-f]{4})>\s*\[([^\]]*)\]/gi))
    for (const [index, [, hex]] of [...list!.matchAll(/<([0-9a-f ]+)>/gi)].entries())
      table.set((Number.parseInt(first!, 16) + index).toString(16).padStart(4, '0'), unicode(hex!.replaceAll(' ', '')))
  return table
}

function wordsOf(contents: string, letters: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  let table: ReadonlyMap<string, string> | undefined
  const lines: string[] = []
  for (const [, font, array, single] of contents.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ|(<[0-9a-fA-F]*>) Tj/g)) {
    const pieces = array ?? single
    if (font !== undefined) table = letters.get(font)
    else
      lines.push(
        [...pieces!.matchAll(/<([0-9a-f]+)>/gi)]
          .flatMap(([, hex]) => hex!.match(/.{4}/g)!)
          .map((glyph) => table?.get(glyph.toLowerCase()) ?? '?')
          .join(''),
      )
  }
  return lines.join('\n')
}
