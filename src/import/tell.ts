/** Stage 7, tell: the operator hears of what needs a person. No mail carries a resident's data, a value or an amount. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createTransport } from 'nodemailer'
import type { Log } from '#platform/log.ts'
import type { ImportSettings } from './settings.ts'
import { type TellEvent, tellTexts } from './tell.text.ts'

/** Never throws: a broken mail server must not stop an import. What could not be sent is in the log. */
export type Tell = (event: TellEvent) => Promise<void>

export interface TellOptions {
  /** Pauses before the second, third… attempt, in milliseconds. */
  readonly retryAfterMs?: readonly number[]
}

const attemptTimeoutMs = 15_000

export function createTell(mail: ImportSettings['mail'], log: Log, options: TellOptions = {}): Tell {
  if (!mail) {
    return async (event) => {
      log.warn('operator not told: no mail set', { reason: event.kind })
    }
  }
  const pauses = options.retryAfterMs ?? [2_000, 10_000, 60_000]
  const timeouts = {
    connectionTimeout: attemptTimeoutMs,
    greetingTimeout: attemptTimeoutMs,
    socketTimeout: attemptTimeoutMs,
  }
  return async (event) => {
    const { subject, text } = tellTexts(event)
    // The same id at every attempt: a server that took the message and then dropped the line shows it once.
    const messageId = `<${crypto.randomUUID()}@ebok>`
    for (let attempt = 1; ; attempt += 1) {
      const transport = createTransport({ url: mail.smtpUrl, ...timeouts })
      try {
        await transport.sendMail({ from: mail.from, to: mail.to, subject, text, messageId })
        log.info('operator told', { reason: event.kind, attempt })
        return
      } catch (error) {
        const pause = pauses[attempt - 1]
        const code = String((error as { code?: unknown }).code ?? 'unknown')
        log.error('operator not told', { reason: event.kind, attempt, code })
        if (pause === undefined) return
        await sleep(pause)
      } finally {
        transport.close()
      }
    }
  }
}
