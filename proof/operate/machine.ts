/** A Debian of its own, booted by its own systemd in namespaces of this machine, without a way to the network. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { childrenOf } from '../processes.ts'
import { ownControlGroups, statusCommand, succeeded } from './debian.ts'
import type { Ended } from './release.ts'

export const commandsOfMachine = ['mmdebstrap', 'systemd-nspawn', 'unshare', 'nsenter', 'tar']

export class Machine {
  readonly root: string
  #child: ChildProcess | undefined
  #leader = 0
  #said = ''

  private constructor(folder: string) {
    this.root = join(folder, 'root')
  }

  /** Unpacks the system; nothing runs yet. */
  static async make(folder: string, tar: string): Promise<Machine> {
    const machine = new Machine(folder)
    mkdirSync(machine.root)
    await succeeded('tar', ['xf', tar, '-C', machine.root])
    return machine
  }

  /** Until its systemd has started everything. `shared`: paths outside and inside, to be read only. */
  async boot(shared: Readonly<Record<string, string>>): Promise<void> {
    const script = `${ownControlGroups}
rmdir ebok-proof-*/*/* ebok-proof-*/* ebok-proof-* 2>/dev/null
mkdir -p ebok-proof-${process.pid} && echo $$ > ebok-proof-${process.pid}/cgroup.procs
exec "$@"`
    const binds = Object.entries(shared).map(([outside, inside]) => `--bind-ro=${outside}:${inside}`)
    const nspawn = ['systemd-nspawn', '--quiet', '--register=no', '--keep-unit', '--private-network', '--console=pipe']
    // A proof that is killed takes it along; one that is asked to end does so before its folders go.
    process.prependOnceListener('exit', () => this.#child?.kill('SIGKILL'))
    this.#child = spawn(
      'setpriv',
      [
        ...['--pdeathsig', 'TERM', 'unshare', '--mount', 'sh', '-c', script, 'sh'],
        ...[...nspawn, ...binds, '--machine=ebok-proof', `--directory=${this.root}`, '--boot'],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.on('data', (chunk) => (this.#said = `${this.#said}${chunk}`.slice(-2_000)))
    for (let tries = 0; tries < 600; tries += 1) {
      await sleep(200)
      if (this.#child.exitCode !== null) throw new Error(`the machine did not boot: ${this.#said}`)
      this.#leader = childrenOf(this.#child.pid!)[0] ?? 0
      if (this.#leader === 0) continue
      const { text } = await this.run('systemctl is-system-running')
      if (/^(running|degraded)/.test(text)) return
    }
    throw new Error(`the machine did not come up: ${this.#said}`)
  }

  /** A line of shell as root inside, in root's home. */
  run(line: string): Promise<Ended> {
    return this.#enter([
      '--all',
      '--',
      'env',
      '-i',
      'HOME=/root',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'sh',
      '-c',
      `cd /root && ${line}`,
    ])
  }

  /** The same, for what must go well. @returns what it said. */
  async ok(line: string): Promise<string> {
    const { code, text } = await this.run(line)
    if (code !== 0) throw new Error(`${line}: ${code} ${text.slice(-1_000)}`)
    return text.trim()
  }

  /** Asks over its loopback as the web server in front would. @returns the status, 0 when nobody answers. */
  async status(port: number, path: string, headers: Readonly<Record<string, string>>): Promise<number> {
    const [command, ...args] = statusCommand(this.#leader, port, path, headers)
    return Number(await succeeded(command!, args).catch(() => 0))
  }

  /** Switches it off as a shutdown does. */
  async halt(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), 90_000)
    await ended
    clearTimeout(late)
    const script = `${ownControlGroups}
find ebok-proof-${process.pid} -depth -type d -exec rmdir {} +`
    await succeeded('unshare', ['--mount', 'sh', '-c', script])
  }

  async #enter(args: readonly string[]): Promise<Ended> {
    const child = spawn('nsenter', ['--target', String(this.#leader), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
    const [code] = await once(child, 'close')
    return { code, text }
  }
}
