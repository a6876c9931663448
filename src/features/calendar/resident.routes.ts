import { z } from 'zod'
import {
  type AccountRow,
  accountPremisesLabel,
  chosenAccounts,
  filterChoices,
  myAccounts,
  rachunkiTabs,
} from '#features/accounts/public.ts'
import { firstOfMonth, type IsoDate, todayInWarsaw } from '#kernel/dates.ts'
import { monthPeriod } from '#kernel/periods.ts'
import { NotFound, TooManyRequests } from '#platform/http/errors.ts'
import { icalendar } from '#platform/http/icalendar.ts'
import { nothing, optionalChoice, optionalId, optionalMonth } from '#platform/http/params.ts'
import { file, page, type Route, redirect, route } from '#platform/http/route.ts'
import { hashSecret, newSecret } from '#platform/http/secrets.ts'
import {
  type CalendarEvent,
  eventsOf,
  factsOf,
  feedEventsOf,
  feedPeriod,
  holidaysOfMonth,
  monthNamed,
  neighbours,
  sumsOf,
} from './calendar.model.ts'
import { calendarFacts, plannedFacts, rowsLimit } from './calendar.queries.ts'
import { feedEntry, feedName, monthTitle, subscriptionText, calendarText as text } from './calendar.text.ts'
import { CalendarPage } from './calendar.view.tsx'
import {
  feedSubscription,
  mySubscription,
  noteUse,
  replaceSubscription,
  revokeSubscription,
} from './subscription.queries.ts'
import { SubscriptionCreatedPage, SubscriptionPage } from './subscription.view.tsx'

const calendarPath = '/rachunki/kalendarz'
const subscriptionPath = '/rachunki/kalendarz/subskrypcja'
const tabs = { tab: 'rachunki', subTabs: rachunkiTabs(calendarPath) } as const

/** The month named, as its first day; the years a calendar reaches are fewer than those of a date. */
const month = optionalMonth.transform((value, context): IsoDate | undefined => {
  const first = value === undefined ? undefined : monthNamed(value)
  if (value !== undefined && first === undefined) context.addIssue({ code: 'custom', message: text.monthOutside })
  return first
})

const calendarParams = z.object({
  miesiac: month,
  punkt: optionalId,
  typ: optionalId,
  widok: optionalChoice(['siatka', 'lista']),
})
type CalendarParams = z.output<typeof calendarParams>

const calendarRoute = route({
  path: calendarPath,
  area: 'resident',
  title: 'Kalendarz miesiąca',
  params: calendarParams,
  queries: 7,
  booksOnly: true,
  handle: async ({ params, now, read, frame }) => {
    const shown = params.miesiac ?? firstOfMonth(todayInWarsaw(now))
    const period = monthPeriod(shown)
    const [accounts, facts] = await read((tx) => Promise.all([myAccounts(tx), calendarFacts(tx, period)]))
    const today = frame().today as IsoDate
    const events = eventsOf(factsOf(facts, chosenAccounts(accounts, params)), period, today)
    const complete = Object.values(facts).every((rows) => rows.length < rowsLimit)
    const choices = filterChoices(accounts)
    const { previous, next } = neighbours(shown)
    const to = (changes: Partial<CalendarParams>) => hrefOf({ ...params, miesiac: shown, ...changes })
    const thisMonth = firstOfMonth(today)
    return page({
      title: monthTitle(shown),
      ...tabs,
      showsBooks: true,
      body: CalendarPage({
        month: shown,
        today,
        view: params.widok ?? 'siatka',
        events,
        sums: complete ? sumsOf(events) : undefined,
        holidays: holidaysOfMonth(shown),
        choices,
        filter: params,
        placeOf: choices.premises.length > 1 ? placeOf(accounts) : () => undefined,
        links: {
          previous: previous && to({ miesiac: previous }),
          next: next && to({ miesiac: next }),
          today: shown === thisMonth ? undefined : to({ miesiac: undefined }),
          otherView: to({ widok: params.widok === 'lista' ? undefined : 'lista' }),
          reset: to({ punkt: undefined, typ: undefined }),
          keep: Object.fromEntries(chosen({ miesiac: shown, widok: params.widok })),
        },
      }),
    })
  },
})

/** The choices as an address carries them on, without those not made. */
function chosen({ miesiac, ...rest }: Partial<CalendarParams>): [string, string][] {
  const pairs = Object.entries({ miesiac: miesiac?.slice(0, 7), ...rest })
  return pairs.flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]))
}

