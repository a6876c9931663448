import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { onwardPath } from './onward.model.ts'
import { canonicalCode, codeAlphabet, codeLength, formatCode } from './starting-code.model.ts'
import { browserRule, knownBrowsersLimit, reserve, sourceRule, strangersRule } from './throttle.model.ts'

describe('starting codes', () => {
  test('carry 80 bits and more, of characters that do not look alike', () => {
    assert.ok(codeLength * Math.log2(codeAlphabet.length) >= 80)
    assert.equal(new Set(codeAlphabet).size, codeAlphabet.length)
    for (const pair of ['0O', '1I', '1L', '8B', '5S', '2Z', '6G', 'UV', '0Q']) {
      assert.ok(!(codeAlphabet.includes(pair[0]!) && codeAlphabet.includes(pair[1]!)), pair)
    }
  })
  test('are read however they are typed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...codeAlphabet), { minLength: codeLength, maxLength: codeLength }),
        (letters) => {
          const code = letters.join('')
          for (const typed of [
            code,
            formatCode(code),
            formatCode(code).toLowerCase(),
            ` ${code.match(/.{3}/g)!.join(' – ')} `,
          ]) {
            assert.equal(canonicalCode(typed), code)
          }
        },
      ),
    )
  })
  test('a letter that looks alike is forgiven', () => {
    assert.equal(canonicalCode('B2S-ZGV-AAA-AAA-AAA-AAA'), '82526UAAAAAAAAAAAA')
  })
  test('anything else is none', () => {
    for (const text of ['', 'AAA', 'A'.repeat(19), 'O'.repeat(18), 'zielona lampa pod schodami', 'A'.repeat(100_000)]) {
      assert.equal(canonicalCode(text), undefined)
    }
  })
})

describe('slowing', () => {
  const start = { failures: 0, blockedUntil: Number.NEGATIVE_INFINITY, dayAttempts: 0, day: '2026-11-23', updatedAt: 0 }
  const at = (now: number, today = '2026-11-23') => ({ now, today, tomorrowAt: 86_400_000 })

  test('a login cannot be guessed more than 100 times a day', () => {
    assert.ok(strangersRule.dailyLimit + knownBrowsersLimit * browserRule.dailyLimit <= 100)
  })
  test('five are free, then the delay never shrinks until the day is over', () => {
    let state = { ...start }
    let now = 0
    const waits: number[] = []
    for (let i = 0; i < strangersRule.dailyLimit; i++) {
      const first = reserve(state, strangersRule, at(now))
      if (!first.allowed) {
        waits.push(first.waitSeconds)
        now += first.waitSeconds * 1000
      }
      const next = reserve(state, strangersRule, at(now))
      assert.ok(next.allowed, `${i}`)
      state = { ...next.next }
    }
    assert.equal(waits.length, strangersRule.dailyLimit - 5)
    assert.deepEqual(waits.slice(0, 7), [60, 120, 300, 600, 900, 1800, 1800])
    const over = reserve(state, strangersRule, at(now + 40 * 60_000))
    assert.ok(!over.allowed)
    assert.ok(reserve(state, strangersRule, { now: 86_400_001, today: '2026-11-24', tomorrowAt: 172_800_000 }).allowed)
  })
  test('a quiet day is forgiven', () => {
    const tired = { ...start, failures: 12, updatedAt: 0 }
    const later = reserve(tired, strangersRule, at(strangersRule.forgetAfterMs + 1))
    assert.ok(later.allowed && later.next.failures === 1)
  })
  test('a shared address counts only real failures until it has failed too often', () => {
    const fresh = reserve(start, sourceRule, at(0))
    assert.ok(fresh.allowed && !fresh.counted && fresh.next.failures === 0)
    const suspect = reserve({ ...start, failures: 5 }, sourceRule, at(1))
    assert.ok(suspect.allowed && suspect.counted && suspect.next.blockedUntil > 1)
  })
})

describe('where to go on', () => {
  test('local pages', () => {
    for (const path of [
      '/',
      '/rachunki',
      '/rachunki/kartoteka?od=2025-01-01&punkt=L0001#razem',
      '/a//b',
      '/%2f%2fzlo.test',
    ]) {
      assert.equal(onwardPath(path), path)
    }
  })
  test('nothing that leaves the portal, whatever a browser makes of it', () => {
    const alphabet = [
      '/',
      '\\',
      '.',
      ':',
      '@',
      '?',
      '#',
      '\t',
      '\n',
      '\r',
      ' ',
      '%',
      'zlo.test',
      'https',
      'javascript',
      '\u0000',
      'ł',
      '/zaloguj',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...alphabet), { maxLength: 8 }), (parts) => {
        const path = onwardPath(parts.join(''))
        if (path !== '') assert.equal(new URL(path, 'http://ebok.test').origin, 'http://ebok.test')
      }),
      { numRuns: 5_000 },
    )
    assert.equal(onwardPath(`/${'a'.repeat(1_000_000)}`), '')
    for (const path of ['/zaloguj', '/zaloguj?dalej=/x', '/wyjscie', '/haslo/ustaw', 'rachunki', '//zlo.test'])
      assert.equal(onwardPath(path), '')
  })
})
