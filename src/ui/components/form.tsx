import type { Child } from '#ui/jsx/jsx-runtime'
import { cx, fieldId, type WithChildren } from './names.ts'

/** The name under which every form sends its token. */
export const CSRF_FIELD = '_csrf'

/**
 * Stands in every form where its token goes; the server puts a fresh one there when it sends the page, so that a page can
 * be kept ready-made and no view needs to know a secret.
 */
export const CSRF_PLACEHOLDER = '{{form-token}}'

export interface Option {
  readonly value: string
  readonly label: string
}

type TextKind = 'text' | 'email' | 'tel' | 'search' | 'date' | 'month'

interface FieldProps {
  readonly name: string
  readonly label: string
  readonly kind?: TextKind | 'password' | 'select' | 'textarea' | 'checkbox' | 'file'
  readonly value?: string | undefined
  readonly checked?: boolean
  readonly hint?: Child
  /** What is wrong and what to type instead. */
  readonly error?: string | undefined
  /** Not required fields say so in the label. */
  readonly required?: boolean
  readonly options?: readonly Option[]
  readonly rows?: number
  readonly maxlength?: number | undefined
  readonly autocomplete?: string
  readonly inputmode?: 'text' | 'decimal' | 'numeric' | 'tel' | 'email'
  readonly enterkeyhint?: 'done' | 'go' | 'next' | 'search' | 'send'
  readonly autocapitalize?: 'none' | 'sentences' | 'words'
  readonly spellcheck?: boolean
  readonly accept?: string
  readonly multiple?: boolean
  /** How much is expected: an 8-digit login does not need the whole width. */
  readonly width?: 'short' | 'medium' | 'full'
  /** The form of a filter does not mark its fields as optional. */
  readonly plainLabel?: boolean
  readonly min?: string
  readonly max?: string
}

/** A control with its label, hint and error, tied together for screen readers. */
export function Field(props: FieldProps) {
  const { kind = 'text', required = true, plainLabel = false } = props
  const id = fieldId(props.name)
  const label = (
    <label for={id}>
      {props.label}
      {!required && !plainLabel && <span class="optional"> (nieobowiązkowe)</span>}
    </label>
  )
  const notes = (
    <>
      {props.hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.error !== undefined && (
        <p class="field-error" id={`${id}-error`}>
          <span class="unseen">Błąd: </span>
          {props.error}
        </p>
      )}
    </>
  )
  const wrapper = cx(
    'field',
    `field-${kind}`,
    `field-w-${props.width ?? 'full'}`,
    props.error !== undefined && 'field-bad',
  )
  if (kind === 'checkbox') {
    return (
      <div class={wrapper}>
        <div class="check">
          <Control {...props} id={id} />
          {label}
        </div>
        {notes}
      </div>
    )
  }
  return (
    <div class={wrapper}>
      {label}
      {notes}
      <Control {...props} id={id} />
    </div>
  )
}

function Control(props: FieldProps & { readonly id: string }) {
  const { id, kind = 'text', required = true } = props
  const described = cx(props.hint !== undefined && `${id}-hint`, props.error !== undefined && `${id}-error`)
  const common = {
    id,
    name: props.name,
    required: required && props.plainLabel !== true,
    'aria-describedby': described === '' ? undefined : described,
    'aria-invalid': props.error === undefined ? undefined : 'true',
    autocomplete: props.autocomplete,
  }
  const typing = {
    maxlength: props.maxlength,
    autocapitalize: props.autocapitalize,
    spellcheck: props.spellcheck,
    enterkeyhint: props.enterkeyhint,
    inputmode: props.inputmode,
  }
  switch (kind) {
    case 'select':
      return (
        <select {...common}>
          {(props.options ?? []).map((option) => (
            <option value={option.value} selected={option.value === props.value}>
              {option.label}
            </option>
          ))}
        </select>
      )
    case 'textarea':
      return (
        <textarea {...common} {...typing} rows={props.rows ?? 6}>
          {props.value ?? ''}
        </textarea>
      )
    case 'checkbox':
      return <input {...common} type="checkbox" value={props.value ?? '1'} checked={props.checked ?? false} />
    case 'file':
      return <input {...common} type="file" accept={props.accept} multiple={props.multiple} />
    case 'password':
      // A wrong form comes back without the password: it is never written into a page.
      return (
        <div class="with-button" data-reveal>
          <input {...common} {...typing} type="password" spellcheck={false} autocapitalize="none" />
          <button
            type="button"
            class="button button-quiet"
            data-reveal-button
            aria-controls={id}
            aria-pressed="false"
            hidden
          >
            Pokaż
          </button>
        </div>
      )
    default:
      return <input {...common} {...typing} type={kind} value={props.value ?? ''} min={props.min} max={props.max} />
  }
}

