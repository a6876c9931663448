import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { canonicalCode } from '../starting-code.model.ts'
import { blocklist, fold } from './blocklist.model.ts'
import { proposePhrase } from './phrase.ts'
import { normalizePassword, passwordFlaw } from './policy.model.ts'
import { words } from './words.model.ts'

const person = {
  loginName: '12345674',
  displayName: 'Żaneta Brzęczyszczykiewicz-Nowak',
  cooperativeName: 'Spółdzielnia Mieszkaniowa „Zielone Wzgórza”',
}
const flawOf = (password: string) => passwordFlaw(password, person, (text) => canonicalCode(text) !== undefined)?.kind

describe('what may be a password', () => {
  const refused: [string, string][] = [
    ['', 'empty'],
    ['               ', 'empty'],
    ['czternaście zn', 'tooShort'],
    ['🏠🏠🏠🏠🏠🏠🏠🏠', 'tooShort'],
    ['dom\u0000nad rzeką i las', 'controlCharacters'],
    ['Żaneta Brzęczyszczykiewicz', 'personal'],
    ['zaneta12345674nowak', 'personal'],
    ['Zielone Wzgórza 2026!', 'personal'],
    ['aaaaaaaaaaaaaaaaaaa', 'repeated'],
    ['alamaalamaalamaala', 'repeated'],
    ['hasłohasłohasło', 'repeated'],
    ['!!!!!!!!!!!!!!!!!!', 'repeated'],
    ['abcdefghijklmnopqrs', 'sequence'],
    ['qwertyuiopasdfghjkl', 'sequence'],
    ['0987654321qwerty', 'sequence'],
    ['1qaz2wsx3edc4rfv', 'common'],
    ['Kocham Polska 1987', 'common'],
    ['K0ch4mC13 Warszawa', 'common'],
    ['Jeszcze Polska nie zginęła', 'common'],
    ['spoldzielnia-mieszkaniowa-2026', 'personal'],
    ['correcthorsebatterystaple', 'common'],
    ['A23-C45-D67-E89-F23-H45', 'likeCode'],
  ]
  for (const [password, reason] of refused) {
    test(`refuses ${JSON.stringify(password)}: ${reason}`, () => assert.equal(flawOf(password), reason))
  }

  const taken = [
    'piętnaście zna ',
    'zielona lampa pod schodami',
    'Kot mojej sąsiadki lubi ser',
    'xK9#mQ2$vL5@nR8',
    'aaaaaaaaaaaaa lampa rower zupa',
    'moja babcia Żaneta piekła chleb',
    '密碼密碼是一個很長的句子喔對吧朋友',
  ]
  for (const password of taken) {
    test(`takes ${JSON.stringify(password)}`, () =>
      assert.equal(flawOf(password), password.startsWith('piętnaście') ? 'tooShort' : undefined))
  }

  test('every random password is taken, so the lists do not catch by accident', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!?#%&*+-= '
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...letters), { minLength: 20, maxLength: 60 }), (picked) => {
        const password = `x${picked.join('')}x`
        if (new Set(fold(password)).size < 8) return
        assert.notEqual(flawOf(password), 'sequence')
        assert.notEqual(flawOf(password), 'common')
      }),
    )
  })

  test('any text gets an answer at once', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void flawOf(text)))
    const started = performance.now()
    for (const text of ['a'.repeat(1_000_000), '\ufdfa'.repeat(1_000), 'haslo'.repeat(50), 'żółw'.repeat(64)])
      flawOf(text)
    assert.ok(performance.now() - started < 500)
  })
})

describe('how a password is read', () => {
  test('composed or decomposed, with hard or wide spaces: one password', () => {
    const forms = [
      'żółw na łące',
      'żółw na łące'.normalize('NFD'),
      'żółw\u00a0na\u202fłące',
      '  żółw na łące ',
      'żółw\u3000na łące',
    ]
    assert.equal(new Set(forms.map(normalizePassword)).size, 1)
  })
  test('letters of another size or other words are another password', () => {
    assert.notEqual(normalizePassword('żółw na łące'), normalizePassword('Żółw na łące'))
  })
  test('reading twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
        const once = normalizePassword(text)
        if (once !== undefined) assert.equal(normalizePassword(once), once)
      }),
    )
  })
})

describe('the lists', () => {
  test('3,000 entries and more, each long enough and folded', () => {
    assert.ok(blocklist.size >= 3_000, `${blocklist.size}`)
    for (const entry of blocklist) assert.ok(entry.length >= 15 && fold(entry) === entry, entry)
  })
  test('2,048 plain words and more, each once', () => {
    assert.ok(words.length >= 2_048)
    assert.equal(new Set(words).size, words.length)
    for (const word of words) assert.match(word, /^[a-z]{4,9}$/)
  })
  test('every proposed phrase may be used', () => {
    for (let i = 0; i < 300; i++) assert.equal(flawOf(proposePhrase()), undefined)
  })
  test('words whose letters make a starting code are drawn again', () => {
    const code = 'wyraz tarka mech sens'
    assert.equal(flawOf(code), 'likeCode')
    const drawn = `${code} dach krab gumka klasa`.split(' ').map((word) => words.indexOf(word))
    assert.ok(!drawn.includes(-1))
    assert.equal(
      proposePhrase(() => drawn.shift()!),
      'dach krab gumka klasa',
    )
  })
})
