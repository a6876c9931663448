import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { temporaryFolder } from '#test/harness/folders.ts'
import { BackupWriter, BrokenBackup, readBackup } from './container.ts'
import { RowDigest } from './digest.ts'
import type { Derivation } from './key.ts'

const folder = temporaryFolder('kopia')
after(() => rmSync(folder, { recursive: true, force: true }))
const words = 'klucz kopii tylko do tego testu'
const path = join(folder, 'cała.kopia')
/** The real one takes a fifth of a second each time. */
const quick: Derivation = { memoryKib: 64, passes: 1, salt: Buffer.alloc(16, 7).toString('base64') }
// Does not compress, so the file has several blocks.
const pieces = Array.from({ length: 5 }, () => randomBytes(300_000))

before(async () => {
  const file = await BackupWriter.create(path, words, quick)
  for (const piece of pieces) await file.record('D', piece)
  await file.record('Z', Buffer.alloc(0))
  await file.finish()
})

async function readAll(from: string, key = words): Promise<{ type: string; bytes: Buffer }[]> {
  const records = []
  for await (const { type, bytes } of readBackup(from, key)) records.push({ type, bytes: Buffer.from(bytes) })
  return records
}

/** Writes a changed file and tells what reading it says. */
async function reading(change: (bytes: Buffer) => Buffer): Promise<unknown> {
  const changed = join(folder, 'zmieniona.kopia')
  writeFileSync(changed, change(readFileSync(path)))
  return readAll(changed).then(
    () => 'whole',
    (error: unknown) => error,
  )
}

describe('the file of a backup', () => {
  test('gives back what was written', async () => {
    const records = await readAll(path)
    assert.deepEqual(
      records.map(({ type, bytes }) => `${type}${bytes.length}`),
      ['D300000', 'D300000', 'D300000', 'D300000', 'D300000', 'Z0'],
    )
    assert.ok(pieces.every((piece, i) => piece.equals(records[i]!.bytes)))
  })

  test('one bit changed anywhere is noticed', async () => {
    const { length } = readFileSync(path)
    const places = [
      0,
      5,
      60,
      120,
      length - 1,
      length - 20,
      ...Array.from({ length: 30 }, () => Math.trunc(Math.random() * length)),
    ]
    for (const place of places) {
      const said = await reading((bytes) => {
        bytes[place]! ^= 1 << (place % 8)
        return bytes
      })
      assert.ok(said instanceof BrokenBackup, `byte ${place}: ${said}`)
    }
  })

  test('a missing end, a missing, moved or doubled block, and something behind the end are noticed', async () => {
    const bytes = readFileSync(path)
    const opening = bytes.indexOf(0x0a) + 1
    const step = 256 * 1024 + 16
    const block = (i: number) => bytes.subarray(opening + i * step, opening + (i + 1) * step)
    const head = bytes.subarray(0, opening)
    const blocks = Array.from({ length: Math.ceil((bytes.length - opening) / step) }, (_, i) => block(i))
    assert.ok(blocks.length >= 4)
    const [first, second, ...rest] = blocks
    const changes: Record<string, Buffer[]> = {
      'no end': [head, first!, second!],
      'cut inside': [bytes.subarray(0, bytes.length - 1_000)],
      'only the opening': [head],
      nothing: [],
      swapped: [head, second!, first!, ...rest],
      missing: [head, first!, ...rest],
      doubled: [head, first!, first!, second!, ...rest],
      longer: [bytes, Buffer.from('x')],
      'opening with a space': [Buffer.from(head.toString().replace(',', ', ')), ...blocks],
      'other opening': [Buffer.from(head.toString().replace('"passes":1', '"passes":2')), ...blocks],
    }
    // The lock itself notices, before anything inside is looked at.
    for (const [name, parts] of Object.entries(changes))
      assert.match(
        String(await reading(() => Buffer.concat(parts))),
        /blok \d+ nie jest|nie ten klucz|To nie jest kopia/,
        name,
      )
    assert.equal(await reading((same) => same), 'whole')
  })

  test('another key does not open it, and a file of somebody else is told apart', async () => {
    await assert.rejects(readAll(path, 'zupełnie inny klucz kopii'), /nie ten klucz/)
    const greedy = { format: 'EBOK-KOPIA-1', memoryKib: 1e9, passes: 3, salt: 'AAAA' }
    assert.match(
      String(await reading(() => Buffer.from(`${JSON.stringify(greedy)}\n${'x'.repeat(100)}`))),
      /zaczyna się inaczej/,
    )
    assert.match(String(await reading(() => Buffer.from('SQLite format 3'.padEnd(5_000)))), /zaczyna się inaczej/)
  })

  test('a file that cannot be written says so and leaves nothing open', async () => {
    await assert.rejects(BackupWriter.create(join(folder, 'nie-ma', 'x'), words), /ENOENT/)
    await assert.rejects(BackupWriter.create(path, words), /EEXIST/)
  })
})

describe('the sum of rows', () => {
  const of = (...chunks: string[]) => {
    const digest = new RowDigest()
    for (const chunk of chunks) digest.update(Buffer.from(chunk))
    return `${digest.rows} ${digest.digest()}`
  }
  test('does not depend on their order nor on how they were cut, but on each byte and on how often a row is there', () => {
    assert.equal(of('a\tb\nc\td\n'), of('c\td\na', '\tb\n'))
    assert.notEqual(of('a\tb\nc\td\n'), of('a\td\nc\tb\n'))
    assert.notEqual(of('a\n'), of('a\na\na\n'))
    assert.equal(of(), of(''))
  })
})
