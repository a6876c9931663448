/** The container file we ship: built, and run by the command in its first lines, with a Debian and a Node from this machine under it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { packageRoot } from '#platform/files.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { childrenOf } from '../processes.ts'
import { atMost, context, type Proof } from '../proof.ts'
import { debianTar, impossibleHere, ownControlGroups, statusCommand, succeeded } from './debian.ts'
import { Drill } from './drill.ts'

const withoutLibrary = 'the image has no libatomic1'
const withoutVolume = 'the volume is not given'
const uid = 10_001
const asProxy = { host: 'ebok.example.pl', 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' }

export const container: Proof = {
  shows:
    'the container file is built and runs by its documented command as an ordinary user, read-only, its data outlives the container',
  tests: ['src/serve-command.test.ts'],
  controls: [
    { name: withoutLibrary, what: withoutLibrary },
    { name: withoutVolume, what: withoutVolume },
  ],
  run: async ({ control, short, say, show }) => {
    const reason = impossibleHere(['mmdebstrap', 'podman', 'nsenter', 'tar'])
    if (reason !== null) return [{ what: 'not possible here', found: reason, limit: 'possible', holds: false }]
    const folder = temporaryFolder('container', existsSync('/dev/shm') ? '/dev/shm' : undefined)
    const drill = new Drill(say)
    const engine = new Engine(folder)
    try {
      await engine.ready()
      const seen = await wholeStory(engine, folder, drill, control, short || control !== null)
      show(drill.table())
      return [
        ...drill.figures(),
        atMost('size of the image', seen.megabytes, 700, 'MB'),
        context('of it the Debian under it', `${seen.base} MB, made here; no registry of images is asked`),
        context('packages of the image', 'fetched by npm ci while it is built'),
        atMost('a stop takes', seen.stopSeconds, 20, 's'),
      ]
    } finally {
      await engine.end()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** podman with a store, mounts and processes of its own: whatever ends this proof ends them. */
class Engine {
  readonly #options: readonly string[]
  readonly #world: ChildProcess

