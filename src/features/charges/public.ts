/** What other slices may use of bills: where one opens. */
export { documentHref } from './charges.view.tsx'
