import { resolve } from 'node:path'
import { z } from 'zod'
import { plainIdentifier } from './db/identifiers.ts'

const empty = (value: unknown) => (value === '' ? undefined : value)
const flag = z
  .preprocess(empty, z.enum(['0', '1', 'true', 'false']).default('0'))
  .transform((v) => v === '1' || v === 'true')
const name = (standard: string) =>
  z.preprocess(empty, z.string().regex(plainIdentifier, 'małe litery, cyfry i _; zaczyna się literą').default(standard))

/**
 * Every variable the platform reads, with the sentence that stands in docs/configuration.md. The program fails at boot,
 * naming the variable, so that a typing error never becomes a half-working portal.
 */
const schema = z.object({
  EBOK_DATA_DIR: z.preprocess(empty, z.string().default('./var')),
  DATABASE_URL: z.preprocess(
    empty,
    z.url({ protocol: /^postgres(ql)?$/, error: 'adres w postaci postgres://…' }).optional(),
  ),
  EBOK_SCHEMA: name('ebok'),
  EBOK_ROLE_PREFIX: name('ebok'),
  EBOK_HOST: z.preprocess(empty, z.string().default('127.0.0.1')),
  EBOK_PORT: z.preprocess(empty, z.coerce.number({ error: 'liczba' }).int().min(0).max(65535).default(8080)),
  EBOK_METRICS_PORT: z.preprocess(empty, z.coerce.number({ error: 'liczba' }).int().min(0).max(65535).optional()),
  EBOK_BASE_URL: z.preprocess(
    empty,
    z
      .url({ protocol: /^https?$/, error: 'adres w postaci https://ebok.example.pl' })
      .refine((value) => !URL.canParse(value) || new URL(value).pathname === '/', 'sam adres, bez ścieżki')
      .optional(),
  ),
  EBOK_TRUST_PROXY: flag,
  EBOK_KEPT_PAGES_MIB: z.preprocess(empty, z.coerce.number({ error: 'liczba' }).int().min(0).max(4096).default(32)),
  EBOK_DEV: flag,
  EBOK_LOG_LEVEL: z.preprocess(empty, z.enum(['debug', 'info', 'warn', 'error']).default('info')),
})

export type Config = {
  /** Absolute; holds secrets, the embedded database, received deliveries. */
  readonly dataDir: string
  /** An administrator's connection to an external PostgreSQL; none = the embedded one. */
  readonly databaseUrl: string | undefined
  readonly schema: string
  readonly rolePrefix: string
  readonly host: string
  readonly port: number
  /** Where figures for Prometheus are, on the loopback interface; none = nowhere. */
  readonly metricsPort: number | undefined
  /** The address residents type, without a trailing slash; unknown until the port is when EBOK_PORT=0 and unset. */
  readonly baseUrl: string | undefined
  readonly trustProxy: boolean
  /** Memory for pages that may be sent again while the books stay as they are; 0 keeps none. */
  readonly keptPagesBytes: number
  readonly dev: boolean
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
}

/** A variable has a value the program cannot work with. */
export class ConfigurationError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ConfigurationError'
  }
}

/** @throws ConfigurationError naming each wrong variable, never its value: DATABASE_URL holds a password. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const parsed = schema.safeParse(env)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new ConfigurationError(`Złe ustawienie (wrong setting), opis w docs/configuration.md:\n${lines.join('\n')}`)
  }
  const set = parsed.data
  return {
    dataDir: resolve(set.EBOK_DATA_DIR),
    databaseUrl: set.DATABASE_URL,
    schema: set.EBOK_SCHEMA,
    rolePrefix: set.EBOK_ROLE_PREFIX,
    host: set.EBOK_HOST,
    port: set.EBOK_PORT,
    metricsPort: set.EBOK_METRICS_PORT,
    baseUrl: set.EBOK_BASE_URL && new URL(set.EBOK_BASE_URL).origin,
    trustProxy: set.EBOK_TRUST_PROXY,
    keptPagesBytes: set.EBOK_KEPT_PAGES_MIB * 1024 * 1024,
    dev: set.EBOK_DEV,
    logLevel: set.EBOK_LOG_LEVEL,
  }
}

export const platformVariables = Object.keys(schema.shape)
