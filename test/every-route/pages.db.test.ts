import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { HtmlValidate } from 'html-validate'
import { cast } from '#db/seed/cast.ts'
import { type Answer, withPortal } from '#test/harness/portal.ts'
import { type PageToTry, pagesToTry } from './pages.ts'
import { browsers } from './people.ts'

const portal = await withPortal()
const people = await browsers(portal)
const pages = await pagesToTry(portal)
const validator = new HtmlValidate({
  extends: ['html-validate:recommended', 'html-validate:a11y'],
  rules: {
    // The runtime writes what browsers read the same; these are matters of taste.
    'void-style': 'off',
    'attribute-boolean-style': 'off',
    'no-trailing-whitespace': 'off',
    'long-title': 'off',
    'tel-non-breaking': 'off',
    'no-implicit-button-type': 'error',
  },
})
const htmlBudgetBytes = 30_000
const cssBudgetBytes = 15_000
const scriptBudgetBytes = 10_000
/** Of links found, further ones are not followed: lists lead to years of papers like those before. */
const linksLimit = 200

const answers: { page: PageToTry; answer: Answer; queries: number }[] = []
for (const page of pages) {
  portal.queries.reset()
  const answer = await people[page.principal].get(page.url)
  answers.push({ page, answer, queries: portal.queries.sent })
}
const html = answers.filter(({ answer }) => String(answer.headers['content-type']).startsWith('text/html'))

test('every page answers those it is for', () => {
  assert.ok(pages.length > 40, `only ${pages.length} pages`)
  const broken = answers.filter(({ answer }) => ![200, 303].includes(answer.status))
  assert.deepEqual(
    broken.map(({ page, answer }) => `${page.principal} ${page.url}: ${answer.status}`),
    [],
  )
})

test('no page sends more queries than it declares', () => {
  const over = answers.filter(({ page, queries }) => queries > page.queries)
  assert.deepEqual(
    over.map(({ page, queries }) => `${page.principal} ${page.path}: ${queries} > ${page.queries}`),
    [],
  )
})

test('no page declares queries that nobody causes', () => {
  // What a page for everybody asks depends on who looks; the ceiling above holds it.
  const most = Map.groupBy(
    answers.filter(({ page }) => page.principal !== 'anonymous' && !page.path.startsWith('/haslo')),
    ({ page }) => page.path,
  )
  const idle = [...most].filter(([, tried]) => tried.every(({ page, queries }) => queries < page.queries))
  assert.deepEqual(
    idle.map(
      ([path, tried]) => `${path}: ${Math.max(...tried.map(({ queries }) => queries))} < ${tried[0]!.page.queries}`,
    ),
    [],
  )
})

test('every page is valid HTML', async () => {
  const findings: string[] = []
  for (const { page, answer } of html) {
    const report = await validator.validateString(answer.body)
    for (const result of report.results)
      for (const message of result.messages)
        findings.push(
          `${page.principal} ${page.url}: ${message.ruleId} ${message.message} (${message.line}:${message.column})`,
        )
  }
  assert.deepEqual(findings.slice(0, 20), [])
})

test('pages keep their weight', (t) => {
  const heavy = html
    .filter(({ answer }) => answer.body.length > htmlBudgetBytes)
    .map(({ page, answer }) => `${page.principal} ${page.url}: ${answer.body.length} B`)
  t.diagnostic(`heaviest: ${Math.max(...html.map(({ answer }) => answer.body.length))} B`)
  assert.deepEqual(heavy, [])
})

test('style sheets and script keep their weight', async () => {
  const page = await people.anonymous.get('/zaloguj')
  let css = 0
  let script = 0
  for (const [, path] of page.body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
    const { body, headers } = await people.anonymous.get(path!)
    assert.match(String(headers['cache-control']), /immutable/)
    if (path!.endsWith('.css')) css += gzipSync(body).length
    else script += gzipSync(body).length
  }
  assert.ok(css > 1_000 && css <= cssBudgetBytes, `CSS ${css} B`)
  assert.ok(script > 200 && script <= scriptBudgetBytes, `script ${script} B`)
})

