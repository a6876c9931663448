import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { parse as parseYaml } from 'yaml'
import { packageRoot } from '#platform/files.ts'
import { listenForMetrics } from '#platform/metrics/listen.ts'
import { Counter, metricsText } from '#platform/metrics/registry.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { withPortal } from '#test/harness/portal.ts'
import { samplesNow } from './metrics.ts'

const portal = await withPortal()
const dataDir = temporaryFolder('figures')
const workerStateFile = join(dataDir, 'worker.json')
writeFileSync(workerStateFile, JSON.stringify({ statistics: '2026-11-22', alarm: '2026-11-23' }))
writeFileSync(join(dataDir, 'backup.json'), JSON.stringify({ at: '2026-11-23T03:30:00Z', bytes: 1234 }))
const samples = () =>
  samplesNow({ database: portal.database, clock: portal.clock, dataDir, workerStateFile, restarts: () => 0 })
const page = await listenForMetrics(0, samples)
after(async () => {
  await page.stop()
  rmSync(dataDir, { recursive: true })
})

function ask(
  path: string,
  options: { host?: string; method?: string } = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        port: page.port,
        host: '127.0.0.1',
        path,
        method: options.method ?? 'GET',
        headers: { host: options.host ?? `127.0.0.1:${page.port}` },
      },
      async (reply) => {
        let body = ''
        for await (const chunk of reply) body += chunk
        resolve({ status: reply.statusCode!, body })
      },
    )
    asked.on('error', reject)
    asked.end()
  })
}

