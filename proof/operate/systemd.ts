/** The unit we ship, under a real systemd, installed line by line as docs/operate.md says. */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryFolder } from '#test/harness/folders.ts'
import { atMost, context, exactly, type Proof } from '../proof.ts'
import { debianTar, impossibleHere, recipe } from './debian.ts'
import { Drill } from './drill.ts'
import { commandsOfMachine, Machine } from './machine.ts'
import { installed, Place } from './release.ts'

const withoutRestart = 'the unit has no Restart='
const open = 'the unit does not close the file system and the homes'
const unit = '/etc/systemd/system/ebok.service'
/** As the web server in front asks, under the address of the shipped settings. */
const asProxy = { host: 'ebok.example.pl', 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' }

export const systemd: Proof = {
  shows:
    'installed as docs/operate.md says, the unit starts under a real systemd, stays closed, comes back after kill -9 and stops in time',
  tests: ['src/serve-command.test.ts', 'src/platform/db/embedded.test.ts'],
  controls: [
    { name: withoutRestart, what: withoutRestart },
    { name: open, what: open },
  ],
  run: async ({ control, short, say, show }) => {
    const reason = impossibleHere(commandsOfMachine)
    if (reason !== null) return [{ what: 'not possible here', found: reason, limit: 'possible', holds: false }]
    const place = Place.make()
    const folder = temporaryFolder('machine', existsSync('/dev/shm') ? '/dev/shm' : undefined)
    const drill = new Drill(say)
    let machine: Machine | undefined
    try {
      machine = await Machine.make(folder, await debianTar())
      const seen = await wholeDay(machine, place, drill, control, !short && control === null)
      show(drill.table())
      show(seen.security)
      return [
        ...drill.figures(),
        atMost('exposure by systemd-analyze security, of 10', seen.exposure, 1.5),
        exactly('things the service did that it must not', seen.escapes.length, 0),
        context('which', seen.escapes.join('; ') || 'none'),
        atMost('a stop takes', seen.stopSeconds, 20, 's'),
        context('systemd', seen.version),
      ]
    } finally {
      await machine?.halt()
      rmSync(folder, { recursive: true, force: true })
      place.remove()
    }
  },
}

interface Seen {
  exposure: number
  /** The rows of systemd-analyze that cost something, in Markdown. */
  security: string
  escapes: string[]
  stopSeconds: number
  version: string
}

async function wholeDay(
  machine: Machine,
  place: Place,
  drill: Drill,
  control: string | null,
  npmToo: boolean,
): Promise<Seen> {
  const seen: Seen = { exposure: 10, security: '', escapes: ['not tried'], stopSeconds: 999, version: '' }
  const yes = async (line: string): Promise<true | string> => {
    const { code, text } = await machine.run(line)
    return code === 0 || `${code}: ${text}`
  }
  const answers = async (seconds: number): Promise<true | string> => {
    for (const until = Date.now() + seconds * 1_000; Date.now() < until; await sleep(250))
      if ((await machine.status(8080, '/zaloguj', asProxy)) === 200) return true
    return (await machine.run('systemctl status --no-pager --lines=20 ebok')).text
  }
  const property = (name: string): Promise<string> => machine.ok(`systemctl show --value --property=${name} ebok`)

  const program = await installed(place, 'wersja', npmToo)
  cpSync(join(place.folder, 'packed'), join(machine.root, 'root'), { recursive: true })
  await drill.step('a Debian with nothing but its own boots', async () => {
    await machine.boot({ [process.execPath]: '/usr/bin/node', [join(program, 'node_modules')]: '/mnt/node_modules' })
    seen.version = (await machine.ok('systemctl --version')).split('\n')[0]!
    return true
  })
  // People's things, which are none of the service's business.
  await machine.ok(
    'mkdir -p /home/ania && echo tajne > /home/ania/list && echo tajne > /root/list && chmod 644 /home/ania/list',
  )
  for (const line of recipe()) {
    // There is no registry inside: what npm ci fetched outside is put in its place.
    const asRun = line.startsWith('apt-get install')
      ? line.replace(/^apt-get install (.*)/, 'dpkg-query --show $1')
      : line.replace('npm ci --omit=dev', npmToo ? 'cp -a /mnt/node_modules .' : 'ln -s /mnt/node_modules .')
    await drill.step(`\`${line}\``, async () => {
      let done = await yes(asRun)
      // The first copy is made when the portal has started.
      for (let tries = 0; line === 'ebok doctor' && done !== true && tries < 12; tries += 1) {
        await sleep(5_000)
        done = await yes(asRun)
      }
      if (line.includes('ebok.service')) spoil(machine, control)
      return done !== true || !line.includes('enable --now') ? done : answers(120)
    })
  }
  await drill.step('the journal has the link for the first administrator', () =>
    yes('journalctl -u ebok --no-pager | grep -E "https://ebok.example.pl/[^ ]+"'),
  )
  await drill.step('systemd-analyze verify has nothing to say', async () => {
    const { code, text } = await machine.run(`systemd-analyze verify ${unit}`)
    return (code === 0 && text.trim() === '') || text
  })
  await drill.step('systemd-analyze security', async () => {
    const { text } = await machine.run('systemd-analyze security --no-pager ebok.service')
    seen.exposure = Number(/Overall exposure level for ebok.service: ([\d.]+)/.exec(text)?.[1] ?? 10)
    seen.security = costs(text)
    return seen.exposure < 10 || text
  })
  await drill.step('its processes: another user, no capabilities, no new privileges, calls filtered', async () => {
    const text = await machine.ok(
      'for pid in $(cat $(find /sys/fs/cgroup -path "*ebok.service/cgroup.procs")); do grep -E "^(Uid|CapEff|CapBnd|NoNewPrivs|Seccomp):" /proc/$pid/status; done',
    )
    const wrong = text
      .split('\n')
      .filter((line) => !/^(Uid:\t[1-9]|Cap\w+:\t0+$|NoNewPrivs:\t1|Seccomp:\t2)/.test(line))
    return (text.length > 0 && wrong.length === 0) || wrong.join('; ') || 'no process'
  })
  await drill.step('the service tries to get out, started anew with a script before it', async () => {
    writeFileSync(join(machine.root, 'opt', 'escape.sh'), escapes)
    await machine.ok(
      `mkdir -p ${unit}.d && printf '[Service]\\nExecStartPre=/bin/sh /opt/escape.sh\\n' > ${unit}.d/escape.conf`,
    )
    await machine.ok('touch /root/before && systemctl daemon-reload && systemctl restart ebok')
    const said = await machine.ok('journalctl -u ebok --no-pager --output=cat | grep "^TRY "')
    await machine.ok(`rm -r ${unit}.d && systemctl daemon-reload`)
    const rows = said.split('\n').map((line) => /^TRY (.*): (could|could not)$/.exec(line)!)
    seen.escapes = rows.filter((row) => row[2] === 'could' && !row[1]!.startsWith('may ')).map((row) => row[1]!)
    const kept = rows.filter((row) => row[2] === 'could not' && row[1]!.startsWith('may ')).map((row) => row[1]!)
    if (rows.length < 15) return said
    return kept.length === 0 || kept.join('; ')
  })
  await drill.step('what it wrote lies in its own folders', async () => {
    await answers(60)
    const text = await machine.ok(
      `find / -xdev -newer /root/before ! -type d ! -path '/run/*' ! -path '/proc/*' ! -path '/sys/*' ! -path '/dev/*' ! -path '/var/log/*' \
       ! -path '/srv/ebok/dane/*' ! -path '/srv/ebok/dostawy/*' ! -path '/kopie/*' ! -path '/root/*' ! -path '${unit}*' -user ebok; \
       find / -xdev -user ebok ! -type d ! -path '/run/*' ! -path '/proc/*' ! -path '/etc/ebok/*' ! -path '/srv/ebok/dane/*' ! -path '/srv/ebok/dostawy/*' ! -path '/kopie/*'`,
    )
    return text === '' || text
  })
  await drill.step('after kill -9 of its first process it is there again, the database with it', async () => {
    const before = await property('MainPID')
    await machine.ok(`kill -9 ${before}`)
    return cameBack(before)
  })
  await drill.step('after kill -9 of the program under it as well', async () => {
    const before = await property('MainPID')
    await machine.ok(`kill -9 $(cat /proc/${before}/task/${before}/children)`)
    return cameBack(before)
  })
  async function cameBack(before: string): Promise<true | string> {
    for (let tries = 0; tries < 120; tries += 1) {
      const now = await property('MainPID')
      if (now !== '0' && now !== before) return answers(90)
      await sleep(250)
    }
    return (await machine.run('systemctl status --no-pager --lines=20 ebok')).text
  }
  await drill.step('systemctl stop ends everything in its time, the database cleanly', async () => {
    const started = performance.now()
    await machine.ok('systemctl stop ebok')
    seen.stopSeconds = (performance.now() - started) / 1_000
    const result = `${await property('Result')} ${await property('ExecMainStatus')}`
    const left = (await machine.run('grep --files-with-matches "^Uid:.$(id -u ebok)" /proc/[0-9]*/status')).text.trim()
    const state = await machine.ok('tail -q -n 1 $(ls -t /srv/ebok/dane/database/log/* | head -1)')
    return (
      (result === 'success 0' && left === '' && state.endsWith('database system is shut down')) ||
      `${result}; ${left}; ${state}`
    )
  })
  await drill.step('after a start of the machine it answers by itself', async () => {
    await machine.halt()
    await machine.boot({ [process.execPath]: '/usr/bin/node', [join(program, 'node_modules')]: '/mnt/node_modules' })
    return answers(120)
  })
  return seen
}

/** Takes out of the unit on that machine what a control takes out. */
function spoil(machine: Machine, control: string | null): void {
  const path = join(machine.root, unit)
  const text = readFileSync(path, 'utf8')
  const lines =
    control === withoutRestart ? /^Restart(Sec)?=.*\n/gm : control === open ? /^Protect(System|Home)=.*\n/gm : null
  if (lines === null) return
  if (!lines.test(text)) throw new Error('the unit does not have what the control takes out')
  writeFileSync(path, text.replaceAll(lines, ''))
}

/** The rows of the report that cost something. */
function costs(report: string): string {
  const rows = report
    .split('\n')
    .map((line) => /^\W*([\w=:~@ ()|-]+?)\s{2,}(.+?)\s{2,}([\d.]+)\s*$/.exec(line))
    .filter((row) => row !== null)
    .map((row) => `| ${row[1]} | ${row[2]} | ${row[3]} |`)
  return ['What the exposure is made of:', '', '| setting | said | costs |', '| --- | --- | --- |', ...rows].join('\n')
}

/** What a taken-over service would try; `may` is what it must be able to. */
const escapes = `try() { what=$1; shift; if "$@" >/dev/null 2>&1; then echo "TRY $what: could"; else echo "TRY $what: could not"; fi; }
in_shell() { sh -c "$1"; }
try 'read a home' cat /home/ania/list
try 'list the homes' in_shell 'ls /home/*'
try "read root's home" cat /root/list
try 'read shadow' cat /etc/shadow
try 'write to /etc' touch /etc/slad
try 'write to its program' touch /opt/ebok/slad
try 'write to its settings' touch /etc/ebok/slad
try 'write to /usr/local/bin' touch /usr/local/bin/slad
try 'write to /var/lib' touch /var/lib/slad
try 'write to /var/log' touch /var/log/slad
try 'write to /home' touch /home/slad
try 'write to /run' touch /run/slad
try "leave a file in everybody's /tmp" in_shell 'touch /tmp/slad && test -e /proc/1/root/tmp/slad'
try "see others' processes" test -d /proc/1
try 'mount something' mount -t tmpfs none /mnt
try 'make a user namespace' unshare --user true
try 'make a setuid program' in_shell 'cp /bin/true /srv/ebok/dane/t && chmod u+s /srv/ebok/dane/t && test -u /srv/ebok/dane/t'
rm -f /srv/ebok/dane/t
try 'set the clock' date --set=2030-01-01
try 'change the host name' in_shell 'echo zly > /proc/sys/kernel/hostname'
try 'read the kernel log' dmesg
try 'read a disk' in_shell 'ls /dev/vd* /dev/sd* /dev/nvme*'
try 'may write to its data' touch /srv/ebok/dane/slad
try 'may write to the deliveries' touch /srv/ebok/dostawy/slad
try 'may keep a delivery without copying it' in_shell 'echo > /srv/ebok/dostawy/slad2 && ln /srv/ebok/dostawy/slad2 /srv/ebok/dane/slad2'
rm -f /srv/ebok/dostawy/slad2 /srv/ebok/dane/slad2
try 'may write to the copies' touch /kopie/slad
rm -f /srv/ebok/dane/slad /srv/ebok/dostawy/slad /kopie/slad
exit 0
`
