export { unreadAnswers } from './messages.queries.ts'
export {
  answerThread,
  attachToAnswer,
  claimThread,
  type OfficeThread,
  officeThreads,
  type QuarantinedMail,
  quarantine,
  quarantineHandled,
  resendMail,
} from './office.queries.ts'
export { removeOldDrafts } from './outbox.queries.ts'
export { drainOutbox, type Letters, type LetterWriter } from './outbox.ts'
export { type MailTaskParts, mailTasks } from './tasks.ts'
