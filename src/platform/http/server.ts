import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { todayInWarsaw } from '#kernel/dates.ts'
import type { Clock } from '#platform/clock.ts'
import { type Database, DatabaseUnavailable, type Tx } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import { countRequest } from '#platform/metrics/requests.ts'
import type { Asset } from './assets.ts'
import { browserLabel, sourceOf } from './caller.ts'
import { acceptsGzip, encodeFor } from './compress.ts'
import {
  BadParameters,
  Forbidden,
  ForeignForm,
  HiddenInView,
  NotFound,
  SignInNeeded,
  Situation,
  TooLarge,
  TooManyRequests,
  ViewEnded,
  ViewOnly,
} from './errors.ts'
import { type Frame, readFrame } from './frame.ts'
import { type KeptPage, KeptPages, readStanding } from './kept-pages.ts'
import type { Context, Cookie, PageContent, Reply, Route } from './route.ts'
import { formToken, hashSecret, isFormToken, newSecret, secretOrNothing } from './secrets.ts'
import { touchSession } from './sessions.queries.ts'
import { acceptUploads, type ReceivedForm, receiveForm } from './uploads.ts'
import { viewHash } from './views.ts'

/** What the composition root brings: pages are drawn by `ui`, which this layer does not know. */
export interface Drawing {
  page(content: PageContent, around: Around): string
  /** Everything of a page that is not its content, as text: two pages of the same content and look are the same. */
  look(around: Around): string
  problem(situation: Situation | DatabaseUnavailable | Error, status: number): PageContent
}

export interface Around {
  readonly frame: Frame | undefined
  readonly area: Route['area']
  readonly now: number
}

export interface ServerParts {
  readonly routes: readonly Route[]
  /** By path; may grow while running, when the cooperative changes its colour. */
  readonly assets: ReadonlyMap<string, Asset>
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly drawing: Drawing
  /** Address people type. With https the cookies are `__Host-` and Secure, and HSTS is sent. */
  readonly baseUrl: string
  /** HSTS for this name alone, not for the names below it. */
  readonly hstsThisNameOnly?: boolean
  readonly trustProxy: boolean
  /** How much memory pages may take that are kept to be sent again: 32 MiB unless told otherwise, 0 keeps none. */
  readonly keptPagesBytes?: number
  /** Addresses for programs, beside the pages: what they change about reading requests ends with them. */
  readonly beside?: (app: FastifyInstance) => Promise<void>
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Milliseconds a body may take; `null`: as long as it keeps coming, and whoever takes it watches that it does. */
    readonly bodyTimeoutMs?: number | null
  }
}

const formBytesLimit = 64 * 1024
const headersTimeoutMs = 15_000
/** Nobody's line is so slow that 64 KiB take longer. */
const formTimeoutMs = 60_000
/** Ten megabytes of photographs from a phone take their time. */
const filesTimeoutMs = 300_000
/** How often connections are looked through for those whose time is over; the runtime's own 30 s would double what is promised. */
const lookThroughMs = 5_000
/** Cookies that go to a few pages only, and never along with a link from elsewhere. */
const narrowPaths: Partial<Record<Cookie['name'] | 'form', string>> = { sheets: '/biuro/wydawanie' }
/** Where `ui` leaves room for a form's token. With its quotes, so that nothing a person typed can look like it. */
const tokenPlace = 'name="_csrf" value="{{form-token}}"'
const seenAgainAfterMs = 60_000
const defaultKeptPagesBytes = 32 * 1024 * 1024

