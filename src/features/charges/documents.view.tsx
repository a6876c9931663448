import { AccountFields } from '#features/accounts/public.ts'
import { Amount, DataTable, DateText, DownloadBar, Field, FilterForm, Pagination } from '#ui/components.ts'
import type { ListedDocument } from './charges.model.ts'
import { kindNames, chargesText as text } from './charges.text.ts'
import {
  type Choices,
  DocumentBadge,
  documentHref,
  hasChoice,
  type ListFilter,
  PeriodFields,
  TooMany,
  Views,
} from './parts.view.tsx'

interface DocumentsProps {
  readonly documents: readonly ListedDocument[]
  readonly tooMany: boolean
  readonly choices: Choices
  readonly filter: ListFilter
  readonly page: number
  readonly pages: number
  /** Addresses of this list with its choices. */
  readonly href: (page: number) => string
  readonly sharedQuery: string
  readonly csvHref: string
}

export function DocumentsView({
  documents,
  tooMany,
  choices,
  filter,
  page,
  pages,
  href,
  sharedQuery,
  csvHref,
}: DocumentsProps) {
  return (
    <>
      <Views current="documents" query={sharedQuery} />
      <FilterForm
        action="/rachunki/dokumenty"
        label="Wybór rachunków"
        folds
        resetHref={hasChoice(filter) ? '/rachunki/dokumenty' : undefined}
      >
        <AccountFields choices={choices} filter={filter} />
        <PeriodFields filter={filter} />
        <Field
          name="stan"
          label="Stan"
          kind="select"
          plainLabel
          width="short"
          value={filter.stan ?? ''}
          options={[
            { value: '', label: 'wszystkie' },
            { value: 'do-zaplaty', label: 'do zapłaty' },
            { value: 'po-terminie', label: 'po terminie' },
            { value: 'zaplacone', label: 'zapłacone' },
          ]}
        />
      </FilterForm>
      <p class="hint">{text.documentsHint}</p>
      {tooMany && <TooMany />}
      <DataTable
        caption={text.documents}
        captionHidden
        rows={documents}
        empty={text.noDocuments}
        rowTone={(row) => (row.state === 'overdue' ? 'late' : undefined)}
        columns={[
          {
            key: 'number',
            header: 'Numer',
            rowHeader: true,
            cell: (row) => <a href={documentHref(row.id)}>{row.number}</a>,
          },
          { key: 'kind', header: 'Rodzaj', cell: (row) => kindNames[row.kind] },
          { key: 'issued', header: 'Wystawiono', cell: (row) => <DateText on={row.issuedOn} short /> },
          {
            key: 'due',
            header: 'Termin',
            cell: (row) => (row.dueOn ? <DateText on={row.dueOn} short /> : 'bez terminu'),
          },
          { key: 'amount', header: 'Kwota', numeric: true, cell: (row) => <Amount grosze={row.amountGrosze} /> },
          {
            key: 'remaining',
            header: 'Pozostało',
            numeric: true,
            cell: (row) => <Amount grosze={row.remainingGrosze} />,
          },
          { key: 'state', header: 'Stan', cell: (row) => <DocumentBadge document={row} /> },
        ]}
      />
      <Pagination page={page} pages={pages} label="Strony rachunków" href={href} />
      <DownloadBar links={[{ href: csvHref, label: 'Pobierz CSV', hint: 'do Excela' }]} />
    </>
  )
}
