import { isBlank } from '#kernel/visible.ts'
import type { Tx } from '#platform/db/database.ts'
import type { ParameterProblem } from '#platform/http/errors.ts'
import { type Context, type Reply, redirect } from '#platform/http/route.ts'
import { draftText as text } from './drafts.text.ts'

const reasonLimit = 500
/** Of a reason that is refused, as much comes back to be mended. */
const shownLimit = 2000

/** What a page shows of a withdrawal that was refused. */
export interface RefusedReason {
  readonly errors: readonly ParameterProblem[]
  readonly typedReason: string
}

interface Withdrawal {
  /** The page of what was to be withdrawn, with what is wrong. */
  readonly again: (refused: RefusedReason) => Promise<Reply>
  /** @returns the address to go on to. */
  readonly withdraw: (tx: Tx, reason: string) => Promise<string>
}

/** Takes something off residents' pages, when the form has a reason (`powod`). */
export async function withReason(
  { params, write }: Pick<Context<{ readonly powod: string }>, 'params' | 'write'>,
  { again, withdraw }: Withdrawal,
): Promise<Reply> {
  const reason = params.powod.normalize('NFC').trim()
  const bad = isBlank(reason) || /[\u0000-\u001f\u007f]/.test(reason) || !reason.isWellFormed()
  const wrong = bad ? text.reasonMissing : [...reason].length > reasonLimit ? text.reasonTooLong : undefined
  if (wrong !== undefined)
    return again({ errors: [{ field: 'powod', message: wrong }], typedReason: params.powod.slice(0, shownLimit) })
  return redirect(await write((tx) => withdraw(tx, reason)))
}
