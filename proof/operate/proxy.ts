/** The web servers' configurations we ship, in front of the portal: TLS, headers, large forms and deliveries, and whose address counts. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { join } from 'node:path'
import { addToken } from '#import/receive/tokens.ts'
import { multipart } from '#test/harness/multipart.ts'
import { context, exactly, type Figure, type Proof } from '../proof.ts'
import {
  type Change,
  caddy,
  inFront,
  shippedName as name,
  nginx,
  type Ports,
  speaks,
  type WebServer,
} from './web-servers.ts'

const withoutSize = 'the usual limit of the web server for a body'
const withoutHsts = 'the web server hides HSTS'
const trusting = 'the web server hands on the address the client claims'

export const proxy: Proof = {
  shows:
    'behind the nginx and Caddy we ship, TLS, headers, large forms and deliveries work and a claimed address does not count',
  tests: ['src/platform/http/edge.db.test.ts'],
  controls: [withoutSize, withoutHsts, trusting].map((one) => ({ name: one, what: one })),
  run: async ({ control, show }) => {
    const servers: WebServer[] = [nginx, caddy].filter(({ program }) => existsSync(program))
    const missing = [nginx, caddy].filter(({ program }) => !existsSync(program)).map(({ title }) => title)
    const rows: string[] = []
    let wrong = 0
    for (const server of servers) {
      const checks = await behind(server, control)
      for (const [what, found] of checks) {
        if (found !== true) wrong += 1
        rows.push(`| ${server.title} | ${what} | ${found === true ? 'yes' : `no: ${found}`} |`)
      }
    }
    show(['| web server | what | holds |', '| --- | --- | --- |', ...rows].join('\n'))
    const figures: Figure[] = [
      exactly('things that do not hold behind a web server', wrong, 0),
      exactly('web servers tried', servers.length, 2),
      context('not installed here', missing.join(', ') || 'none'),
    ]
    return figures
  },
}

const planted: Readonly<Record<string, Readonly<Record<WebServer['title'], Change>>>> = {
  [withoutSize]: {
    nginx: ['client_max_body_size 60m;', ''],
    Caddy: ['max_size 60MB', 'max_size 1MB'],
  },
  [withoutHsts]: {
    nginx: ['server_tokens off;', 'server_tokens off; proxy_hide_header Strict-Transport-Security;'],
    Caddy: ['header -Server', 'header -Server\n\theader -Strict-Transport-Security'],
  },
  [trusting]: {
    nginx: ['X-Forwarded-For $remote_addr', 'X-Forwarded-For $http_x_forwarded_for'],
    Caddy: [
      'header_up Host {host}',
      'header_up Host {host}\n\t\theader_up X-Forwarded-For {http.request.header.X-Forwarded-For}',
    ],
  },
}

type Check = readonly [what: string, found: true | string]

async function behind(server: WebServer, control: string | null): Promise<Check[]> {
  const change = planted[control ?? '']?.[server.title]
  return inFront(server, change ? [change] : [], async ({ portal, ports, sources, inboxDir }) => {
    const session = (await portal.openSession({ kind: 'resident', partyId: 'K00001' })).secret
    const { token } = await addToken(portal.database, 'proof')
    return checks({ ports, sources, session, token, inboxDir })
  })
}

interface World {
  readonly ports: Ports
  readonly sources: string[]
  readonly session: string
  readonly token: string
  readonly inboxDir: string
}

async function checks({ ports, sources, session, token, inboxDir }: World): Promise<Check[]> {
  const found: Check[] = []
  const check = async (what: string, look: () => Promise<true | string>): Promise<void> => {
    found.push([what, await look().catch((error: unknown) => String(error))])
  }
  const ask = (path: string, options: Asked = {}) => asked(ports.https, path, options)

  await check('http leads to https', async () => {
    const { status, headers } = await asked(ports.http, '/zaloguj?x=1', { plain: true })
    return (
      ([301, 308].includes(status) && headers.location === `https://${name}/zaloguj?x=1`) ||
      `${status} ${headers.location}`
    )
  })
  await check('a delivery without TLS is refused, not led on', async () => {
    const { status } = await asked(ports.http, '/dostawy/noc.zip', {
      plain: true,
      method: 'PUT',
      body: Buffer.from('PK'),
    })
    return status === 403 || `${status}`
  })
  await check('TLS 1.2 and 1.3, nothing older', async () => {
    const spoken = await Promise.all(
      (['TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const).map((version) => speaks(ports.https, version)),
    )
    return spoken.join() === 'false,true,true' || spoken.join()
  })
  await check('the sign-in page with each wall of the browser exactly once', async () => {
    const { status, raw } = await ask('/zaloguj')
    const walls = [
      'strict-transport-security',
      'content-security-policy',
      'x-content-type-options',
      'referrer-policy',
      'cross-origin-opener-policy',
      'cache-control',
    ]
    const wrong = walls.filter((wall) => raw.filter((one) => one === wall).length !== 1)
    return (status === 200 && wrong.length === 0) || `${status} ${wrong}`
  })
  await check('no version of the web server is told', async () => {
    const { headers } = await ask('/zaloguj')
    return !/\d/.test(String(headers.server ?? '')) || String(headers.server)
  })
  await check('compressed once', async () => {
    const { headers } = await ask('/zaloguj', { headers: { 'accept-encoding': 'gzip, br' } })
    return ['gzip', 'br'].includes(String(headers['content-encoding'])) || String(headers['content-encoding'])
  })
  await check('cookies are __Host- and Secure', async () => {
    const cookie = String((await ask('/zaloguj')).headers['set-cookie'])
    return /__Host-ebok-form=[^;]+;.*Secure/s.test(cookie) || cookie
  })
  await check('a foreign name is not served', async () => {
    const { status, body } = await ask('/zaloguj', { headers: { host: 'zly.example' } })
    return !body.includes('<html') || `${status}`
  })
  await check('the address a client claims does not count', async () => {
    sources.length = 0
    for (const claimed of ['203.0.113.9', '203.0.113.9, 198.51.100.1', '127.0.0.2, 203.0.113.9'])
      await ask('/zaloguj', { headers: { 'x-forwarded-for': claimed } })
    return (sources.length === 3 && sources.every((one) => one === '127.0.0.1')) || sources.join(' | ')
  })
  const signedIn = { cookie: `__Host-ebok-session=${session}` }
  await check('a form with five files of 9.5 MB arrives whole', async () => {
    const form = await ask('/napisz', { headers: signedIn })
    const field = (label: string) => new RegExp(`name="${label}" value="([^"]+)"`).exec(form.body)?.[1] ?? ''
    const files = Array.from({ length: 5 }, (_, i) => ({
      field: 'zalaczniki',
      name: `plik${i}.txt`,
      type: 'text/plain',
      content: Buffer.alloc(9_500_000, `tekst ${i}\n`),
    }))
    const { payload, contentType } = multipart(
      { _csrf: field('_csrf'), _once: field('_once'), tresc: 'Dzień dobry' },
      files,
    )
    const answer = await ask('/napisz', {
      method: 'POST',
      headers: { ...signedIn, 'content-type': contentType, origin: `https://${name}` },
      body: payload,
    })
    return (
      (answer.status === 422 && answer.body.includes('plik4.txt')) || `${answer.status} ${answer.body.slice(0, 200)}`
    )
  })
  await check('a body of 70 MB elsewhere is not taken', async () => {
    sources.length = 0
    const { status } = await ask('/zaloguj', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.alloc(70_000_000),
    }).catch(() => ({ status: 0 }))
    // Either the web server counts, or the program hangs up first.
    return [0, 413, 502].includes(status) || `${status}`
  })
  await check('a delivery of 150 MB goes through, and an unknown token is told so at once', async () => {
    const stranger = await ask('/dostawy/obca.zip', {
      method: 'PUT',
      headers: { authorization: 'Bearer x' },
      body: Buffer.alloc(10),
    })
    const body = Buffer.alloc(150_000_000, 'PK')
    const { status } = await ask('/dostawy/noc.zip', {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}` },
      body,
    })
    const there = readdirSync(inboxDir).filter((one) => one === 'noc.zip')
    return (
      (stranger.status === 401 &&
        status === 201 &&
        there.length === 1 &&
        statSync(join(inboxDir, 'noc.zip')).size === body.length) ||
      `${stranger.status} ${status} ${there}`
    )
  })
  return found
}

interface Asked {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: Buffer
  readonly plain?: boolean
}

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  /** Names of headers as often as they came. */
  readonly raw: readonly string[]
  readonly body: string
}

function asked(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body, plain = false }: Asked,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const send = plain ? plainRequest : tlsRequest
    const request = send(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        headers: { host: name, ...(body ? { 'content-length': String(body.length) } : {}), ...headers },
        ...(plain ? {} : { servername: name, rejectUnauthorized: false }),
        agent: false,
      },
      async (reply) => {
        const chunks: Buffer[] = []
        for await (const chunk of reply) chunks.push(chunk)
        const raw = reply.rawHeaders.filter((_, i) => i % 2 === 0).map((one) => one.toLowerCase())
        resolve({
          status: reply.statusCode!,
          headers: reply.headers,
          raw,
          body: Buffer.concat(chunks).toString('utf8'),
        })
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}
