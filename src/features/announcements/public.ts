/** What the sign-in page, the office and the demo may use of the announcements. */
export type { Announcement, AnnouncementHead, Attachment } from './announcements.model.ts'
export { publicAnnouncements } from './announcements.queries.ts'
export { AnnouncementView, PublicAnnouncements } from './announcements.view.tsx'
export {
  announcementProblems,
  attachmentsLimit,
  bodyLimit,
  correctAnnouncement,
  type NewAnnouncement,
  type NewAttachment,
  publishAnnouncement,
  titleLimit,
  withdrawAnnouncement,
} from './publish.ts'
