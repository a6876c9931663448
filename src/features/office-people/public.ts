/** What others may use of people: finding them as the office does, the office looking at a resident's pages, and names of both. */
export { staffRoleName, viewReasonNames } from './person.text.ts'
export { type Found, peopleFound, readSearch } from './search.model.ts'
export { search } from './search.queries.ts'
export { closeViews } from './view.queries.ts'
export { viewBanner } from './view.view.tsx'
