import type { Database, Tx } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import { addressWithToken, domainOf } from '#platform/mail/address.ts'
import { composeMail, type MailToSend, UnusableAddress } from '#platform/mail/compose.ts'
import type { OutgoingSettings } from '#platform/mail/settings.ts'
import { type SmtpLimits, sendBySmtp } from '#platform/mail/smtp.ts'
import { answerNotice, copyMail, officeMail } from './mail.text.ts'
import { limits } from './messages.model.ts'
import {
  type ClaimedMail,
  claimMail,
  cooperativeName,
  finishMail,
  handOver,
  type LetterKind,
  mailContent,
  mailFiles,
  sendLater,
  tidyOutbox,
} from './outbox.queries.ts'

export interface OutboxParts {
  readonly database: Database
  readonly log: Log
  readonly settings: OutgoingSettings
  /** Address of the portal as people type it, for the link in mails; mails go without one when it is unknown. */
  readonly baseUrl: string | undefined
  readonly smtpLimits?: SmtpLimits
  /** Who writes the mails of other slices, by kind. */
  readonly letters: Letters
}

/** A mail of another slice, in words; nothing when there is nobody (any more) to send it to. */
export type LetterWriter = (
  tx: Tx,
  letterId: string,
  baseUrl: string | undefined,
) => Promise<{ readonly to: string; readonly subject: string; readonly text: string } | undefined>
export type Letters = Readonly<Record<LetterKind, LetterWriter>>

const mostInOneTurn = 50

/**
 * Sends what waits, one mail after another. A fault that other mails would meet too ends the turn.
 * Rule: each mail exactly once, or reported. It is tried again only after an outcome that is surely a "no"; an unknown one is never
 * repeated by itself (docs/decisions/0008-outbox.md).
 */
export async function drainOutbox(parts: OutboxParts, signal?: AbortSignal): Promise<void> {
  const { database, log, settings } = parts
  const tidied = await database.asWorker(tidyOutbox, { write: true })
  for (const state of ['unknown', 'failed']) {
    const count = tidied.filter((one) => one === state).length
    if (count > 0) log.error('mail not sure', { job: 'outbox', reason: state, count })
  }
  for (let turn = 0; turn < mostInOneTurn && !signal?.aborted; turn += 1) {
    const mail = await database.asWorker((tx) => claimMail(tx, domainOf(settings.from)), { write: true })
    if (!mail || !(await sendOne(parts, mail))) return
  }
}

/** @returns whether it makes sense to go on with the next one. */
async function sendOne(parts: OutboxParts, mail: ClaimedMail): Promise<boolean> {
  const { database, log, settings } = parts
  const write = (work: Parameters<Database['asWorker']>[0]) => database.asWorker(work, { write: true })
  const prepared = await prepare(parts, mail)
  if (prepared === undefined) {
    await write((tx) => finishMail(tx, mail, 'skipped'))
    return true
  }
  if (prepared === 'unusable') {
    log.error('mail not sent', { job: 'outbox', reason: 'unusable address' })
    await write((tx) => finishMail(tx, mail, 'failed', 'address'))
    return true
  }
  const outcome = await sendBySmtp(
    settings.server,
    {
      from: settings.from,
      to: prepared.to,
      raw: prepared.raw,
      beforeHandOver: () => database.asWorker((tx) => handOver(tx, mail), { write: true }),
    },
    parts.smtpLimits,
  )
  const said = { job: 'outbox', reason: outcome.kind, attempt: mail.attempts, code: outcome.fault ?? 'none' }
  if (outcome.kind === 'sent') log.info('mail sent', said)
  else log.error('mail not sent', said)
  const { kind, fault } = outcome
  await write((tx) =>
    kind === 'later' ? sendLater(tx, mail, fault) : finishMail(tx, mail, kind === 'refused' ? 'failed' : kind, fault),
  )
  return !outcome.general
}

async function prepare(
  parts: OutboxParts,
  mail: ClaimedMail,
): Promise<{ to: string; raw: Buffer } | undefined | 'unusable'> {
  const written = await writeMail(parts, mail)
  if (written === undefined) return undefined
  try {
    return { to: written.to, raw: await composeMail(written) }
  } catch (error) {
    if (error instanceof UnusableAddress) return 'unusable'
    throw error
  }
}

/** The mail in words; nothing when its reader has no verified address (any more). */
async function writeMail(
  { database, settings, baseUrl, letters }: OutboxParts,
  mail: ClaimedMail,
): Promise<MailToSend | undefined> {
  if (mail.letterId !== null) {
    const { kind, letterId, rfcMessageId: messageId, createdAt: sentAt } = mail
    const write = letters[kind]
    if (!write) throw new Error(`nobody writes letters of the kind ${kind}`)
    const [letter, cooperative] = await database.asWorker(
      (tx) => Promise.all([write(tx, letterId, baseUrl), cooperativeName(tx)]),
      { write: true },
    )
    return letter && { ...letter, messageId, sentAt, from: { name: `${cooperative} e-BOK`, address: settings.from } }
  }
  const [content, files] = await database.asWorker((tx) =>
    Promise.all([mailContent(tx, mail.messageId), mailFiles(tx, mail.messageId, limits.bytesPerMail)]),
  )
  const fileNames = files.map(({ name }) => name)
  const common = { messageId: mail.rfcMessageId, sentAt: content.createdAt }
  if (mail.kind === 'officeMessage') {
    const enclosed = files.flatMap(({ name, contentType, content: bytes }) =>
      bytes ? [{ name, contentType, content: bytes }] : [],
    )
    return {
      ...common,
      ...officeMail({ ...content, fileNames, filesEnclosed: enclosed.length === files.length }),
      from: { name: `${content.writerName} (e-BOK)`, address: settings.from },
      to: settings.office,
      replyTo: addressWithToken(settings.reply, content.replyToken),
      references: content.references.toReversed(),
      attachments: enclosed,
    }
  }
  if (content.verifiedEmail === null || (mail.kind === 'answerNotice' && !content.wantsNotice)) return undefined
  const words = mail.kind === 'copy' ? copyMail({ ...content, fileNames }, baseUrl) : answerNotice(baseUrl)
  return {
    ...common,
    ...words,
    from: { name: `${content.cooperative} e-BOK`, address: settings.from },
    to: content.verifiedEmail,
  }
}
