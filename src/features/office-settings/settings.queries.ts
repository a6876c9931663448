import { auditStaff } from '#platform/db/audit.queries.ts'
import { statement, type Tx } from '#platform/db/database.ts'
import {
  type Change,
  changedFields,
  type FieldName,
  type FormKey,
  forms,
  type Settings,
  type Values,
} from './settings.model.ts'

const columns: Readonly<Record<FieldName, string>> = {
  name: 'name',
  street: 'street',
  postalCode: 'postal_code',
  city: 'city',
  phone: 'phone',
  email: 'email',
  officeHours: 'office_hours',
  nip: 'nip',
  regon: 'regon',
  krs: 'krs',
  mapUrl: 'map_url',
  dataProtectionClause: 'data_protection_clause',
  messageLegalNote: 'message_legal_note',
  loginPattern: 'login_pattern',
  startingCodeDays: 'starting_code_days',
  residentIdleMinutes: 'resident_idle_minutes',
  staffIdleMinutes: 'staff_idle_minutes',
  signInMonths: 'sign_in_months',
}

const asText = Object.entries(columns)
  .map(([name, column]) => `'${name}', ${column}::text`)
  .join(', ')
const settingsStatement = statement<[], Settings>(
  'settings.read',
  `select version, jsonb_build_object(${asText}) as values, accent_color as "accentColor", logo_sha256 is not null as "hasLogo" from cooperative`,
)

const numbers: ReadonlySet<FieldName> = new Set([
  'startingCodeDays',
  'residentIdleMinutes',
  'staffIdleMinutes',
  'signInMonths',
])
type SaveParams = [version: number, ...values: string[]]
function saveOf(key: FormKey) {
  const sets = forms[key].map(
    ({ name }, at) => `${columns[name]} = $${at + 2}${numbers.has(name) ? '::text::integer' : ''}`,
  )
  return statement<SaveParams, { readonly version: number }>(
    `settings.save.${key}`,
    `update cooperative set ${sets.join(', ')}, version = version + 1, updated_at = clock_now() where version = $1 returning version`,
  )
}
const saves: Readonly<Record<FormKey, ReturnType<typeof saveOf>>> = {
  spoldzielnia: saveOf('spoldzielnia'),
  teksty: saveOf('teksty'),
  loginy: saveOf('loginy'),
  limity: saveOf('limity'),
}

const colourStatement = statement<[version: number, colour: string], { readonly version: number }>(
  'settings.colour',
  `update cooperative set accent_color = $2, version = version + 1, updated_at = clock_now() where version = $1 returning version`,
)
const keepLogoStatement = statement<[sha256: string, contentType: string, content: Buffer], never>(
  'settings.keepLogo',
  `insert into cooperative_logos (sha256, content_type, content) values ($1, $2, $3) on conflict do nothing`,
)
const useLogoStatement = statement<[sha256: string | null], { readonly changed: boolean }>(
  'settings.useLogo',
  `update cooperative set logo_sha256 = $1, version = version + 1, updated_at = clock_now()
    where logo_sha256 is distinct from $1 returning true as changed`,
)
const historyStatement = statement<[], Change>(
  'settings.history',
  `select at, coalesce(staff_name(actor_login_id), case actor_kind when 'system' then 'program' end) as by, action, details
     from audit_events where action_group = 'settings' order by id desc limit 20`,
)

export const settings = (tx: Tx): Promise<Settings> => tx.one(settingsStatement, [])
/** The newest changes of settings: who and what, never the values. */
export const history = (tx: Tx): Promise<Change[]> => tx.query(historyStatement, [])

export type SaveOutcome = 'saved' | 'unchanged' | 'conflict'

/** Saves a form over the row it was filled from; somebody else's change in between is a conflict, the same change is not. */
export async function saveForm(tx: Tx, key: FormKey, version: number, values: Values): Promise<SaveOutcome> {
  const before = await settings(tx)
  const fields = changedFields(before.values, values)
  if (fields.length === 0) return 'unchanged'
  const saved = await tx.maybe(saves[key], [version, ...forms[key].map(({ name }) => values[name]!)])
  if (!saved) return 'conflict'
  await auditStaff(tx, 'settings.changed', { details: { page: key, fields } })
  return 'saved'
}

export async function saveColour(tx: Tx, version: number, colour: string): Promise<SaveOutcome> {
  const before = await settings(tx)
  if (before.accentColor === colour) return 'unchanged'
  if (!(await tx.maybe(colourStatement, [version, colour]))) return 'conflict'
  await auditStaff(tx, 'settings.changed', { details: { page: 'wyglad', fields: ['accentColor'] } })
  return 'saved'
}

export interface Logo {
  readonly sha256: string
  readonly contentType: string
  readonly content: Buffer
}

/** Puts a logo on every page, or takes it away. The same one again changes nothing. */
export async function saveLogo(tx: Tx, logo: Logo | null): Promise<void> {
  if (logo) await tx.query(keepLogoStatement, [logo.sha256, logo.contentType, logo.content])
  if (await tx.maybe(useLogoStatement, [logo?.sha256 ?? null]))
    await auditStaff(tx, 'settings.changed', { details: { page: 'wyglad', fields: ['logo'] } })
}
