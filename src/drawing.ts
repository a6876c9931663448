import { viewBanner } from '#features/office-people/public.ts'
import { type Problem, problemPage } from '#features/problems/public.ts'
import { DatabaseUnavailable } from '#platform/db/database.ts'
import {
  BadParameters,
  Forbidden,
  ForeignForm,
  HiddenInView,
  NotFound,
  SignInNeeded,
  TooLarge,
  TooManyRequests,
  ViewEnded,
  ViewOnly,
} from '#platform/http/errors.ts'
import type { Frame } from '#platform/http/frame.ts'
import { officeTabs, type Route } from '#platform/http/route.ts'
import type { Around, Drawing } from '#platform/http/server.ts'
import { CSRF_PLACEHOLDER } from '#ui/components.ts'
import { page } from '#ui/frame.tsx'
import type { Html } from '#ui/jsx/jsx-runtime'
import type { PageAssets } from './assets.ts'
import type { CooperativeWatch } from './cooperative.ts'

/** Deliveries come every night; after this long one is missing, and the page says so loudly. */
const staleAfterMs = 26 * 3600_000

/** The office's menu holds what the role may open: one tab for each group, its pages side by side below. */
function officeMenu(routes: readonly Route[], frame: Frame | undefined, current: string | undefined) {
  const role = frame?.staffRole
  const open = routes.flatMap(({ path, roles, menu }) =>
    menu && role && roles.includes(role) ? [{ path, ...menu }] : [],
  )
  const here = open.find(({ path }) => path === current)
  const tabs = Object.entries(officeTabs).flatMap(([key, label]) => {
    const first = open.find(({ tab }) => tab === key)
    return first ? [{ key, href: first.path, label }] : []
  })
  const beside = open.filter(({ tab }) => tab === here?.tab)
  return {
    menu: tabs,
    activeTab: here?.tab,
    subTabs:
      beside.length > 1
        ? beside.map(({ path, label }) => ({ href: path, label, current: path === current }))
        : undefined,
  }
}

/** How contents become documents: the frame of `ui` around what a slice drew. */
export function createDrawing(assets: PageAssets, cooperative: CooperativeWatch, routes: readonly Route[]): Drawing {
  /** All that stands around a content, the same for every page of a moment. */
  const around = ({ frame, area, now }: Around) => {
    const { name, accentColor, logoUrl } = cooperative.current()
    return {
      area,
      cooperative: { name, logoUrl: logoUrl ?? undefined },
      assets: {
        cssHref: assets.css.path,
        themeHref: assets.theme(accentColor).path,
        iconHref: assets.icon(accentColor).path,
        scriptHref: assets.script.path,
      },
      csrfToken: CSRF_PLACEHOLDER,
      books: frame?.asOf == null ? undefined : { at: frame.asOf, stale: now - frame.asOf > staleAfterMs },
      ...(frame
        ? {
            // On every page, also those that tell of a problem: whoever looks must always know whose pages these are.
            ...(frame.viewedBy === null || frame.viewEndsAt === null
              ? {}
              : { banner: viewBanner({ ...frame, viewEndsAt: frame.viewEndsAt }) }),
            person: {
              displayName: frame.viewedBy ?? frame.displayName,
              lastSignInAt: frame.previousSignInAt ?? undefined,
            },
            idleMinutes: frame.idleMinutes,
            unread: { wiadomosci: frame.unreadCount, napisz: frame.unreadAnswers },
          }
        : {}),
    }
  }
  return {
    look: (asked) => JSON.stringify(around(asked)),
    page(content, asked) {
      const { books, ...rest } = around(asked)
      return page({
        ...rest,
        title: content.title,
        body: content.body as Html,
        activeTab: content.tab,
        subTabs: content.subTabs,
        ...(asked.area === 'office' ? officeMenu(routes, asked.frame, content.tab) : {}),
        asOf: content.showsBooks ? books : undefined,
      })
    },
    problem: (error) => problemPage(problemOf(error)),
  }
}

function problemOf(error: Error): Problem {
  if (error instanceof NotFound) return { kind: 'notFound' }
  if (error instanceof BadParameters) return { kind: 'badParameters', problems: error.problems }
  if (error instanceof Forbidden) return { kind: 'forbidden' }
  if (error instanceof ViewOnly) return { kind: 'viewOnly' }
  if (error instanceof HiddenInView) return { kind: 'hiddenInView' }
  if (error instanceof ViewEnded) return { kind: 'viewEnded' }
  if (error instanceof ForeignForm) return { kind: 'foreignForm' }
  if (error instanceof SignInNeeded) return { kind: 'signInNeeded' }
  if (error instanceof TooManyRequests) return { kind: 'tooMany', retryAfterSeconds: error.retryAfterSeconds }
  if (error instanceof TooLarge) return { kind: 'tooLarge' }
  if (error instanceof DatabaseUnavailable) return { kind: 'unavailable' }
  return { kind: 'failure' }
}
