/** What other slices, the office and the demo may use of the documents. */
export type { AudienceKind, Category } from './documents.model.ts'
export { pendingAcceptances } from './documents.queries.ts'
export {
  type Audience,
  type NewDocument,
  type NewEdition,
  publishDocument,
  publishEdition,
  withdrawDocument,
  withdrawEdition,
} from './publish.ts'
export { type SendFile, safeFileName, sendPdf } from './send-file.ts'
