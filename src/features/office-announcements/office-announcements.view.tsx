import { AnnouncementView, type Attachment, type NewAnnouncement } from '#features/announcements/public.ts'
import {
  AttachmentsField,
  AudienceField,
  attachmentsOf,
  audienceKindLabel,
  audienceLabel,
  byAt,
  DeskList,
  type Draft,
  DraftForm,
  DraftReadView,
  DraftsTable,
  draftText,
  type EditorParts,
  isEverybody,
  type NamedAudience,
  PreviewFrame,
  type PreviewParts,
  type ReaderParts,
  WithdrawForm,
} from '#features/publishing/public.ts'
import {
  BackLink,
  type BadgeTone,
  Button,
  Buttons,
  DataTable,
  DateTimeText,
  DefinitionList,
  Disclosure,
  ErrorSummary,
  Field,
  type FieldError,
  Notice,
  Panel,
  PostForm,
  StateBadge,
} from '#ui/components.ts'
import {
  type AnnouncementState,
  type ListCounts,
  type ListSlug,
  listSlugs,
  lists,
  type OfficeAnnouncement,
  type OldVersion,
  type OneAnnouncement,
  type Word,
} from './office-announcements.model.ts'
import {
  daysText,
  listNames,
  noticesSentence,
  readCell,
  readSentence,
  scheduledSentence,
  stateNames,
  officeAnnouncementsText as text,
} from './office-announcements.text.ts'

export const base = '/biuro/ogloszenia'

const tones: Readonly<Record<AnnouncementState, BadgeTone>> = {
  current: 'done',
  scheduled: 'due',
  archive: 'off',
  withdrawn: 'late',
}

interface ListProps {
  readonly list: ListSlug
  readonly counts: ListCounts
  readonly announcements: readonly OfficeAnnouncement[]
  readonly drafts: readonly Draft[]
  readonly mayWrite: boolean
  readonly discarded: boolean
  readonly page: number
  readonly pages: number
}

const listHref = (list: ListSlug, page = 1): string => {
  const chosen = new URLSearchParams({
    ...(list === 'aktualne' ? {} : { pokaz: list }),
    ...(page > 1 ? { strona: String(page) } : {}),
  })
  return chosen.size === 0 ? base : `${base}?${chosen}`
}

export function ListView(props: ListProps) {
  const { list, counts } = props
  return (
    <DeskList
      {...props}
      label={text.which}
      pagesLabel="Strony ogłoszeń"
      lists={listSlugs}
      names={listNames}
      counts={(slug) => counts[lists[slug]]}
      href={listHref}
      add={props.mayWrite ? { href: `${base}/nowe`, label: text.add } : undefined}
    >
      {list === 'szkice' ? (
        <DraftsTable
          base={base}
          caption="Szkice ogłoszeń"
          drafts={props.drafts}
          kindName={({ targetId }) => (targetId === null ? 'nowe' : 'poprawka')}
        />
      ) : (
        <Announcements {...props} list={list} />
      )}
    </DeskList>
  )
}

function Announcements({
  list,
  announcements,
}: {
  readonly list: Exclude<ListSlug, 'szkice'>
  readonly announcements: readonly OfficeAnnouncement[]
}) {
  return (
    <DataTable
      caption={`${text.title}: ${listNames[list].toLowerCase()}`}
      captionHidden
      rows={announcements}
      empty={text.none[list]}
      columns={[
        {
          key: 'title',
          header: 'Tytuł',
          rowHeader: true,
          cell: (row) => (
            <>
              <a href={`${base}/${row.id}`}>{row.title}</a>{' '}
              {row.important && <StateBadge tone="late">Ważne</StateBadge>}
            </>
          ),
        },
        { key: 'for', header: 'Odbiorcy', cell: (row) => audienceKindLabel(row) },
        { key: 'days', header: 'Widoczne', cell: (row) => daysText(row.visibleFrom, row.visibleTo) },
        {
          key: 'readers',
          header: 'Przeczytało',
          numeric: true,
          cell: (row) => readCell(row.readers, row.audienceLogins),
        },
        { key: 'by', header: 'Opublikował(a)', cell: (row) => row.publishedBy ?? 'system' },
      ]}
    />
  )
}

