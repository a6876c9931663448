import { AnnouncementView, type Attachment } from '#features/announcements/public.ts'
import {
  AttachmentsField,
  AudienceField,
  attachmentsOf,
  audienceKindLabel,
  audienceLabel,
  type Draft,
  type DraftFile,
  DraftNotices,
  draftText,
  type NamedAudience,
  type Recipient,
  RecipientsPanel,
  SaveFirst,
} from '#features/publishing/public.ts'
import { formatDateTime } from '#kernel/dates.ts'
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
  LinkButton,
  Notice,
  Pagination,
  Panel,
  PostForm,
  StateBadge,
  SubTabs,
} from '#ui/components.ts'
import {
  type AnnouncementState,
  type DraftWords,
  type ListCounts,
  type ListSlug,
  listSlugs,
  lists,
  type OfficeAnnouncement,
  type OldVersion,
  type OneAnnouncement,
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
export const draftHref = (id: string): string => `${base}/szkice/${id}`

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
    <>
      {props.discarded && (
        <Notice tone="success" live>
          <p>{draftText.discarded}</p>
        </Notice>
      )}
      {props.mayWrite && (
        <Buttons>
          <LinkButton look="main" href={`${base}/nowe`}>
            {text.add}
          </LinkButton>
        </Buttons>
      )}
      <SubTabs
        label={text.which}
        tabs={listSlugs.map((slug) => ({
          href: listHref(slug),
          label: `${listNames[slug]} (${counts[lists[slug]]})`,
          current: slug === list,
        }))}
      />
      <Panel title={listNames[list]} bare>
        {list === 'szkice' ? <Drafts drafts={props.drafts} /> : <Announcements {...props} />}
      </Panel>
      <Pagination
        page={props.page}
        pages={props.pages}
        label="Strony ogłoszeń"
        href={(number) => listHref(list, number)}
      />
    </>
  )
}

