/** For the office's start page: payments of bank statements somebody should look at. */
export { paymentCounts } from './office-payments.queries.ts'
export { cardText as paymentsCard } from './office-payments.text.ts'
