/** The residents' process, seen from the one that measures. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Person, Shown } from './resident.ts'

export interface Beginning {
  readonly port: number
  readonly password: string
  /** As many for each seat; they take turns on it. */
  readonly people: readonly Person[]
  /** How many sit in front of the portal at once. */
  readonly residents: number
  /** A cookie with a living session for each. */
  readonly clerks: readonly string[]
  /** Mean time between an answer and the next click. */
  readonly thinkMs: number
  readonly clerkThinkMs: number
  readonly seed: number
}

export type Order =
  | ({ readonly kind: 'begin' } & Beginning)
  | { readonly kind: 'people'; readonly comeWithinMs: number }
  | { readonly kind: 'rate'; readonly perSecond: number }
  | { readonly kind: 'gather' | 'tell' | 'stop' }

/** One request: number of the tab, epoch milliseconds of its beginning, milliseconds it took. */
export type Answered = readonly [tab: number, startedAt: number, ms: number]

/** What happened since the last time it was told. */
export interface Told {
  readonly kind: 'told' | 'gathered'
  readonly tabs: readonly string[]
  readonly answered: readonly Answered[]
  readonly shown: readonly Shown[]
  readonly signIns: number
  /** What residents and clerks did: a click may be several requests. */
  readonly clicks: number
  /** What was answered otherwise than it should, and how often. */
  readonly wrong: readonly (readonly [string, number])[]
  /** Pages that were somebody else's. */
  readonly foreign: readonly string[]
}

/** Everything that was told of a run. */
export class Gathered {
  tabs: readonly string[] = []
  readonly answered: Answered[] = []
  readonly shown: Shown[] = []
  readonly foreign: string[] = []
  readonly wrong = new Map<string, number>()
  signIns = 0
  clicks = 0

  add(told: Told): void {
    this.tabs = told.tabs
    for (const one of told.answered) this.answered.push(one)
    for (const one of told.shown) this.shown.push(one)
    this.foreign.push(...told.foreign)
    for (const [what, count] of told.wrong) this.wrong.set(what, (this.wrong.get(what) ?? 0) + count)
    this.signIns += told.signIns
    this.clicks += told.clicks
  }

  get errors(): number {
    return [...this.wrong.values()].reduce((sum, count) => sum + count, 0)
  }
}

export class Crowd {
  readonly #child: ChildProcess
  readonly #ended: Promise<never>

  constructor(beginning: Beginning) {
    this.#child = spawn(
      process.execPath,
      ['--import', './tools/register.mjs', join(import.meta.dirname, 'driver.ts')],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    )
    this.#ended = once(this.#child, 'exit').then(([code]) => {
      throw new Error(`the residents' process ended with ${code}`)
    })
    this.#ended.catch(() => {})
    this.#order({ kind: 'begin', ...beginning })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** Everybody sits down within that time and goes on at their own pace. */
  letCome(comeWithinMs: number): void {
    this.#order({ kind: 'people', comeWithinMs })
  }

  /** Signs everybody in, for `keepRate`. */
  async gather(): Promise<void> {
    const told = this.#told()
    this.#order({ kind: 'gather' })
    await told
  }

  /** So many clicks a second by whoever is free; 0 stops. */
  keepRate(perSecond: number): void {
    this.#order({ kind: 'rate', perSecond })
  }

  tell(): Promise<Told> {
    const told = this.#told()
    this.#order({ kind: 'tell' })
    return told
  }

  async stop(): Promise<Told> {
    const gone = once(this.#child, 'exit')
    const told = this.#told()
    this.#order({ kind: 'stop' })
    const last = await told
    await gone
    return last
  }

  #order(order: Order): void {
    this.#child.send(order)
  }

  async #told(): Promise<Told> {
    const [told] = (await Promise.race([once(this.#child, 'message'), this.#ended])) as [Told]
    return told
  }
}
