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

/** Reads DATABASE_URL; the sentence names the variable, never its value, which holds a password. */
export function targetFromUrl(url: string): Target {
  const parts = URL.canParse(url) ? new URL(url) : undefined
  if (!parts?.hostname || !parts.username || parts.pathname.length < 2) {
    throw new Error(
      'DATABASE_URL must name the user, the host and the database: postgres://user:password@host:5432/database',
    )
  }
  // The driver's own reading, so that options such as sslmode mean here what they mean everywhere.
  const { host, port, user, password, database, ssl } = new pg.Client(url)
  const target: Target = { host, port, user: user ?? '', password: password ?? '', database: database ?? '' }
  return ssl ? { ...target, ssl } : target
}