export function EditorView(props: EditorParts<Word>) {
  const { draft, words, conflict, errors } = props
  const of = (field: string) => errors.find((error) => error.field === field)?.message
  return (
    <DraftForm
      {...props}
      base={base}
      newHref={`${base}/nowe`}
      back={{ href: listHref(draft ? 'szkice' : 'aktualne'), label: text.all }}
      stale={props.stale ? text.staleCorrection : undefined}
      theirs={[
        { term: text.fieldTitle, value: conflict?.fields.tytul ?? '' },
        { term: text.fieldBody, value: <span class="typed-text">{conflict?.fields.tresc ?? ''}</span> },
      ]}
    >
      <Field
        name="tytul"
        label={text.fieldTitle}
        value={words.tytul}
        maxlength={200}
        error={of('tytul')}
        autocomplete="off"
      />
      <Field
        name="tresc"
        label={text.fieldBody}
        kind="textarea"
        rows={14}
        value={words.tresc}
        hint={text.bodyHint}
        error={of('tresc')}
      />
      <Field
        name="wazne"
        label={text.important}
        kind="checkbox"
        required={false}
        plainLabel
        checked={words.wazne === '1'}
      />
      <AudienceField audience={props.audience} error={of('odbiorcy')} />
      <Field
        name="od"
        label={text.from}
        kind="date"
        width="short"
        required={false}
        value={words.od}
        hint={text.fromHint}
        error={of('od')}
      />
      <Field
        name="do"
        label={text.to}
        kind="date"
        width="short"
        required={false}
        value={words.do}
        hint={text.toHint}
        error={of('do')}
      />
      <AttachmentsField
        fileBase={`${base}/pliki`}
        files={attachmentsOf(props.files)}
        limit={10}
        hint={text.filesHint}
        error={of('plik')}
      />
      {draft?.targetId != null && (
        <Field
          name="ponownie"
          label={text.again}
          kind="checkbox"
          required={false}
          plainLabel
          checked={words.ponownie === '1'}
          hint={text.againHint}
        />
      )}
    </DraftForm>
  )
}

export function ReaderView({ draft, words, audience }: ReaderParts<Word>) {
  return (
    <DraftReadView base={base} draft={draft} title={words.tytul} audience={audience}>
      <p class="typed-text">{words.tresc}</p>
    </DraftReadView>
  )
}

export function PreviewView(props: PreviewParts<Word, null> & { readonly announcement: NewAnnouncement }) {
  const { draft, announcement, audience, today } = props
  const correction = draft.targetId !== null
  const from = announcement.visibleFrom ?? today
  const scheduled = from > today
  const shown = {
    id: draft.id,
    title: announcement.title.normalize('NFC').trim(),
    body: announcement.body.normalize('NFC').replaceAll('\r\n', '\n').trim(),
    important: announcement.important ?? false,
    visibleFrom: from,
    visibleTo: announcement.visibleTo ?? null,
    expired: false,
    changedAt: correction ? props.now : null,
    ...audience,
    kind: audience.premisesKind,
  }
  return (
    <PreviewFrame
      {...props}
      base={base}
      publishLabel={scheduled ? text.schedule : correction ? text.publishCorrection : text.publish}
      fields={
        <>
          {scheduled && <p>{scheduledSentence(from)}</p>}
          <Field
            name="powiadom"
            label={text.notify}
            kind="checkbox"
            required={false}
            plainLabel
            hint={isEverybody(audience) ? `${text.notifyHint} ${text.notifyEverybody}` : text.notifyHint}
          />
        </>
      }
    >
      <Panel title={draftText.asResident}>
        <p class="preview-title">
          <strong>{shown.title}</strong>
        </p>
        <AnnouncementView base={base} announcement={shown} attachments={attachmentsOf(props.files)} />
      </Panel>
    </PreviewFrame>
  )
}

export type Done = 'opublikowane' | 'zaplanowane' | 'poprawione' | 'wycofane' | 'powiadomienie'
export const doneKeys = ['opublikowane', 'zaplanowane', 'poprawione', 'wycofane', 'powiadomienie'] as const
const doneSentences: Readonly<Record<Done, string>> = {
  opublikowane: text.published,
  zaplanowane: text.scheduled,
  poprawione: text.corrected,
  wycofane: text.withdrawn,
  powiadomienie: text.noticeAsked,
}

interface OneProps {
  readonly announcement: OneAnnouncement
  readonly attachments: readonly Attachment[]
  readonly audience: NamedAudience | undefined
  readonly people: number
  readonly logins: number
  readonly versions: readonly OldVersion[]
  /** What this person may do with this announcement. */
  readonly mayChange: boolean
  readonly administratorOnly: boolean
  readonly once: string
  readonly done: Done | undefined
  readonly errors: readonly FieldError[]
  readonly typedReason: string
}

