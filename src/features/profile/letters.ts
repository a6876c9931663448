import type { Letters } from '#features/messages/public.ts'
import { hashSecret, newSecret } from '#platform/http/secrets.ts'
import { oldAddress, setEmailToken } from './contact.queries.ts'
import { changedLetter, confirmationLetter } from './letters.text.ts'

/**
 * Mails about a change of an address. The link's secret is made here, while its mail is being written, so that it stands in the mail
 * and nowhere else; an attempt that failed leaves no link behind that works.
 */
export const profileLetters: Letters = {
  async emailConfirmation(tx, changeId, baseUrl) {
    const secret = newSecret()
    const change = await setEmailToken(tx, changeId, hashSecret(secret))
    return change && { to: change.newEmail, ...confirmationLetter(`/moje-dane/email/potwierdz/${secret}`, baseUrl) }
  },
  async emailChanged(tx, changeId) {
    const told = await oldAddress(tx, changeId)
    return told && { to: told.oldEmail, ...changedLetter(told.phone) }
  },
}
