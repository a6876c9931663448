/** A line of a layout: what stands there, and where, in CSS pixels. */
export interface Box {
  readonly what: string
  /** x, y, width. */
  readonly place: readonly [number, number, number]
}

/** Of the browser: the parts a person would point at, top to bottom, each with its place. */
export const boxesOfPage = `(() => {
  const parts = '.top, .tabs, .subtabs, .banner, main h1, main h2, main h3, .panel, .slip, .notice, .error-summary, main form, ' +
    '.table-frame, .agenda, .calendar, .pairs, .buttons, .pages, .foot'
  const words = (element) => (element.matches('h1, h2, h3') ? ' „' + element.textContent.replaceAll(/\\s+/g, ' ').trim().slice(0, 40) + '”' : '')
  const name = (element) =>
    element.matches('h1, h2, h3, form') ? element.localName : '.' + [...element.classList].find((one) => parts.includes('.' + one))
  const seen = [...document.querySelectorAll(parts)].filter((element) => element.checkVisibility() && element.getClientRects().length > 0)
  const boxes = seen.map((element) => {
    const { x, y, width } = element.getBoundingClientRect()
    return { what: name(element) + words(element), place: [Math.round(x), Math.round(y + scrollY), Math.round(width)] }
  })
  return [...boxes, { what: 'page', place: [0, document.documentElement.scrollHeight, document.documentElement.scrollWidth] }]
})()`

/** How far a box may stand from where it stood: Chromium's versions round differently, line by line. */
const slack = { across: 2, down: 6 }

/** Layouts as kept: one block a page and width. */
export type Layouts = ReadonlyMap<string, readonly Box[]>

export const written = (layouts: Layouts): string =>
  [...layouts]
    .map(([page, boxes]) => `# ${page}\n${boxes.map(({ what, place }) => `${place.join(' ')} ${what}\n`).join('')}`)
    .join('\n')

export function readLayouts(text: string): Layouts {
  const blocks = text.split(/^# /m).filter((block) => block.trim() !== '')
  return new Map(
    blocks.map((block) => {
      const [page, ...lines] = block.trimEnd().split('\n')
      return [
        page!,
        lines.map((line) => {
          const [, x, y, width, what] = /^(-?\d+) (-?\d+) (\d+) (.+)$/.exec(line)!
          return { what: what!, place: [Number(x), Number(y), Number(width)] }
        }),
      ]
    }),
  )
}

/** What stands elsewhere, is gone or new. Of a page the first difference is told: what follows below has moved with it. */
export function differences(before: Layouts, after: Layouts): string[] {
  const found: string[] = []
  for (const page of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(page), after.get(page)]
    if (!was || !is) {
      found.push(`${page}: ${was ? 'gone' : 'new'}`)
      continue
    }
    const at = Array.from({ length: Math.max(was.length, is.length) }, (_, index) => index).find(
      (index) => !sameBox(was[index], is[index]),
    )
    if (at !== undefined) found.push(`${page}: ${told(was[at])} → ${told(is[at])}`)
  }
  return found
}

function sameBox(was: Box | undefined, is: Box | undefined): boolean {
  if (!was || !is || was.what !== is.what) return false
  const [x, y, width] = was.place.map((one, index) => Math.abs(one - is.place[index]!)) as [number, number, number]
  return x <= slack.across && y <= slack.down && width <= slack.across
}

const told = (box: Box | undefined): string => (box ? `${box.what} at ${box.place.join(' ')}` : 'nothing')
