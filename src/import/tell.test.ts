import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { fixedClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { createTell } from './tell.ts'

const received: string[] = []
let refusals = 0
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onMailFrom(_, __, callback) {
    if (refusals > 0) {
      refusals -= 1
      callback(Object.assign(new Error('try later'), { responseCode: 451 }))
    } else callback()
  },
  onData(stream, _, callback) {
    let text = ''
    stream.on('data', (chunk) => {
      text += chunk
    })
    stream.on('end', () => {
      received.push(text)
      callback()
    })
  },
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
after(() => server.close())

const lines: string[] = []
const log = createLog({ clock: fixedClock(0), write: (line) => void lines.push(line) })
const mail = {
  smtpUrl: `smtp://operator:tajne-haslo@127.0.0.1:${(server.server.address() as AddressInfo).port}`,
  from: 'ebok@example.pl',
  to: 'operator@example.pl',
}
// The test server offers no password sign-in over an open line.
const open = { ...mail, smtpUrl: mail.smtpUrl.replace('operator:tajne-haslo@', '') }
const event = { kind: 'rejected', delivery: '0b7c2a', problems: 2 } as const

test('a mail says what happened and what to type, in Polish', async () => {
  await createTell(open, log)(event)
  assert.equal(received.length, 1)
  const [text] = received
  assert.match(text!, /^To: operator@example\.pl$/m)
  const body = Buffer.from(
    text!.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')
  assert.match(body, /Dostawa 0b7c2a ma 2\u00a0błędy/)
})

test('a server that asks to try later gets the same mail later, once', async () => {
  received.length = 0
  refusals = 2
  await createTell(open, log, { retryAfterMs: [10, 10] })(event)
  assert.equal(received.length, 1)
})

test('a server that never takes it is told in the log, without address or password, and nothing is thrown', async () => {
  received.length = 0
  lines.length = 0
  refusals = 9
  await createTell(open, log, { retryAfterMs: [1] })(event)
  await createTell({ ...mail, smtpUrl: 'smtp://operator:tajne-haslo@127.0.0.1:1' }, log, { retryAfterMs: [] })(event)
  assert.equal(received.length, 0)
  assert.equal(lines.filter((line) => line.includes('operator not told')).length, 3)
  assert.ok(!/tajne|example/.test(lines.join('')))
})

test('without an address nothing is sent and the log says so', async () => {
  lines.length = 0
  await createTell(null, log)(event)
  assert.match(lines[0]!, /no mail set/)
})
