import { type ProblemDetails, type ProblemText, problemTexts } from './problem.text.ts'

export type { ProblemDetails }

export type ProblemCode = keyof typeof problemTexts

/** One thing wrong with a delivery, at the most precise place known. */
export interface Problem<Code extends string = ProblemCode> {
  readonly code: Code
  /** Path inside the delivery; empty when the delivery as a whole is meant. */
  readonly file: string
  /** Line of the file, the header being line 1; null when the file as a whole is meant. */
  readonly line: number | null
  /** Only for files without lines: the records of a database file are numbered from 1. */
  readonly lineIs?: 'record'
  /** Name of the column (CSV) or JSON pointer (descriptor). */
  readonly column: string | null
  /** Only for files without columns: bank statements have fields. */
  readonly columnIs?: 'field'
  /** What was found there, at most 60 characters, without control characters. */
  readonly value: string | null
  /** A sentence in Polish for the person who must act. */
  readonly message: string
  readonly messageEn: string
}

export interface Place {
  readonly file: string
  readonly line?: number | null
  readonly lineIs?: 'record' | undefined
  readonly column?: string | null
  readonly columnIs?: 'field' | undefined
  readonly value?: string | null
}

export function problem(code: ProblemCode, place: Place, details: ProblemDetails = {}): Problem {
  return said(problemTexts[code], code, place, details)
}

function said<Code extends string>(
  text: ProblemText,
  code: Code,
  place: Place,
  details: ProblemDetails,
): Problem<Code> {
  return {
    code,
    file: shown(place.file, 200),
    line: place.line ?? null,
    ...(place.lineIs ? { lineIs: place.lineIs } : {}),
    column: place.column == null ? null : shown(place.column, 120),
    ...(place.columnIs ? { columnIs: place.columnIs } : {}),
    value: place.value == null ? null : shown(place.value),
    message: text.pl(details),
    messageEn: text.en(details),
  }
}

/**
 * Text from a delivery made fit to show: control and direction characters become `␣`, long text ends with `…`.
 *
 * Built character by character on purpose: a plain slice would keep the whole block of the file it was cut from alive.
 */
export function shown(value: string, limit = 60): string {
  const characters: string[] = []
  // A character takes at most two units of a string, so this many hold one more than is shown.
  for (const character of value.slice(0, limit * 2 + 2)) {
    characters.push(isControl(character.codePointAt(0) ?? 0) ? '␣' : character)
    if (characters.length > limit) break
  }
  if (characters.length > limit) characters.splice(limit - 1, 2, '…')
  return Buffer.from(characters.join(''), 'utf8').toString('utf8')
}

/**
 * Control characters, characters that turn the direction of writing and so could disguise a text, and the byte order mark,
 * which stands in the middle of a file put together from several.
 */
export function isControl(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x061c ||
    code === 0x200e ||
    code === 0x200f ||
    code === 0xfeff ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  )
}

/** Problems of one run: the first ones listed, all of them counted by code. */
export class Problems<Code extends string> {
  readonly #texts: Readonly<Record<Code, ProblemText>>
  readonly #listed: Problem<Code>[] = []
  readonly #counts = new Map<Code, number>()
  readonly #limit: number
  #count = 0

  constructor(texts: Readonly<Record<Code, ProblemText>>, limit = 1000) {
    this.#texts = texts
    this.#limit = limit
  }

  get count(): number {
    return this.#count
  }

  get listed(): readonly Problem<Code>[] {
    return this.#listed
  }

  get counts(): ReadonlyMap<Code, number> {
    return this.#counts
  }

  /** Whether the next problem would still be listed with its place. */
  get open(): boolean {
    return this.#listed.length < this.#limit
  }

  add(code: Code, place: Place, details: ProblemDetails = {}): void {
    if (this.open) this.#listed.push(said(this.#texts[code], code, place, details))
    this.countOnly(code)
  }

  take(found: Problem<Code>): void {
    if (this.open) this.#listed.push(found)
    this.countOnly(found.code)
  }

  countOnly(code: Code): void {
    this.#count += 1
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1)
  }
}

/** The problems of one delivery. */
export class ProblemList extends Problems<ProblemCode> {
  constructor(limit?: number) {
    super(problemTexts, limit)
  }
}
