/** What the sign-in page, the office and the demo may use of the announcements. */
export type { AnnouncementHead } from './announcements.model.ts'
export { publicAnnouncements } from './announcements.queries.ts'
export { PublicAnnouncements } from './announcements.view.tsx'
export {
  type AudienceCount,
  countAudience,
  type NewAnnouncement,
  publishAnnouncement,
  withdrawAnnouncement,
} from './publish.ts'
