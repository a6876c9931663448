import { proveAgain, tooManySentence } from '#features/login/public.ts'
import type { Context } from '#platform/http/route.ts'
import { staffText as text } from './staff.text.ts'

export interface Mistake {
  readonly field?: string
  readonly message: string
}

/** Whether the password of the last five minutes stands, or was given again just now; otherwise what to tell. */
export async function proofProblem(
  { auth, sessionHash }: Context<unknown>,
  proved: boolean,
  password: string,
): Promise<Mistake | undefined> {
  if (proved) return undefined
  if (password.trim() === '') return { field: 'haslo', message: text.passwordMissing }
  const outcome = await proveAgain(auth, sessionHash!, password)
  switch (outcome.kind) {
    case 'proved':
      return undefined
    case 'wrong':
      return { field: 'haslo', message: text.passwordWrong }
    case 'tooMany':
      return { field: 'haslo', message: tooManySentence(outcome.waitSeconds) }
    case 'busy':
      return { message: text.busy }
  }
}
