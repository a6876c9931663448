import type { AudienceCount } from '#features/documents/public.ts'
import { formatDateTime } from '#kernel/dates.ts'
import {
  BackLink,
  Button,
  Buttons,
  DataTable,
  type DefinitionItem,
  DefinitionList,
  Disclosure,
  Field,
  type FieldError,
  LinkButton,
  Notice,
  Pagination,
  Panel,
  PostForm,
  SubTabs,
} from '#ui/components.ts'
import type { Child } from '#ui/jsx/jsx-runtime'
import type { NamedAudience, Recipient } from './audience.model.ts'
import { audienceKindLabel, audienceLabel, audienceText } from './audience.text.ts'
import { RecipientsPanel } from './audience.view.tsx'
import type { Draft, RefusedFile } from './drafts.model.ts'
import { draftText as text } from './drafts.text.ts'
import { DraftNotices, SaveFirst } from './drafts.view.tsx'

export const draftHref = (base: string, id: string): string => `${base}/szkice/${id}`

interface DeskListProps<S extends string> {
  /** "Które dokumenty". */
  readonly label: string
  readonly pagesLabel: string
  /** The lists by their word in the address, in order. */
  readonly lists: readonly S[]
  readonly names: Readonly<Record<S, string>>
  readonly counts: (list: S) => number
  readonly list: S
  readonly href: (list: S, page?: number) => string
  readonly add: { readonly href: string; readonly label: string } | undefined
  readonly discarded: boolean
  readonly page: number
  readonly pages: number
  /** Narrows the lists. */
  readonly filter?: Child
  readonly children: Child
}

/** The lists of a desk: what is current, what waits, what is being written, what is gone. */
export function DeskList<S extends string>(props: DeskListProps<S>) {
  const { list, names } = props
  return (
    <>
      {props.discarded && (
        <Notice tone="success" live>
          <p>{text.discarded}</p>
        </Notice>
      )}
      {props.add && (
        <Buttons>
          <LinkButton look="main" href={props.add.href}>
            {props.add.label}
          </LinkButton>
        </Buttons>
      )}
      <SubTabs
        label={props.label}
        tabs={props.lists.map((one) => ({
          href: props.href(one),
          label: `${names[one]} (${props.counts(one)})`,
          current: one === list,
        }))}
      />
      {props.filter}
      <Panel title={names[list]} bare>
        {props.children}
      </Panel>
      <Pagination
        page={props.page}
        pages={props.pages}
        label={props.pagesLabel}
        href={(number) => props.href(list, number)}
      />
    </>
  )
}

interface DraftsTableProps {
  readonly base: string
  /** "Szkice ogłoszeń". */
  readonly caption: string
  readonly drafts: readonly Draft[]
  readonly kindName: (draft: Draft) => string
}

export function DraftsTable({ base, caption, drafts, kindName }: DraftsTableProps) {
  return (
    <DataTable
      caption={caption}
      captionHidden
      rows={drafts}
      empty={text.noDrafts}
      columns={[
        {
          key: 'title',
          header: 'Tytuł',
          rowHeader: true,
          cell: (row) => <a href={draftHref(base, row.id)}>{row.fields.tytul?.trim() || text.untitled}</a>,
        },
        { key: 'what', header: 'Rodzaj', cell: kindName },
        {
          key: 'for',
          header: audienceText.title,
          cell: (row) => (row.audience ? audienceKindLabel(row.audience) : text.notChosen),
        },
        { key: 'by', header: text.lastChange, cell: (row) => byAt(row.updatedBy, row.updatedAt) },
      ]}
    />
  )
}

export const byAt = (by: string | null, at: number): string =>
  by === null ? formatDateTime(at) : `${by}, ${formatDateTime(at)}`

interface DraftFormProps {
  readonly base: string
  /** Where the form of a new draft is sent. */
  readonly newHref: string
  readonly back: { readonly href: string; readonly label: string }
  readonly draft: Draft | undefined
  readonly version: number
  readonly once: string
  readonly saved: boolean
  /** Why it cannot be published any more, when it cannot. */
  readonly stale: string | undefined
  readonly errors: readonly FieldError[]
  readonly refused: readonly RefusedFile[]
  readonly conflict: Draft | undefined
  /** What somebody else saved, to be compared. */
  readonly theirs: readonly DefinitionItem[]
  readonly children: Child
}

