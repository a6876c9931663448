/**
 * Ways of writing Polish letters that programs of thirty years have left behind. The caller names one; nothing is guessed here.
 *
 * Node reads CP1250, ISO-8859-2 and UTF-16 ("Unicode text" of Excel) but not CP852, and nothing at hand reads Mazovia, the encoding of Polish DOS programs.
 */
import iconv from 'iconv-lite'

export const encodingNames = ['utf-8', 'cp1250', 'iso-8859-2', 'cp852', 'mazovia', 'utf-16le'] as const
export type EncodingName = (typeof encodingNames)[number]

/** Stands for bytes that are no character of the encoding. */
export const undecodable = '\ufffd'

export interface Decoder {
  /**
   * The text of the next bytes; a character cut between two pieces is kept for the next one. A byte order mark is left
   * where it is, and what is no character becomes `undecodable`.
   */
  decode(bytes: Uint8Array): string
  /** What is left when the bytes end in the middle of a character: `undecodable` or nothing. */
  end(): string
}

/** A new decoder, for one file or one stream. */
export function decoderFor(name: EncodingName): Decoder {
  if (name === 'utf-8' || name === 'utf-16le') {
    const decoder = new TextDecoder(name, { ignoreBOM: true })
    return { decode: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() }
  }
  const table = tableOf(name)
  return { decode: (bytes) => decodeBytes(bytes, table), end: () => '' }
}

type ByteEncoding = Exclude<EncodingName, 'utf-8' | 'utf-16le'>

/** Characters of the bytes 0x80–0xff: code page 437 with Polish letters in place of 17 others, known as code page 620. */
const mazovia =
  'ÇüéâäàąçêëèïîćÄĄ' +
  'ĘęłôöĆûùŚÖÜ¢Ł¥śƒ' +
  'ŹŻóÓńŃźż¿⌐¬½¼¡«»' +
  '░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
  '└┴┬├─┼╞╟╚╔╩╦╠═╬╧' +
  '╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀' +
  'αßΓπΣσµτΦΘΩδ∞φε∩' +
  '≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0'

const tables = new Map<ByteEncoding, Uint16Array>()

function tableOf(name: ByteEncoding): Uint16Array {
  const known = tables.get(name)
  if (known) return known
  const upper = Uint8Array.from({ length: 128 }, (_, at) => at + 128)
  const characters = name === 'mazovia' ? mazovia : iconv.decode(upper, name)
  const table = Uint16Array.from({ length: 256 }, (_, byte) => (byte < 128 ? byte : characters.charCodeAt(byte - 128)))
  tables.set(name, table)
  return table
}

function decodeBytes(bytes: Uint8Array, table: Uint16Array): string {
  const units = Buffer.allocUnsafe(bytes.length * 2)
  for (let at = 0; at < bytes.length; at += 1) {
    const unit = table[bytes[at] as number] as number
    units[at * 2] = unit & 0xff
    units[at * 2 + 1] = unit >> 8
  }
  return units.toString('utf16le')
}
