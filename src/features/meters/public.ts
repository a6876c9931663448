/** What other slices may use of the meters: how they are called and where their pages are. */
export { meterHref, meterKindNames } from './meters.text.ts'
export type { MeterKind } from './readings.model.ts'
export { mediaTabs } from './tabs.text.ts'
