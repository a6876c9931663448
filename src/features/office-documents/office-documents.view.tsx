import {
  type Attachment,
  type CategorySlug,
  categoryNames,
  categorySlugList,
  categorySlugs,
  currentEdition,
  DocumentView,
  type Edition,
  editionStateNames,
  editionToAccept,
  type NewDocument,
  type NewEdition,
  sizeText,
  statedEditions,
} from '#features/documents/public.ts'
import {
  AttachmentsField,
  AudienceField,
  attachmentsOf,
  audienceKindLabel,
  audienceLabel,
  audienceText,
  byAt,
  DeskList,
  type Draft,
  DraftForm,
  DraftReadView,
  DraftsTable,
  draftText,
  type EditorParts,
  MainFileField,
  mainFileOf,
  type NamedAudience,
  PreviewFrame,
  type PreviewParts,
  type ReaderParts,
  WithdrawForm,
} from '#features/publishing/public.ts'
import { formatDate, type IsoDate } from '#kernel/dates.ts'
import {
  BackLink,
  type BadgeTone,
  Button,
  Buttons,
  DataTable,
  DateText,
  DateTimeText,
  DefinitionList,
  ErrorSummary,
  Field,
  type FieldError,
  FilterForm,
  Notice,
  Pagination,
  Panel,
  PostForm,
  StateBadge,
} from '#ui/components.ts'
import {
  type Acceptance,
  type DocumentState,
  type ListCounts,
  type ListSlug,
  listSlugs,
  lists,
  type OfficeAttachment,
  type OfficeDocument,
  type OfficeEdition,
  type OneDocument,
  type Word,
} from './office-documents.model.ts'
import {
  acceptedSentence,
  forceText,
  listNames,
  nextEditionText,
  scheduledSentence,
  stateNames,
  officeDocumentsText as text,
} from './office-documents.text.ts'

export const base = '/biuro/dokumenty'
export const documentHref = (id: string): string => `${base}/${id}`
export const editionHref = (id: string, number: number): string => `${base}/${id}/wersje/${number}`
const place = { base, title: text.title, hint: '' } as const

const tones: Readonly<Record<DocumentState, BadgeTone>> = { published: 'done', scheduled: 'due', withdrawn: 'late' }

// The list -------------------------------------------------------------------------------------------------------------

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

