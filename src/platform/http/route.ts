import type { z } from 'zod'
import type { Tx } from '#platform/db/database.ts'
import type { Frame, StaffRole } from './frame.ts'
import type { RefusedUpload, Upload, UploadLimits } from './uploads.ts'

export type { StaffRole } from './frame.ts'

/** Who may ask at all: everybody, a signed-in resident, a signed-in member of staff. */
export type Area = 'public' | 'resident' | 'office'

/** What a view gives the page frame. `body` is escaped markup; the frame adds navigation, "stan na" and the head. */
export interface PageContent {
  readonly title: string
  /** The tab that is current, by its key; in the office the address of the menu's entry. None on pages outside the tabs. */
  readonly tab?: string
  readonly subTabs?: readonly { readonly href: string; readonly label: string; readonly current: boolean }[]
  readonly body: { toString(): string }
  /** Pages that show accounting data say of which moment they are. */
  readonly showsBooks?: boolean
}

export type Reply =
  | {
      readonly kind: 'page'
      readonly status: number
      readonly content: PageContent
      readonly cookies?: readonly Cookie[]
      /** When asking again makes sense, for a form that came back with 429. */
      readonly retryAfterSeconds?: number
    }
  | {
      readonly kind: 'redirect'
      readonly to: string
      readonly cookies?: readonly Cookie[]
      /** After sign-out the browser is told to forget what it stored of these pages. */
      readonly clearSiteData?: boolean
    }
  | {
      readonly kind: 'file'
      readonly contentType: string
      readonly body: string | Uint8Array | NodeJS.ReadableStream
      /** Offered for saving under this name; shown in the browser when absent. */
      readonly filename?: string
      readonly headers?: Readonly<Record<string, string>>
      /** 206 for a part of the file, 416 for a range it does not have. */
      readonly status?: 200 | 206 | 416
    }

export interface Cookie {
  /** `sheets` opens starting codes sealed for the printer; the browser sends it to their pages only. */
  readonly name: 'session' | 'browser' | 'view' | 'sheets'
  /** Empty = take it away. */
  readonly value: string
  readonly maxAgeSeconds?: number
}

/** The outside of a request, as far as a slice needs it. Never logged as it is. */
export interface Caller {
  /** The address limits are counted by: IPv4 whole, IPv6 by /64. */
  readonly source: string
  /** "Chrome, Android": what the list of sessions shows. */
  readonly browser: string
  /** Secret of a browser that signed in before, if it has one. */
  readonly browserSecret: string | undefined
  /** The key this browser opens sealed sheets with, on the pages of printing. */
  readonly sheetsKey: string | undefined
}

