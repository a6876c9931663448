import { sendForm } from '#features/messages/messages.testdata.ts'
import type { FormFile } from '#test/harness/multipart.ts'
import type { TestBrowser, TestPortal } from '#test/harness/portal.ts'

/** The fields of the answer's form on a thread's page, as a browser would send them. */
export async function answerForm(clerk: TestBrowser, threadId: string): Promise<Record<string, string>> {
  const { body, status } = await clerk.get(`/biuro/sprawy/${threadId}`)
  if (status !== 200) throw new Error(`thread answered ${status}`)
  return fieldsIn(body)
}

export function fieldsIn(page: string): Record<string, string> {
  const body = page.slice(page.indexOf('data-autosave'))
  const value = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? ''
  return { _csrf: value('_csrf'), _once: value('_once'), wersja: value('wersja'), sposob: 'portal', czynnosc: 'wyslij' }
}

/** Sends the answer's form. */
export const answer = (
  portal: TestPortal,
  clerk: TestBrowser,
  threadId: string,
  fields: Record<string, string>,
  files: readonly FormFile[] = [],
) => sendForm(portal, clerk, `/biuro/sprawy/${threadId}`, fields, files)

/** Presses a button of a thread's page. */
export const press = (clerk: TestBrowser, threadId: string, what: string, fields: Record<string, string> = {}) =>
  clerk.send(`/biuro/sprawy/${threadId}/${what}`, fields, { from: `/biuro/sprawy/${threadId}` })
