/** Names that go into SQL text come from configuration; anything but plain lower-case words is refused there and here. */
export const plainIdentifier = /^[a-z][a-z0-9_]{0,40}$/

export function quoteIdentifier(name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new Error(`"${name}" is not a plain database name`)
  return `"${name}"`
}
