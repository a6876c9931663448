/** What the tests of both desks do with a draft: write it, say whom it is for, publish it as it is previewed. */
import assert from 'node:assert/strict'
import { formIn, sendForm } from '#features/messages/messages.testdata.ts'
import type { FormFile } from '#test/harness/multipart.ts'
import type { TestBrowser, TestPortal } from '#test/harness/portal.ts'

export const idIn = (location: string | undefined): string => /[0-9a-f-]{36}/.exec(location ?? '')?.[0] ?? ''
export const versionIn = (body: string): string => /name="wersja" value="(\d+)"/.exec(body)?.[1] ?? ''

/** `newSlug` as the desk has it; `words` stand in every new draft that says nothing else. */
export function deskOf(portal: TestPortal, base: string, newSlug: string, words: Record<string, string>) {
  const draft = (id: string) => `${base}/szkice/${id}`
  return {
    async newDraft(who: TestBrowser, fields: Record<string, string>, files: readonly FormFile[] = []): Promise<string> {
      const form = formIn((await who.get(`${base}/${newSlug}`)).body)
      const all = { ...form, wersja: '1', dalej: 'zapisz', ...words, ...fields }
      const answer = await sendForm(portal, who, `${base}/${newSlug}`, all, files)
      assert.equal(answer.status, 303, answer.body.slice(0, 3000))
      return idIn(answer.location)
    },
    /** Presses the button of an audience. */
    async choose(who: TestBrowser, id: string, wybor: string) {
      const from = `${draft(id)}/odbiorcy`
      return who.send(from, { wersja: versionIn((await who.get(from)).body), wybor }, { from })
    },
    /** Sends the form of the preview. */
    async publish(who: TestBrowser, id: string, more: Record<string, string> = {}) {
      const from = `${draft(id)}/podglad`
      const preview = await who.get(from)
      assert.equal(preview.status, 200, preview.location ?? '')
      const { _once } = formIn(preview.body)
      return who.send(`${draft(id)}/opublikuj`, { wersja: versionIn(preview.body), _once, ...more }, { from })
    },
  }
}
