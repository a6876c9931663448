import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { allFiles, describe, type SmallDescriptor, smallDelivery } from '../check/delivery.testkit.ts'
import { readDescriptor } from './descriptor.ts'
import { contractFiles } from './publish.ts'
import { resourceNames } from './resources.ts'

type Spoil = (descriptor: SmallDescriptor) => void

function read(spoil: Spoil) {
  const descriptor = describe(smallDelivery())
  spoil(descriptor)
  return readDescriptor(Buffer.from(JSON.stringify(descriptor, null, 2)))
}

test('a right descriptor is read, resources in the order of the contract', () => {
  const { descriptor, problems } = read((raw) => raw.resources.reverse())
  assert.deepEqual(problems, [])
  assert.deepEqual(
    descriptor?.resources.map(({ name }) => name),
    resourceNames,
  )
  assert.equal(descriptor?.sequence, 7)
})

const wrong: readonly (readonly [name: string, spoil: Spoil, code: string, pointer: string])[] = [
  ['no kind', (d) => delete d['ebok:kind'], 'descriptorMissingProperty', '/'],
  ['another kind', (d) => (d['ebok:kind'] = 'partial'), 'descriptorValue', '/ebok:kind'],
  ['another contract', (d) => (d['ebok:contract'] = '2'), 'descriptorValue', '/ebok:contract'],
  ['version 1 profile', (d) => (d.$schema = 'https://example.org/1.0'), 'descriptorValue', '/$schema'],
  ['time without offset', (d) => (d['ebok:asOf'] = '2026-11-22T23:00:00'), 'descriptorValue', '/ebok:asOf'],
  ['30 February', (d) => (d['ebok:asOf'] = '2026-02-30T23:00:00Z'), 'descriptorValue', '/ebok:asOf'],
  ['hour 25', (d) => (d['ebok:asOf'] = '2026-02-20T25:00:00Z'), 'descriptorValue', '/ebok:asOf'],
  ['sequence as text', (d) => (d['ebok:sequence'] = '7'), 'descriptorValue', '/ebok:sequence'],
  ['sequence 0', (d) => (d['ebok:sequence'] = 0), 'descriptorValue', '/ebok:sequence'],
  ['no resources', (d) => (d.resources = []), 'descriptorValue', '/resources'],
  ['a resource too few', (d) => d.resources.splice(0, 1), 'descriptorResourceMissing', '/resources'],
  ['unknown resource', (d) => (d.resources[0]!.name = 'people'), 'descriptorValue', '/resources/0'],
  [
    'a resource twice',
    (d) => (d.resources[17] = { ...d.resources[0]!, path: 'x.csv' }),
    'descriptorResourceTwice',
    '/resources/17/name',
  ],
  ['one file for two', (d) => (d.resources[1]!.path = 'properties.csv'), 'descriptorPathTwice', '/resources/1/path'],
  ['path upwards', (d) => (d.resources[0]!.path = '../../etc/passwd'), 'descriptorValue', '/resources/0/path'],
  ['path inside upwards', (d) => (d.resources[0]!.path = 'a/../b.csv'), 'descriptorValue', '/resources/0/path'],
  ['absolute path', (d) => (d.resources[0]!.path = '/etc/passwd'), 'descriptorValue', '/resources/0/path'],
  ['address as path', (d) => (d.resources[0]!.path = 'https://example.org/a'), 'descriptorValue', '/resources/0/path'],
  ['several paths', (d) => (d.resources[0]!.path = ['a', 'b'] as never), 'descriptorValue', '/resources/0/path'],
  ['negative size', (d) => (d.resources[0]!.bytes = -1), 'descriptorValue', '/resources/0/bytes'],
  ['short hash', (d) => (d.resources[0]!.hash = 'sha256:abc'), 'descriptorValue', '/resources/0/hash'],
  ['CP1250', (d) => (d.resources[0]!.encoding = 'windows-1250'), 'descriptorValue', '/resources/0/encoding'],
  [
    'semicolons',
    (d) => (d.resources[0]!.dialect = { delimiter: ';' }),
    'descriptorValue',
    '/resources/0/dialect/delimiter',
  ],
  [
    'control total missing',
    (d) => (d.resources[6]!['ebok:controlTotals'] = { amount: '1.00' }),
    'descriptorMissingProperty',
    '/resources/6/ebok:controlTotals',
  ],
  [
    'control total as a number',
    (d) => (d.resources[7]!['ebok:controlTotals'] = { amount: 1.5 }),
    'descriptorValue',
    '/resources/7/ebok:controlTotals/amount',
  ],
  [
    'control total unknown',
    (d) => (d.resources[0]!['ebok:controlTotals'] = { name: '1.00' }),
    'descriptorUnknownProperty',
    '/resources/0/ebok:controlTotals',
  ],
  [
    'a field too few',
    (d) => (d.resources[0]!.schema = { fields: [{ name: 'id' }] }),
    'descriptorFields',
    '/resources/0/schema/fields',
  ],
]

for (const [name, spoil, code, pointer] of wrong) {
  test(`descriptor refused: ${name}`, () => {
    const { descriptor, problems } = read(spoil)
    assert.equal(descriptor, null)
    assert.deepEqual(
      problems.map((problem) => [problem.code, problem.column]),
      [[code, pointer]],
    )
    assert.ok((problems[0]?.line ?? 0) >= 1)
  })
}

test('the line of a problem is the line of the text', () => {
  const text = '{\n  "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",\n\n  "ebok:kind": "partial"\n}'
  const kind = readDescriptor(Buffer.from(text)).problems.find(({ column }) => column === '/ebok:kind')
  assert.equal(kind?.line, 4)
  assert.equal(kind?.value, '"partial"')
})

const texts: readonly (readonly [string, Buffer, string, number | null])[] = [
  ['empty', Buffer.alloc(0), 'descriptorNotJson', 1],
  ['cut short', Buffer.from('{\n  "a": 1,\n'), 'descriptorNotJson', 3],
  ['wrong comma', Buffer.from('{\n  "a": 1,\n  ,\n}'), 'descriptorNotJson', 3],
  ['BOM', Buffer.from('\ufeff{}'), 'byteOrderMark', 1],
  ['not UTF-8', Buffer.from([0x7b, 0xb9, 0x7d]), 'notUtf8', null],
  ['too large', Buffer.alloc(2 * 1024 * 1024 + 1, ' '), 'descriptorTooLarge', null],
  ['too deep', Buffer.from(`\n${'['.repeat(100_000)}${']'.repeat(100_000)}`), 'descriptorTooDeep', 2],
]

for (const [name, bytes, code, line] of texts) {
  test(`descriptor text refused: ${name}`, () => {
    const [problem] = readDescriptor(bytes).problems
    assert.deepEqual([problem?.code, problem?.line], [code, line])
  })
}

test('a property written twice is told, though a JSON parser takes the last', () => {
  const text = (allFiles(smallDelivery()).get('datapackage.json') ?? '').toString()
  const twice = text.replace('"ebok:sequence": 7', '"ebok:sequence": 9,\n  "ebok:sequence": 7')
  const [problem] = readDescriptor(Buffer.from(twice)).problems
  assert.deepEqual([problem?.code, problem?.column], ['descriptorKeyTwice', '/ebok:sequence'])
})

for (const { name, text } of contractFiles()) {
  test(`docs/contract/${name} is up to date; write it with ebok import --check --contract docs/contract`, () => {
    assert.equal(readFileSync(new URL(`../../../docs/contract/${name}`, import.meta.url), 'utf8'), text)
  })
}
