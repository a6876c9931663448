import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differences, readAccounts } from './bank-accounts.model.ts'
import { areaOf, readRow } from './lists.model.ts'
import { pictureSize } from './picture.model.ts'
import { checkColour, previewSvg } from './preview.ts'
import { forms, readColour, readForm } from './settings.model.ts'

const base = { name: 'SM Pod Lipami' }

test('each field says what is wrong with it, and tidies what is only written differently', () => {
  const read = readForm(forms.spoldzielnia, {
    ...base,
    postalCode: '00950',
    nip: 'PL 123-456-32-18',
    regon: '123456786',
    krs: '127206',
    email: 'biuro@',
    phone: 'zadzwoń',
    mapUrl: 'javascript:alert(1)',
    officeHours: 'x\u0000y',
    city: 'M'.repeat(81),
  })
  assert.equal(read.values.postalCode, '00-950')
  assert.equal(read.values.nip, '1234563218')
  assert.deepEqual(Object.fromEntries(read.flaws.map(({ field, flaw }) => [field, flaw])), {
    city: 'long',
    phone: 'shape',
    email: 'shape',
    officeHours: 'characters',
    mapUrl: 'shape',
    regon: 'checkDigit',
    krs: 'checkDigit',
  })
  assert.deepEqual(
    readForm(forms.spoldzielnia, { name: ' ' }).flaws.map(({ field, flaw }) => `${field} ${flaw}`),
    ['name missing'],
  )
})

test('limits keep their bounds', () => {
  for (const value of ['4', '61', '1.5', '-5', 'x', ''])
    assert.notDeepEqual(
      readForm(forms.limity, { residentIdleMinutes: value, staffIdleMinutes: '15', signInMonths: '24' }).flaws,
      [],
      value,
    )
})

test('colours, and what pages make of them', () => {
  assert.equal(readColour(' 0B5A6F '), '#0b5a6f')
  assert.equal(readColour('#abc'), '#aabbcc')
  for (const bad of ['', 'red', '#12345', '#1234567', '"><script>']) assert.equal(readColour(bad), undefined)
  assert.ok(checkColour('#ffff00').adjusted && checkColour('#ffff00').ratio >= 4.5)
  assert.equal(checkColour('#003366').adjusted, false)
  assert.doesNotMatch(previewSvg('#ffff00', 'dark', '<script>"&'), /<script/)
})

test('bank accounts: check digits, pairs of name and number, no number twice', () => {
  const good = '80999000090001000000030010'
  const read = readAccounts([
    { label: 'Bieżący', nrb: `PL80 9990 0009 0001 0000 0003 0010` },
    { label: '', nrb: '' },
    { label: 'Błędny', nrb: good.replace('0010', '0011') },
    { label: '', nrb: good },
    { label: 'Bez numeru', nrb: '' },
    { label: 'Krótki', nrb: '123' },
  ])
  assert.equal(read.accounts[0]!.nrb, good)
  assert.deepEqual(
    read.flaws.map(({ field, flaw }) => `${field} ${flaw}`),
    ['numer2 checkDigit', 'nazwa3 missing', 'numer3 twice', 'numer4 missing', 'numer5 shape'],
  )
})

test('what a change of accounts does is told account by account', () => {
  const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(26)) as [string, string, string]
  const found = differences(
    [
      { label: 'A', nrb: one },
      { label: 'B', nrb: two },
    ],
    [
      { label: 'A', nrb: one },
      { label: 'Nowy', nrb: three },
    ],
  )
  assert.deepEqual(
    found.map(({ kind, nrb }) => `${kind} ${nrb[0]}`),
    ['same 1', 'added 3', 'removed 2'],
  )
  assert.equal(differences([{ label: 'A', nrb: one }], [{ label: 'Z', nrb: one }])[0]!.kind, 'renamed')
})

test('an emergency number without buildings is for all; with some, their area is filled in', () => {
  const known = [
    { id: 'B1', street: 'Lipowa', houseNumber: '2' },
    { id: 'B2', street: 'Lipowa', houseNumber: '4' },
    { id: 'B3', street: 'Polna', houseNumber: '1' },
  ]
  const typed = { values: { label: 'Dźwigi', phone: '+48 10 000 01 02', area: '' }, position: '2', active: true }
  const some = readRow('telefony-alarmowe', { ...typed, buildings: ['B3', 'B1', 'B2', 'obcy'] }, known)
  assert.ok('draft' in some)
  assert.deepEqual([some.draft.buildings, some.draft.values.area], [['B1', 'B2', 'B3'], 'Lipowa 2, 4; Polna 1'])
  const all = readRow(
    'telefony-alarmowe',
    { ...typed, values: { ...typed.values, area: 'osiedle' }, buildings: [] },
    known,
  )
  assert.ok('draft' in all)
  assert.deepEqual([all.draft.buildings, all.draft.values.area], [null, ''])
  assert.ok(
    areaOf(Array.from({ length: 200 }, (_, at) => ({ id: `${at}`, street: 'Długa', houseNumber: `${at}` }))).length <=
      200,
  )
})

test('the size of a picture is read from its header, nonsense is no picture', () => {
  const png = Buffer.alloc(24)
  png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])
  png.write('IHDR', 12, 'latin1')
  png.writeUInt32BE(300, 16)
  png.writeUInt32BE(80, 20)
  assert.deepEqual(pictureSize(png), { width: 300, height: 80 })
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8, 0, 80, 1, 44, 3, 0, 0, 0])
  assert.deepEqual(pictureSize(jpeg), { width: 300, height: 80 })
  for (const bad of [Buffer.alloc(0), Buffer.from([0xff, 0xd8, 0xff]), Buffer.from('<svg/>'), png.subarray(0, 20)])
    assert.equal(pictureSize(bad), undefined)
})
