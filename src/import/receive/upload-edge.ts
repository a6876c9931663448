/**
 * The way in for programs: `PUT /dostawy/NAME.zip` with a token. A small edge of its own beside the pages: no cookies and no
 * session, so no forms' tokens either; the only address where a body is not a form and may take hours.
 */
import type { IncomingMessage, Server } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Clock, stillLasts } from '#platform/clock.ts'
import { sourceOf } from '#platform/http/caller.ts'
import type { Log } from '#platform/log.ts'
import { recordUpload, type TokenDatabase, useToken } from './tokens.ts'
import { badRange, notOffered, receivedText, tooManyTries, unknownToken, uploadTexts } from './upload.text.ts'
import { type UploadLimits, type UploadRefusal, UploadRefused, Uploads, uploadLimits } from './upload.ts'

export interface UploadEdgeParts {
  readonly database: TokenDatabase
  readonly clock: Clock
  readonly log: Log
  /** Null: deliveries come by folder or command only, and every token is told so. */
  readonly inboxDir: string | null
  readonly limits?: UploadLimits
}

const address = '/dostawy/'

const statusOf: Record<UploadRefusal, number> = {
  name: 400,
  tooLarge: 413,
  diskFull: 507,
  tooManyWaiting: 503,
  busy: 503,
  offset: 409,
  hash: 422,
  interrupted: 400,
  tooSlow: 408,
}

/** To be registered on the server of the pages; what it changes about reading bodies ends at its own routes. */
export function uploadEdge(parts: UploadEdgeParts): (app: FastifyInstance) => Promise<void> {
  const uploads = parts.inboxDir === null ? null : new Uploads(parts.inboxDir, parts.limits ?? uploadLimits)
  const guesses = new Guesses(parts.clock)

  /** Who asks; undefined when the answer was given already. The same to every stranger. */
  const caller = async (request: FastifyRequest, reply: FastifyReply) => {
    const source = sourceOf(request.ip)
    const wait = guesses.waitSeconds(source)
    if (wait > 0) {
      await refuse(reply.header('retry-after', String(wait)), 429, tooManyTries)
      return undefined
    }
    const token = /^Bearer ([A-Za-z0-9_-]{1,100})$/.exec(request.headers.authorization ?? '')?.[1]
    const known = token === undefined ? null : await useToken(parts.database, token)
    if (known) return known
    guesses.failed(source)
    await refuse(reply.header('www-authenticate', 'Bearer'), 401, unknownToken)
    return undefined
  }

  const guarded = async (reply: FastifyReply, work: () => Promise<FastifyReply>): Promise<FastifyReply> => {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof UploadRefused)) throw error
      const { reason, offset } = error
      parts.log.warn('upload refused', { reason })
      if (reason === 'busy' || reason === 'tooManyWaiting') reply.header('retry-after', '30')
      return refuse(reply.header('upload-offset', String(offset)), statusOf[reason], uploadTexts[reason])
    }
  }

  return async (app) => {
    letSendersWait(app.server)
    app.removeAllContentTypeParsers()
    // Bytes are not looked at before the sender is known.
    app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))

    app.get(`${address}:name`, async (request, reply) => {
      if (!(await caller(request, reply))) return reply
      if (!uploads) return refuse(reply, 404, notOffered)
      return guarded(reply, async () => {
        const offset = await uploads.received(nameOf(request))
        // Alone in the body, so that a shell can hand it to `curl -C`.
        return reply.header('upload-offset', String(offset)).type('text/plain; charset=utf-8').send(`${offset}\n`)
      })
    })

    app.put(
      `${address}:name`,
      { bodyLimit: Number.MAX_SAFE_INTEGER, config: { bodyTimeoutMs: null } },
      async (request, reply) => {
        const token = await caller(request, reply)
        if (!token) return reply
        if (!uploads) return refuse(reply, 404, notOffered)
        const range = rangeOf(request)
        if (!range) return refuse(reply, 400, badRange)
        return guarded(reply, async () => {
          const received = await uploads.receive({
            name: nameOf(request),
            body: request.raw,
            accept: () => {
              if (awaitsConsent(request.raw)) reply.raw.writeContinue()
            },
            ...range,
            sha256:
              /^[0-9a-f]{64}$/i.exec(String(request.headers['x-content-sha256'] ?? ''))?.[0].toLowerCase() ?? null,
          })
          const { name, bytes, sha256 } = received
          await recordUpload(parts.database, { token: token.id, file: name, bytes, sha256 })
          parts.log.info('delivery uploaded', { path: name })
          return reply
            .code(201)
            .type('text/plain; charset=utf-8')
            .send(`${receivedText(received)}\n`)
        })
      },
    )
  }
}

/** HTTP/1.0 knows no such question and would take the consent for the answer. */
const awaitsConsent = ({ headers, url, httpVersion }: IncomingMessage): boolean =>
  httpVersion === '1.1' && url?.startsWith(address) === true && headers.expect?.toLowerCase() === '100-continue'

/**
 * curl asks before it sends more than a megabyte (RFC 9110, section 10.1.1). Told to go on at once, as Node.js does by
 * itself, it would be in the middle of ten gigabytes when the refusal comes, lose the connection and never read why.
 */
function letSendersWait(server: Server): void {
  server.on('checkContinue', (request, response) => {
    if (!awaitsConsent(request)) response.writeContinue()
    server.emit('request', request, response)
  })
}

/** What was sent and is not read any more must not be taken for the next request of the connection. */
function refuse(reply: FastifyReply, status: number, sentence: string): FastifyReply {
  return reply.code(status).header('connection', 'close').type('text/plain; charset=utf-8').send(`${sentence}\n`)
}

const nameOf = (request: FastifyRequest): string => (request.params as { name: string }).name

/** Where the bytes of this request belong; null when the headers contradict themselves. */
function rangeOf({ headers }: FastifyRequest): { readonly from: number; readonly total: number | null } | null {
  const length = headers['content-length'] === undefined ? null : Number(headers['content-length'])
  const range = headers['content-range']
  if (range === undefined) return { from: 0, total: length }
  const found = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(range)
  if (!found) return null
  const [from, last, total] = [Number(found[1]), Number(found[2]), Number(found[3])]
  if (last + 1 !== total || from > last || (length !== null && from + length !== total)) return null
  return { from, total }
}

const freeGuesses = 5
const forgetAfterMs = 10 * 60_000
const sourcesLimit = 10_000

/** Wrong tokens from one address. A token has 256 random bits: this spares the log and the database, not the secret. */
class Guesses {
  readonly #clock: Clock
  readonly #failed = new Map<string, { count: number; until: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  waitSeconds(source: string): number {
    const found = this.#failed.get(source)
    const now = this.#clock.now()
    if (!found || !stillLasts(found.until, now, forgetAfterMs)) return 0
    return found.count < freeGuesses ? 0 : Math.ceil((found.until - now) / 1000)
  }

  failed(source: string): void {
    const now = this.#clock.now()
    const found = this.#failed.get(source)
    const count = found && stillLasts(found.until, now, forgetAfterMs) ? found.count + 1 : 1
    // The oldest one makes room.
    if (!found && this.#failed.size >= sourcesLimit) this.#failed.delete(this.#failed.keys().next().value!)
    this.#failed.set(source, { count, until: now + forgetAfterMs })
  }
}
