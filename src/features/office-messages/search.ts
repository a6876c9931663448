import { fold, stem, wordsOf } from '#features/documents/public.ts'

const mostWords = 8

/**
 * A question for the database: every word, as it was typed or with another ending. Made of our own letters and digits only, so nothing
 * that is typed can be an operator. Nothing when no word is left.
 */
export function wordsAsked(typed: string): string | undefined {
  const words = wordsOf(typed)
    .map(fold)
    .filter((word) => /^[a-z0-9]+$/.test(word))
    .slice(0, mostWords)
  if (words.length === 0) return undefined
  return words
    .map((word) => {
      const stemmed = stem(word)
      return stemmed === word ? `${word}:*` : `(${word}:* | ${stemmed}:*)`
    })
    .join(' & ')
}
