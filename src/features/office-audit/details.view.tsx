import { codeReasonNames } from '#features/office-logins/public.ts'
import { viewReasonNames } from '#features/office-people/public.ts'
import { rejectNames } from '#features/office-registrations/public.ts'
import { roleNames } from '#features/office-staff/public.ts'
import { audienceKindLabel } from '#features/publishing/public.ts'
import type { AuditLine } from './audit.model.ts'
import { detailWords } from './audit.text.ts'

// What a line says beside its action. The slices have the words for their choices; here they only meet.

const audiences = Object.fromEntries(
  (['public', 'signedIn', 'members', 'property', 'building', 'premises', 'party'] as const).map((audience) => [
    audience,
    audienceKindLabel({ audience, staircase: null }),
  ]),
)
const roles = { ...roleNames, resident: 'mieszkaniec', staff: 'pracownik' }
const reasons = { ...codeReasonNames, new: 'nowy login', ...viewReasonNames, ...rejectNames }

/** Choices of the program, told in words; ids, counts and what a person wrote stay as they are. */
const valueWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  as: { note: 'notatka', answer: 'odpowiedź mieszkańca', seen: 'obejrzane' },
  audience: { ...audiences, staircase: 'jedna klatka' },
  by: {
    code: 'kod startowy',
    password: 'hasło',
    link: 'link z e-maila',
    single: 'jednej osobie',
    bulk: 'wydawanie zbiorcze',
    setupLink: 'link pierwszego uruchomienia',
  },
  channel: {
    portal: 'e-BOK',
    mail: 'e-mail',
    phone: 'telefon',
    desk: 'rozmowa w biurze',
    letter: 'list',
    office: 'e-BOK',
  },
  factor: { totp: 'aplikacja z kodami', passkey: 'klucz dostępu', recoveryCode: 'kod zapasowy' },
  from: roles,
  how: { ended: 'zakończony przez pracownika', timeout: 'minął czas' },
  kind: roles,
  notify: { true: 'tak', false: 'nie' },
  reason: reasons,
  role: roles,
  to: roles,
  which: { all: 'wszystkie', one: 'jedno' },
}

/** Ids and choices of a line, in the order they were written. */
export function detailSentence({ action, details }: Pick<AuditLine, 'action' | 'details'>): string {
  return Object.entries(details)
    .map(([name, value]) => {
      const told = (one: unknown) => valueWords[name]?.[String(one)] ?? String(one ?? 'nie podano')
      const words = detailWords[`${action}.${name}`] ?? detailWords[name] ?? name
      return `${words}: ${Array.isArray(value) ? value.map(told).join(', ') : told(value)}`
    })
    .join('; ')
}

/** On the page an id is its first figures; the file has it whole. */
export const withShortIds = (sentence: string): string =>
  sentence.replaceAll(/\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '$1…')
