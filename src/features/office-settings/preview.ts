import { contrast, SURFACES, shadesOf } from '#ui/theme.ts'

export interface ColourCheck {
  /** The shade links and buttons get on a light page. */
  readonly shade: string
  readonly ratio: number
  /** The cooperative's own colour was not readable enough there. */
  readonly adjusted: boolean
}

export function checkColour(colour: string): ColourCheck {
  const { accent } = shadesOf(colour, 'light')
  return {
    shade: accent,
    ratio: contrast(accent, SURFACES.light.paper),
    adjusted: contrast(colour, SURFACES.light.paper) < 4.5,
  }
}

/** How a page looks in a colour, as a drawing: a picture may bear colours that no style of the page may set. */
export function previewSvg(colour: string, scheme: 'light' | 'dark', name: string): string {
  const { page, paper, ink } = SURFACES[scheme]
  const { accent, onAccent, band, onBand, tint } = shadesOf(colour, scheme)
  const title = escaped(name.length > 34 ? `${name.slice(0, 33)}…` : name)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="420" height="210" viewBox="0 0 420 210" font-family="system-ui, sans-serif">
<rect width="420" height="210" fill="${page}"/>
<rect width="420" height="44" fill="${band}"/><text x="16" y="28" font-size="17" font-weight="700" fill="${onBand}">${title}</text>
<rect x="16" y="58" width="388" height="136" rx="6" fill="${paper}"/>
<text x="32" y="86" font-size="16" font-weight="700" fill="${ink}">Rachunki</text>
<text x="32" y="112" font-size="15" fill="${accent}" text-decoration="underline">Zobacz rachunek</text>
<rect x="32" y="126" width="170" height="26" rx="4" fill="${tint}"/><text x="42" y="144" font-size="14" fill="${ink}">wybrany wiersz</text>
<rect x="262" y="146" width="126" height="34" rx="5" fill="${accent}"/><text x="325" y="168" font-size="15" font-weight="600" text-anchor="middle" fill="${onAccent}">Zapłać</text>
</svg>`
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
