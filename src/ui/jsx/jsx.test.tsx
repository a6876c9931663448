import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'
import { type Child, Html, isSafeUrl, type JSX, jsx, trusted } from '#ui/jsx/jsx-runtime'

/** A random tree, as data: a text, or an element with attributes and children. */
type Tree = string | { tag: string; attributes: [string, string][]; children: Tree[] }

/** Characters that break out where escaping is missing, with ordinary and broken ones between them. */
const nasty = fc.oneof(
  fc.constantFrom(
    '&',
    '<',
    '>',
    '"',
    "'",
    '`',
    '=',
    '/',
    '&lt;',
    '&#0;',
    '&amp',
    '<!--',
    '-->',
    ']]>',
    '</textarea>',
    '</title>',
  ),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '\0',
    '\r',
    '\n',
    '\r\n',
    '\ud800',
    '\udc00',
    '\u202e',
    '😀',
    'ąęśćżź',
    '\f',
    '\x7f',
    '\ufeff',
  ),
  fc.string({ unit: 'binary' }),
)
const text = fc.array(nasty, { maxLength: 6 }).map((parts) => parts.join(''))
// Elements that may stand anywhere inside each other, and the two that drop their first line feed.
const parents = fc.constantFrom('div', 'section', 'span', 'ul', 'b', 'pre')
const leaves = fc.constantFrom('textarea', 'title', 'output')
const attributes = fc.uniqueArray(
  fc.tuple(fc.constantFrom('class', 'id', 'title', 'data-x', 'aria-label', 'lang'), text),
  {
    selector: ([name]) => name,
    maxLength: 4,
  },
)

const { tree } = fc.letrec<{ tree: Tree; node: Tree }>((tie) => ({
  node: fc.record({ tag: parents, attributes, children: fc.array(tie('tree'), { maxLength: 4 }) }),
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.record({ tag: leaves, attributes, children: fc.tuple(text) }),
    tie('node'),
  ),
}))

function render(node: Tree): Child {
  if (typeof node === 'string') return node
  return jsx(node.tag, { ...Object.fromEntries(node.attributes), children: node.children.map(render) })
}

/** The same tree as a browser must see it. */
function expected(nodes: readonly Tree[]): Tree[] {
  const out: Tree[] = []
  for (const node of nodes) {
    if (typeof node !== 'string') {
      out.push({
        tag: node.tag,
        attributes: node.attributes.map(([name, value]) => [name, whole(value)]),
        children: expected(node.children),
      })
      continue
    }
    const last = out.at(-1)
    if (node === '') continue
    if (typeof last === 'string') out[out.length - 1] = last + whole(node)
    else out.push(whole(node))
  }
  return out
}

function whole(value: string): string {
  return value.toWellFormed().replaceAll('\0', '\ufffd')
}

function parsed(nodes: readonly DefaultTreeAdapterTypes.ChildNode[]): Tree[] {
  return nodes.map((node) => {
    if (node.nodeName === '#text') return (node as DefaultTreeAdapterTypes.TextNode).value
    const element = node as DefaultTreeAdapterTypes.Element
    return {
      tag: element.tagName,
      attributes: element.attrs.map(({ name, value }): [string, string] => [name, value]),
      children: parsed(element.childNodes),
    }
  })
}

test('what is rendered is what a parser reads, whatever the text and the attributes', () => {
  fc.assert(
    fc.property(fc.array(tree, { maxLength: 4 }), (nodes) => {
      const markup = String(jsx('div', { children: nodes.map(render) }))
      const root = parseFragment(markup).childNodes
      assert.deepEqual(parsed(root), expected([{ tag: 'div', attributes: [], children: nodes }]))
    }),
    { numRuns: 1500 },
  )
})

