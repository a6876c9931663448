import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { systemClock } from '#platform/clock.ts'
import { silentLog } from '#platform/log.ts'
import { withDatabase } from '#test/harness/database.ts'
import { nothing } from './params.ts'
import { file, route } from './route.ts'
import { createServer } from './server.ts'

const db = await withDatabase()

const whoAsks = route({
  path: '/kto/:id',
  area: 'public',
  title: 'Kto pyta',
  params: nothing,
  queries: 0,
  handle: async ({ caller }) => file('text/plain; charset=utf-8', caller.source),
})
const form = { ...whoAsks, method: 'POST', path: '/formularz' } as const

async function server(trustProxy: boolean) {
  const app = await createServer({
    routes: [whoAsks, form],
    assets: new Map(),
    database: db.database,
    clock: systemClock,
    log: silentLog,
    drawing: {
      look: () => '',
      page: (content) => `<!DOCTYPE html><title>${content.title}</title>`,
      problem: (error, status) => ({ title: `problem ${status}`, body: error.constructor.name }),
    },
    baseUrl: 'http://ebok.test',
    trustProxy,
  })
  after(() => app.close())
  return app
}
const direct = await server(false)
const behindProxy = await server(true)
const host = 'ebok.test'

test('behind a proxy the source is what the proxy added, not what the client claimed before it', async () => {
  const headers = { host, 'x-forwarded-for': '198.51.100.7, 203.0.113.9' }
  assert.equal((await behindProxy.inject({ url: '/kto/1', headers })).body, '203.0.113.9')
  assert.equal((await direct.inject({ url: '/kto/1', headers })).body, '127.0.0.1')
})

test('an address that cannot be read is answered in Polish, quotes nothing and stays out of caches', async () => {
  for (const url of ['/kto/%ff', `/kto/${'a'.repeat(300)}`]) {
    const answer = await direct.inject({ url, headers: { host } })
    assert.equal(answer.statusCode, 404)
    assert.equal(answer.body, 'Nie ma strony o tym adresie.\n')
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.equal(answer.headers['x-content-type-options'], 'nosniff')
  }
})

test('only forms are read: other bodies are refused before anybody looks into them', async () => {
  for (const type of ['application/json', 'text/plain']) {
    const headers = { host, 'content-type': type }
    const answer = await direct.inject({ method: 'POST', url: '/formularz', headers, payload: '{"_csrf":' })
    assert.equal(answer.statusCode, 403)
    assert.match(answer.body, /problem 403/)
  }
})
