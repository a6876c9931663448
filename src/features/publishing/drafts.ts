import { type Audience, storePdf } from '#features/documents/public.ts'
import type { Tx } from '#platform/db/database.ts'
import { NotFound } from '#platform/http/errors.ts'
import type { RefusedUpload, Upload } from '#platform/http/uploads.ts'
import type { AudienceColumns, NamedAudience } from './audience.model.ts'
import { nameAudience } from './audience.queries.ts'
import { type Draft, type DraftFile, type DraftKind, type FileRole, keepable, titleOfFile } from './drafts.model.ts'
import {
  addDraftFile,
  draft,
  draftFiles,
  draftHashes,
  dropDraftFile,
  dropMainFile,
  renameDraftFile,
  saveFields,
  touchDraft,
} from './drafts.queries.ts'
import { draftText as text } from './drafts.text.ts'

export interface DraftForm {
  /** The version the form was shown with. */
  readonly version: number
  readonly fields: Readonly<Record<string, string>>
  /** New titles of the attachments that were shown, by id. */
  readonly titles: readonly { readonly id: string; readonly title: string }[]
  /** An attachment whose button "Usuń" sent the form. */
  readonly drop: string | undefined
  readonly uploads: readonly Upload[]
  /** The field that takes the document itself; every other file is an attachment. */
  readonly mainField?: string | undefined
  readonly attachmentsLimit: number
}

export interface SavedDraft {
  /** Nothing when somebody else changed the draft meanwhile: the words were not saved, the files were. */
  readonly version: number | undefined
  readonly refused: readonly RefusedUpload[]
}

export const keepableFields = (fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).map(([name, typed]) => [name, keepable(typed)]))

/** Keeps what was typed and the files that came with it. Files only add, so they are kept also where the words cannot be. */
export async function saveDraft(tx: Tx, id: string, form: DraftForm): Promise<SavedDraft> {
  const version = await saveFields(tx, id, form.version, keepableFields(form.fields))
  if (version !== undefined) {
    const before = await draftFiles(tx, id)
    for (const { id: fileId, title } of form.titles) {
      const wanted = [...keepable(title).trim()].slice(0, 200).join('')
      if (wanted !== '' && before.some((one) => one.id === fileId && one.title !== wanted))
        await renameDraftFile(tx, id, fileId, wanted)
    }
    if (form.drop !== undefined) await dropDraftFile(tx, id, form.drop)
  }
  const refused = await (version === undefined ? keepUploadsAlone(tx, id, form) : keepUploads(tx, id, form))
  return { version, refused }
}

type Uploads = Pick<DraftForm, 'uploads' | 'mainField' | 'attachmentsLimit'>

/**
 * Keeps files whose words were not saved. They change what would be published, so the version rises: whoever has previewed the draft
 * without them is shown it again. A draft that is closed, or is for one person by now, takes none.
 */
export async function keepUploadsAlone(tx: Tx, id: string, form: Uploads): Promise<RefusedUpload[]> {
  if (form.uploads.length === 0 || !(await touchDraft(tx, id))) return []
  return keepUploads(tx, id, form)
}

/** @returns those beyond the limit. */
export async function keepUploads(
  tx: Tx,
  id: string,
  { uploads, mainField, attachmentsLimit }: Uploads,
): Promise<RefusedUpload[]> {
  if (uploads.length === 0) return []
  const known = new Set((await draftHashes(tx, id)).map(({ role, sha256 }) => `${role} ${sha256}`))
  let room = attachmentsLimit - attachmentsOf(await draftFiles(tx, id)).length
  const refused: RefusedUpload[] = []
  for (const { field, name, content, sha256 } of uploads) {
    const role: FileRole = field === mainField ? 'main' : 'attachment'
    if (known.has(`${role} ${sha256}`)) continue
    known.add(`${role} ${sha256}`)
    if (role === 'attachment' && room <= 0) {
      refused.push({ field, name, message: text.tooManyAttachments(attachmentsLimit) })
      continue
    }
    if (role === 'attachment') room -= 1
    else await dropMainFile(tx, id)
    const title = titleOfFile(name)
    await addDraftFile(tx, id, role, title, await storePdf(tx, title, content))
  }
  return refused
}

export interface LoadedDraft {
  readonly found: Draft
  readonly files: readonly DraftFile[]
  /** Nothing when none is chosen, or when the register has it no more. */
  readonly audience: NamedAudience | undefined
}

/** A draft of these kinds with everything that belongs to it. @throws NotFound when there is none. */
export async function loadDraft(tx: Tx, id: string, kinds: readonly DraftKind[]): Promise<LoadedDraft> {
  const [found, files] = await Promise.all([draft(tx, id), draftFiles(tx, id)])
  if (!found || !kinds.includes(found.kind)) throw new NotFound('no such draft')
  return { found, files, audience: found.audience ? await nameAudience(tx, found.audience) : undefined }
}

/** An audience as those who publish take it. */
export function audienceOf({ audience, subjectId, staircase }: AudienceColumns): Audience {
  if (audience === 'staircase') return { kind: audience, id: subjectId!, staircase: staircase! }
  if (audience === 'public' || audience === 'signedIn' || audience === 'members') return { kind: audience }
  return { kind: audience, id: subjectId! }
}

export const attachmentsOf = (files: readonly DraftFile[]): readonly DraftFile[] =>
  files.filter(({ role }) => role === 'attachment')
export const mainFileOf = (files: readonly DraftFile[]): DraftFile | undefined =>
  files.find(({ role }) => role === 'main')