const line = /^([a-zA-Z_:][\w:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*\})? (-?[\d.e+-]+|NaN|\+Inf)$/
/** Every line of the page, or an assertion that says which one Prometheus would not read. */
function read(text: string): Map<string, number> {
  const found = new Map<string, number>()
  for (const one of text.trimEnd().split('\n')) {
    if (/^# (HELP|TYPE) /.test(one)) continue
    const parts = line.exec(one)
    assert.ok(parts, one)
    assert.equal(found.has(`${parts[1]}${parts[2] ?? ''}`), false, `twice: ${one}`)
    found.set(`${parts[1]}${parts[2] ?? ''}`, Number(parts[3]))
  }
  return found
}

test('the page says what happened, in the form Prometheus reads, without anybody in it', async () => {
  await portal.asRoot((client) =>
    client.query(
      `insert into outgoing_mails (kind, letter_id, state) values ('startingLink', gen_random_uuid(), 'waiting'), ('startingLink', gen_random_uuid(), 'unknown')`,
    ),
  )
  const browser = await portal.browser({ kind: 'resident', partyId: 'K00001', name: 'Figura.Tajna' })
  await browser.get('/rachunki')
  await browser.get('/napisz/historia/0b5a9c1e-0000-4000-8000-000000000000')
  await browser.get('/nie/ma/takiej/strony?haslo=tajne')
  const stranger = await portal.browser()
  await stranger.send('/zaloguj', { login: 'Nikt.Taki', haslo: 'na pewno nie to' }, { from: '/zaloguj' })
  const { status, body } = await ask('/metrics')
  assert.equal(status, 200)
  const figures = read(body)
  const expected: Record<string, number> = {
    'ebok_http_requests_total{method="GET",route="/rachunki",status="200"}': 1,
    'ebok_http_requests_total{method="GET",route="/napisz/historia/:id",status="404"}': 1,
    'ebok_http_requests_total{method="GET",route="none",status="404"}': 1,
    'ebok_sign_ins_total{step="password",outcome="wrong"}': 1,
    'ebok_http_request_duration_seconds_bucket{method="GET",route="/rachunki",le="+Inf"}': 1,
    'ebok_outbox_mails{state="waiting"}': 1,
    'ebok_outbox_mails{state="unknown"}': 1,
    'ebok_outbox_mails{state="failed"}': 0,
    'ebok_last_delivery{state="published"}': 1,
    ebok_database_up: 1,
    ebok_backup_bytes: 1234,
    ebok_backup_age_seconds: 3.5 * 3600,
    'ebok_nightly_work_age_seconds{task="statistics"}': 31 * 3600,
    ebok_books_age_seconds: 9 * 3600 + 19 * 60,
  }
  for (const [name, value] of Object.entries(expected)) assert.equal(figures.get(name), value, name)
  assert.ok(figures.get('process_resident_memory_bytes')! > 10e6)
  assert.ok(figures.has('ebok_event_loop_delay_seconds{quantile="0.99"}'))
  assert.doesNotMatch(body, /Figura|Nikt|tajne|K00001|0b5a9c1e|nie\/ma/)
})

test('only programs of this machine that call it by its own name are answered, and only this page', async () => {
  assert.equal((await ask('/metrics', { host: 'zly.example' })).status, 421)
  assert.equal((await ask('/metrics', { method: 'POST' })).status, 404)
  assert.equal((await ask('/')).status, 404)
})

test('labels that grow without end are counted together', () => {
  const counter = Counter.of('test_growing_total', 'test')
  for (let n = 0; n < 5_000; n++) counter.add({ typed: `x${n}"\n\\` })
  const text = metricsText([])
  const lines = text.split('\n').filter((one) => one.startsWith('test_growing_total'))
  assert.equal(lines.length, 3_001)
  assert.ok(lines.includes('test_growing_total{series="other"} 2000'))
  read(text)
})

test('without a database the page still answers and says so', async () => {
  const database = {
    ...portal.database,
    asWorker: () => Promise.reject(new Error('away')),
    pools: portal.database.pools,
  }
  const text = metricsText(
    await samplesNow({ database, clock: portal.clock, dataDir, workerStateFile, restarts: undefined }),
  )
  assert.equal(read(text).get('ebok_database_up'), 0)
  assert.equal(read(text).has('ebok_books_age_seconds'), false)
})

/** Names of metrics in a query of Prometheus. */
const namesIn = (query: string): string[] =>
  [...query.matchAll(/\b((?:ebok|process|nodejs)_\w+?)(?:_bucket|_sum|_count)?\b(?=[^\w]|$)/g)].map(
    (match) => match[1]!,
  )

const folder = join(packageRoot(), 'docs', 'operate')
const manual = readFileSync(join(packageRoot(), 'docs', 'operate.md'), 'utf8')
const queries = (): Map<string, string> => {
  const found = new Map<string, string>()
  const alerts = parseYaml(readFileSync(join(folder, 'alerts.yml'), 'utf8')) as {
    groups: { rules: { alert: string; expr: string; for?: string; annotations: Record<string, string> }[] }[]
  }
  for (const { rules } of alerts.groups)
    for (const rule of rules) {
      assert.ok(rule.annotations.summary && rule.annotations.description, rule.alert)
      found.set(`alert ${rule.alert}`, rule.expr)
      // A recipe an alert names must be there under that name.
      const recipe = /docs\/operate\.md, ([^.)]+)/.exec(rule.annotations.description!)?.[1]
      if (recipe) assert.ok(manual.includes(`## ${recipe}\n`), `${rule.alert}: ${recipe}`)
    }
  const dashboard = JSON.parse(readFileSync(join(folder, 'grafana.json'), 'utf8')) as {
    panels: { title: string; targets?: { expr: string }[] }[]
  }
  for (const { title, targets = [] } of dashboard.panels)
    targets.forEach(({ expr }, i) => {
      found.set(`panel ${title} ${i}`, expr)
    })
  return found
}

test('every metric the dashboard and the alerts ask for is there', async () => {
  const { body } = await ask('/metrics')
  const there = new Set([...body.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]))
  const asked = queries()
  assert.ok(asked.size > 20)
  for (const [where, query] of asked) {
    const names = namesIn(query)
    assert.ok(names.length > 0 || /\bup\b/.test(query), where)
    for (const name of names) assert.ok(there.has(name), `${where}: ${name}`)
  }
  assert.deepEqual(namesIn('rate(ebok_nothing_bucket{x="1"}[5m]) > ebok_books_age_seconds'), [
    'ebok_nothing',
    'ebok_books_age_seconds',
  ])
  assert.ok(readdirSync(folder).includes('alerts.yml'))
})
