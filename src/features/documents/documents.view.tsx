import { formatDate } from '#kernel/dates.ts'
import {
  BackLink,
  Button,
  Buttons,
  DataTable,
  DateText,
  DateTimeText,
  DefinitionList,
  Disclosure,
  DownloadBar,
  EmptyState,
  ErrorSummary,
  Field,
  type FieldError,
  FilterForm,
  LinkButton,
  Notice,
  Pagination,
  Panel,
  PostForm,
  StateBadge,
} from '#ui/components.ts'
import {
  type Attachment,
  categorySlugList,
  categorySlugs,
  type DocumentHead,
  type ListedDocument,
  type PendingAcceptance,
  type StatedEdition,
  type StoredFile,
} from './documents.model.ts'
import {
  audienceNames,
  categoryNames,
  editionStateNames,
  foundSentence,
  inForceText,
  sizeText,
  documentsText as text,
} from './documents.text.ts'
import { excerpt, marked } from './search.model.ts'

/** Where these pages live: the same documents are read before and after signing in, under two addresses. */
export interface Place {
  readonly base: '/dokumenty' | '/dokumenty-publiczne' | '/biuro/dokumenty'
  readonly title: string
  readonly hint: string
}

export interface DocumentsFilter {
  readonly kategoria?: string | undefined
  readonly szukaj?: string | undefined
  readonly od?: string | undefined
  readonly do?: string | undefined
}

interface ListProps {
  readonly place: Place
  readonly documents: readonly ListedDocument[]
  readonly pending: readonly PendingAcceptance[]
  readonly filter: DocumentsFilter
  readonly stems: ReadonlySet<string>
  /** Something was typed, and none of it can be looked for. */
  readonly noWords: boolean
  readonly errors: readonly FieldError[]
  readonly page: number
  readonly pages: number
  readonly href: (page: number) => string
  readonly csvHref: string
}

export function ListView(props: ListProps) {
  const { place, documents, pending, filter, stems } = props
  const narrowed = Object.values(filter).some((value) => value !== undefined && value !== '')
  return (
    <>
      {pending.length > 0 && !narrowed && <Pending place={place} pending={pending} />}
      <ErrorSummary errors={props.errors} title="Popraw wybór" />
      <p>{place.hint}</p>
      <FilterForm
        action={place.base}
        label="Wybór dokumentów"
        resetHref={narrowed ? place.base : undefined}
        submitLabel="Szukaj"
      >
        <Field
          name="szukaj"
          label="Szukaj"
          kind="search"
          plainLabel
          width="medium"
          maxlength={200}
          enterkeyhint="search"
          value={filter.szukaj ?? ''}
        />
        <Field
          name="kategoria"
          label="Rodzaj"
          kind="select"
          plainLabel
          width="short"
          value={filter.kategoria ?? ''}
          options={[
            { value: '', label: 'wszystkie' },
            ...categorySlugList.map((slug) => ({ value: slug, label: categoryNames[categorySlugs[slug]] })),
          ]}
        />
        <Disclosure
          summary="Wybierz daty"
          open={filter.od !== undefined || filter.do !== undefined || props.errors.length > 0}
        >
          <Field
            name="od"
            label="Od dnia"
            kind="date"
            plainLabel
            width="short"
            value={filter.od ?? ''}
            error={errorOf(props, 'od')}
          />
          <Field
            name="do"
            label="Do dnia"
            kind="date"
            plainLabel
            width="short"
            value={filter.do ?? ''}
            error={errorOf(props, 'do')}
          />
        </Disclosure>
      </FilterForm>
      {stems.size > 0 && documents.length > 0 && <p role="status">{foundSentence(documents[0]?.total ?? 0)}</p>}
      {documents.length === 0 ? (
        <EmptyState sentence={props.noWords ? text.noWords : narrowed ? text.nothingFound : text.none} />
      ) : (
        <ul class="documents">
          {documents.map((document) => (
            <DocumentItem place={place} document={document} stems={stems} />
          ))}
        </ul>
      )}
      <Pagination page={props.page} pages={props.pages} label="Strony dokumentów" href={props.href} />
      {documents.length > 0 && (
        <DownloadBar links={[{ href: props.csvHref, label: 'Pobierz listę', hint: 'CSV do Excela' }]} />
      )}
    </>
  )
}

