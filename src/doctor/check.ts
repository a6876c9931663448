/** What the doctor found of one thing. `next` is what to type or do when it is not well. */
export interface Finding {
  readonly name: string
  readonly state: 'ok' | 'warning' | 'failure'
  readonly says: string
  readonly next?: string
}

export const ok = (name: string, says: string): Finding => ({ name, state: 'ok', says })
export const warning = (name: string, says: string, next: string): Finding => ({ name, state: 'warning', says, next })
export const failure = (name: string, says: string, next: string): Finding => ({ name, state: 'failure', says, next })

/** A check that could not even be made is a failure with the reason, never a silence. */
export async function guarded(
  name: string,
  next: string,
  check: () => Promise<Finding | Finding[]>,
): Promise<Finding[]> {
  try {
    return [await check()].flat()
  } catch (error) {
    return [failure(name, error instanceof Error ? error.message : String(error), next)]
  }
}
