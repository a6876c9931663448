/** The structures that keep a check of any size within bounded memory, against plain ones that do not. */
import assert from 'node:assert/strict'
import { readdirSync, rmSync } from 'node:fs'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { temporaryFolder } from '#test/harness/folders.ts'
import { ExactSum, NumberColumn } from './columns.ts'
import { hashed, hashText } from './hash.ts'
import { IdIndex } from './id-index.ts'
import { partitionNumbers, type Records, RecordTable, type RecordWords, Spool, SpoolFolder } from './spool.ts'

const root = temporaryFolder('memory')
after(() => rmSync(root, { recursive: true, force: true }))

function linesOf({ words, count }: Records, width: RecordWords): number[] {
  return Array.from({ length: count }, (_, record) => words[record * width + 2] ?? -1)
}

/** Another hash than 0 that goes to the first partition. */
const ofFirst = partitionNumbers.length

for (const width of [4, 6, 8] as const) {
  test(`a spool of records of ${width} words gives back what it took, through the disk`, () => {
    const folder = new SpoolFolder(root)
    const spool = new Spool(folder, width)
    const expected = partitionNumbers.map((): number[] => [])
    // Most go to one partition, so that it has several blocks on disk; the others stay in memory.
    for (let line = 0; line < 20_000; line += 1) {
      const low = (line % 10 === 0 ? line : ofFirst) >>> 0
      spool.append(low, line, line, line + 1, line + 0.5, line + 2, line + 3)
      expected[low % partitionNumbers.length]?.push(line)
    }
    assert.equal(readdirSync(root).length, 1)
    for (const part of partitionNumbers) {
      assert.deepEqual(linesOf(spool.load(part), width), expected[part])
      const inBlocks: number[] = []
      for (const block of spool.blocks(part)) inBlocks.push(...linesOf(block, width))
      assert.deepEqual(inBlocks, expected[part])
    }
    const table = new RecordTable(spool.load(0), width, spool.room, () => assert.fail('no hash is there twice'))
    const record = table.find(ofFirst, 19_999)
    assert.equal(table.word(record, 3), 20_000)
    if (width > 4) assert.equal(table.amount(record), 19_999.5)
    if (width > 6) assert.deepEqual([table.word(record, 6), table.word(record, 7)], [20_001, 20_002])
    assert.equal(table.find(ofFirst, 20_001), -1)
    spool.close()
    folder.remove()
    assert.deepEqual(readdirSync(root), [])
  })
}

test('an index of identifiers answers as a Map does', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }), { maxLength: 3000 }),
      fc.string({ minLength: 1 }),
      (ids, other) => {
        const index = new IdIndex()
        const map = new Map<string, number>()
        ids.forEach((id, line) => {
          const ordinal = index.add(id, line)
          assert.equal(ordinal, map.has(id) ? -1 : map.size)
          if (ordinal !== -1) map.set(id, ordinal)
        })
        for (const [id, ordinal] of map) {
          assert.equal(index.find(id), ordinal)
          assert.equal(index.id(ordinal), id)
          assert.equal(index.line(ordinal), ids.indexOf(id))
        }
        assert.equal(index.find(other), map.get(other) ?? -1)
      },
    ),
    { numRuns: 60 },
  )
})

test('two hundred thousand like identifiers have two hundred thousand hashes, spread evenly', () => {
  const seen = new Set<bigint>()
  const parts = new Uint32Array(64)
  for (let id = 0; id < 200_000; id += 1) {
    hashText(`Z${id}`)
    seen.add((BigInt(hashed.high) << 32n) | BigInt(hashed.low))
    parts[hashed.low & 63] = (parts[hashed.low & 63] ?? 0) + 1
  }
  assert.equal(seen.size, 200_000)
  for (const part of parts) assert.ok(part > 2700 && part < 3600, String(part))
})

test('sums are exact beyond what a number holds, and a column says when it no longer is', () => {
  const amounts = fc.array(fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 }), { maxLength: 200 })
  fc.assert(
    fc.property(amounts, (list) => {
      const sum = new ExactSum()
      for (const amount of list) sum.add(amount)
      assert.equal(
        sum.value,
        list.reduce((total, amount) => total + BigInt(amount), 0n),
      )
    }),
  )
  const column = new NumberColumn(Float64Array)
  assert.equal(column.add(1000, Number.MAX_SAFE_INTEGER), true)
  assert.equal(column.add(1000, 1), false)
  assert.equal(column.get(5), 0)
})
