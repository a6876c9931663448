import type { AudienceCount } from '#features/documents/public.ts'
import type { IsoDate } from '#kernel/dates.ts'
import type { Tx } from '#platform/db/database.ts'
import type { ParameterProblem } from '#platform/http/errors.ts'
import type { UploadLimits } from '#platform/http/uploads.ts'
import type { FieldError } from '#ui/components.ts'
import type { Html } from '#ui/jsx/jsx-runtime'
import type { NamedAudience, Recipient } from './audience.model.ts'
import type { Draft, DraftFile, DraftKind, RefusedFile, Words } from './drafts.model.ts'
import type { LoadedDraft } from './drafts.ts'

/** What an editor's form shows. */
export interface EditorParts<W extends string> {
  /** Nothing until the draft is saved for the first time. */
  readonly draft: Draft | undefined
  readonly version: number
  readonly once: string
  readonly words: Words<W>
  readonly audience: NamedAudience | undefined
  readonly files: readonly DraftFile[]
  readonly errors: readonly FieldError[]
  readonly refused: readonly RefusedFile[]
  /** What somebody else saved meanwhile. */
  readonly conflict: Draft | undefined
  readonly saved: boolean
  /** What the draft continues was withdrawn or changed meanwhile. */
  readonly stale: boolean
}

/** A draft for whoever reads and does not write. */
export interface ReaderParts<W extends string> {
  readonly draft: Draft
  readonly words: Words<W>
  readonly audience: NamedAudience | undefined
  readonly files: readonly DraftFile[]
}

export interface PreviewParts<W extends string, M> extends ReaderParts<W> {
  readonly audience: NamedAudience
  readonly once: string
  readonly count: AudienceCount
  readonly sample: readonly Recipient[]
  readonly mayReadPeople: boolean
  readonly changedMeanwhile: boolean
  readonly today: IsoDate
  /** Milliseconds since 1970. */
  readonly now: number
  /** What lookUp found. */
  readonly more: M
}

export interface PublishParts<W extends string> extends ReaderParts<W> {
  readonly audience: NamedAudience
  readonly counted: AudienceCount
  /** What the form of the preview asked beside its own words. */
  readonly asked: Readonly<Record<string, string>>
  /** The key of the form, against sending twice. */
  readonly key: string
  readonly by: string
  readonly today: IsoDate
}

/**
 * What makes an editor's pages those of announcements or of documents. The pages themselves, what is kept, who may and what happens when
 * two are at one draft are the same (docs/decisions/0016-publishing-drafts.md).
 */
export interface Desk<W extends string, M> {
  readonly base: string
  /** The new draft's address: `nowe`, `nowy`. */
  readonly newSlug: string
  readonly titles: {
    readonly add: string
    readonly saveNew: string
    readonly draft: string
    readonly saveDraft: string
    readonly discard: string
    readonly audience: string
    readonly preview: string
    readonly publish: string
    /** A draft that continues what is published already. */
    readonly continued: string
  }
  /** The first is what a new draft is. */
  readonly kinds: readonly [DraftKind, ...DraftKind[]]
  /** Drafts whose audience is chosen; the others have that of what they continue. */
  readonly choosesAudience: readonly DraftKind[]
  /** Names of the form's own fields, by kind; what else a draft holds stays as it is. */
  readonly words: (kind: DraftKind) => readonly W[]
  readonly uploads: UploadLimits
  /** The field that takes the document itself. */
  readonly mainField?: string | undefined
  readonly attachmentsLimit: number
  /** What is wrong with the words and files; the audience is looked at for everybody. */
  problems(tx: Tx, draft: ReaderParts<W>): Promise<readonly ParameterProblem[]>
  editor(parts: EditorParts<W>): Html
  reader(parts: ReaderParts<W>): Html
  /** What else the preview needs; `stale` when what the draft continues is not there any more. */
  lookUp(tx: Tx, loaded: LoadedDraft): Promise<M | 'stale'>
  preview(parts: PreviewParts<W, M>): Html
  /** Fields of the preview's form. */
  readonly asks: readonly string[]
  /** @returns what it became and what the page shall say; `stale` as lookUp. */
  publish(tx: Tx, parts: PublishParts<W>): Promise<{ readonly id: string; readonly done: string } | 'stale'>
}
