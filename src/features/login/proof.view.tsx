import { type FieldError, PasswordField } from '#ui/components.ts'
import { proofText as text } from './proof.text.ts'

/** Asks for the password where the last five minutes have none. */
export function ProofField({ asked, errors }: { readonly asked: boolean; readonly errors: readonly FieldError[] }) {
  if (!asked) return null
  return (
    <PasswordField
      name="haslo"
      label={text.label}
      hint={text.hint}
      error={errors.find(({ field }) => field === 'haslo')?.message}
      purpose="current"
    />
  )
}
