import { createHash, randomUUID } from 'node:crypto'
import type { Database, Tx } from '#platform/db/database.ts'
import { withoutMetadata } from '#platform/http/metadata.ts'
import { contentTypes, sniff } from '#platform/http/sniff.ts'
import { harmlessName } from '#platform/http/uploads.ts'
import type { Log } from '#platform/log.ts'
import { domainOf, isListed, oneLine, tokensIn } from '#platform/mail/address.ts'
import { headerValues, isAuthenticated, isAutomatic, messageIdsIn } from '#platform/mail/headers.ts'
import { type ImapLimits, type Mailbox, type MailHead, withMailbox } from '#platform/mail/imap.ts'
import { parseMail, type ReceivedFile, type ReceivedMail, senderOf, UnreadableMail } from '#platform/mail/parse.ts'
import type { IncomingSettings } from '#platform/mail/settings.ts'
import {
  areOurMails,
  cursorOf,
  insertAnswer,
  insertReceivedFile,
  knownMail,
  leadOf,
  mailArrived,
  mailBounced,
  mailFiled,
  moveCursor,
  type Outcome,
  type Place,
  type Quarantined,
  quarantineMail,
  recordIncoming,
  unfiledMails,
} from './inbox.queries.ts'
import { judge, type Lead } from './incoming.model.ts'
import { limits, nameOfKind } from './messages.model.ts'
import { withoutQuote } from './quote.model.ts'

export interface InboxParts {
  readonly database: Database
  readonly log: Log
  readonly settings: IncomingSettings
  readonly imapLimits?: ImapLimits
}

const mostInOneTurn = 100
const largestMailBytes = 30 * 1024 * 1024
const mostFiles = 10
const longestBody = 20_000

/** Reads what is new in the office's mailbox. Each mail takes effect once, wherever the program is stopped. */
export async function pollInbox(parts: InboxParts, signal?: AbortSignal): Promise<void> {
  await withMailbox(
    parts.settings.server,
    async (mailbox) => {
      await fileLeftovers(parts, mailbox)
      const cursor = await parts.database.asWorker((tx) => cursorOf(tx, mailbox.name))
      const after = cursor?.uidValidity === mailbox.uidValidity ? cursor.lastUid : undefined
      for (const head of await mailbox.headsAfter(after, mostInOneTurn)) {
        if (signal?.aborted) return
        await new Taking(parts, mailbox, head).take()
      }
      await fileLeftovers(parts, mailbox)
    },
    parts.imapLimits,
  )
}

/** Puts recorded mails into their folders; also those of a turn that was cut off in between. */
async function fileLeftovers({ database, settings }: InboxParts, mailbox: Mailbox): Promise<void> {
  for (const { id, uid, outcome } of await database.asWorker((tx) =>
    unfiledMails(tx, mailbox.name, mailbox.uidValidity),
  )) {
    await mailbox.file(uid, outcome === 'quarantined' ? settings.quarantineFolder : settings.doneFolder)
    await database.asWorker((tx) => mailFiled(tx, id), { write: true })
  }
}

/** One mail on its way from the mailbox to its effect. */
class Taking {
  readonly #parts: InboxParts
  readonly #mailbox: Mailbox
  readonly #head: MailHead

  constructor(parts: InboxParts, mailbox: Mailbox, head: MailHead) {
    this.#parts = parts
    this.#mailbox = mailbox
    this.#head = head
  }

  async take(): Promise<void> {
    const { database } = this.#parts
    const { headers, uid, sizeBytes } = this.#head
    const own = headerValues(headers, 'message-id')[0]?.slice(0, 1_000) ?? ''
    const [known, lead] = await database.asWorker((tx) => Promise.all([knownMail(tx, own), this.#lead(tx)]))
    const isReport = headerValues(headers, 'content-type').some((value) => /^multipart\/report\b/i.test(value))
    if (known.own) return this.#settle(own, 'own', (tx) => mailArrived(tx, own))
    if (known.seen) return this.#settle(own, 'duplicate')
    if (!lead && !isReport) return this.#pass()
    const tooLarge = sizeBytes > largestMailBytes
    const raw = await this.#mailbox.source(uid, tooLarge ? 64 * 1024 : largestMailBytes)
    // Somebody moved it away in the meantime.
    if (!raw) return this.#pass()
    const rfcMessageId = own === '' ? `sha256:${createHash('sha256').update(raw).digest('hex')}` : own
    if (own === '' && (await database.asWorker((tx) => knownMail(tx, rfcMessageId))).seen)
      return this.#settle(rfcMessageId, 'duplicate')
    const mail = await parseMail(raw).catch((error: unknown) => {
      if (error instanceof UnreadableMail) return undefined
      throw error
    })
    if (!mail || tooLarge) {
      if (!lead) return this.#pass()
      return this.#quarantine(rfcMessageId, lead, tooLarge ? 'tooLarge' : 'unreadable', mail)
    }
    return this.#decide(rfcMessageId, lead, mail)
  }

  #lead(tx: Tx): Promise<Lead | undefined> {
    const { headers } = this.#head
    const values = (...names: string[]) => names.flatMap((name) => headerValues(headers, name))
    const tokens = tokensIn(values('to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to'))
    return leadOf(tx, tokens, messageIdsIn(values('in-reply-to', 'references')))
  }

  async #decide(rfcMessageId: string, lead: Lead | undefined, mail: ReceivedMail): Promise<void> {
    const { database, settings } = this.#parts
    const { report, sender, headers } = mail
    const ids = report?.originalMessageIds ?? []
    const verdict = judge({
      lead,
      ours: false,
      automatic: isAutomatic(headers),
      report: report && { failed: report.failed, aboutOurs: await database.asWorker((tx) => areOurMails(tx, ids)) },
      senderListed: sender !== undefined && isListed(sender, settings.officeSenders),
      authenticated:
        settings.authenticatedBy === undefined
          ? undefined
          : sender !== undefined && isAuthenticated(headers, settings.authenticatedBy, domainOf(sender)),
    })
    switch (verdict) {
      case 'answer':
        return this.#answer(rfcMessageId, lead!, mail)
      case 'foreignSender':
      case 'notAuthenticated':
        return this.#quarantine(rfcMessageId, lead!, verdict, mail)
      case 'bounce':
        return this.#settle(
          rfcMessageId,
          'bounce',
          async (tx) => void (await mailBounced(tx, ids, report?.status ?? '')),
        )
      case 'automatic':
      case 'own':
        return this.#settle(rfcMessageId, verdict)
      case 'other':
        return this.#pass()
    }
  }

