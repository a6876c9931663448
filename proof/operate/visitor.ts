/** A browser over real HTTP that keeps cookies and forms' tokens, for programs that run apart from the proof. */
import { appCode, shownKey } from '#test/harness/factor.ts'

export interface Answer {
  readonly status: number
  readonly body: string
}

export class Visitor {
  readonly #url: string
  readonly #cookies = new Map<string, string>()

  constructor(url: string) {
    this.#url = url
  }

  get(path: string): Promise<Answer> {
    return this.#ask(path, {})
  }

  /** Sends the form of the page it stands on. */
  async send(path: string, fields: Record<string, string>, page = path): Promise<Answer> {
    const before = await this.get(page)
    // Without the form there is nothing to send: whoever looks sees what the page says.
    if (before.status >= 500) return before
    const { body } = before
    const field = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? ''
    const form = new URLSearchParams({ _csrf: field('_csrf'), _once: field('_once'), ...fields })
    return this.#ask(path, { method: 'POST', body: form.toString() })
  }

  signIn(login: string, secret: string): Promise<Answer> {
    return this.send('/zaloguj', { login, haslo: secret })
  }

  /** With a starting code: sets the password. */
  setPassword(password: string): Promise<Answer> {
    return this.send('/haslo/ustaw', { haslo: password, powtorz: password })
  }

  /** A member of staff adds an app. */
  async enrol(): Promise<void> {
    const key = shownKey((await this.get('/drugi-skladnik/aplikacja')).body)
    await this.send('/drugi-skladnik/aplikacja', { kod: appCode(key, Date.now()) })
  }

  async #ask(path: string, { method = 'GET', body }: { method?: string; body?: string }): Promise<Answer> {
    const reply = await fetch(`${this.#url}${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(15_000),
      headers: {
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', origin: this.#url }),
      },
      ...(body === undefined ? {} : { body }),
    })
    for (const cookie of reply.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (value === '') this.#cookies.delete(name!)
      else this.#cookies.set(name!, value!)
    }
    return { status: reply.status, body: await reply.text() }
  }
}
