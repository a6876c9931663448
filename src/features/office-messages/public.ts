export { type InboxCounts, startCounts } from './home.queries.ts'
export { cutOffs } from './office-messages.model.ts'