  /** Not ours to touch: it stays where it lies and is not looked at again. */
  async #pass(): Promise<void> {
    const { name: mailbox, uidValidity } = this.#mailbox
    await this.#parts.database.asWorker((tx) => moveCursor(tx, { mailbox, uidValidity, uid: this.#head.uid }), {
      write: true,
    })
  }

  /** Records the mail and does what it means, in one transaction; a mail recorded before does nothing again. */
  async #settle(
    rfcMessageId: string,
    outcome: Outcome,
    effect?: (tx: Tx, id: string) => Promise<void>,
    messageId?: string,
  ) {
    const { database, log } = this.#parts
    const place: Place = {
      mailbox: this.#mailbox.name,
      uidValidity: this.#mailbox.uidValidity,
      uid: this.#head.uid,
      rfcMessageId,
    }
    const id = randomUUID()
    await database.asWorker(
      async (tx) => {
        // The message comes first: the record of the mail points at it.
        if (messageId !== undefined) await effect?.(tx, id)
        const fresh = await recordIncoming(tx, id, place, outcome, messageId ?? null)
        if (!fresh && messageId !== undefined) throw new TakenMeanwhile()
        if (fresh && messageId === undefined) await effect?.(tx, id)
        await moveCursor(tx, place)
      },
      { write: true },
    )
    log.info('mail received', { job: 'mailbox', reason: outcome })
  }

  async #quarantine(rfcMessageId: string, lead: Lead, reason: Quarantined['reason'], mail: ReceivedMail | undefined) {
    const from = mail?.sender ?? (await senderOf(this.#head.headers)) ?? ''
    const kept: Quarantined = {
      threadId: lead.threadId,
      reason,
      sender: oneLine(from, 320),
      subject: mail?.subject ?? '',
      body: [...(mail?.text ?? '')].slice(0, longestBody).join(''),
    }
    await this.#settle(rfcMessageId, 'quarantined', (tx, id) => quarantineMail(tx, id, kept))
  }

  async #answer(rfcMessageId: string, { threadId, loginId }: Lead, mail: ReceivedMail): Promise<void> {
    const { kept, leftOut } = chooseFiles(mail.files)
    const short = withoutQuote(mail.text)
    const body = [...short].slice(0, longestBody).join('')
    const messageId = randomUUID()
    const effect = async (tx: Tx): Promise<void> => {
      await insertAnswer(tx, messageId, threadId, body, body === mail.text ? null : mail.text, leftOut)
      for (const [position, { name, contentType, content }] of kept.entries()) {
        const digest = createHash('sha256').update(content).digest('hex')
        await insertReceivedFile(
          tx,
          loginId,
          messageId,
          position,
          randomUUID(),
          name,
          contentType,
          content.length,
          digest,
          content,
        )
      }
    }
    await this.#settle(rfcMessageId, 'answer', effect, messageId)
  }
}

/** Another turn took the same mail between our look and our record; its effect stands, ours is undone. */
class TakenMeanwhile extends Error {
  constructor() {
    super('mail taken by another turn')
    this.name = 'TakenMeanwhile'
  }
}

/** Files of an answer that pass the same checks as a resident's; the others are named, so that nobody wonders. */
function chooseFiles(files: readonly ReceivedFile[]) {
  const kept: { name: string; contentType: string; content: Buffer }[] = []
  const leftOut: string[] = []
  for (const file of files) {
    if (file.decoration) continue
    const name = harmlessName(file.name)
    const kind = file.content.length <= limits.bytesPerFile ? sniff(file.content) : undefined
    const content = kind && withoutMetadata(kind, file.content)
    const safeName = kind && nameOfKind(name, kind)
    if (kind && content && safeName && kept.length < mostFiles)
      kept.push({ name: safeName, contentType: contentTypes[kind], content })
    else if (leftOut.length < 50) leftOut.push(name)
  }
  return { kept, leftOut }
}
