/** A small fuzzer: spoils inputs it knows, keeps those that come to something new, and tells what breaks a promise. */
import { isUtf8 } from 'node:buffer'

export interface FuzzTarget {
  readonly name: string
  /** What it reads, and what must be true of it, in a few words. */
  readonly promise: string
  /** Right inputs to begin with. */
  readonly seeds: () => readonly Buffer[]
  /** Pieces that mean something in this format. */
  readonly words: readonly (string | Buffer)[]
  /** Reads the input. Returns a short text of what came of it; throws when a promise is broken. */
  readonly read: (input: Buffer) => string | Promise<string>
}

export interface Crash {
  readonly input: Buffer
  readonly error: string
}

export interface Fuzzed {
  readonly executions: number
  /** One input for each thing that came of one. */
  readonly corpus: ReadonlyMap<string, Buffer>
  readonly crashes: readonly Crash[]
  readonly slowest: { readonly ms: number; readonly bytes: number }
}

const inputLimit = 64 * 1024
const corpusLimit = 400
export async function fuzz(
  target: FuzzTarget,
  known: readonly Buffer[],
  random: () => number,
  limits: { readonly milliseconds: number; readonly crashes: number },
): Promise<Fuzzed> {
  const corpus = new Map<string, Buffer>()
  const crashes = new Map<string, Crash>()
  const slowest = { ms: 0, bytes: 0 }
  let executions = 0
  const seeds = [...target.seeds(), ...known]
  const run = async (input: Buffer): Promise<void> => {
    // The processor's time: others may be using the machine.
    const started = process.cpuUsage()
    let ends: string
    try {
      const answer = target.read(input)
      ends = typeof answer === 'string' ? answer : await answer
    } catch (error) {
      const place = String((error as Error).stack)
        .split('\n')
        .slice(0, 2)
        .join(' ')
      const found = crashes.get(place)
      if (!found || found.input.length > input.length) crashes.set(place, { input, error: place })
      return
    } finally {
      executions += 1
      const { user, system } = process.cpuUsage(started)
      const ms = (user + system) / 1000
      // The first ones pay for what is compiled once.
      if (executions > seeds.length && ms > slowest.ms) Object.assign(slowest, { ms, bytes: input.length })
    }
    const shortest = corpus.get(ends)
    if (shortest ? input.length < shortest.length / 2 : corpus.size < corpusLimit) corpus.set(ends, input)
  }
  for (const seed of seeds) await run(seed)
  const until = performance.now() + limits.milliseconds
  const pool = [...seeds]
  let kept = corpus.size
  while (performance.now() < until && crashes.size < limits.crashes) {
    let input = pool[Math.floor(random() * pool.length)]!
    const changes = 1 + Math.floor(random() ** 2 * 5)
    for (let change = 0; change < changes; change += 1) input = changed(input, pool, target.words, random)
    await run(input)
    // What came to something new is worth spoiling further.
    if (corpus.size > kept) pool.push(input)
    kept = corpus.size
  }
  return { executions, corpus, crashes: [...crashes.values()], slowest }
}

const numbers = [
  '0',
  '-0',
  '-1',
  '2147483648',
  '9007199254740993',
  '1e309',
  'NaN',
  '0.005',
  '99999999999999999999',
  '00',
  '٣',
  '１',
]
const characters = [
  '\0',
  '\r',
  '\n',
  '\r\n',
  '"',
  '\\',
  ',',
  ';',
  '\t',
  ' ',
  '\u00a0',
  '\ufeff',
  '\u2028',
  '\u202e',
  '\ufffd',
  'ą',
  '😀',
  '\x1a',
]
const bytes = [0x00, 0x7f, 0x80, 0xff, 0xed, 0xc0, 0x8d, 0x0a, 0x20]

function changed(input: Buffer, pool: readonly Buffer[], words: FuzzTarget['words'], random: () => number): Buffer {
  const below = (limit: number) => Math.floor(random() * limit)
  const one = <T>(list: readonly T[]): T => list[below(list.length)]!
  const at = below(input.length + 1)
  const length = Math.min(input.length - at, 1 + Math.floor(random() ** 3 * 400))
  const put = (piece: Buffer | string, drop = 0) =>
    Buffer.concat([input.subarray(0, at), Buffer.from(piece as string), input.subarray(at + drop)]).subarray(
      0,
      inputLimit,
    )
  switch (below(12)) {
    case 0: {
      const copy = Buffer.from(input)
      if (copy.length > 0) copy[below(copy.length)]! ^= 1 << below(8)
      return copy
    }
    case 1:
      return put(Buffer.from([one(bytes)]), below(2))
    case 2:
      return put(Buffer.from(Array.from({ length: 1 + below(8) }, () => below(256))), below(3))
    case 3:
      return put('', length)
    case 4:
      return put(input.subarray(at, at + length))
    case 5:
      return put(one(words.length > 0 ? words : numbers) as string, random() < 0.5 ? length : 0)
    case 6:
      return put(one(numbers), below(4))
    case 7:
      return put(one(characters), below(2))
    case 8:
      return input.subarray(0, at)
    case 9: {
      const other = one(pool)
      return Buffer.concat([input.subarray(0, at), other.subarray(below(other.length + 1))]).subarray(0, inputLimit)
    }
    case 10: {
      const piece = input.subarray(at, at + Math.min(length, 24))
      const times =
        piece.length === 0 ? 0 : Math.min(1 + Math.floor(random() ** 3 * 3000), Math.floor(inputLimit / piece.length))
      return put(Buffer.concat(Array.from({ length: times }, () => piece)))
    }
    default: {
      // Two pieces change places.
      const [first, second] = [at, below(input.length + 1)].sort((a, b) => a - b) as [number, number]
      return Buffer.concat([input.subarray(0, first), input.subarray(second), input.subarray(first, second)])
    }
  }
}

/** An input as it stands in a corpus file and in a report. */
export const written = (input: Buffer): string =>
  isUtf8(input) && !/[^\x20-\x7e\n\u00a0-\u017f]/.test(input.toString())
    ? input.toString()
    : `base64:${input.toString('base64')}`
export const readBack = (text: string): Buffer =>
  text.startsWith('base64:') ? Buffer.from(text.slice('base64:'.length), 'base64') : Buffer.from(text)
