import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { LONG_SURNAME } from '#db/seed/cast.ts'
import { pdfPages } from '#test/harness/pdf.ts'
import type { Sheet, SheetFrame } from './sheet.model.ts'
import { sheetText as text } from './sheet.text.ts'
import { sheetsPdf } from './sheet-pdf.ts'

const frame: SheetFrame = {
  cooperative: { name: 'Spółdzielnia „Żółta Łąka”', phone: '+48 10 100 20 30', officeHours: 'wt 8–17' },
  address: 'https://ebok.example.pl',
  shortestPassword: 15,
  issuedBy: 'Żaneta Gżegżółka',
}
const alphabet = '23456789ACDEFHJKMNPRTUWXY'
const group = () => Array.from({ length: 3 }, () => alphabet[randomInt(alphabet.length)]!).join('')
const sheet = (over: Partial<Sheet> = {}): Sheet => ({
  personName: 'Halina Nadpłacka',
  premisesLabel: 'Lipowa 4/12',
  login: String(randomInt(10_000_000, 100_000_000)),
  code: Array.from({ length: 6 }, group).join('-'),
  expiresAt: Date.parse('2026-12-14T08:00:00+01:00'),
  issuedAt: Date.parse('2026-11-23T08:00:00+01:00'),
  ...over,
})

test('every code and login stands on its sheet whole, whatever its letters are as wide as', async () => {
  const sheets = [
    ...Array.from({ length: 150 }, () => sheet()),
    ...['W', 'M', '1'].map((wide) => sheet({ code: Array(6).fill(wide.repeat(3)).join('-') })),
  ]
  const pages = pdfPages(
    await buffer(
      sheetsPdf(
        sheets.map((one) => ({ sheet: one })),
        frame,
        false,
      ),
    ),
  )
  assert.equal(pages.length, sheets.length)
  for (const [index, { code, login }] of sheets.entries()) {
    assert.ok(pages[index]!.includes(code), code)
    assert.ok(pages[index]!.replace(/(\d{4}) (\d{4})/g, '$1$2').includes(login), login)
  }
})

test('long names and logins stay on one page with everything that belongs there', async () => {
  const long = sheet({
    personName: `Świętosława ${LONG_SURNAME} ${LONG_SURNAME} Spółka z ograniczoną odpowiedzialnością`,
    premisesLabel: `${'Generała Władysława Sikorskiego '.repeat(5)}12/345`,
    login: 'bardzo.dlugi.adres.mieszkanca.spoldzielni-2026@poczta-elektroniczna.example',
  })
  const far = { ...frame, address: `https://${'ebok.'.repeat(12)}example.pl` }
  const pages = pdfPages(await buffer(sheetsPdf([{ sheet: long }], far, true)))
  assert.equal(pages.length, 1)
  const words = pages[0]!.replaceAll('\n', ' ')
  for (const part of [
    long.login,
    long.code,
    text.receipt,
    text.signedBy,
    'Żaneta Gżegżółka',
    '14 grudnia 2026, 08:00',
    LONG_SURNAME,
  ])
    assert.ok(words.includes(part), part)
})

test('a page before each staircase; one sheet is tagged for screen readers and says its language', async () => {
  const pile = await buffer(
    sheetsPdf([{ separator: { place: 'Lipowa 4, klatka B', sheets: '2 kartki' } }, { sheet: sheet() }], frame, false),
  )
  assert.match(pdfPages(pile)[0]!, /Lipowa 4, klatka B\n2 kartki na następnych stronach/)
  const single = (await buffer(sheetsPdf([{ sheet: sheet() }], frame, true))).toString('latin1')
  assert.match(single, /\/MarkInfo/)
  assert.match(single, /\/Lang \(pl-PL\)/)
  assert.match(single, /\/S \/Figure/)
  assert.doesNotMatch(single, /Nadp/, 'no name in what a file tells of itself')
})

test('a reader who goes away in the middle ends the drawing', async () => {
  let drawn = 0
  function* endless() {
    for (;;) {
      drawn += 1
      yield { sheet: sheet() }
    }
  }
  const stream = sheetsPdf(endless(), frame, false)
  for await (const _ of stream) break
  const then = drawn
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.ok(drawn - then <= 1 && drawn < 200)
})
