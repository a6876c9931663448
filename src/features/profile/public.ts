export { profileLetters } from './letters.ts'
export {
  addRequest,
  confirmPhone,
  decideRequest,
  type NewChangeRequest,
  type OfficeRequest,
  officeRequests,
  phonesToConfirm,
} from './requests.queries.ts'
export { mojeDaneTabs } from './tabs.text.ts'
