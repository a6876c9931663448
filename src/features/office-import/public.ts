export { deliveryDecisionDetails } from './details.ts'
export type { LastNight } from './office-import.model.ts'
export { lastNight } from './office-import.queries.ts'
export { deliveryStates } from './office-import.text.ts'