test('only markup made by the runtime passes unescaped', () => {
  const forged = { toString: () => '<b>x</b>', markup: '<b>x</b>' }
  assert.throws(() => jsx('p', { children: forged as unknown as Child }), TypeError)
  assert.throws(() => jsx('p', { children: Object.assign(Object.create(Html.prototype), forged) as Child }), TypeError)
  assert.throws(() => jsx('p', { children: Promise.resolve('x') as unknown as Child }), TypeError)
  assert.equal(String(<p>{'<b>'}</p>), '<p>&lt;b&gt;</p>')
  assert.equal(String(<p>{trusted('<b>x</b>')}</p>), '<p><b>x</b></p>')
  assert.equal(String(<p>{`${<b>x</b>}`}</p>), '<p>&lt;b&gt;x&lt;/b&gt;</p>')
})

test('children: lists, fragments, components, nothing', () => {
  const Twice = ({ children }: { readonly children: Child }) => [children, children]
  assert.equal(
    String(
      <>
        <Twice>a&amp;</Twice>
        {[1, 2n, null, undefined, true, false, ['x', [<br />]]]}
      </>,
    ),
    'a&amp;a&amp;12x<br>',
  )
})

test('attributes: boolean, absent, empty, words that are said aloud', () => {
  assert.equal(String(<input type="text" required disabled={false} value="" />), '<input type="text" required value>')
  assert.equal(
    String(<div aria-hidden={false} data-on={true} tabindex={-1} class={undefined} />),
    '<div aria-hidden="false" data-on="true" tabindex="-1"></div>',
  )
})

test('handlers, styles and unknown names are refused', () => {
  for (const name of [
    'onclick',
    'ONCLICK',
    'onBlur',
    'style',
    'srcdoc',
    'srcset',
    'a b',
    'x"y',
    'x>',
    '',
    '1a',
    'nonce',
  ]) {
    assert.throws(() => jsx('div', { [name]: 'x' }), TypeError, name)
  }
  for (const tag of ['iframe', 'object', 'style', 'noscript', 'marquee', 'x y', 'DIV', 'base', 'math']) {
    assert.throws(() => jsx(tag, {}), TypeError, tag)
  }
  assert.throws(() => jsx('script', { src: '/a.js', children: 'alert(1)' }), TypeError)
  assert.throws(() => jsx('br', { children: 'x' }), TypeError)
})

test('addresses that run or carry code are refused, in every disguise a browser undoes', () => {
  const bad = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    '\x01javascript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript\r:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'blob:https://x/y',
    'file:///etc/passwd',
  ]
  for (const url of bad) {
    assert.equal(isSafeUrl(url), false, url)
    for (const [tag, name] of [
      ['a', 'href'],
      ['img', 'src'],
      ['form', 'action'],
      ['button', 'formaction'],
      ['use', 'xlink:href'],
    ] as const) {
      assert.throws(() => jsx(tag, { [name]: url }), TypeError, `${name} ${url}`)
    }
  }
  for (const url of [
    '/rachunki?od=2026-01-01',
    '#tresc',
    'a/b:c',
    '?x=javascript:1',
    'https://sm.pl',
    'mailto:a@b.pl',
    'tel:+48123',
    'webcal://x',
    '',
  ]) {
    assert.equal(isSafeUrl(url), true, url)
  }
})

test('types refuse what the runtime refuses', () => {
  type Elements = JSX.IntrinsicElements
  // @ts-expect-error a handler in the page
  const handler: Elements['div'] = { onclick: 'x' }
  // @ts-expect-error a style in the page
  const style: Elements['p'] = { style: 'color:red' }
  // @ts-expect-error an element pages have no use for
  const frame: keyof Elements = 'iframe'
  // @ts-expect-error a picture without words
  const picture: Elements['img'] = { src: '/x.png' }
  assert.throws(() => jsx('div', { ...handler }), TypeError)
  assert.throws(() => jsx('p', { ...style }), TypeError)
  assert.throws(() => jsx(frame, {}), TypeError)
  // Words for a picture are a matter of the type alone; the page tests look at the rest.
  assert.equal(String(jsx('img', { ...picture })), '<img src="/x.png">')
})
