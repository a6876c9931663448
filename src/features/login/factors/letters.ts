import type { Tx } from '#platform/db/database.ts'
import { factorLetter } from './factors.queries.ts'
import { factorLetterText } from './letters.text.ts'

/** Mails about a changed second factor, to the address the person confirmed. */
export const factorLetters = {
  async factorChanged(tx: Tx, changeId: string) {
    const told = await factorLetter(tx, changeId)
    return told && { to: told.email, ...factorLetterText(told.change, told.phone) }
  },
}