/** Builds the HTTP server from the list of routes. Does not listen yet. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const secure = parts.baseUrl.startsWith('https:')
  const app = fastify({
    bodyLimit: formBytesLimit,
    connectionTimeout: 20_000,
    // Headers come at once or never. How long a body may take depends on the address, so it is timed below.
    requestTimeout: 0,
    http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: lookThroughMs },
    // One web server in front: only what it wrote itself counts. What stands before it in the header is the client's own claim.
    trustProxy: parts.trustProxy && ((_address, hop) => hop === 0),
    frameworkErrors: refuseAddress,
    exposeHeadRoutes: true,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    forceCloseConnections: true,
  })
  await app.register(helmet, browserWalls(secure, parts.hstsThisNameOnly ?? false))
  await app.register(cookie)
  // Forms are all that is read: what a form cannot carry (nested values, lists, null) does not get in either.
  app.removeAllContentTypeParsers()
  await app.register(formbody, { bodyLimit: formBytesLimit })
  await acceptUploads(app)
  const exchange = new Exchanges(parts, secure)

  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
    if (!exchange.isOurHost(request)) {
      await reply.code(421).type('text/plain; charset=utf-8').send('Ten serwer nie obsługuje tego adresu.\n')
    }
  })
  app.addHook('onRequest', async (request) => {
    const { bodyTimeoutMs } = request.routeOptions.config
    if (bodyTimeoutMs !== null) limitBodyTime(request, bodyTimeoutMs ?? formTimeoutMs)
  })
  app.addHook('onResponse', async (request, reply) => {
    countRequest(request.method, request.routeOptions.url, reply.statusCode, reply.elapsedTime)
    parts.log.info('request', {
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime),
    })
  })
  app.get(
    '/assets/:name',
    (request, reply) =>
      sendAsset(parts.assets, request, reply) ?? exchange.problem(new NotFound(), undefined, request, reply),
  )
  for (const route of parts.routes) {
    app.route({
      method: route.method,
      url: route.path,
      config: route.uploads ? { bodyTimeoutMs: filesTimeoutMs } : {},
      handler: (request, reply) => exchange.answer(route, request, reply),
    })
  }
  if (parts.beside) await app.register(parts.beside)
  app.setNotFoundHandler((request, reply) => exchange.problem(new NotFound(), undefined, request, reply))
  app.setErrorHandler((error, request, reply) => exchange.problem(asSituation(error), undefined, request, reply))
  return app
}

function limitBodyTime({ raw }: FastifyRequest, bodyTimeoutMs: number): void {
  if (raw.headers['content-length'] === undefined && raw.headers['transfer-encoding'] === undefined) return
  const timer = setTimeout(() => raw.destroy(), bodyTimeoutMs).unref()
  raw.once('end', () => clearTimeout(timer))
  raw.once('close', () => clearTimeout(timer))
}

/** An address that is no text at all never reaches a page, so the answer brings its own headers and quotes nothing. */
function refuseAddress(_error: unknown, _request: unknown, reply: FastifyReply): void {
  void reply
    .code(404)
    .headers({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
    })
    .type('text/plain; charset=utf-8')
    .send('Nie ma strony o tym adresie.\n')
}

