import type { Letters } from '#features/messages/public.ts'
import { hashSecret, newSecret } from '#platform/http/secrets.ts'
import { startingLinkLetter } from './letters.text.ts'
import { writeLinkInto } from './starting-link.queries.ts'

/**
 * The mail with a link that opens "set your password". Its secret is made here, while the mail is being written, so that it stands in
 * the mail and nowhere else; an attempt that failed leaves no link behind that works.
 */
export const loginLetters: Letters = {
  async startingLink(tx, linkId, baseUrl) {
    // Without the portal's address there is no link to press, and a path to type by hand would be typed into a wrong place.
    if (baseUrl === undefined) return undefined
    const secret = newSecret()
    const { email, phone } = await writeLinkInto(tx, linkId, hashSecret(secret))
    return email === null ? undefined : { to: email, ...startingLinkLetter(`${baseUrl}/haslo/link/${secret}`, phone) }
  },
}
