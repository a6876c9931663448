/** A small Debian made from packages on this machine, for proofs that need a whole system of their own. Needs root and mmdebstrap. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { packageRoot } from '#platform/files.ts'

/** What every Debian machine has. What the program needs besides is what docs/operate.md has installed, nothing else. */
const usual = ['systemd', 'dbus', 'passwd', 'ca-certificates']
const keptFor = 24 * 3_600_000

/** systemd and containers want one tree of control groups; where this machine has the older kind, it is laid out in mounts of this process only. */
export const ownControlGroups = `mount --make-rprivate /
[ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ] || { umount -R /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup; }
cd /sys/fs/cgroup || exit 1`

/** Commands that are not on this machine. */
export const lacking = (commands: readonly string[]): string[] =>
  commands.filter((one) => !(process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, one))))

/** Why a proof with a system of its own cannot run here, null when it can. */
export function impossibleHere(commands: readonly string[]): string | null {
  if (process.getuid?.() !== 0) return 'it needs root'
  const missing = lacking(commands)
  return missing.length > 0 ? `not installed: ${missing.join(', ')}` : null
}

/** The lines of docs/operate.md that install a release on a server, without what is said beside them. */
export function recipe(): string[] {
  const text = readFileSync(join(packageRoot(), 'docs', 'operate.md'), 'utf8')
  const block = /### Na serwerze, z paczki\n[\s\S]*?```\n([\s\S]*?)```/.exec(text)?.[1]
  if (!block) throw new Error('docs/operate.md has no recipe of an installation')
  return block
    .trim()
    .split('\n')
    .map((line) => line.replace(/\s+#.*/, ''))
}

/**
 * A tar of the same Debian as this machine's, with whatever sources of packages this machine has; kept for a day, as making it takes
 * minutes. `server` has what an operator's machine has, `bare` what a base of containers has. @returns its path.
 */
export async function debianTar(kind: 'server' | 'bare' = 'server'): Promise<string> {
  const folder = join(packageRoot(), 'var', 'proof')
  const path = join(folder, `debian-${kind}.tar`)
  if (existsSync(path) && Date.now() - statSync(path).mtimeMs < keptFor) return path
  mkdirSync(folder, { recursive: true })
  const suite = /^VERSION_CODENAME=(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
  if (suite === undefined) throw new Error('this machine is no Debian')
  const sources = ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list'].filter(existsSync).slice(0, 1)
  const draft = `${path}.${process.pid}`
  const wanted = [...usual, ...recipe().flatMap((line) => /^apt-get install (.*)/.exec(line)?.[1]?.split(' ') ?? [])]
  const args = ['--variant=minbase', '--dpkgopt=force-unsafe-io', '--format=tar']
  if (kind === 'server') args.push(`--include=${wanted.join()}`)
  // In memory: unpacking packages waits for the disk at every file.
  const env = { ...process.env, ...(existsSync('/dev/shm') ? { TMPDIR: '/dev/shm' } : {}) }
  try {
    await succeeded('mmdebstrap', [...args, suite, draft, ...sources], env)
    renameSync(draft, path)
  } finally {
    rmSync(draft, { force: true })
  }
  return path
}

/** Runs a command to its end. @returns what it said. @throws with its last lines when it fails. */
export async function succeeded(command: string, args: readonly string[], env = process.env): Promise<string> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let errors = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  child.stderr.on('data', (chunk) => (errors = `${errors}${chunk}`.slice(-2_000)))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${errors || said.slice(-2_000)}`)
  return said
}

/**
 * Asks over the loopback of a process's own network as the web server in front would.
 * @returns the command; it prints the status, and fails when nobody answers.
 */
export function statusCommand(
  pid: number,
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
): readonly string[] {
  const script = `const [port, path, headers] = JSON.parse(process.argv[1])
require('node:http').get({ host: '127.0.0.1', port, path, headers, timeout: 5000 }, (answer) => {
  process.stdout.write(String(answer.statusCode)); process.exit()
}).on('error', () => process.exit(1)).on('timeout', () => process.exit(1))`
  const asked = JSON.stringify([port, path, headers])
  return ['nsenter', '--target', String(pid), '--net', '--', process.execPath, '-e', script, asked]
}
