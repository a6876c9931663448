import { parse } from 'pg-connection-string'

/** Where a connection goes and as whom. `host` is a folder for a unix socket. */
export type Target = {
  host: string
  port: number
  user: string
  password: string
  database: string
  ssl?: boolean | { rejectUnauthorized: boolean }
}

/** Reads DATABASE_URL; the sentence names the variable, never its value, which holds a password. */
export function targetFromUrl(url: string): Target {
  let parts: ReturnType<typeof parse>
  try {
    parts = parse(url)
  } catch {
    throw new Error('DATABASE_URL is not an address like postgres://user:password@host:5432/database')
  }
  if (!parts.host || !parts.user || !parts.database) {
    throw new Error(
      'DATABASE_URL must name the user, the host and the database: postgres://user:password@host:5432/database',
    )
  }
  return {
    host: parts.host,
    port: Number(parts.port ?? 5432),
    user: parts.user,
    password: parts.password ?? '',
    database: parts.database,
    ...(parts.ssl ? { ssl: parts.ssl as true | { rejectUnauthorized: boolean } } : {}),
  }
}
