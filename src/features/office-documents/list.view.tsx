import { categoryNames } from '#features/documents/public.ts'
import { audienceKindLabel, audienceText, DeskList, type Draft, DraftsTable } from '#features/publishing/public.ts'
import { DataTable, DateText, Field, FilterForm } from '#ui/components.ts'
import {
  base,
  documentHref,
  type ListCounts,
  type ListSlug,
  listHref,
  listSlugs,
  lists,
  type OfficeDocument,
} from './office-documents.model.ts'
import { forceText, listNames, nextEditionText, officeDocumentsText as text } from './office-documents.text.ts'

interface ListProps {
  readonly list: ListSlug
  readonly typed: string
  readonly counts: ListCounts
  readonly documents: readonly OfficeDocument[]
  readonly drafts: readonly Draft[]
  readonly mayWrite: boolean
  readonly discarded: boolean
  readonly page: number
  readonly pages: number
}

export function ListView(props: ListProps) {
  const { list, typed, counts } = props
  return (
    <DeskList
      {...props}
      label={text.which}
      pagesLabel="Strony dokumentów"
      lists={listSlugs}
      names={listNames}
      counts={(slug) => counts[lists[slug]]}
      href={(slug, page) => listHref(slug, typed, page)}
      add={props.mayWrite ? { href: `${base}/nowy`, label: text.add } : undefined}
      filter={
        <FilterForm
          action={base}
          label={text.search}
          submitLabel="Szukaj"
          resetHref={typed === '' ? undefined : listHref(list)}
        >
          {list !== 'opublikowane' && <input type="hidden" name="pokaz" value={list} />}
          <Field
            name="szukaj"
            label={text.search}
            hint={text.searchHint}
            kind="search"
            plainLabel
            width="medium"
            maxlength={200}
            enterkeyhint="search"
            value={typed}
          />
        </FilterForm>
      }
    >
      {list === 'szkice' ? (
        <DraftsTable
          base={base}
          caption="Szkice dokumentów"
          drafts={props.drafts}
          kindName={({ kind }) => (kind === 'edition' ? 'nowa wersja' : 'nowy dokument')}
        />
      ) : (
        <Documents list={list} documents={props.documents} narrowed={typed !== ''} />
      )}
    </DeskList>
  )
}

interface DocumentsProps {
  readonly list: Exclude<ListSlug, 'szkice'>
  readonly documents: readonly OfficeDocument[]
  readonly narrowed: boolean
}

function Documents({ list, documents, narrowed }: DocumentsProps) {
  return (
    <DataTable
      caption={`${text.title}: ${listNames[list].toLowerCase()}`}
      captionHidden
      rows={documents}
      empty={narrowed ? text.nothingFound : text.none[list]}
      columns={[
        {
          key: 'title',
          header: text.fieldTitle,
          rowHeader: true,
          cell: (row) => <a href={documentHref(row.id)}>{row.title}</a>,
        },
        { key: 'category', header: text.category, cell: (row) => categoryNames[row.category] },
        { key: 'for', header: audienceText.title, cell: (row) => audienceKindLabel(row) },
        {
          key: 'edition',
          header: 'Wersja',
          cell: (row) => (row.nextOn === null ? row.number : `${row.number}, ${nextEditionText(row.nextOn)}`),
        },
        {
          key: 'days',
          header: list === 'zaplanowane' ? 'Widoczny od' : 'Obowiązuje',
          cell: (row) =>
            list === 'zaplanowane' && row.visibleFrom !== null ? (
              <DateText on={row.visibleFrom} />
            ) : (
              forceText(row.inForceFrom, row.inForceTo)
            ),
        },
        {
          key: 'accepted',
          header: 'Akceptacji',
          numeric: true,
          cell: (row) => (row.asksAcceptance ? String(row.accepted) : 'nie dotyczy'),
        },
      ]}
    />
  )
}
