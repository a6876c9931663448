/** The web servers' configurations we ship, in front of the portal: TLS, headers, large forms and deliveries, and whose address counts. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { connect as connectPlain, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { addToken } from '#import/receive/tokens.ts'
import { packageRoot } from '#platform/files.ts'
import { silentLog } from '#platform/log.ts'
import { createApp } from '#src/app.ts'
import { multipart } from '#test/harness/multipart.ts'
import { withPortal } from '#test/harness/portal.ts'
import { context, exactly, type Figure, type Proof } from '../proof.ts'

const name = 'ebok.example.pl'
const withoutSize = 'the usual limit of the web server for a body'
const withoutHsts = 'the web server hides HSTS'
const trusting = 'the web server hands on the address the client claims'

export const proxy: Proof = {
  shows:
    'behind the nginx and Caddy we ship, TLS, headers, large forms and deliveries work and a claimed address does not count',
  tests: ['src/platform/http/edge.db.test.ts'],
  controls: [withoutSize, withoutHsts, trusting].map((one) => ({ name: one, what: one })),
  run: async ({ control, show }) => {
    const servers: Server[] = [nginx, caddy].filter(({ program }) => existsSync(program))
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

interface Ports {
  readonly http: number
  readonly https: number
  readonly portal: number
}

interface Server {
  readonly title: string
  readonly program: string
  /** Our shipped file with this machine's ports and certificate, and what runs it. */
  prepare(folder: string, ports: Ports, control: string | null): readonly string[]
}

const shipped = (file: string): string => readFileSync(join(packageRoot(), 'docs', 'operate', file), 'utf8')

/** Replaces a text that must be there, so that a changed file cannot make the proof look at something else. */
function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the shipped file does not have: ${from}`)
  return text.replaceAll(from, to)
}

const nginx: Server = {
  title: 'nginx',
  program: '/usr/sbin/nginx',
  prepare(folder, ports, control) {
    const changes: [string, string][] = [
      ['listen 80;', `listen 127.0.0.1:${ports.http};`],
      ['listen [::]:80;', ''],
      ['listen 443 ssl http2;', `listen 127.0.0.1:${ports.https} ssl http2;`],
      ['listen [::]:443 ssl http2;', ''],
      [`/etc/letsencrypt/live/${name}/fullchain.pem`, join(folder, 'cert.pem')],
      [`/etc/letsencrypt/live/${name}/privkey.pem`, join(folder, 'key.pem')],
      ['127.0.0.1:8080', `127.0.0.1:${ports.portal}`],
      ...(control === withoutSize ? ([['client_max_body_size 60m;', '']] as [string, string][]) : []),
      ...(control === withoutHsts
        ? ([['server_tokens off;', 'server_tokens off; proxy_hide_header Strict-Transport-Security;']] as [
            string,
            string,
          ][])
        : []),
      ...(control === trusting
        ? ([['X-Forwarded-For $remote_addr', 'X-Forwarded-For $http_x_forwarded_for']] as [string, string][])
        : []),
    ]
    const site = changes.reduce((text, [from, to]) => replaced(text, from, to), shipped('nginx.conf'))
    writeFileSync(join(folder, 'site.conf'), site)
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((one) => `${one}_temp_path ${folder}/${one};`)
      .join(' ')
    writeFileSync(
      join(folder, 'main.conf'),
      `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 1; ${process.getuid?.() === 0 ? 'user root;' : ''}
       events {} http { access_log ${folder}/access.log; ${temporary} include ${folder}/site.conf; }`,
    )
    return ['-c', join(folder, 'main.conf'), '-p', folder]
  },
}

const caddy: Server = {
  title: 'Caddy',
  program: '/usr/bin/caddy',
  prepare(folder, ports, control) {
    const changes: [string, string][] = [
      // A certificate of Caddy's own authority instead of one from the internet.
      [
        '{\n\t# No address',
        `{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\thttp_port ${ports.http}\n\thttps_port ${ports.https}\n\tstorage file_system ${folder}/storage\n\t# No address`,
      ],
      ['127.0.0.1:8080', `127.0.0.1:${ports.portal}`],
      ...(control === withoutSize ? ([['max_size 60MB', 'max_size 1MB']] as [string, string][]) : []),
      ...(control === withoutHsts
        ? ([['header -Server', 'header -Server\n\theader -Strict-Transport-Security']] as [string, string][])
        : []),
      ...(control === trusting
        ? ([
            [
              'header_up Host {host}',
              'header_up Host {host}\n\t\theader_up X-Forwarded-For {http.request.header.X-Forwarded-For}',
            ],
          ] as [string, string][])
        : []),
    ]
    const file = changes.reduce((text, [from, to]) => replaced(text, from, to), shipped('Caddyfile'))
    writeFileSync(join(folder, 'Caddyfile'), file)
    return ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile']
  },
}

type Check = readonly [what: string, found: true | string]

async function behind(server: Server, control: string | null): Promise<Check[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ebok-proxy-'))
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      join(folder, 'key.pem'),
      '-out',
      join(folder, 'cert.pem'),
    ],
    { stdio: 'ignore' },
  )
  const portal = await withPortal()
  const inboxDir = join(folder, 'dostawy')
  mkdirSync(inboxDir)
  const app = await createApp({
    database: portal.database,
    clock: portal.clock,
    log: silentLog,
    baseUrl: `https://${name}`,
    trustProxy: true,
    inboxDir,
  })
  const sources: string[] = []
  app.addHook('onRequest', async (request) => void sources.push(request.ip))
  const ports = { http: await freePort(), https: await freePort(), portal: await freePort() }
  await app.listen({ host: '127.0.0.1', port: ports.portal })
  const child = spawn(server.program, server.prepare(folder, ports, control), {
    env: { PATH: process.env.PATH ?? '', HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => (said = `${said}${chunk}`.slice(-2_000)))
  try {
    if (!(await listens(ports.https, child))) throw new Error(`${server.title} does not start: ${said}`)
    const session = (await portal.openSession({ kind: 'resident', partyId: 'K00001' })).secret
    const { token } = await addToken(portal.database, 'proof')
    return await checks({ ports, sources, session, token, inboxDir })
  } finally {
    child.kill('SIGTERM')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  }
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

function speaks(port: number, version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<boolean> {
  return new Promise((resolve) => {
    // Level 0 lets our own side speak what it no longer would.
    const socket = connectTls({
      host: '127.0.0.1',
      port,
      servername: name,
      rejectUnauthorized: false,
      minVersion: version,
      maxVersion: version,
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    socket.once('secureConnect', () => socket.end(() => resolve(true)))
    socket.once('error', () => resolve(false))
  })
}

async function listens(port: number, child: ChildProcess): Promise<boolean> {
  for (let attempt = 0; attempt < 200 && child.exitCode === null; attempt++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connectPlain(port, '127.0.0.1')
      socket.once('connect', () => socket.end(() => resolve(true)))
      socket.once('error', () => resolve(false))
    })
    if (open && (await speaks(port, 'TLSv1.3'))) return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}
