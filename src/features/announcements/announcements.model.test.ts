import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AudiencePlace, blocksOf, excerptOf } from './announcements.model.ts'
import { audienceText, unreadSentence } from './announcements.text.ts'

const paragraph = (...lines: string[]) => ({ kind: 'paragraph', lines })
const list = (ordered: boolean, ...lines: string[]) => ({ kind: 'list', ordered, lines })

test('an empty line ends a paragraph, a line break stays, lists need no empty lines around them', () => {
  assert.deepEqual(blocksOf('Raz\ndwa\n\n \n\ntrzy'), [paragraph('Raz', 'dwa'), paragraph('trzy')])
  assert.deepEqual(blocksOf('Prosimy:\n- raz\n– dwa\n• trzy\nDziękujemy.'), [
    paragraph('Prosimy:'),
    list(false, 'raz', 'dwa', 'trzy'),
    paragraph('Dziękujemy.'),
  ])
  assert.deepEqual(blocksOf('1. raz\n2) dwa'), [list(true, 'raz', 'dwa')])
})

test('what only looks like a list is text', () => {
  for (const line of ['12.12 biuro nieczynne', '-5 stopni', '2. termin: środa', '100. rocznica', '<b>nie</b>', '1.'])
    assert.deepEqual(blocksOf(line), [paragraph(line)], line)
})

test('nothing that is typed is lost or runs long: every word of any text is in its blocks', () => {
  const odd = ['', '\n\n\n', ' \n \n', '- \n- ', 'a\n- b\n1. c\n2. d\n- e\n\nf', '-'.repeat(5000), 'x\n'.repeat(5000)]
  for (const body of odd) {
    const kept = blocksOf(body).flatMap((block) => [...block.lines])
    assert.equal(
      kept.join('').replaceAll(/[\s\-1-9.]/g, ''),
      body.replaceAll(/[\s\-1-9.]/g, ''),
      JSON.stringify(body.slice(0, 40)),
    )
  }
})

test('an excerpt ends at a word and never in half a character', () => {
  assert.equal(excerptOf('  Krótko.\nI jasno.\n\nReszta. '), 'Krótko. I jasno.')
  assert.equal(excerptOf('- raz\n- dwa'), 'raz dwa')
  assert.equal(excerptOf(' \n'), '')
  assert.equal(excerptOf('Ala ma kota, a kot ma Alę', 12), 'Ala ma kota…')
  assert.equal(excerptOf('a'.repeat(50), 10), `${'a'.repeat(10)}…`)
  assert.ok(excerptOf('😀'.repeat(50), 11).isWellFormed())
})

test('whom it concerns is said with the address, or in general when the place left the register', () => {
  const nowhere: AudiencePlace = {
    audience: 'building',
    staircase: null,
    propertyName: null,
    street: null,
    houseNumber: null,
    number: null,
    kind: null,
  }
  const lipowa = { street: 'Lipowa', houseNumber: '4' }
  for (const [place, expected] of [
    [{ audience: 'public' }, 'wszyscy mieszkańcy'],
    [{ audience: 'property', propertyName: 'Nieruchomość nr 1' }, 'Nieruchomość nr 1'],
    [lipowa, 'budynek Lipowa 4'],
    [{}, 'mieszkańcy budynku'],
    [{ ...lipowa, audience: 'staircase', staircase: 'B' }, 'budynek Lipowa 4, klatka B'],
    [{ ...lipowa, audience: 'premises', number: '12', kind: 'dwelling' }, 'lokal Lipowa 4/12'],
    [{ audience: 'premises' }, 'jeden lokal'],
    [{ audience: 'party' }, 'jedna osoba'],
  ] as const) {
    assert.equal(audienceText({ ...nowhere, ...place }), expected)
  }
})

test('the counter in words', () => {
  assert.equal(unreadSentence(0), 'Nie masz nieprzeczytanych wiadomości.')
  assert.equal(unreadSentence(1), 'Masz 1\u00a0nieprzeczytaną wiadomość.')
  assert.equal(unreadSentence(3), 'Masz 3\u00a0nieprzeczytane wiadomości.')
  assert.equal(unreadSentence(12), 'Masz 12\u00a0nieprzeczytanych wiadomości.')
})
