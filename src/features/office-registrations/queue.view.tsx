import {
  type BadgeTone,
  DataTable,
  DateTimeText,
  Field,
  FilterForm,
  Pagination,
  Panel,
  StateBadge,
  SubTabs,
} from '#ui/components.ts'
import {
  displayName,
  openStages,
  type QueueRow,
  type Stage,
  type StageSlug,
  slugOf,
  stages,
} from './office-registrations.model.ts'
import { foundSentence, stageNames, queueText as text } from './office-registrations.text.ts'

const tones: Readonly<Record<Stage, BadgeTone>> = {
  new: 'due',
  waitingForPaper: 'info',
  paperAccepted: 'due',
  matched: 'due',
  issued: 'part',
  handedOver: 'part',
  signedIn: 'done',
  rejected: 'off',
}

export const StageBadge = ({ stage }: { readonly stage: Stage }) => (
  <StateBadge tone={tones[stage]}>{stageNames[stage]}</StateBadge>
)

export interface QueueProps {
  readonly rows: readonly QueueRow[]
  /** Requests on all pages of this choice together. */
  readonly total: number
  readonly counts: Readonly<Partial<Record<Stage, number>>>
  /** A stage, everything, or, when nothing was chosen, what is not finished. */
  readonly stan: StageSlug | 'wszystkie' | undefined
  readonly search: string
  readonly page: number
  readonly pages: number
  readonly href: (choice: { readonly stan?: QueueProps['stan']; readonly strona?: number }) => string
}

/** The queue: whose turn it is stands first. */
export function QueueView({ rows, total, counts, stan, search, page, pages, href }: QueueProps) {
  const countOf = (some: readonly Stage[]) => some.reduce((sum, stage) => sum + (counts[stage] ?? 0), 0)
  const all = countOf(stages)
  return (
    <>
      <SubTabs
        label={text.state}
        tabs={[
          { href: href({}), label: `${text.open} (${countOf(openStages)})`, current: stan === undefined },
          ...stages.map((one) => ({
            href: href({ stan: slugOf(one) }),
            label: `${stageNames[one]} (${counts[one] ?? 0})`,
            current: stan === slugOf(one),
          })),
          { href: href({ stan: 'wszystkie' }), label: `${text.all} (${all})`, current: stan === 'wszystkie' },
        ]}
      />
      <FilterForm
        action="/biuro/rejestracje"
        label={text.searchLabel}
        keep={stan === undefined ? {} : { stan }}
        resetHref={search === '' ? undefined : href({ stan })}
        submitLabel={text.search}
      >
        <Field name="szukaj" label={text.searchHint} kind="search" value={search} maxlength={100} plainLabel />
      </FilterForm>
      <Panel title={text.title} bare aside={foundSentence(total)}>
        <DataTable
          caption={text.title}
          captionHidden
          rows={rows}
          empty={all === 0 ? text.noneAtAll : text.none}
          rowTone={(row) => (row.overdue ? 'late' : row.stage === 'rejected' ? 'muted' : undefined)}
          columns={[
            {
              key: 'who',
              header: 'Kto',
              rowHeader: true,
              cell: (row) => (
                <a href={`/biuro/rejestracje/${row.id}`}>{row.anonymised ? text.emptied : displayName(row)}</a>
              ),
            },
            {
              key: 'where',
              header: 'Adres',
              cell: (row) => (row.anonymised ? '–' : `${row.street}, lokal ${row.flat}`),
            },
            { key: 'when', header: 'Wysłano', cell: (row) => <DateTimeText at={row.createdAt} /> },
            {
              key: 'state',
              header: 'Stan',
              cell: (row) => (
                <>
                  <StageBadge stage={row.stage} />
                  {row.overdue && (
                    <>
                      {' '}
                      <StateBadge tone="late">{text.overdue}</StateBadge>
                    </>
                  )}
                </>
              ),
            },
          ]}
        />
        <Pagination page={page} pages={pages} label={text.pages} href={(strona) => href({ stan, strona })} />
      </Panel>
    </>
  )
}
