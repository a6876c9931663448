/**
 * The local path to go on to after signing in, or '' when what was asked for is not one. Browsers drop tabs and line ends and read
 * a backslash as a slash, so only printable ASCII is let through: one slash first, then neither a slash nor a backslash.
 */
export function onwardPath(asked: string): string {
  if (asked.length > 300 || !/^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(asked)) return ''
  // Coming back to the sign-in form, or out again, is no destination; setting a first password needs another kind of session.
  return /^\/(zaloguj|wyjscie|haslo\/ustaw|drugi-skladnik|pierwsze-uruchomienie)(?![a-z])/.test(asked) ? '' : asked
}

/** A page on the way to it, which carries it along. */
export function withOnward(path: string, onward: string): string {
  return onward === '' ? path : `${path}?dalej=${encodeURIComponent(onward)}`
}

/** Where somebody goes who wanted nothing in particular. */
export const homeOf = { resident: '/rachunki', staff: '/biuro' } as const
