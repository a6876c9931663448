/** What the editors of announcements and documents share: audiences by name, drafts with their files, the pages of both. */
export {
  type AudienceColumns,
  isEverybody,
  type NamedAudience,
  type Recipient,
} from './audience.model.ts'
export { nameAudience } from './audience.queries.ts'
export { audienceKindLabel, audienceLabel, audienceText } from './audience.text.ts'
export { AudienceField } from './audience.view.tsx'
export { deskRoutes, mayReadPeople, mayWriteTo } from './desk.routes.ts'
export type { Desk, EditorParts, PreviewParts, PublishParts, ReaderParts } from './desk.ts'
export {
  byAt,
  DeskList,
  DraftForm,
  DraftReadView,
  DraftsTable,
  draftHref,
  PreviewFrame,
  WithdrawForm,
} from './desk.view.tsx'
export type { Draft, DraftFile, Words } from './drafts.model.ts'
export { addDraft, addDraftFile, openDraftFor, openDrafts, removeUnpublishedFiles } from './drafts.queries.ts'
export { draftText } from './drafts.text.ts'
export { attachmentsOf, audienceOf, mainFileOf } from './drafts.ts'
export { AttachmentsField, MainFileField } from './drafts.view.tsx'
export { typed } from './fields.ts'
export { officeFileRoutes, pathUuid } from './files.routes.ts'
export { type RefusedReason, withReason } from './withdrawal.ts'
