/** One printing of as many sheets as the first argument says, ordered, agreed to, issued and downloaded; prints its figures as JSON. */
import { createHash } from 'node:crypto'
import { makePerson } from '#db/seed/people.ts'
import { Random } from '#db/seed/random.ts'
import { issueLoginsJob } from '#features/office-logins/public.ts'
import { runNextJob } from '#platform/jobs/jobs.ts'
import { silentLog } from '#platform/log.ts'
import { type TestBrowser, withPortal } from '#test/harness/portal.ts'

const count = Number(process.argv[2])
const portal = await withPortal({ listen: true })
const random = new Random(1)
const people = Array.from({ length: count }, (_, n) => makePerson(n + 1, random))
await portal.asRoot(async (client) => {
  await client.query(
    `insert into buildings_versions (id, property_id, street, house_number, postal_code, city, from_publication)
     select 'QB', min(id), 'Pomiarowa', '1', '99-999', 'Miasto', 1 from properties`,
  )
  await client.query(
    `insert into premises_versions (id, building_id, staircase, number, kind, usable_area_m2, from_publication)
     select 'QL' || n, 'QB', (1 + n / 20)::text, n::text, 'dwelling', 50, 1 from generate_series(1, $1::int) n`,
    [count],
  )
  await client.query(
    `insert into parties_versions (id, kind, first_name, name, is_member, from_publication)
     select 'QK' || n, 'person', first_name, name, true, 1 from unnest($1::text[], $2::text[]) with ordinality p(first_name, name, n)`,
    [people.map(({ firstName }) => firstName), people.map(({ name }) => name)],
  )
  await client.query(
    `insert into holdings_versions (id, party_id, premises_id, legal_title, role, valid_from, from_publication)
     select 'QH' || n, 'QK' || n, 'QL' || n, 'freehold', 'holder', '2020-01-01', 1 from generate_series(1, $1::int) n`,
    [count],
  )
  await client.query('analyze')
})

const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk' })
const second = await portal.browser({ kind: 'staff', staffRole: 'administrator' })
/** The form on a page, with what it carries along. */
const fieldsOf = (body: string): Record<string, string> =>
  Object.fromEntries(
    [...body.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]),
  )
const must = async (answer: ReturnType<TestBrowser['get']>, status: number) => {
  const got = await answer
  if (got.status !== status)
    throw new Error(
      `${got.status} instead of ${status}: ${got.body
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .slice(0, 600)}`,
    )
  return got
}

const chosen = { gdzie: 'b:QB', kto: 'bez-loginu' }
const form = await must(clerk.get(`/biuro/wydawanie?${new URLSearchParams(chosen)}`), 200)
const ordered = await must(clerk.post('/biuro/wydawanie', { ...fieldsOf(form.body), ...chosen }), 303)
const job = ordered.location!.split('/').at(-1)!
const asked = await must(second.get(`/biuro/zadania/${job}`), 200)
await must(second.post(`/biuro/zadania/${job}/zatwierdz`, fieldsOf(asked.body)), 303)

let peak = 0
const sample = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss)
}, 50)
const before = process.memoryUsage().rss
const started = performance.now()
await runNextJob(
  { database: portal.database, log: silentLog, kinds: [issueLoginsJob(portal.database)] },
  new AbortController().signal,
)
const issuedMs = performance.now() - started
const issuedPeak = peak

const sheets = await must(clerk.get(`/biuro/wydawanie/${job}`), 200)
const downloadStarted = performance.now()
peak = 0
const answer = await fetch(`${portal.baseUrl}/biuro/wydawanie/${job}/arkusze`, {
  method: 'POST',
  headers: {
    cookie: [...clerk.cookies].map(([name, secret]) => `${name}=${secret}`).join('; '),
    'content-type': 'application/x-www-form-urlencoded',
  },
  body: new URLSearchParams(fieldsOf(sheets.body)).toString(),
})
let bytes = 0
const hash = createHash('sha256')
for await (const chunk of answer.body!) {
  bytes += chunk.length
  hash.update(chunk)
}
const downloadMs = performance.now() - downloadStarted
clearInterval(sample)
if (!answer.ok || answer.headers.get('content-type') !== 'application/pdf') throw new Error(`no PDF: ${answer.status}`)
process.stdout.write(
  `${JSON.stringify({ count, issuedMs, downloadMs, bytes, beforeBytes: before, issuedPeakBytes: issuedPeak, downloadPeakBytes: peak })}\n`,
)
// The portal still listens, and outside a test run nobody tells it to stop; its database ends with this process.
process.stdout.write('', () => process.exit(0))
