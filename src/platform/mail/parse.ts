import type { ParsedMail } from 'mailparser'
import { oneLine } from './address.ts'
import { type Headers, headerValues, messageIdsIn, readHeaders } from './headers.ts'

export interface ReceivedFile {
  readonly name: string
  readonly content: Buffer
  /** Belongs to the look of the text (a logo in a signature), so it is no file somebody meant to send. */
  readonly decoration: boolean
}

/** A report of a mail server about a mail it could not deliver (RFC 3464). */
export interface DeliveryReport {
  /** Given up; otherwise only late. */
  readonly failed: boolean
  /** As `5.1.1`; empty when the report has none. */
  readonly status: string
  readonly originalMessageIds: readonly string[]
}

export interface ReceivedMail {
  readonly headers: Headers
  /** The one address the mail says it is from; nothing when it names none or several. */
  readonly sender: string | undefined
  readonly subject: string
  /** Plain text, also of a mail that came as HTML only. */
  readonly text: string
  readonly files: readonly ReceivedFile[]
  readonly report: DeliveryReport | undefined
}

// Loaded when first needed: only the inbox of the office reads mail.
const mailparser = () => import('mailparser')

/** The mail is broken or beyond the limits. */
export class UnreadableMail extends Error {
  constructor() {
    super('mail cannot be read')
    this.name = 'UnreadableMail'
  }
}

const mostParts = 60
const longestHtml = 2 * 1024 * 1024
const longestText = 200_000

/** @throws UnreadableMail */
export async function parseMail(raw: Buffer): Promise<ReceivedMail> {
  const headers = readHeaders(raw)
  const parsed = await parsePart(raw, { skipHtmlToText: true })
  const text = parsed.text?.trim() ? parsed.text : await textOfHtml(parsed.html || '')
  return {
    headers,
    sender: await senderOf(headers),
    subject: oneLine(parsed.subject ?? '', 300),
    text: readableText(text),
    files: parsed.attachments
      .filter((file) => !/^(message\/|text\/rfc822-headers|application\/(pkcs7|pgp)-signature)/.test(file.contentType))
      .map((file) => ({ name: file.filename ?? '', content: file.content, decoration: file.related === true })),
    report: reportOf(headers, parsed.attachments),
  }
}

async function parsePart(raw: Buffer, more: { skipHtmlToText: boolean }): Promise<ParsedMail> {
  const { simpleParser } = await mailparser()
  let parsed: ParsedMail
  try {
    parsed = await simpleParser(raw, {
      ...more,
      skipTextToHtml: true,
      skipImageLinks: true,
      keepDeliveryStatus: true,
      ignoreEmbedded: true,
      checksumAlgo: false,
      maxHtmlLengthToParse: longestHtml,
      maxHeadSize: 256 * 1024,
      maxChildNodes: mostParts,
    })
  } catch {
    throw new UnreadableMail()
  }
  if (parsed.textConversionError && !parsed.text?.trim()) throw new UnreadableMail()
  return parsed
}

/**
 * The parser turns HTML into text only where it is a whole mail; so it is given as one, under the same limits. Pictures go first: all that
 * would be left of them is their address.
 */
async function textOfHtml(html: string): Promise<string> {
  if (html === '') return ''
  if (html.length > longestHtml) throw new UnreadableMail()
  const words = html.replace(/<img\b[^<>]*>/gi, '')
  const whole = Buffer.from(`Content-Type: text/html; charset=utf-8\r\n\r\n${words}`)
  const parsed = await parsePart(whole, { skipHtmlToText: false })
  return parsed.text ?? ''
}

/** The address of the only From field; a mail with two of anything there is nobody's. */
export async function senderOf(headers: Headers): Promise<string | undefined> {
  const from = headerValues(headers, 'from')
  if (from.length !== 1) return undefined
  const { parseAddressHeader } = await mailparser()
  const addresses = parseAddressHeader(from[0]!.slice(0, 2_000), { flatten: true }).value
  return addresses.length === 1 ? addresses[0]?.address?.toLowerCase() : undefined
}

/** Without characters a page or the database cannot carry or that turn the direction of what follows. */
function readableText(text: string): string {
  return text
    .slice(0, longestText * 2)
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[ \t\u00a0]+$/gm, '')
    .replace(/\n{4,}/g, '\n\n\n')
    .slice(0, longestText)
    .trim()
}

function reportOf(
  headers: Headers,
  parts: readonly { contentType: string; content: Buffer }[],
): DeliveryReport | undefined {
  const status = parts.find((part) => part.contentType === 'message/delivery-status')
  if (!status || !headerValues(headers, 'content-type').some((value) => /^multipart\/report\b/i.test(value)))
    return undefined
  const text = status.content.subarray(0, 64 * 1024).toString('latin1')
  const original = parts.find((part) =>
    /^(message\/rfc822|text\/rfc822-headers|message\/global)/.test(part.contentType),
  )
  const originalHeaders = original ? readHeaders(original.content) : []
  return {
    failed: /^action:\s*failed\b/im.test(text),
    status: /^status:\s*([245]\.\d{1,3}\.\d{1,3})\b/im.exec(text)?.[1] ?? '',
    originalMessageIds: messageIdsIn([...headerValues(originalHeaders, 'message-id')]),
  }
}
