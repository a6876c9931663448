import { Button, Buttons, Disclosure, ErrorSummary, Field, type FieldError, Panel, PostForm } from '#ui/components.ts'
import { groupedLogin } from '../login-name.model.ts'
import type { Factors } from './factors.model.ts'
import { factorText as text } from './factors.text.ts'
import { KeyPrompt } from './parts.view.tsx'

export interface AskProps {
  readonly onward: string
  readonly factors: Factors
  readonly staff: boolean
  /** For the browser, when one of the keys can be used under this address. */
  readonly keyOptions: string | undefined
  readonly errors: readonly FieldError[]
}

/** After the password: a code, a key, or a spare code. */
export function AskView({ onward, factors, staff, keyOptions, errors }: AskProps) {
  const errorAt = (field: string) => errors.find((error) => error.field === field)?.message
  const hasApp = factors.appAddedAt !== null
  const goal = onward !== '' && <input type="hidden" name="dalej" value={onward} />
  return (
    <>
      <ErrorSummary errors={errors} title={text.failed} />
      <p>{hasApp ? text.askApp : text.askKeyOnly}</p>
      {hasApp && (
        <PostForm action="/drugi-skladnik">
          {goal}
          <Field
            name="kod"
            label={text.code}
            hint={text.codeHint}
            error={errorAt('kod')}
            width="short"
            maxlength={12}
            inputmode="numeric"
            autocomplete="one-time-code"
            enterkeyhint="go"
          />
          <Buttons>
            <Button>{text.confirm}</Button>
          </Buttons>
        </PostForm>
      )}
      {keyOptions !== undefined && (
        <PostForm action="/drugi-skladnik/klucz">
          {goal}
          <KeyPrompt
            options={keyOptions}
            label={text.useKey}
            hint={text.keyHint}
            without={text.keyWithoutScript}
            failed={text.keyWrong}
            look={hasApp ? 'plain' : 'main'}
          />
        </PostForm>
      )}
      <Disclosure summary={text.lost} open={errorAt('zapasowy') !== undefined || (!hasApp && keyOptions === undefined)}>
        <PostForm action="/drugi-skladnik">
          {goal}
          <Field
            name="zapasowy"
            label={text.spare}
            hint={text.spareHint}
            error={errorAt('zapasowy')}
            width="medium"
            maxlength={40}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
          />
          <Buttons>
            <Button look="plain">{text.spareConfirm}</Button>
          </Buttons>
        </PostForm>
        <p>{staff ? text.lostAllStaff : text.lostAll}</p>
      </Disclosure>
      <GiveUp />
    </>
  )
}

export function GiveUp() {
  return (
    <PostForm action="/wyjscie">
      <Buttons>
        <Button look="quiet">{text.giveUp}</Button>
      </Buttons>
    </PostForm>
  )
}

export interface CodesProps {
  readonly codes: readonly string[]
  readonly onward: string
  /** Right after the first factor was added. */
  readonly first: boolean
  readonly loginName: string
}

/** The one page that shows them. */
export function CodesView({ codes, onward, first, loginName }: CodesProps) {
  return (
    <>
      {first && (
        <p>
          <strong>{text.codesOn}.</strong>
        </p>
      )}
      <p>
        <strong>{text.codesNow}</strong> {text.codesWhat}
      </p>
      <Panel title={text.codesList}>
        <p class="hint">Login: {groupedLogin(loginName)}</p>
        <ol class="spare-codes">
          {codes.map((code) => (
            <li>
              <code>{code}</code>
            </li>
          ))}
        </ol>
      </Panel>
      <div class="buttons">
        <a class="button button-main" href={onward}>
          {text.codesDone}
        </a>
        <span hidden data-print>
          <button type="button" class="button">
            Drukuj
          </button>
        </span>
      </div>
      <p class="hint">{text.codesLost}</p>
    </>
  )
}
