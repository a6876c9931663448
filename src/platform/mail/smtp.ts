import { Readable } from 'node:stream'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { MailServer } from './settings.ts'

/**
 * What became of one attempt.
 * - `sent`: the server took it.
 * - `later`: surely not taken, worth trying again (4xx, no connection, wrong password of the portal).
 * - `refused`: surely not taken and never will be (5xx for this mail).
 * - `unknown`: all of it left and no answer came; it may or may not have been taken.
 */
export interface SendOutcome {
  readonly kind: 'sent' | 'later' | 'refused' | 'unknown'
  /** The server's code, or the kind of fault; never the server's words. */
  readonly fault?: string
  /** The fault is of the server or the line, so other mail would meet it too. */
  readonly general?: boolean
}

export interface SendJob {
  readonly from: string
  readonly to: string
  readonly raw: Buffer
  /** Runs once, after the server agreed to take the text and before its last bytes leave. False = do not go on. */
  readonly beforeHandOver: () => Promise<boolean>
}

export interface SmtpLimits {
  readonly connectMs: number
  readonly silenceMs: number
  readonly wholeMs: number
}

const standardLimits: SmtpLimits = { connectMs: 10_000, silenceMs: 30_000, wholeMs: 120_000 }

/** Takes one mail to the server. Never throws: whatever happens is an outcome. */
export async function sendBySmtp(
  server: MailServer,
  job: SendJob,
  limits: SmtpLimits = standardLimits,
): Promise<SendOutcome> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection')
  const connection = new Connection({
    host: server.host,
    port: server.port,
    secure: server.secure,
    requireTLS: !server.secure && !server.plain,
    ignoreTLS: server.plain && !server.secure,
    connectionTimeout: limits.connectMs,
    greetingTimeout: limits.connectMs,
    dnsTimeout: limits.connectMs,
    socketTimeout: limits.silenceMs,
    socketCloseTimeout: 0,
    tls: { minVersion: 'TLSv1.2' },
  })
  const text = new HandOver(job)
  const deadline = setTimeout(() => connection.close(), limits.wholeMs)
  try {
    await step(connection, (done) => connection.connect(done))
    const { user, password = '' } = server
    if (user !== undefined)
      await step(connection, (done) => connection.login({ user, credentials: { user, pass: password } }, done))
    const envelope = { from: job.from, to: [job.to], size: job.raw.length }
    await step(connection, (done) => connection.send(envelope, text.stream, done))
    connection.quit()
    return { kind: 'sent' }
  } catch (error) {
    return outcomeOf(error as SmtpFault, text.left)
  } finally {
    clearTimeout(deadline)
    connection.on('error', () => {})
    connection.close()
  }
}

/** One exchange with the server: its answer, or the end of the line, whichever comes first. */
function step(connection: SMTPConnection, work: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject)
    connection.once('end', () => reject(new Error('connection closed')))
    work((error) => (error ? reject(error) : resolve()))
  })
}

/** The text of a mail, whose last bytes wait for `beforeHandOver`: before they leave, no server can have taken the mail. */
class HandOver {
  readonly stream: Readable
  left = false

  constructor(job: SendJob) {
    this.stream = Readable.from(this.#pieces(job), { objectMode: false })
  }

  async *#pieces({ raw, beforeHandOver }: SendJob): AsyncGenerator<Buffer> {
    yield raw.subarray(0, -2)
    if (!(await beforeHandOver())) throw new Error('no longer ours to send')
    this.left = true
    yield raw.subarray(-2)
  }
}

type SmtpFault = Error & { code?: string; responseCode?: number }

function outcomeOf({ responseCode, code }: SmtpFault, left: boolean): SendOutcome {
  const fault = String(responseCode ?? code ?? 'EUNKNOWN').slice(0, 60)
  const aboutThisMail = code === 'EENVELOPE' || code === 'EMESSAGE'
  if (aboutThisMail && responseCode !== undefined)
    return responseCode >= 500 ? { kind: 'refused', fault } : { kind: 'later', fault, general: responseCode === 421 }
  if (left) return { kind: 'unknown', fault, general: true }
  // Refused before it was offered: larger than the server says it takes, or no address at all.
  if (aboutThisMail) return { kind: 'refused', fault }
  // No line, no TLS, a wrong password of the portal: the mails are fine and wait until that is mended.
  return { kind: 'later', fault, general: true }
}
