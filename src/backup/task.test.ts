import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import type { TellEvent } from '#import/tell.text.ts'
import { fixedClock } from '#platform/clock.ts'
import { silentLog } from '#platform/log.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { readBackupSettings } from './settings.ts'
import { backupTask } from './task.ts'

const dataDir = temporaryFolder('kopia')
after(() => rmSync(dataDir, { recursive: true, force: true }))

const settings = readBackupSettings({
  EBOK_BACKUP_TO: '/kopie',
  EBOK_BACKUP_KEY_FILE: '/klucz',
  EBOK_BACKUP_AT: '04:30',
})
const clock = fixedClock(0)
let works = true
let asked = 0
let told: TellEvent[] = []
const parts = {
  settings,
  dataDir,
  clock,
  log: silentLog,
  tell: async (event: TellEvent) => void told.push(event),
  run: async () => {
    asked += 1
    if (works)
      writeFileSync(join(dataDir, 'backup.json'), JSON.stringify({ at: new Date(clock.now()).toISOString(), bytes: 1 }))
    return works
  },
}
/** Looks at these moments; how many copies were begun. */
async function looking(task: ReturnType<typeof backupTask>, ...moments: string[]): Promise<number> {
  asked = 0
  for (const moment of moments) {
    clock.set(Date.parse(moment))
    await task.run(new AbortController().signal)
  }
  return asked
}
beforeEach(() => {
  works = true
  told = []
  rmSync(join(dataDir, 'backup.json'), { force: true })
})

test('at once when there is none yet, then once a day at its time, also after a restart', async () => {
  assert.equal(await looking(backupTask(parts), '2026-11-23T12:00:00+01:00', '2026-11-23T12:01:00+01:00'), 1)
  assert.equal(await looking(backupTask(parts), '2026-11-24T04:29:00+01:00'), 0)
  assert.equal(await looking(backupTask(parts), '2026-11-24T04:30:00+01:00', '2026-11-24T04:31:00+01:00'), 1)
  // The machine slept over three days.
  assert.equal(await looking(backupTask(parts), '2026-11-27T10:00:00+01:00', '2026-11-27T10:00:30+01:00'), 1)
})

test('on both nights the clocks change it runs once', async () => {
  for (const [day, before] of [
    ['2026-10-25', '2026-10-24T12:00:00+02:00'],
    ['2027-03-28', '2027-03-27T12:00:00+01:00'],
  ] as const) {
    const task = backupTask(parts)
    await looking(task, before)
    const hours = Array.from({ length: 24 * 4 }, (_, i) =>
      new Date(Date.parse(`${day}T00:00:00Z`) + i * 900_000).toISOString(),
    ).filter((moment) => Date.parse(moment) < Date.parse(`${day}T20:00:00Z`))
    assert.equal(await looking(task, ...hours), 1, day)
  }
})

test('a failure is tried again after half an hour and told once a day', async () => {
  works = false
  const task = backupTask(parts)
  const day = (time: string, date = '2026-11-24') => `${date}T${time}:00+01:00`
  assert.equal(await looking(task, day('04:30'), day('04:40'), day('05:00'), day('05:29'), day('05:30')), 3)
  assert.deepEqual(told, [{ kind: 'backupFailed', since: null }])
  await looking(task, day('06:00', '2026-11-25'))
  assert.equal(told.length, 2)
  works = true
  assert.equal(await looking(task, day('06:30', '2026-11-25'), day('07:00', '2026-11-25')), 1)
})

test('a stop is no failure', async () => {
  const stop = new AbortController()
  stop.abort()
  clock.set(Date.parse('2026-11-24T05:00:00+01:00'))
  await backupTask({ ...parts, run: async () => false }).run(stop.signal)
  assert.deepEqual(told, [])
})

test('a folder without a key is refused by name', () => {
  assert.throws(() => readBackupSettings({ EBOK_BACKUP_TO: '/kopie' }), /EBOK_BACKUP_KEY_FILE/)
  assert.throws(
    () => readBackupSettings({ EBOK_BACKUP_AT: '4:30', EBOK_BACKUP_KEEP: '0' }),
    /EBOK_BACKUP_AT: .*\n.*EBOK_BACKUP_KEEP/,
  )
  assert.deepEqual(readBackupSettings({}), { folder: undefined, keyFile: undefined, at: '04:30', keep: 14 })
})

test('a copy of the future and a pause begun there do not keep tonight’s copy from being made', async () => {
  const task = backupTask(parts)
  assert.equal(await looking(task, '2036-11-24T12:00:00+01:00', '2026-11-24T12:00:00+01:00'), 2)
  assert.equal(await looking(task, '2026-11-24T12:01:00+01:00', '2026-11-25T04:30:00+01:00'), 1)
  works = false
  assert.equal(await looking(task, '2026-11-26T12:00:00+01:00', '2026-11-26T10:00:00+01:00'), 2)
})
