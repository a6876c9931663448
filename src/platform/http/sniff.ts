/** Kinds of content the portal takes and gives. Decided by the bytes; a name proves nothing. */
export type ContentKind = 'pdf' | 'jpeg' | 'png' | 'text'

export const contentTypes: Readonly<Record<ContentKind, string>> = {
  pdf: 'application/pdf',
  jpeg: 'image/jpeg',
  png: 'image/png',
  text: 'text/plain; charset=utf-8',
}

const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const pngEnd = Buffer.from([0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82])
// The harmless file every virus scanner must find; a portal without a scanner at least refuses this one by content.
// Written in two parts, so that a scanner on a developer's machine leaves this source alone.
const eicar = Buffer.from(`EICAR-STANDARD-${'ANTIVIRUS'}-TEST-FILE`)

/**
 * What the bytes are, or nothing. The whole file has to be of its kind from the first byte to its end mark, so that a file which is a
 * picture to one program and a page or an archive to another is refused.
 */
export function sniff(content: Buffer): ContentKind | undefined {
  if (content.includes(eicar)) return undefined
  if (content.subarray(0, 5).toString('latin1') === '%PDF-') return isWholePdf(content) ? 'pdf' : undefined
  if (content.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return isWholeJpeg(content) ? 'jpeg' : undefined
  if (content.subarray(0, 8).equals(pngStart)) return content.subarray(-8).equals(pngEnd) ? 'png' : undefined
  return isPlainText(content) ? 'text' : undefined
}

function isWholePdf(content: Buffer): boolean {
  const end = content.lastIndexOf('%%EOF')
  // After the end mark only line ends may follow: nothing is appended.
  return end > 0 && /^[\r\n\s\0]*$/.test(content.subarray(end + 5).toString('latin1')) && content.length - end < 1024
}

function isWholeJpeg(content: Buffer): boolean {
  const end = content.lastIndexOf(Buffer.from([0xff, 0xd9]))
  return end > 0 && content.subarray(end + 2).every((byte) => byte === 0)
}

function isPlainText(content: Buffer): boolean {
  if (content.length === 0 || content.includes(0)) return false
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return false
  }
  return !/[\u0001-\u0008\u000e-\u001f\u007f]/.test(text) && !/^\s*(<[!?a-z]|#!|\{\\rtf)/i.test(text)
}

/** Whether the beginning is that of a bank statement: MT940, or XML. What is in it is for its reader to say. */
export function statementKind(content: Uint8Array): 'mt940' | 'xml' | undefined {
  const start = Buffer.from(content.buffer, content.byteOffset, Math.min(content.length, 4096)).toString('latin1')
  if (/^(?:ï»¿)?\s*<(?:\?xml|!--|(?:[\w.-]+:)?Document)\b/.test(start)) return 'xml'
  return /(?:^|^ï»¿|[\r\n\u0001]|\{4:)\s*:20:/.test(start) ? 'mt940' : undefined
}
