import { resolve } from 'node:path'
import { z } from 'zod'
import { plainIdentifier } from './db/identifiers.ts'
import { flag, readSettings, whole } from './settings.ts'

const name = z.string().regex(plainIdentifier, 'małe litery, cyfry i _; zaczyna się literą').default('ebok')

/** The sentences stand in docs/configuration.md, which is made from them. */
export const programSettings = z.object({
  EBOK_DATA_DIR: z
    .string()
    .default('./var')
    .describe('Folder of everything the installation keeps: secrets, the embedded database, received deliveries.'),
  EBOK_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address the program listens on. Keep it on loopback and put a web server with TLS in front.'),
  EBOK_PORT: whole.min(0).max(65535).default(8080).describe('Port; `0` takes any free one.'),
  EBOK_METRICS_PORT: whole
    .min(0)
    .max(65535)
    .optional()
    .describe('Port of `http://127.0.0.1:PORT/metrics` for Prometheus; `0` takes any free one. Empty = no such page.'),
  EBOK_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'adres w postaci https://ebok.example.pl' })
    .refine((value) => !URL.canParse(value) || new URL(value).pathname === '/', 'sam adres, bez ścieżki')
    .optional()
    .describe(
      'The address residents type, e.g. `https://ebok.example.pl`, without a path. With `https` cookies are secure and browsers remember to use TLS only.',
    ),
  EBOK_HSTS_THIS_NAME_ONLY: flag.describe(
    '`1` when the portal stands under a name whose subdomains also serve pages without TLS. Otherwise browsers are told to use TLS for subdomains too.',
  ),
  EBOK_SECURITY_CONTACT: z
    .url({ protocol: /^(https|mailto)$/, error: 'adres w postaci mailto:… albo https://…' })
    .optional()
    .describe(
      'Where somebody who found a hole may tell of it: `mailto:…` or a page. Stands in `/.well-known/security.txt`. Empty = no such page.',
    ),
  EBOK_TRUST_PROXY: flag.describe(
    '`1` when one web server of yours stands in front and sets `X-Forwarded-For`; its own entry, the last, counts. Without one, leave `0`: anybody could claim any address.',
  ),
  EBOK_KEPT_PAGES_MIB: whole
    .min(0)
    .max(4096)
    .default(32)
    .describe("Memory for residents' pages that may be sent again while the books stay as they are; `0` keeps none."),
  EBOK_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'])
    .default('info')
    .describe('`debug`, `info`, `warn` or `error`. Logs are JSON lines on standard error, without personal data.'),
  EBOK_DEV: flag.describe('`1` shows stack traces at the console and the component page. Never in production.'),
})

export const databaseSettings = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'adres w postaci postgres://…' })
    .optional()
    .describe(
      'Address of an external PostgreSQL, 15 or newer, as a user who may create roles and owns the database: `postgres://user:password@host:5432/database`. Empty = the embedded server. With a password: in a file only.',
    ),
  EBOK_DATABASE_WITHOUT_TLS: flag.describe(
    '`1` allows a database on another machine without TLS, or without a look at its certificate. Everything then travels readable.',
  ),
  EBOK_SCHEMA: name.describe('Schema of this cooperative; one server can hold many cooperatives.'),
  EBOK_ROLE_PREFIX: name.describe(
    'Roles are called `<prefix>_resident`, `<prefix>_staff`…; give each installation on a shared server its own.',
  ),
})

export type Config = {
  /** Absolute; holds secrets, the embedded database, received deliveries. */
  readonly dataDir: string
  /** An administrator's connection to an external PostgreSQL; none = the embedded one. */
  readonly databaseUrl: string | undefined
  /** The administrator allowed a database on another machine without TLS. */
  readonly databaseWithoutTls: boolean
  readonly schema: string
  readonly rolePrefix: string
  readonly host: string
  readonly port: number
  /** Where figures for Prometheus are, on the loopback interface; none = nowhere. */
  readonly metricsPort: number | undefined
  /** The address residents type, without a trailing slash; unknown until the port is when EBOK_PORT=0 and unset. */
  readonly baseUrl: string | undefined
  /** Browsers are told to use TLS for this name, and not for the names below it. */
  readonly hstsThisNameOnly: boolean
  /** Where holes are told of; none = nowhere. */
  readonly securityContact: string | undefined
  readonly trustProxy: boolean
  /** Memory for pages that may be sent again while the books stay as they are; 0 keeps none. */
  readonly keptPagesBytes: number
  readonly dev: boolean
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
}

/**
 * What the platform needs. The program fails at boot, naming the variable, so that a typing error never becomes a half-working portal.
 * @throws ConfigurationError
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const set = readSettings(programSettings.extend(databaseSettings.shape), env)
  return {
    dataDir: resolve(set.EBOK_DATA_DIR),
    databaseUrl: set.DATABASE_URL,
    databaseWithoutTls: set.EBOK_DATABASE_WITHOUT_TLS,
    schema: set.EBOK_SCHEMA,
    rolePrefix: set.EBOK_ROLE_PREFIX,
    host: set.EBOK_HOST,
    port: set.EBOK_PORT,
    metricsPort: set.EBOK_METRICS_PORT,
    baseUrl: set.EBOK_BASE_URL && new URL(set.EBOK_BASE_URL).origin,
    hstsThisNameOnly: set.EBOK_HSTS_THIS_NAME_ONLY,
    securityContact: set.EBOK_SECURITY_CONTACT,
    trustProxy: set.EBOK_TRUST_PROXY,
    keptPagesBytes: set.EBOK_KEPT_PAGES_MIB * 1024 * 1024,
    dev: set.EBOK_DEV,
    logLevel: set.EBOK_LOG_LEVEL,
  }
}
