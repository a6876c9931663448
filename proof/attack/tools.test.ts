import assert from 'node:assert/strict'
import { test } from 'node:test'
import { malformed } from './rude.ts'
import { explainedFindings, findingFigures, matches } from './tools.ts'

test('every finding in docs/security-tools.md says whether it is true, why, and what was done', () => {
  const rows = explainedFindings()
  assert.ok(rows.length > 0)
  for (const { tool, finding, isTrue, why, done } of rows) {
    const line = `${tool}: ${finding}`
    assert.match(isTrue, /^(no|yes|here only)$/, line)
    assert.ok(finding.replaceAll('*', '').length > 10, `${line} explains anything`)
    assert.ok(why.length > 20 && done.length > 0, line)
    // A true one that nothing was done about is a hole.
    if (isTrue === 'yes') assert.notEqual(done, 'nothing', line)
  }
})

test('a finding nobody has explained makes a proof fall short, and is told', () => {
  const [known] = explainedFindings()
  const told: string[] = []
  const holds = (findings: Parameters<typeof findingFigures>[0]): boolean =>
    findingFigures(findings, (line) => told.push(line)).every((figure) => figure.holds)
  assert.ok(holds([]))
  assert.ok(holds([{ tool: known!.tool, finding: known!.finding.replaceAll('*', 'x') }]))
  assert.deepEqual(told, [])
  assert.ok(!holds([{ tool: 'sqlmap', finding: 'GET /biuro/osoby q: B' }]))
  assert.ok(!holds([{ tool: 'ffuf', finding: known!.finding }]), 'explained for another tool')
  assert.match(told[0]!, /sqlmap: GET \/biuro\/osoby q: B/)
})

test('a star stands for anything, everything else for itself', () => {
  assert.ok(matches('GET /a/*: x', 'GET /a/b/c: x'))
  assert.ok(!matches('GET /a.c', 'GET /abc'))
  assert.ok(!matches('GET /a', 'GET /a/b'))
})

test('the malformed requests are 25 different ones', () => {
  assert.equal(new Set(malformed.map(([what]) => what)).size, 25)
  assert.equal(new Set(malformed.map(([, bytes]) => bytes.toString())).size, 25)
})
