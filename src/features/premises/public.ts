/** What other slices may use of premises: the choice of one's own. */
export { type PremisesChoice, premisesChoices } from './premises.queries.ts'
