import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hostileCharacters, readEmail, readPhone } from './contact.ts'

test('an address is one address a mail server takes, or a sentence', () => {
  for (const good of ['jan@poczta.pl', ' jan.k+x@a.b-c.com.pl ', 'x@1.pl'])
    assert.deepEqual(readEmail(good), { value: good.trim() }, good)
  assert.deepEqual(readEmail('  '), { problem: 'emailMissing' })
  for (const bad of [
    'jan',
    'jan@poczta',
    'a@b.pl, c@d.pl',
    'a@b.pl\r\nBcc: c@d.pl',
    'a b@c.pl',
    '<a@b.pl>',
    '.a@b.pl',
    'a..b@c.pl',
    'a.@b.pl',
    'a@-b.pl',
    'żółw@poczta.pl',
    'a@b.pl\u0000',
    `${'a'.repeat(65)}@b.pl`,
    `a@${'b'.repeat(260)}.pl`,
  ])
    assert.deepEqual(readEmail(bad), { problem: 'emailShape' }, bad)
})

test('a phone is nine Polish digits or a foreign number with a plus', () => {
  for (const typed of ['600700800', '600 700 800', '+48 600-700-800', '0048600700800', '(60) 070 08 00'])
    assert.deepEqual(readPhone(typed), { value: '600 700 800' }, typed)
  assert.deepEqual(readPhone('+44 20 7946 0958'), { value: '+442079460958' })
  assert.deepEqual(readPhone(''), { problem: 'phoneMissing' })
  for (const bad of ['12345678', '+4860070080', 'sześćset', '600700800600700800', '+0123456789', '600700800a'])
    assert.deepEqual(readPhone(bad), { problem: 'phoneShape' }, bad)
})

test('characters nobody types are found, letters of any language are not', () => {
  for (const bad of ['\u0000', 'a\u202eb', '\u200b', '\ud800', '\udc00x', '\ufeff', '\u007f'])
    assert.match(bad, hostileCharacters)
  for (const good of ['Żółć', 'O’Brien', '北京', 'Łódź\n', '😀']) assert.doesNotMatch(good, hostileCharacters)
})