const errorOf = ({ errors }: Pick<ListProps, 'errors'>, field: string): string | undefined =>
  errors.find((error) => error.field === field)?.message

function Pending({ place, pending }: { readonly place: Place; readonly pending: readonly PendingAcceptance[] }) {
  return (
    <Notice tone="warning" title={text.toAccept}>
      <ul>
        {pending.map((one) => (
          <li>
            <a href={`${place.base}/${one.documentId}#akceptacja`}>{one.title}</a>, obowiązuje od{' '}
            {formatDate(one.inForceFrom)}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

interface ItemProps {
  readonly place: Place
  readonly document: ListedDocument
  readonly stems: ReadonlySet<string>
}

function DocumentItem({ place, document, stems }: ItemProps) {
  const found = stems.size === 0 ? undefined : excerpt(document.contentText, stems)
  return (
    <li class="document">
      <h2 class="document-title">
        <a href={`${place.base}/${document.id}`}>
          <Marked text={document.title} stems={stems} />
        </a>
      </h2>
      <p class="hint">
        <Marked text={categoryNames[document.category]} stems={stems} />, <DateText on={document.datedOn} />
        {document.audience !== 'public' && <>, {audienceNames[document.audience]}</>}
        {document.ended && <>, {editionStateNames.past}</>}
      </p>
      {document.description !== '' && (
        <p>
          <Marked text={document.description} stems={stems} />
        </p>
      )}
      {found !== undefined && (
        <p class="document-excerpt">
          <Marked text={found} stems={stems} />
        </p>
      )}
      <FileLinks place={place} file={document} title={document.title} />
    </li>
  )
}

/** Two links a screen reader can tell from those of the next document. */
function FileLinks({
  place,
  file,
  title,
}: {
  readonly place: Place
  readonly file: StoredFile
  readonly title: string
}) {
  const href = `${place.base}/pliki/${file.fileId}`
  return (
    <p class="file-links">
      <a href={href}>
        Otwórz PDF<span class="unseen">: {title}</span>
      </a>
      <a href={`${href}/pobierz`} download>
        Pobierz<span class="unseen">: {title}</span>
      </a>
      <span class="hint">PDF, {sizeText(file.sizeBytes)}</span>
    </p>
  )
}

function Marked({ text: whole, stems }: { readonly text: string; readonly stems: ReadonlySet<string> }) {
  return <>{marked(whole, stems).map((part) => (part.hit ? <mark>{part.text}</mark> : part.text))}</>
}

interface DocumentProps {
  readonly place: Place
  readonly document: DocumentHead
  readonly editions: readonly StatedEdition[]
  readonly current: StatedEdition
  /** The edition put before the person to accept; none on public pages. */
  readonly toAccept: StatedEdition | undefined
  readonly saved: boolean
  /** The form named an edition that is no longer the newest. */
  readonly superseded: boolean
}

export function DocumentView(props: DocumentProps) {
  const { place, document, editions, current, toAccept } = props
  return (
    <>
      {place.base !== '/biuro/dokumenty' && <BackLink href={place.base}>{text.allDocuments}</BackLink>}
      {props.saved && (
        <Notice tone="success" live>
          <p>{text.accepted}</p>
        </Notice>
      )}
      {props.superseded && (
        <Notice tone="warning" live>
          <p>{text.superseded}</p>
        </Notice>
      )}
      {document.description !== '' && <p>{document.description}</p>}
      <Panel
        title={editions.length > 1 ? `Wersja ${current.number}` : 'Dokument'}
        aside={<EditionBadge edition={current} />}
      >
        <DefinitionList
          items={[
            { term: 'Rodzaj', value: categoryNames[document.category] },
            { term: 'Z dnia', value: <DateText on={current.datedOn} /> },
            { term: 'Obowiązuje', value: inForceText(current.state, current.inForceFrom, current.inForceTo) },
            { term: 'Udostępniono', value: <DateTimeText at={current.publishedAt} /> },
            { term: 'Kto widzi', value: audienceNames[document.audience] },
            ...(current.acceptedAt === null
              ? []
              : [{ term: 'Zaakceptowano', value: <DateTimeText at={current.acceptedAt} /> }]),
          ]}
        />
        <Buttons>
          <LinkButton look="main" href={`${place.base}/pliki/${current.fileId}`}>
            Otwórz PDF
          </LinkButton>
          <LinkButton href={`${place.base}/pliki/${current.fileId}/pobierz`}>
            Pobierz ({sizeText(current.sizeBytes)})
          </LinkButton>
        </Buttons>
        <Attachments place={place} attachments={current.attachments} />
      </Panel>
      {toAccept && <Acceptance place={place} document={document} edition={toAccept} />}
      {editions.length > 1 && <Editions place={place} editions={editions} asksAcceptance={document.asksAcceptance} />}
    </>
  )
}

function EditionBadge({ edition }: { readonly edition: Pick<StatedEdition, 'state'> }) {
  const tones = { inForce: 'done', upcoming: 'due', past: 'off' } as const
  return <StateBadge tone={tones[edition.state]}>{editionStateNames[edition.state]}</StateBadge>
}

function Attachments({ place, attachments }: { readonly place: Place; readonly attachments: readonly Attachment[] }) {
  if (attachments.length === 0) return null
  return (
    <>
      <h3>{text.attachments}</h3>
      <ul>
        {attachments.map((attachment) => (
          <li>
            {attachment.title}
            <FileLinks place={place} file={attachment} title={attachment.title} />
          </li>
        ))}
      </ul>
    </>
  )
}

interface AcceptanceProps {
  readonly place: Place
  readonly document: Pick<DocumentHead, 'id'>
  readonly edition: StatedEdition
}

function Acceptance({ place, document, edition }: AcceptanceProps) {
  return (
    <Panel
      title={edition.number === 1 ? text.acceptFirst : `${text.acceptNext}: wersja ${edition.number}`}
      id="akceptacja"
    >
      <p>
        Ta wersja obowiązuje od <DateText on={edition.inForceFrom} />. {edition.changeNote}
      </p>
      <p>{text.acceptHint}</p>
      <FileLinks place={place} file={edition} title={`wersja ${edition.number}`} />
      <Attachments place={place} attachments={edition.state === 'upcoming' ? edition.attachments : []} />
      {place.base === '/biuro/dokumenty' ? (
        <p class="hint">{text.acceptButtonHere}</p>
      ) : (
        <PostForm action={`${place.base}/${document.id}/akceptacja`}>
          <input type="hidden" name="wersja" value={edition.id} />
          <Button>{text.acceptButton}</Button>
        </PostForm>
      )}
    </Panel>
  )
}

interface EditionsProps {
  readonly place: Place
  readonly editions: readonly StatedEdition[]
  readonly asksAcceptance: boolean
}

function Editions({ place, editions, asksAcceptance }: EditionsProps) {
  return (
    <Panel title={text.editions} bare>
      <DataTable
        caption={text.editions}
        captionHidden
        rows={editions}
        empty=""
        columns={[
          {
            key: 'number',
            header: 'Wersja',
            rowHeader: true,
            cell: (edition) => <a href={`${place.base}/pliki/${edition.fileId}`}>Wersja {edition.number}</a>,
          },
          { key: 'state', header: 'Stan', cell: (edition) => <EditionBadge edition={edition} /> },
          {
            key: 'days',
            header: 'Kiedy',
            cell: (edition) => inForceText(edition.state, edition.inForceFrom, edition.inForceTo),
          },
          { key: 'change', header: 'Co się zmieniło', cell: (edition) => edition.changeNote },
          ...(asksAcceptance && place.base === '/dokumenty'
            ? [
                {
                  key: 'accepted',
                  header: 'Moja akceptacja',
                  cell: (edition: StatedEdition) =>
                    edition.acceptedAt === null ? 'brak' : <DateTimeText at={edition.acceptedAt} />,
                },
              ]
            : []),
        ]}
      />
    </Panel>
  )
}
