/** One browser of one person: a few kept connections, cookies, files that are asked for once. */
import { Agent, request } from 'node:http'
import { performance } from 'node:perf_hooks'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

const unpack = promisify(gunzip)
/** A browser opens up to six connections to one server. */
const connections = 6
const patienceMs = 30_000

export interface Answer {
  /** 0 = no answer. */
  readonly status: number
  readonly location: string
  readonly text: string
  /** Epoch milliseconds. */
  readonly startedAt: number
  readonly endedAt: number
}

/** Told of every request: which tab it belongs to, when it began, how long it took, and what was wrong with it. */
export type Note = (tab: string, startedAt: number, ms: number, wrong: string | undefined) => void

export interface Asking {
  readonly tab: string
  /** Statuses that are no error. */
  readonly expects?: readonly number[]
  readonly form?: { readonly payload: Buffer; readonly contentType: string }
}

export class Browser {
  readonly #port: number
  readonly #address: string
  readonly #note: Note
  readonly #cookies = new Map<string, string>()
  #agent = newAgent()
  #cached = new Set<string>()
  /** When the next request ought to have begun, by performance.now(): waiting for a turn counts as waiting for the answer. */
  due: number | undefined

  /** `address` is where the person sits, told by the web server in front as in a real installation. */
  constructor(port: number, address: string, note: Note, cookie?: string) {
    this.#port = port
    this.#address = address
    this.#note = note
    if (cookie !== undefined) this.#remember(cookie)
  }

  /** Hangs up, and empties the cache: what signing out asks of a browser. */
  close(): void {
    this.#agent.destroy()
    this.#agent = newAgent()
    this.#cached = new Set()
  }

  async page(path: string, asking: Asking): Promise<Answer> {
    const answer = await this.#ask(path, asking)
    const files = [...answer.text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, name]) => name!)
    const missing = files.filter((name) => !this.#cached.has(name))
    for (const name of missing) this.#cached.add(name)
    await Promise.all(missing.map((name) => this.#ask(name, { tab: 'files of the pages' })))
    return answer
  }

  #remember(setCookie: string): void {
    const [name, value] = setCookie.split(';', 1)[0]!.split('=', 2) as [string, string]
    if (value === '') this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }

  async #ask(path: string, { tab, expects = [200], form }: Asking): Promise<Answer> {
    const startedAt = Date.now()
    const started = this.due ?? performance.now()
    this.due = undefined
    const { status, location, body, packed, failure } = await this.#exchange(path, form)
    const ms = performance.now() - started
    const route = path.replace(/\?.*$/, '').replace(/\/(?=[^/]*\d)[^/]+/g, '/…')
    const right = expects.includes(status)
    this.#note(tab, startedAt, ms, right ? undefined : `${form ? 'POST' : 'GET'} ${route}: ${failure ?? status}`)
    const text = packed ? await unpack(body) : body
    return { status, location, text: text.toString('utf8'), startedAt, endedAt: startedAt + ms }
  }

  #exchange(path: string, form: Asking['form']): Promise<Exchanged> {
    const origin = `http://127.0.0.1:${this.#port}`
    const headers: Record<string, string | number> = {
      'accept-encoding': 'gzip, deflate, br',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      'x-forwarded-for': this.#address,
      cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    }
    if (form) {
      headers.origin = origin
      headers['content-type'] = form.contentType
      headers['content-length'] = form.payload.length
    }
    return new Promise((resolve) => {
      const failed = (error: Error & { code?: string }) =>
        resolve({ status: 0, location: '', body: nothing, packed: false, failure: error.code ?? error.message })
      const asked = request(
        {
          port: this.#port,
          host: '127.0.0.1',
          path,
          method: form ? 'POST' : 'GET',
          agent: this.#agent,
          headers,
          timeout: patienceMs,
        },
        (answer) => {
          for (const cookie of answer.headers['set-cookie'] ?? []) this.#remember(cookie)
          const parts: Buffer[] = []
          answer.on('data', (part: Buffer) => parts.push(part))
          answer.on('error', failed)
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              location: answer.headers.location ?? '',
              body: Buffer.concat(parts),
              packed: answer.headers['content-encoding'] === 'gzip',
              failure: undefined,
            }),
          )
        },
      )
      asked.on('error', failed)
      asked.on('timeout', () => asked.destroy(new Error(`no answer in ${patienceMs / 1000} s`)))
      asked.end(form?.payload)
    })
  }
}

interface Exchanged {
  readonly status: number
  readonly location: string
  readonly body: Buffer
  readonly packed: boolean
  readonly failure: string | undefined
}

const nothing = Buffer.alloc(0)
const newAgent = () => new Agent({ keepAlive: true, maxSockets: connections })

/** The fields of a form as browsers send them when it has no files. */
export function encoded(fields: Readonly<Record<string, string>>): NonNullable<Asking['form']> {
  return {
    payload: Buffer.from(new URLSearchParams(fields).toString()),
    contentType: 'application/x-www-form-urlencoded',
  }
}

/** A hidden field of the form with this address, so that no other form of the page is meant. */
export function hiddenField(html: string, action: string, name: string): string {
  const from = html.indexOf(`<form action="${action}"`)
  const at = from === -1 ? -1 : html.indexOf(`name="${name}" value="`, from)
  const value = at === -1 ? undefined : /value="([^"]*)"/.exec(html.slice(at, at + 400))?.[1]
  if (value === undefined) throw new Error(`no ${name} in the form ${action}`)
  return value
}
