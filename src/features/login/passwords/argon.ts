import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Passwords and starting codes as PHC strings of Argon2id. Parameters: OWASP Password Storage Cheat Sheet (19 MiB, 2 passes,
 * 1 lane). A hash made with other parameters still verifies and is made anew at the next sign-in.
 */
const memoryKib = 19_456
const passes = 2
const lanes = 1
const saltBytes = 16
const hashBytes = 32

/** Hashing fills a processor core for some 30 ms, so only this many run at once; Node's pool keeps a thread for pages. */
const atOnceLimit = 3
const queueLimit = 32

/** So many sign-ins at this moment that another would only make everybody wait. Try again in a moment. */
export class HashingBusy extends Error {
  constructor() {
    super('too many passwords are being checked')
  }
}

let running = 0
const waiting: (() => void)[] = []

/** @throws HashingBusy when the queue is full. */
async function takeTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnceLimit) {
    if (waiting.length >= queueLimit) throw new HashingBusy()
    // Whoever finishes hands its place over, so a newcomer cannot slip in between.
    await new Promise<void>((resolve) => waiting.push(resolve))
  } else {
    running += 1
  }
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

interface Phc {
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
  readonly salt: Buffer
  readonly hash: Buffer
}

function parse(phc: string): Phc {
  const parts = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(phc)
  if (!parts) throw new Error('stored password hash is not Argon2id in PHC form')
  return {
    memory: Number(parts[1]),
    passes: Number(parts[2]),
    parallelism: Number(parts[3]),
    salt: Buffer.from(parts[4]!, 'base64'),
    hash: Buffer.from(parts[5]!, 'base64'),
  }
}

function derive(parameters: Argon2Parameters): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

/** @throws HashingBusy when too many hashes are asked for at once. */
export async function hashSecretText(text: string): Promise<string> {
  const nonce = randomBytes(saltBytes)
  const key = await takeTurn(() =>
    derive({ message: text, nonce, parallelism: lanes, tagLength: hashBytes, memory: memoryKib, passes }),
  )
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${unpadded(nonce)}$${unpadded(key)}`
}

/** @throws HashingBusy when too many hashes are asked for at once. */
export async function isSecretText(phc: string, text: string): Promise<boolean> {
  const known = parse(phc)
  const key = await takeTurn(() =>
    derive({
      message: text,
      nonce: known.salt,
      parallelism: known.parallelism,
      tagLength: known.hash.length,
      memory: known.memory,
      passes: known.passes,
    }),
  )
  return timingSafeEqual(key, known.hash)
}

/** True for hashes made with other parameters than today's. */
export function isOutdated(phc: string): boolean {
  const known = parse(phc)
  return (
    known.memory !== memoryKib ||
    known.passes !== passes ||
    known.parallelism !== lanes ||
    known.hash.length !== hashBytes
  )
}

/** Nobody's hash: checked when there is no login, so that the answer takes the same time. No text matches it. */
export const nobodysHash = `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$${unpadded(randomBytes(saltBytes))}$${unpadded(randomBytes(hashBytes))}`
