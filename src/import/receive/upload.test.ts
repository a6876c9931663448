import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import fastify from 'fastify'
import { fixedClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { createApp } from '#src/app.ts'
import { withDatabase } from '#test/harness/database.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { contractPage } from '../contract/page.ts'
import { addToken, revokeToken } from './tokens.ts'
import { uploadLimits } from './upload.ts'
import { uploadEdge } from './upload-edge.ts'

const logged: string[] = []
const clock = fixedClock(Date.parse('2026-11-22T22:00:00Z'))
const log = createLog({ clock, level: 'debug', write: (line) => void logged.push(line) })
const { database, asRoot } = await withDatabase({ log })
const folder = temporaryFolder('upload')
after(() => rmSync(folder, { recursive: true, force: true }))
const inbox = join(folder, 'inbox')

/** The whole portal, with its own hooks, on a real socket. */
const app = await createApp({
  database,
  clock,
  log,
  baseUrl: 'http://127.0.0.1',
  trustProxy: false,
  inboxDir: inbox,
})
await app.listen({ host: '127.0.0.1', port: 0 })
after(() => app.close())
const { port } = app.server.address() as AddressInfo
const { token } = await addToken(database, 'Księgowość')

/** A line that breaks: of every connection passes on so many bytes and hangs up. */
async function breakingLine(bytesBefore: number): Promise<{ port: number; server: Server; breaks: () => number }> {
  let breaks = 0
  const server = createServer((client) => {
    let left = bytesBefore
    const on = connect(port, '127.0.0.1')
    for (const socket of [client, on]) socket.on('error', () => {})
    client.on('data', (chunk: Buffer) => {
      const part = chunk.subarray(0, left)
      left -= part.length
      on.write(part)
      // What was passed on is given a moment to arrive: a line that breaks does not take back what it carried.
      if (left <= 0 && part.length > 0) breaks += 1
      if (left <= 0) setTimeout(() => [client, on].forEach((socket) => void socket.destroy()), 200)
    })
    on.pipe(client)
    client.on('close', () => on.end())
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return { port: (server.address() as AddressInfo).port, server, breaks: () => breaks }
}

const run = promisify(execFile)
const bytes = randomBytes(6 * 1024 * 1024)
const file = join(folder, 'dostawa.zip')
writeFileSync(file, bytes)
const sha256 = createHash('sha256').update(bytes).digest('hex')

interface Answer {
  readonly status: number
  readonly body: string
  readonly exit: number
}

/** The real curl, as the documentation says. */
async function curl(...args: string[]): Promise<Answer> {
  const asked = ['-sS', '--expect100-timeout', '60', '-H', `Host: 127.0.0.1`, '-w', '\n%{http_code}', ...args]
  const { stdout, code } = await run('curl', asked).then(
    (done) => ({ ...done, code: 0 }),
    (error: { stdout: string; code: number }) => error,
  )
  const lines = stdout.trimEnd().split('\n')
  return { status: Number(lines.pop()), body: lines.join('\n'), exit: code ?? 0 }
}
const bearer = ['-H', `Authorization: Bearer ${token}`]
const at = (name: string, on = port) => `http://127.0.0.1:${on}/dostawy/${name}`
const offset = async (name: string) => Number((await curl(...bearer, at(name))).body)

test('one line of curl: the delivery is in the inbox, byte for byte, and audited', async () => {
  const answer = await curl(...bearer, '-H', `X-Content-SHA256: ${sha256}`, '-T', file, at('noc-1.zip'))
  assert.equal(answer.status, 201, answer.body)
  assert.match(answer.body, new RegExp(`^Odebrano noc-1.zip .*${sha256}`))
  assert.deepEqual(readFileSync(join(inbox, 'noc-1.zip')), bytes)
  assert.deepEqual(readdirSync(join(inbox, '.odbierane')), [])
  const { rows } = await asRoot((client) =>
    client.query(`select details from audit_events where action = 'import.uploaded'`),
  )
  assert.deepEqual(
    [rows[0].details.file, rows[0].details.bytes, rows[0].details.sha256],
    ['noc-1.zip', bytes.length, sha256],
  )
})

test('a delivery of the same name does not replace one that waits', async () => {
  assert.match((await curl(...bearer, '-T', file, at('noc-1.zip'))).body, /^Odebrano noc-1-2\.zip/)
  assert.equal(statSync(join(inbox, 'noc-1.zip')).size, bytes.length)
})

test('a broken line: curl goes on where the server stopped, until it is whole', async () => {
  let broken = 0
  for (let attempt = 0; attempt < 6 && !existsSync(join(inbox, 'noc-2.zip')); attempt += 1) {
    const line = await breakingLine(2_500_000)
    const from = await offset('noc-2.zip')
    const answer = await curl(
      ...bearer,
      '-H',
      `X-Content-SHA256: ${sha256}`,
      '-C',
      String(from),
      '-T',
      file,
      at('noc-2.zip', line.port),
    )
    line.server.close()
    if (answer.exit !== 0) broken += 1
    assert.ok(answer.status === 201 || (await offset('noc-2.zip')) > from)
  }
  assert.ok(broken >= 2, `${broken} broken`)
  assert.deepEqual(readFileSync(join(inbox, 'noc-2.zip')), bytes)
})

test('the line of the documentation, as it stands there', async () => {
  const documented = /^for i in .*; done$/m.exec(contractPage())?.[0]
  assert.ok(documented)
  const line = await breakingLine(2_500_000)
  writeFileSync(join(folder, 'token.txt'), `Authorization: Bearer ${token}\n`)
  const typed = documented
    .replaceAll('https://ebok.example.pl', `-H 'Host: 127.0.0.1' http://127.0.0.1:${line.port}`)
    .replaceAll('/NAZWA.zip', '/noc-4.zip')
    .replace('-T NAZWA.zip', '-T dostawa.zip')
    .replace('sleep 30', 'sleep 0.5')
  const { stdout } = await run('bash', ['-c', typed], { cwd: folder })
  line.server.close()
  assert.match(stdout, /^Odebrano noc-4\.zip/)
  // A busy machine may have less of it when the line breaks, and then needs a further try.
  assert.ok(line.breaks() >= 2, `${line.breaks()} breaks`)
  assert.deepEqual(readFileSync(join(inbox, 'noc-4.zip')), bytes)
})

test('what a retry repeats is taken once', async () => {
  const line = await breakingLine(2_500_000)
  const again = ['--retry', '3', '--retry-all-errors', '--retry-delay', '1']
  const failed = await curl(...bearer, '-T', file, at('noc-3.zip', line.port))
  line.server.close()
  assert.notEqual(failed.exit, 0)
  // What was under way when the line broke is still being written.
  for (let tries = 0; (await offset('noc-3.zip')) <= 1_000_000; tries++) {
    assert.ok(tries < 100, 'what came before the line broke is kept')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  // From the beginning, although there is something already.
  assert.equal((await curl(...bearer, ...again, '-T', file, at('noc-3.zip'))).status, 201)
  assert.deepEqual(readFileSync(join(inbox, 'noc-3.zip')), bytes)
})

test('damaged on the way: refused and forgotten', async () => {
  const answer = await curl(...bearer, '-H', `X-Content-SHA256: ${'0'.repeat(64)}`, '-T', file, at('zla.zip'))
  assert.equal(answer.status, 422)
  assert.ok(!existsSync(join(inbox, 'zla.zip')))
  assert.equal(await offset('zla.zip'), 0)
})

test('bytes that do not follow, headers that contradict themselves, names that lead elsewhere', async () => {
  const part = join(folder, 'part')
  writeFileSync(part, 'abc')
  const range = (text: string) => ['-H', `Content-Range: ${text}`]
  assert.equal((await curl(...bearer, ...range('bytes 5-7/8'), '-T', part, at('luka.zip'))).status, 409)
  for (const wrong of ['bytes 0-9/3', 'bytes 0-2/9', 'bytes -', 'lines 0-2/3', 'bytes 2-0/1']) {
    assert.equal((await curl(...bearer, ...range(wrong), '-T', part, at('luka.zip'))).status, 400, wrong)
  }
  for (const name of ['..%2F..%2Fetc.zip', '.ukryta.zip', 'a.txt', 'ą.zip', `${'a'.repeat(120)}.zip`, '%00.zip']) {
    assert.ok([400, 404].includes((await curl(...bearer, '-T', part, at(name))).status), name)
  }
  assert.equal((await curl(...bearer, '--path-as-is', '-T', part, at('../../x.zip'))).status, 404)
})

test('the token is nowhere: not in the log, not in the database', async () => {
  assert.ok(logged.length > 10)
  assert.ok(logged.every((line) => !line.includes(token) && !line.includes('ebok-dostawy-')))
  const { rows } = await asRoot((client) => client.query('select t::text as row, last_used_at from delivery_tokens t'))
  assert.ok(!rows[0].row.includes(token))
  assert.ok(rows[0].last_used_at)
})

test('no token, a wrong one, a revoked one: the same answer, before a byte is read, and slowed down', async () => {
  const revoked = await addToken(database, 'Stary program')
  await revokeToken(database, revoked.id)
  const answers: string[] = []
  for (const header of [
    '',
    'Bearer x',
    `Bearer ebok-dostawy-${'A'.repeat(43)}`,
    `Bearer ${revoked.token}`,
    `Basic ${token}`,
  ]) {
    const { status, body } = await curl(
      ...(header ? ['-H', `Authorization: ${header}`] : []),
      '-T',
      file,
      at('obca.zip'),
    )
    answers.push(`${status} ${body}`)
  }
  assert.deepEqual(new Set(answers), new Set(['401 Nieznany albo wyłączony token.\n']))
  const limited = await curl(...bearer, at('obca.zip'))
  assert.equal(limited.status, 429)
  assert.ok(!existsSync(join(inbox, '.odbierane', 'obca.zip.part')))
  clock.advance(11 * 60_000)
  assert.equal((await curl(...bearer, at('obca.zip'))).status, 200)
})

test('a cookie or a form gets nobody in, and bodies of other addresses stay forms', async () => {
  const post = await curl(...bearer, '-X', 'POST', '--data-binary', '@/dev/null', at('x.zip'))
  assert.equal(post.status, 404)
  const foreign = await curl(
    '-H',
    'Content-Type: application/octet-stream',
    '--data-binary',
    'x',
    `http://127.0.0.1:${port}/zaloguj`,
  )
  assert.ok(foreign.status >= 400 && foreign.status < 500)
})

/** The edge alone, with limits small enough to meet. */
async function limited(
  limits: Partial<typeof uploadLimits>,
  inboxDir: string | null = join(folder, randomBytes(4).toString('hex')),
) {
  const small = fastify({ forceCloseConnections: true })
  await small.register(uploadEdge({ database, clock, log, inboxDir, limits: { ...uploadLimits, ...limits } }))
  await small.listen({ host: '127.0.0.1', port: 0 })
  after(() => small.close())
  return (small.server.address() as AddressInfo).port
}

test('limits: size, told or not; disk; deliveries that wait; no inbox', async () => {
  const size = await limited({ bytes: 1_000_000 })
  assert.equal((await curl(...bearer, '-T', file, at('a.zip', size))).status, 413)
  const untold = await curl(...bearer, '-H', 'Transfer-Encoding: chunked', '-T', file, at('b.zip', size))
  assert.ok(untold.status === 413 || untold.exit !== 0, JSON.stringify(untold))
  const disk = await limited({ reserveBytes: Number.MAX_SAFE_INTEGER })
  assert.equal((await curl(...bearer, '-T', file, at('a.zip', disk))).status, 507)
  const few = await limited({ waiting: 1 })
  assert.equal((await curl(...bearer, '-T', file, at('a.zip', few))).status, 201)
  assert.equal((await curl(...bearer, '-T', file, at('b.zip', few))).status, 503)
  const none = await limited({}, null)
  assert.equal((await curl(...bearer, '-T', file, at('a.zip', none))).status, 404)
})

/** What is heard first by a sender that asks whether to send, and what comes once it has sent. */
async function askFirst(on: number, line: string, body: Buffer, as = token) {
  const socket = connect(on, '127.0.0.1')
  after(() => void socket.destroy())
  socket.setTimeout(20_000, () => socket.emit('data', 'nothing in 20 s'))
  const heard = () => new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))))
  socket.write(
    `${line} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${as}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
  )
  const first = await heard()
  if (!first.startsWith('HTTP/1.1 100 ')) return first
  socket.write(body)
  return `${first.trim()}, ${await heard()}`
}

test('a sender that asks first is told no before it sends a byte, and yes when there is room', async () => {
  const full = await limited({ reserveBytes: Number.MAX_SAFE_INTEGER })
  assert.match(await askFirst(full, 'PUT /dostawy/a.zip', bytes), /^HTTP\/1\.1 507 [\s\S]*\r\n\r\n\S/)
  assert.match(await askFirst(port, 'PUT /dostawy/a.zip', bytes, 'x'.repeat(43)), /^HTTP\/1\.1 401 /)
  assert.match(await askFirst(port, 'PUT /dostawy/asked.zip', bytes), /^HTTP\/1\.1 100 Continue, HTTP\/1\.1 201 /)
})

test('other addresses let every sender go on at once', async () => {
  const form = await askFirst(port, 'POST /zaloguj', Buffer.from('login=x'))
  assert.match(form, /^HTTP\/1\.1 100 Continue, HTTP\/1\.1 403 /)
})

test('a sender that stands still is given up, and the next one of that name takes over', async () => {
  const slow = await limited({ slowMs: 300, atOnce: 1 })
  const head = `PUT /dostawy/wolna.zip HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 1000000\r\n\r\nPK`
  const drip = (on: number) => {
    const socket = connect(on, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(head)
    return new Promise<void>((resolve) => void socket.once('close', () => resolve()))
  }
  await drip(slow)
  assert.equal(Number((await curl(...bearer, at('wolna.zip', slow))).body), 2)
  const one = await limited({ atOnce: 1 })
  const stale = drip(one)
  while (Number((await curl(...bearer, at('wolna.zip', one))).body) === 0)
    await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal((await curl(...bearer, '-T', file, at('inna.zip', one))).status, 503)
  assert.equal((await curl(...bearer, '-T', file, at('wolna.zip', one))).status, 201)
  await stale
})