const listHref = (list: ListSlug, typed = '', page = 1): string => {
  const chosen = new URLSearchParams({
    ...(list === 'opublikowane' ? {} : { pokaz: list }),
    ...(typed === '' ? {} : { szukaj: typed }),
    ...(page > 1 ? { strona: String(page) } : {}),
  })
  return chosen.size === 0 ? base : `${base}?${chosen}`
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

// Drafts ---------------------------------------------------------------------------------------------------------------

/** What was typed of the days, the same for a document and for a new edition of one. */
const dayItems = (words: Readonly<Record<string, string>>) => [
  { term: text.dated, value: words.dnia ?? '' },
  { term: text.from, value: words.od ?? '' },
  { term: text.to, value: words.do ?? '' },
  { term: text.visible, value: words.widoczny ?? '' },
]

export function EditorView(props: EditorParts<Word>) {
  const { draft, words, conflict, errors } = props
  const edition = draft?.kind === 'edition'
  const of = (field: string) => errors.find((error) => error.field === field)?.message
  const theirs = conflict?.fields ?? {}
  return (
    <DraftForm
      {...props}
      base={base}
      newHref={`${base}/nowy`}
      back={
        draft?.targetId == null
          ? { href: listHref(draft ? 'szkice' : 'opublikowane'), label: text.all }
          : { href: documentHref(draft.targetId), label: text.backToDocument }
      }
      stale={props.stale ? text.stale : undefined}
      theirs={[
        ...(edition
          ? [{ term: text.change, value: <span class="typed-text">{theirs.zmiana ?? ''}</span> }]
          : [
              { term: text.fieldTitle, value: theirs.tytul ?? '' },
              { term: text.description, value: <span class="typed-text">{theirs.opis ?? ''}</span> },
            ]),
        ...dayItems(theirs),
      ]}
    >
      {edition ? <EditionHead {...props} /> : <DocumentHead {...props} />}
      <MainFileField
        fileBase={`${base}/pliki`}
        file={mainFileOf(props.files)}
        hint={text.fileHint}
        error={of('plik')}
      />
      <Day name="dnia" label={text.dated} hint={text.datedHint} required value={words.dnia} error={of('dnia')} />
      <Day name="od" label={text.from} hint={text.fromHint} value={words.od} error={of('od')} />
      <Day name="do" label={text.to} hint={text.toHint} value={words.do} error={of('do')} />
      <Day name="widoczny" label={text.visible} hint={text.visibleHint} value={words.widoczny} error={of('widoczny')} />
      {!edition && (
        <Field
          name="akceptacja"
          label={text.acceptance}
          kind="checkbox"
          required={false}
          plainLabel
          checked={words.akceptacja === '1'}
          hint={text.acceptanceHint}
          error={of('akceptacja')}
        />
      )}
      <AttachmentsField
        fileBase={`${base}/pliki`}
        files={attachmentsOf(props.files)}
        limit={10}
        hint={text.attachmentsHint}
        error={of('zalaczniki')}
      />
    </DraftForm>
  )
}

interface DayProps {
  readonly name: string
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly error: string | undefined
  readonly required?: boolean
}

const Day = ({ required = false, ...rest }: DayProps) => (
  <Field {...rest} kind="date" width="short" required={required} />
)

function DocumentHead({ words, errors, audience }: EditorParts<Word>) {
  const of = (field: string) => errors.find((error) => error.field === field)?.message
  return (
    <>
      <Field
        name="tytul"
        label={text.fieldTitle}
        value={words.tytul}
        hint={text.titleHint}
        maxlength={200}
        error={of('tytul')}
        autocomplete="off"
      />
      <Field
        name="rodzaj"
        label={text.category}
        kind="select"
        width="short"
        value={words.rodzaj}
        error={of('rodzaj')}
        options={[
          { value: '', label: text.categoryNone },
          ...categorySlugList.map((slug) => ({ value: slug, label: categoryNames[categorySlugs[slug]] })),
        ]}
      />
      <Field
        name="opis"
        label={text.description}
        kind="textarea"
        rows={3}
        required={false}
        value={words.opis}
        hint={text.descriptionHint}
        error={of('opis')}
      />
      <AudienceField audience={audience} error={of('odbiorcy')} />
    </>
  )
}

function EditionHead({ draft, words, errors, audience }: EditorParts<Word>) {
  return (
    <>
      <DefinitionList
        items={[
          { term: 'Dokument', value: draft?.fields.tytul ?? '' },
          { term: audienceText.title, value: audience ? audienceLabel(audience) : draftText.notChosen },
        ]}
      />
      {draft?.fields.akceptacja === '1' && <p>{text.acceptanceAgain}</p>}
      <Field
        name="zmiana"
        label={text.change}
        kind="textarea"
        rows={3}
        required={false}
        value={words.zmiana}
        hint={text.changeHint}
        error={errors.find(({ field }) => field === 'zmiana')?.message}
      />
    </>
  )
}

export function ReaderView({ draft, words, audience, files }: ReaderParts<Word>) {
  const description = draft.kind === 'edition' ? words.zmiana : words.opis
  const all = [...files].map((file) => (
    <li>
      <a href={`${base}/pliki/${file.fileId}`}>{file.title}</a> (PDF, {sizeText(file.sizeBytes)})
    </li>
  ))
  return (
    <DraftReadView
      base={base}
      draft={draft}
      title={draft.fields.tytul ?? ''}
      audience={audience}
      items={dayItems(words).map(({ term, value }) => ({ term, value: value === '' ? 'nie podano' : value }))}
    >
      <p class="typed-text">{description}</p>
      {all.length > 0 && <ul>{all}</ul>}
    </DraftReadView>
  )
}

/** What a new edition follows. */
export interface Followed {
  readonly document: OneDocument
  readonly editions: readonly OfficeEdition[]
  readonly attachments: readonly OfficeAttachment[]
}

interface PreviewProps extends PreviewParts<Word, Followed | null> {
  /** The document as the draft has it, or as it is published. */
  readonly head: Omit<NewDocument, 'edition'>
  readonly edition: NewEdition
}

export function PreviewView(props: PreviewProps) {
  const { draft, head, edition, more, audience, today } = props
  const from = (edition.visibleFrom ?? today) as IsoDate
  const scheduled = from > today
  // As on the first day it is seen: what comes between then and now is not known.
  const onDay = scheduled ? from : today
  const before = more?.editions.filter((one) => isSeen(one, onDay)) ?? []
  const main = mainFileOf(props.files)
  const stated = statedEditions(
    [
      ...before.map(asSeen),
      {
        id: draft.id,
        number: Math.max(0, ...(more?.editions.map(({ number }) => number) ?? [])) + 1,
        datedOn: edition.datedOn as IsoDate,
        inForceFrom: edition.inForceFrom as IsoDate,
        inForceTo: (edition.inForceTo ?? null) as IsoDate | null,
        changeNote: edition.changeNote ?? '',
        publishedAt: props.now,
        acceptedAt: null,
        fileId: main?.fileId ?? '',
        fileName: main?.title ?? '',
        sizeBytes: main?.sizeBytes ?? 0,
      },
    ],
    [
      ...(more?.attachments ?? []),
      ...attachmentsOf(props.files).map((file): Attachment => ({ ...file, editionId: draft.id, fileName: file.title })),
    ],
    onDay,
  )
  const document = {
    id: draft.id,
    category: head.category,
    title: head.title.trim(),
    description: head.description.trim(),
    audience: audience.audience,
    asksAcceptance: head.asksAcceptance ?? false,
    today: onDay,
  }
  const current = currentEdition(stated)
  return (
    <PreviewFrame
      {...props}
      base={base}
      publishLabel={scheduled ? text.schedule : more ? text.publishEdition : text.publish}
      fields={scheduled && <p>{scheduledSentence(from, more !== null)}</p>}
    >
      <Panel title={draftText.asResident}>
        <p class="preview-title">
          <strong>{document.title}</strong>
        </p>
      </Panel>
      {current && (
        <DocumentView
          place={place}
          document={document}
          editions={stated}
          current={current}
          toAccept={editionToAccept(document, stated)}
          saved={false}
          superseded={false}
        />
      )}
    </PreviewFrame>
  )
}

/** Whether residents see an edition on a day. */
const isSeen = ({ withdrawnAt, visibleFrom }: OfficeEdition, day: IsoDate): boolean =>
  withdrawnAt === null && (visibleFrom === null || visibleFrom <= day)
/** The office itself is asked to accept nothing. */
const asSeen = (edition: OfficeEdition): Edition => ({ ...edition, acceptedAt: null })

// What is published ----------------------------------------------------------------------------------------------------------

export const doneKeys = ['opublikowany', 'zaplanowany', 'wersja', 'wycofany', 'wersja-wycofana'] as const
export type Done = (typeof doneKeys)[number]
const doneSentences: Readonly<Record<Done, string>> = {
  opublikowany: text.published,
  zaplanowany: text.scheduled,
  wersja: text.editionPublished,
  wycofany: text.withdrawn,
  'wersja-wycofana': text.editionWithdrawn,
}

interface OneProps extends Followed {
  readonly audience: NamedAudience | undefined
  readonly people: number
  readonly logins: number
  readonly openDraft: string | undefined
  /** What this person may do with this document. */
  readonly mayChange: boolean
  readonly administratorOnly: boolean
  readonly once: string
  readonly done: Done | undefined
  readonly errors: readonly FieldError[]
  readonly typedReason: string
}

export function OneView(props: OneProps) {
  const { document: one, audience, mayChange } = props
  const open = one.state !== 'withdrawn'
  return (
    <>
      <BackLink href={listHref('opublikowane')}>{text.all}</BackLink>
      {props.done && (
        <Notice tone="success" live>
          <p>{doneSentences[props.done]}</p>
        </Notice>
      )}
      <ErrorSummary errors={props.errors} />
      <Panel title="Stan" aside={<StateBadge tone={tones[one.state]}>{stateNames[one.state]}</StateBadge>}>
        <DefinitionList
          items={[
            { term: text.category, value: categoryNames[one.category] },
            ...(one.description === ''
              ? []
              : [{ term: text.description, value: <span class="typed-text">{one.description}</span> }]),
            { term: audienceText.title, value: audience ? audienceLabel(audience) : audienceKindLabel(one) },
            { term: 'Opublikowano', value: byAt(one.publishedBy, one.publishedAt) },
            ...(one.asksAcceptance ? [{ term: text.acceptances, value: newestAccepted(props) }] : []),
            ...(one.withdrawnAt === null
              ? []
              : [
                  { term: 'Wycofano', value: byAt(one.withdrawnBy, one.withdrawnAt) },
                  { term: 'Powód', value: one.withdrawReason ?? 'nie podano' },
                ]),
          ]}
        />
        {props.administratorOnly && <p class="hint">{text.administratorOnly}</p>}
        {mayChange && open && (
          <PostForm action={`${documentHref(one.id)}/nowa-wersja`}>
            <Buttons>
              <Button look="plain">{props.openDraft === undefined ? text.newEdition : text.openEdition}</Button>
            </Buttons>
            <p class="hint">{text.newEditionHint}</p>
          </PostForm>
        )}
      </Panel>
      <Editions {...props} />
      {mayChange && open && (
        <Panel title={draftText.withdrawTitle}>
          <WithdrawForm
            action={`${documentHref(one.id)}/wycofaj`}
            once={props.once}
            hint={text.withdrawHint}
            button={text.withdraw}
            typedReason={props.typedReason}
            error={props.errors.find((error) => error.field === 'powod')?.message}
          />
        </Panel>
      )}
    </>
  )
}

/** The newest edition residents see is the one they are asked to accept. */
function newestAccepted({ document, editions, logins }: OneProps): string {
  const newest = editions
    .filter((one) => isSeen(one, document.today))
    .toSorted((left, right) =>
      left.inForceFrom < right.inForceFrom ? 1 : left.inForceFrom > right.inForceFrom ? -1 : right.number - left.number,
    )[0]
  return newest ? acceptedSentence(newest.accepted, logins) : 'jeszcze nie proszono'
}

function Editions({ document, editions }: Followed) {
  const badges = editionBadges(editions, document.today)
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
            cell: (row) => <a href={editionHref(document.id, row.number)}>Wersja {row.number}</a>,
          },
          { key: 'state', header: 'Stan', cell: (row) => badges.get(row.id) },
          { key: 'days', header: 'Obowiązuje', cell: (row) => forceText(row.inForceFrom, row.inForceTo) },
          { key: 'change', header: text.change, cell: (row) => row.changeNote },
          ...(document.asksAcceptance
            ? [
                {
                  key: 'accepted',
                  header: 'Akceptacji',
                  numeric: true,
                  cell: (row: OfficeEdition) => String(row.accepted),
                },
              ]
            : []),
          {
            key: 'file',
            header: 'Plik',
            cell: (row) => (
              <a href={`${base}/pliki/${row.fileId}`}>
                {text.openFile}
                <span class="unseen">: wersja {row.number}</span>
              </a>
            ),
          },
        ]}
      />
    </Panel>
  )
}

