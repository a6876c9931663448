/** What other slices may use of bills: where one opens. */
export { documentHref } from './parts.view.tsx'
