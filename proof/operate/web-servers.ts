/** The web servers' configurations we ship, started in front of the portal with this machine's ports and a certificate of their own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectPlain } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { packageRoot } from '#platform/files.ts'
import { silentLog } from '#platform/log.ts'
import { createApp } from '#src/app.ts'
import { temporaryFolder } from '#test/harness/folders.ts'
import { type TestPortal, withPortal } from '#test/harness/portal.ts'
import { freePort } from '#test/harness/ports.ts'

/** The name of the portal in the files we ship. */
export const shippedName = 'ebok.example.pl'

export interface Ports {
  readonly http: number
  readonly https: number
  readonly portal: number
}

/** A text of the shipped file that is replaced, to plant what a proof must see. */
export type Change = readonly [from: string, to: string]

export interface WebServer {
  readonly title: 'nginx' | 'Caddy'
  readonly program: string
  /** Our shipped file with this machine's ports and certificate, and what runs it. */
  prepare(folder: string, ports: Ports, changes: readonly Change[]): readonly string[]
}

const shipped = (file: string): string => readFileSync(join(packageRoot(), 'docs', 'operate', file), 'utf8')

/** Replaces texts that must be there, so that a changed file cannot make a proof look at something else. */
function replaced(text: string, changes: readonly Change[]): string {
  return changes.reduce((all, [from, to]) => {
    if (!all.includes(from)) throw new Error(`the shipped file does not have: ${from}`)
    return all.replaceAll(from, to)
  }, text)
}

export const nginx: WebServer = {
  title: 'nginx',
  program: '/usr/sbin/nginx',
  prepare(folder, ports, changes) {
    const site = replaced(shipped('nginx.conf'), [
      ['listen 80;', `listen 127.0.0.1:${ports.http};`],
      ['listen [::]:80;', ''],
      ['listen 443 ssl http2;', `listen 127.0.0.1:${ports.https} ssl http2;`],
      ['listen [::]:443 ssl http2;', ''],
      [`/etc/letsencrypt/live/${shippedName}/fullchain.pem`, join(folder, 'cert.pem')],
      [`/etc/letsencrypt/live/${shippedName}/privkey.pem`, join(folder, 'key.pem')],
      ['127.0.0.1:8080', `127.0.0.1:${ports.portal}`],
      ...changes,
    ])
    writeFileSync(join(folder, 'site.conf'), site)
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((one) => `${one}_temp_path ${folder}/${one};`)
      .join(' ')
    writeFileSync(
      join(folder, 'main.conf'),
      `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 1; ${process.getuid?.() === 0 ? 'user root;' : ''}
       ${mainLines(site)} http { access_log ${folder}/access.log; ${temporary} include ${folder}/site.conf; }`,
    )
    return ['-c', join(folder, 'main.conf'), '-p', folder]
  },
}

/** What the shipped file tells to write into nginx's main file: how many connections it takes, 768 as Debian has it when it tells nothing. */
function mainLines(site: string): string {
  const connections = /worker_connections (\d+);/.exec(site)?.[1]
  const files = /worker_rlimit_nofile (\d+);/.exec(site)?.[1]
  return `${files ? `worker_rlimit_nofile ${files};` : ''} events { worker_connections ${connections ?? 768}; }`
}

export const caddy: WebServer = {
  title: 'Caddy',
  program: '/usr/bin/caddy',
  prepare(folder, ports, changes) {
    const file = replaced(shipped('Caddyfile'), [
      [
        '{\n\t# No address',
        `{\n\tadmin off\n\tskip_install_trust\n\thttp_port ${ports.http}\n\thttps_port ${ports.https}\n\tstorage file_system ${folder}/storage\n\t# No address`,
      ],
      // The certificate of the proof instead of one from the internet.
      [`\n${shippedName} {`, `\n${shippedName} {\n\ttls ${folder}/cert.pem ${folder}/key.pem`],
      ['127.0.0.1:8080', `127.0.0.1:${ports.portal}`],
      ...changes,
    ])
    writeFileSync(join(folder, 'Caddyfile'), file)
    return ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile']
  },
}

/** A portal with a web server of ours in front of it. */
export interface Fronted {
  readonly portal: TestPortal
  readonly ports: Ports
  /** From which addresses the program thinks it was asked, oldest first. */
  readonly sources: string[]
  readonly inboxDir: string
  /** The authority that signed the certificate, in PEM. */
  readonly authority: string
}

/** Starts portal and web server, works, and ends both. */
export async function inFront<T>(
  server: WebServer,
  changes: readonly Change[],
  work: (fronted: Fronted) => Promise<T>,
): Promise<T> {
  const folder = temporaryFolder('proxy')
  makeCertificate(folder)
  const portal = await withPortal()
  const inboxDir = join(folder, 'dostawy')
  mkdirSync(inboxDir)
  const app = await createApp({
    database: portal.database,
    clock: portal.clock,
    log: silentLog,
    baseUrl: `https://${shippedName}`,
    trustProxy: true,
    inboxDir,
  })
  const sources: string[] = []
  app.addHook('onRequest', async (request) => void sources.push(request.ip))
  const ports = { http: await freePort(), https: await freePort(), portal: await freePort() }
  await app.listen({ host: '127.0.0.1', port: ports.portal })
  const child = spawn(server.program, server.prepare(folder, ports, changes), {
    env: { PATH: process.env.PATH ?? '', HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => (said = `${said}${chunk}`.slice(-2_000)))
  try {
    if (!(await listens(ports.https, child))) throw new Error(`${server.title} does not start: ${said}`)
    return await work({ portal, ports, sources, inboxDir, authority: join(folder, 'authority.pem') })
  } finally {
    child.kill('SIGTERM')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** An authority of the proof's own, and a certificate such as the one an operator gets for the portal's name. */
function makeCertificate(folder: string): void {
  const openssl = (args: readonly string[]): void =>
    void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
  const key = ['-newkey', 'rsa:2048', '-nodes']
  openssl([
    'req',
    '-x509',
    ...key,
    '-days',
    '90',
    '-subj',
    '/CN=Proof',
    '-keyout',
    'authority.key',
    '-out',
    'authority.pem',
  ])
  openssl(['req', ...key, '-subj', `/CN=${shippedName}`, '-keyout', 'key.pem', '-out', 'request.pem'])
  writeFileSync(
    join(folder, 'extensions'),
    `subjectAltName=DNS:${shippedName}\nbasicConstraints=CA:FALSE\nkeyUsage=digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth\n`,
  )
  const signing = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial', '-days', '90']
  openssl(['x509', '-req', '-in', 'request.pem', ...signing, '-extfile', 'extensions', '-out', 'cert.pem'])
}

/** Whether TLS of this version is spoken there. */
export function speaks(port: number, version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<boolean> {
  return new Promise((resolve) => {
    // Level 0 lets our own side speak what it no longer would.
    const socket = connectTls({
      host: '127.0.0.1',
      port,
      servername: shippedName,
      rejectUnauthorized: false,
      minVersion: version,
      maxVersion: version,
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    socket.once('secureConnect', () => socket.end(() => resolve(true)))
    socket.once('error', () => resolve(false))
  })
}

async function listens(port: number, child: ChildProcess): Promise<boolean> {
  for (let attempt = 0; attempt < 200 && child.exitCode === null; attempt++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connectPlain(port, '127.0.0.1')
      socket.once('connect', () => socket.end(() => resolve(true)))
      socket.once('error', () => resolve(false))
    })
    if (open && (await speaks(port, 'TLSv1.3'))) return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}
