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
  type PublicTerms,
  type StatedEdition,
} from './documents.model.ts'
export { pendingAcceptances, publicTerms } from './documents.queries.ts'
export { categoryNames, editionStateNames, inForceText, sizeText } from './documents.text.ts'
export { DocumentView } from './documents.view.tsx'
export { fold, stem, wordsOf } from './polish-stem.model.ts'
export {
  type Audience,
  checkPdf,
  contentTextLimit,
  type NewDocument,
  type NewEdition,
  type PdfSource,
  type Publisher,
  publishDocument,
  publishEdition,
  storedAs,
  storePdf,
  withdrawDocument,
  withdrawEdition,
} from './publish.ts'
export { type SendFile, safeFileName, sendPdf } from './send-file.ts'
export { statedEditions } from './shared.ts'
