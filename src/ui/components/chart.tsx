import type { Child } from '#ui/jsx/jsx-runtime'
import { EmptyState } from './panel.tsx'

export interface Bar {
  /** What the bar stands for: a month. */
  readonly label: Child
  /** Its length; any unit, never money of which the page says it is exact. */
  readonly value: number
  /** The value as people read it: "4,120 m³". */
  readonly text: string
  /** To compare with: the same month last year. */
  readonly compare?: { readonly value: number; readonly text: string } | undefined
}

interface BarChartProps {
  readonly caption: string
  readonly labelHeader: string
  readonly valueHeader: string
  readonly compareHeader?: string
  readonly bars: readonly Bar[]
  readonly empty: string
}

/**
 * Lying bars in a table: the drawing and its figures are one thing, so everybody reads the same and text keeps its size
 * on a phone. Bars are SVG because lengths in a style attribute would need a hole in the content security policy.
 */
export function BarChart({ caption, labelHeader, valueHeader, compareHeader, bars, empty }: BarChartProps) {
  if (bars.length === 0) return <EmptyState sentence={empty} />
  const longest = Math.max(...bars.flatMap((bar) => [bar.value, bar.compare?.value ?? 0]), 0)
  const compares = compareHeader !== undefined
  return (
    <table class="bars">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{labelHeader}</th>
          <th scope="col" class="bar-this">
            {valueHeader}
          </th>
          {compares && (
            <th scope="col" class="bar-other">
              {compareHeader}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr>
            <th scope="row">{bar.label}</th>
            <td class="bar-this">
              <BarLine value={bar.value} longest={longest} />
              <span>{bar.text}</span>
            </td>
            {compares && (
              <td class="bar-other">
                {bar.compare !== undefined && <BarLine value={bar.compare.value} longest={longest} />}
                <span>{bar.compare?.text ?? 'brak danych'}</span>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function BarLine({ value, longest }: { readonly value: number; readonly longest: number }) {
  const percent = longest > 0 ? Math.round((Math.max(value, 0) / longest) * 1000) / 10 : 0
  return (
    <svg class="bar" width="100%" height={14} aria-hidden="true" focusable="false">
      <rect width={`${percent}%`} height="100%" />
    </svg>
  )
}
