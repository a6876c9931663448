/** What the background and the office's start page use. */
export { noticeJob, noticeLetters } from './notice.ts'
export { announcementCounts } from './office-announcements.queries.ts'
