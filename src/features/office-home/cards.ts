import { announcementCounts } from '#features/office-announcements/public.ts'
import { documentCounts } from '#features/office-documents/public.ts'
import { deliveryStates, lastNight } from '#features/office-import/public.ts'
import { jobCounts, pendingApprovals } from '#features/office-jobs/public.ts'
import { cutOffs, startCounts } from '#features/office-messages/public.ts'
import { paymentCounts, paymentsCard } from '#features/office-payments/public.ts'
import { registrationCounts } from '#features/office-registrations/public.ts'
import { requestCounts } from '#features/office-requests/public.ts'
import { formatDateTime, todayInWarsaw } from '#kernel/dates.ts'
import { lateBefore } from '#kernel/incoming.ts'
import type { Tx } from '#platform/db/database.ts'
import type { StaffRole } from '#platform/http/route.ts'
import type { Line } from './office-home.model.ts'
import { endingAnnouncements } from './office-home.queries.ts'
import {
  announcementsText,
  approvalsText,
  documentsText,
  inboxText,
  jobsText,
  nightText,
  registrationsText,
  requestsText,
} from './office-home.text.ts'

/** A queue on the office's start page. */
export interface Card {
  readonly title: string
  /** Whose work it is. Everybody's queries leave together, before it is known who asks; row-level security gives others nothing. */
  readonly roles: readonly StaffRole[]
  /** One query, or several that leave together. Lines whose count is nothing are left out. */
  ask(tx: Tx, now: number): Promise<readonly Line[]>
  /** Stands there when no line does. */
  readonly calm: string
  /** Where the queue is, also when it is empty. */
  readonly href: string
}

const answerers = ['clerk', 'administrator'] as const

