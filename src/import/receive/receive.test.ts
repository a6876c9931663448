import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { chmod, chown, type FileHandle, link, open, readdir, rm, stat, symlink, utimes } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { ZipFile } from 'yazl'
import { temporaryFolder } from '#test/harness/folders.ts'
import { allFiles, smallDelivery, writeDelivery } from '../check/delivery.testkit.ts'
import { checkCommand } from '../check-command.ts'
import { openFolder } from './folder.ts'
import { keepRaw, removeTree, takeIn } from './keep.ts'
import { openDelivery } from './open.ts'
import { SharedFiles } from './shared-files.ts'
import { Refused, readBeginning, receiveLimits, StillWritten } from './source.ts'

const root = temporaryFolder('receive')
after(() => removeTree(root))
let made = 0
function fresh(end = ''): string {
  made += 1
  return join(root, `${made}${end}`)
}

async function zip(files: ReadonlyMap<string, Buffer>, mode = 0o100644): Promise<string> {
  const archive = new ZipFile()
  for (const [path, bytes] of files) archive.addBuffer(bytes, path, { mode })
  archive.end()
  const path = fresh('.zip')
  await pipeline(archive.outputStream, createWriteStream(path))
  return path
}

/** Writes an archive and overwrites bytes of it: what no honest program would write. */
async function forgedZip(files: ReadonlyMap<string, Buffer>, forge: (bytes: Buffer) => void): Promise<string> {
  const path = await zip(files)
  const bytes = readFileSync(path)
  forge(bytes)
  writeFileSync(path, bytes)
  return path
}

function replaceAll(bytes: Buffer, from: string, to: string): void {
  for (let at = bytes.indexOf(from); at !== -1; at = bytes.indexOf(from, at + 1)) bytes.write(to, at, 'latin1')
}

const refusedAs = async (path: string, limits = receiveLimits): Promise<readonly [string, string]> => {
  const source = await openDelivery(path, limits).catch((error: unknown) => {
    if (error instanceof Refused) return error.problem
    throw error
  })
  assert.ok('code' in source, 'should be refused')
  return [source.code, source.file]
}

test('a folder and an archive give the same files', async () => {
  const delivery = smallDelivery()
  for (const path of [writeDelivery(delivery, fresh()), await zip(allFiles(delivery))]) {
    const source = await openDelivery(path)
    const listed = source.list().map((file) => [file.path, file.bytes] as const)
    assert.deepEqual(new Map(listed), new Map([...allFiles(delivery)].map(([name, bytes]) => [name, bytes.length])))
    const bytes = await readBeginning(source, 'pisma/S1.pdf', 1_000_000)
    assert.deepEqual(bytes, delivery.files.get('pisma/S1.pdf'))
    await assert.rejects(source.open('../secret'), Refused)
    await source.close()
  }
})

test('an archive is checked like a folder', async () => {
  const said: string[] = []
  const path = await zip(allFiles(smallDelivery()))
  assert.equal(await checkCommand([path], { write: (text) => said.push(text) }), 0)
  assert.match(said.join(''), /Dostawa jest poprawna/)
})

test('links in a folder are refused, those to folders too', async () => {
  const toFile = writeDelivery(smallDelivery(), fresh())
  symlinkSync('/etc/hostname', join(toFile, 'host.csv'))
  assert.deepEqual(await refusedAs(toFile), ['linkRefused', 'host.csv'])
  const toFolder = writeDelivery(smallDelivery(), fresh())
  symlinkSync('/etc', join(toFolder, 'etc'))
  assert.deepEqual(await refusedAs(toFolder), ['linkRefused', 'etc'])
})

test('a file exchanged for a link after it was listed is refused', async () => {
  const folder = writeDelivery(smallDelivery(), fresh())
  const source = await openDelivery(folder)
  await removeTree(join(folder, 'pisma'))
  mkdirSync(join(folder, 'pisma'))
  symlinkSync('/etc/hostname', join(folder, 'pisma', 'S1.pdf'))
  await assert.rejects(source.open('pisma/S1.pdf'), (error: Refused) => error.problem.code === 'linkRefused')
})

