import type { Letters } from '#features/messages/public.ts'
import { addressee } from './office-requests.queries.ts'
import { answeredLetter } from './office-requests.text.ts'

/** Tells a resident that a request was answered; nothing for somebody without an address or who wants no such mail. */
export const requestLetters: Letters = {
  async requestAnswered(tx, requestId, baseUrl) {
    const to = await addressee(tx, requestId)
    return to?.email && to.wanted ? { to: to.email, ...answeredLetter(baseUrl) } : undefined
  },
}
