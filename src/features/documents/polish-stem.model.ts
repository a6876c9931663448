/**
 * A light stemmer for Polish: what is left of a word when its ending is taken away, so that "regulaminu" finds "regulamin".
 * Made for the nouns and adjectives of a housing cooperative's papers. It need not give a word, only the same letters for the forms of
 * one word and different letters for different words. Works on letters without diacritics, because people type "uchwaly".
 * docs/decisions/0009-polish-search.md
 */

/** A longer run of letters is no word; more than this of it tells nothing. */
const longestWord = 40
const shortestStem = 3

/** Small letters without diacritics. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll('ł', 'l')
}

/** Endings of nouns and adjectives, without diacritics; tried from the longest. */
const endings = (
  'iami iach iego iemu iowi iom iow iem imi ich iej ' +
  'owie owi ami ach ego emu ymi ych om ow em ym im ej ' +
  'ie ia ii iu io a e i o u y'
)
  .split(' ')
  .toSorted((left, right) => right.length - left.length)

/**
 * Stems that change inside, or end like an ending. The first of a line stands for all of them; a word is one of them when a known
 * ending, or nothing, follows.
 */
const irregular: ReadonlyMap<string, string> = new Map(
  (
    'miesiac miesiec,blad bled,urzad urzed,pieniadz pieniedz pienieg pieniag,okreg okrag,ksieg ksiag,' +
    'grudzien grudn,kwiecien kwietn kwieten,marzec marc,tydzien tygodn tydzen,dzien dn,najem najm,wynajem wynajm,podnajem podnajm,' +
    'koniec konc,kraniec kranc,slonc,siec siet,smiec smiet,kosc kost,wezel wezl,mebel mebl,pies ps,' +
    'system,problem,poziom,dyplom,krem,totem,atom,krakow,budow,przebudow,rozbudow,nadbudow,odbudow,zabudow,rozmow,polow,' +
    'zapach,wychow,gotow,tytul'
  )
    .split(',')
    .flatMap((line) => {
      const [stem = '', ...others] = line.split(' ')
      return [stem, ...others].map((form) => [form, stem] as const)
    }),
)

/** The stem of one word of letters and digits. A word with a digit stays as it is: numbers of resolutions are not inflected. */
export function stem(word: string): string {
  const letters = fold(word).slice(0, longestWord)
  if (letters.length <= shortestStem || /[^a-z]/.test(letters)) return letters
  const known = irregular.get(letters)
  if (known !== undefined) return known
  const splits = endings.flatMap((ending) =>
    letters.endsWith(ending) ? [{ rest: letters.slice(0, -ending.length), ending }] : [],
  )
  for (const { rest } of splits) {
    const regular = irregular.get(rest)
    if (regular !== undefined) return regular
  }
  const split = splits.find(({ rest }) => rest.length >= shortestStem && /[aeiouy]/.test(rest))
  const found = settle(split?.rest ?? letters, split?.ending ?? '')
  return irregular.get(found) ?? found
}

/** Undoes what an ending did to the consonant before it, and the vowel that comes and goes before the last one. */
function settle(rest: string, ending: string): string {
  return dropFleetingVowel(hardened(rest, ending))
}

function hardened(rest: string, ending: string): string {
  const soft = ending.startsWith('i')
  // wodzie, drodze; odpowiedź
  if (rest.endsWith('dz')) return soft || ending === '' ? rest.slice(0, -1) : `${rest.slice(0, -2)}g`
  // miejsce, część
  if (rest.endsWith('sc')) return `${rest.slice(0, -1)}t`
  // statucie, opłacie; zdjęć
  if (rest.endsWith('c') && (soft || (ending === '' && rest.endsWith('jec')))) return `${rest.slice(0, -1)}t`
  // zaliczce, działce, usterce, skrzynce
  if (ending === 'e' && /[bdflmnprtwz]c$|cc$/.test(rest)) return `${rest.slice(0, -1)}k`
  // biurze, numerze
  if (rest.endsWith('rz')) return rest.slice(0, -1)
  return rest
}

/** budynek, budynku; rozliczeń, rozliczenia; mieszkaniec, mieszkańca. */
function dropFleetingVowel(rest: string): string {
  if (rest.length < 5) return rest
  return rest.replace(/(?<=[^aeiouy])i?e(?=[knc]$)/, '')
}

/** The words of a text: runs of letters and digits, as they stand. */
export function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? []
}

/** Words that are in every text and find nothing. */
const empty = new Set(
  'i w we z ze na do o od oraz lub albo a u po za dla przez przy nad pod nie sie jest sa to ten ta te jak czy ktory ktora ktore tego tej tych tym'.split(
    ' ',
  ),
)

/** Stems of a text in its order, without empty words: what is indexed. Letters a-z and digits only. */
export function stemsOf(text: string): string[] {
  return wordsOf(text).flatMap((word) => {
    if (empty.has(fold(word))) return []
    const found = stem(word)
    return /^[a-z0-9]+$/.test(found) ? [found] : []
  })
}
