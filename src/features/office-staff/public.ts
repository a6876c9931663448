/** What others may use of staff accounts: the names of the roles. */
export { roleNames } from './staff.text.ts'
