import type { Child } from '#ui/jsx/jsx-runtime'

/** Class names, the falsy ones left out. */
export function cx(...names: readonly (string | false | undefined)[]): string {
  return names.filter(Boolean).join(' ')
}

const POLISH: Readonly<Record<string, string>> = {
  ą: 'a',
  ć: 'c',
  ę: 'e',
  ł: 'l',
  ń: 'n',
  ó: 'o',
  ś: 's',
  ź: 'z',
  ż: 'z',
}

/** An id for a heading or a field, made from its Polish words: "Do zapłaty" gives "do-zaplaty". */
export function idFrom(words: string): string {
  const plain = words.toLowerCase().replace(/[^a-z0-9]/g, (letter) => POLISH[letter] ?? '-')
  const id = plain.replace(/-+/g, '-').replace(/^-|-$/g, '').slice(0, 60)
  return /^[a-z]/.test(id) ? id : `x-${id}`
}

/** The id of a form control; error summaries link to it. */
export function fieldId(name: string): string {
  return `pole-${idFrom(name)}`
}

export interface WithChildren {
  readonly children?: Child
}