test('every answer carries the browser walls, errors and files too', async () => {
  const more = [
    await people.anonymous.get('/nie-ma'),
    await people.resident.get('/rachunki?punkt=%00'),
    await people.resident.post('/haslo', {}),
  ]
  for (const { answer, page } of [...answers, ...more.map((answer) => ({ answer, page: { url: 'error' } }))]) {
    const csp = String(answer.headers['content-security-policy'])
    for (const part of ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
      assert.ok(csp.includes(part), `${page.url}: ${part}`)
    assert.ok(!csp.includes('unsafe'), page.url)
    assert.equal(answer.headers['x-content-type-options'], 'nosniff')
    assert.equal(answer.headers['cross-origin-opener-policy'], 'same-origin')
    assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin')
    assert.ok(answer.headers['referrer-policy'])
    assert.equal(answer.headers['cache-control'], 'no-store')
  }
})

test('every answer says what it is, texts with their encoding, and no other site is let read it', () => {
  for (const { page, answer } of answers.filter(({ answer }) => answer.bytes.length > 0)) {
    const type = String(answer.headers['content-type'])
    assert.match(
      type,
      /^(text\/(html|csv|plain|calendar); charset=utf-8|application\/pdf|image\/(png|jpeg|svg\+xml; charset=utf-8)|audio\/wav)$/,
      page.url,
    )
    assert.equal(answer.headers['access-control-allow-origin'], undefined, page.url)
  }
})

test('passwords are masked, and open to pasting and to password managers', async () => {
  const change = { page: { url: '/haslo' }, answer: await people.resident.get('/haslo') }
  const inputs = [...html, change].flatMap(({ answer, page }) =>
    [...answer.body.matchAll(/<input[^>]+>/g)].map(([input]) => ({ input, url: page.url })),
  )
  const passwords = inputs.filter(({ input }) => /type="password"|name="[^"]*hasl/.test(input))
  assert.ok(passwords.length > 3, `${passwords.length} fields`)
  for (const { input, url } of passwords) {
    assert.match(input, /type="password"/, url)
    assert.match(input, /autocomplete="(new|current)-password"/, url)
  }
})

test('nothing runs or is styled inline, and nothing comes from elsewhere', () => {
  for (const { page, answer } of html) {
    assert.doesNotMatch(answer.body, /<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son[a-z]+=/i, page.url)
    assert.doesNotMatch(answer.body, /(?:src|<link[^>]+href)="(?:https?:)?\/\//i, page.url)
  }
})

test('links lead somewhere', async () => {
  const seen = new Set<string>()
  const dead: string[] = []
  for (const { page, answer } of html) {
    for (const [, raw] of answer.body.matchAll(/\shref="(\/[^"#]*)/g)) {
      const url = raw!.replaceAll('&amp;', '&')
      const key = `${page.principal} ${url}`
      if (seen.has(key) || url.startsWith('/assets/')) continue
      seen.add(key)
      const { status } = await people[page.principal].get(url)
      if (status >= 400) dead.push(`${page.principal} ${page.url} → ${url}: ${status}`)
    }
  }
  assert.ok(seen.size > 50)
  assert.deepEqual(dead, [])
})

test('the log names no person, no account and no secret', async () => {
  const text = portal.logged.join('\n')
  assert.ok(portal.logged.length > 50)
  const secrets = Object.values(people).flatMap((browser) => [...browser.cookies.values()])
  for (const secret of secrets) assert.ok(!text.includes(secret))
  const { rows } = await portal.asRoot((client) =>
    client.query<{ mark: string }>(
      'select nrb as mark from accounts union select name from parties where char_length(name) > 4 union select id from documents',
    ),
  )
  for (const { mark } of rows) assert.ok(!text.includes(mark), mark)
})

test('every link a resident finds leads to a page', async () => {
  // Somebody whose correction pays other bills: their papers refer to each other in every way.
  const resident = await portal.browser({ kind: 'resident', partyId: cast.creditNote.partyId })
  const foundOn = new Map([['/rachunki', '']])
  const broken: string[] = []
  for (const link of foundOn.keys()) {
    const { status, headers, body } = await resident.get(link)
    if (status !== 200 && status !== 303) broken.push(`${link} on ${foundOn.get(link)} answers ${status}`)
    if (foundOn.size > linksLimit || !String(headers['content-type']).startsWith('text/html')) continue
    for (const [, href] of body.matchAll(/ href="(\/[^"#]*)/g)) {
      const other = href!.replaceAll('&amp;', '&')
      if (!foundOn.has(other) && !other.startsWith('/wyjscie')) foundOn.set(other, link)
    }
  }
  assert.ok(foundOn.size > 50, `only ${foundOn.size} links`)
  assert.deepEqual(broken, [])
})
