import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after } from 'node:test'
import { ImapFlow } from 'imapflow'
import { waitUntil } from '#platform/db/processes.ts'
import { temporaryFolder } from './folders.ts'
import { freePort } from './ports.ts'

const program = '/usr/sbin/dovecot'

/** Why the tests against an IMAP server cannot run here, or undefined. In CI they must. */
export const dovecotMissing: string | undefined =
  existsSync(program) || process.env.CI === 'true'
    ? undefined
    : 'POMINIĘTO: brak Dovecota (apt-get install dovecot-imapd)'

export interface TestMailServer {
  readonly port: number
  readonly user: string
  readonly password: string
  readonly url: string
  /** Puts a mail into the inbox as a mail server does. @returns its number. */
  deliver(raw: string | Buffer): Promise<number>
  /** The subjects in a folder; empty when there is no such folder. */
  subjects(folder: string): Promise<string[]>
  /** The server numbers all mails of the inbox anew. */
  renumber(): Promise<void>
  stop(): Promise<void>
}

/** A throw-away Dovecot on a free loopback port, with a configuration and mailboxes of its own, as `nobody` when we are root. */
export async function startDovecot(): Promise<TestMailServer> {
  const folder = temporaryFolder()
  const someone = process.getuid?.() === 0 ? unprivilegedUser() : undefined
  const owner = someone ?? { name: process.env.USER ?? 'nobody', uid: process.getuid!(), gid: process.getgid!() }
  const port = await freePort()
  const password = 'poczta-w-tescie'
  for (const name of ['run', 'state', 'mail']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'dovecot.conf'), configuration(folder, port, owner, password))
  if (someone)
    for (const name of ['.', 'run', 'state', 'mail', 'dovecot.conf'])
      chownSync(join(folder, name), owner.uid, owner.gid)
  const output = openSync(join(folder, 'output'), 'w')
  const server = spawn(program, ['-F', '-c', join(folder, 'dovecot.conf')], {
    ...(someone ? { uid: someone.uid, gid: someone.gid } : {}),
    cwd: folder,
    stdio: ['ignore', output, output],
  })
  const atExit = () => void server.kill('SIGKILL')
  process.once('exit', atExit)
  const user = 'ebok'
  const withClient = async <T>(work: (client: ImapFlow) => Promise<T>): Promise<T> => {
    const auth = { user, pass: password }
    const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, auth, logger: false })
    client.on('error', () => {})
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.logout().catch(() => {})
    }
  }
  if (!(await greets(port, 15_000))) {
    const said = ['output', 'log'].map((name) => join(folder, name)).filter((path) => existsSync(path))
    throw new Error(`Dovecot does not start: ${said.map((path) => readFileSync(path, 'utf8')).join('\n')}`)
  }
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM')
    await waitUntil(() => server.exitCode !== null || server.signalCode !== null, 10_000)
    process.off('exit', atExit)
    rmSync(folder, { recursive: true, force: true })
  }
  after(stop)
  return {
    port,
    user,
    password,
    url: `imap://${user}:${password}@127.0.0.1:${port}`,
    deliver: (raw) =>
      withClient(async (client) => {
        const added = await client.append('INBOX', raw)
        if (!added || added.uid === undefined) throw new Error('mail was not taken')
        return added.uid
      }),
    subjects: (path) =>
      withClient(async (client) => {
        const known = await client.list()
        if (!known.some((one) => one.path === path)) return []
        await client.mailboxOpen(path, { readOnly: true })
        const found = await client.fetchAll('1:*', { envelope: true }).catch(() => [])
        return found.map(({ envelope }) => envelope?.subject ?? '')
      }),
    async renumber() {
      const box = join(folder, 'mail', user)
      for (const name of [
        'dovecot-uidlist',
        'dovecot.index',
        'dovecot.index.log',
        'dovecot.index.cache',
        'dovecot-uidvalidity',
      ])
        rmSync(join(box, name), { force: true })
    },
    stop,
  }
}

function configuration(
  folder: string,
  port: number,
  owner: { name: string; uid: number; gid: number },
  password: string,
): string {
  return `
protocols = imap
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
ssl = no
disable_plaintext_auth = no
default_internal_user = ${owner.name}
default_internal_group = ${groupName(owner.gid)}
default_login_user = ${owner.name}
first_valid_uid = ${owner.uid}
last_valid_uid = ${owner.uid}
first_valid_gid = ${owner.gid}
mail_location = maildir:${folder}/mail/%u
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${folder}/mail/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`
}

function groupName(gid: number): string {
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((entry) => entry.split(':')[2] === String(gid))
  return line?.split(':')[0] ?? 'nogroup'
}

function unprivilegedUser(): { name: string; uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'))
  const [name, , uid, gid] = line!.split(':')
  return { name: name!, uid: Number(uid), gid: Number(gid) }
}

async function greets(port: number, milliseconds: number): Promise<boolean> {
  const end = performance.now() + milliseconds
  while (!(await answers(port))) {
    if (performance.now() >= end) return false
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return true
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.setTimeout(500, () => socket.destroy())
    socket.once('data', (greeting) => {
      resolve(greeting.toString('latin1').startsWith('* OK'))
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}
