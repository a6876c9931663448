/** A named statement: prepared once a connection, counted, and the only way to send SQL from a slice. */
export interface Statement<P extends readonly unknown[], R> {
  readonly name: string
  readonly text: string
  /** Types only: what goes in and what comes out. */
  readonly types?: { readonly params: P; readonly row: R }
}

const declared = new Map<string, string>()
/** PostgreSQL cuts longer names, and two cut alike would be taken for one. */
const longestName = 63

/** Declares a statement. The name is `slice.what` and unique in the program. */
export function statement<P extends readonly unknown[], R>(name: string, text: string): Statement<P, R> {
  if (name.length > longestName) throw new Error(`statement name longer than ${longestName}: ${name}`)
  const known = declared.get(name)
  if (known !== undefined && known !== text) throw new Error(`two statements are called ${name}`)
  declared.set(name, text)
  return { name, text }
}

/** Every statement declared by the modules loaded so far; a test prepares each on the live schema. */
export function declaredStatements(): { name: string; text: string }[] {
  return [...declared].map(([name, text]) => ({ name, text }))
}
