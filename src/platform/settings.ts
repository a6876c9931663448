/** Settings are variables: of the environment, or of the file that EBOK_SETTINGS_FILE names (settings-file.ts). */
import { z } from 'zod'

/** A variable has a value the program cannot work with. */
export class ConfigurationError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ConfigurationError'
  }
}

/** `0` or `1`. */
export const flag = z
  .enum(['0', '1', 'true', 'false'])
  .default('0')
  .transform((value) => value === '1' || value === 'true')
/** Warsaw's wall clock. */
export const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'godzina w postaci HH:MM')
export const whole = z.coerce.number({ error: 'liczba' }).int('liczba całkowita')

/**
 * Reads the variables of a schema; an empty one is an unset one.
 * @throws ConfigurationError naming each wrong variable, never its value: addresses of servers hold passwords.
 */
export function readSettings<T extends z.ZodObject>(schema: T, env: Record<string, string | undefined>): z.output<T> {
  const set = Object.fromEntries(Object.entries(env).filter(([name, value]) => value !== '' && name in schema.shape))
  const parsed = schema.safeParse(set)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new ConfigurationError(`Złe ustawienie (wrong setting), opis w docs/configuration.md:\n${lines.join('\n')}`)
}

/** One row of docs/configuration.md. */
export interface Setting {
  readonly name: string
  /** As one would write it; empty = none. */
  readonly standard: string
  readonly says: string
}

/** What a schema says of its variables: each has its sentence (`describe`) beside its rule. */
export function settingsOf(schema: z.ZodObject): readonly Setting[] {
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    standard: standardOf(field as z.core.$ZodType),
    says: (field as z.ZodType).description ?? '',
  }))
}

function standardOf(field: z.core.$ZodType): string {
  const def = field._zod.def as {
    type: string
    defaultValue?: unknown
    in?: z.core.$ZodType
    innerType?: z.core.$ZodType
  }
  if (def.type === 'default') return String(def.defaultValue)
  const inner = def.type === 'pipe' ? def.in : def.innerType
  return inner === undefined ? '' : standardOf(inner)
}
