import { type ButtonLook, Buttons, type FieldError, PasswordField } from '#ui/components.ts'
import { factorText as text } from './factors.text.ts'

interface KeyPromptProps {
  /** What the browser needs to know, as JSON. */
  readonly options: string
  readonly label: string
  readonly hint: string
  /** Stands there until the script finds that this browser has passkeys. */
  readonly without: string
  /** Said when the person gives up or the key fails. */
  readonly failed: string
  readonly look: ButtonLook
}

/** The end of a form that a passkey answers: the script asks the browser and sends the form with its answer. */
export function KeyPrompt({ options, label, hint, without, failed, look }: KeyPromptProps) {
  return (
    <div class="passkey" data-passkey={options} data-failed={failed}>
      <p data-passkey-hint={hint}>{without}</p>
      <input type="hidden" name="odpowiedz" value="" />
      <Buttons>
        <button
          type="submit"
          class={`button ${look === 'main' ? 'button-main' : ''}`.trim()}
          hidden
          data-passkey-button
        >
          {label}
        </button>
      </Buttons>
    </div>
  )
}

export function ProofField({ asks, errors }: { readonly asks: boolean; readonly errors: readonly FieldError[] }) {
  if (!asks) return null
  return (
    <PasswordField
      name="haslo"
      label={text.password}
      hint={text.passwordHint}
      error={errors.find((error) => error.field === 'haslo')?.message}
      purpose="current"
    />
  )
}