function sendAsset(
  assets: ServerParts['assets'],
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | undefined {
  const found = assets.get(request.url)
  if (!found) return undefined
  const [encoding, body] = found.encoded(request.headers['accept-encoding'])
  if (encoding) reply.header('content-encoding', encoding)
  return reply
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('vary', 'accept-encoding')
    .type(found.contentType)
    .send(body)
}

function browserWalls(secure: boolean, thisNameOnly: boolean) {
  return {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        imgSrc: ["'self'"],
        mediaSrc: ["'self'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    strictTransportSecurity: secure ? { maxAge: 63_072_000, includeSubDomains: !thisNameOnly } : false,
  } as const
}

/** Fastify's own refusals, put into our words. */
function asSituation(error: unknown): Error {
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new TooLarge('request body too large')
    if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new ForeignForm('unsupported form encoding')
    if ('statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500) {
      return new BadParameters([{ field: 'adres', message: 'Tego zapytania nie można odczytać.' }])
    }
  }
  return error instanceof Error ? error : new Error('unknown failure')
}

/** One request and its answer on the way out. */
interface Exchange {
  readonly area: Route['area']
  readonly frame: Frame | undefined
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Keeps the page's bytes, to be sent again while nothing it was drawn from has changed. */
  readonly keep?: ((page: PageBytes) => void) | undefined
}

type PageBytes = Pick<KeptPage, 'encoding' | 'body'>

function sendPageBytes(status: number, { encoding, body }: PageBytes, reply: FastifyReply): FastifyReply {
  if (encoding) reply.header('content-encoding', encoding)
  return reply.code(status).header('vary', 'accept-encoding').type('text/html; charset=utf-8').send(body)
}

/** Somebody of the office asked to read as a resident; with identity and frame while that view lives. */
interface View {
  readonly asked: boolean
  readonly identity?: string
  readonly frame?: Frame
}

/** The parameters a route takes, or why it does not take these. */
interface Asked {
  readonly params: unknown
  readonly refusal?: Situation
}

class Exchanges {
  readonly #parts: ServerParts
  readonly #kept: KeptPages
  readonly #secure: boolean
  readonly #own: URL

  constructor(parts: ServerParts, secure: boolean) {
    this.#parts = parts
    this.#kept = new KeptPages(parts.keptPagesBytes ?? defaultKeptPagesBytes)
    this.#secure = secure
    this.#own = new URL(parts.baseUrl)
  }

  /** A page reached under a foreign name is somebody's trap (DNS rebinding, poisoned links). A local portal answers to every local name. */
  isOurHost(request: FastifyRequest): boolean {
    const asked = request.host.toLowerCase()
    // Two names: a server in front may have believed the other one (RFC 9112, 3.2).
    if (request.raw.rawHeaders.filter((name, index) => index % 2 === 0 && /^host$/i.test(name)).length > 1) return false
    if (asked === this.#own.host) return true
    return isLoopback(this.#own.host) && isLoopback(asked) && portOf(asked) === portOf(this.#own.host)
  }

  async answer(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    let seen: Frame | undefined
    /** What each reading of the books was asked as, oldest first. */
    const stood: string[] = []
    try {
      const form = route.method === 'POST' ? await this.#form(route, request) : undefined
      const view = await this.#viewOf(route, request)
      if (view.frame && route.area === 'resident') {
        seen = view.frame
        if (form) throw new ViewOnly(`${route.path} writes, and this is a view`)
        if (route.hiddenInView) throw new HiddenInView(`${route.path} is the resident's alone`)
      }
      const asked = this.#params(route, request, form)
      const context = this.#context(route, request, form, asked, view, (frame, standing) => {
        seen = frame
        if (standing !== undefined) stood.push(standing)
      })
      if (asked.refusal) {
        // Who asks comes before what is asked: a stranger learns nothing from an odd address, not even that it is odd.
        if (route.area !== 'public') await context.read(async () => {})
        throw asked.refusal
      }
      const key = this.#keyOf(route, request, view)
      const kept = key && this.#kept.find(key)
      if (kept) {
        await context.read(async () => {})
        if (kept.state === this.#stateOf(route, seen, stood.pop())) return sendPageBytes(200, kept, reply)
      }
      const answer = await route.handle(context as Context<never>).catch(async (error: unknown) => {
        // The same where a page refuses what it was asked before it reads anything.
        if (error instanceof BadParameters && route.area !== 'public' && !seen) await context.read(async () => {})
        throw error
      })
      if (route.area !== 'public' && !seen) throw new Error(`${route.path} answered without asking who is signed in`)
      // Read twice, a page may have seen two publications: such a page is sent and not kept.
      const state = key && stood.length === 1 ? this.#stateOf(route, seen, stood[0]) : undefined
      const keep = state === undefined ? undefined : (page: PageBytes) => this.#kept.keep(key!, { ...page, state })
      return await this.#send(answer, { area: route.area, frame: seen, request, reply, keep })
    } catch (error) {
      return this.problem(error instanceof Error ? error : new Error('unknown failure'), seen, request, reply, route)
    }
  }

  async problem(
    error: Error,
    frame: Frame | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
    route?: Route,
  ): Promise<FastifyReply> {
    if (error instanceof SignInNeeded && request.method === 'GET') {
      const wanted = request.url === '/' ? '' : `?dalej=${encodeURIComponent(request.url.slice(0, 300))}`
      return reply.redirect(`/zaloguj${wanted}`, 303)
    }
    const unavailable = error instanceof DatabaseUnavailable
    const status = error instanceof Situation ? error.status : unavailable ? 503 : 500
    if (status >= 500) {
      // The message of a database error can quote a person's data; its class and code cannot.
      const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
      this.#parts.log.error('failure', {
        route: request.routeOptions.url ?? 'unknown',
        reason: `${error.name} ${placeOf(error)}`,
        ...(code === undefined ? {} : { code }),
      })
    }
    // A row of these is somebody trying doors. The name of the rule that refused, never what was asked for.
    if (error instanceof Situation && route)
      this.#parts.log.warn('refused', {
        method: route.method,
        route: route.path,
        status,
        reason: error.constructor.name,
      })
    if (error instanceof TooManyRequests) reply.header('retry-after', String(error.retryAfterSeconds))
    if (unavailable) reply.header('retry-after', '5')
    const known = frame ?? (status === 404 ? await this.#frameIfAny(request) : undefined)
    const content = this.#parts.drawing.problem(error, status)
    const area = route?.area ?? (known?.kind === 'staff' ? 'office' : known ? 'resident' : 'public')
    return this.#sendPage({ kind: 'page', status, content }, { area, frame: known, request, reply })
  }

  /**
   * A member of staff with a living view reads residents' pages as the resident. Their own pages, the office's and those of signing in
   * and out, stay theirs.
   */
  async #viewOf(route: Route, request: FastifyRequest): Promise<View> {
    const session = this.#cookie(request, 'session')
    const secret = this.#cookie(request, 'view')
    if (route.area === 'office' || session === undefined || secret === undefined) return { asked: false }
    const identity = `view:${viewHash(hashSecret(session), secret)}`
    const frame = await this.#parts.database.asResident(identity, (tx) => readFrame(tx))
    return frame ? { asked: true, identity, frame } : { asked: true }
  }

  /** The form's fields once it is known to be ours. Where it came from is checked before anything large is read. */
  async #form(route: Route, request: FastifyRequest): Promise<ReceivedForm> {
    this.#refuseForeignSite(request)
    // Megabytes are taken in only from somebody who is signed in.
    if (route.uploads && request.isMultipart() && route.area !== 'public' && !(await this.#frameOf(request)))
      throw new SignInNeeded('no living session')
    const form =
      route.uploads && request.isMultipart()
        ? await receiveForm(request, route.uploads)
        : { fields: (request.body ?? {}) as Record<string, string>, uploads: [], refused: [] }
    const secret = this.#cookie(request, 'session') ?? this.#cookie(request, 'form')
    if (secret === undefined || !isFormToken(secret, form.fields._csrf))
      throw new ForeignForm('stale or missing form token')
    return form
  }

  #refuseForeignSite(request: FastifyRequest): void {
    const origin = request.headers.origin
    const site = request.headers['sec-fetch-site']
    if (origin !== undefined && origin !== `${this.#own.protocol}//${request.host}`)
      throw new ForeignForm('foreign origin')
    if (site !== undefined && site !== 'same-origin') throw new ForeignForm('foreign site')
  }

  #context(
    route: Route,
    request: FastifyRequest,
    form: ReceivedForm | undefined,
    asked: Asked,
    viewing: View,
    see: (frame: Frame, standing: string | undefined) => void,
  ): Context<unknown> {
    const { database, clock, baseUrl } = this.#parts
    const secret = this.#cookie(request, 'session')
    const sessionHash = secret === undefined ? undefined : hashSecret(secret)
    /** Under which identity the page is read, when it is not read under the session's own. */
    const view = route.area === 'resident' ? viewing.identity : undefined
    let frame: Frame | undefined

    const accept = (candidate: Frame | undefined, standing?: string): void => {
      if (!candidate) throw new SignInNeeded('no living session')
      if (route.area === 'resident' && candidate.kind !== 'resident') {
        if (viewing.asked) throw new ViewEnded('the view is over')
        throw new Forbidden('staff on a resident page')
      }
      if (route.area === 'office') {
        if (candidate.kind !== 'staff' || candidate.staffRole === null)
          throw new Forbidden('resident on an office page')
        if (!route.roles.includes(candidate.staffRole)) throw new Forbidden(`office page for ${route.roles.join(', ')}`)
      }
      frame = candidate
      see(candidate, standing)
      if (sessionHash && clock.now() - candidate.lastSeenAt > seenAgainAfterMs) this.#touch(sessionHash)
    }
    const scoped = async <T>(work: (tx: Tx) => Promise<T>, write: boolean): Promise<T> => {
      if (sessionHash === undefined) throw new SignInNeeded('no session')
      if (view !== undefined && write) throw new ViewOnly(`${route.path} writes, and this is a view`)
      return scopedAs(view ?? sessionHash, work, write)
    }
    const scopedAs = async <T>(identity: string, work: (tx: Tx) => Promise<T>, write: boolean): Promise<T> => {
      const run = route.area === 'office' ? database.asStaff.bind(database) : database.asResident.bind(database)
      return run(
        identity,
        async (tx) => {
          // The frame's query and the page's own go out together; what the page read is dropped if nobody is signed in.
          const asked = readFrame(tx)
          if (write) {
            accept(await asked)
            return work(tx)
          }
          const stands = route.booksOnly && this.#kept.limitBytes > 0 ? readStanding(tx) : undefined
          const [found, result, standing] = await Promise.allSettled([asked, work(tx), stands])
          if (found.status === 'rejected') throw found.reason
          if (standing.status === 'rejected') throw standing.reason
          accept(found.value, standing.value)
          if (result.status === 'rejected') throw result.reason
          return result.value
        },
        { write },
      )
    }
    return {
      params: asked.params,
      uploads: form?.uploads ?? [],
      refusedUploads: form?.refused ?? [],
      range: request.headers.range,
      headOnly: request.method === 'HEAD',
      countsAsRead: request.method !== 'HEAD' && view === undefined,
      caller: {
        source: sourceOf(request.ip),
        browser: browserLabel(request.headers['user-agent']),
        browserSecret: this.#cookie(request, 'browser'),
        sheetsKey: this.#cookie(request, 'sheets'),
      },
      now: clock.now(),
      // The session of whoever looks is not the resident's.
      sessionHash: view === undefined ? sessionHash : undefined,
      baseUrl,
      read: (work) => scoped(work, false),
      write: (work) => scoped(work, true),
      auth: (work) => {
        if (route.area !== 'public' && !frame)
          throw new Error(`${route.path} uses the signing-in role before asking who is signed in`)
        if (view !== undefined) throw new ViewOnly(`${route.path} uses the signing-in role, and this is a view`)
        return database.asAuth(work, { write: true })
      },
      readAsAnyone: async (work) => {
        try {
          return await (viewing.identity === undefined ? scoped(work, false) : scopedAs(viewing.identity, work, false))
        } catch (error) {
          if (error instanceof SignInNeeded) return database.asAnonymous(work)
          throw error
        }
      },
      anonymous: (work) => database.asAnonymous(work),
      readAs: (identity, work) => database.asResident(identity, work),
      writeAs: async (identity, work) => {
        if (view !== undefined) throw new ViewOnly(`${route.path} writes, and this is a view`)
        return database.asResident(identity, work, { write: true })
      },
      frame: () => {
        if (!frame) throw new Error(`${route.path} looks at the frame before reading`)
        return frame
      },
    }
  }

  /** Where a page of this request would be kept; nowhere when it must be drawn anew whatever happens. */
  #keyOf(route: Route, request: FastifyRequest, view: View): string | undefined {
    const session = this.#cookie(request, 'session')
    if (!route.booksOnly || this.#kept.limitBytes === 0 || request.method !== 'GET' || view.asked) return undefined
    if (session === undefined) return undefined
    return `${hashSecret(session)} ${acceptsGzip(request.headers['accept-encoding']) ? 'gzip' : ''} ${request.url}`
  }

  #stateOf(route: Route, frame: Frame | undefined, standing: string | undefined): string {
    const { drawing, clock } = this.#parts
    const now = clock.now()
    const look = drawing.look({ frame, area: route.area, now })
    return `${standing} ${frame?.publicationId} ${frame?.today} ${todayInWarsaw(now)} ${look}`
  }

  #touch(sessionHash: string): void {
    this.#parts.database
      .asAuth((tx) => touchSession(tx, sessionHash), { write: true })
      .catch((error: Error) => this.#parts.log.warn('session not touched', { reason: error.name }))
  }

  #params(route: Route, request: FastifyRequest, form: ReceivedForm | undefined): Asked {
    const path = request.params as Record<string, unknown>
    const given = form ? form.fields : request.query
    const parsed = route.params.safeParse({ ...(given as Record<string, unknown>), ...path })
    if (parsed.success) return { params: parsed.data }
    const problems = parsed.error.issues.map((issue) => ({
      field: String(issue.path[0] ?? ''),
      message: issue.message,
    }))
    // An object that cannot exist is the same as one that does not.
    if (problems.some((problem) => problem.field in path)) {
      return { params: undefined, refusal: new NotFound('impossible id in the path') }
    }
    return { params: undefined, refusal: new BadParameters(problems.slice(0, 20)) }
  }

  /** @throws DatabaseUnavailable: whether somebody is signed in is not known then. */
  async #frameOf(request: FastifyRequest): Promise<Frame | undefined> {
    const secret = this.#cookie(request, 'session')
    if (secret === undefined) return undefined
    return this.#parts.database.asResident(hashSecret(secret), (tx) => readFrame(tx))
  }

  /** Around a page that says what went wrong; without a database it says it with no name on it. */
  async #frameIfAny(request: FastifyRequest): Promise<Frame | undefined> {
    return this.#frameOf(request).catch(() => undefined)
  }

  async #send(answer: Reply, exchange: Exchange): Promise<FastifyReply> {
    const { reply } = exchange
    if (answer.kind === 'page') return this.#sendPage(answer, exchange)
    if (answer.kind === 'redirect') {
      this.#setCookies(reply, answer.cookies)
      if (answer.clearSiteData) reply.header('clear-site-data', '"cache", "storage"')
      return reply.redirect(answer.to, 303)
    }
    for (const [name, value] of Object.entries(answer.headers ?? {})) reply.header(name, value)
    if (answer.filename) {
      const plain = answer.filename.replace(/[^\w.-]/g, '_')
      reply.header(
        'content-disposition',
        `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(answer.filename)}`,
      )
    }
    return reply
      .code(answer.status ?? 200)
      .type(answer.contentType)
      .send(answer.body)
  }

  async #sendPage(
    answer: Extract<Reply, { kind: 'page' }>,
    { area, frame, request, reply, keep }: Exchange,
  ): Promise<FastifyReply> {
    this.#setCookies(reply, answer.cookies)
    if (answer.retryAfterSeconds !== undefined) reply.header('retry-after', String(answer.retryAfterSeconds))
    const around = { frame, area: shownArea(area, frame), now: this.#parts.clock.now() }
    const page = this.#parts.drawing.page(answer.content, around)
    const drawn = page.includes(tokenPlace) ? this.#withTokens(page, request, reply) : page
    const [encoding, body] = await encodeFor(request.headers['accept-encoding'], drawn)
    if (answer.status === 200 && answer.cookies === undefined) keep?.({ encoding, body })
    return sendPageBytes(answer.status, { encoding, body }, reply)
  }

  /** Fills the forms of a page with their token; a visitor without a secret gets one, and only on a page that has a form. */
  #withTokens(page: string, request: FastifyRequest, reply: FastifyReply): string {
    let secret = this.#cookie(request, 'session') ?? this.#cookie(request, 'form')
    if (secret === undefined) {
      secret = newSecret()
      this.#setCookie(reply, 'form', secret)
    }
    const token = secret
    return page.replaceAll(tokenPlace, () => `name="_csrf" value="${formToken(token)}"`)
  }

  #cookieName(name: Cookie['name'] | 'form'): string {
    // Browsers keep the prefix for cookies of the whole site; one for a few pages is content with being sent encrypted.
    const prefix = name in narrowPaths ? '__Secure-' : '__Host-'
    return `${this.#secure ? prefix : ''}ebok-${name}`
  }

  #cookie(request: FastifyRequest, name: Cookie['name'] | 'form'): string | undefined {
    return secretOrNothing(request.cookies[this.#cookieName(name)])
  }

  #setCookies(reply: FastifyReply, cookies: readonly Cookie[] | undefined): void {
    for (const one of cookies ?? []) this.#setCookie(reply, one.name, one.value, one.maxAgeSeconds)
  }

  #setCookie(reply: FastifyReply, name: Cookie['name'] | 'form', value: string, maxAgeSeconds?: number): void {
    reply.setCookie(this.#cookieName(name), value, {
      path: narrowPaths[name] ?? '/',
      httpOnly: true,
      secure: this.#secure,
      sameSite: name in narrowPaths ? 'strict' : 'lax',
      ...(value === '' ? { maxAge: 0 } : maxAgeSeconds === undefined ? {} : { maxAge: maxAgeSeconds }),
    })
  }
}

const portOf = (host: string): string => /:(\d+)$/.exec(host)?.[1] ?? ''
const isLoopback = (host: string): boolean => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host)

/** A page for everybody looks like the others of whoever is signed in. */
function shownArea(area: Route['area'], frame: Frame | undefined): Route['area'] {
  if (!frame) return 'public'
  return area !== 'public' ? area : frame.kind === 'staff' ? 'office' : 'resident'
}

/** Where it happened, without the message, which may quote data. */
function placeOf(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 6)
    .join(' < ')
    .replaceAll(/\s+at /g, ' ')
}
