import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { DatabaseUnavailable, statement } from '#platform/db/database.ts'
import { openRoles } from '#platform/db/open.ts'
import { silentLog } from '#platform/log.ts'
import { withDatabase } from '#test/harness/database.ts'

const db = await withDatabase()
const { database } = db

const identity = statement<[], { identity: string; login: string | null }>(
  'test.identity',
  `select coalesce(current_setting('ebok.session', true), '') as identity, current_login_id()::text as login`,
)
const backend = statement<[], { pid: number }>('test.backend', 'select pg_backend_pid() as pid')
const divide = statement<[number], { result: number }>('test.divide', 'select 1 / $1::int as result')
const sleep = statement<[number], { done: string }>('test.sleep', 'select pg_sleep($1)::text as done')

describe('a scoped transaction', () => {
  test('asks everything it knows at once in one round trip, and counts', async () => {
    const session = await db.signIn({ kind: 'resident', partyId: 'P1' })
    await database.asResident(session, async (tx) => {
      const [first, second] = await Promise.all([tx.one(identity, []), tx.one(identity, [])])
      assert.equal(first.identity, session)
      assert.notEqual(second.login, null)
      assert.deepEqual({ ...tx.stats }, { queries: 2, roundTrips: 1 })
      await tx.query(identity, [])
      assert.deepEqual({ ...tx.stats }, { queries: 3, roundTrips: 2 })
    })
  })

  test('counts a question that needed an answer as a round trip of its own, even beside another in flight', async () => {
    await database.asAnonymous(async (tx) => {
      await Promise.all([tx.query(sleep, [0.05]), tx.query(identity, []).then(() => tx.query(identity, []))])
      assert.equal(tx.stats.roundTrips, 2)
    })
  })

  test('leaves no identity to the next user of the connection', async () => {
    const session = await db.signIn({ kind: 'resident', partyId: 'P1' })
    const seen = new Set<number>()
    for (let round = 0; round < 20; round++) {
      const before = await database.asResident(session, (tx) => tx.one(backend, []))
      const after = await database.asAnonymous(async (tx) => ({
        ...(await tx.one(backend, [])),
        ...(await tx.one(identity, [])),
      }))
      seen.add(before.pid).add(after.pid)
      assert.equal(after.identity, '')
      assert.equal(after.login, null)
    }
    assert.ok(seen.size <= 8, 'connections are used again, otherwise this proves nothing')
  })

  test('refuses a question asked after its end', async () => {
    let late: Promise<unknown> | undefined
    await database.asAnonymous(async (tx) => {
      setTimeout(() => {
        late = tx.query(identity, [])
        late.catch(() => {})
      }, 20)
    })
    await new Promise((resolve) => setTimeout(resolve, 60))
    await assert.rejects(late!, /after the end/)
  })

  test('rolls back what fails, and what failed inside though the work went on', async () => {
    await assert.rejects(
      database.asAuth(
        async (tx) => {
          await tx.query(bucket, ['01'.repeat(32)])
          await tx.query(divide, [0])
        },
        { write: true },
      ),
      { code: '22012' },
    )
    await assert.rejects(
      database.asAuth(
        async (tx) => {
          await tx.query(bucket, ['02'.repeat(32)])
          await tx.query(divide, [0]).catch(() => {})
        },
        { write: true },
      ),
      /rolled back/,
    )
    await database.asAuth((tx) => tx.query(bucket, ['03'.repeat(32)]), { write: true })
    const left = await db.asRoot((client) =>
      client.query('select encode(bucket_sha256, $1) as b from throttle_buckets', ['hex']),
    )
    assert.deepEqual(left.rows, [{ b: '03'.repeat(32) }])
  })

  test('compiles no query: a server that can would spend seconds on what takes milliseconds', async () => {
    const setting = statement<[], { jit: string }>('test.jit', `select current_setting('jit') as jit`)
    assert.equal((await database.asAnonymous((tx) => tx.one(setting, []))).jit, 'off')
    await database.withImporterClient(async (client) => {
      assert.equal((await client.query(`select current_setting('jit') as jit`)).rows[0].jit, 'off')
    })
  })

  test('reads cannot write', async () => {
    await assert.rejects(
      database.asAuth((tx) => tx.query(bucket, ['04'.repeat(32)])),
      { code: '25006' },
    )
  })

  test('gives big integers as safe numbers, dates as text, moments as milliseconds, numerics as text', async () => {
    const values = statement<[], Record<string, unknown>>(
      'test.values',
      `select 9007199254740991::bigint as big, array[1, null, 3]::bigint[] as bigs, date '2026-11-22' as day, array[date '2026-11-22'] as days,
              timestamptz '2026-11-22 23:00:00.5+01' as moment, timestamptz '1900-01-01 00:00:00+01:24' as old, 'infinity'::timestamptz as never,
              0.1::numeric as rate, array[0.1, 2]::numeric[] as rates`,
    )
    assert.deepEqual(
      { ...(await database.asAnonymous((tx) => tx.one(values, []))) },
      {
        big: 9007199254740991,
        bigs: [1, null, 3],
        day: '2026-11-22',
        days: ['2026-11-22'],
        moment: Date.UTC(2026, 10, 22, 22, 0, 0, 500),
        old: Date.UTC(1899, 11, 31, 22, 36),
        never: Number.POSITIVE_INFINITY,
        rate: '0.1',
        rates: ['0.1', '2'],
      },
    )
    const tooBig = statement<[], { big: number }>('test.tooBig', 'select 9007199254740993::bigint as big')
    await assert.rejects(
      database.asAnonymous((tx) => tx.one(tooBig, [])),
      RangeError,
    )
    assert.equal((await database.asAnonymous((tx) => tx.one(divide, [1]))).result, 1, 'the connection still works')
  })

  test('two statements of one name are refused', () => {
    assert.throws(() => statement('test.divide', 'select 2'), /two statements/)
  })

  test('survives a storm of fifty people, a quarter of whose work breaks off, without mixing them', async () => {
    const people = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => db.signIn({ kind: 'resident', partyId: `P${i}` })),
    )
    const wrong: string[] = []
    let finished = 0
    const one = async (request: number): Promise<void> => {
      const mine = people[request % people.length]!
      await database
        .asResident(mine, async (tx) => {
          const answers = Promise.all([tx.one(identity, []), tx.one(identity, [])])
          if (request % 4 === 0) {
            answers.catch(() => {})
            if (request % 8 === 0) throw new Error('the reader went away')
            if (request % 12 === 0) await tx.query(divide, [0])
            tx.query(identity, []).catch(() => {})
            return
          }
          for (const answer of await answers)
            if (answer.identity !== mine || answer.login === null) wrong.push(answer.identity)
          finished++
        })
        .catch(() => {})
      const stranger = request % 50 === 0 ? await database.asAnonymous((tx) => tx.one(identity, [])) : undefined
      if (stranger && stranger.identity !== '') wrong.push(stranger.identity)
    }
    const total = 10_000
    let next = 0
    await Promise.all(
      Array.from({ length: 64 }, async () => {
        while (next < total) await one(next++)
      }),
    )
    assert.deepEqual(wrong, [])
    assert.equal(finished, total * 0.75)
    const open = await db.asRoot((client) =>
      client.query(
        `select count(*)::int as open from pg_stat_activity where datname = current_database() and state like 'idle in%'`,
      ),
    )
    assert.equal(open.rows[0].open, 0)
  })

  test('a page gives up a server that is slow to answer, the night and backups wait for it', async (t) => {
    const { host, port } = db.admin
    const there = host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }
    const relay = createServer({ pauseOnConnect: true }, async (socket) => {
      await wait(2_000)
      const onward = connect(there)
      for (const end of [socket, onward]) end.on('error', () => {})
      socket.pipe(onward).pipe(socket)
    }).listen(0, '127.0.0.1')
    await once(relay, 'listening')
    const slow = { ...db.admin, host: '127.0.0.1', port: (relay.address() as AddressInfo).port }
    const patient = openRoles(slow, db.names, db.secrets, silentLog)
    t.after(async () => {
      await patient.close()
      relay.close()
    })
    await assert.rejects(
      patient.asAnonymous((tx) => tx.query(identity, [])),
      DatabaseUnavailable,
    )
    assert.equal(await patient.withImporterClient(async () => 'there'), 'there')
    assert.equal(await patient.withBackupClient(async () => 'there'), 'there')
  })
})

const bucket = statement<[string], never>(
  'test.bucket',
  `insert into throttle_buckets (bucket_sha256, day) values (decode($1, 'hex'), current_date)`,
)
