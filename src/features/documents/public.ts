/** What other slices, the office and the demo may use of the documents. */
export type { AudienceKind, Category, PublicTerms } from './documents.model.ts'
export { pendingAcceptances, publicTerms } from './documents.queries.ts'
export { sizeText } from './documents.text.ts'
export { fold, stem, wordsOf } from './polish-stem.model.ts'
export {
  type Audience,
  checkPdf,
  type NewDocument,
  type NewEdition,
  type Publisher,
  publishDocument,
  publishEdition,
  storePdf,
  withdrawDocument,
  withdrawEdition,
} from './publish.ts'
export { type SendFile, safeFileName, sendPdf } from './send-file.ts'
