/** What others may use of long work: its names, one's own in numbers, and how many jobs wait for the decision of the member of staff who asks. */
export { jobCounts, pendingApprovals } from './job.queries.ts'
export { jobWords } from './job.text.ts'
