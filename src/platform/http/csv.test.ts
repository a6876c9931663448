import assert from 'node:assert/strict'
import { test } from 'node:test'
import { csv } from './csv.ts'

test('a spreadsheet runs nothing that somebody wrote into a name', () => {
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://zly.example";"tu")']) {
    const line = csv(['nazwa'], [[formula]])
      .split('\r\n')
      .slice(1)
      .join('\r\n')
    assert.match(line, /^"?'/, JSON.stringify(formula))
  }
})

test('figures stay figures, and separators, quotes and line ends stay in their cell', () => {
  assert.equal(
    csv(
      ['a', 'b', 'c'],
      [
        [-5, { figure: '-1 234,56' }, null],
        ['x;y', 'mówi "tak"', 'dwie\nlinie'],
      ],
    ),
    '\ufeffa;b;c\r\n-5;-1 234,56;\r\n"x;y";"mówi ""tak""";"dwie\nlinie"\r\n',
  )
})

test('a resident’s file is guarded against formulas as one of the office is', () => {
  const lines = csv(['Tytuł'], [['=1+1'], ['  =1+1'], ['＝1'], [' odstęp']]).split('\r\n')
  assert.deepEqual(lines, ['\ufeffTytuł', "'=1+1", "'  =1+1", "'＝1", '" odstęp"', ''])
})
