import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { contrast, DEFAULT_ACCENT, SURFACES, shadesOf, themeCss } from './theme.ts'

const tokens = readFileSync(new URL('./css/tokens.css', import.meta.url), 'utf8')
const [lightTokens, darkTokens] = tokens.split('prefers-color-scheme: dark') as [string, string]

function token(css: string, name: string): string {
  const value = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(css)?.[1]
  assert.ok(value, `token ${name}`)
  return value
}

const hex = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`)

function assertReadable(accent: string): void {
  for (const scheme of ['light', 'dark'] as const) {
    const { page, paper, ink } = SURFACES[scheme]
    const shades = shadesOf(accent, scheme)
    const css = scheme === 'light' ? lightTokens : darkTokens
    const pairs = [
      ...[page, paper, shades.tint].map((surface) => [shades.accent, surface, 4.5] as const),
      [shades.onAccent, shades.accent, 4.5],
      [shades.onBand, shades.band, 4.5],
      [ink, shades.tint, 7],
      [token(css, 'soft'), shades.tint, 4.5],
    ] as const
    for (const [text, surface, least] of pairs) {
      const measured = contrast(text, surface)
      assert.ok(
        measured >= least,
        `${accent} ${scheme}: ${text} on ${surface} is ${measured.toFixed(2)}, needs ${least}`,
      )
    }
  }
}

test('contrast is counted as WCAG counts it', () => {
  assert.equal(contrast('#000', '#ffffff'), 21)
  assert.equal(contrast('#777777', '#777'), 1)
  // The well-known border cases of grey on white.
  assert.ok(contrast('#767676', '#ffffff') >= 4.5)
  assert.ok(contrast('#777777', '#ffffff') < 4.5)
})

test('any colour a cooperative may choose gives readable shades, in light and in dark', () => {
  for (const r of [0, 51, 102, 153, 204, 255]) {
    for (const g of [0, 51, 102, 153, 204, 255]) {
      for (const b of [0, 51, 102, 153, 204, 255]) {
        assertReadable(`#${[r, g, b].map((channel) => channel.toString(16).padStart(2, '0')).join('')}`)
      }
    }
  }
  fc.assert(fc.property(hex, assertReadable), { numRuns: 300 })
})

test('the surfaces the shades are measured on are those of the style sheet, and its own words are readable', () => {
  for (const [scheme, css] of [
    ['light', lightTokens],
    ['dark', darkTokens],
  ] as const) {
    for (const [name, value] of Object.entries(SURFACES[scheme])) assert.equal(token(css, name), value)
    const surfaces = [token(css, 'page'), token(css, 'paper')]
    for (const name of ['ink', 'soft', 'late', 'due', 'good', 'info', 'accent']) {
      for (const surface of surfaces)
        assert.ok(contrast(token(css, name), surface) >= 4.5, `${scheme} ${name} on ${surface}`)
    }
    for (const name of ['late', 'due', 'good', 'info']) {
      const tint = token(css, `${name}-tint`)
      assert.ok(contrast(token(css, name), tint) >= 4.5, `${scheme} ${name} on its tint`)
      assert.ok(contrast(token(css, 'ink'), tint) >= 7, `${scheme} ink on ${name}-tint`)
    }
    // A frame of a field or a button must be seen (WCAG 1.4.11).
    for (const surface of surfaces)
      assert.ok(contrast(token(css, 'rule-strong'), surface) >= 3, `${scheme} rule-strong`)
  }
})

test('a theme is a small sheet with both schemes', () => {
  const css = themeCss(DEFAULT_ACCENT)
  assert.match(css, /^@media screen\{:root\{--accent:#[0-9a-f]{6};.*prefers-color-scheme:dark/)
  assert.ok(css.length < 500)
  assert.equal(themeCss('#FC0'), themeCss('#ffcc00'))
})

test('what is not a colour is refused', () => {
  for (const bad of [
    '',
    'red',
    '#12',
    '#12345',
    '#1234567',
    '#ggg',
    '#fff;}body{display:none',
    ' #fff',
    'rgb(0,0,0)',
    '#fff\n',
  ]) {
    assert.throws(() => themeCss(bad), RangeError, bad)
  }
})
