import type { Context } from '#platform/http/route.ts'
import { tooManySentence } from './login.text.ts'
import { proofText as text } from './proof.text.ts'
import { proveAgain } from './prove.ts'

export interface ProofMistake {
  readonly field?: string
  readonly message: string
}

/** Told when the five minutes ended between looking and writing. */
export const proofMissing: ProofMistake = { field: 'haslo', message: text.missing }

/** Whether the password of the last five minutes stands, or was given again just now; otherwise what to tell. */
export async function proofProblem(
  { auth, sessionHash }: Context<unknown>,
  proved: boolean,
  password: string,
): Promise<ProofMistake | undefined> {
  if (proved) return undefined
  if (password.trim() === '') return proofMissing
  const outcome = await proveAgain(auth, sessionHash!, password)
  switch (outcome.kind) {
    case 'proved':
      return undefined
    case 'wrong':
      return { field: 'haslo', message: text.wrong }
    case 'tooMany':
      return { field: 'haslo', message: tooManySentence(outcome.waitSeconds) }
    case 'busy':
      return { message: text.busy }
  }
}
