import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readAnchorLines, searchWords } from './audit.model.ts'
import { actionSentence, actionWords, checkSentence, groupWords } from './audit.text.ts'

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

function actionsOfTheProgram(): ReadonlySet<string> {
  const files = ['src', 'db/migrations'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(root, folder, path)),
  )
  const sources = files.filter(
    (path) =>
      /\.(ts|tsx|sql)$/.test(path) && !/\.(test|testkit|testdata)\.tsx?$/.test(path) && !path.endsWith('audit.text.ts'),
  )
  return new Set(sources.flatMap((path) => actionsIn(readFileSync(path, 'utf8'))))
}

test('every action of the program has its words, and its group has a name', () => {
  const actions = [...actionsOfTheProgram()]
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
