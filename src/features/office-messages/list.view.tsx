import {
  Buttons,
  DataTable,
  Field,
  FilterForm,
  LinkButton,
  Notice,
  Pagination,
  StateBadge,
  SubTabs,
} from '#ui/components.ts'
import {
  type ListCounts,
  type ListFilter,
  limits,
  listHref,
  type Named,
  type StateFilter,
  states,
  type ThreadRow,
} from './office-messages.model.ts'
import { holderFilters, stateFilters, text, waitingWords } from './office-messages.text.ts'
import { StateOf } from './parts.view.tsx'

type Counted = Named & { readonly waiting: number }

interface ListProps {
  readonly rows: readonly ThreadRow[]
  readonly counts: ListCounts
  readonly topics: readonly Counted[]
  readonly labels: readonly Counted[]
  readonly filter: ListFilter
  readonly page: number
  readonly now: number
  /** Something was asked for that no word can be made of. */
  readonly noWords: boolean
}

const first: ListFilter = {
  stan: 'czekaja',
  kto: undefined,
  temat: undefined,
  etykieta: undefined,
  poTerminie: false,
  szukaj: '',
  osoba: undefined,
  klopot: false,
}

function countOfState(counts: ListCounts, state: StateFilter): number {
  switch (state) {
    case 'czekaja':
      return counts.waiting
    case 'nowe':
      return counts.fresh
    case 'w-trakcie':
      return counts.inProgress
    case 'odpowiedziane':
      return counts.answered
    case 'zamkniete':
      return counts.closed
    case 'wszystkie':
      return counts.fresh + counts.inProgress + counts.answered + counts.closed
  }
}

const withCount = (label: string, count: number): string => `${label} (${count})`

export function ListView({ rows, counts, topics, labels, filter, page, now, noWords }: ListProps) {
  const total = rows[0]?.total ?? 0
  const pages = Math.max(1, Math.ceil(total / limits.threadsPerPage))
  const untouched = listHref(filter) === '/biuro/sprawy'
  const quick: readonly (readonly [string, Partial<ListFilter>])[] = [
    [withCount('Czekają', counts.waiting), {}],
    [withCount('Moje', counts.mine), { kto: 'moje' }],
    [withCount('Niczyje', counts.nobodys), { kto: 'niczyje' }],
    [withCount('Po terminie', counts.overdue), { poTerminie: true }],
    ['Wszystkie', { stan: 'wszystkie' }],
  ]
  return (
    <>
      <SubTabs
        label="Wybór spraw"
        tabs={quick.map(([label, choice]) => {
          const href = listHref({ ...first, ...choice })
          return { href, label, current: href === listHref(filter) }
        })}
      />
      <Buttons>
        <LinkButton href="/biuro/sprawy/nowa">{text.newThread}</LinkButton>
      </Buttons>
      <FilterForm
        action="/biuro/sprawy"
        label="Wybór spraw do listy"
        keep={filter.osoba === undefined ? {} : { osoba: filter.osoba }}
        resetHref={untouched ? undefined : '/biuro/sprawy'}
      >
        <Field
          name="szukaj"
          label={text.search}
          kind="search"
          width="medium"
          maxlength={100}
          value={filter.szukaj}
          plainLabel
          required={false}
          error={noWords ? text.noWords : undefined}
        />
        <Choice
          name="stan"
          label="Stan"
          value={filter.stan}
          options={states.map((state) => ({
            value: state,
            label: withCount(stateFilters[state], countOfState(counts, state)),
          }))}
        />
        <Choice
          name="kto"
          label="Kto prowadzi"
          value={filter.kto ?? ''}
          options={[
            { value: '', label: text.any },
            { value: 'moje', label: withCount(holderFilters.moje, counts.mine) },
            { value: 'niczyje', label: withCount(holderFilters.niczyje, counts.nobodys) },
            { value: 'cudze', label: withCount(holderFilters.cudze, counts.others) },
          ]}
        />
        <Choice
          name="temat"
          label={text.topic}
          value={filter.temat ?? ''}
          options={[{ value: '', label: text.any }, ...topics.map(counted)]}
        />
        {labels.length > 0 && (
          <Choice
            name="etykieta"
            label="Etykieta"
            value={filter.etykieta ?? ''}
            options={[{ value: '', label: text.any }, ...labels.map(counted)]}
          />
        )}
        <Choice
          name="termin"
          label="Termin"
          value={filter.poTerminie ? 'minal' : ''}
          options={[
            { value: '', label: text.any },
            { value: 'minal', label: withCount('po terminie', counts.overdue) },
          ]}
        />
        {filter.klopot && (
          <Field
            name="poczta"
            label="Tylko sprawy, w których e-mail nie wyszedł"
            kind="checkbox"
            value="klopot"
            checked
            plainLabel
            required={false}
          />
        )}
      </FilterForm>
      {total >= limits.found && filter.szukaj !== '' && (
        <Notice tone="info">
          <p>{text.tooMany}</p>
        </Notice>
      )}
      <DataTable
        caption={stateFilters[filter.stan]}
        captionHidden
        rows={rows}
        empty={untouched ? text.noneWaiting : text.none}
        rowTone={(row) => (row.overdue ? 'late' : row.unread ? 'marked' : undefined)}
        columns={[
          {
            key: 'who',
            header: 'Sprawa',
            rowHeader: true,
            cell: (row) => (
              <>
                <a href={`/biuro/sprawy/${row.id}`}>{row.writerName}</a>
                {row.unread && ` (${text.unread})`}
                <span class="hint"> {beginning(row.beginning)}</span>
              </>
            ),
          },
          {
            key: 'topic',
            header: 'Temat i lokal',
            cell: (row) => (
              <>
                {row.topic}
                {row.premisesLabel !== '' && <span class="hint"> {row.premisesLabel}</span>}
              </>
            ),
          },
          {
            key: 'waiting',
            header: 'Czeka',
            cell: (row) =>
              row.waitingSince === null ? (
                'nie czeka'
              ) : row.overdue ? (
                <>
                  {waitingWords(row.waitingSince, now)} <StateBadge tone="late">{text.overdue}</StateBadge>
                </>
              ) : (
                waitingWords(row.waitingSince, now)
              ),
          },
          { key: 'holder', header: 'Prowadzi', cell: (row) => (row.mine ? text.me : (row.holderName ?? text.nobody)) },
          {
            key: 'state',
            header: 'Stan',
            cell: (row) => (
              <>
                <StateOf state={row.officeState} />
                {row.mailTrouble && (
                  <>
                    {' '}
                    <StateBadge tone="late">{text.mailTrouble}</StateBadge>
                  </>
                )}
              </>
            ),
          },
          { key: 'labels', header: 'Etykiety', cell: (row) => row.labels.join(', ') || 'brak' },
        ]}
      />
      <Pagination page={page} pages={pages} label={text.pages} href={(n) => listHref(filter, n)} />
    </>
  )
}

const counted = ({ id, name, waiting }: Counted) => ({ value: id, label: withCount(name, waiting) })

interface ChoiceProps {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

function Choice(props: ChoiceProps) {
  return <Field {...props} kind="select" width="medium" plainLabel required={false} />
}

const longestBeginning = 90

/** The first words of the newest message on one line. */
function beginning(body: string): string {
  const line = body.replace(/\s+/g, ' ').trim()
  if (line.length <= longestBeginning) return line
  const cut = line.slice(0, longestBeginning)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), longestBeginning / 2))}…`
}
