import { AccountFields, type AccountFilter, type Choice } from '#features/accounts/public.ts'
import { formatDate, type IsoDate } from '#kernel/dates.ts'
import type { DocumentState } from '#kernel/ledger.ts'
import {
  Amount,
  type BadgeTone,
  Buttons,
  type CalendarEntry,
  CalendarList,
  CalendarMonth,
  FilterForm,
  LinkButton,
  Notice,
  Panel,
  StateBadge,
} from '#ui/components.ts'
import type { Child } from '#ui/jsx/jsx-runtime'
import { byDayAndKind, type CalendarDocument, type CalendarEvent, type MonthSums } from './calendar.model.ts'
import {
  eventLabel,
  markLabel,
  movedDue,
  movedFrom,
  readingDetail,
  settlementDetail,
  stateWords,
  sumsSentences,
  calendarText as text,
} from './calendar.text.ts'

export type CalendarViewName = 'siatka' | 'lista'

interface CalendarPageProps {
  readonly month: IsoDate
  readonly today: IsoDate
  readonly view: CalendarViewName
  readonly events: readonly CalendarEvent[]
  /** Left out when there is more than was read: a sum of a part would be false. */
  readonly sums: MonthSums | undefined
  readonly holidays: readonly (readonly [IsoDate, string])[]
  readonly choices: { readonly premises: readonly Choice[]; readonly ledgerTypes: readonly Choice[] }
  readonly filter: AccountFilter
  /** Name of the place an event belongs to, told only to those who have more than one. */
  readonly placeOf: (event: CalendarEvent) => string | undefined
  readonly links: {
    readonly previous: string | undefined
    readonly next: string | undefined
    readonly today: string | undefined
    readonly otherView: string
    readonly reset: string
    /** What the filter form must not lose. */
    readonly keep: Readonly<Record<string, string>>
  }
}

/**
 * A month: the grid for an overview, and always the same day after day in words. The list is not hidden from anybody, so a
 * phone and a screen reader lose nothing; who wants the list alone asks for it in the address.
 */
export function CalendarPage(props: CalendarPageProps) {
  const { month, today, view, events, links } = props
  return (
    <>
      <Choices {...props} />
      {view === 'siatka' ? (
        <CalendarMonth
          month={month}
          today={today}
          entries={marks(events)}
          previousHref={links.previous}
          nextHref={links.next}
        />
      ) : (
        <Buttons>
          {links.previous !== undefined && <LinkButton href={links.previous}>Poprzedni miesiąc</LinkButton>}
          {links.next !== undefined && <LinkButton href={links.next}>Następny miesiąc</LinkButton>}
        </Buttons>
      )}
      <Buttons>
        {links.today !== undefined && (
          <LinkButton href={links.today} look="quiet">
            {text.today}
          </LinkButton>
        )}
        <LinkButton href={links.otherView} look="quiet">
          {view === 'siatka' ? text.asList : text.asGrid}
        </LinkButton>
      </Buttons>
      <Panel title={text.sums}>
        {props.sums === undefined ? (
          <Notice tone="warning">
            <p>{text.incomplete}</p>
          </Notice>
        ) : (
          sumsSentences(month, props.sums).map((sentence) => <p>{sentence}</p>)
        )}
      </Panel>
      <Panel title={text.list}>
        <CalendarList entries={lines(events, props.placeOf)} today={today} empty={text.empty} />
      </Panel>
      <Panel title={text.holidays}>
        <Holidays holidays={props.holidays} />
      </Panel>
      <Panel title={text.subscribe}>
        <p>{text.subscribeLead}</p>
        <p>
          <a href="/rachunki/kalendarz/subskrypcja">{text.subscribeLink}</a>
        </p>
      </Panel>
    </>
  )
}