test('folders too deep, files too many, bytes too many', async () => {
  const deep = fresh()
  mkdirSync(join(deep, 'a/b/c/d/e/f/g/h'), { recursive: true })
  assert.equal((await refusedAs(deep))[0], 'unsafePath')
  const folder = writeDelivery(smallDelivery(), fresh())
  assert.deepEqual(await refusedAs(folder, { ...receiveLimits, files: 5 }), ['tooManyFiles', ''])
  assert.deepEqual(await refusedAs(folder, { ...receiveLimits, bytes: 500 }), ['deliveryTooBig', ''])
  const archive = await zip(allFiles(smallDelivery()))
  assert.deepEqual(await refusedAs(archive, { ...receiveLimits, files: 5 }), ['tooManyFiles', ''])
  assert.deepEqual(await refusedAs(archive, { ...receiveLimits, bytes: 500 }), ['deliveryTooBig', ''])
})

const one = (name: string, bytes = Buffer.from('x')) => new Map([[name, bytes]])

test('names in an archive that lead out of it are refused', async () => {
  for (const evil of ['../../etc/x', '/etc/passwd', 'a/../../b.cs', 'C:/windows', '..\\..\\evil']) {
    const inner = 'n'.repeat(evil.length)
    const path = await forgedZip(one(inner), (bytes) => replaceAll(bytes, inner, evil))
    assert.equal((await refusedAs(path))[0], 'unsafePath', evil)
  }
  const nul = await forgedZip(one('nnnn'), (bytes) => replaceAll(bytes, 'nnnn', 'a\0bc'))
  assert.equal((await refusedAs(nul))[0], 'unsafePath')
})

test('links, passwords, repeated names and strange methods in an archive are refused', async () => {
  assert.deepEqual(await refusedAs(await zip(one('link'), 0o120777)), ['linkRefused', 'link'])
  const central = (bytes: Buffer) => bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
  const encrypted = await forgedZip(one('secret.csv'), (bytes) => bytes.writeUInt16LE(1, central(bytes) + 8))
  assert.deepEqual(await refusedAs(encrypted), ['zipEncrypted', 'secret.csv'])
  const method = await forgedZip(one('a.csv', Buffer.alloc(500)), (bytes) =>
    bytes.writeUInt16LE(93, central(bytes) + 10),
  )
  assert.deepEqual(await refusedAs(method), ['zipMethod', 'a.csv'])
  const two = new Map([
    ['one.csv', Buffer.from('1')],
    ['two.csv', Buffer.from('2')],
  ])
  const twice = await forgedZip(two, (bytes) => replaceAll(bytes, 'two.csv', 'one.csv'))
  assert.deepEqual(await refusedAs(twice), ['duplicateFile', 'one.csv'])
})

test('a zip bomb is refused before a byte is unpacked', async () => {
  const path = await zip(one('entries.csv', Buffer.alloc(30 * 1024 * 1024)))
  assert.ok((await stat(path)).size < 100_000)
  assert.deepEqual(await refusedAs(path), ['zipRatio', 'entries.csv'])
})

test('many small bombs are refused as a whole', async () => {
  const files = new Map(Array.from({ length: 40 }, (_, at) => [`${at}.csv`, Buffer.alloc(1024 * 1024)]))
  assert.deepEqual(await refusedAs(await zip(files)), ['zipRatio', ''])
})

test('an archive that lies about a size ends in a problem of that file', async () => {
  const delivery = smallDelivery()
  const files = allFiles(delivery)
  files.set('padding.txt', Buffer.alloc(10))
  const path = await forgedZip(files, (bytes) => {
    const name = bytes.lastIndexOf('readings.csv')
    bytes.writeUInt32LE(10_000, name - 46 + 24)
  })
  const said: string[] = []
  assert.equal(await checkCommand([path, '--json'], { write: (text) => said.push(text) }), 1)
  const codes = JSON.parse(said.join('')).problems.map((found: { code: string; file: string }) => [
    found.code,
    found.file,
  ])
  assert.deepEqual(codes, [
    ['bytesMismatch', 'readings.csv'],
    ['fileUnreadable', 'readings.csv'],
  ])
})

