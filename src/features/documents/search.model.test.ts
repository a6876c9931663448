import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { excerpt, indexed, marked, searchOf } from './search.model.ts'

test('nothing typed is no search; marks alone are a search that finds nothing', () => {
  assert.equal(searchOf(undefined), undefined)
  assert.equal(searchOf('  '), undefined)
  assert.equal(searchOf('& | ! :*')?.tsquery, '')
  assert.equal(searchOf('i w z')?.stems.size, 0)
})

test('a search is stems joined by our own sign, at most ten', () => {
  assert.equal(searchOf('uchwały remontów')?.tsquery, 'uchwal & remont')
  assert.equal(searchOf('uchwały & !remontów | (a:*)')?.tsquery, 'uchwal & remont')
  assert.equal(searchOf(Array.from({ length: 50 }, (_, index) => `x${index}`).join(' '))?.stems.size, 10)
})

test('hits are marked as they stand in the text', () => {
  const { stems } = searchOf('uchwala remontu')!
  assert.deepEqual(
    marked('O Uchwałach: remonty, nie remontowe.', stems)
      .map((part) => (part.hit ? `[${part.text}]` : part.text))
      .join(''),
    'O [Uchwałach]: [remonty], nie remontowe.',
  )
})

test('marking loses and adds nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ maxLength: 20 }), (text, typed) => {
      const stems = searchOf(`${typed} ${text.slice(0, 8)}`)?.stems ?? new Set<string>()
      assert.equal(
        marked(text, stems)
          .map((part) => part.text)
          .join(''),
        text,
      )
    }),
  )
})

test('an excerpt shows the first hit with words around it, whole', () => {
  const { stems } = searchOf('winda')!
  const long = `${'Zdanie o niczym ważnym. '.repeat(30)}Wymiana windy w klatce A. ${'Dalszy ciąg tekstu. '.repeat(30)}`
  const found = excerpt(long, stems)!
  assert.match(found, /^… .*Wymiana windy w klatce A\..* …$/)
  assert.ok(found.length <= 210)
  assert.equal(excerpt('Windy.', stems), 'Windy.')
  assert.equal(excerpt('Bez trafienia.', stems), undefined)
})

test('a very long text is indexed in part', () => {
  assert.equal(indexed('słowo '.repeat(10_000)).split(' ').length, 4000)
})
