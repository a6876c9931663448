export { attachmentReply } from './attachment.ts'
export {
  type Attachment,
  type Channel,
  limits,
  type MailState,
  type OfficeState,
  plainText,
  type Topic,
} from './messages.model.ts'
export { fileSize, leftOutSentence, recordedSentences } from './messages.text.ts'
export { Paragraphs } from './messages.view.tsx'
export { removeOldDrafts } from './outbox.queries.ts'
export { drainOutbox, type Letters, type LetterWriter } from './outbox.ts'
export { type MailTaskParts, mailTasks } from './tasks.ts'
export { cleanUploads } from './write.ts'
