import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import { demoFiles, sourceFiles } from '../architecture/imports.ts'

const root = join(import.meta.dirname, '../..')

/** One text a person reads, as it stands in a source file; `…` stands where the program puts a value in. */
export interface Text {
  readonly path: string
  readonly text: string
}

/** What no person reads although it looks like words: lists of words and names, statements of SQL, samples of the house's own gallery. */
const unread =
  /\.test\.|\.testkit\.|^src\/ui\/dev\/|\.queries\.ts$|\/(blocklist|words|polish-stem)\.model\.ts$|^db\/seed\/people\.ts$/
const sql = /\b(insert into|select|from|where|update|join|case when)\b.*\b(values|from|where|as|set|on|end)\b|\$\d/s

const polish = /[ąćęłńóśźż]/i
const english = /[{}=<>;]|\b(the|of|is|are|to|not|no|and|was|without)\b/
/** Words with a space between: keys, addresses, formats and statements of SQL are none. */
const words = /\p{L}{2,}[,;:]?\s[\p{L}…]|…\s\p{L}{2,}/u

/** Every Polish text of the program: pages, forms, errors, mails, letters, what commands print. */
export function polishTexts(): Text[] {
  const inBrowser = readdirSync(join(root, 'src/ui/browser')).map((name) => `src/ui/browser/${name}`)
  return [...sourceFiles(), ...inBrowser.filter((path) => path.endsWith('.ts')), ...demoFiles()]
    .filter((path) => !unread.test(path))
    .flatMap((path) =>
      textsOf(readFileSync(join(root, path), 'utf8'), path.endsWith('x')).map((text) => ({ path, text })),
    )
}

/** The texts of one source file. Comments are gone, words between tags have become strings: esbuild has read it first. */
export function textsOf(source: string, withTags = false): string[] {
  const { code } = transformSync(source, {
    loader: withTags ? 'tsx' : 'ts',
    jsx: 'automatic',
    minifyWhitespace: true,
    charset: 'utf8',
  })
  return literals(code)
    .map((text) => text.replaceAll(/[^\S\n]+/g, ' ').trim())
    .filter((text) => words.test(text) && !sql.test(text) && (polish.test(text) || !english.test(text)))
}

/** String and template literals of a program without comments, templates with `…` for what is put in. */
function literals(code: string): string[] {
  const found: string[] = []
  /** Reads code until the brace that ends it. */
  const readCode = (start: number): number => {
    let depth = 0
    let at = start
    while (at < code.length) {
      const letter = code[at]!
      if (letter === '"' || letter === "'") at = readString(at)
      else if (letter === '`') at = readTemplate(at)
      else if (letter === '/' && /[(,=>:[!&|?{};+\n]$|return$/.test(code.slice(Math.max(0, at - 6), at)))
        at = skipPattern(at)
      else if (letter === '}' && depth === 0) return at + 1
      else {
        if (letter === '{') depth += 1
        if (letter === '}') depth -= 1
        at += 1
      }
    }
    return at
  }
  const readString = (start: number): number => {
    const match = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/sy
    match.lastIndex = start
    const [raw] = match.exec(code) ?? []
    if (raw === undefined) throw new Error(`not understood: ${code.slice(start - 120, start + 40)}`)
    found.push(unescaped(raw.slice(1, -1)))
    return start + raw.length
  }
  const readTemplate = (start: number): number => {
    let text = ''
    let at = start + 1
    while (code[at] !== '`') {
      if (code.startsWith('${', at)) {
        at = readCode(at + 2)
        text += '…'
      } else if (code[at] === '\\') {
        text += code.slice(at, at + 2)
        at += 2
      } else text += code[at++]
    }
    found.push(unescaped(text))
    return at + 1
  }
  const skipPattern = (start: number): number => {
    const match = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\]|\\.)*\])+\/[a-z]*/y
    match.lastIndex = start
    return start + (match.exec(code)?.[0].length ?? 1)
  }
  readCode(0)
  return found
}

const unescaped = (text: string): string =>
  text.replaceAll(/\\(.)/gs, (_, letter: string) => (letter === 'n' ? '\n' : letter))

/** A text's sentences. A colon, a bracket or a number's point ends none. */
export function sentences(text: string): string[] {
  return text
    .split(/(?<=[.!?][”"]?)\s+(?=[\p{Lu}…„?#{])/u)
    .flatMap((sentence) => sentence.split('\n'))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
}

/** Numbers, marks and what the program puts in count as the one word they are read as. */
export const wordsOf = (sentence: string): number =>
  sentence.split(/\s+/).filter((word) => /[\p{L}\d…]/u.test(word)).length
