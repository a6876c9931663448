/** The portal of the attacks: everybody has something of their own, each role is signed in, and every answer is counted. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import type { FastifyRequest } from 'fastify'
import { silentLog } from '#platform/log.ts'
import { createApp, routes } from '#src/app.ts'
import { isAllowed } from '#test/every-route/attempts.ts'
import { type Belongings, belongingsOf } from '#test/every-route/belongings.ts'
import type { Principal } from '#test/every-route/people.ts'
import { type World, withWorld } from '#test/every-route/world.ts'
import { TestBrowser } from '#test/harness/portal.ts'
import { freePort } from '#test/harness/ports.ts'

/** Those who attack: a stranger, a resident, and each role of the office. */
export const attackers = ['anonymous', 'resident', 'clerk', 'accountant', 'editor', 'administrator'] as const
export type Attacker = (typeof attackers)[number]

/** What became of the requests of a tool. */
export interface Answered {
  /** By a page, a file, a redirect after a form, or a form that came back with what is wrong. */
  handled: number
  /** What was asked for is not there, or not for them. */
  absent: number
  /** The parameters have another shape than the address takes. */
  misshapen: number
  /** Turned away before anything was looked at: no session, another role, no token, too many, too large. */
  atTheDoor: number
  failed: number
}

export interface AttackWorld {
  readonly world: World
  readonly belongings: Belongings
  readonly url: string
  readonly host: string
  /** What each attacker's requests carry. */
  cookieOf(who: Attacker): string
  browserOf(who: Attacker): TestBrowser
  /** An address where everything is asked with this person's session, for tools that keep no cookie they were given. */
  doorOf(who: Attacker): Promise<string>
  readonly traffic: Traffic
}

const throughDoor = 'x-attack-door'

/** Answers counted by who asked and which address. */
export class Traffic {
  readonly #by = new Map<string, Answered>()
  /** Addresses that answered with 5xx, with the first request that did. */
  readonly failures = new Map<string, string>()

  take(who: Attacker, request: FastifyRequest, status: number, isSentToSignIn: boolean): void {
    const address = `${request.method} ${request.routeOptions.url ?? 'unknown'}`
    const key = `${who} ${address}`
    const counted = this.#by.get(key) ?? { handled: 0, absent: 0, misshapen: 0, atTheDoor: 0, failed: 0 }
    this.#by.set(key, counted)
    if (status >= 500) {
      counted.failed += 1
      if (!this.failures.has(address)) this.failures.set(address, `${status} ${request.url}`.slice(0, 300))
    } else if (isSentToSignIn || [401, 403, 413, 415, 421, 429, 431].includes(status)) counted.atTheDoor += 1
    else if (status === 404) counted.absent += 1
    else if (status === 400) counted.misshapen += 1
    else counted.handled += 1
  }

  /** Everything, or what one attacker sent. */
  sum(who?: Attacker): Answered & { readonly all: number; readonly addresses: number } {
    const total = { handled: 0, absent: 0, misshapen: 0, atTheDoor: 0, failed: 0 }
    const addresses = new Set<string>()
    for (const [key, counted] of this.#by) {
      if (who !== undefined && !key.startsWith(`${who} `)) continue
      if (counted.handled > 0) addresses.add(key.slice(key.indexOf(' ') + 1))
      for (const name of Object.keys(total) as (keyof Answered)[]) total[name] += counted[name]
    }
    const all = Object.values(total).reduce((one, other) => one + other, 0)
    return { ...total, all, addresses: addresses.size }
  }

