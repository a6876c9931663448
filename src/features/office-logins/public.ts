/** What others may use of issuing: the job of the worker and its nightly work. */
export { cleanUpSheets } from './batch.queries.ts'
export { issueLoginsJob } from './issue-batch.ts'
export { reasonNames as codeReasonNames } from './issuing.text.ts'
