import { randomInt } from 'node:crypto'
import { words } from './words.model.ts'

const wordsInPhrase = 4

/** Four words drawn at random: at least 44 bits with 2,048 words to choose from. */
export function proposePhrase(): string {
  return Array.from({ length: wordsInPhrase }, () => words[randomInt(words.length)]!).join(' ')
}
