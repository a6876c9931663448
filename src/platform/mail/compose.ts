import { isPlainAddress, oneLine } from './address.ts'

export interface MailToSend {
  readonly from: { readonly name: string; readonly address: string }
  readonly to: string
  readonly replyTo?: string
  readonly subject: string
  readonly text: string
  /** With its angle brackets; the same at every attempt. */
  readonly messageId: string
  /** Message-IDs of the earlier mails of the thread, oldest first. */
  readonly references?: readonly string[]
  readonly sentAt: number
  readonly attachments?: readonly { readonly name: string; readonly contentType: string; readonly content: Buffer }[]
}

/** An address from data is none, so the mail cannot be written. */
export class UnusableAddress extends Error {
  constructor() {
    super('address cannot be used')
    this.name = 'UnusableAddress'
  }
}

/**
 * The mail as bytes. Says of itself that a program wrote it, so that absence notes do not answer it. Nothing in it can start a header
 * of its own: every value is one line, every address one address.
 * @throws UnusableAddress
 */
export async function composeMail(mail: MailToSend): Promise<Buffer> {
  for (const address of [mail.from.address, mail.to, mail.replyTo ?? mail.to]) {
    if (!isPlainAddress(address)) throw new UnusableAddress()
  }
  const references = mail.references ?? []
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const composer = new MailComposer({
    from: { name: oneLine(mail.from.name), address: mail.from.address },
    to: { name: '', address: mail.to },
    ...(mail.replyTo === undefined ? {} : { replyTo: { name: '', address: mail.replyTo } }),
    subject: oneLine(mail.subject),
    text: mail.text,
    messageId: mail.messageId,
    date: new Date(mail.sentAt),
    ...(references.length === 0 ? {} : { inReplyTo: references.at(-1)!, references: [...references] }),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    attachments: (mail.attachments ?? []).map((file) => ({
      filename: oneLine(file.name),
      contentType: file.contentType,
      content: file.content,
      contentDisposition: 'attachment' as const,
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}
