import { BackLink, Button, Buttons, ErrorSummary, Field, type FieldError, Panel, PostForm } from '#ui/components.ts'
import { GiveUp } from './ask.view.tsx'
import { inFours } from './code.model.ts'
import { factorText as text } from './factors.text.ts'
import { KeyPrompt, ProofField } from './parts.view.tsx'

export interface AppProps {
  readonly secret: string
  readonly uri: string
  readonly qr: { readonly size: number; readonly path: string }
  /** Staff who just gave their password and cannot go on without; a person changing settings; a new app for an old one. */
  readonly why: 'must' | 'first' | 'again'
  readonly errors: readonly FieldError[]
}

/** From no app at all to the first code, in three steps, with what to do when the phone is lost. */
export function AppView({ secret, uri, qr, why, errors }: AppProps) {
  return (
    <>
      <ErrorSummary errors={errors} />
      <p>{why === 'must' ? text.appWhyStaff : why === 'first' ? text.appWhy : text.appAgain}</p>
      <Panel title={text.step1} id="krok-1">
        <p>{text.step1Apps}</p>
      </Panel>
      <Panel title={text.step2} id="krok-2">
        <p>{text.step2Scan}</p>
        <svg class="qr" viewBox={`0 0 ${qr.size} ${qr.size}`} role="img" aria-label={text.qr}>
          <rect width={qr.size} height={qr.size} />
          <path d={qr.path} />
        </svg>
        <p>
          {text.step2Same} <a href={uri}>{text.step2Open}</a>
        </p>
        <p>{text.step2Type}</p>
        <p>
          <code class="typed-key" translate="no">
            {inFours(secret, ' ')}
          </code>
        </p>
        <p class="hint">
          {text.step2Kind} {text.step2Keep}
        </p>
      </Panel>
      <Panel title={text.step3} id="krok-3">
        <PostForm action="/drugi-skladnik/aplikacja">
          <Field
            name="kod"
            label={text.code}
            hint={text.step3Hint}
            error={errors.find((error) => error.field === 'kod')?.message}
            width="short"
            maxlength={12}
            inputmode="numeric"
            autocomplete="one-time-code"
            enterkeyhint="done"
          />
          <Buttons>
            <Button>{text.turnOn}</Button>
          </Buttons>
        </PostForm>
        <p class="hint">
          <strong>{text.phoneLost}</strong> {text.phoneLostHow}
        </p>
      </Panel>
      {why === 'must' ? <GiveUp /> : <BackLink href="/drugi-skladnik/ustawienia">{text.back}</BackLink>}
    </>
  )
}

export interface KeyProps {
  readonly name: string
  readonly options: string | undefined
  readonly asksPassword: boolean
  readonly errors: readonly FieldError[]
}

export function NewKeyView({ name, options, asksPassword, errors }: KeyProps) {
  return (
    <>
      <ErrorSummary errors={errors} />
      <p>{text.keyWhat}</p>
      {options === undefined ? (
        <p>{text.keyNoSite}</p>
      ) : (
        <PostForm action="/drugi-skladnik/nowy-klucz">
          <Field
            name="nazwa"
            label={text.keyNameLabel}
            hint={text.keyNameHint}
            error={errors.find((error) => error.field === 'nazwa')?.message}
            value={name}
            maxlength={60}
            width="medium"
            autocomplete="off"
          />
          <ProofField asks={asksPassword} errors={errors} />
          <KeyPrompt
            options={options}
            label={text.keyAdd}
            hint=""
            without={text.keyNoScript}
            failed={text.keyNotMade}
            look="main"
          />
        </PostForm>
      )}
      <BackLink href="/drugi-skladnik/ustawienia">{text.back}</BackLink>
    </>
  )
}