/** The state of each edition, as residents would name it, or why they do not see it. */
function editionBadges(editions: readonly OfficeEdition[], today: IsoDate) {
  const seen = statedEditions(editions.filter((one) => isSeen(one, today)).map(asSeen), [], today)
  const seenTones = { inForce: 'done', upcoming: 'due', past: 'off' } as const
  return new Map(
    editions.map((edition) => {
      const state = seen.find(({ id }) => id === edition.id)?.state
      if (state !== undefined)
        return [edition.id, <StateBadge tone={seenTones[state]}>{editionStateNames[state]}</StateBadge>]
      return edition.withdrawnAt !== null
        ? [edition.id, <StateBadge tone="late">wycofana</StateBadge>]
        : [edition.id, <StateBadge tone="due">zaplanowana na {formatDate(edition.visibleFrom ?? today)}</StateBadge>]
    }),
  )
}

interface EditionProps extends Followed {
  readonly edition: OfficeEdition
  readonly logins: number
  readonly mayWithdraw: boolean
  /** The document has no other edition left. */
  readonly only: boolean
  readonly mayReadPeople: boolean
  readonly once: string
  readonly errors: readonly FieldError[]
  readonly typedReason: string
}

/** One edition with its files, its acceptances and its withdrawal. */
export function EditionView(props: EditionProps) {
  const { document, edition } = props
  const here = editionHref(document.id, edition.number)
  const attached = props.attachments.filter(({ editionId }) => editionId === edition.id)
  return (
    <>
      <BackLink href={documentHref(document.id)}>{document.title}</BackLink>
      <ErrorSummary errors={props.errors} />
      <Panel title={`Wersja ${edition.number}`} aside={editionBadges(props.editions, document.today).get(edition.id)}>
        <DefinitionList
          items={[
            { term: text.dated, value: <DateText on={edition.datedOn} /> },
            { term: 'Obowiązuje', value: forceText(edition.inForceFrom, edition.inForceTo) },
            ...(edition.visibleFrom === null
              ? []
              : [{ term: 'Widoczna w portalu', value: `od ${formatDate(edition.visibleFrom)}` }]),
            ...(edition.changeNote === ''
              ? []
              : [{ term: text.change, value: <span class="typed-text">{edition.changeNote}</span> }]),
            { term: 'Opublikowano', value: byAt(edition.publishedBy, edition.publishedAt) },
            ...(edition.withdrawnAt === null
              ? []
              : [
                  { term: 'Wycofano', value: byAt(edition.withdrawnBy, edition.withdrawnAt) },
                  { term: 'Powód', value: edition.withdrawReason ?? 'nie podano' },
                ]),
          ]}
        />
        <ul>
          <FileItem title={document.title} file={edition} />
          {attached.map((one) => (
            <FileItem title={one.title} file={one} />
          ))}
        </ul>
      </Panel>
      {document.asksAcceptance && (
        <Panel title={text.acceptances}>
          <p>{acceptedSentence(edition.accepted, props.logins)}</p>
          {!props.mayReadPeople ? (
            <p class="hint">{text.acceptancesHint}</p>
          ) : (
            edition.accepted > 0 && (
              <p>
                <a href={`${here}/akceptacje`}>{text.acceptancesLink}</a>
              </p>
            )
          )}
        </Panel>
      )}
      {props.mayWithdraw && (
        <Panel title={draftText.withdrawTitle}>
          {props.only ? (
            <p>{text.onlyEdition}</p>
          ) : (
            <WithdrawForm
              action={`${here}/wycofaj`}
              once={props.once}
              hint={text.withdrawEditionHint}
              button={text.withdrawEdition}
              typedReason={props.typedReason}
              error={props.errors.find((error) => error.field === 'powod')?.message}
            />
          )}
        </Panel>
      )}
    </>
  )
}

