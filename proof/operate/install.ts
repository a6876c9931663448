/** An operator's first year: install a packed release as an ordinary user, deliver, copy, upgrade, and go back by a restore. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateDelivery } from '#db/seed/generate.ts'
import { addDays, todayInWarsaw } from '#kernel/dates.ts'
import type { Proof } from '../proof.ts'
import { Drill } from './drill.ts'
import { installed, movedAside, nextRelease, Place, rowHashes, serving } from './release.ts'

const harmless = 'the new migration is not marked as breaking'
const flipped = 'a byte of the copy is flipped before the way back'

/** A restore signs everybody out, ends codes, mails and work under way, and writes that it was one. */
const changedOnPurpose = [
  'audit_events',
  'jobs',
  'outgoing_mails',
  'sessions',
  'starting_codes',
  'starting_links',
  'setup_links',
  'email_changes',
  'sealed_sheets',
  'view_sessions',
]

export const install: Proof = {
  shows:
    'a packed release is installed by an ordinary user, upgraded with a breaking migration, and a restore leads back',
  tests: ['src/backup/backup.db.test.ts', 'src/backup/daily.test.ts', 'src/platform/settings-file.test.ts'],
  controls: [
    { name: harmless, what: 'an older program starts on the newer schema' },
    { name: flipped, what: 'the copy is damaged, so there is no way back' },
  ],
  run: async ({ control, short, say, show }) => {
    const place = Place.make()
    const drill = new Drill(say)
    try {
      await wholeStory(place, drill, control, !short && control === null)
    } finally {
      await drill.end()
      place.remove()
    }
    show(drill.table())
    return drill.figures()
  },
}

async function wholeStory(place: Place, drill: Drill, control: string | null, npmToo: boolean): Promise<void> {
  const data = join(place.folder, 'dane')
  const copies = place.directory('kopie')
  const keyFile = join(place.folder, 'home', 'kopia.klucz')
  const settings = place.settings('ebok.env', {
    EBOK_DATA_DIR: data,
    EBOK_PORT: 0,
    EBOK_INBOX_DIR: join(place.folder, 'home', 'dostawy'),
    EBOK_BACKUP_KEY_FILE: keyFile,
  })
  // The user may write beside its program only where it was given a folder.
  place.own(place.folder)
  let program = ''
  const ebok = (at: string, ...args: string[]) =>
    place.run(join(at, 'bin', 'ebok'), args, { cwd: at, env: { EBOK_SETTINGS_FILE: settings } })
  const ok = async (at: string, ...args: string[]): Promise<true | string> => {
    const { code, text } = await ebok(at, ...args)
    return code === 0 || text
  }
  const start = (at: string) => drill.serve(() => serving(place, at, settings))

  await drill.step(npmToo ? 'pack, unpack, npm ci as an ordinary user' : 'pack, unpack', async () => {
    program = await installed(place, '0.1.0', npmToo)
    return true
  })
  await drill.step('ebok migrate makes the data directory', () => ok(program, 'migrate'))
  await drill.step('ebok doctor finds nothing to mend', () => ok(program, 'doctor'))
  await drill.step('a settings file others can read is refused', async () => {
    const open = place.settings('open.env', { EBOK_DATA_DIR: data })
    await place.run('chmod', ['644', open])
    const { code, text } = await place.run(join(program, 'bin', 'ebok'), ['doctor'], {
      env: { EBOK_SETTINGS_FILE: open },
    })
    return (code === 1 && text.includes(`chmod 600 ${open}`)) || text
  })
  await drill.step('ebok serve answers and offers the first administrator a link', async () => {
    const running = await start(program)
    const { status } = await fetch(`${running.url}/zaloguj`)
    return (status === 200 && (await running.hears(`${running.url}/`))) || `${status} ${running.said()}`
  })
  const delivery = place.directory('delivery')
  await generateDelivery({
    size: 'tiny',
    seed: 1,
    asOf: `${addDays(todayInWarsaw(Date.now()), -1)}T22:41:00+01:00`,
    outDir: delivery,
    kind: 'full',
    sequence: 1,
  })
  for (const entry of readdirSync(delivery, { recursive: true, withFileTypes: true }))
    place.own(join(entry.parentPath, entry.name))
  await drill.step('ebok import publishes a delivery beside the running portal', () => ok(program, 'import', delivery))
  await drill.step('ebok user makes a resident login', () => ok(program, 'user', 'add-resident', '--party', 'K00001'))
  await drill.step('ebok backup --new-key, then ebok backup of the running portal', async () => {
    const key = await ok(program, 'backup', '--new-key', keyFile)
    return key === true ? ok(program, 'backup', copies) : key
  })
  const copy = () =>
    join(
      copies,
      readdirSync(copies)
        .filter((name) => name.endsWith('.kopia'))
        .sort()[0]!,
    )
  await drill.step('ebok backup --check', () => ok(program, 'backup', '--check', copy()))
  let before = ''
  await drill.step('SIGTERM ends it with code 0', async () => {
    before = await rowHashes(data, changedOnPurpose)
    const code = await drill.end()
    return code === 0 || `code ${code}`
  })

  const next = nextRelease(place, program, '0.2.0', {
    name: '9001_drill.sql',
    text: `${control === harmless ? '' : '-- breaking\n'}alter table cooperative add column drill text not null default '';\n`,
  })
  await drill.step('the next release migrates and answers', async () => {
    const migrated = await ok(next, 'migrate')
    if (migrated !== true) return migrated
    const running = await start(next)
    const { status } = await fetch(`${running.url}/zaloguj`)
    await drill.end()
    return status === 200 || `${status}`
  })
  await drill.step('the older program refuses the newer schema and says what to do', async () => {
    const { code, text } = await ebok(program, 'migrate')
    return (code === 1 && /newer e-BOK.*put back the copy/s.test(text)) || `code ${code} ${text}`
  })
  const newer = place.directory('kopie-nowe')
  await drill.step('the older program refuses a copy of the newer one', async () => {
    const made = await ok(next, 'backup', newer)
    if (made !== true) return made
    movedAside(data)
    const { code, text } = await ebok(program, 'restore', join(newer, readdirSync(newer)[0]!))
    return (code === 1 && text.includes('nowszy program') && text.includes('9001_drill.sql')) || `code ${code} ${text}`
  })
  if (control === flipped) {
    const bytes = readFileSync(copy())
    bytes[Math.trunc(bytes.length / 2)]! ^= 1
    writeFileSync(copy(), bytes)
  }
  await drill.step('the older program restores the copy made before the upgrade', () => ok(program, 'restore', copy()))
  await drill.step('it serves the same rows as before', async () => {
    const running = await start(program)
    const now = await rowHashes(data, changedOnPurpose)
    const { status } = await fetch(`${running.url}/zaloguj`)
    if (now !== before)
      return `rows differ: ${now
        .split('\n')
        .filter((line) => !before.includes(line))
        .join('; ')}`
    return status === 200 || `${status}`
  })
  await drill.step('every line of its log is JSON with a time and an event', async () => {
    const running = await start(program)
    await fetch(`${running.url}/zaloguj`)
    await drill.end()
    const wrong = running.log.filter((line) => {
      const { time, level, event } = JSON.parse(line) as Record<string, string>
      return !time || !level || !event
    })
    return (wrong.length === 0 && running.log.length > 2) || wrong.join('\n')
  })
}
