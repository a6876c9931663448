import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { waitUntil } from '#platform/db/processes.ts'
import { temporaryFolder } from './folders.ts'
import { freePort } from './ports.ts'

export type ExternalServer = {
  /** The address of an administrator who may create roles and databases and is no superuser. */
  url: string
  stop(): Promise<void>
}

const binaries = '/usr/lib/postgresql/15/bin'

/** Why the tests on an external server cannot run here, or undefined when they can. */
export const externalMissing = existsSync(join(binaries, 'postgres')) ? undefined : 'postgresql-15 is not installed'

/**
 * A throw-away PostgreSQL 15 on a free loopback port, run as `nobody` when we are root.
 * @param parent where its files lie; among the temporary files when not told
 */
export async function startExternalServer(parent?: string): Promise<ExternalServer> {
  const folder = temporaryFolder('test', parent)
  const user = process.getuid?.() === 0 ? unprivilegedUser() : undefined
  const data = join(folder, 'data')
  mkdirSync(data)
  const password = randomBytes(18).toString('base64url')
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password)
  if (user) for (const path of [data, passwordFile]) chownSync(path, user.uid, user.gid)
  execFileSync(
    join(binaries, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'postgres',
      '--pwfile',
      passwordFile,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '-N',
    ],
    { ...user, cwd: data, stdio: 'ignore' },
  )
  const port = await freePort()
  const output = openSync(join(folder, 'log'), 'w')
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: data,
    fsync: 'off',
    max_connections: 200,
  }
  const server = spawn(
    join(binaries, 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...user, cwd: data, stdio: ['ignore', output, output] },
  )
  const atExit = () => void server.kill('SIGQUIT')
  process.once('exit', atExit)
  const pidFile = join(data, 'postmaster.pid')
  const ready = await waitUntil(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8').includes('\nready'), 20_000)
  if (!ready) throw new Error(`PostgreSQL 15 does not start: ${readFileSync(join(folder, 'log'), 'utf8')}`)
  const superuser = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' })
  await superuser.connect()
  await superuser.query(`create role administrator login createrole createdb password '${password}'`)
  // The tests end other roles' connections: to drop a database still in use, and to cut an import in the middle.
  await superuser.query('grant pg_signal_backend to administrator')
  await superuser.query('create database administrator owner administrator')
  await superuser.end()
  return {
    url: `postgres://administrator:${password}@127.0.0.1:${port}/administrator`,
    stop: async () => {
      server.kill('SIGINT')
      await waitUntil(() => server.exitCode !== null || server.signalCode !== null, 10_000)
      process.off('exit', atExit)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function unprivilegedUser(): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'))
  const [, , uid, gid] = line!.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}
