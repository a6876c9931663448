import type { Letters, LetterWriter } from '#features/messages/public.ts'
import { readyLetter, receivedLetter, rejectedLetter } from './letters.text.ts'
import type { Office, RejectReason } from './registration.model.ts'
import { letterOf, office } from './registration.queries.ts'

interface Facts {
  readonly reason: RejectReason | null
  readonly loginWaits: boolean
}
type Words = { readonly subject: string; readonly text: string } | undefined

/** To the address of the request; nobody is written to once it was emptied. */
const letter =
  (words: (office: Office, facts: Facts, baseUrl: string | undefined) => Words): LetterWriter =>
  async (tx, letterId, baseUrl) => {
    const [found, from] = await Promise.all([letterOf(tx, letterId), office(tx)])
    const written = found && words(from, found, baseUrl)
    return written && { to: found.email, ...written }
  }

/** Mails about a request for a login. */
export const registrationLetters: Letters = {
  registrationReceived: letter((from, _facts, baseUrl) => receivedLetter(from, baseUrl)),
  registrationRejected: letter((from, { reason }) => rejectedLetter(from, reason!)),
  registrationReady: letter((from, { loginWaits }) => (loginWaits ? readyLetter(from) : undefined)),
}
