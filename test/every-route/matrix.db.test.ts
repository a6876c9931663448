import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routes } from '#src/app.ts'
import { withPortal } from '#test/harness/portal.ts'
import { runMatrix } from './matrix.ts'
import { browsers, principalNames } from './people.ts'

test('nobody sees what is not theirs, and everybody sees what is', async (t) => {
  const found = await runMatrix(await withPortal())
  t.diagnostic(`${found.requests} requests`)
  assert.ok(found.requests > 300, 'the matrix must ask')
  assert.deepEqual(found.leaks, [])
  assert.deepEqual(found.wrong, [])
})

test('a form without its token, from another site, or from nobody changes nothing', async () => {
  const portal = await withPortal()
  const people = await browsers(portal)
  for (const route of routes.filter((one) => one.method === 'POST')) {
    const url = route.path.replaceAll(/:\w+/g, 'x')
    for (const principal of principalNames) {
      const withoutToken = await people[principal].post(url, { login: 'x', haslo: 'y' })
      assert.equal(withoutToken.status, 403, `${principal} ${url} without a token`)
      const foreign = await people[principal].send(
        url,
        {},
        { from: '/zaloguj', headers: { origin: 'https://zlodziej.example' } },
      )
      assert.equal(foreign.status, 403, `${principal} ${url} from another site`)
    }
  }
})

test('who asks comes before what is asked: a stranger is not told that the question is odd', async () => {
  const people = await browsers(await withPortal())
  const odd = '/rachunki/dokumenty?od=2026-02-01&do=2026-01-01'
  assert.deepEqual([(await people.anonymous.get(odd)).status, (await people.clerk.get(odd)).status], [303, 403])
  assert.equal((await people.resident.get(odd)).status, 400)
  for (const url of ['/moje-dane/urzadzenia/wyloguj', '/biuro/wydawanie']) {
    assert.equal((await people.editor.send(url)).status, 403, url)
    assert.equal((await people.anonymous.send(url, {}, { from: '/zaloguj' })).status, 401, url)
  }
})
