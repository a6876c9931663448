import { renderAttribute } from './attributes.ts'
import { type Child, Html, renderChild } from './html.ts'

export { isSafeUrl } from './attributes.ts'
export { type Child, escapeHtml, Html, trusted } from './html.ts'
export type { JSX } from './jsx-types.ts'

interface Props {
  readonly [name: string]: unknown
  readonly children?: unknown
}
type Component = (props: never) => Child

const NORMAL = 1
const VOID = 2
// Parsers drop the first line feed inside these, so one more is written when the text begins with one.
const EATS_LINE_FEED = 3
// The content of a script is not text and cannot be escaped: a script has an address and nothing else.
const EMPTY_SCRIPT = 4

const tags = new Map<string, number>()
for (const tag of `a abbr address article aside audio b bdi blockquote body button caption cite code colgroup data datalist
  dd del details dfn dialog div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup html
  i ins kbd label legend li main map mark menu meter nav ol optgroup option output p picture progress q s samp search
  section select small span strong sub summary sup table tbody td tfoot th thead time title tr u ul var video
  svg g path rect circle line polyline polygon text tspan defs use symbol desc`.split(/\s+/)) {
  tags.set(tag, NORMAL)
}
for (const tag of 'area br col hr img input link meta source track wbr'.split(' ')) tags.set(tag, VOID)
for (const tag of ['textarea', 'pre']) tags.set(tag, EATS_LINE_FEED)
tags.set('script', EMPTY_SCRIPT)

/** Called by the code TypeScript and esbuild make from JSX. Throws TypeError for unknown elements and attributes. */
export function jsx(type: string | Component, props: Props): Html {
  if (typeof type === 'function') {
    const made = type(props as never)
    return Html.is(made) ? made : new Html(renderChild(made))
  }
  const kind = tags.get(type)
  if (kind === undefined) throw new TypeError(`unknown element ${JSON.stringify(type.slice(0, 40))}`)
  let out = `<${type}`
  for (const name in props) {
    if (name !== 'children' && Object.hasOwn(props, name)) out += renderAttribute(name, props[name])
  }
  const content = renderChild(props.children as Child)
  if (kind === NORMAL) return new Html(`${out}>${content}</${type}>`)
  if (kind === EATS_LINE_FEED) return new Html(`${out}>${content.startsWith('\n') ? '\n' : ''}${content}</${type}>`)
  if (content !== '') throw new TypeError(`element ${type} has no content`)
  return new Html(kind === VOID ? `${out}>` : `${out}></${type}>`)
}

export const jsxs = jsx

export function Fragment(props: { readonly children?: Child }): Html {
  return new Html(renderChild(props.children))
}

/** A whole document, ready for the socket. */
export function renderDocument(root: Html): string {
  return `<!DOCTYPE html>\n${root}\n`
}
