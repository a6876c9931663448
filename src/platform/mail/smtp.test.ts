import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { temporaryFolder } from '#test/harness/folders.ts'
import { closedPort, type SmtpMood, startSilence, startSmtp } from '#test/harness/smtp.ts'
import type { MailServer } from './settings.ts'
import { sendBySmtp } from './smtp.ts'

const raw = Buffer.from('From: a@sm.example\r\nSubject: proba\r\n\r\nTresc\r\n.\r\nkropka na poczatku\r\n')
const quick = { connectMs: 700, silenceMs: 700, wholeMs: 3_000 }
const at = (port: number, change: Partial<MailServer> = {}): MailServer => ({
  host: '127.0.0.1',
  port,
  secure: false,
  plain: true,
  user: undefined,
  password: undefined,
  ...change,
})

function job(beforeHandOver = async () => true) {
  let asked = 0
  return {
    from: 'ebok@sm.example',
    to: 'biuro@sm.example',
    raw,
    beforeHandOver: () => {
      asked += 1
      return beforeHandOver()
    },
    get asked() {
      return asked
    },
  }
}

describe('one attempt to send', () => {
  test('a mail arrives whole, once, and the hand-over is asked for once', async () => {
    const smtp = await startSmtp()
    const one = job()
    assert.deepEqual(await sendBySmtp(at(smtp.port), one, quick), { kind: 'sent' })
    assert.equal(one.asked, 1)
    assert.equal(smtp.received.length, 1)
    assert.equal(smtp.received[0]!.raw, raw.toString('latin1'))
    assert.deepEqual(smtp.received[0]!.to, ['biuro@sm.example'])
  })

  const moods: [SmtpMood, string, number][] = [
    ['later', 'later', 0],
    ['refuse', 'refused', 0],
    ['laterAfterText', 'later', 1],
    ['silent', 'unknown', 1],
    ['drop', 'unknown', 1],
  ]
  for (const [mood, kind, handedOver] of moods) {
    test(`a server that answers "${mood}": ${kind}`, async () => {
      const smtp = await startSmtp()
      smtp.mood = mood
      const one = job()
      const outcome = await sendBySmtp(at(smtp.port), one, quick)
      assert.equal(outcome.kind, kind)
      assert.equal(one.asked, handedOver)
      assert.equal(smtp.received.length, handedOver)
    })
  }

  test('a server that is down, or never greets: later, and other mail need not try', async () => {
    for (const port of [await closedPort(), await startSilence()]) {
      const one = job()
      const outcome = await sendBySmtp(at(port), one, quick)
      assert.deepEqual([outcome.kind, outcome.general], ['later', true])
      assert.equal(one.asked, 0)
    }
  })

  test('a host that does not exist: later', async () => {
    const outcome = await sendBySmtp(at(25, { host: 'nie-ma.invalid' }), job(), quick)
    assert.equal(outcome.kind, 'later')
  })

  test('when the hand-over is refused, the server gets no mail', async () => {
    const smtp = await startSmtp()
    const outcome = await sendBySmtp(
      at(smtp.port),
      job(async () => false),
      quick,
    )
    assert.equal(outcome.kind, 'later')
    assert.equal(smtp.received.length, 0)
  })

  test('a wrong password of the portal is no fault of the mail', async () => {
    const smtp = await startSmtp()
    const outcome = await sendBySmtp(at(smtp.port, { user: 'ebok', password: 'nie' }), job(), quick)
    assert.deepEqual([outcome.kind, outcome.general, smtp.received.length], ['later', true, 0])
  })
})

describe('encryption', () => {
  test('beyond this machine nothing is said without TLS', async () => {
    const smtp = await startSmtp()
    const outcome = await sendBySmtp(at(smtp.port, { plain: false }), job(), quick)
    assert.deepEqual([outcome.kind, smtp.received.length], ['later', 0])
  })

  test('a certificate nobody vouches for is refused', async () => {
    const folder = temporaryFolder('cert')
    try {
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
      const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
      const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
      execFileSync('openssl', [...made, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' })
      const smtp = await startSmtp({ tls: { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') } })
      const outcome = await sendBySmtp(at(smtp.port, { plain: false }), job(), quick)
      assert.deepEqual([outcome.kind, smtp.received.length], ['later', 0])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
