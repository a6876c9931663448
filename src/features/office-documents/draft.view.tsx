import {
  type Attachment,
  categoryNames,
  categorySlugList,
  categorySlugs,
  currentEdition,
  DocumentView,
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
  audienceLabel,
  audienceText,
  DraftForm,
  DraftReadView,
  draftText,
  type EditorParts,
  MainFileField,
  mainFileOf,
  PreviewFrame,
  type PreviewParts,
  type ReaderParts,
} from '#features/publishing/public.ts'
import type { IsoDate } from '#kernel/dates.ts'
import { DefinitionList, Field, Panel } from '#ui/components.ts'
import { asSeen, base, documentHref, type Followed, isSeen, listHref, type Word } from './office-documents.model.ts'
import { scheduledSentence, officeDocumentsText as text } from './office-documents.text.ts'

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

const place = { base, title: text.title, hint: '' } as const

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
