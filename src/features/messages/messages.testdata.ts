import { type FormFile, multipart } from '#test/harness/multipart.ts'
import { baseUrl, type TestBrowser, type TestPortal } from '#test/harness/portal.ts'

export const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')
export const textFile = Buffer.from('Odczyt wodomierza: 123,456\n')
export const file = (name: string, content: Buffer | string): FormFile => ({ field: 'zalaczniki', name, content })

export interface FormAnswer {
  readonly status: number
  readonly body: string
  readonly location: string
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
}

/** The token and key of the form on a page. */
export async function formOn(browser: TestBrowser, url: string): Promise<{ _csrf: string; _once: string }> {
  return formIn((await browser.get(url)).body)
}

export function formIn(body: string): { _csrf: string; _once: string } {
  return {
    _csrf: /name="_csrf" value="([^"]+)"/.exec(body.slice(Math.max(0, body.indexOf('multipart/form-data'))))?.[1] ?? '',
    _once: /name="_once" value="([^"]+)"/.exec(body)?.[1] ?? '',
  }
}

/** Sends a form with files the way a browser with this session does. */
export async function sendForm(
  portal: TestPortal,
  browser: TestBrowser,
  url: string,
  fields: Record<string, string>,
  files: readonly FormFile[] = [],
): Promise<FormAnswer> {
  const { payload, contentType } = multipart(fields, files)
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await portal.app.inject({
    method: 'POST',
    url,
    payload,
    headers: { host: new URL(baseUrl).host, cookie, 'content-type': contentType },
  })
  return {
    status: response.statusCode,
    body: response.body,
    location: response.headers.location?.toString() ?? '',
    headers: response.headers,
  }
}

/** Writes a message as this person. @returns the id of the thread. */
export async function writeMessage(
  portal: TestPortal,
  browser: TestBrowser,
  tresc: string,
  files: readonly FormFile[] = [],
  more: Record<string, string> = {},
): Promise<string> {
  const form = await formOn(browser, '/napisz')
  const answer = await sendForm(portal, browser, '/napisz', { ...form, temat: 'meters', tresc, ...more }, files)
  const id = /\/napisz\/historia\/([0-9a-f-]{36})\?/.exec(answer.location)?.[1]
  if (!id) throw new Error(`message not sent: ${answer.status} ${answer.body.slice(0, 3_000)}`)
  return id
}

/** Answers a thread as a clerk or administrator does, on the office's page. */
export async function answerThread(portal: TestPortal, clerk: TestBrowser, threadId: string, tresc: string) {
  const url = `/biuro/sprawy/${threadId}`
  const { body } = await clerk.get(url)
  const form = formIn(body.slice(body.indexOf('multipart/form-data')))
  const wersja = /name="wersja" value="(\d+)"/.exec(body)?.[1] ?? ''
  const answer = await sendForm(portal, clerk, url, { ...form, wersja, tresc, sposob: 'portal', czynnosc: 'wyslij' })
  if (answer.status !== 303) throw new Error(`not answered: ${answer.status} ${answer.body.slice(0, 3_000)}`)
}

/** Rows as the owner of the schema sees them. */
export async function rows<T extends object>(portal: TestPortal, sql: string, values: unknown[] = []): Promise<T[]> {
  return portal.asRoot(async (client) => (await client.query(sql, values)).rows as T[])
}

/** Mails of other slices: none are in these tests. */
export const noLetters = {
  letters: { emailConfirmation: async () => undefined, emailChanged: async () => undefined },
}
