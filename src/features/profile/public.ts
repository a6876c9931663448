export { profileLetters } from './letters.ts'
export { addRequest, type NewChangeRequest } from './requests.queries.ts'
export { mojeDaneTabs } from './tabs.text.ts'
