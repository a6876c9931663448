import {
  Button,
  Buttons,
  ErrorSummary,
  Field,
  type FieldError,
  LinkButton,
  Panel,
  PasswordField,
  PostForm,
} from '#ui/components.ts'
import { loginText } from '../login.text.ts'
import type { SetupDraft } from './setup.model.ts'
import { setupText as text } from './setup.text.ts'

export interface SetupProps {
  readonly path: string
  readonly draft: SetupDraft
  readonly proposal: string
  readonly errors: readonly FieldError[]
}

/** Who the cooperative is and who administrates, on one page. */
export function SetupView({ path, draft, proposal, errors }: SetupProps) {
  const errorAt = (field: string) => errors.find((error) => error.field === field)?.message
  return (
    <>
      <ErrorSummary errors={errors} />
      <p>{text.lead}</p>
      <PostForm action={path}>
        <Field
          name="spoldzielnia"
          label={text.cooperative}
          hint={text.cooperativeHint}
          error={errorAt('spoldzielnia')}
          value={draft.spoldzielnia}
          maxlength={200}
          autocomplete="organization"
        />
        <Field
          name="nazwa"
          label={text.displayName}
          error={errorAt('nazwa')}
          value={draft.nazwa}
          maxlength={100}
          width="medium"
          autocomplete="name"
        />
        <Field
          name="login"
          label={text.login}
          hint={text.loginHint}
          error={errorAt('login')}
          value={draft.login}
          maxlength={254}
          width="medium"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
        />
        <p>
          {text.proposalHint} <strong class="phrase">{proposal}</strong>
        </p>
        <PasswordField
          name="haslo"
          label={loginText.password}
          hint={loginText.passwordHint}
          error={errorAt('haslo')}
          purpose="new"
        />
        <PasswordField name="powtorz" label={loginText.repeated} error={errorAt('powtorz')} purpose="new" />
        <p class="hint">{text.next}</p>
        <Buttons>
          <Button>{text.save}</Button>
        </Buttons>
      </PostForm>
    </>
  )
}

export function GoneView() {
  return (
    <Panel title={text.goneTitle} id="po-linku">
      <p>{text.gone}</p>
      <p>{text.goneWay}</p>
      <Buttons>
        <LinkButton href="/zaloguj">{text.signIn}</LinkButton>
      </Buttons>
    </Panel>
  )
}
