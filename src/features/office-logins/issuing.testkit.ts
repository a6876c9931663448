import { loginLetters } from '#features/login/public.ts'
import { drainOutbox } from '#features/messages/public.ts'
import type { Database } from '#platform/db/database.ts'
import { runNextJob } from '#platform/jobs/jobs.ts'
import { silentLog } from '#platform/log.ts'
import { parseMail } from '#platform/mail/parse.ts'
import { readMailSettings } from '#platform/mail/settings.ts'
import { pdfPages } from '#test/harness/pdf.ts'
import type { Answer, TestBrowser, TestPortal } from '#test/harness/portal.ts'
import type { TestSmtp } from '#test/harness/smtp.ts'
import { issueLoginsJob } from './issue-batch.ts'

/** Rows as the owner of the schema sees them. */
export async function rows<T extends object>(portal: TestPortal, sql: string, values: unknown[] = []): Promise<T[]> {
  return portal.asRoot(async (client) => (await client.query(sql, values)).rows as T[])
}

export const codePattern = /[2-9A-Y]{3}(?:-[2-9A-Y]{3}){5}/

/** The hidden fields of the form that posts to this address, as the page has them. */
export function fieldsOf(page: Answer, action: string): Record<string, string> {
  const form = page.body.split('<form').find((part) => part.includes(`action="${action}" method="post"`)) ?? ''
  return Object.fromEntries(
    [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name!,
      value!,
    ]),
  )
}

export const loginPath = (partyId: string): string => `/biuro/osoby/${partyId}/login`

/** Opens the person's page and sends its form, as a clerk does. */
export async function issue(clerk: TestBrowser, partyId: string, typed: Record<string, string> = {}): Promise<Answer> {
  const page = await clerk.get(loginPath(partyId))
  return clerk.post(loginPath(partyId), { ...fieldsOf(page, loginPath(partyId)), jak: 'ekran', ...typed })
}

/** The login and the code on the page that answered. */
export function shown(answer: Answer): { login: string; code: string } {
  const code = codePattern.exec(answer.body)?.[0] ?? ''
  const login = /<dt>Login<\/dt>\s*<dd>([^<]+)</.exec(answer.body)?.[1]?.replace(/\s/g, '') ?? ''
  return { login, code }
}

/** Sends what waits in the outbox to this server, as the worker does. */
export async function drain(portal: TestPortal, smtp: Pick<TestSmtp, 'port'>): Promise<void> {
  const settings = readMailSettings({
    EBOK_SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    EBOK_OFFICE_EMAIL: 'biuro@sm.example',
    EBOK_MAIL_FROM: 'ebok@sm.example',
  }).outgoing!
  await drainOutbox({
    database: portal.database,
    log: silentLog,
    settings,
    baseUrl: portal.baseUrl,
    letters: loginLetters,
  })
}

/** Mails with the path of the link in each. */
export async function readMails(smtp: TestSmtp): Promise<{ to: string; text: string; link: string }[]> {
  return Promise.all(
    smtp.received.map(async ({ to, raw }) => {
      const { text } = await parseMail(Buffer.from(raw, 'latin1'))
      return { to: to.join(), text, link: /\/haslo\/link\/[\w-]{43}/.exec(text)?.[0] ?? '' }
    }),
  )
}

/** Orders a printing in this browser, as it stands after the preview, and has a colleague agree. @returns the job's id. */
export async function order(
  clerk: TestBrowser,
  colleague: TestBrowser | undefined,
  place: string,
  group: string,
): Promise<string> {
  const url = `/biuro/wydawanie?gdzie=${encodeURIComponent(place)}&kto=${group}`
  const answer = await clerk.post('/biuro/wydawanie', fieldsOf(await clerk.get(url), '/biuro/wydawanie'))
  const id = answer.location?.split('/').at(-1) ?? ''
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Error(`not ordered: ${answer.status} ${answer.location}`)
  await colleague?.send(`/biuro/zadania/${id}/zatwierdz`, {}, { from: `/biuro/zadania/${id}` })
  return id
}

/** Does what waits, as the worker does. */
export function work(portal: Pick<TestPortal, 'database'>, database: Database = portal.database): Promise<boolean> {
  const kinds = [issueLoginsJob(database)]
  return runNextJob({ database: portal.database, log: silentLog, kinds }, new AbortController().signal)
}

export interface PrintedSheet {
  readonly login: string
  readonly code: string
  readonly words: string
}

/** The sheets of the file this browser downloads; separators have no code. */
export async function download(
  clerk: TestBrowser,
  id: string,
  fields: Record<string, string> = {},
): Promise<{ answer: Answer; sheets: PrintedSheet[] }> {
  const answer = await clerk.send(`/biuro/wydawanie/${id}/arkusze`, fields, { from: `/biuro/wydawanie/${id}` })
  if (answer.headers['content-type'] !== 'application/pdf') return { answer, sheets: [] }
  const sheets = pdfPages(answer.bytes).map((words) => ({
    words,
    code: codePattern.exec(words)?.[0] ?? '',
    login: /\nLogin\n(.+)\n/.exec(words)?.[1]?.replace(/\s/g, '') ?? '',
  }))
  return { answer, sheets }
}
