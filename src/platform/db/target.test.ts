import assert from 'node:assert/strict'
import { test } from 'node:test'
import { targetFromUrl } from './target.ts'

test('an address is read as the driver reads it, percent signs and socket folders included', () => {
  assert.deepEqual(targetFromUrl('postgres://jan:has%40%C5%82o@db.example.pl:6432/ebok', { withoutTls: true }), {
    ...{ host: 'db.example.pl', port: 6432, user: 'jan', password: 'has@ło', database: 'ebok' },
  })
  assert.equal(targetFromUrl('postgres://jan:x@%2Frun%2Fpostgresql/ebok').host, '/run/postgresql')
  assert.ok(targetFromUrl('postgres://jan:x@db.example.pl/ebok?sslmode=verify-full').ssl)
})

test('an incomplete one is refused by the name of the variable, without its password', () => {
  for (const url of ['postgres://db/ebok', 'postgres://jan:hunter2@db', 'postgres://jan:hunter2@db/', 'hunter2']) {
    assert.throws(
      () => targetFromUrl(url),
      (error: Error) => /DATABASE_URL/.test(error.message) && !/hunter2/.test(error.message),
    )
  }
})

test('a server on another machine is reached by verified TLS, or the administrator said otherwise', () => {
  for (const end of ['', '?sslmode=disable', '?sslmode=no-verify', '?sslmode=require&uselibpqcompat=true']) {
    const url = `postgres://jan:hunter2@db.example.pl/ebok${end}`
    assert.throws(
      () => targetFromUrl(url),
      (error: Error) => /sslmode=verify-full/.test(error.message) && !/hunter2/.test(error.message),
      end,
    )
    assert.equal(targetFromUrl(url, { withoutTls: true }).host, 'db.example.pl')
  }
  for (const host of ['localhost', '127.0.0.1', '[::1]', '%2Frun%2Fpostgresql'])
    assert.equal(targetFromUrl(`postgres://jan:x@${host}/ebok`).ssl, undefined)
})
