export { staffRoleName, viewReasonNames } from './person.text.ts'
export { closeViews } from './view.queries.ts'
export { viewBanner } from './view.view.tsx'
