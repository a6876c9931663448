import { randomInt } from 'node:crypto'
import { canonicalCode } from '../starting-code.model.ts'
import { words } from './words.model.ts'

const wordsInPhrase = 4

/**
 * Four words drawn at random: at least 44 bits with 2,048 words to choose from. Drawn again when their letters happen to be
 * a well-formed starting code, one in 20,000: such a password would be refused, and nobody should be offered one.
 */
export function proposePhrase(draw: (below: number) => number = randomInt): string {
  for (;;) {
    const phrase = Array.from({ length: wordsInPhrase }, () => words[draw(words.length)]!).join(' ')
    if (canonicalCode(phrase) === undefined) return phrase
  }
}
