import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { after, mock, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { fixedClock, systemClock } from '#platform/clock.ts'
import { type Database, DatabaseUnavailable } from '#platform/db/database.ts'
import { createLog } from '#platform/log.ts'
import { withDatabase } from '#test/harness/database.ts'
import { multipart } from '#test/harness/multipart.ts'
import { nothing } from './params.ts'
import { file, page, redirect, route } from './route.ts'
import { newSecret } from './secrets.ts'
import { securityTxt } from './security-txt.ts'
import { createServer, type ServerParts } from './server.ts'

const db = await withDatabase()

const whoAsks = route({
  path: '/kto/:id',
  area: 'public',
  title: 'Kto pyta',
  params: nothing,
  queries: 0,
  handle: async ({ caller }) => file('text/plain; charset=utf-8', caller.source),
})
const form = { ...whoAsks, method: 'POST', path: '/formularz' } as const
const withForm = route({
  ...{ path: '/pusty-formularz', area: 'public', title: 'Formularz', params: nothing, queries: 0 },
  handle: async () => page({ title: 'Formularz', body: '<form><input name="_csrf" value="{{form-token}}"></form>' }),
})
const everyCookie = route({
  ...{ path: '/ciastka', area: 'public', title: 'Ciastka', params: nothing, queries: 0 },
  handle: async () =>
    redirect('/', {
      cookies: (['session', 'browser', 'view', 'sheets'] as const).map((name) => ({ name, value: newSecret() })),
    }),
})

const formWithFiles = route({
  ...{ method: 'POST', path: '/pliki', area: 'resident', title: 'Pliki', params: nothing, queries: 1 },
  uploads: { field: 'zalaczniki', files: 1, bytesPerFile: 1024, kinds: ['text'] },
  handle: async () => file('text/plain; charset=utf-8', 'przyjęte'),
})

const logged: string[] = []
async function server(trustProxy: boolean, parts: Partial<ServerParts> = {}) {
  const app = await createServer({
    routes: [whoAsks, form, withForm, everyCookie, formWithFiles],
    assets: new Map(),
    database: db.database,
    clock: systemClock,
    log: createLog({ clock: systemClock, write: (line) => void logged.push(line) }),
    drawing: {
      look: () => '',
      page: (content) => `<!DOCTYPE html><title>${content.title}</title>${content.body}`,
      problem: (error, status) => ({ title: `problem ${status}`, body: error.constructor.name }),
    },
    baseUrl: 'http://ebok.test',
    trustProxy,
    ...parts,
  })
  after(() => app.close())
  return app
}
const direct = await server(false)
const behindProxy = await server(true)
const host = 'ebok.test'

test('behind a proxy the source is what the proxy added, not what the client claimed before it', async () => {
  const headers = { host, 'x-forwarded-for': '198.51.100.7, 203.0.113.9' }
  assert.equal((await behindProxy.inject({ url: '/kto/1', headers })).body, '203.0.113.9')
  assert.equal((await direct.inject({ url: '/kto/1', headers })).body, '127.0.0.1')
})

test('only the portal’s own name is answered, whatever the name of the client’s choice', async () => {
  for (const foreign of ['zly.example', 'ebok.test.zly.example', 'ebok.test:81', 'zly-ebok.test', '127.0.0.1']) {
    const answer = await direct.inject({ url: '/kto/1', headers: { host: foreign } })
    assert.equal(answer.statusCode, 421, foreign)
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.ok(!answer.body.includes(foreign))
    const forwarded = await behindProxy.inject({ url: '/kto/1', headers: { host, 'x-forwarded-host': foreign } })
    assert.equal(forwarded.statusCode, 421, `forwarded ${foreign}`)
  }
  assert.equal((await direct.inject({ url: '/kto/1', headers: { host: 'EBOK.test' } })).statusCode, 200)
})

test('an address that cannot be read is answered in Polish, quotes nothing and stays out of caches', async () => {
  for (const url of ['/kto/%ff', `/kto/${'a'.repeat(300)}`]) {
    const answer = await direct.inject({ url, headers: { host } })
    assert.equal(answer.statusCode, 404)
    assert.equal(answer.body, 'Nie ma strony o tym adresie.\n')
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.equal(answer.headers['x-content-type-options'], 'nosniff')
  }
})

test('only forms are read: other bodies are refused before anybody looks into them', async () => {
  for (const type of ['application/json', 'text/plain']) {
    const headers = { host, 'content-type': type }
    const answer = await direct.inject({ method: 'POST', url: '/formularz', headers, payload: '{"_csrf":' })
    assert.equal(answer.statusCode, 403)
    assert.match(answer.body, /problem 403/)
  }
})

test('under https every cookie is Secure, HttpOnly and kept to this host, and browsers are told to use TLS only', async () => {
  const encrypted = await server(false, { baseUrl: 'https://ebok.test' })
  const asked = [
    await encrypted.inject({ url: '/ciastka', headers: { host } }),
    await encrypted.inject({ url: '/pusty-formularz', headers: { host } }),
  ]
  const cookies = asked.flatMap((answer) => answer.cookies)
  assert.deepEqual(
    cookies.map(({ name, path, sameSite }) => [name, path, sameSite]),
    [
      ['__Host-ebok-session', '/', 'Lax'],
      ['__Host-ebok-browser', '/', 'Lax'],
      ['__Host-ebok-view', '/', 'Lax'],
      // A browser refuses `__Host-` on a cookie for a few pages only.
      ['__Secure-ebok-sheets', '/biuro/wydawanie', 'Strict'],
      ['__Host-ebok-form', '/', 'Lax'],
    ],
  )
  for (const one of cookies) {
    assert.equal(one.secure, true, one.name)
    assert.equal(one.httpOnly, true, one.name)
    assert.equal(one.domain, undefined, one.name)
  }
  const narrow = await server(false, { baseUrl: 'https://ebok.test', hstsThisNameOnly: true })
  const missing = await encrypted.inject({ url: '/nie-ma', headers: { host } })
  const header = 'strict-transport-security'
  for (const answer of [...asked, missing]) assert.equal(answer.headers[header], 'max-age=63072000; includeSubDomains')
  const narrowed = await narrow.inject({ url: '/nie-ma', headers: { host } })
  assert.equal(narrowed.headers[header], 'max-age=63072000')
  assert.equal((await direct.inject({ url: '/nie-ma', headers: { host } })).headers[header], undefined)
})

test('no other site is let read anything', async () => {
  const headers = { host, origin: 'https://zlo.test', 'access-control-request-method': 'POST' }
  for (const method of ['GET', 'OPTIONS'] as const) {
    const answer = await direct.inject({ method, url: '/kto/1', headers })
    assert.deepEqual(
      Object.keys(answer.headers).filter((name) => name.startsWith('access-control')),
      [],
    )
  }
  assert.equal((await direct.inject({ method: 'OPTIONS', url: '/kto/1', headers })).statusCode, 404)
})

test('no file of the program and no list of files is given out', async () => {
  const asked = [
    '/.git/config',
    '/package.json',
    '/src/main.ts',
    '/var/secrets.json',
    '/assets',
    '/assets/',
    '/metrics',
  ]
  const around = [
    '/assets/../package.json',
    '/assets/..%2fpackage.json',
    '/assets/%2e%2e%2fpackage.json',
    '//etc/passwd',
  ]
  for (const url of [...asked, ...around])
    assert.equal((await direct.inject({ url, headers: { host } })).statusCode, 404, url)
})

/** What the server says to these very bytes, until it ends the connection. */
async function raw(request: string): Promise<string> {
  if (!direct.server.listening) await direct.listen({ host: '127.0.0.1', port: 0 })
  const { port } = direct.server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  socket.write(request)
  let said = ''
  for await (const part of socket) said += part
  return said
}

test('a request that two servers could read differently is refused, TRACE echoes nothing', async () => {
  const chunked = 'transfer-encoding: chunked'
  for (const request of [
    `POST /formularz HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 6\r\n${chunked}\r\n\r\n0\r\n\r\nG`,
    `POST /formularz HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab`,
    `POST /formularz HTTP/1.1\r\nhost: ${host}\r\n${chunked}\r\n${chunked}, identity\r\n\r\n0\r\n\r\n`,
    `GET /kto/1 HTTP/1.1\r\nhost: ${host}\r\nx: a\rb: c\r\n\r\n`,
    `GET /kto/1 HTTP/1.1\r\nhost: ${host}\r\nhost: zlo.test\r\nconnection: close\r\n\r\n`,
  ])
    assert.match(await raw(request), /^HTTP\/1\.1 (400|421) /, request)
  const echo = await raw(`TRACE /kto/1 HTTP/1.1\r\nhost: ${host}\r\ncookie: tajne=1\r\nconnection: close\r\n\r\n`)
  assert.match(echo, /^HTTP\/1\.1 (404|405|501) /)
  assert.doesNotMatch(echo, /tajne/)
  const honest = `GET /kto/1 HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`
  assert.match(await raw(honest), /^HTTP\/1\.1 200 /)
})

test('slow clients are let go: headers after 15 seconds, a form after one minute, one with files after five', async () => {
  const { server: limits } = direct
  assert.equal(limits.headersTimeout, 15_000)
  assert.equal(Reflect.get(limits, 'connectionsCheckingInterval'), 5_000)
  assert.equal(limits.maxConnections, undefined, 'with a cap for all, few could shut out everybody')
  if (!limits.listening) await direct.listen({ host: '127.0.0.1', port: 0 })
  for (const [path, seconds] of [
    ['/formularz', 60],
    ['/pliki', 300],
  ] as const) {
    mock.timers.enable({ apis: ['setTimeout'] })
    try {
      const socket = connect((limits.address() as AddressInfo).port, '127.0.0.1').resume()
      const [asked, gone] = [once(limits, 'request'), once(socket, 'close')]
      const type = 'application/x-www-form-urlencoded'
      socket.write(`POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: ${type}\r\ncontent-length: 100\r\n\r\na`)
      await asked
      for (let i = 0; i < 5; i += 1) await setImmediate()
      mock.timers.tick(seconds * 1000 - 1)
      for (let i = 0; i < 5; i += 1) await setImmediate()
      assert.equal(socket.destroyed, false, `${path} before its time`)
      mock.timers.tick(1)
      await gone
    } finally {
      mock.timers.reset()
    }
  }
})

test('what a rule refused is a line of the log that names the rule and nobody', async () => {
  logged.length = 0
  await direct.inject({ method: 'POST', url: '/formularz?haslo=tajne', headers: { host, origin: 'https://zlo.test' } })
  const lines = logged.map((line) => JSON.parse(line)).filter(({ event }) => event === 'refused')
  assert.deepEqual(
    lines.map(({ level, method, route: path, status, reason }) => [level, method, path, status, reason]),
    [['warn', 'POST', '/formularz', 403, 'ForeignForm']],
  )
  // Nor does the line of each request tell what was sent.
  const headers = { host, 'content-type': 'application/x-www-form-urlencoded' }
  await direct.inject({ method: 'POST', url: '/formularz', headers, payload: 'login=12345678&haslo=tajne' })
  assert.ok(logged.length >= 3)
  assert.doesNotMatch(logged.join(''), /tajne|zlo\.test/)
})

test('whom to tell of a hole stands at /.well-known/security.txt, where the operator named somebody', async () => {
  const url = '/.well-known/security.txt'
  const parts = { securityContact: 'mailto:ktos@ebok.test', baseUrl: 'http://ebok.test' }
  const clock = fixedClock(Date.parse('2026-11-23T08:00:00Z'))
  const named = await server(false, { beside: securityTxt({ ...parts, clock }) })
  const answer = await named.inject({ url, headers: { host } })
  assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8')
  assert.equal(
    answer.body,
    `Contact: mailto:ktos@ebok.test
Expires: 2027-05-24T08:00:00.000Z
Preferred-Languages: pl, en
Canonical: http://ebok.test/.well-known/security.txt
`,
  )
  const unnamed = await server(false, { beside: securityTxt({ ...parts, securityContact: undefined, clock }) })
  assert.equal((await unnamed.inject({ url, headers: { host } })).statusCode, 404)
})

test('a form with files sent while the database is away is told so, not that the session has ended', async () => {
  const away = () => Promise.reject(new DatabaseUnavailable(new Error('away')))
  const database: Database = { ...db.database, asResident: away }
  const { payload, contentType } = multipart({ tresc: 'Długi list' }, [])
  const answer = await (await server(false, { database })).inject({
    method: 'POST',
    url: '/pliki',
    headers: { host, cookie: `ebok-session=${'a'.repeat(43)}`, 'content-type': contentType },
    payload,
  })
  assert.equal(answer.statusCode, 503)
  assert.match(answer.body, /problem 503/)
})
