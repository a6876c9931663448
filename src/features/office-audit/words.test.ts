import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type EventKind, eventNames } from '#features/office-registrations/public.ts'
import { readAnchorLines, searchWords } from './audit.model.ts'
import { actionSentence, actionWords, checkSentence, detailWords, groupWords } from './audit.text.ts'
import { detailSentence } from './details.view.tsx'

const root = new URL('../../..', import.meta.url).pathname

/** Words in quotes that look like an action's name, in every source that has to do with the audit trail. */
function actionsIn(text: string): readonly string[] {
  if (!/audit/i.test(text)) return []
  // Statements have names of the same shape; those are the first thing a statement is given.
  const statements = new Set([...text.matchAll(/statement(?:<[\s\S]*?>)?\(\s*'([^']+)'/g)].map((match) => match[1]))
  return [...text.matchAll(/'([a-z]+(?:\.[a-zA-Z]+)+)'/g)]
    .map((match) => match[1]!)
    .filter((name) => !statements.has(name) && name !== 'ebok.session' && !name.endsWith('.json'))
}

/** Names of details wherever a source writes to the trail: the object a helper is given, or what a statement builds. */
function detailsIn(text: string): readonly string[] {
  if (!/audit/i.test(text)) return []
  const objects = [
    ...text.matchAll(/\b(?:audit(?:Staff|System)|audit_events)\b[^;]*?details: \{([^{}]*)\}/g),
    ...text.matchAll(/\b(?:writeAudit|audit(?:Settings|Decision|Importer)?)\((?:tx|client)\b[^;{)]*?\{([^{}]*)\}\)/g),
  ].flatMap((match) => [...match[1]!.matchAll(/(?:^|,)\s*([a-z]\w*)\s*(?=[:,]|$)/gi)].map((name) => name[1]!))
  const built = [...text.matchAll(/\baudit_events\b[^;]*/g)]
    .flatMap((match) => [...match[0].matchAll(/jsonb_build_object\(((?:[^()]|\([^()]*\))*)\)/g)])
    .flatMap((match) => match[1]!.split(',').filter((_, place) => place % 2 === 0))
    .map((name) => name.trim().replaceAll("'", ''))
  return [...objects, ...built]
}

function inTheProgram(find: (text: string) => readonly string[]): ReadonlySet<string> {
  const files = ['src', 'db/migrations'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(root, folder, path)),
  )
  const sources = files.filter(
    (path) =>
      /\.(ts|tsx|sql)$/.test(path) && !/\.(test|testkit|testdata)\.tsx?$/.test(path) && !path.endsWith('audit.text.ts'),
  )
  return new Set(sources.flatMap((path) => find(readFileSync(path, 'utf8'))))
}

test('every action of the program has its words, and its group has a name', () => {
  const actions = [...inTheProgram(actionsIn)]
  assert.ok(actions.length > 25, `only ${actions.length} were found`)
  assert.deepEqual(
    actions.filter((action) => !Object.hasOwn(actionWords, action)),
    [],
    'add them to audit.text.ts',
  )
  assert.deepEqual(
    [...new Set([...actions, ...Object.keys(actionWords)].map((action) => action.split('.')[0]!))].filter(
      (group) => !Object.hasOwn(groupWords, group),
    ),
    [],
  )
})

test('every detail of a line has its word, whoever wrote it', () => {
  const details = [...inTheProgram(detailsIn)]
  assert.ok(details.length > 25, `only ${details.length} were found: ${details.join(', ')}`)
  assert.deepEqual(
    details.filter((name) => !Object.hasOwn(detailWords, name)),
    [],
    'add them to audit.text.ts',
  )
  assert.deepEqual(detailsIn(`await auditStaff(tx, 'a.b', { details: { planted: id, other } })`), ['planted', 'other'])
  assert.deepEqual(
    detailsIn(`insert into audit_events values (jsonb_build_object('planted', 'value', 'other', f(id)))`),
    ['planted', 'other'],
  )
})

test('every decision about a request has its words, though its name is put together', () => {
  const kinds: readonly EventKind[] = Object.keys(eventNames) as EventKind[]
  assert.deepEqual(
    // What the applicant does is no line of the office; what happens to the login has its own.
    kinds.filter(
      (kind) => !/^sent|^handedOver$|^signedIn$/.test(kind) && !Object.hasOwn(actionWords, `registration.${kind}`),
    ),
    [],
  )
})

test('a line is told in Polish: choices of the program by their words, ids as they are', () => {
  const told = (action: string, details: Record<string, unknown>) => detailSentence({ action, details })
  assert.equal(
    told('login.signedIn', { by: 'password', factor: 'totp' }),
    'sposób: hasło; drugi składnik: aplikacja z kodami',
  )
  assert.equal(
    told('view.started', { view: 'x1', reason: 'residentAsks' }),
    'podgląd: x1; powód: mieszkaniec prosi o pomoc',
  )
  assert.equal(told('job.approved', { job: 'x1', by: 'Jan' }), 'zadanie: x1; kto: Jan')
  assert.equal(told('staff.roleChanged', { from: 'clerk', to: 'editor' }), 'od: pracownik biura; do: redaktor')
  assert.equal(told('right.granted', { from: '2026-11-01', to: null }), 'od: 2026-11-01; do: nie podano')
})

test('the search can fail: a planted action is found, the name of a statement is not', () => {
  const planted = `const s = statement<[a: string], never>('login.find', 'select 1')\nawait writeAudit(tx, actor, 'login.planted', id)`
  assert.deepEqual(actionsIn(planted), ['login.planted'])
  assert.equal(actionSentence('login.planted'), 'login.planted', 'another version’s line still has its name')
})

test('the sentence of a check names the line and what is wrong with it', () => {
  assert.match(checkSentence({ checked: 5, anchors: 2, brokenId: null, fault: null }), /nienaruszony.*5/)
  assert.match(checkSentence({ checked: 5, anchors: 2, brokenId: 17, fault: 'content' }), /17.*treść/)
})

test('anchors survive a cut line, words of a search are harmless', () => {
  const hash = 'a'.repeat(64)
  assert.deepEqual(readAnchorLines(`2026-11-25T02:30:00.000Z 12 ${hash}\n2026-11-26T02:30:00.000Z 13 aaa\n\nx`), [
    { id: 12, hash },
  ])
  assert.equal(searchWords(`Kowalska-Żuk Anna'); drop`), 'kowalska:* & żuk:* & anna:* & drop:*')
  assert.equal(searchWords(`' & !`), '')
})
