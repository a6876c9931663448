import { formatDate, formatDateShort, formatDateTime, formatMonth, type IsoDate } from '#kernel/dates.ts'

interface DateTextProps {
  readonly on: IsoDate
  /** 22.11.2026, for narrow table columns. */
  readonly short?: boolean
}

export function DateText({ on, short = false }: DateTextProps) {
  return (
    <time class="date" datetime={on}>
      {short ? formatDateShort(on) : formatDate(on)}
    </time>
  )
}

/** A moment, shown in Warsaw time. */
export function DateTimeText({ at }: { readonly at: number }) {
  return <time datetime={new Date(at).toISOString()}>{formatDateTime(at)}</time>
}

/** `month` is any day of the month. */
export function MonthText({ month }: { readonly month: IsoDate }) {
  return (
    <time class="date" datetime={month.slice(0, 7)}>
      {formatMonth(month)}
    </time>
  )
}
