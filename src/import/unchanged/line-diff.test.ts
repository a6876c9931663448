import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readerOf } from '../receive/source.ts'
import { diffLines, TooDifferent } from './line-diff.ts'

async function* cut(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function diff(old: string, now: string, size = 7, limit = Number.POSITIVE_INFINITY) {
  const gone: string[] = []
  const come: string[] = []
  await diffLines(readerOf(cut(old, size)), readerOf(cut(now, size)), limit, async (a, b) => {
    gone.push(...linesOf(a.toString()))
    come.push(...linesOf(b.toString()))
  })
  return { gone, come }
}

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []
const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('')

test('what is told is exactly what differs', async () => {
  const old = text(['head', 'a', 'b', 'c', 'd', 'e'])
  assert.deepEqual(await diff(old, old), { gone: [], come: [] })
  assert.deepEqual(await diff(old, text(['head', 'a', 'B', 'c', 'd', 'e', 'f'])), {
    gone: ['b\n'],
    come: ['B\n', 'f\n'],
  })
  assert.deepEqual(await diff(old, text(['head', 'c', 'd', 'e'])), { gone: ['a\n', 'b\n'], come: [] })
  assert.deepEqual(await diff(old, ''), { gone: linesOf(old), come: [] })
  assert.deepEqual(await diff('', old), { gone: [], come: linesOf(old) })
})

test('a last line without a line feed is another line', async () => {
  assert.deepEqual(await diff('a\nb', 'a\nb\n'), { gone: ['b'], come: ['b\n'] })
  assert.deepEqual(await diff('a\nb', 'a\nb'), { gone: [], come: [] })
  assert.deepEqual(await diff('a\nb', 'a\nbc'), { gone: ['b'], come: ['bc'] })
})

test('whatever changed: the old lines without those gone and with those come are the new lines', async () => {
  const lines = fc.array(fc.stringMatching(/^[ab]{0,3}$/), { maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(lines, lines, fc.boolean(), fc.integer({ min: 1, max: 9 }), async (before, after, ended, size) => {
      const [old, now] = [text(before), text(after).slice(0, ended ? undefined : -1)]
      const { gone, come } = await diff(old, now, size)
      const rest = linesOf(old)
      for (const line of gone) rest.splice(rest.indexOf(line), 1)
      assert.deepEqual([...rest, ...come].sort(), linesOf(now).sort())
    }),
  )
})

test('a change in the middle of many equal lines, and lines longer than what is compared at once', async () => {
  const before = Array.from({ length: 30_000 }, (_, n) => `row ${n} of the old file`)
  before[40] = 'x'.repeat(600_000)
  const after = before.with(20_000, 'another').toSpliced(29_000, 1)
  assert.deepEqual(await diff(text(before), text(after), 65_536), {
    gone: [`${before[20_000]}\n`, `${before[29_000]}\n`],
    come: ['another\n'],
  })
  assert.deepEqual(await diff(text(before), text(before.with(40, 'y'.repeat(600_000))), 65_536), {
    gone: [`${before[40]}\n`],
    come: [`${'y'.repeat(600_000)}\n`],
  })
})

test('files with little in common are given up', async () => {
  const old = text(Array.from({ length: 500 }, (_, n) => `a${n}`))
  const now = text(Array.from({ length: 500 }, (_, n) => `b${n}`))
  await assert.rejects(diff(old, now, 64, 1000), TooDifferent)
  await assert.rejects(diff('x'.repeat(5_000_000), 'y'.repeat(5_000_000), 65_536), TooDifferent)
})
