import { after } from 'node:test'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { homeRoutes } from '#features/home/home.routes.ts'
import { useFactorKey } from '#features/login/factors/seal.ts'
import { type IssuedLogin, issueLogin, issueStartingCode } from '#features/login/issue.ts'
import { loginRoutes } from '#features/login/login.routes.ts'
import { systemClock } from '#platform/clock.ts'
import { nothing } from '#platform/http/params.ts'
import { page, type Route, route } from '#platform/http/route.ts'
import { createServer } from '#platform/http/server.ts'
import { silentLog } from '#platform/log.ts'
import { type TestDatabase, withDatabase } from './database.ts'
import { appCode, shownKey, shownSpareCodes } from './factor.ts'

/** Stands for every page of a signed-in resident, which tells who it sees. */
const behind: Route = route({
  path: '/rachunki',
  area: 'resident',
  title: 'Strona mieszkańca',
  params: nothing,
  queries: 1,
  handle: async ({ read, frame }) => {
    await read(async () => {})
    return page({ title: 'Rachunki', body: `${frame().loginName}|${frame().previousSignInAt ?? 'nigdy'}` })
  },
})

export interface LoginWorld {
  readonly db: TestDatabase
  readonly app: FastifyInstance
  newBrowser(source?: string): TestBrowser
  /** A login with its starting code, and with a password when one is given. */
  person(options?: { password?: string; kind?: 'resident' | 'staff' }): Promise<IssuedLogin & { code: string }>
}

/** The real server with the real routes of signing in; only the page around the forms is left out. */
export async function loginWorld(): Promise<LoginWorld> {
  const db = await withDatabase()
  useFactorKey(db.secrets.get('secondFactor'))
  const app = await createServer({
    routes: [...homeRoutes, ...loginRoutes, behind],
    assets: new Map(),
    database: db.database,
    clock: systemClock,
    log: silentLog,
    drawing: {
      look: () => '',
      page: (content) => `<!DOCTYPE html><title>${content.title}</title>${content.body}`,
      problem: (error, status) => ({ title: `problem ${status}`, body: error.constructor.name }),
    },
    baseUrl: 'http://ebok.test',
    trustProxy: false,
  })
  after(() => app.close())
  let sources = 0
  const newBrowser = (source = `198.51.100.${++sources % 250}`) => new TestBrowser(app, source)
  return {
    db,
    app,
    newBrowser,
    async person({ password, kind = 'resident' } = {}) {
      const displayName = 'Żaneta Brzęczyszczykiewicz'
      const login = await issueLogin(
        db.database,
        kind === 'staff'
          ? { kind, staffRole: 'clerk', displayName, name: `bok-${Date.now().toString(36)}` }
          : { kind, partyId: 'K00012', displayName },
        { kind: 'operator' },
      )
      const { code } = await issueStartingCode(db.database, login.id, { kind: 'operator' })
      if (password !== undefined) {
        const browser = newBrowser()
        await browser.signIn(login.name, code)
        await browser.send('/haslo/ustaw', { haslo: password, powtorz: password })
      }
      return { ...login, code }
    },
  }
}

/** Keeps cookies and sends forms as a browser does. */
export class TestBrowser {
  readonly cookies = new Map<string, string>()
  readonly #app: FastifyInstance
  readonly #source: string

  constructor(app: FastifyInstance, source: string) {
    this.#app = app
    this.#source = source
  }

  async get(url: string): Promise<LightMyRequestResponse> {
    return this.#kept(
      await this.#app.inject({ method: 'GET', url, headers: this.#headers(), remoteAddress: this.#source }),
    )
  }

  async post(
    url: string,
    payload: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<LightMyRequestResponse> {
    return this.#kept(
      await this.#app.inject({
        method: 'POST',
        url,
        payload,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...this.#headers(), ...headers },
        remoteAddress: this.#source,
      }),
    )
  }

  /** Opens the page with the form, takes its token, and sends the form. */
  async send(url: string, fields: Readonly<Record<string, string>>): Promise<LightMyRequestResponse> {
    return this.post(url, new URLSearchParams({ _csrf: await this.token(), ...fields }).toString())
  }

  async token(): Promise<string> {
    const pages = ['/zaloguj', '/haslo/ustaw', '/drugi-skladnik', '/drugi-skladnik/aplikacja', '/haslo']
    for (const url of pages) {
      const found = /name="_csrf" value="([^"]+)"/.exec((await this.get(url)).body)?.[1]
      if (found) return found
    }
    throw new Error('no page with a form')
  }

  signIn(login: string, haslo: string, dalej?: string): Promise<LightMyRequestResponse> {
    return this.send('/zaloguj', { login, haslo, ...(dalej === undefined ? {} : { dalej }) })
  }

  /** After the password: adds an app to the login, with which the sign-in is complete. Returns the app's key and the spare codes. */
  async enrol(now = Date.now()): Promise<{ key: string; codes: string[] }> {
    const key = shownKey((await this.get('/drugi-skladnik/aplikacja')).body)
    const answer = await this.send('/drugi-skladnik/aplikacja', { kod: appCode(key, now) })
    return { key, codes: shownSpareCodes(answer.body) }
  }

  get session(): string | undefined {
    return this.cookies.get('ebok-session')
  }

  #headers(): Record<string, string> {
    return {
      host: 'ebok.test',
      'user-agent': 'Mozilla/5.0 (Linux; Android 15) Chrome/130.0',
      ...(this.cookies.size === 0
        ? {}
        : { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
    }
  }

  #kept(response: LightMyRequestResponse): LightMyRequestResponse {
    for (const { name, value } of response.cookies) {
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return response
  }
}
