import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routes } from '#src/app.ts'

/**
 * Who works where in the office, by the beginning of the address, written down by hand from what each role is for; the longest beginning
 * counts. The matrix takes the roles from the routes themselves, so a route opened to one role too many would look right to it.
 */
const office: Readonly<Record<string, string>> = {
  '/biuro': 'clerk accountant editor administrator',
  '/biuro/sprawy': 'clerk administrator',
  '/biuro/sprawy/termin': 'administrator',
  '/biuro/prosby': 'clerk administrator',
  '/biuro/rejestracje': 'clerk administrator',
  '/biuro/ogloszenia': 'editor administrator',
  '/biuro/dokumenty': 'editor administrator',
  // Who accepted a document is a matter of the people, not of the text.
  '/biuro/dokumenty/:id/wersje/:numer/akceptacje': 'clerk administrator',
  '/biuro/wplaty': 'accountant administrator',
  '/biuro/import': 'accountant administrator',
  '/biuro/zadania': 'clerk accountant editor administrator',
  '/biuro/osoby': 'clerk accountant administrator',
  '/biuro/osoby/:id/login': 'clerk administrator',
  '/biuro/osoby/:id/pelnomocnik': 'clerk administrator',
  '/biuro/loginy': 'clerk administrator',
  '/biuro/uprawnienia': 'clerk administrator',
  '/biuro/podglad': 'clerk administrator',
  '/biuro/statystyki': 'clerk accountant editor administrator',
  '/biuro/ustawienia': 'administrator',
  '/biuro/dziennik': 'administrator',
  '/biuro/pracownicy': 'administrator',
  '/biuro/kody': 'clerk administrator',
  '/biuro/wydawanie': 'clerk administrator',
}

/** A clerk reads what the office announced and published, to answer questions about it, and changes nothing. */
const readByClerks = new Set([
  '/biuro/ogloszenia',
  '/biuro/ogloszenia/:id',
  '/biuro/ogloszenia/szkice/:id',
  '/biuro/ogloszenia/pliki/:id',
  '/biuro/ogloszenia/pliki/:id/pobierz',
  '/biuro/dokumenty',
  '/biuro/dokumenty/:id',
  '/biuro/dokumenty/:id/wersje/:numer',
  '/biuro/dokumenty/szkice/:id',
  '/biuro/dokumenty/pliki/:id',
  '/biuro/dokumenty/pliki/:id/pobierz',
])

test('each address of the office is open to the roles that work there, and to no other', () => {
  const wrong: string[] = []
  for (const { method, path, roles } of routes.filter((one) => one.area === 'office')) {
    const place = Object.keys(office)
      .filter((start) => path === start || path.startsWith(`${start}/`))
      .sort((one, other) => other.length - one.length)[0]!
    const expected = `${method === 'GET' && readByClerks.has(path) ? 'clerk ' : ''}${office[place]}`
    if ([...roles].sort().join() !== expected.split(' ').sort().join())
      wrong.push(`${method} ${path}: ${roles.join(' ')}, expected ${expected}`)
  }
  assert.deepEqual(wrong, [])
})

test('outside the office no address asks for a role, and the other areas are where they should be', () => {
  for (const { path, area, roles } of routes.filter((one) => one.area !== 'office')) {
    assert.deepEqual(roles, [], path)
    assert.ok(!path.startsWith('/biuro'), path)
    if (/^\/(rachunki|moje-dane|media|dokumenty|wiadomosci|napisz)(\/|$|\.)/.test(path))
      assert.equal(area, 'resident', path)
  }
})
