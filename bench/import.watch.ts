/** Who reads while an import runs, and how long they wait: a small query, every table of facts, and pages of residents. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { resourceNames } from '#import/contract/resources.ts'
import { relation } from '#import/relations.ts'
import { systemClock } from '#platform/clock.ts'
import { type Database, statement } from '#platform/db/database.ts'
import type { Store } from '#platform/db/open.ts'
import { silentLog } from '#platform/log.ts'
import { createApp } from '#src/app.ts'
import { type BenchPage, pages, type Subject, signInResidents } from './portal.ts'

export interface Watched {
  /** The longest wait for the published state, in milliseconds: also what busy cores cost. */
  readonly state: number
  /** The longest wait for one row of a table of facts: what a lock on it would cost. Null before there are any. */
  readonly facts: number | null
  readonly pages: number
  readonly pagesP99: number
  readonly longestPage: number
}

export interface Pages {
  readonly ask: (turn: number) => Promise<void>
  close(): Promise<void>
}

/** The pages of the portal for signed-in residents, answered by this process. */
export async function openPages(store: Store): Promise<Pages> {
  const { long, short } = await signInResidents(store)
  const subjects = [...long, ...short]
  const app = await createApp({
    database: store.database,
    clock: systemClock,
    log: silentLog,
    baseUrl: 'http://127.0.0.1',
    trustProxy: false,
    dev: false,
  })
  await app.ready()
  return {
    ask: async (turn) => {
      const subject = subjects[turn % subjects.length] as Subject
      const page = pages[turn % pages.length] as BenchPage
      const headers = { cookie: subject.cookie, host: '127.0.0.1' }
      const { statusCode } = await app.inject({ method: 'GET', url: page.path(subject), headers })
      if (statusCode !== 200) throw new Error(`${page.route} answered ${statusCode}`)
    },
    close: () => app.close(),
  }
}

const readState = statement<[], { publication_id: number }>('bench.state', 'select publication_id from published_state')
const pauseMs = 20
/** Two hundred residents who each turn a page every ten seconds: what an evening asks for, and not all the machine can give. */
const pagePauseMs = 50

export async function watch(store: Store, asked: Pages | null, stop: AbortSignal): Promise<Watched> {
  const [state, facts, times] = await Promise.all([
    watchState(store.database, stop),
    // Before the first publication nobody has rows to read, and tables without indexes would be read whole for nothing.
    asked ? watchFacts(store, stop) : null,
    asked ? watchPages(asked, stop) : [],
  ])
  const sorted = [...times].sort((a, b) => a - b)
  return {
    state,
    facts,
    pages: sorted.length,
    pagesP99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    longestPage: sorted.at(-1) ?? 0,
  }
}

async function repeat(stop: AbortSignal, work: (turn: number) => Promise<unknown>, pause = pauseMs): Promise<number[]> {
  const times: number[] = []
  for (let turn = 0; !stop.aborted; turn += 1) {
    const started = performance.now()
    await work(turn)
    times.push(performance.now() - started)
    await sleep(pause)
  }
  return times
}

const longest = (times: readonly number[]) => times.reduce((most, time) => Math.max(most, time), 0)

const watchState = async (database: Database, stop: AbortSignal) =>
  longest(await repeat(stop, () => database.asAnonymous((tx) => tx.one(readState, []))))

async function watchFacts(store: Store, stop: AbortSignal): Promise<number> {
  const client = new pg.Client(store.admin)
  await client.connect()
  try {
    await client.query(`set search_path to "${store.names.schema}"`)
    return longest(
      await repeat(stop, (turn) => {
        const { versions, key } = relation(resourceNames[turn % resourceNames.length]!)
        return client.query(`select from ${versions} where ${key[0]} = 'nobody'`)
      }),
    )
  } finally {
    await client.end()
  }
}

const watchPages = (asked: Pages, stop: AbortSignal) => repeat(stop, asked.ask, pagePauseMs)
