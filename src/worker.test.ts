import assert from 'node:assert/strict'
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { finished } from 'node:stream/promises'
import { after, test } from 'node:test'
import { ZipFile } from 'yazl'
import { bookCharge, copyOf, smallBooks } from '#import/import.testdata.ts'
import { withImport } from '#import/import.testkit.ts'
import { importDelivery } from '#import/import.ts'
import { ended, type ImportParts } from '#import/outcome.ts'
import { readImportSettings } from '#import/settings.ts'
import { statementsFolder } from '#import/statements/inbox.ts'
import type { TellEvent } from '#import/tell.text.ts'
import { fixedClock } from '#platform/clock.ts'
import { DatabaseUnavailable } from '#platform/db/errors.ts'
import { Worker, type WorkerParts } from './worker.ts'

const night = await withImport()
after(night.cleanUp)
const inbox = join(night.folder, 'inbox')
/** What lies there beside the folder of bank statements. */
const inFolder = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name !== statementsFolder)
    .sort()
const inInbox = () => inFolder(inbox)
const clock = fixedClock(Date.parse('2026-03-28T12:00:00Z'))
const done: string[] = []
const told: TellEvent[] = []
let databaseAway = false

const importParts: ImportParts = {
  ...night.parts,
  clock,
  settings: readImportSettings({ EBOK_INBOX_DIR: inbox, EBOK_NIGHTLY_AT: '02:30' }, night.folder),
  tell: async (event) => void told.push(event),
  db: {
    withImporterClient: (work) =>
      databaseAway
        ? Promise.reject(new DatabaseUnavailable(new Error('away')))
        : night.parts.db.withImporterClient(work),
  },
}
const parts: WorkerParts = {
  ...importParts,
  runImport: (path, options) => importDelivery(importParts, path, options),
  nightly: [
    {
      name: 'sessions',
      run: async () => {
        if (databaseAway) throw new DatabaseUnavailable(new Error('away'))
        done.push(new Date(clock.now()).toISOString().slice(0, 16))
      },
    },
  ],
}
let worker = new Worker(parts)
await worker.prepare()

const minutes = (count: number) => count * 60_000
const books = smallBooks(20)
const wait = async (): Promise<void> => {
  await worker.turn()
  clock.advance(10_000)
  await worker.turn()
}

async function zip(folder: string, target: string): Promise<void> {
  const archive = new ZipFile()
  for (const name of readdirSync(folder)) archive.addFile(join(folder, name), name)
  archive.end()
  await finished(archive.outputStream.pipe(createWriteStream(target)))
}

test('a folder is taken when its datapackage.json is there and nobody writes any more', async () => {
  await night.setClock(clock.now())
  const written = night.write({ sequence: 1, asOf: '2026-03-27T20:00:00+01:00', books })
  renameSync(join(written, 'datapackage.json'), join(night.folder, 'later.json'))
  renameSync(written, join(inbox, 'dostawa-1'))
  await wait()
  assert.deepEqual(inInbox(), ['dostawa-1'], 'not finished yet')
  renameSync(join(night.folder, 'later.json'), join(inbox, 'dostawa-1', 'datapackage.json'))
  await worker.turn()
  assert.ok(existsSync(join(inbox, 'dostawa-1')), 'seen once; somebody may still be writing')
  await worker.turn()
  assert.deepEqual(inInbox(), ['done'])
  const [folder, report] = readdirSync(join(inbox, 'done')).sort()
  assert.match(folder!, /^20260328T\d{6}Z-dostawa-1$/)
  assert.match(readFileSync(join(inbox, 'done', report!), 'utf8'), /^Dostawa opublikowana\. Publikacja nr 1/)
  assert.equal((await night.seen('premises')).length, 20)
})

test('a .zip is taken; a broken one goes to failed/ with its errors; links and other files stay untouched', async () => {
  const next = copyOf(books)
  bookCharge(next, 'A0001', 'E-zip', 5_00)
  await zip(night.write({ sequence: 2, asOf: '2026-03-28T11:00:00+01:00', books: next }), join(inbox, 'dostawa-2.zip'))
  await wait()
  writeFileSync(join(inbox, 'dostawa-3.ZIP'), 'PK and nothing more')
  writeFileSync(join(inbox, 'notatka.txt'), 'x')
  symlinkSync('/etc/passwd', join(inbox, 'link.zip'))
  mkdirSync(join(inbox, 'pusty'))
  await wait()
  assert.deepEqual(inInbox(), ['done', 'failed', 'link.zip', 'notatka.txt', 'pusty'])
  assert.equal((await night.seen('entries')).length, 41)
  const report = readdirSync(join(inbox, 'failed')).find((name) => name.endsWith('.raport.txt'))
  assert.match(readFileSync(join(inbox, 'failed', report!), 'utf8'), /Dostawa odrzucona: ma błędy.*\n\nBłędy \(1\):/s)
  assert.equal(told.at(-1)?.kind, 'rejected')
})

