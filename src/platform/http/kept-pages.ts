import { statement, type Tx } from '#platform/db/database.ts'

/** A page as it was sent, and the state of everything it was drawn from. */
export interface KeptPage {
  readonly state: string
  readonly encoding: string | undefined
  readonly body: Buffer
}

const standingStatement = statement<[], { standing: string }>(
  'http.standing',
  `select concat_ws(' ', my_standing_digest(), (select revision from payments_state)) as standing`,
)

/**
 * Which premises the person asking stands for just now, and as whom, and how often payments of bank statements have changed: a short text
 * that changes with any of it.
 */
export async function readStanding(tx: Tx): Promise<string> {
  return (await tx.one(standingStatement, [])).standing
}

/** What a page costs beside its bytes and its key: state and the places in the table. */
const overheadBytes = 1_000

/**
 * Pages of signed-in people as they were sent, compressed, newest last, up to so many bytes together. A page is found by the session, the
 * address and the encoding, so that nobody is ever sent what was drawn for another; whether it still holds is asked of the database each time.
 */
export class KeptPages {
  readonly limitBytes: number
  readonly #pages = new Map<string, KeptPage>()
  #bytes = 0

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes
  }

  find(key: string): KeptPage | undefined {
    const page = this.#pages.get(key)
    if (page) {
      this.#pages.delete(key)
      this.#pages.set(key, page)
    }
    return page
  }

  keep(key: string, page: KeptPage): void {
    this.#drop(key)
    const bytes = sizeOf(key, page)
    if (bytes > this.limitBytes) return
    this.#pages.set(key, { ...page, body: alone(page.body) })
    this.#bytes += bytes
    for (const oldest of this.#pages.keys()) {
      if (this.#bytes <= this.limitBytes) break
      this.#drop(oldest)
    }
  }

  get bytes(): number {
    return this.#bytes
  }

  #drop(key: string): void {
    const page = this.#pages.get(key)
    if (!page) return
    this.#pages.delete(key)
    this.#bytes -= sizeOf(key, page)
  }
}

/** Bytes that lie in memory of their own. What the compressor returns is the beginning of 64 KiB, which a kept page of 3 kB would hold on to. */
function alone(body: Buffer): Buffer {
  const own = Buffer.allocUnsafeSlow(body.length)
  body.copy(own)
  return own
}

/** The key holds an address, which whoever asks may make kilobytes long. */
const sizeOf = (key: string, page: KeptPage): number => page.body.length + 2 * key.length + overheadBytes