function hrefOf(params: Partial<CalendarParams>): string {
  const query = new URLSearchParams(chosen(params)).toString()
  return query === '' ? calendarPath : `${calendarPath}?${query}`
}

function placeOf(accounts: readonly AccountRow[]): (event: CalendarEvent) => string | undefined {
  const byAccount = new Map(accounts.map((account) => [account.accountId, accountPremisesLabel(account)]))
  const byPremises = new Map(accounts.map((account) => [account.premisesId, accountPremisesLabel(account)]))
  return (event) => {
    switch (event.kind) {
      case 'reading':
        return byPremises.get(event.reading.premisesId)
      case 'payment':
        return byAccount.get(event.payment.accountId)
      case 'settlement':
        return byAccount.get(event.settlement.accountId)
      default:
        return byAccount.get(event.document.accountId)
    }
  }
}

const subscriptionRoute = route({
  path: subscriptionPath,
  area: 'resident',
  hiddenInView: true,
  title: 'Kalendarz w telefonie',
  params: nothing,
  queries: 2,
  handle: async ({ read }) => {
    const subscription = await read(mySubscription)
    return page({
      title: subscriptionText.title,
      ...tabs,
      body: SubscriptionPage({ subscription, formKey: newSecret() }),
    })
  },
})

/**
 * Answers with the page itself and not with a redirect: the address is shown once, and a redirect could carry it only in an
 * address of ours or in something kept. The secret follows from the form's key and the session, so the same form sent
 * twice names the same address, and the page that arrives last is true whichever was handled first.
 */
const createRoute = route({
  method: 'POST',
  path: subscriptionPath,
  area: 'resident',
  title: 'Nowy adres kalendarza',
  params: z.object({ _once: z.string(subscriptionText.staleForm).regex(/^[\w-]{43}$/, subscriptionText.staleForm) }),
  queries: 7,
  handle: async ({ params, write, sessionHash, baseUrl }) => {
    const secret = await write(async (tx) => {
      const wanted = hashSecret(`calendar:${sessionHash}:${params._once}`)
      const outcome = await replaceSubscription(tx, hashSecret(wanted))
      if (outcome === 'living') return wanted
      // The form was sent again after its address had been revoked: what is dead stays dead, a new one is made.
      const fresh = hashSecret(newSecret())
      if (outcome === 'tooMany' || (await replaceSubscription(tx, hashSecret(fresh))) === 'tooMany') {
        throw new TooManyRequests(3600)
      }
      return fresh
    })
    return page({
      title: subscriptionText.title,
      ...tabs,
      body: SubscriptionCreatedPage({ address: `${baseUrl}/kalendarz/${secret}.ics` }),
    })
  },
})

const revokeRoute = route({
  method: 'POST',
  path: `${subscriptionPath}/usun`,
  area: 'resident',
  title: 'Wyłączenie adresu kalendarza',
  params: nothing,
  queries: 2,
  handle: async ({ write }) => {
    await write(revokeSubscription)
    return redirect(subscriptionPath)
  },
})

/** Asked for by calendar programs, which cannot sign in: the secret in the address is the whole right. */
const feedRoute = route({
  path: '/kalendarz/:secret.ics',
  area: 'public',
  title: 'Kalendarz do subskrypcji',
  params: z.object({ secret: z.string().regex(/^[0-9a-f]{64}$/) }),
  objects: { secret: 'secret' },
  queries: 5,
  handle: async ({ params, now, baseUrl, readAs, writeAs }) => {
    const hash = hashSecret(params.secret)
    const identity = `calendar:${hash}`
    const today = todayInWarsaw(now)
    const period = feedPeriod(today)
    const [subscription, facts] = await readAs(identity, (tx) =>
      Promise.all([feedSubscription(tx, hash), plannedFacts(tx, period)]),
    )
    if (!subscription) throw new NotFound('unknown or revoked calendar address')
    if (subscription.noteDue) await writeAs(identity, (tx) => noteUse(tx, hash))
    const events = feedEventsOf(facts, period, today)
    const body = icalendar({
      name: feedName,
      stampedAt: subscription.publishedAt ?? now,
      events: events.map((event) => feedEntry(event, { loginId: subscription.loginId, baseUrl })),
    })
    return file('text/calendar; charset=utf-8', body, {
      filename: 'e-bok.ics',
      headers: { 'x-robots-tag': 'noindex' },
    })
  },
})

export const calendarRoutes: readonly Route[] = [calendarRoute, subscriptionRoute, createRoute, revokeRoute, feedRoute]