export interface Context<P> {
  readonly params: P
  readonly caller: Caller
  /** Milliseconds since 1970, from the installation's clock. */
  readonly now: number
  /** SHA-256 (hex) of the session secret the request came with. */
  readonly sessionHash: string | undefined
  /** A read-only scoped transaction of the person signed in; throws SignInNeeded when nobody is. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** The same, for the person's own belongings. */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** The role that signs people in; reaches no accounting data. */
  auth<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** As the person signed in, or without identity when nobody is: for pages that both may read. */
  readAsAnyone<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** A read-only transaction without identity. */
  anonymous<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** A read-only transaction under another identity than the session's, e.g. a calendar's secret. */
  readAs<T>(identity: string, work: (tx: Tx) => Promise<T>): Promise<T>
  /** The same, writing: for the belongings that identity stands for. */
  writeAs<T>(identity: string, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Who is signed in and which state of the books is published; known once read or write has run. */
  frame(): Frame
  /** Files that came with the form, on a route that takes them, and those refused with the reason. */
  readonly uploads: readonly Upload[]
  readonly refusedUploads: readonly RefusedUpload[]
  /** The `Range` header of a request for a file. */
  readonly range: string | undefined
  /** The request asks for the headers alone (HEAD): nobody gets to read anything by it. */
  readonly headOnly: boolean
  /**
   * Whether what is shown counts as read by the person: not when only the headers were asked for, and not when somebody of the office
   * looks at a resident's pages.
   */
  readonly countsAsRead: boolean
  /** The address of this installation as people type it, without a slash at the end. */
  readonly baseUrl: string
}

export interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly area: Area
  /** Roles that may use an office route; empty elsewhere. */
  readonly roles: readonly StaffRole[]
  readonly params: z.ZodType
  /** Parameters that show something in the tiny seed: every-route tests are generated from them. */
  readonly example: Readonly<Record<string, string>>
  /** Queries the route may send, the page frame's included; held by a test. */
  readonly queries: number
  /** Present on a route whose form may carry files. */
  readonly uploads: UploadLimits | undefined
  readonly handle: (context: Context<never>) => Promise<Reply>
  /** What a list of all addresses says of it. */
  readonly title: string
  /** The place of an office page in the menu: pages of one tab stand side by side below it. */
  readonly menu: OfficeMenuPlace | undefined
  /** A resident's page about the ways into the account: not shown to who looks at the account from the office. */
  readonly hiddenInView: boolean
  /**
   * The page is drawn from nothing but the published books, the day and who asks, so the same bytes may be sent again until one of these
   * changes. A page that also shows what people or the office wrote must not say so.
   */
  readonly booksOnly: boolean
  /** True when the answer carries an object's id: the authorization matrix puts foreign ids there. */
  readonly objects: Readonly<Record<string, 'account' | 'document' | 'entry' | 'premises' | 'secret' | (string & {})>>
}

/** The tabs of the office, in the order of its menu. Which of them somebody sees follows from the routes their role may use. */
export const officeTabs = {
  start: 'Start',
  registrations: 'Rejestracje',
  people: 'Osoby',
  messages: 'Sprawy',
  announcements: 'Ogłoszenia',
  documents: 'Dokumenty',
  books: 'Księgowość',
  statistics: 'Statystyki',
  administration: 'Administracja',
} as const

export interface OfficeMenuPlace {
  readonly tab: keyof typeof officeTabs
  /** Names the page beside the others of its tab. */
  readonly label: string
}

interface RouteSpec<S extends z.ZodType> {
  readonly method?: 'GET' | 'POST'
  readonly path: string
  readonly area: Area
  readonly roles?: readonly StaffRole[]
  readonly params: S
  readonly example?: Readonly<Record<string, string>>
  readonly queries: number
  readonly title: string
  readonly objects?: Route['objects']
  readonly uploads?: UploadLimits
  readonly menu?: OfficeMenuPlace
  readonly hiddenInView?: boolean
  readonly booksOnly?: boolean
  readonly handle: (context: Context<z.output<S>>) => Promise<Reply>
}

/** Declares a route. Everything the portal knows of its pages comes from this: server, menu, tests, docs/routes.md. */
export function route<S extends z.ZodType>(spec: RouteSpec<S>): Route {
  return {
    method: spec.method ?? 'GET',
    path: spec.path,
    area: spec.area,
    roles: spec.roles ?? [],
    params: spec.params,
    example: spec.example ?? {},
    queries: spec.queries,
    title: spec.title,
    objects: spec.objects ?? {},
    uploads: spec.uploads,
    menu: spec.menu,
    hiddenInView: spec.hiddenInView ?? false,
    booksOnly: spec.booksOnly ?? false,
    handle: spec.handle as Route['handle'],
  }
}

export function page(
  content: PageContent,
  options: { status?: number; cookies?: readonly Cookie[]; retryAfterSeconds?: number } = {},
): Reply {
  return { kind: 'page', content, ...options, status: options.status ?? 200 }
}

export function redirect(to: string, options: { cookies?: readonly Cookie[]; clearSiteData?: boolean } = {}): Reply {
  return { kind: 'redirect', to, ...options }
}

export function file(
  contentType: string,
  body: string | Uint8Array | NodeJS.ReadableStream,
  options: { filename?: string; headers?: Readonly<Record<string, string>>; status?: 200 | 206 | 416 } = {},
): Reply {
  return { kind: 'file', contentType, body, ...options }
}
