/** Bad days of an operator, each as docs/operate.md has its recipe: nobody can sign in, a failed night, mail that does not leave, a full disk. */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { generateDelivery } from '#db/seed/generate.ts'
import { addDays, todayInWarsaw } from '#kernel/dates.ts'
import { packageRoot } from '#platform/files.ts'
import { freePort } from '#test/harness/ports.ts'
import { startSmtp, type TestSmtp } from '#test/harness/smtp.ts'
import { context, type Proof } from '../proof.ts'
import { Drill } from './drill.ts'
import { asSuperuser, Place, type Running, serving } from './release.ts'
import { Visitor } from './visitor.ts'

const neverUp = 'the mail server does not come back'
const notFreed = 'the full disk stays full'
const diskMegabytes = 700

export const recipes: Proof = {
  shows: 'a forgotten administrator, a failed night, a lost mail server and a full disk end as docs/operate.md says',
  tests: ['src/user-command.test.ts', 'src/worker.test.ts', 'src/features/messages/outbox.db.test.ts'],
  controls: [
    { name: neverUp, what: 'mails stay, and the last step of the recipe must see it' },
    { name: notFreed, what: 'writing stays impossible, and the last step of the recipe must see it' },
  ],
  run: async ({ control, say, show }) => {
    const place = Place.make()
    const drill = new Drill(say)
    const disk = mountDisk(place)
    const mail = await startMail()
    try {
      await badDays({ place, drill, disk, mail, control })
    } finally {
      await drill.end()
      mail.close()
      if (disk.mounted) execFileSync('umount', ['-l', disk.path])
      place.remove()
    }
    show(drill.table())
    return [
      ...drill.figures(),
      context('data directory on', disk.mounted ? `a disk of ${diskMegabytes} MB` : 'the usual disk: no step fills it'),
    ]
  },
}

interface World {
  readonly place: Place
  readonly drill: Drill
  readonly disk: { readonly path: string; readonly mounted: boolean }
  readonly mail: Mail
  readonly control: string | null
}