/** The form of a draft: what happened to it, its fields, saving, preview, throwing away. */
export function DraftForm(props: DraftFormProps) {
  const { base, draft } = props
  return (
    <>
      <BackLink href={props.back.href}>{props.back.label}</BackLink>
      {props.stale !== undefined && (
        <Notice tone="danger" live>
          <p>{props.stale}</p>
        </Notice>
      )}
      <DraftNotices saved={props.saved} errors={props.errors} refused={props.refused} conflict={props.conflict} />
      {props.conflict && (
        <Disclosure summary={text.theirs} open>
          <DefinitionList items={props.theirs} />
        </Disclosure>
      )}
      <PostForm action={draft ? draftHref(base, draft.id) : props.newHref} idempotencyKey={props.once} files>
        <SaveFirst />
        <input type="hidden" name="wersja" value={String(props.version)} />
        {props.children}
        <Buttons>
          <Button name="dalej" value="podglad">
            {text.preview}
          </Button>
          <Button look="plain" name="dalej" value="zapisz">
            {text.save}
          </Button>
        </Buttons>
      </PostForm>
      {draft && (
        <PostForm action={`${draftHref(base, draft.id)}/usun`}>
          <input type="hidden" name="wersja" value={String(draft.version)} />
          <Buttons>
            <Button look="quiet">{text.discard}</Button>
          </Buttons>
          <p class="hint">{text.discardHint}</p>
        </PostForm>
      )}
    </>
  )
}

interface DraftReadProps {
  readonly base: string
  readonly draft: Draft
  readonly title: string
  readonly audience: NamedAudience | undefined
  readonly items?: readonly DefinitionItem[]
  readonly children?: Child
}

/** A draft for whoever reads and does not write. */
export function DraftReadView({ base, draft, title, audience, items = [], children }: DraftReadProps) {
  return (
    <>
      <BackLink href={`${base}?pokaz=szkice`}>{text.drafts}</BackLink>
      <Panel title={title.trim() || text.untitled}>
        {children}
        <DefinitionList
          items={[
            ...items,
            { term: audienceText.title, value: audience ? audienceLabel(audience) : text.notChosen },
            { term: text.lastChange, value: byAt(draft.updatedBy, draft.updatedAt) },
          ]}
        />
      </Panel>
    </>
  )
}

interface PreviewFrameProps {
  readonly base: string
  readonly draft: Draft
  readonly once: string
  readonly audience: NamedAudience
  readonly count: AudienceCount
  readonly sample: readonly Recipient[]
  readonly mayReadPeople: boolean
  readonly changedMeanwhile: boolean
  /** What stands between the resident's view and the button. */
  readonly fields: Child
  readonly publishLabel: string
  readonly children: Child
}

/** Whom it goes to, how a resident reads it, and the button that makes it so. */
export function PreviewFrame(props: PreviewFrameProps) {
  const { base, draft } = props
  return (
    <>
      <BackLink href={draftHref(base, draft.id)}>{text.backToDraft}</BackLink>
      {props.changedMeanwhile && (
        <Notice tone="danger" live>
          <p>{text.changedMeanwhile}</p>
        </Notice>
      )}
      <RecipientsPanel
        audience={props.audience}
        {...props.count}
        sample={props.sample}
        mayReadPeople={props.mayReadPeople}
      />
      {props.children}
      <PostForm action={`${draftHref(base, draft.id)}/opublikuj`} idempotencyKey={props.once}>
        <input type="hidden" name="wersja" value={String(draft.version)} />
        {props.fields}
        <Buttons>
          <Button>{props.publishLabel}</Button>
          <LinkButton href={draftHref(base, draft.id)}>{text.backToDraft}</LinkButton>
        </Buttons>
      </PostForm>
    </>
  )
}

interface WithdrawFormProps {
  readonly action: string
  readonly once: string
  readonly hint: string
  readonly button: string
  readonly typedReason: string
  readonly error: string | undefined
}

/** Takes something off residents' pages, with the reason. */
export function WithdrawForm({ action, once, hint, button, typedReason, error }: WithdrawFormProps) {
  return (
    <>
      <p>{hint}</p>
      <PostForm action={action} idempotencyKey={once}>
        <Field
          name="powod"
          label={text.withdrawReason}
          hint={text.withdrawReasonHint}
          value={typedReason}
          maxlength={500}
          autocomplete="off"
          error={error}
        />
        <Buttons>
          <Button look="danger">{button}</Button>
        </Buttons>
      </PostForm>
    </>
  )
}
