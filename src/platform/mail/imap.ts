import type { ImapFlow } from 'imapflow'
import { type Headers, readHeaders } from './headers.ts'
import type { MailServer } from './settings.ts'

/** What is known of a mail before it is fetched. */
export interface MailHead {
  readonly uid: number
  readonly sizeBytes: number
  readonly headers: Headers
}

/** The inbox of the office's mail account, open. */
export interface Mailbox {
  /** Names the mailbox in our records: account and folder, no password. */
  readonly name: string
  /** Changes when the server numbers its mails anew. */
  readonly uidValidity: number
  /** Heads of mails numbered above `uid`, in order. Without one: of the last two weeks. */
  headsAfter(uid: number | undefined, most: number): Promise<MailHead[]>
  /** The mail's bytes, or only the first of them. Nothing when it is gone. */
  source(uid: number, mostBytes: number): Promise<Buffer | undefined>
  /** Puts a mail into a folder, which is made when missing; marks it as read where that fails. */
  file(uid: number, folder: string): Promise<void>
}

export interface ImapLimits {
  readonly connectMs: number
  readonly silenceMs: number
}

const standardLimits: ImapLimits = { connectMs: 10_000, silenceMs: 60_000 }
const firstLookMs = 14 * 24 * 3600_000
const headFields = [
  'from',
  'subject',
  'message-id',
  'in-reply-to',
  'references',
  'to',
  'cc',
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'content-type',
]

/** Signs in, opens the inbox, does the work, signs out. @throws Error of the connection; its text is not for logs. */
export async function withMailbox<T>(
  server: MailServer,
  work: (mailbox: Mailbox) => Promise<T>,
  limits: ImapLimits = standardLimits,
): Promise<T> {
  // Loaded when first needed, as what sends and reads mail is: pages and most commands do without it.
  const imap = await import('imapflow')
  const client = new imap.ImapFlow({
    host: server.host,
    port: server.port,
    secure: server.secure,
    ...(server.secure ? {} : { doSTARTTLS: !server.plain }),
    auth: { user: server.user ?? '', pass: server.password ?? '' },
    logger: false,
    emitLogs: false,
    disableAutoIdle: true,
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.connectMs,
    socketTimeout: limits.silenceMs,
    maxLiteralSize: 64 * 1024 * 1024,
    tls: { minVersion: 'TLSv1.2' },
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const opened = await client.mailboxOpen('INBOX')
    return await work(
      openedMailbox(client, `${server.user ?? ''}@${server.host}/${opened.path}`, Number(opened.uidValidity)),
    )
  } finally {
    if (client.usable) await client.logout().catch(() => {})
    client.close()
  }
}

function openedMailbox(client: ImapFlow, name: string, uidValidity: number): Mailbox {
  const folders = new Set<string>()
  return {
    name,
    uidValidity,
    async headsAfter(uid, most) {
      const since = uid === undefined ? { since: new Date(Date.now() - firstLookMs) } : { uid: `${uid + 1}:*` }
      const found = (await client.search(since, { uid: true })) || []
      // "5:*" names the last mail even when its number is 4.
      const wanted = found
        .filter((candidate) => candidate > (uid ?? 0))
        .sort((left, right) => left - right)
        .slice(0, most)
      if (wanted.length === 0) return []
      const heads = await client.fetchAll(
        wanted.join(','),
        { uid: true, size: true, headers: headFields },
        { uid: true },
      )
      return heads
        .map((head) => ({
          uid: head.uid,
          sizeBytes: head.size ?? 0,
          headers: readHeaders(head.headers ?? Buffer.alloc(0)),
        }))
        .sort((left, right) => left.uid - right.uid)
    },
    async source(uid, mostBytes) {
      const wanted = { uid: true, source: { start: 0, maxLength: mostBytes } }
      const found = await client.fetchOne(String(uid), wanted, { uid: true })
      return found ? found.source : undefined
    },
    async file(uid, folder) {
      if (!folders.has(folder)) {
        await client.mailboxCreate(folder).catch(() => {})
        folders.add(folder)
      }
      const moved = await client.messageMove(String(uid), folder, { uid: true }).catch(() => false)
      if (!moved) await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true })
    },
  }
}