test('what is no archive, and an archive cut short', async () => {
  const text = fresh('.zip')
  writeFileSync(text, 'nothing of the kind')
  assert.deepEqual(await refusedAs(text), ['zipBroken', ''])
  const whole = readFileSync(await zip(allFiles(smallDelivery())))
  const cut = fresh('.zip')
  writeFileSync(cut, whole.subarray(0, whole.length - 100))
  assert.deepEqual(await refusedAs(cut), ['zipBroken', ''])
  assert.deepEqual(await refusedAs('/dev/null'), ['notADelivery', ''])
})

test('an archive with any bytes spoiled is refused or reported, never an exception', async () => {
  const whole = readFileSync(await zip(allFiles(smallDelivery())))
  const path = fresh('.zip')
  const spoil = fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })), {
    minLength: 1,
    maxLength: 8,
  })
  await fc.assert(
    fc.asyncProperty(spoil, async (changes) => {
      const bytes = Buffer.from(whole)
      for (const [at, byte] of changes) bytes[at] = byte
      writeFileSync(path, bytes)
      assert.ok([0, 1].includes(await checkCommand([path], { write: () => {} })))
    }),
    { numRuns: 100 },
  )
})

test('a raw delivery is kept once, whole, read-only, under its hash', async () => {
  const raw = fresh()
  const path = await zip(allFiles(smallDelivery()))
  const kept = await keepRaw(path, raw)
  assert.equal(kept.hash, createHash('sha256').update(readFileSync(path)).digest('hex'))
  assert.deepEqual(readFileSync(kept.path), readFileSync(path))
  assert.equal(kept.alreadyKept, false)
  assert.equal((await stat(kept.path)).mode & 0o777, 0o400)
  assert.equal((await keepRaw(path, raw)).alreadyKept, true)

  const folder = writeDelivery(smallDelivery(), fresh())
  const first = await keepRaw(folder, raw)
  assert.equal((await keepRaw(folder, raw)).hash, first.hash)
  assert.equal(await checkCommand([first.path], { write: () => {} }), 0)
  assert.equal((await stat(join(first.path, 'pisma'))).mode & 0o777, 0o500)
  writeFileSync(join(folder, 'pisma', 'S1.pdf'), '%PDF-1.7 another')
  assert.notEqual((await keepRaw(folder, raw)).hash, first.hash)
  assert.deepEqual(
    (await readdir(raw)).filter((name) => name.startsWith('.')),
    [],
  )
})

test('two that keep the same delivery at once both succeed', async () => {
  const raw = fresh()
  const folder = writeDelivery(smallDelivery(), fresh())
  const kept = await Promise.all([1, 2, 3, 4].map(() => keepRaw(folder, raw)))
  assert.equal(new Set(kept.map(({ hash }) => hash)).size, 1)
  assert.equal((await readdir(raw)).length, 1)
})

test('the command tells a delivery with problems from one it cannot read', async () => {
  const folder = writeDelivery(smallDelivery(), fresh())
  const ask = async (...args: string[]) => {
    const said: string[] = []
    const output = { write: (text: string) => said.push(text) }
    return [await checkCommand(args, output, output), said.join('')] as const
  }
  assert.equal((await ask('--check', folder))[0], 0)
  const [missing, told] = await ask('--check', join(root, 'nothing-here'))
  assert.equal(missing, 2)
  assert.match(told, /Nie ma takiego pliku/)
  assert.match((await ask(join(root, 'nothing-here'), '--lang', 'en'))[1], /no such file/)
  assert.equal((await ask())[0], 2)
  assert.equal((await ask('a', 'b'))[0], 2)
  assert.equal((await ask(folder, '--lang', 'de'))[0], 2)
  assert.equal((await ask(folder, '--wrong'))[0], 2)

  await chmod(join(folder, 'readings.csv'), 0o600)
  writeFileSync(join(folder, 'readings.csv'), 'id;wrong\n')
  const [code, text] = await ask('--check', folder)
  assert.equal(code, 1)
  assert.match(text, /readings\.csv, wiersz 1, kolumna id;wrong, jest „id;wrong”\n {2}Nagłówek ma kolumnę/)
  const json = JSON.parse((await ask('--check', folder, '--json'))[1])
  assert.equal(json.ok, false)
  assert.equal(json.problemCount, json.problems.length)
  assert.match((await ask(folder, '--lang', 'en'))[1], /The delivery has problems/)
})

