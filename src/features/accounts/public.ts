/** What other slices may use of the accounts: whose they are, how they are called, how a page narrows them. */
export {
  type AccountFilter,
  type AccountRow,
  accountPremisesLabel,
  type Choice,
  chosenAccounts,
  filterChoices,
} from './accounts.model.ts'
export { myAccounts } from './accounts.queries.ts'
export { settlementName, settlementResult } from './accounts.text.ts'
export { AccountFields } from './accounts.view.tsx'
export { rachunkiTabs } from './tabs.text.ts'
