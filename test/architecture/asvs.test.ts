import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  asvsFindings,
  type Coverage,
  countLines,
  type Requirement,
  readCoverage,
  readLevels,
  readProjectFile,
  testTitles,
  wantedIds,
  withGaps,
} from '../../tools/asvs.ts'

const coverage = readCoverage()
const levels = readLevels()

test('every requirement of ASVS level 2 stands there once, and what it names exists', (t) => {
  assert.deepEqual(
    [1, 2, 3].map((level) => wantedIds(levels, level).length),
    [70, 253, 345],
  )
  for (const line of countLines(coverage)) t.diagnostic(line)
  assert.deepEqual(asvsFindings(coverage, levels), [])
})

test('the known gaps stand in docs/security.md', () => {
  const page = readProjectFile('docs/security.md')!
  assert.equal(page, withGaps(page, coverage), 'write them with npm run asvs')
})

/** The file with one requirement changed. */
function changed(id: string, change: (one: Requirement) => Requirement[]): Coverage {
  const chapters = coverage.chapters.map((chapter) => ({
    ...chapter,
    requirements: chapter.requirements.flatMap((one) => (one.id === id ? change(one) : [one])),
  }))
  return { ...coverage, chapters }
}

test('the check can fail: each planted fault is found', () => {
  const tests = { 'test/architecture/never.test.ts': ['the program never does what it must not'] }
  const planted: readonly (readonly [RegExp, Coverage])[] = [
    [/V6\.2\.1: is missing/, changed('V6.2.1', () => [])],
    [/V6\.2\.1: stands there twice/, changed('V6.2.1', (one) => [one, one])],
    [/V6\.2\.99: no requirement/, changed('V6.2.1', (one) => [{ ...one, id: 'V6.2.99' }])],
    [/V1\.1\.1: stands in V6/, changed('V6.2.1', (one) => [one, { ...one, id: 'V1.1.1' }])],
    [/nothing stands behind it/, changed('V6.2.1', ({ id }) => [{ id }])],
    [/says too little/, changed('V6.2.1', ({ id }) => [{ id, reason: ' not needed ' }])],
    [
      /says both that it does not apply and how/,
      changed('V6.2.1', ({ id }) => [{ id, tests, reason: 'no such thing here at all' }]),
    ],
    [
      /says both that it does not apply and that it is a gap/,
      changed('V6.2.1', ({ id }) => [{ id, reason: 'x', gap: 'y' }]),
    ],
    [
      /no test "renamed"/,
      changed('V6.2.1', ({ id }) => [{ id, tests: { 'test/architecture/never.test.ts': ['renamed'] } }]),
    ],
    [/there is no test\/gone/, changed('V6.2.1', ({ id }) => [{ id, tests: { 'test/gone.test.ts': ['x'] } }])],
    [
      /names a file and nothing/,
      changed('V6.2.1', ({ id }) => [{ id, tests: { 'test/architecture/never.test.ts': [] } }]),
    ],
    [/no heading "Walls"/, changed('V6.2.1', ({ id }) => [{ id, documents: { 'docs/security.md': ['Walls'] } }])],
    [/gaps, \d+ are declared/, changed('V6.2.1', ({ id }) => [{ id, gap: 'one more thing that is missing' }])],
  ]
  for (const [expected, broken] of planted)
    assert.ok(
      asvsFindings(broken, levels).some((sentence) => expected.test(sentence)),
      String(expected),
    )
})

test('titles are read as they stand in the source', () => {
  const made = `c ${'$'}{d}`
  const source = [
    `test('a', () => {})`,
    `  test(\n    "b's", async () => {})`,
    `test(\`${made}\`, () => {})`,
    `// no test 'e'`,
  ]
  assert.deepEqual([...testTitles(source.join('\n'))], ['a', "b's", made])
})