test('while the database is away a delivery waits in the inbox, and is taken when it is back', async () => {
  databaseAway = true
  const next = copyOf(books)
  bookCharge(next, 'A0002', 'E-away', 5_00)
  await zip(night.write({ sequence: 4, asOf: '2026-03-28T12:00:00+01:00', books: next }), join(inbox, 'dostawa-4.zip'))
  await wait()
  assert.ok(existsSync(join(inbox, 'dostawa-4.zip')))
  const mails = told.length
  await wait()
  clock.advance(minutes(2))
  await wait()
  assert.equal(told.length, mails, 'tried again, and not told again')
  databaseAway = false
  clock.advance(minutes(2))
  await wait()
  assert.ok(!existsSync(join(inbox, 'dostawa-4.zip')))
})

test('the alarm tells once on each morning after a night without a delivery', async () => {
  told.length = 0
  // The last delivery came on 28 March at noon; the first morning is in order, the second is not.
  for (const end = Date.parse('2026-03-31T12:00:00Z'); clock.now() < end; clock.advance(minutes(15))) {
    await night.setClock(clock.now())
    await worker.turn()
  }
  assert.deepEqual(
    told.map((event) => event.kind),
    ['nothingCame', 'nothingCame'],
  )
})

test('nightly work ran once on each night, also on the one that has no 02:30', () => {
  assert.deepEqual(
    done.map((at) => at.slice(0, 13)),
    ['2026-03-29T01', '2026-03-30T00', '2026-03-31T00'],
  )
})

test('a restart neither repeats nor forgets a night; a failure is tried again', async () => {
  done.length = 0
  worker = new Worker(parts)
  await worker.turn()
  assert.deepEqual(done, [])
  clock.set(Date.parse('2026-04-02T05:00:00Z'))
  databaseAway = true
  worker = new Worker(parts)
  await worker.turn()
  assert.deepEqual(done, [])
  databaseAway = false
  clock.advance(minutes(2))
  await worker.turn()
  await worker.turn()
  assert.deepEqual(done, ['2026-04-02T05:02'])
})

test('with an hour set, deliveries wait for it, are taken in order, and one that comes later in the night at once', async () => {
  const later = join(night.folder, 'inbox-23')
  const asked: string[] = []
  const at = fixedClock(Date.parse('2026-10-24T18:00:00+02:00'))
  const taking = new Worker({
    ...parts,
    clock: at,
    settings: readImportSettings({ EBOK_INBOX_DIR: later, EBOK_IMPORT_AT: '23:00' }, join(night.folder, 'state-23')),
    runImport: async (path) => {
      asked.push(`${new Date(at.now()).toISOString().slice(5, 16)} ${path.slice(later.length + 1)}`)
      return ended('unchanged', {})
    },
    nightly: [],
  })
  mkdirSync(join(night.folder, 'state-23'))
  await taking.prepare()
  const arrive = (name: string) => writeFileSync(join(later, name), 'zip')
  const until = async (moment: string) => {
    for (; at.now() < Date.parse(moment); at.advance(minutes(5))) await taking.turn()
  }
  arrive('sobota-1.zip')
  await until('2026-10-24T20:00:00+02:00')
  arrive('sobota-2.zip')
  await until('2026-10-25T02:40:00+01:00')
  arrive('w-nocy.zip')
  await until('2026-10-25T12:00:00+01:00')
  arrive('niedziela.zip')
  await until('2026-10-26T05:00:00+01:00')
  assert.deepEqual(asked, [
    '10-24T21:00 sobota-1.zip',
    '10-24T21:00 sobota-2.zip',
    '10-25T01:45 w-nocy.zip',
    '10-25T22:00 niedziela.zip',
  ])
})