test('the command writes the contract for a vendor', async () => {
  const folder = fresh()
  assert.equal(await checkCommand(['--check', '--contract', folder]), 0)
  assert.deepEqual((await readdir(folder)).sort(), ['README.md', 'ebok-delivery.schema.json', 'mistakes.md', 'sql'])
})

test('a large file of a folder is hashed beside and comes to the same hash', async () => {
  const folder = fresh()
  mkdirSync(folder)
  const large = Buffer.alloc(9 * 1024 * 1024, 'abcdefg')
  writeFileSync(join(folder, 'large.csv'), large)
  writeFileSync(join(folder, 'small.csv'), 'x')
  const taken = await takeIn(folder, fresh())
  const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')
  assert.deepEqual(Object.fromEntries(taken.fileHashes!), { 'large.csv': sha256(large), 'small.csv': sha256('x') })
  assert.equal(taken.hash, sha256(`${sha256(large)}  large.csv\n${sha256('x')}  small.csv\n`))
  // Nothing lies under its hash before it is settled; then all of it, read-only.
  assert.ok(existsSync(taken.path))
  await taken.settle()
  assert.ok(!existsSync(taken.path))
})

test('from the inbox files are kept under a second name instead of a copy, and nobody writes into them by mistake', async () => {
  // The folder's owner lets a group read.
  const before = process.umask(0o022)
  after(() => process.umask(before))
  const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
  const raw = fresh()
  const folder = writeDelivery(smallDelivery(), fresh())
  const shared = await takeIn(folder, raw, { inbox: true, shareFromBytes: 0 })
  const copied = await takeIn(folder, fresh())
  assert.equal(shared.hash, copied.hash)
  assert.deepEqual(shared.fileHashes, copied.fileHashes)
  // Until then it is the sender's, who may find it wanting and send it anew.
  assert.equal((await stat(join(folder, 'entries.csv'))).mode & 0o777, 0o644)
  await shared.settle()
  for (const path of ['entries.csv', 'pisma/S1.pdf']) {
    const [left, kept] = [join(folder, path), join(raw, shared.hash, 'delivery', path)]
    assert.equal((await stat(left)).ino, (await stat(kept)).ino)
    assert.equal((await stat(left)).mode & 0o777, 0o444)
  }
  const archive = await zip(allFiles(smallDelivery()))
  const packed = await takeIn(archive, raw, { inbox: true, shareFromBytes: 0 })
  assert.equal(packed.hash, sha256(archive))
  await packed.settle()
  assert.equal((await stat(archive)).ino, (await stat(join(raw, packed.hash, 'delivery.zip'))).ino)
  await assert.rejects(
    takeIn(archive, raw, { inbox: true, shareFromBytes: 0, limits: { ...receiveLimits, bytes: 10 } }),
    Refused,
  )
})

test('what is written into a shared file after it was hashed is noticed, and nothing is kept', async () => {
  const evening = new Date('2026-11-20T21:00:00Z')
  for (const spoil of [
    (file: FileHandle, bytes: Buffer) => file.write(bytes, 0, 1, 0),
    (file: FileHandle, bytes: Buffer) => file.write(bytes, 0, 1, bytes.length),
    (file: FileHandle) => file.truncate(10),
    // The time of writing can be set back.
    async (file: FileHandle, bytes: Buffer) => {
      await file.write(bytes, 0, 1, 1)
      await file.utimes(evening, evening)
    },
  ]) {
    const raw = fresh()
    const path = join(writeDelivery(smallDelivery(), fresh()), 'entries.csv')
    await utimes(path, evening, evening)
    // Opened before it is ours alone, as by a program that is still writing.
    const writer = await open(path, 'r+')
    const taken = await takeIn(dirname(path), raw, { inbox: true, shareFromBytes: 0 })
    await spoil(writer, readFileSync(path))
    await writer.close()
    await assert.rejects(taken.settle(), StillWritten)
    assert.deepEqual(await readdir(raw), [])
  }
})

