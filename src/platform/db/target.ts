import pg from 'pg'

/** Where a connection goes and as whom. `host` is a folder for a unix socket. */
export type Target = {
  host: string
  port: number
  user: string
  password: string
  database: string
  ssl?: pg.ClientConfig['ssl']
}

/**
 * Reads DATABASE_URL; the sentence names the variable, never its value, which holds a password. A server on another machine is reached
 * by TLS with its certificate looked at, unless the administrator said otherwise.
 */
export function targetFromUrl(url: string, { withoutTls = false }: { withoutTls?: boolean } = {}): Target {
  const parts = URL.canParse(url) ? new URL(url) : undefined
  if (!parts?.hostname || !parts.username || parts.pathname.length < 2) {
    throw new Error(
      'DATABASE_URL must name the user, the host and the database: postgres://user:password@host:5432/database',
    )
  }
  // The driver's own reading, so that options such as sslmode mean here what they mean everywhere.
  const { host, port, user, password, database, ...client } = new pg.Client(url)
  // Its types know a boolean only; what it reads out of `sslmode` are the options of a TLS connection.
  const ssl = client.ssl as pg.ClientConfig['ssl']
  const target: Target = { host, port, user: user ?? '', password: password ?? '', database: database ?? '' }
  const verified = ssl === true || (typeof ssl === 'object' && ssl.rejectUnauthorized !== false)
  if (!verified && !withoutTls && !isThisMachine(target.host)) {
    throw new Error(
      'DATABASE_URL leads to another machine without verified TLS: end it with ?sslmode=verify-full, or set EBOK_DATABASE_WITHOUT_TLS=1 if the way there is safe by other means',
    )
  }
  return ssl ? { ...target, ssl } : target
}

/** A socket folder, or the loopback interface: nobody stands between. */
const isThisMachine = (host: string): boolean => /^(\/|localhost$|127\.\d+\.\d+\.\d+$|\[?::1\]?$)/.test(host)
