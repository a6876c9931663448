/**
 * Markup that may stand in a page as it is. Only the JSX runtime and `trusted` can make one: the private field cannot
 * be forged by an object that came from a form, from JSON or from the database.
 */
export class Html {
  readonly #markup: string

  constructor(markup: string) {
    this.#markup = markup
  }

  static is(value: unknown): value is Html {
    return typeof value === 'object' && value !== null && #markup in value
  }

  toString(): string {
    return this.#markup
  }
}

/** Vouches for markup made elsewhere (an SVG file of ours, say). Every call is a place a reviewer must look at. */
export function trusted(markup: string): Html {
  return new Html(markup)
}

/** What may stand between two tags. Text is escaped, `Html` is not; null, undefined and booleans render nothing. */
export type Child = Html | string | number | bigint | boolean | null | undefined | readonly Child[]

const SPECIAL = /[&<>"'\r\0\ud800-\udfff]/

/**
 * Escapes text for both element content and double-quoted attributes.
 * A carriage return is written as a reference, because parsers turn a bare one into a line feed.
 * NUL and lone surrogates cannot be written in HTML at all: they become U+FFFD.
 */
export function escapeHtml(text: string): string {
  if (!SPECIAL.test(text)) return text
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  let out = ''
  let from = 0
  for (let i = 0; i < whole.length; i++) {
    const reference = referenceFor(whole.charCodeAt(i))
    if (reference === undefined) continue
    out += whole.slice(from, i) + reference
    from = i + 1
  }
  return out + whole.slice(from)
}

function referenceFor(code: number): string | undefined {
  switch (code) {
    case 38:
      return '&amp;'
    case 60:
      return '&lt;'
    case 62:
      return '&gt;'
    case 34:
      return '&quot;'
    case 39:
      return '&#39;'
    case 13:
      return '&#13;'
    case 0:
      return '\ufffd'
    default:
      return undefined
  }
}

/** Children to markup. Throws TypeError for what has no meaning as text (objects, promises, functions, symbols). */
export function renderChild(child: Child): string {
  if (typeof child === 'string') return escapeHtml(child)
  if (Html.is(child)) return child.toString()
  if (child === null || child === undefined || typeof child === 'boolean') return ''
  if (Array.isArray(child)) {
    let out = ''
    for (const one of child) out += renderChild(one)
    return out
  }
  if (typeof child === 'number' || typeof child === 'bigint') return String(child)
  throw new TypeError(`cannot render a value of type ${typeof child} in a page`)
}
