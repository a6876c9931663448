/** The curve of the knee as SVG, readable on white and on black. */

export interface Point {
  readonly requests: number
  readonly p50: number
  readonly p99: number
}

const [width, height] = [760, 420]
const [left, right, top, bottom] = [84, 24, 40, 62]

/** Round numbers between 0 and the largest, five or so of them. */
function roundSteps(most: number): number[] {
  const rough = most / 5
  const unit = 10 ** Math.floor(Math.log10(rough))
  const step = unit * ([1, 2, 5, 10].find((times) => unit * times >= rough) ?? 10)
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step)
}

/** p50 and p99 over the rate; milliseconds on a scale of powers, because the knee is a matter of tens. */
export function curve(
  points: readonly Point[],
  knee: { readonly requests: number; readonly residents: number } | undefined,
  limitMs: number,
): string {
  const mostRequests = Math.max(...points.map(({ requests }) => requests)) * 1.05
  const mostMs = 10 ** Math.ceil(Math.log10(Math.max(limitMs * 1.5, ...points.map(({ p99 }) => p99))))
  const leastMs = 1
  const x = (requests: number) => left + (requests / mostRequests) * (width - left - right)
  const y = (ms: number) =>
    height -
    bottom -
    (Math.log10(Math.max(ms, leastMs) / leastMs) / Math.log10(mostMs / leastMs)) * (height - top - bottom)
  const at = (value: number) => value.toFixed(1)
  const path = (of: 'p50' | 'p99') => points.map((point) => `${at(x(point.requests))},${at(y(point[of]))}`).join(' ')
  const marks = Array.from({ length: Math.round(Math.log10(mostMs)) + 1 }, (_, power) => 10 ** power)
  const end = points.at(-1)!
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="13">
<title id="t">Answer times over the rate of requests</title>
<desc id="d">${points.map(({ requests, p50, p99 }) => `${requests.toFixed(0)} requests a second: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`).join('; ')}</desc>
<style>
.ink { fill: #1f2933 } .quiet { fill: #52606d } .grid { stroke: #d9dee4 } .ground { fill: #ffffff }
.p99 { stroke: #b42318 } .p50 { stroke: #1d5fa8 } .p99-dot { fill: #b42318 } .p50-dot { fill: #1d5fa8 } .limit { stroke: #7a5b00 } .limit-ink { fill: #7a5b00 }
@media (prefers-color-scheme: dark) {
.ink { fill: #e6e9ed } .quiet { fill: #aab4c0 } .grid { stroke: #38424e } .ground { fill: #14181d }
.p99 { stroke: #ff8a7a } .p50 { stroke: #7db8f5 } .p99-dot { fill: #ff8a7a } .p50-dot { fill: #7db8f5 } .limit { stroke: #e0b63d } .limit-ink { fill: #e0b63d }
}
</style>
<rect class="ground" width="${width}" height="${height}"/>
${marks.map((ms) => `<line class="grid" x1="${left}" x2="${width - right}" y1="${at(y(ms))}" y2="${at(y(ms))}"/><text class="quiet" x="${left - 8}" y="${at(y(ms) + 4)}" text-anchor="end">${ms} ms</text>`).join('\n')}
${roundSteps(mostRequests)
  .map(
    (requests) =>
      `<line class="grid" x1="${at(x(requests))}" x2="${at(x(requests))}" y1="${top}" y2="${height - bottom}"/><text class="quiet" x="${at(x(requests))}" y="${height - bottom + 18}" text-anchor="middle">${requests}</text>`,
  )
  .join('\n')}
<text class="ink" x="${(left + width - right) / 2}" y="${height - 14}" text-anchor="middle">requests a second</text>
<line class="limit" x1="${left}" x2="${width - right}" y1="${at(y(limitMs))}" y2="${at(y(limitMs))}" stroke-width="1.5" stroke-dasharray="6 4"/>
<text class="limit-ink" x="${left + 6}" y="${at(y(limitMs) - 6)}">goal: ${limitMs} ms</text>
${
  knee
    ? `<line class="limit" x1="${at(x(knee.requests))}" x2="${at(x(knee.requests))}" y1="${top}" y2="${height - bottom}" stroke-width="1.5"/>
<text class="ink" x="${at(x(knee.requests) + (x(knee.requests) > width / 2 ? -8 : 8))}" y="${top - 12}" text-anchor="${x(knee.requests) > width / 2 ? 'end' : 'start'}" font-weight="600">knee: ${knee.requests.toFixed(0)} requests/s, ${knee.residents} residents</text>`
    : ''
}
${(['p50', 'p99'] as const)
  .map(
    (of) =>
      `<polyline class="${of}" fill="none" stroke-width="2" points="${path(of)}"/>${points.map((point) => `<circle class="${of}-dot" cx="${at(x(point.requests))}" cy="${at(y(point[of]))}" r="3"/>`).join('')}<text class="${of}-dot" x="${at(x(points[0]!.requests))}" y="${at(y(points[0]![of]) - 10)}" text-anchor="middle">${of}</text>`,
  )
  .join('\n')}
<!-- last: ${end.requests.toFixed(0)} requests a second -->
</svg>
`
}