interface FileItemProps {
  readonly title: string
  readonly file: { readonly fileId: string; readonly sizeBytes: number }
}

const FileItem = ({ title, file }: FileItemProps) => (
  <li>
    <a href={`${base}/pliki/${file.fileId}`}>{title}</a> (PDF, {sizeText(file.sizeBytes)})
  </li>
)

interface AcceptancesProps {
  readonly document: OneDocument
  readonly edition: OfficeEdition
  readonly logins: number
  readonly acceptances: readonly Acceptance[]
  readonly page: number
  readonly pages: number
}

export function AcceptancesView({ document, edition, logins, acceptances, page, pages }: AcceptancesProps) {
  const here = `${editionHref(document.id, edition.number)}/akceptacje`
  return (
    <>
      <BackLink href={editionHref(document.id, edition.number)}>
        {document.title}, wersja {edition.number}
      </BackLink>
      <p>{acceptedSentence(edition.accepted, logins)}</p>
      {acceptances.length > 0 && (
        <PostForm action={`${here}/csv`}>
          <Buttons>
            <Button look="plain">{text.export}</Button>
          </Buttons>
          <p class="hint">{text.exportHint}</p>
        </PostForm>
      )}
      <Panel title={text.acceptancesLink} bare>
        <DataTable
          caption={text.acceptancesLink}
          captionHidden
          rows={acceptances}
          empty={text.noAcceptances}
          columns={[
            {
              key: 'name',
              header: 'Osoba',
              rowHeader: true,
              cell: (row) =>
                row.partyId === null ? (
                  row.name
                ) : (
                  <a href={`/biuro/osoby/${encodeURIComponent(row.partyId)}`}>{row.name}</a>
                ),
            },
            { key: 'login', header: 'Login', cell: (row) => row.login },
            { key: 'at', header: 'Kiedy', cell: (row) => <DateTimeText at={row.acceptedAt} /> },
          ]}
        />
      </Panel>
      <Pagination
        page={page}
        pages={pages}
        label="Strony akceptacji"
        href={(number) => (number === 1 ? here : `${here}?strona=${number}`)}
      />
    </>
  )
}

export const categoryOf = (slug: string) =>
  Object.hasOwn(categorySlugs, slug) ? categorySlugs[slug as CategorySlug] : undefined
