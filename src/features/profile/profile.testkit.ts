import { hashSecretText } from '#features/login/passwords/argon.ts'
import { drainOutbox, type Letters } from '#features/messages/public.ts'
import { silentLog } from '#platform/log.ts'
import { parseMail } from '#platform/mail/parse.ts'
import { readMailSettings } from '#platform/mail/settings.ts'
import type { TestPortal } from '#test/harness/portal.ts'
import type { TestSmtp } from '#test/harness/smtp.ts'
import { profileLetters } from './letters.ts'

export const password = 'cztery polskie słowa razem'

/** Rows as the owner of the schema sees them. */
export async function rows<T extends object>(portal: TestPortal, sql: string, values: unknown[] = []): Promise<T[]> {
  return portal.asRoot(async (client) => (await client.query(sql, values)).rows as T[])
}

/** Gives every login of this party the test's password. */
export async function givePassword(portal: TestPortal, partyId: string): Promise<void> {
  const hash = await hashSecretText(password)
  await rows(portal, 'update logins set password_hash = $2, password_set_at = clock_now() where party_id = $1', [
    partyId,
    hash,
  ])
}

/** Sends what waits in the outbox to this server, as the worker does. */
export async function drain(
  portal: TestPortal,
  smtp: Pick<TestSmtp, 'port'>,
  baseUrl: string,
  letters: Letters = profileLetters,
): Promise<void> {
  const settings = readMailSettings({
    EBOK_SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    EBOK_OFFICE_EMAIL: 'biuro@sm.example',
    EBOK_MAIL_FROM: 'ebok@sm.example',
  }).outgoing!
  await drainOutbox({ database: portal.database, log: silentLog, settings, baseUrl, letters })
}

export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  /** Path of the link in it. */
  readonly link: string
}

export async function readMails(smtp: TestSmtp): Promise<Mail[]> {
  return Promise.all(
    smtp.received.map(async ({ to, raw }) => {
      const { subject, text } = await parseMail(Buffer.from(raw, 'latin1'))
      return { to: to.join(), subject, text, link: /\/moje-dane\/email\/potwierdz\/[\w-]{43}/.exec(text)?.[0] ?? '' }
    }),
  )
}
