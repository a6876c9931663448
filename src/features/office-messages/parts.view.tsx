import { fileSize } from '#features/messages/public.ts'
import { type BadgeTone, ErrorSummary, Field, type FieldError, Notice, StateBadge } from '#ui/components.ts'
import type { OfficeState } from './office-messages.model.ts'
import { doneTexts, stateNames, text } from './office-messages.text.ts'

const tones: Readonly<Record<OfficeState, BadgeTone>> = {
  new: 'due',
  inProgress: 'part',
  answered: 'done',
  closed: 'off',
}

export const StateOf = ({ state }: { readonly state: OfficeState }) => (
  <StateBadge tone={tones[state]}>{stateNames[state]}</StateBadge>
)

/** What a button has just done. */
export function Done({ what }: { readonly what: string | undefined }) {
  const words = what === undefined ? undefined : doneTexts[what]
  if (words === undefined) return null
  return (
    <Notice tone="success" live>
      <p>{words}</p>
    </Notice>
  )
}

export interface FilesState {
  readonly kept: readonly { readonly id: string; readonly name: string; readonly sizeBytes: number }[]
  readonly refused: readonly { readonly name: string; readonly message: string }[]
  readonly hint: string
}

/** Files kept with a draft, and the field for more. */
export function FileFields({ files }: { readonly files: FilesState }) {
  const refused = files.refused.map(({ name, message }) => `${name}: ${message}`).join(' ')
  return (
    <>
      {files.kept.length > 0 && (
        <fieldset class="field">
          <legend>{text.kept}</legend>
          <p class="hint">{text.keptHint}</p>
          {files.kept.map((file, index) => (
            <Field
              name={`usun${index + 1}`}
              label={`${text.drop(file.name)} (${fileSize(file.sizeBytes)})`}
              kind="checkbox"
              value={file.id}
              required={false}
              plainLabel
            />
          ))}
        </fieldset>
      )}
      <Field
        name="zalaczniki"
        label={text.files}
        kind="file"
        multiple
        required={false}
        accept=".pdf,.jpg,.jpeg,.png,.txt,application/pdf,image/jpeg,image/png,text/plain"
        hint={files.hint}
        error={refused === '' ? undefined : `${refused} ${text.refusedHelp}`}
      />
    </>
  )
}

interface MistakesProps {
  readonly errors: readonly FieldError[]
  readonly refused?: FilesState['refused']
}

export function Mistakes({ errors, refused = [] }: MistakesProps) {
  return (
    <ErrorSummary
      errors={[
        ...errors,
        ...refused.map(({ name, message }) => ({ field: 'zalaczniki', message: `${name}: ${message}` })),
      ]}
    />
  )
}
