/** What the editors of announcements and documents share: audiences by name, drafts with their files. */
export {
  type AudienceColumns,
  isEverybody,
  type NamedAudience,
  type Recipient,
} from './audience.model.ts'
export { nameAudience, sampleAudience } from './audience.queries.ts'
export { audienceRoutes } from './audience.routes.ts'
export { audienceKindLabel, audienceLabel, audienceText } from './audience.text.ts'
export { AudienceField, RecipientsPanel } from './audience.view.tsx'
export type { Draft, DraftFile, DraftKind } from './drafts.model.ts'
export {
  addDraft,
  addDraftFile,
  closeDraft,
  lockDraft,
  openDraftFor,
  openDrafts,
  removeUnpublishedFiles,
} from './drafts.queries.ts'
export { draftText } from './drafts.text.ts'
export {
  attachmentsOf,
  audienceOf,
  keepableFields,
  keepUploads,
  type LoadedDraft,
  loadDraft,
  mainFileOf,
  saveDraft,
} from './drafts.ts'
export { AttachmentsField, DraftNotices, MainFileField, SaveFirst } from './drafts.view.tsx'
export { draftFields, titlesOf, typed, versionField } from './fields.ts'
export { officeFileRoutes, pathUuid } from './files.routes.ts'
