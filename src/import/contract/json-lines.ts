/** Where each value of a JSON text stands, so that a problem of the descriptor can name its line. */

export interface JsonMap {
  /** Line of the value at each JSON pointer; for a member of an object, the line of its name. */
  readonly lines: ReadonlyMap<string, number>
  readonly tooDeepAt: number | null
  readonly keyTwice: { readonly pointer: string; readonly line: number } | null
}

const depthLimit = 12

/** Walks `text`, which JSON.parse has accepted. Depth is limited, so the walk cannot exhaust the stack. */
export function mapJson(text: string): JsonMap {
  const lines = new Map<string, number>()
  let tooDeepAt: number | null = null
  let keyTwice: JsonMap['keyTwice'] = null
  let at = 0
  let line = 1

  const space = () => {
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code === 0x0a) line += 1
      else if (code !== 0x20 && code !== 0x09 && code !== 0x0d) return
    }
  }
  const string = (): string => {
    const from = at
    for (at += 1; text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1
    at += 1
    return text.slice(from, at)
  }
  const value = (pointer: string, depth: number): void => {
    space()
    if (!lines.has(pointer)) lines.set(pointer, line)
    const open = text[at]
    if (open === '{' || open === '[') {
      if (depth === depthLimit) tooDeepAt ??= line
      else members(pointer, depth, open === '{')
    } else if (open === '"') {
      string()
    } else {
      while (at < text.length && !',]} \t\r\n'.includes(text[at] ?? '')) at += 1
    }
  }
  const members = (pointer: string, depth: number, named: boolean): void => {
    const seen = new Set<string>()
    for (let index = 0; ; index += 1) {
      at += 1
      space()
      if (text[at] === '}' || text[at] === ']') break
      let name = String(index)
      if (named) {
        name = JSON.parse(string()) as string
        const member = `${pointer}/${escapePointer(name)}`
        if (seen.has(name)) keyTwice ??= { pointer: member, line }
        seen.add(name)
        lines.set(member, line)
        space()
        at += 1
      }
      value(`${pointer}/${escapePointer(name)}`, depth + 1)
      if (tooDeepAt !== null) return
      space()
      if (text[at] !== ',') break
    }
    at += 1
  }
  value('', 0)
  return { lines, tooDeepAt, keyTwice }
}

/** One step of a JSON pointer (RFC 6901). */
export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
