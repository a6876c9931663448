import { stem, stemsOf, wordsOf } from './polish-stem.model.ts'

/** Words of one search; more narrow nothing and cost the database. */
const wordsLimit = 10
const excerptCharacters = 200

export interface Search {
  readonly stems: ReadonlySet<string>
  /** For PostgreSQL's to_tsquery: letters, digits and our own "&" only, whatever was typed. */
  readonly tsquery: string
}

/** What to look for. Undefined when nothing was typed; without stems when nothing that was typed can be looked for. */
export function searchOf(typed: string | undefined): Search | undefined {
  if (typed === undefined || typed.trim() === '') return undefined
  const stems = new Set(stemsOf(typed).slice(0, wordsLimit))
  return { stems, tsquery: [...stems].join(' & ') }
}

export interface Fragment {
  readonly text: string
  readonly hit: boolean
}

/** The text in pieces, hits apart, to be marked on the page. */
export function marked(text: string, stems: ReadonlySet<string>): readonly Fragment[] {
  if (stems.size === 0) return [{ text, hit: false }]
  const fragments: Fragment[] = []
  let from = 0
  for (const match of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (!stems.has(stem(match[0]))) continue
    if (match.index > from) fragments.push({ text: text.slice(from, match.index), hit: false })
    fragments.push({ text: match[0], hit: true })
    from = match.index + match[0].length
  }
  if (from < text.length) fragments.push({ text: text.slice(from), hit: false })
  return fragments
}

/** The part of a long text around its first hit, cut between words; undefined when it has none. */
export function excerpt(text: string, stems: ReadonlySet<string>): string | undefined {
  for (const match of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (!stems.has(stem(match[0]))) continue
    const start = Math.max(0, match.index - excerptCharacters / 4)
    const cut = start === 0 ? '' : text.slice(start, start + excerptCharacters).replace(/^\S*\s+/, '')
    const whole = start === 0 ? text.slice(0, excerptCharacters) : cut
    const ends = start + excerptCharacters >= text.length
    const tidy = ends ? whole : whole.replace(/\s+\S*$/, '')
    return `${start === 0 ? '' : '… '}${tidy.replaceAll(/\s+/g, ' ').trim()}${ends ? '' : ' …'}`
  }
  return undefined
}

/** Stems of a text for the index, joined; at most as much as a page of law. */
export function indexed(text: string): string {
  return stemsOf(wordsOf(text).slice(0, 4000).join(' ')).join(' ')
}
