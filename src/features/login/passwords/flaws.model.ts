import { canonicalCode } from '../starting-code.model.ts'
import { normalizePassword, type PasswordContext, type PasswordFlaw, passwordFlaw } from './policy.model.ts'

export interface NewPassword {
  readonly password: string
  readonly repeated: string
  /** The password so far, where the form asks for it. */
  readonly present?: string
}

/** What is wrong with the fields of a form that sets a password; nothing when all is well. */
export interface PasswordFlaws {
  readonly present?: 'empty' | 'wrong'
  readonly password?: PasswordFlaw | { readonly kind: 'unchanged' }
  readonly repeated?: 'different'
}

export function flawsOf(typed: NewPassword, context: PasswordContext): PasswordFlaws {
  const flaw = passwordFlaw(typed.password, context, (text) => canonicalCode(text) !== undefined)
  const chosen = normalizePassword(typed.password)
  const unchanged = typed.present !== undefined && chosen === normalizePassword(typed.present)
  return {
    ...(typed.present?.trim() === '' ? { present: 'empty' as const } : {}),
    ...(flaw ? { password: flaw } : unchanged ? { password: { kind: 'unchanged' as const } } : {}),
    ...(!flaw && chosen !== normalizePassword(typed.repeated) ? { repeated: 'different' as const } : {}),
  }
}

export function hasFlaws(flaws: PasswordFlaws): boolean {
  return flaws.present !== undefined || flaws.password !== undefined || flaws.repeated !== undefined
}
