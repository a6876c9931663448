/**
 * One colour of a cooperative becomes the shades a page needs, each with the contrast it must have (WCAG 2.2, 1.4.3
 * and 1.4.11), in light and in dark. The colour's hue is kept; its lightness gives way.
 */

interface Surfaces {
  readonly page: string
  readonly paper: string
  readonly ink: string
}

/** The surfaces of `css/tokens.css`, against which the shades are measured; a test compares the two. */
export const SURFACES: Readonly<Record<'light' | 'dark', Surfaces>> = {
  light: { page: '#eff2f0', paper: '#ffffff', ink: '#17211e' },
  dark: { page: '#0f1513', paper: '#19211e', ink: '#eef3f0' },
}

export const DEFAULT_ACCENT = '#0b5d4e'

export interface Shades {
  /** Links, buttons, marks of what is chosen: readable on page, paper and tint. */
  readonly accent: string
  /** Text on `accent`. */
  readonly onAccent: string
  /** The strip at the top of the page. */
  readonly band: string
  /** Text on `band`. */
  readonly onBand: string
  /** A breath of the colour behind what is chosen. */
  readonly tint: string
}

/** WCAG asks for 4.5; old eyes and poor screens get a little more. */
const TEXT_CONTRAST = 5
const HEX = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i

/** @throws RangeError unless given `#rgb` or `#rrggbb`. */
export function shadesOf(accentHex: string, scheme: 'light' | 'dark'): Shades {
  const { lightness, chroma, hue } = toOklch(parseHex(accentHex))
  const { page, paper, ink } = SURFACES[scheme]
  const dark = scheme === 'dark'
  const tint = firstThat(
    steps(dark ? 0.3 : 0.955, dark ? 0.2 : 0.99),
    (l) => fromOklch(l, Math.min(chroma, dark ? 0.045 : 0.022), hue),
    (shade) => contrast(shade, ink) >= 7,
  )
  const accent = firstThat(
    dark ? steps(Math.max(lightness, 0.7), 1) : steps(Math.min(lightness, 0.6), 0),
    (l) => fromOklch(l, chroma, hue),
    (shade) => [page, paper, tint].every((surface) => contrast(shade, surface) >= TEXT_CONTRAST),
  )
  const band = fromOklch(dark ? Math.min(lightness, 0.33) : lightness, dark ? Math.min(chroma, 0.09) : chroma, hue)
  return { accent, onAccent: dark ? page : paper, band, onBand: textOn(band), tint }
}

/**
 * The style sheet that dresses the pages in a cooperative's colour.
 * @throws RangeError unless given `#rgb` or `#rrggbb`.
 */
export function themeCss(accentHex: string): string {
  const light = declarations(shadesOf(accentHex, 'light'))
  const dark = declarations(shadesOf(accentHex, 'dark'))
  // Paper is black on white, see css/print.css.
  return `@media screen{:root{${light}}}@media screen and (prefers-color-scheme:dark){:root{${dark}}}`
}

function declarations(shades: Shades): string {
  return `--accent:${shades.accent};--on-accent:${shades.onAccent};--band:${shades.band};--on-band:${shades.onBand};--tint:${shades.tint}`
}

/** White or black: one of them always has at least 4.58 : 1. */
function textOn(surface: string): string {
  return contrast(surface, '#ffffff') >= 4.5 ? '#ffffff' : '#000000'
}

/** Contrast of two `#rrggbb` colours as WCAG 2 counts it, 1–21. */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(parseHex(a)), luminance(parseHex(b))]
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

type Rgb = readonly [number, number, number]

/** Channels 0–1. */
function parseHex(hex: string): Rgb {
  if (!HEX.test(hex)) throw new RangeError('a colour is written #rgb or #rrggbb')
  const full = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join('') : hex.slice(1)
  const n = Number.parseInt(full, 16)
  return [(n >> 16) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255]
}

function toLinear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}

function fromLinear(channel: number): number {
  return channel <= 0.0031308 ? channel * 12.92 : 1.055 * channel ** (1 / 2.4) - 0.055
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map(toLinear) as unknown as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

// OKLCH (Björn Ottosson, 2020): equal steps of lightness look equal, so a darker shade keeps the cooperative's hue.
function toOklch(rgb: Rgb) {
  const [r, g, b] = rgb.map(toLinear) as unknown as Rgb
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  const x = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s
  const y = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s
  return { lightness, chroma: Math.hypot(x, y), hue: Math.atan2(y, x) }
}

function fromOklch(lightness: number, chroma: number, hue: number): string {
  // A shade a screen cannot show gives up colour, never lightness: lightness carries the contrast.
  for (let c = chroma; c > 0.001; c -= 0.005) {
    const rgb = linearOf(lightness, c, hue)
    if (rgb.every((channel) => channel >= -0.0005 && channel <= 1.0005)) return toHex(rgb)
  }
  return toHex(linearOf(lightness, 0, hue))
}

function linearOf(lightness: number, chroma: number, hue: number): Rgb {
  const x = chroma * Math.cos(hue)
  const y = chroma * Math.sin(hue)
  const l = (lightness + 0.3963377774 * x + 0.2158037573 * y) ** 3
  const m = (lightness - 0.1055613458 * x - 0.0638541728 * y) ** 3
  const s = (lightness - 0.0894841775 * x - 1.291485548 * y) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

function toHex(linear: Rgb): string {
  const byte = (channel: number) => Math.round(255 * fromLinear(Math.min(1, Math.max(0, channel))))
  return `#${linear.map((channel) => byte(channel).toString(16).padStart(2, '0')).join('')}`
}

function steps(from: number, to: number): number[] {
  return Array.from({ length: 101 }, (_, i) => from + ((to - from) * i) / 100)
}

/** The last shade, black or white or nearly so, always passes; that it does is what the test over many colours shows. */
function firstThat(lightnesses: number[], shade: (l: number) => string, passes: (hex: string) => boolean): string {
  for (const lightness of lightnesses) {
    const hex = shade(lightness)
    if (passes(hex)) return hex
  }
  return shade(lightnesses.at(-1)!)
}