  /** Addresses at which an attacker got nothing but the door. */
  onlyDoor(who: Attacker): string[] {
    return [...this.#by]
      .filter(
        ([key, { handled, absent, misshapen }]) => key.startsWith(`${who} `) && handled + absent + misshapen === 0,
      )
      .map(([key]) => key)
  }
}

/**
 * Sessions of the attackers outlive whatever they send, and limits let everything through: a tool that is turned away finds nothing.
 * Whether limits and ends of sessions hold is asked by tests of their own.
 */
const withoutLimits = (logins: readonly string[]): string => `
  create function attack_session() returns trigger language plpgsql as $$
    begin
      if old.login_id = any (array[${logins.map((id) => `'${id}'`).join()}]::uuid[]) then
        if tg_op = 'DELETE' then return null; end if;
        new.ended_at := null; new.purpose := old.purpose; new.factor := old.factor;
      end if;
      return case when tg_op = 'DELETE' then old else new end;
    end $$;
  create trigger attack_session before update or delete on sessions for each row execute function attack_session();
  create function attack_login() returns trigger language plpgsql as $$
    begin
      if old.id = any (array[${logins.map((id) => `'${id}'`).join()}]::uuid[]) then
        new.locked_at := null; new.lock_reason := null; new.staff_role := old.staff_role;
      end if;
      return new;
    end $$;
  create trigger attack_login before update on logins for each row execute function attack_login();
  create function attack_limit() returns trigger language plpgsql as $$
    begin new.failures := 0; new.day_attempts := 0; new.blocked_until := '-infinity'; return new; end $$;
  create trigger attack_limit before insert or update on throttle_buckets for each row execute function attack_limit();
  create function attack_written() returns trigger language plpgsql as $$
    begin new.created_at := new.created_at - interval '2 days'; return new; end $$;
  create trigger attack_written before insert on messages for each row execute function attack_written();
  create trigger attack_written before insert on change_requests for each row execute function attack_written();`

/** @param isUnlimited limits and ended sessions do not turn the attackers away. */
export async function withAttackWorld({ isUnlimited = true }: { isUnlimited?: boolean } = {}): Promise<AttackWorld> {
  const world = await withWorld()
  const { portal, sessions } = world
  if (isUnlimited) {
    const logins = attackers.flatMap((who) => sessions[who]?.loginId ?? [])
    await portal.asRoot((client) => client.query(withoutLimits(logins)))
  }
  const url = `http://127.0.0.1:${await freePort()}`
  const app = await createApp({
    database: portal.database,
    clock: portal.clock,
    log: silentLog,
    baseUrl: url,
    trustProxy: false,
  })
  const traffic = new Traffic()
  const bySecret = new Map<string, Attacker>()
  for (const who of attackers) if (sessions[who]) bySecret.set(sessions[who].secret, who)
  app.addHook('onResponse', async (request, reply) => {
    const who = bySecret.get(/ebok-session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '') ?? 'anonymous'
    const led = String(reply.getHeader('location') ?? '').startsWith('/zaloguj?')
    traffic.take(who, request, reply.statusCode, led)
  })
  // wapiti sends every field of a form with files as a file, which is refused. Without files it sends fields, which are taken as well.
  app.addHook('onSend', async (request, reply, payload) => {
    const isPage = String(reply.getHeader('content-type')).startsWith('text/html')
    if (!request.headers[throughDoor] || !isPage || !(typeof payload === 'string' || Buffer.isBuffer(payload)))
      return payload
    // Kept pages come as bytes.
    const page = payload.toString()
    return page.replaceAll(' enctype="multipart/form-data"', '').replaceAll(/<input[^>]* type="file"[^>]*>/g, '')
  })
  after(() => app.close())
  await app.listen({ host: '127.0.0.1', port: Number(new URL(url).port) })
  const browsers = new Map<Attacker, TestBrowser>()
  for (const who of attackers) {
    const browser = new TestBrowser(app, url)
    const secret = sessions[who]?.secret
    if (secret !== undefined) browser.cookies.set('ebok-session', secret)
    // A visitor's form needs the cookie its token belongs to.
    else await browser.get('/zaloguj')
    browsers.set(who, browser)
  }
  const doorOf = async (who: Attacker): Promise<string> => {
    const secret = sessions[who]?.secret
    const door = createServer((request, reply) => {
      const others = request.headers.cookie?.split(/; */).filter((one) => !one.startsWith('ebok-session=')) ?? []
      if (secret !== undefined) request.headers.cookie = [`ebok-session=${secret}`, ...others].join('; ')
      request.headers.host = new URL(url).host
      request.headers[throughDoor] = '1'
      request.headers['accept-encoding'] = 'identity'
      app.routing(request, reply)
    })
    door.listen(0, '127.0.0.1')
    await once(door, 'listening')
    after(() => door.close())
    return `http://127.0.0.1:${(door.address() as AddressInfo).port}`
  }
  const browserOf = (who: Attacker): TestBrowser => browsers.get(who)!
  return {
    world,
    belongings: await belongingsOf(world),
    url,
    host: new URL(url).host,
    cookieOf: (who) => [...browserOf(who).cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    browserOf,
    doorOf,
    traffic,
  }
}

/** The addresses of every page this person may open, with an object where one belongs. */
export function pagesOf(who: Principal, belongings: Belongings): { readonly path: string; readonly url: string }[] {
  const pages: { path: string; url: string }[] = []
  for (const route of routes.filter((one) => one.method === 'GET' && isAllowed(one, who))) {
    let url: string | undefined = route.path
    for (const [param, kind] of Object.entries(route.objects)) {
      const id = belongings.get(kind)?.[who] ?? belongings.get(kind)?.office
      url = id === undefined ? undefined : url?.replace(`:${param}`, encodeURIComponent(id))
    }
    if (url === undefined || url.includes(':')) continue
    const asked = new URLSearchParams(route.example).toString()
    pages.push({ path: route.path, url: asked === '' ? url : `${url}?${asked}` })
  }
  return pages
}
