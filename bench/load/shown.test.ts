import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hiddenField } from './browser.ts'
import { balancesOn, balancesText, nameOn } from './shown.ts'

const row = (nrb: string, money: string) =>
  `<tr><th scope="row"><a href="/rachunki/kartoteka">Konto</a></th><td class="num">${money}</td><td>nic</td><td><data class="amount" value="1">0,01 zł</data></td><td><button data-copy="${nrb}">Kopiuj</button></td></tr>`
const money = (tone: string, word: string, amount: string) =>
  `<span class="money money-${tone}"><span class="money-word">${word}</span> ${amount}</span>`
const [first, second, third] = [1, 2, 3].map((digit) => String(digit).repeat(26)) as [string, string, string]

test('balances are read off the page by bank account: owed, credit, settled', () => {
  const rows = [
    row(second, money('credit', 'Nadpłata', '<data class="amount" value="2500">25,00 zł</data>')),
    row(first, money('overdue', 'Zaległość', '<data class="amount" value="120050">1 200,50 zł</data>')),
    row(third, money('settled', 'Rozliczone', '')),
  ]
  const books = [
    { nrb: first, grosze: 120050 },
    { nrb: second, grosze: -2500 },
    { nrb: third, grosze: 0 },
  ]
  assert.equal(balancesOn(`<table><tbody>${rows.join('')}</tbody></table>`), balancesText(books))
  assert.notEqual(balancesText(books), balancesText(books.with(0, { nrb: first, grosze: 120051 })))
  assert.equal(balancesOn('<h1>Nie można teraz pokazać</h1>'), '')
})

test('the name and the hidden fields of a page are found, those of another form are not', () => {
  const html =
    '<p class="who-name"><span class="unseen">Zalogowano: </span>Anna Lis</p><form action="/wyjscie" method="post"><input type="hidden" name="_csrf" value="a"></form><form action="/napisz"><input type="hidden" name="_csrf" value="b"></form>'
  assert.equal(nameOn(html), 'Anna Lis')
  assert.equal(hiddenField(html, '/napisz', '_csrf'), 'b')
  assert.throws(() => hiddenField(html, '/zaloguj', '_csrf'))
})
