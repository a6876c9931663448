/** What the office's start page uses. */
export { documentCounts } from './office-documents.queries.ts'
