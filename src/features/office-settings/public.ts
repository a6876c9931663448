/** What others may use of settings: the sentence of a change, the work of changing bank accounts, and the notice about it for the office's start page. */
export { bankAccountsChangedAt } from './bank-accounts.queries.ts'
export { BankAccountsNotice } from './bank-accounts.view.tsx'
export { bankAccountsChange, bankAccountsChangeDetails } from './change-bank-accounts.ts'
export { changeSentence } from './history.text.ts'
