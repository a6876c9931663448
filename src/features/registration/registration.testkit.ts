/** What the tests of registration share: the form as a browser sends it, and what the database holds afterwards. */
import { drainOutbox } from '#features/messages/public.ts'
import { silentLog } from '#platform/log.ts'
import { parseMail } from '#platform/mail/parse.ts'
import { readMailSettings } from '#platform/mail/settings.ts'
import { type Answer, baseUrl, type TestBrowser, type TestPortal } from '#test/harness/portal.ts'
import type { TestSmtp } from '#test/harness/smtp.ts'
import { challengeOf, codeOf, questionOf } from './challenge.ts'
import { registrationLetters } from './letters.ts'

export const person = {
  kto: 'osoba',
  imie: 'Żaneta',
  nazwisko: 'Łękawska-Źrebiec',
  adres: 'ul. Lipowa 4',
  lokal: '7',
  kod_pocztowy: '99-999',
  miejscowosc: 'Lipogród',
  numer: '',
  email: 'zaneta@poczta.example',
  telefon: '600 700 800',
  regulamin: '1',
} as const

export async function rows<T extends object>(portal: TestPortal, sql: string, values: unknown[] = []): Promise<T[]> {
  return portal.asRoot(async (client) => (await client.query(sql, values)).rows as T[])
}

export interface OpenForm {
  readonly hidden: Record<string, string>
  readonly token: string
  readonly code: string
  readonly answers: readonly string[]
}

/** What stands hidden in a form, and the answers to its check, which only the portal knows. */
export function readForm(portal: TestPortal, { body }: Answer): OpenForm {
  const main = body.slice(body.indexOf('<main'))
  const value = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(main)?.[1] ?? ''
  const hidden = Object.fromEntries(['_csrf', '_once', 'wydania', 'wyzwanie'].map((name) => [name, value(name)]))
  const challenge = challengeOf(hidden.wyzwanie!, portal.clock.now())
  if (!challenge) throw new Error('the page has no living challenge')
  return { hidden, token: challenge.token, code: codeOf(challenge), answers: questionOf(challenge).answers }
}

/** Opens the form and takes its time over it, as people do. */
export async function openForm(portal: TestPortal, browser: TestBrowser): Promise<OpenForm> {
  const form = readForm(portal, await browser.get('/rejestracja'))
  portal.clock.set(portal.clock.now() + 20_000)
  return form
}

export async function send(
  portal: TestPortal,
  browser: TestBrowser,
  fields: Record<string, string> = {},
): Promise<Answer> {
  const form = await openForm(portal, browser)
  return browser.post('/rejestracja', { ...form.hidden, ...person, sposob: 'obrazek', kod: form.code, ...fields })
}

export const pageOf = (answer: Answer): string => answer.body.slice(answer.body.indexOf('<main'))

/** Sends what waits in the outbox to this server, as the worker does. */
export async function drain(portal: TestPortal, smtp: Pick<TestSmtp, 'port'>): Promise<void> {
  const settings = readMailSettings({
    EBOK_SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    EBOK_OFFICE_EMAIL: 'biuro@sm.example',
    EBOK_MAIL_FROM: 'ebok@sm.example',
  }).outgoing!
  await drainOutbox({ database: portal.database, log: silentLog, settings, baseUrl, letters: registrationLetters })
}

export async function readMails(smtp: TestSmtp): Promise<{ to: string; subject: string; text: string }[]> {
  return Promise.all(
    smtp.received.map(async ({ to, raw }) => {
      const { subject, text } = await parseMail(Buffer.from(raw, 'latin1'))
      return { to: to.join(), subject, text }
    }),
  )
}