export function OneView(props: OneProps) {
  const { announcement: one, audience, mayChange, versions } = props
  const open = one.state === 'current' || one.state === 'scheduled'
  return (
    <>
      <BackLink href={base}>{text.all}</BackLink>
      {props.done && (
        <Notice tone="success" live>
          <p>{doneSentences[props.done]}</p>
        </Notice>
      )}
      <ErrorSummary errors={props.errors} />
      <Panel title="Stan" aside={<StateBadge tone={tones[one.state]}>{stateNames[one.state]}</StateBadge>}>
        <DefinitionList
          items={[
            { term: 'Odbiorcy', value: audience ? audienceLabel(audience) : audienceKindLabel(one) },
            { term: 'Widoczne', value: daysText(one.visibleFrom, one.visibleTo) },
            { term: 'Opublikowano', value: byAt(one.publishedBy, one.publishedAt) },
            ...(one.changedAt === null ? [] : [{ term: 'Poprawiono', value: byAt(one.changedBy, one.changedAt) }]),
            ...(one.withdrawnAt === null
              ? [
                  { term: 'Przeczytali', value: readSentence(one.readers, props.logins) },
                  ...(one.version > 1 && one.readersOfNewest !== one.readers
                    ? [{ term: 'Po poprawce', value: readSentence(one.readersOfNewest, props.logins) }]
                    : []),
                ]
              : [
                  { term: 'Wycofano', value: byAt(one.withdrawnBy, one.withdrawnAt) },
                  { term: 'Powód', value: one.withdrawReason ?? 'nie podano' },
                  { term: 'Przeczytało', value: String(one.readers) },
                ]),
          ]}
        />
        {props.administratorOnly && <p class="hint">{text.administratorOnly}</p>}
        {mayChange && one.state !== 'withdrawn' && (
          <PostForm action={`${base}/${one.id}/popraw`}>
            <Buttons>
              <Button look="plain">{text.correctButton}</Button>
            </Buttons>
          </PostForm>
        )}
      </Panel>
      <Panel title={draftText.asResident}>
        <AnnouncementView
          base={base}
          announcement={{
            ...one,
            expired: false,
            propertyName: audience?.propertyName ?? null,
            street: audience?.street ?? null,
            houseNumber: audience?.houseNumber ?? null,
            number: audience?.number ?? null,
            kind: audience?.premisesKind ?? null,
          }}
          attachments={props.attachments}
        />
      </Panel>
      {one.state !== 'withdrawn' && <NoticePanel {...props} mayAsk={mayChange && open} />}
      {mayChange && one.state !== 'withdrawn' && (
        <Panel title={draftText.withdrawTitle}>
          <WithdrawForm
            action={`${base}/${one.id}/wycofaj`}
            once={props.once}
            hint={text.withdrawHint}
            button={text.withdraw}
            typedReason={props.typedReason}
            error={props.errors.find((error) => error.field === 'powod')?.message}
          />
        </Panel>
      )}
      {versions.length > 0 && (
        <Panel title={text.versionsTitle}>
          {versions.map((old) => (
            <Disclosure summary={`Wersja ${old.version}: ${old.title}`}>
              <p class="typed-text">{old.body}</p>
              <DefinitionList
                items={[
                  { term: 'Odbiorcy', value: audienceKindLabel(old) },
                  { term: 'Widoczne', value: daysText(old.visibleFrom, old.visibleTo) },
                  { term: 'Napisano', value: byAt(old.writtenBy, old.writtenAt) },
                  { term: 'Zastąpiono', value: <DateTimeText at={old.replacedAt} /> },
                ]}
              />
            </Disclosure>
          ))}
        </Panel>
      )}
    </>
  )
}

function NoticePanel({ announcement: one, once, mayAsk, audience }: OneProps & { readonly mayAsk: boolean }) {
  const everybody = audience !== undefined && isEverybody(audience)
  return (
    <Panel title={text.noticeTitle}>
      <p>{one.noticeAskedAt === null ? text.noticeNone : noticesSentence(one.notices, one.noticeAskedAt)}</p>
      {one.noticeJobId !== null && mayAsk && (
        <p>
          <a href={`/biuro/zadania/${one.noticeJobId}`}>{text.noticeJob}</a>
        </p>
      )}
      {mayAsk && (
        <PostForm action={`${base}/${one.id}/powiadom`} idempotencyKey={once}>
          <p class="hint">{everybody ? `${text.notifyHint} ${text.notifyEverybody}` : text.notifyHint}</p>
          <Buttons>
            <Button look="plain">{one.noticeAskedAt === null ? text.noticeButton : text.noticeAgain}</Button>
          </Buttons>
        </PostForm>
      )}
    </Panel>
  )
}