/** What each role finds in the morning, in the order of the page. A new queue is one more entry here. */
export const cards: readonly Card[] = [
  {
    title: 'Sprawy mieszkańców',
    roles: answerers,
    calm: inboxText.calm,
    href: '/biuro/sprawy',
    ask: async (tx, now) => {
      const counts = await startCounts(tx, cutOffs(now))
      return [
        {
          count: counts.overdue,
          words: inboxText.overdue(counts.overdue),
          href: '/biuro/sprawy?termin=minal',
          tone: 'late',
        },
        { count: counts.waiting, words: inboxText.waiting(counts.waiting), href: '/biuro/sprawy' },
        { count: counts.mine, words: inboxText.mine(counts.mine), href: '/biuro/sprawy?kto=moje' },
        { count: counts.nobodys, words: inboxText.nobodys(counts.nobodys), href: '/biuro/sprawy?kto=niczyje' },
        {
          count: counts.failedMails,
          words: inboxText.failedMails(counts.failedMails),
          href: '/biuro/sprawy?stan=wszystkie&poczta=klopot',
          tone: 'late',
        },
        { count: counts.unclearMails, words: inboxText.unclear(counts.unclearMails), href: '/biuro/sprawy/poczta' },
      ]
    },
  },
  {
    title: 'Zgłoszenia z rejestracji',
    roles: answerers,
    calm: registrationsText.calm,
    href: '/biuro/rejestracje',
    ask: async (tx) => {
      const counts = await registrationCounts(tx)
      return [
        {
          count: counts.overdue,
          words: registrationsText.overdue(counts.overdue),
          href: '/biuro/rejestracje?stan=nowe',
          tone: 'late',
        },
        { count: counts.new, words: registrationsText.fresh(counts.new), href: '/biuro/rejestracje?stan=nowe' },
        {
          count: counts.waitingForPaper,
          words: registrationsText.paper(counts.waitingForPaper),
          href: '/biuro/rejestracje?stan=czeka-na-wniosek',
        },
      ]
    },
  },
  {
    title: 'Prośby o zmianę danych',
    roles: answerers,
    calm: requestsText.calm,
    href: '/biuro/prosby',
    ask: async (tx) => {
      const { accepted, inProgress, phones } = await requestCounts(tx)
      return [
        { count: accepted, words: requestsText.fresh(accepted), href: '/biuro/prosby?stan=przyjete' },
        { count: inProgress, words: requestsText.inProgress(inProgress), href: '/biuro/prosby?stan=w-toku' },
        { count: phones, words: requestsText.phones(phones), href: '/biuro/prosby/telefony' },
      ]
    },
  },
  {
    title: 'Ogłoszenia',
    roles: ['editor', 'administrator'],
    calm: announcementsText.calm,
    href: '/biuro/ogloszenia',
    ask: async (tx) => {
      const [{ drafts, scheduled }, ending] = await Promise.all([announcementCounts(tx), endingAnnouncements(tx)])
      return [
        { count: ending, words: announcementsText.ending(ending), href: '/biuro/ogloszenia' },
        { count: drafts, words: announcementsText.drafts(drafts), href: '/biuro/ogloszenia?pokaz=szkice' },
        {
          count: scheduled,
          words: announcementsText.scheduled(scheduled),
          href: '/biuro/ogloszenia?pokaz=zaplanowane',
        },
      ]
    },
  },
  {
    title: 'Dokumenty',
    roles: ['editor', 'administrator'],
    calm: documentsText.calm,
    href: '/biuro/dokumenty',
    ask: async (tx) => {
      const { drafts, scheduled } = await documentCounts(tx)
      return [
        { count: drafts, words: documentsText.drafts(drafts), href: '/biuro/dokumenty?pokaz=szkice' },
        { count: scheduled, words: documentsText.scheduled(scheduled), href: '/biuro/dokumenty?pokaz=zaplanowane' },
      ]
    },
  },
  {
    title: 'Ostatnia noc',
    roles: ['accountant', 'administrator'],
    calm: nightText.calm,
    href: '/biuro/import',
    ask: async (tx) => {
      const { id, state, receivedAt, asOf } = await lastNight(tx)
      if (id === null || state === null || receivedAt === null) return []
      const fine = state === 'shown' || state === 'unchanged'
      return [
        {
          count: 1,
          words: nightText.delivery(formatDateTime(receivedAt), deliveryStates[state]),
          href: `/biuro/import/${id}`,
          ...(fine ? {} : { tone: 'late' as const }),
        },
        ...(asOf === null ? [] : [{ count: 1, words: nightText.books(formatDateTime(asOf)), href: '/biuro/import' }]),
      ]
    },
  },
  {
    title: paymentsCard.title,
    roles: ['accountant', 'administrator'],
    calm: paymentsCard.calm,
    href: '/biuro/wplaty',
    ask: async (tx, now) => {
      const { unclear, late, waiting } = await paymentCounts(tx, lateBefore(todayInWarsaw(now)))
      return [
        { count: late, words: paymentsCard.late(late), href: '/biuro/wplaty?pokaz=po-terminie', tone: 'late' },
        { count: unclear, words: paymentsCard.unclear(unclear), href: '/biuro/wplaty' },
        { count: waiting, words: paymentsCard.waiting(waiting), href: '/biuro/wplaty?pokaz=czekaja' },
      ]
    },
  },
  {
    title: 'Do zatwierdzenia',
    roles: ['clerk', 'accountant', 'editor', 'administrator'],
    calm: approvalsText.calm,
    href: '/biuro/zadania',
    ask: async (tx) => {
      const count = await pendingApprovals(tx)
      return [{ count, words: approvalsText.waiting(count), href: '/biuro/zadania' }]
    },
  },
  {
    title: 'Zadania w tle',
    roles: ['clerk', 'accountant', 'editor', 'administrator'],
    calm: jobsText.calm,
    href: '/biuro/zadania',
    ask: async (tx) => {
      const { open, failed } = await jobCounts(tx)
      return [
        { count: open, words: jobsText.open(open), href: '/biuro/zadania' },
        { count: failed, words: jobsText.failed(failed), href: '/biuro/zadania', tone: 'late' },
      ]
    },
  },
]
