import { shadesOf } from './theme.ts'

/**
 * The block of flats with one window lit, in the cooperative's colour: what a browser shows on its tab and among bookmarks.
 * @throws RangeError unless given `#rgb` or `#rrggbb`.
 */
export function iconSvg(accentHex: string): string {
  const { band, onBand } = shadesOf(accentHex, 'light')
  const windows = [10, 18].flatMap((y) => [9, 14.5, 20].map((x) => ({ x, y })))
  const panes = windows
    .map(({ x, y }) => `<path fill="${x === 14.5 && y === 10 ? '#ffc83d' : onBand}" d="M${x} ${y}h3v4h-3z"/>`)
    .join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="5" fill="${band}"/><path fill="none" stroke="${onBand}" stroke-width="2" d="M6 27V6h20v21M3 27h26"/>${panes}</svg>`
}
