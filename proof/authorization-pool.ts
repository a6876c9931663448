/** Ten thousand requests of fifty people over real connections, a quarter of which break off: does an identity stay on a connection? */
import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { cast } from '#db/seed/cast.ts'
import { type Database, DatabaseUnavailable, statement } from '#platform/db/database.ts'
import { withPortal } from '#test/harness/portal.ts'
import { atMost, context, exactly, type Proof, seeded } from './proof.ts'

const kept = 'identity of the session'
/** How often a request that found no connection to the database is sent again, each time after a longer while. */
const patience = 12

const identity = statement<[], { readonly identity: string; readonly login: string | null }>(
  'proof.identity',
  `select coalesce(current_setting('ebok.session', true), '') as identity, current_login_id()::text as login`,
)

const pages = [
  '/rachunki',
  '/rachunki/kartoteka',
  '/moje-dane',
  '/wiadomosci',
  '/napisz/historia',
  '/moje-dane/urzadzenia',
]

export const authorizationPool: Proof = {
  shows: 'no identity is left on a connection of the pool, however requests break off',
  tests: ['src/platform/db/scope.test.ts'],
  controls: [
    {
      name: kept,
      what: 'the identity is set for the connection instead of the transaction',
      plants: [
        {
          file: 'src/platform/db/scope.ts',
          from: `select set_config('ebok.session', $1, true)`,
          to: `select set_config('ebok.session', $1, false)`,
        },
      ],
    },
  ],
  run: async ({ short, control, seed, say }) => {
    const total = short || control ? 1_000 : 10_000
    const portal = await withPortal({ listen: true })
    const parties = [...new Set(Object.values(cast).map(({ partyId }) => partyId))]
    const people: { readonly name: string; readonly secret: string }[] = []
    for (let i = 0; i < 50; i++) {
      const name = `osoba-${i}-burzy`
      const { secret } = await portal.openSession({ kind: 'resident', partyId: parties[i % parties.length]!, name })
      people.push({ name, secret })
    }
    // Who is signed in stands on every page.
    await portal.asRoot((client) =>
      client.query(`update logins set display_name = name where name like 'osoba-%-burzy'`),
    )
    const agent = new Agent({ keepAlive: true, maxSockets: 64 })
    const random = seeded(seed)
    const wrong: string[] = []
    let [answered, aborted, failed, asked, busy] = [0, 0, 0, 0, 0]
    let strangers = 0

    const one = async (index: number): Promise<void> => {
      const { name, secret } = people[Math.floor(random() * people.length)]!
      const breaksOff = index % 4 === 0
      const path = pages[Math.floor(random() * pages.length)]!
      const send = () =>
        ask(new URL(path, portal.baseUrl), `ebok-session=${secret}`, agent, breaksOff ? random() * 40 : undefined)
      let found = await send()
      // A machine that has other things to do does not always get its connection to the database in time, and says so.
      for (let again = 1; found?.status === 503 && again <= patience; again += 1) {
        busy += 1
        await delay(again * 200)
        found = await send()
      }
      if (found === undefined) aborted += 1
      else if (found.status !== 200) failed += 1
      else {
        answered += 1
        const seen = new Set(found.body.match(/osoba-\d+-burzy/g) ?? [])
        if (seen.size !== 1 || !seen.has(name)) wrong.push(`${name} ${path} saw ${[...seen].join()}`)
      }
      if (index % 100 === 0) {
        if (await isSomebody(portal.database)) strangers += 1
      }
    }
    await Promise.all(
      Array.from({ length: 64 }, async () => {
        while (asked < total) {
          asked += 1
          if (asked % 2_000 === 0) say(`${asked} requests`)
          await one(asked)
        }
      }),
    )
    agent.destroy()
    // Every connection there is, several times over.
    const left = await Promise.all(Array.from({ length: 64 }, () => isSomebody(portal.database)))
    strangers += left.filter(Boolean).length
    const { rows } = await portal.asRoot((client) =>
      client.query<{ open: number }>(
        `select count(*)::int as open from pg_stat_activity where datname = current_database() and state like 'idle in%'`,
      ),
    )
    for (const line of wrong.slice(0, 10)) say(line)
    return [
      exactly('requests', answered + aborted + failed, total),
      context('of them broken off by the reader', aborted),
      context('of them asked again, because the database was busy', busy),
      atMost('answers other than 200', failed, 0),
      atMost('pages that named another person', wrong.length, 0),
      atMost('transactions of nobody that had an identity', strangers, 0),
      atMost('transactions left open', rows[0]!.open, 0),
    ]
  },
}

/** Whether a transaction of nobody has an identity; asked again while the database is busy. */
async function isSomebody(database: Database, left = patience): Promise<boolean> {
  try {
    const { identity: found, login } = await database.asAnonymous((tx) => tx.one(identity, []))
    return found !== '' || login !== null
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable) || left === 0) throw error
    await delay(500)
    return isSomebody(database, left - 1)
  }
}

interface Found {
  readonly status: number
  readonly body: string
}

/** @returns nothing when it was broken off, after so many milliseconds or where the answer began. */
function ask(url: URL, cookie: string, agent: Agent, breakAfterMs: number | undefined): Promise<Found | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers: { cookie } }, (answer) => {
      if (breakAfterMs !== undefined) {
        answer.destroy()
        resolve(undefined)
        return
      }
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (piece) => {
        body += piece
      })
      answer.on('end', () => resolve({ status: answer.statusCode!, body }))
      answer.on('error', reject)
    })
    sent.on('error', (error) => (breakAfterMs === undefined ? reject(error) : resolve(undefined)))
    sent.end()
    if (breakAfterMs !== undefined) setTimeout(() => sent.destroy(), breakAfterMs)
  })
}