test('what is read is what was hashed, also when the same was kept before and changed under its other name', async () => {
  const raw = fresh()
  const [once, again] = [writeDelivery(smallDelivery(), fresh()), writeDelivery(smallDelivery(), fresh())]
  await (await takeIn(once, raw, { inbox: true, shareFromBytes: 0 })).settle()
  const changed = join(once, 'entries.csv')
  await chmod(changed, 0o600)
  writeFileSync(changed, 'changed by an editor in done/')
  const taken = await takeIn(again, raw, { inbox: true, shareFromBytes: 0 })
  assert.equal(taken.alreadyKept, true)
  const read = createHash('sha256').update(readFileSync(join(taken.path, 'entries.csv')))
  assert.equal(taken.fileHashes!.get('entries.csv'), read.digest('hex'))
  const writer = await open(join(again, 'entries.csv'), 'r+')
  await writer.write('X', 0)
  await writer.close()
  await assert.rejects(taken.settle(), StillWritten)
  assert.deepEqual(await readdir(raw), [taken.hash])
})

test('a file with a further name of its sender is copied, and stays as it is there', async () => {
  const raw = fresh()
  const folder = writeDelivery(smallDelivery(), fresh())
  const exported = fresh()
  await link(join(folder, 'entries.csv'), exported)
  const { mode } = await stat(exported)
  const taken = await takeIn(folder, raw, { inbox: true, shareFromBytes: 0 })
  await taken.settle()
  assert.equal((await stat(exported)).mode, mode)
  writeFileSync(exported, 'the next night')
  assert.notEqual(readFileSync(join(raw, taken.hash, 'delivery', 'entries.csv'), 'utf8'), 'the next night')
})

const isLinkRefused = (error: unknown) => error instanceof Refused && error.problem.code === 'linkRefused'

test('a delivery, or a folder of it, exchanged for a link leads to no file of ours', async () => {
  const [inbox, database] = [fresh(), fresh()]
  mkdirSync(database)
  writeFileSync(join(database, '1259'), 'a page of the database', { mode: 0o600 })
  mkdirSync(inbox)
  await symlink(database, join(inbox, 'pisma'))
  const shared = new SharedFiles()
  assert.equal(await shared.add(inbox, 'pisma/1259', fresh()), false)
  assert.equal((await stat(join(database, '1259'))).nlink, 1)
  // The control: where no link is in the way it is shared.
  assert.equal(await shared.add(dirname(database), `${basename(database)}/1259`, fresh()), true)

  // What is not shared is opened to be copied.
  const folder = writeDelivery(smallDelivery(), fresh())
  const source = await openFolder(folder, receiveLimits)
  rmSync(join(folder, 'pisma'), { recursive: true })
  await symlink(database, join(folder, 'pisma'))
  writeFileSync(join(database, 'S1.pdf'), 'another page')
  await assert.rejects(source.open('pisma/S1.pdf'), isLinkRefused)

  const whole = writeDelivery(smallDelivery(), fresh())
  const archive = await zip(allFiles(smallDelivery()))
  for (const [target, name] of [
    [whole, 'noc'],
    [archive, 'noc.zip'],
  ] as const) {
    await symlink(target, join(inbox, name))
    await assert.rejects(takeIn(join(inbox, name), fresh(), { inbox: true }), isLinkRefused)
    // Whoever types the name of a link means what it leads to.
    await (await takeIn(join(inbox, name), fresh())).settle()
  }
})

test('small files are copied: a second name has to be put on the disk at once, ten thousand letters one by one', async () => {
  const folder = writeDelivery(smallDelivery(), fresh())
  const { path, discard } = await takeIn(folder, fresh(), { inbox: true })
  assert.notEqual((await stat(join(path, 'entries.csv'))).ino, (await stat(join(folder, 'entries.csv'))).ino)
  await discard()
})

