/** What other slices, the office and the demo may use of the documents. */
export {
  type Attachment,
  type AudienceKind,
  type Category,
  type CategorySlug,
  categorySlugList,
  categorySlugs,
  currentEdition,
  type DocumentHead,
  type Edition,
  editionToAccept,
  type PublicTerms,
  type StatedEdition,
} from './documents.model.ts'
export { pendingAcceptances, publicTerms } from './documents.queries.ts'
export { categoryNames, editionStateNames, inForceText, sizeText } from './documents.text.ts'
export { DocumentView } from './documents.view.tsx'
export { fold, stem, stemsOf, wordsOf } from './polish-stem.model.ts'
export { dayProblems, textProblems } from './problems.ts'
export { today } from './publish.queries.ts'
export {
  type Audience,
  type AudienceCount,
  checkPdf,
  columnsOf,
  contentTextLimit,
  countAudience,
  documentProblems,
  editionAttachmentsLimit,
  editionProblems,
  type NewDocument,
  type NewEdition,
  type PdfSource,
  type Publisher,
  publishDocument,
  publishEdition,
  publishedFileBytesLimit,
  storedAs,
  storePdf,
  withdrawDocument,
  withdrawEdition,
} from './publish.ts'
export { searchOf } from './search.model.ts'
export { type SendFile, safeFileName, sendPdf } from './send-file.ts'
export { statedEditions } from './shared.ts'
