export { requestLetters } from './letters.ts'
export type { RequestCounts } from './office-requests.model.ts'
export { confirmPhone, decideRequest, phonesToConfirm, requestCounts, requests } from './office-requests.queries.ts'