function Choices({ choices, filter, links }: CalendarPageProps) {
  if (choices.premises.length < 2 && choices.ledgerTypes.length < 2) return null
  const chosen = filter.punkt !== undefined || filter.typ !== undefined
  return (
    <FilterForm
      action="/rachunki/kalendarz"
      label="Wybór lokalu i konta"
      folds
      keep={links.keep}
      resetHref={chosen ? links.reset : undefined}
    >
      <AccountFields choices={choices} filter={filter} />
    </FilterForm>
  )
}

function Holidays({ holidays }: Pick<CalendarPageProps, 'holidays'>) {
  if (holidays.length === 0) return <p>{text.noHolidays}</p>
  return (
    <ul>
      {holidays.map(([day, name]) => (
        <li>
          <time datetime={day}>{formatDate(day)}</time>: {name}
        </li>
      ))}
    </ul>
  )
}

const colourOf = {
  due: 'due',
  lastDay: 'due',
  document: 'document',
  payment: 'payment',
  reading: 'reading',
  settlement: 'settlement',
} as const

/** In the grid one mark for each sort of event a day has. */
function marks(events: readonly CalendarEvent[]): CalendarEntry[] {
  return byDayAndKind(events).map(({ kind, on, events: same }) => ({
    on,
    kind: colourOf[kind],
    label: markLabel(kind, same.length),
  }))
}

/** More bills, payments or readings of one day than this stand as one line that leads to the full list. */
const mostOfAKind = 8

function lines(events: readonly CalendarEvent[], placeOf: CalendarPageProps['placeOf']): CalendarEntry[] {
  return byDayAndKind(events).flatMap(({ kind, on, events: same }): CalendarEntry[] => {
    if (same.length > mostOfAKind) {
      return [{ on, kind: colourOf[kind], label: markLabel(kind, same.length), href: '/rachunki/dokumenty' }]
    }
    return same.map((event) => line(event, placeOf(event)))
  })
}

function line(event: CalendarEvent, place: string | undefined): CalendarEntry {
  const href = hrefOf(event)
  const entry = { on: event.on, kind: colourOf[event.kind], label: eventLabel(event) }
  const detail = (
    <>
      <Detail event={event} />
      {place !== undefined && <> {place}</>}
    </>
  )
  return href === undefined ? { ...entry, detail } : { ...entry, href, detail }
}

function hrefOf(event: CalendarEvent): string | undefined {
  switch (event.kind) {
    case 'payment':
      return `/rachunki/wplaty/${encodeURIComponent(event.payment.entryId)}`
    case 'reading':
      return undefined
    case 'settlement':
      return event.settlement.documentId === null ? undefined : documentHref(event.settlement.documentId)
    default:
      return documentHref(event.document.id)
  }
}

const documentHref = (id: string): string => `/rachunki/dokumenty/${encodeURIComponent(id)}`

function Detail({ event }: { readonly event: CalendarEvent }): Child {
  switch (event.kind) {
    case 'due':
      return (
        <>
          <LeftToPay document={event.document} state={event.state} />
          {event.payBy !== event.on && event.state !== 'paid' && <> {movedDue(event.on, event.payBy)}</>}
        </>
      )
    case 'lastDay':
      return (
        <>
          <LeftToPay document={event.document} state={event.state} /> {movedFrom(event.dueOn)}
        </>
      )
    case 'document':
      return <Amount grosze={event.document.amountGrosze} />
    case 'payment':
      return <Amount grosze={event.payment.amountGrosze} />
    case 'reading':
      return readingDetail(event.reading)
    case 'settlement':
      return settlementDetail(event.settlement)
  }
}

const tones: Readonly<Record<DocumentState, BadgeTone>> = {
  paid: 'done',
  partlyPaid: 'part',
  due: 'due',
  overdue: 'late',
}

/** What is still to be paid; of a paid bill what it came to. */
function LeftToPay({ document, state }: { readonly document: CalendarDocument; readonly state: DocumentState }) {
  return (
    <>
      {state === 'partlyPaid' && 'zostało '}
      <Amount grosze={state === 'paid' ? document.amountGrosze : document.remainingGrosze} />{' '}
      <StateBadge tone={tones[state]}>{stateWords[state]}</StateBadge>
    </>
  )
}