function Announcements({ list, announcements }: Pick<ListProps, 'list' | 'announcements'>) {
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

function Drafts({ drafts }: { readonly drafts: readonly Draft[] }) {
  return (
    <DataTable
      caption="Szkice ogłoszeń"
      captionHidden
      rows={drafts}
      empty={text.none.szkice}
      columns={[
        {
          key: 'title',
          header: 'Tytuł',
          rowHeader: true,
          cell: (row) => <a href={draftHref(row.id)}>{row.fields.tytul?.trim() || text.untitled}</a>,
        },
        { key: 'what', header: 'Rodzaj', cell: (row) => (row.targetId === null ? 'nowe' : 'poprawka') },
        {
          key: 'for',
          header: 'Odbiorcy',
          cell: (row) => (row.audience ? audienceKindLabel(row.audience) : 'nie wybrano'),
        },
        { key: 'by', header: 'Ostatnia zmiana', cell: (row) => `${row.updatedBy}, ${formatDateTime(row.updatedAt)}` },
      ]}
    />
  )
}

interface EditorProps {
  /** Nothing until the draft is saved for the first time. */
  readonly draft: Draft | undefined
  readonly version: number
  readonly once: string
  readonly words: DraftWords
  readonly audience: NamedAudience | undefined
  readonly files: readonly DraftFile[]
  readonly errors: readonly FieldError[]
  readonly refused: readonly { readonly name: string; readonly message: string }[]
  readonly conflict: Draft | undefined
  readonly saved: boolean
  readonly stale: boolean
  readonly mayWrite: boolean
}

export function EditorView(props: EditorProps) {
  const { draft, words, errors, conflict, files } = props
  const of = (field: string) => errors.find((error) => error.field === field)?.message
  const action = draft ? draftHref(draft.id) : `${base}/nowe`
  return (
    <>
      <BackLink href={listHref(draft ? 'szkice' : 'aktualne')}>{text.all}</BackLink>
      {props.stale && (
        <Notice tone="danger" live>
          <p>{text.staleCorrection}</p>
        </Notice>
      )}
      <DraftNotices saved={props.saved} errors={errors} refused={props.refused} conflict={conflict} />
      {conflict && (
        <Disclosure summary={draftText.theirs} open>
          <DefinitionList
            items={[
              { term: text.fieldTitle, value: conflict.fields.tytul ?? '' },
              { term: text.fieldBody, value: <span class="typed-text">{conflict.fields.tresc ?? ''}</span> },
            ]}
          />
        </Disclosure>
      )}
      <PostForm action={action} idempotencyKey={props.once} files>
        <SaveFirst />
        <input type="hidden" name="wersja" value={String(props.version)} />
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
          files={attachmentsOf(files)}
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
        <Buttons>
          <Button name="dalej" value="podglad">
            {draftText.preview}
          </Button>
          <Button look="plain" name="dalej" value="zapisz">
            {draftText.save}
          </Button>
        </Buttons>
      </PostForm>
      {draft && (
        <PostForm action={`${draftHref(draft.id)}/usun`}>
          <input type="hidden" name="wersja" value={String(draft.version)} />
          <Buttons>
            <Button look="quiet">{draftText.discard}</Button>
          </Buttons>
          <p class="hint">{draftText.discardHint}</p>
        </PostForm>
      )}
    </>
  )
}

interface ReadDraftProps {
  readonly draft: Draft
  readonly words: DraftWords
  readonly audience: NamedAudience | undefined
}

/** A draft for a clerk, who reads and does not write. */
export function DraftReadView({ draft, words, audience }: ReadDraftProps) {
  return (
    <>
      <BackLink href={listHref('szkice')}>{listNames.szkice}</BackLink>
      <Panel title={words.tytul.trim() || text.untitled}>
        <p class="typed-text">{words.tresc}</p>
        <DefinitionList
          items={[
            { term: 'Odbiorcy', value: audience ? audienceLabel(audience) : 'nie wybrano' },
            { term: 'Ostatnia zmiana', value: `${draft.updatedBy}, ${formatDateTime(draft.updatedAt)}` },
          ]}
        />
      </Panel>
    </>
  )
}

interface PreviewProps {
  readonly draft: Draft
  readonly once: string
  readonly shown: Parameters<typeof AnnouncementView>[0]['announcement']
  readonly attachments: readonly Attachment[]
  readonly audience: NamedAudience
  readonly people: number
  readonly logins: number
  readonly sample: readonly Recipient[]
  readonly mayReadPeople: boolean
  readonly scheduled: boolean
  readonly everybody: boolean
  readonly changedMeanwhile: boolean
}

export function PreviewView(props: PreviewProps) {
  const { draft, shown, scheduled } = props
  const correction = draft.targetId !== null
  return (
    <>
      <BackLink href={draftHref(draft.id)}>{text.backToDraft}</BackLink>
      {props.changedMeanwhile && (
        <Notice tone="danger" live>
          <p>{draftText.changedMeanwhile}</p>
        </Notice>
      )}
      <RecipientsPanel
        audience={props.audience}
        people={props.people}
        logins={props.logins}
        sample={props.sample}
        mayReadPeople={props.mayReadPeople}
      />
      <Panel title={text.asResident}>
        <p class="preview-title">
          <strong>{shown.title}</strong>
        </p>
        <AnnouncementView base={base} announcement={shown} attachments={props.attachments} />
      </Panel>
      <PostForm action={`${draftHref(draft.id)}/opublikuj`} idempotencyKey={props.once}>
        <input type="hidden" name="wersja" value={String(draft.version)} />
        {scheduled && <p>{scheduledSentence(shown.visibleFrom)}</p>}
        <Field
          name="powiadom"
          label={text.notify}
          kind="checkbox"
          required={false}
          plainLabel
          hint={props.everybody ? `${text.notifyHint} ${text.notifyEverybody}` : text.notifyHint}
        />
        <Buttons>
          <Button>{scheduled ? text.schedule : correction ? text.publishCorrection : text.publish}</Button>
          <LinkButton href={draftHref(draft.id)}>{text.backToDraft}</LinkButton>
        </Buttons>
      </PostForm>
    </>
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
      <Panel title={text.asResident}>
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
        <Panel title={text.withdrawTitle}>
          <p>{text.withdrawHint}</p>
          <PostForm action={`${base}/${one.id}/wycofaj`} idempotencyKey={props.once}>
            <Field
              name="powod"
              label={text.withdrawReason}
              hint={text.withdrawReasonHint}
              value={props.typedReason}
              maxlength={500}
              autocomplete="off"
              error={props.errors.find((error) => error.field === 'powod')?.message}
            />
            <Buttons>
              <Button look="danger">{text.withdraw}</Button>
            </Buttons>
          </PostForm>
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

const byAt = (by: string | null, at: number): string =>
  by === null ? formatDateTime(at) : `${by}, ${formatDateTime(at)}`

function NoticePanel({ announcement: one, once, mayAsk, audience }: OneProps & { readonly mayAsk: boolean }) {
  const everybody = audience !== undefined && ['public', 'signedIn', 'members'].includes(audience.audience)
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