  constructor(folder: string) {
    this.#options = ['--root', join(folder, 'store'), '--runroot', join(folder, 'run'), '--cgroup-manager=cgroupfs']
    this.#world = spawn(
      'setpriv',
      [
        '--pdeathsig',
        'KILL',
        'unshare',
        '--mount',
        '--pid',
        '--fork',
        '--mount-proc',
        '--kill-child',
        'sh',
        '-c',
        `${ownControlGroups}\necho ready && exec sleep infinity`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
  }

  async ready(): Promise<void> {
    await once(this.#world.stdout!, 'data')
  }

  /** Runs something where podman and its containers are. */
  inside(command: string, ...args: string[]): Promise<string> {
    const [first] = childrenOf(this.#world.pid!)
    if (first === undefined) throw new Error('the namespaces of the proof are gone')
    // Timers of health checks would be asked of a systemd, which is not there.
    const env = { ...process.env, DISABLE_HC_SYSTEMD: 'true' }
    return succeeded('nsenter', ['--target', String(first), '--mount', '--pid', '--', command, ...args], env)
  }

  run(...args: string[]): Promise<string> {
    return this.inside('podman', ...this.#options, ...args)
  }

  /** What the program said last. */
  logs(): Promise<string> {
    return this.inside('sh', '-c', '"$@" 2>&1', 'sh', 'podman', ...this.#options, 'logs', '--tail=20', 'ebok')
  }

  /** The line of docs: what follows `docker`, with nothing of this machine's network and without the folders only podman adds. */
  documented(line: string): Promise<string> {
    const args = line.split(' ').slice(1)
    const port = args.indexOf('-p')
    if (args[0] !== 'run' || port === -1) throw new Error(`not the command to run it: ${line}`)
    args.splice(port, 2, '--network=none', '--cgroups=disabled', '--read-only-tmpfs=false')
    return this.run(...args)
  }

  async end(): Promise<void> {
    const ended = once(this.#world, 'exit')
    this.#world.kill('SIGKILL')
    await ended
  }
}

interface Seen {
  megabytes: number
  base: number
  stopSeconds: number
}

async function wholeStory(
  engine: Engine,
  folder: string,
  drill: Drill,
  control: string | null,
  light: boolean,
): Promise<Seen> {
  const seen: Seen = { megabytes: 9_999, base: 0, stopSeconds: 999 }
  const file = join(folder, 'Dockerfile')
  const shipped = readFileSync(join(packageRoot(), 'Dockerfile'), 'utf8')
  const text = control === withoutLibrary ? shipped.replace(/^RUN apt-get .*$/m, '') : shipped
  writeFileSync(file, light ? text.replace(/^FROM node[\s\S]*?(?=^FROM)/m, '').replace(/^COPY --from.*$/m, '') : text)
  // In a light run the packages of this folder are lent to the image.
  const packages = `-v ${realpathSync(join(packageRoot(), 'node_modules'))}:/opt/ebok/node_modules:ro `
  const settings = join(folder, 'ebok.env')
  const command = documentedRun(shipped)
    .replace('/etc/ebok/ebok.env', settings)
    .replace('-v ebok-dane:/dane ', `${control === withoutVolume ? '' : '-v ebok-dane:/dane '}${light ? packages : ''}`)
  const start = () => engine.documented(command)
  const pid = async () => Number(await engine.run('inspect', '--format', '{{.State.Pid}}', 'ebok'))
  const answers = async (): Promise<true | string> => {
    for (const until = Date.now() + 120_000; Date.now() < until; await sleep(250)) {
      const running = await pid()
      if (running === 0) break
      const [command, ...args] = statusCommand(running, 8080, '/zaloguj', asProxy)
      if ((await engine.inside(command!, ...args).catch(() => '')) === '200') return true
    }
    return `no answer: ${await engine.logs()}`
  }

  await drill.step('its two bases are made of packages of this machine', async () => {
    const tar = await debianTar('bare')
    await engine.run('import', '--quiet', tar, 'docker.io/library/debian:bookworm-slim')
    seen.base = await megabytes(engine, 'docker.io/library/debian:bookworm-slim')
    const node = join(folder, 'node')
    ownNodeAndNpm(node)
    writeFileSync(join(folder, 'base'), 'FROM docker.io/library/debian:bookworm-slim\nCOPY . /\n')
    await engine.run(
      'build',
      '--quiet',
      '--pull-never',
      '--isolation=chroot',
      '--file',
      join(folder, 'base'),
      '--tag',
      'docker.io/library/node:24-bookworm-slim',
      node,
    )
    return true
  })
  await drill.step('docker build -t ebok .', async () => {
    const settings = process.env.npm_config_globalconfig ?? ''
    const shared = ['/etc/ssl/certs:/etc/ssl/certs:ro', `${npmCache()}:/root/.npm`]
    if (existsSync(settings)) shared.push(`${settings}:/usr/etc/npmrc:ro`)
    await engine.run(
      ...[
        'build',
        '--quiet',
        '--pull-never',
        '--isolation=chroot',
        '--layers=false',
        '--format=docker',
        '--file',
        file,
        '--tag',
        'ebok',
      ],
      // The way of this machine to the registry of packages, and what it has of them already.
      ...shared.map((one) => `--volume=${one}`),
      packageRoot(),
    )
    seen.megabytes = await megabytes(engine, 'ebok')
    return true
  })
  await drill.step('the documented command starts it, and it answers on loopback', async () => {
    writeFileSync(settings, documentedSettings())
    chmodSync(settings, 0o600)
    chownSync(settings, uid, uid)
    await start()
    return answers()
  })
  await drill.step(`it is user ${uid}, without capabilities and new privileges`, async () => {
    const text = await engine.inside('cat', `/proc/${await pid()}/status`)
    const wrong = [`Uid:\t${uid}`, 'CapEff:\t0000000000000000', 'CapBnd:\t0000000000000000', 'NoNewPrivs:\t1'].filter(
      (one) => !text.includes(one),
    )
    return wrong.length === 0 || wrong.join()
  })
  await drill.step('it can write to /dane and /tmp and nowhere else', async () => {
    const script =
      'for one in /dane /tmp / /opt/ebok /opt/ebok/src /etc /usr /var /run /home; do (touch $one/slad) 2>/dev/null && echo $one && rm $one/slad; done; true'
    const text = (await engine.run('exec', 'ebok', 'sh', '-c', script)).trim()
    return text === '/dane\n/tmp' || text
  })
  await drill.step('its health check is content', async () => {
    await engine.run('healthcheck', 'run', 'ebok')
    return true
  })
  await drill.step('a member of staff is made', async () => {
    await engine.run(
      'exec',
      'ebok',
      'ebok',
      'user',
      'add-staff',
      '--login',
      'szefowa',
      '--name',
      'Anna Wolska',
      '--role',
      'administrator',
    )
    return true
  })
  await drill.step('a stop ends it with code 0', async () => {
    const started = performance.now()
    await engine.run('stop', '--time=60', 'ebok')
    seen.stopSeconds = (performance.now() - started) / 1_000
    const code = (await engine.run('inspect', '--format', '{{.State.ExitCode}}', 'ebok')).trim()
    return code === '0' || code
  })
  await drill.step('a new container has the same people', async () => {
    await engine.run('rm', 'ebok')
    await start()
    const there = await answers()
    if (there !== true) return there
    const list = await engine.run('exec', 'ebok', 'ebok', 'user', 'list')
    return list.includes('szefowa') || list
  })
  await drill.step('its health check notices when nobody answers', async () => {
    const program = (await engine.inside('cat', `/proc/${await pid()}/task/${await pid()}/children`)).trim().split(' ')
    await engine.inside('kill', '-STOP', ...program)
    const content = await engine.run('healthcheck', 'run', 'ebok').then(
      () => true,
      () => false,
    )
    await engine.inside('kill', '-CONT', ...program)
    return !content || 'content'
  })
  return seen
}

const megabytes = async (engine: Engine, image: string): Promise<number> =>
  Math.round(Number(await engine.run('image', 'inspect', '--format', '{{.Size}}', image)) / 1e6)

/** The command in the first lines of the container file, in one line. */
function documentedRun(text: string): string {
  const lines = /^# {3}(docker run [\s\S]*?[^\\])\n/m.exec(text)?.[1]
  if (!lines) throw new Error('the container file does not say how to run it')
  return lines.replaceAll(/\s*\\\n#\s*/g, ' ')
}

/** The shipped settings with what docs/operate.md has changed for a container. */
function documentedSettings(): string {
  const read = (file: string) => readFileSync(join(packageRoot(), 'docs', file), 'utf8')
  const changes = /### Kontener\n[\s\S]*?```\n([\s\S]*?)```/.exec(read('operate.md'))?.[1]
  if (!changes) throw new Error('docs/operate.md has no settings of a container')
  return changes
    .trim()
    .split('\n')
    .reduce((text, line) => text.replace(new RegExp(`^${line.split('=')[0]}=.*$`, 'm'), line), read('operate/ebok.env'))
}

/** What the image of Node has besides Debian: the Node and npm that run this. */
function ownNodeAndNpm(folder: string): void {
  const npm = dirname(dirname(process.env.npm_execpath ?? '/usr/lib/node_modules/npm/bin/npm-cli.js'))
  mkdirSync(join(folder, 'usr/lib/node_modules'), { recursive: true })
  mkdirSync(join(folder, 'usr/bin'))
  cpSync(process.env.npm_node_execpath ?? process.execPath, join(folder, 'usr/bin/node'), { dereference: true })
  cpSync(npm, join(folder, 'usr/lib/node_modules/npm'), { recursive: true })
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(folder, 'usr/bin/npm'))
}

const npmCache = (): string => execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim()
