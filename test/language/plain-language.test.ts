import assert from 'node:assert/strict'
import { test } from 'node:test'
import { polishTexts, sentences, textsOf, wordsOf } from './sentences.ts'

/** Words in a sentence a person of 75 reads without starting again. */
const longest = 20

/** Sentences that may be longer, with the reason. A path alone: the whole file is read by programmers, not by residents or clerks. */
const exceptions: readonly { readonly path: string; readonly begins?: string; readonly why: string }[] = [
  { path: 'src/import/contract/page.ts', why: 'the contract for the vendor of the accounting system' },
  { path: 'src/import/contract/sql-views.ts', why: 'the same: comments of SQL' },
  { path: 'src/ui/jsx/jsx-runtime.ts', why: 'names of elements' },
  { path: 'src/convert-command.ts', begins: 'Kod wyjścia:', why: 'a list of exit codes' },
]

interface Rule {
  readonly words: RegExp
  readonly instead: string
  /** Where the word means something else. */
  readonly except?: RegExp
}

/** Words of offices and of machines, and second words for what already has one (docs/glossary.md). */
const rules: readonly Rule[] = [
  { words: /\bniniejsz|\bpowyższ(y|a|e|ego|ej|ym)\b|\bw\/w\b|\bww\.|\bponiższ/i, instead: 'ten, tutaj, niżej' },
  { words: /uprzejmie|informujemy|zawiadamiamy|pragniemy/i, instead: 'say it' },
  {
    words: /\bdokon(ać|uj|ano|ania|anie)|\bcelem\b|\bw celu\b|\bna skutek\b|\bz tytułu\b/i,
    instead: 'a verb: wpłać, zmień',
    except: /z tytułu albo|^Celem Spółdzielni/,
  },
  {
    words: /\bnależy\b/i,
    instead: 'the imperative, or trzeba',
    except: /należy (do|tutaj|za)|posprzątać|Miejsce z numerem/,
  },
  { words: /\bproszę\b(?! spróbować)/i, instead: 'the imperative', except: /^Proszę o wydanie loginu/ },
  {
    words: /\bw dniu\b|\bposiada|\biż\b|\bgdyż\b|\bponadto\b|\bbądź\b|\boraz\b.*\boraz\b/i,
    instead: 'the day alone, ma, że, bo, też, albo',
  },
  { words: /\bw toku\b/i, instead: 'w trakcie' },
  { words: /odnośnik/i, instead: 'link' },
  { words: /człowiek/i, instead: 'osoba, ktoś' },
  { words: /program(ie|u|em)? księgow/i, instead: 'system księgowy' },
  { words: /kartotec|z kartoteki|poza kartotek/i, instead: 'rejestr: kartoteka is the ledger of an account' },
  {
    words: /zalogowani[ae]\b(?!.*(po|przed) zalogowani)/i,
    instead: 'logowanie, or the verb',
    except: /(po|przed) zalogowaniu/i,
  },
  { words: /\b\d{4}-\d\d-\d\d\b/, instead: '30.11.2026, as browsers show a day' },
  { words: /(?<!e-)\b(mejl|mail|email)/i, instead: 'e-mail', except: /@|mailto|^mail |^id kind / },
  { words: /[a-ząćęłńóśźż];/u, instead: 'two sentences' },
  {
    words: / - |[„"][^”"]*"|(?<!\w)'(?=\p{L})/u,
    instead: '– and „…”',
    except: /^- |\n|ebok |--|=|`|"\w+"|"(imię|kto)/,
  },
  { words: /\.\.\.|!/, instead: '… and no exclamations', except: /PLIK\.\.\./ },
]

/** What only operators and vendors read: commands with their options, files and their formats. */
const technical =
  /^src\/(import|backup|doctor|metrics|platform\/(db|http\/security|mail\/settings|settings))|-command\.ts$|^src\/(main|configuration-page|drawing)\.ts|^db\/seed\/(cli|describe)|\.sql/

const texts = polishTexts()

test('every text is found, also between tags and in templates', (t) => {
  const source =
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a source file, read as one
    'const a = `Masz ${n} dni, ${one ? `licząc od ${day}` : "licząc od dziś"}.`; const r = /„[^”]*”/; const b = <p>Nie ma <b>nic</b> do zapłaty.</p>'
  assert.deepEqual(textsOf(source, true), ['licząc od …', 'licząc od dziś', 'Masz … dni, ….', 'Nie ma', 'do zapłaty.'])
  t.diagnostic(`${texts.length} texts`)
  assert.ok(texts.length > 4_000, `only ${texts.length} texts`)
})

test(`no sentence has more than ${longest} words`, () => {
  const used = new Set<(typeof exceptions)[number]>()
  const long = texts.flatMap(({ path, text }) =>
    sentences(text)
      .filter((sentence) => wordsOf(sentence) > longest)
      .filter((sentence) => {
        const excused = exceptions.find((one) => one.path === path && sentence.startsWith(one.begins ?? ''))
        if (excused) used.add(excused)
        return !excused
      })
      .map((sentence) => `${path}: ${wordsOf(sentence)} words: ${sentence}`),
  )
  assert.deepEqual(long, [])
  assert.deepEqual(
    exceptions.filter((one) => !used.has(one)),
    [],
    'exceptions are still needed',
  )
})

for (const { words, instead, except } of rules) {
  test(`„${words.source}” is not said: ${instead}`, () => {
    const found = texts.filter(
      ({ path, text }) => !technical.test(path) && words.test(text) && !(except?.test(text) ?? false),
    )
    assert.deepEqual(
      found.map(({ path, text }) => `${path}: ${text}`),
      [],
    )
  })
}
