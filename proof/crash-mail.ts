/** Mail through a server that says no, says nothing or drops the line, by a worker that is killed: each once, or reported. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cast } from '#db/seed/cast.ts'
import { noLetters, rows, writeMessage } from '#features/messages/messages.testdata.ts'
import { drainOutbox } from '#features/messages/outbox.ts'
import { silentLog } from '#platform/log.ts'
import { readMailSettings } from '#platform/mail/settings.ts'
import { clusterOfTest } from '#test/harness/cluster.ts'
import type { DrainOrder } from '#test/harness/drain-outbox.ts'
import { morning, type TestPortal, withPortal } from '#test/harness/portal.ts'
import { type SmtpMood, startSmtp, type TestSmtp } from '#test/harness/smtp.ts'
import { table } from '../bench/machine.ts'
import { context, exactly, type Proof, type ProofOptions, seeded } from './proof.ts'

const perWriter = 8
const smtpLimits = { connectMs: 2_000, silenceMs: 1_000, wholeMs: 5_000 }
/** The server's answers and how often each comes. */
const moods: readonly (readonly [SmtpMood, number])[] = [
  ['normal', 0.4],
  ['later', 0.15],
  ['laterAfterText', 0.15],
  ['refuse', 0.1],
  ['drop', 0.15],
  ['silent', 0.05],
]

export const crashMail: Proof = {
  shows: 'each mail leaves exactly once or is reported, whatever the server answers and whenever the worker is killed',
  tests: ['src/features/messages/outbox.db.test.ts', 'src/platform/mail/smtp.test.ts'],
  controls: [
    {
      name: 'doubtful ones again',
      what: 'mail of which nobody knows whether it left is sent again',
      plants: [
        {
          file: 'src/features/messages/outbox.queries.ts',
          from: `when handed_over_at is null then 'waiting' else 'unknown' end`,
          to: `when handed_over_at is null then 'waiting' else 'waiting' end`,
        },
      ],
    },
  ],
  async run(options) {
    const random = seeded(options.seed)
    const portal = await withPortal()
    const smtp = await startSmtp()
    const mails = await writeMails(portal, options.short || options.control ? 4 : 25)
    const accepted = new Map<string, number>()
    const met = new Map<SmtpMood, number>()
    smtp.onRecipient = () => {
      smtp.mood = moodOf(random())
      met.set(smtp.mood, (met.get(smtp.mood) ?? 0) + 1)
    }
    smtp.onText = () => {
      if (smtp.mood !== 'normal') return
      const id = /^Message-ID:\s*(\S+)/im.exec(smtp.received.at(-1)!.raw)?.[1] ?? ''
      accepted.set(id, (accepted.get(id) ?? 0) + 1)
    }
    const kills = await deliver(portal, smtp, random, options)
    const sent = await rows<{ state: string; id: string | null }>(
      portal,
      'select state, rfc_message_id as id from outgoing_mails',
    )
    const count = (state: string) => sent.filter((mail) => mail.state === state).length
    const wrong = sent.filter(({ state, id }) => {
      const times = accepted.get(id ?? '') ?? 0
      if (state === 'sent') return times !== 1
      return state === 'unknown' ? times > 1 : times !== 0
    })
    options.show(
      table(
        ['the server', 'times'],
        [...met].map(([mood, times]) => [says[mood], times]),
      ),
    )
    return [
      exactly('mails', sent.length, mails),
      context('workers killed', kills),
      context('sent', count('sent')),
      context('reported as refused or given up', count('failed')),
      context('reported as unknown', count('unknown')),
      exactly('still waiting after four days', count('waiting') + count('sending'), 0),
      exactly('mails sent twice, or said to be what they are not', wrong.length, 0),
    ]
  },
}

const says: Readonly<Record<SmtpMood, string>> = {
  normal: 'takes the mail',
  later: 'says 451 to the recipient',
  laterAfterText: 'says 451 to the text',
  refuse: 'says 550',
  drop: 'drops the line after the text',
  silent: 'takes the text and says nothing',
}

function moodOf(number: number): SmtpMood {
  let rest = number
  for (const [mood, share] of moods) {
    rest -= share
    if (rest < 0) return mood
  }
  return 'normal'
}

async function writeMails(portal: TestPortal, writers: number): Promise<number> {
  for (let writer = 0; writer < writers; writer += 1) {
    const browser = await portal.browser({ kind: 'resident', partyId: cast.arrears.partyId })
    for (let mail = 0; mail < perWriter; mail += 1) await writeMessage(portal, browser, `List ${writer}/${mail}`)
  }
  return writers * perWriter
}

/** Rounds of the outbox with the clock going on between them, most of them by a worker that is killed at some moment. */
async function deliver(
  portal: TestPortal,
  smtp: TestSmtp,
  random: () => number,
  { say }: ProofOptions,
): Promise<number> {
  const settings = readMailSettings({
    EBOK_SMTP_URL: smtp.url,
    EBOK_OFFICE_EMAIL: 'biuro@sm.example',
    EBOK_MAIL_FROM: 'ebok@sm.example',
  }).outgoing!
  const cluster = await clusterOfTest()
  const order: DrainOrder = { admin: portal.admin, names: portal.names, secretsDir: cluster.secretsDir, settings }
  const parts = { ...noLetters, database: portal.database, log: silentLog, settings, baseUrl: undefined, smtpLimits }
  let kills = 0
  const end = morning + 4 * 24 * 60 * 60_000
  let now = morning
  for (let round = 0; now < end; round += 1) {
    if (random() < 0.85) kills += await killedRound(order, smtp, random)
    else await drainOutbox(parts)
    const [open] = await rows<{ count: number }>(
      portal,
      `select count(*)::int as count from outgoing_mails where state in ('waiting', 'sending')`,
    )
    if (open!.count === 0) return kills
    // Slowly at first; those that are tried for the tenth time wait for hours.
    now += (round < 80 ? 6 : 60 * 5) * 60_000
    await portal.setClock(now)
    if (round % 10 === 9) say(`${round + 1} rounds, ${open!.count} mails waiting`)
  }
  return kills
}

/** @returns 1 when the worker was killed before its round was over. */
async function killedRound(order: DrainOrder, smtp: TestSmtp, random: () => number): Promise<number> {
  const worker = spawn(process.execPath, ['--import', './tools/register.mjs', 'test/harness/drain-outbox.ts'], {
    env: { ...process.env, EBOK_TEST_DRAIN: JSON.stringify(order) },
    stdio: 'ignore',
  })
  const ended = once(worker, 'exit')
  let left = 1 + Math.floor(random() * 5)
  const { onRecipient, onText } = smtp
  const killing = (usual: TestSmtp['onText'], moment: number) => async () => {
    await usual()
    if (random() < moment && --left > 0) return
    // Silence would keep a worker without limits of its own for a minute.
    if (left > 0 && smtp.mood !== 'silent') return
    worker.kill('SIGKILL')
    await ended
  }
  smtp.onRecipient = killing(onRecipient, 0.4)
  smtp.onText = killing(onText, 0.6)
  const [, signal] = await ended
  Object.assign(smtp, { onRecipient, onText })
  return signal === 'SIGKILL' ? 1 : 0
}
