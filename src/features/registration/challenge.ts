import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Draw, drawQuestion, isRightAnswer, type Question } from './question.model.ts'
import type { Way } from './registration.model.ts'

/** Until the installation's own key is given, codes hold as long as this program runs. */
let key = randomBytes(32).toString('base64url')

/** Gives the installation's secret, so that a form opened before a restart, or at another process, can be sent after it. */
export function useChallengeKey(secret: string): void {
  key = secret
}

export const challengeMinutes = 15
/** Nobody types the form, or copies a code, faster. */
export const leastSeconds = 3

/**
 * What a form asks to see that no program sent it. Nothing is stored while it is only asked: the token carries the moment and is signed,
 * the code and the question follow from it by the installation's key. Only what was answered is stored, so that it is answered once.
 */
export interface Challenge {
  readonly token: string
  readonly issuedAt: number
  /** Longer code and questions of two steps, while many tries come. */
  readonly harder: boolean
}

const tokenShape = /^([0-9a-z]{8,9})-([01])-([\w-]{16})-([\w-]{22})$/

export function newChallenge(now: number, harder: boolean): Challenge {
  const body = `${now.toString(36)}-${harder ? 1 : 0}-${randomBytes(12).toString('base64url')}`
  return { token: `${body}-${signature(body)}`, issuedAt: now, harder }
}

/** The challenge a token stands for; nothing when we did not make it or it is no longer good. */
export function challengeOf(token: string, now: number): Challenge | undefined {
  const parts = tokenShape.exec(token)
  if (!parts) return undefined
  const body = token.slice(0, -23)
  if (!timingSafeEqual(Buffer.from(signature(body)), Buffer.from(parts[4]!))) return undefined
  const issuedAt = Number.parseInt(parts[1]!, 36)
  if (now < issuedAt - 60_000 || now > issuedAt + challengeMinutes * 60_000) return undefined
  return { token, issuedAt, harder: parts[2] === '1' }
}

/** The digits to copy, the same in the picture and in the sound. */
export function codeOf({ token, harder }: Challenge): string {
  const draw = drawing('code', token)
  return Array.from({ length: harder ? 7 : 5 }, () => draw(10)).join('')
}

export function questionOf({ token, harder }: Challenge): Question {
  return drawQuestion(drawing('question', token), harder)
}

/** How the sound of this code varies. */
export const soundDraw = ({ token }: Challenge): Draw => drawing('sound', token)

/** Whether this is the right answer, given in either way: whoever filled in the other field is no program. */
export function isAnswered(challenge: Challenge, way: Way, code: string, answer: string): boolean {
  const digits = code.replaceAll(/\D/g, '')
  const byCode = digits === codeOf(challenge)
  const byQuestion = isRightAnswer(questionOf(challenge), answer)
  return way === 'pytanie' && answer.trim() !== '' ? byQuestion : digits === '' ? byQuestion : byCode
}

/** What is kept of an answered challenge. */
export const challengeHash = ({ token }: Challenge): string => createHash('sha256').update(token).digest('hex')

const mac = (label: string, value: string): Buffer =>
  createHmac('sha256', key)
    .update(JSON.stringify([label, value]))
    .digest()
const signature = (body: string): string => mac('registration token', body).subarray(0, 16).toString('base64url')

/** Numbers that follow from the key and the token alone; evenly spread, because what would not be is drawn again. */
function drawing(label: string, token: string): Draw {
  let block = mac(`registration ${label} 0`, token)
  let [at, count] = [0, 0]
  const next = (): number => {
    if (at + 4 > block.length) {
      count += 1
      block = mac(`registration ${label} ${count}`, token)
      at = 0
    }
    at += 4
    return block.readUInt32BE(at - 4)
  }
  return (below) => {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % below)
    let value = next()
    while (value >= limit) value = next()
    return value % below
  }
}