test('a clock put back, or years ahead for a while, brings no night again, loses none and keeps nothing waiting', async () => {
  const at = fixedClock(Date.parse('2026-11-26T12:00:00Z'))
  mkdirSync(join(night.folder, 'state-clock'))
  const nights: string[] = []
  let failing = 0
  const clocked = new Worker({
    ...parts,
    clock: at,
    settings: readImportSettings({ EBOK_NIGHTLY_AT: '02:30' }, join(night.folder, 'state-clock')),
    nightly: [
      {
        name: 'once',
        run: async () => {
          if (failing-- > 0) throw new Error('for a minute')
          nights.push(new Date(at.now()).toISOString().slice(0, 16))
        },
      },
    ],
  })
  const look = async (...moments: string[]) => {
    nights.length = 0
    for (const moment of moments) {
      at.set(Date.parse(moment))
      await clocked.turn()
    }
    return [...nights]
  }
  assert.deepEqual(await look('2026-11-26T12:00Z', '2026-11-27T01:30Z', '2026-11-27T00:30Z', '2026-11-27T01:31Z'), [
    '2026-11-27T01:30',
  ])
  assert.deepEqual(await look('2026-11-26T01:31Z', '2026-11-27T01:31Z'), [])
  // A failure is tried again a minute later, also when the clock was put back in that minute.
  failing = 1
  assert.deepEqual(await look('2026-11-28T02:00Z', '2026-11-28T01:31Z'), ['2026-11-28T01:31'])
  assert.deepEqual(await look('2036-01-01T12:00Z', '2036-01-01T12:30Z', '2026-11-28T12:00Z'), [], 'not believed yet')
  assert.deepEqual(await look('2036-01-01T12:00Z', '2036-01-01T12:30Z', '2036-01-01T13:00Z'), ['2036-01-01T13:00'])
  assert.deepEqual(await look('2026-11-28T12:00Z', '2026-11-29T01:30Z', '1970-01-02T12:00Z'), [
    '2026-11-29T01:30',
    '1970-01-02T12:00',
  ])
  assert.deepEqual(await look('2026-11-29T12:00Z', '2026-11-30T01:30Z'), ['2026-11-30T01:30'])
})

test('a delivery whose files never rest, and one that may not be read, keep the next one waiting for minutes and not for ever', async () => {
  const waiting = join(night.folder, 'restless')
  mkdirSync(waiting)
  for (const name of ['a-restless.zip', 'b-unreadable.zip', 'c-good.zip']) writeFileSync(join(waiting, name), name)
  const asked: string[] = []
  const restless = new Worker({
    ...parts,
    settings: { ...importParts.settings, inboxDir: waiting, importAt: null },
    runImport: async (path, options) => {
      const name = basename(path)
      asked.push(`${name}${options?.asItIs ? ' as it is' : ''}`)
      if (name.startsWith('b')) return ended('failed', { reason: 'unreadable' })
      if (asked.length <= 3) return asked.length === 2 ? ended('busy', {}) : ended('failed', { reason: 'databaseGone' })
      return name.startsWith('c') || options?.asItIs
        ? ended('unchanged', {})
        : ended('failed', { reason: 'stillWritten' })
    },
  })
  await restless.prepare()
  for (let turn = 0; turn < 11; turn += 1) {
    await restless.turn()
    clock.advance(minutes(1))
  }
  const [a, b] = ['a-restless.zip', 'b-unreadable.zip']
  // What the database was busy with says nothing about the delivery.
  assert.deepEqual(asked, [a, a, a, a, a, a, `${a} as it is`, b, b, b, 'c-good.zip'])
  assert.deepEqual(readdirSync(join(waiting, 'failed')).filter((name) => !name.endsWith('.raport.txt')).length, 1)
})

test('a delivery that cannot be moved aside is done with all the same', async () => {
  const crowded = join(night.folder, 'crowded')
  mkdirSync(crowded)
  for (const name of ['a.zip', 'b.zip']) writeFileSync(join(crowded, name), name)
  writeFileSync(join(crowded, 'done'), 'in the place of the folder')
  const asked: string[] = []
  const stuck = new Worker({
    ...parts,
    settings: { ...importParts.settings, inboxDir: crowded, importAt: null },
    runImport: async (path) => {
      asked.push(basename(path))
      return ended('unchanged', {})
    },
  })
  await stuck.prepare()
  for (let turn = 0; turn < 5; turn += 1) {
    await stuck.turn()
    clock.advance(minutes(1))
  }
  assert.deepEqual(asked, ['a.zip', 'b.zip'])
  assert.deepEqual(inFolder(crowded), ['a.zip', 'b.zip', 'done'])
})