test('a file that comes, goes or changes after the delivery was looked at is noticed, copied or not', async () => {
  for (const shareFromBytes of [0, 1e9])
    for (const change of [
      (folder: string) => writeFileSync(join(folder, 'later.csv'), 'id'),
      (folder: string) => rmSync(join(folder, 'pisma', 'S1.pdf')),
      (folder: string) => writeFileSync(join(folder, 'entries.csv'), 'id'),
    ]) {
      const raw = fresh()
      const folder = writeDelivery(smallDelivery(), fresh())
      const taken = await takeIn(folder, raw, { inbox: true, shareFromBytes })
      await taken.verify()
      change(folder)
      await assert.rejects(taken.verify(), StillWritten)
      await assert.rejects(taken.settle(), StillWritten)
      assert.deepEqual(await readdir(raw), [])
    }
})

test('a large file that is ours and may not be read is copied, which says so', async () => {
  if (process.getuid!() === 0) return
  const folder = writeDelivery(smallDelivery(), fresh())
  await chmod(join(folder, 'entries.csv'), 0)
  await assert.rejects(takeIn(folder, fresh(), { inbox: true, shareFromBytes: 0 }), { code: 'EACCES' })
})

test('as it is: copied, whatever its sender does meanwhile, and no link is followed', async () => {
  const folder = writeDelivery(smallDelivery(), fresh())
  const raw = fresh()
  const taken = await takeIn(folder, raw, { inbox: true, asItIs: true, shareFromBytes: 0 })
  writeFileSync(join(folder, 'later.csv'), 'id')
  await taken.settle()
  assert.deepEqual(await readdir(raw), [taken.hash])
  const other = fresh()
  await symlink(folder, other)
  await assert.rejects(takeIn(other, raw, { inbox: true, asItIs: true }), isLinkRefused)
})

test('what could not be kept is its sender’s again, to be written to', async () => {
  const raw = fresh()
  const folder = writeDelivery(smallDelivery(), fresh())
  const entries = join(folder, 'entries.csv')
  const { mode } = await stat(entries)
  const taken = await takeIn(folder, raw, { inbox: true, shareFromBytes: 0 })
  // Something is in its place.
  writeFileSync(join(raw, taken.hash), '')
  await assert.rejects(taken.settle(), { code: 'ENOTDIR' })
  assert.equal((await stat(entries)).mode, mode)
})

test('kept before and removed since, because its time had come: it is kept again', async () => {
  const raw = fresh()
  const { hash } = await keepRaw(writeDelivery(smallDelivery(), fresh()), raw)
  const taken = await takeIn(writeDelivery(smallDelivery(), fresh()), raw, { inbox: true })
  assert.equal(taken.alreadyKept, true)
  await removeTree(join(raw, hash))
  await taken.settle()
  assert.ok(existsSync(join(raw, hash, 'delivery', 'entries.csv')))
})

test('a file of another user, or on another file system, is copied', async () => {
  const taken = async (folder: string) => {
    const { path, settle } = await takeIn(folder, fresh(), { inbox: true, shareFromBytes: 0 })
    const inodes = [join(folder, 'entries.csv'), join(path, 'entries.csv')].map(async (file) => (await stat(file)).ino)
    await settle()
    return (await Promise.all(inodes)) as [number, number]
  }
  if (process.getuid!() === 0) {
    const folder = writeDelivery(smallDelivery(), fresh())
    await chown(join(folder, 'entries.csv'), 65_534, 65_534)
    const [left, kept] = await taken(folder)
    assert.notEqual(left, kept)
    assert.equal((await stat(join(folder, 'entries.csv'))).mode & 0o200, 0o200)
  }
  if ((await stat('/dev/shm')).dev !== (await stat(root)).dev) {
    const elsewhere = mkdtempSync('/dev/shm/ebok-receive-')
    after(() => rm(elsewhere, { recursive: true }))
    const [left, kept] = await taken(writeDelivery(smallDelivery(), join(elsewhere, 'one')))
    assert.notEqual(left, kept)
  }
})
