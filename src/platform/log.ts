import type { Clock } from './clock.ts'

export type Level = 'debug' | 'info' | 'warn' | 'error'

/**
 * The only fields a log line may carry. The list is closed because logs are read by people who must not see
 * residents' data: a name, an address, an amount or a secret has no field to travel in.
 */
export type LogFields = {
  route?: string
  method?: string
  status?: number
  duration_ms?: number
  queries?: number
  round_trips?: number
  request?: string
  role?: string
  statement?: string
  code?: string
  constraint?: string
  table?: string
  reason?: string
  pid?: number
  port?: number
  path?: string
  version?: string
  migration?: string
  delivery?: string
  publication?: number
  stage?: string
  rows?: number
  bytes?: number
  count?: number
  attempt?: number
  job?: string
  signal?: string
  audit_line?: number
  audit_hash?: string
}

export type Log = {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

const allowed = new Set<string>([
  'route',
  'method',
  'status',
  'duration_ms',
  'queries',
  'round_trips',
  'request',
  'role',
  'statement',
  'code',
  'constraint',
  'table',
  'reason',
  'pid',
  'port',
  'path',
  'version',
  'migration',
  'delivery',
  'publication',
  'stage',
  'rows',
  'bytes',
  'count',
  'attempt',
  'job',
  'signal',
  'audit_line',
  'audit_hash',
] satisfies (keyof LogFields)[])

const rank: Record<Level, number> = { debug: 0, info: 1, warn: 2, error: 3 }

/** Longer texts are cut, so that one broken value cannot fill the disk. */
const longestText = 300

export type LogOptions = {
  clock: Clock
  level?: Level
  /** Where a finished line goes; standard error unless a test listens. */
  write?: (line: string) => void
}

/** JSON lines: time, level, event, and the allowed fields; anything else is dropped even if a cast let it through. */
export function createLog(options: LogOptions): Log {
  const least = rank[options.level ?? 'info']
  const write = options.write ?? ((line: string) => void process.stderr.write(line))
  const at =
    (level: Level) =>
    (event: string, fields: LogFields = {}) => {
      if (rank[level] < least) return
      const line: Record<string, string | number> = {
        time: new Date(options.clock.now()).toISOString(),
        level,
        event: event.slice(0, longestText),
      }
      for (const [name, value] of Object.entries(fields)) {
        if (!allowed.has(name)) continue
        if (typeof value === 'number') line[name] = value
        else if (typeof value === 'string') line[name] = value.slice(0, longestText)
      }
      write(JSON.stringify(line) + '\n')
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
