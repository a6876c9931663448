import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csvLine } from './csv.ts'

test('what looks like a formula is shown, not done', () => {
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =cmd()', '＝1', '\n=1'])
    assert.match(csvLine([formula]), /^"?'/, JSON.stringify(formula))
  assert.equal(csvLine(['=HYPERLINK("http://x";"y")']), `"'=HYPERLINK(""http://x"";""y"")"\r\n`)
})

test('separators, quotes and ends of line stay inside their cell', () => {
  assert.equal(csvLine(['a;b', 'c"d', 'e\nf', 'Żółć', '']), '"a;b";"c""d";"e\nf";Żółć;\r\n')
})

test('numbers of ours stay numbers, with the comma of a Polish spreadsheet', () => {
  assert.equal(csvLine([-5, 1.5, 0, null, { figure: '-1,50' }]), '-5;1,5;0;;-1,50\r\n')
})
