import { randomBytes } from 'node:crypto'
import { digitStrokes } from './digit-shapes.model.ts'

const height = 90
const digitWidth = 46
const margin = 16
/** A stroke is drawn in pieces this short, so that no piece tells which digit it belongs to. */
const pieceLength = 9

type Point = readonly [x: number, y: number]

/**
 * The code as a picture: strokes bent anew each time it is asked for, cut into short pieces, mixed with pieces that belong to no digit,
 * and shuffled. There are no letters in it, and neither order nor names that would say which piece stands where.
 */
export function codePicture(digits: string, harder: boolean): string {
  const width = margin * 2 + digits.length * digitWidth
  const bend = randomBend(harder ? 1.35 : 1)
  const strokes = [...digits].flatMap((digit, index) => {
    const place = randomPlace(margin + index * digitWidth)
    return digitStrokes[Number(digit)]!.map((stroke) => stroke.map(([x, y]) => bend(place([x, y]))))
  })
  const stray = Array.from({ length: harder ? 5 : 3 }, () => piecesOf(strayLine(width)))
  const pieces = shuffled([
    ...strokes.flatMap(piecesOf),
    // Broken lines: an eye that looks for a digit passes over them.
    ...stray.flat().filter(() => between(0, 1) < 0.55),
  ])
  const path = pieces
    .map(([from, to]) => `M${from[0].toFixed(1)} ${from[1].toFixed(1)}L${to[0].toFixed(1)} ${to[1].toFixed(1)}`)
    .join('')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<rect width="${width}" height="${height}" fill="#fff"/>` +
    `<path d="${path}" fill="none" stroke="#17211e" stroke-width="4" stroke-linecap="round"/></svg>`
  )
}

/** Turned, leaned, made larger or smaller, moved: within what a person still reads at once. */
function randomPlace(left: number): (point: Point) => Point {
  const turn = between(-0.26, 0.26)
  const lean = between(-0.22, 0.22)
  const wide = between(27, 33)
  const high = between(52, 60)
  const middle: Point = [left + digitWidth / 2 + between(-3, 3), height / 2 + between(-7, 7)]
  return ([x, y]) => {
    const dx = (x - 0.5) * wide + lean * (y - 0.5) * high
    const dy = (y - 0.5) * high
    return [
      middle[0] + dx * Math.cos(turn) - dy * Math.sin(turn),
      middle[1] + dx * Math.sin(turn) + dy * Math.cos(turn),
    ]
  }
}

/** Waves through the whole picture. */
function randomBend(strength: number): (point: Point) => Point {
  const [a, b, c, d] = [between(0, 7), between(0, 7), between(26, 44), between(26, 44)]
  return ([x, y]) => [x + 2.6 * strength * Math.sin(y / c + a), y + 3.2 * strength * Math.sin(x / d + b)]
}

/** A thin wave from side to side that is no part of a digit. */
function strayLine(width: number): Point[] {
  const [start, end, wave, phase] = [between(12, height - 12), between(12, height - 12), between(3, 9), between(0, 7)]
  return Array.from({ length: 24 }, (_, index) => {
    const part = index / 23
    return [part * width, start + (end - start) * part + wave * Math.sin(part * 9 + phase)]
  })
}

/** Short pieces of a line, each slightly beside its place and drawn from either end. */
function piecesOf(stroke: readonly Point[]): (readonly [Point, Point])[] {
  return stroke.slice(1).flatMap((to, index) => {
    const from = stroke[index]!
    const count = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / pieceLength))
    const at = (part: number): Point => [
      from[0] + (to[0] - from[0]) * part + between(-0.35, 0.35),
      from[1] + (to[1] - from[1]) * part + between(-0.35, 0.35),
    ]
    return Array.from({ length: count }, (_, piece) => {
      const ends = [at(piece / count), at((piece + 1) / count)] as const
      return between(0, 1) < 0.5 ? ends : ([ends[1], ends[0]] as const)
    })
  })
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: between(0, 1) }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ item }) => item)
}

const between = (low: number, high: number): number => low + (randomBytes(4).readUInt32BE() / 0xffffffff) * (high - low)