/** A small disk of its own for the data, where this machine lets us mount one. */
function mountDisk(place: Place): World['disk'] {
  const path = join(place.folder, 'dysk')
  mkdirSync(path)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMegabytes}m,mode=0755`, 'tmpfs', path], { stdio: 'ignore' })
    place.own(path)
    return { path, mounted: true }
  } catch {
    place.own(path)
    return { path, mounted: false }
  }
}

interface Mail {
  readonly port: number
  readonly smtp: TestSmtp
  down(): void
  up(): Promise<void>
  close(): void
}

/** A mail server behind a port that can be closed and opened again. */
async function startMail(): Promise<Mail> {
  const smtp = await startSmtp()
  let gate: Server
  const open = (port: number) =>
    new Promise<void>((resolve) => {
      gate = createServer((socket) => {
        const further = connect(smtp.port, '127.0.0.1')
        socket.pipe(further).pipe(socket)
        for (const one of [socket, further]) one.on('error', () => {})
      })
      gate.listen(port, '127.0.0.1', resolve)
    })
  await open(0)
  const { port } = gate!.address() as { port: number }
  return {
    port,
    smtp,
    down: () => void gate.close(),
    up: () => open(port),
    close: () => void gate.close(),
  }
}

const password = 'zielona lampa pod schodami'
const second = 'niebieski rower przy plocie'

async function badDays({ place, drill, disk, mail, control }: World): Promise<void> {
  const data = join(disk.path, 'dane')
  const inbox = place.directory('dostawy')
  const metricsPort = await freePort()
  const settings = place.settings('ebok.env', {
    EBOK_DATA_DIR: data,
    EBOK_PORT: 0,
    EBOK_METRICS_PORT: metricsPort,
    EBOK_INBOX_DIR: inbox,
    EBOK_INBOX_POLL_SECONDS: 1,
    EBOK_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    EBOK_OFFICE_EMAIL: 'biuro@sm.example',
    EBOK_OPERATOR_EMAIL: 'operator@sm.example',
  })
  const program = packageRoot()
  const ebok = (...args: string[]) =>
    place.run(join(program, 'bin', 'ebok'), args, { cwd: place.folder, env: { EBOK_SETTINGS_FILE: settings } })
  const codeOf = (text: string): string => /Kod startowy: (\S+)/.exec(text)?.[1] ?? ''
  const figure = async (name: string): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
    return Number(new RegExp(`^${name.replace(/[{}"]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
  }
  let running: Running
  const visitor = () => new Visitor(running.url)

  await drill.step('first start and books', async () => {
    running = await drill.serve(() => serving(place, program, settings))
    await deliver(place, inbox, 1)
    return until(90_000, async () => (await figure('ebok_last_delivery{state="published"}')) === 1)
  })

  // Nobody can sign in.
  await drill.step('an administrator is made and signs in', async () => {
    const made = await ebok(
      'user',
      'add-staff',
      '--login',
      'szefowa',
      '--name',
      'Anna Szefowa',
      '--role',
      'administrator',
    )
    const browser = visitor()
    await browser.signIn('szefowa', codeOf(made.text))
    await browser.setPassword(password)
    await browser.enrol()
    const { status } = await browser.get('/biuro')
    return status === 200 || `${status} ${made.text}`
  })
  await drill.step('forgotten administrator: reset-factors and a new code, and the office opens again', async () => {
    const reset = await ebok('user', 'reset-factors', '--login', 'szefowa', '--reason', 'zgubiony telefon')
    const made = await ebok('user', 'code', '--login', 'szefowa')
    const old = visitor()
    await old.signIn('szefowa', password)
    const browser = visitor()
    await browser.signIn('szefowa', codeOf(made.text))
    await browser.setPassword(second)
    await browser.enrol()
    const { status } = await browser.get('/biuro')
    const stranger = (await old.get('/biuro')).status
    return (
      (reset.code === 0 && status === 200 && stranger !== 200) || `${reset.text} ${made.text} ${status} ${stranger}`
    )
  })

  // A failed night.
  await drill.step(
    'failed night: a broken delivery goes to failed/ with a report, the operator is told, residents see yesterday',
    async () => {
      const before = await figure('ebok_books_age_seconds')
      await deliver(place, inbox, 2, (folder) => {
        const path = join(
          folder,
          readdirSync(folder).find((name) => /^entries\.csv$|zapisy.*\.csv$/.test(name)) ??
            readdirSync(folder).find((name) => name.endsWith('.csv'))!,
        )
        writeFileSync(path, readFileSync(path, 'utf8').replace('\n', '\nto;nie;jest;zapis\n'))
      })
      const failed = await until(90_000, async () => (await figure('ebok_last_delivery{state="rejected"}')) === 1)
      const reports = () =>
        existsSync(join(inbox, 'failed')) &&
        readdirSync(join(inbox, 'failed')).some((name) => name.endsWith('.raport.txt'))
      const report = await until(10_000, async () => reports())
      const told = await until(20_000, async () =>
        mail.smtp.received.some(({ to }) => to.includes('operator@sm.example')),
      )
      const age = await figure('ebok_books_age_seconds')
      const status = await ebok('import', 'status')
      return (
        (failed === true && report === true && told === true && age >= before && /odrzucon|błęd/.test(status.text)) ||
        `${failed} ${report} ${told} ${before} ${age} ${status.text}`
      )
    },
  )
  await drill.step('… and the mended delivery is published without anything else', async () => {
    await deliver(place, inbox, 3)
    return until(90_000, async () => (await figure('ebok_last_delivery{state="published"}')) === 1)
  })

  // The mail server is away.
  const resident = visitor
  const loginOf = (text: string): string => /Login: +(\S+)/.exec(text)?.[1] ?? ''
  let who = ''
  await drill.step('mail server away: people sign in and write all the same, the mail waits and is seen', async () => {
    mail.down()
    const made = await ebok('user', 'add-resident', '--party', 'K00001')
    who = loginOf(made.text)
    const browser = resident()
    await browser.signIn(who, codeOf(made.text))
    await browser.setPassword(password)
    const sent = await write(browser, 'Proszę o fakturę.')
    const waits = await until(30_000, async () => (await figure('ebok_outbox_mails{state="waiting"}')) >= 1)
    return (sent === 303 && waits === true) || `${sent} ${waits} ${made.text}`
  })
  await drill.step('… and when it is back, the mail leaves once, by itself', async () => {
    if (control !== neverUp) await mail.up()
    const office = () => mail.smtp.received.filter(({ to }) => to.includes('biuro@sm.example')).length
    const left = await until(
      control === neverUp ? 5_000 : 150_000,
      async () => (await figure('ebok_outbox_mails{state="waiting"}')) === 0 && office() === 1,
    )
    return left
  })

  if (!disk.mounted) return
  const ballast = join(disk.path, 'zapchane')
  const free = () => Number(statfsSync(disk.path).bavail) * Number(statfsSync(disk.path).bsize)
  await drill.step('full disk: the doctor says so, pages are read or say what is wrong within 2 s', async () => {
    spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1M'], { stdio: 'ignore' })
    const browser = visitor()
    const begun = performance.now()
    const page = await browser.get('/zaloguj')
    const took = performance.now() - begun
    const doctor = await ebok('doctor')
    const named = /miejsce na dysku/.test(doctor.text) && doctor.code === 1
    return (
      (free() < 1_000_000 && [200, 503].includes(page.status) && took < 2_000 && named) ||
      `${free()} ${page.status} ${took} ${doctor.text}`
    )
  })
  await drill.step('… what is written meanwhile is taken or refused with a sentence, nothing breaks', async () => {
    // What a night writes: more than the server has laid by for its log.
    const refused = await writeLog(data, 60).then(
      () => 'nothing was refused',
      () => true as const,
    )
    for (let i = 0; i < 20; i++) {
      const browser = visitor()
      const { status, body } = await browser.signIn(who, password)
      if (![303, 503].includes(status)) return `${status} ${body.slice(0, 200)}`
      if (status === 303) await write(browser, 'x'.repeat(4_900)).catch(() => 0)
    }
    return refused
  })
  await drill.step('… and with room again it writes again, by itself, within a minute', async () => {
    if (control !== notFreed) rmSync(ballast)
    return until(60_000, async () => {
      const browser = visitor()
      if ((await browser.signIn(who, password)).status !== 303) return false
      return (
        (await browser.get('/rachunki')).status === 200 &&
        (await figure('ebok_database_up')) === 1 &&
        free() > 50_000_000
      )
    })
  })
  await drill.step('… and the doctor finds nothing broken', async () => {
    const { text } = await ebok('doctor')
    const broken = text.split('\n').filter((line) => line.startsWith('✗') && !/miejsce na dysku|kopia/.test(line))
    return broken.length === 0 || broken.join('; ')
  })
}

/** Lets the database write that many megabytes to its log. @throws when it cannot. */
async function writeLog(dataDir: string, megabytes: number): Promise<void> {
  const client = await asSuperuser(dataDir)
  client.on('error', () => {})
  try {
    for (let i = 0; i < megabytes; i++)
      await client.query(`select pg_logical_emit_message(true, 'proof', repeat('x', 1000000))`)
  } finally {
    await client.end().catch(() => {})
  }
}

/** A letter of a resident to the office. @returns the status of the answer. */
async function write(browser: Visitor, text: string): Promise<number> {
  const { body } = await browser.get('/napisz')
  const choice = (name: string): string =>
    new RegExp(`<select[^>]*name="${name}"[\\s\\S]*?<option value="([^"]+)"`).exec(body)?.[1] ?? ''
  return (await browser.send('/napisz', { temat: choice('temat'), lokal: choice('lokal'), tresc: text })).status
}

/** A delivery made beside the inbox and put there whole, its list of contents last. */
async function deliver(
  place: Place,
  inbox: string,
  sequence: number,
  spoil: (folder: string) => void = () => {},
): Promise<void> {
  const made = join(place.folder, `dostawa-${sequence}`)
  await generateDelivery({
    size: 'tiny',
    seed: 1,
    asOf: `${addDays(todayInWarsaw(Date.now()), -1)}T22:4${sequence}:00+01:00`,
    outDir: made,
    kind: 'full',
    sequence,
  })
  spoil(made)
  const draft = join(inbox, `.dostawa-${sequence}`)
  cpSync(made, draft, { recursive: true })
  execFileSync('chown', ['-R', `${place.person.uid}:${place.person.gid}`, draft])
  renameSync(draft, join(inbox, `dostawa-${sequence}`))
  rmSync(made, { recursive: true })
}

async function until(milliseconds: number, condition: () => Promise<boolean>): Promise<true | string> {
  const end = performance.now() + milliseconds
  let last = ''
  while (performance.now() < end) {
    try {
      if (await condition()) return true
    } catch (error) {
      last = String(error)
    }
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  return `not within ${milliseconds / 1000} s ${last}`
}
