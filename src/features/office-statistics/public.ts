/** What others may use of statistics: the nightly counting. */
export { gatherStatistics } from './statistics.queries.ts'