interface PasswordFieldProps extends Pick<FieldProps, 'name' | 'label' | 'hint' | 'error'> {
  /** New passwords let the browser's password manager propose and keep one. */
  readonly purpose: 'current' | 'new'
}

export function PasswordField({ purpose, ...rest }: PasswordFieldProps) {
  return (
    <Field
      {...rest}
      kind="password"
      width="medium"
      maxlength={256}
      autocomplete={purpose === 'new' ? 'new-password' : 'current-password'}
    />
  )
}

interface ChoiceProps {
  readonly name: string
  readonly legend: string
  readonly value?: string | undefined
  readonly options: readonly (Option & { readonly hint?: string })[]
  readonly error?: string | undefined
}

/** One of a few, all visible at once. */
export function RadioGroup({ name, legend, value, options, error }: ChoiceProps) {
  const id = fieldId(name)
  return (
    <fieldset
      class={cx('field', 'field-radio', error !== undefined && 'field-bad')}
      aria-describedby={error === undefined ? undefined : `${id}-error`}
    >
      <legend>{legend}</legend>
      {error !== undefined && (
        <p class="field-error" id={`${id}-error`}>
          <span class="unseen">Błąd: </span>
          {error}
        </p>
      )}
      {options.map((option, index) => (
        <div class="check">
          <input
            id={index === 0 ? id : `${id}-${index}`}
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            required
          />
          <label for={index === 0 ? id : `${id}-${index}`}>
            {option.label}
            {option.hint !== undefined && <span class="hint">{option.hint}</span>}
          </label>
        </div>
      ))}
    </fieldset>
  )
}

export interface FieldError {
  /** The name of the field; left out when the mistake is nowhere in particular. */
  readonly field?: string
  readonly message: string
}

/** What is wrong with a form that came back; each line leads to its field. Nothing when nothing is wrong. */
export function ErrorSummary({ errors, title }: { readonly errors: readonly FieldError[]; readonly title?: string }) {
  if (errors.length === 0) return null
  return (
    <div class="error-summary" role="alert" tabindex="-1" data-focus-first>
      <h2>{title ?? 'Popraw formularz'}</h2>
      <ul>
        {errors.map((error) => (
          <li>
            {error.field === undefined ? error.message : <a href={`#${fieldId(error.field)}`}>{error.message}</a>}
          </li>
        ))}
      </ul>
    </div>
  )
}

interface PostFormProps extends WithChildren {
  readonly action: string
  /** Sent along so that a form sent twice has one effect. */
  readonly idempotencyKey?: string
  readonly files?: boolean
  readonly class?: string
  /** Where the script keeps what is typed while it is being typed; the form works without. */
  readonly autosaveTo?: string
}

/** A form that changes something. The browser's own bubbles are off: mistakes are told by us, in Polish, in one place. */
export function PostForm({ action, idempotencyKey, files = false, class: name, autosaveTo, children }: PostFormProps) {
  return (
    <form
      action={action}
      method="post"
      enctype={files ? 'multipart/form-data' : undefined}
      class={name ?? 'form'}
      data-autosave={autosaveTo}
      novalidate
    >
      <input type="hidden" name={CSRF_FIELD} value={CSRF_PLACEHOLDER} />
      {idempotencyKey !== undefined && <input type="hidden" name="_once" value={idempotencyKey} />}
      {children}
    </form>
  )
}

interface FilterFormProps extends WithChildren {
  readonly action: string
  /** What is chosen, for the screen reader: "Wybór okresu". */
  readonly label: string
  /** Choices of this page that the form itself does not show and must not lose. */
  readonly keep?: Readonly<Record<string, string>>
  readonly resetHref?: string | undefined
  readonly submitLabel?: string
  /** On a phone one line that opens; open at once when something is chosen. Not for a search, which must show its field. */
  readonly folds?: boolean
}

/** Choices of a list. They are sent with GET, so they stay in the address, in bookmarks and behind the Back button. */
export function FilterForm(props: FilterFormProps) {
  const { action, label, keep = {}, resetHref, submitLabel = 'Pokaż', folds = false, children } = props
  const fields = (
    <>
      {children}
      <div class="filter-buttons">
        <button type="submit" class="button">
          {submitLabel}
        </button>
        {resetHref !== undefined && (
          <a class="button button-quiet" href={resetHref}>
            Wyczyść
          </a>
        )}
      </div>
    </>
  )
  return (
    <search>
      <form action={action} method="get" class="filter" aria-label={label}>
        {Object.entries(keep).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        {folds ? (
          <details class="filter-fold more" open={resetHref !== undefined}>
            <summary>Wybierz, co pokazać</summary>
            <div class="filter-fields">{fields}</div>
          </details>
        ) : (
          fields
        )}
      </form>
    </search>
  )
}
