import {
  Button,
  Buttons,
  ErrorSummary,
  type FieldError,
  LinkButton,
  Notice,
  Panel,
  PasswordField,
  PostForm,
} from '#ui/components.ts'
import { flawSentence, loginText as text } from './login.text.ts'
import { groupedLogin } from './login-name.model.ts'
import type { PasswordFlaws } from './passwords/flaws.model.ts'

export interface PasswordFormProps {
  readonly flaws: PasswordFlaws
  /** A mistake of no field: too many tries, too many people. */
  readonly problem?: string | undefined
  /** Password managers keep the new password under this name. */
  readonly loginName: string
}

export interface SetPasswordProps extends PasswordFormProps {
  readonly proposal: string
  /** The same page under an address not asked for yet, or a browser would only scroll instead of asking for other words. */
  readonly otherProposalHref: string
}

/** After the starting code: a password of one's own, or the proposed one. */
export function SetPasswordView({ proposal, otherProposalHref, ...form }: SetPasswordProps) {
  return (
    <>
      <ErrorSummary errors={errorsOf(form)} />
      <p>{text.setIntro}</p>
      <p>
        {text.setLogin} <strong>{groupedLogin(form.loginName)}</strong>
      </p>
      <p>{text.setHurry}</p>
      <PostForm action="/haslo/ustaw">
        <NewPasswordFields {...form} />
        <Buttons>
          <Button>{text.save}</Button>
        </Buttons>
      </PostForm>
      <Panel title={text.proposalTitle} id="propozycja">
        <p>
          <strong class="phrase">{proposal}</strong>
        </p>
        <p>{text.proposalHint}</p>
        <PostForm action="/haslo/ustaw">
          <UserName loginName={form.loginName} />
          <input type="hidden" name="haslo" value={proposal} />
          <input type="hidden" name="powtorz" value={proposal} />
          <Buttons>
            <Button look="plain">{text.useProposal}</Button>
            <a class="button button-quiet" href={otherProposalHref}>
              {text.otherProposal}
            </a>
          </Buttons>
        </PostForm>
      </Panel>
      <PostForm action="/wyjscie">
        <Buttons>
          <Button look="quiet">{text.cancel}</Button>
        </Buttons>
      </PostForm>
    </>
  )
}

export function ChangePasswordView({ changed = false, ...form }: PasswordFormProps & { readonly changed?: boolean }) {
  return (
    <>
      {changed && (
        <Notice tone="success" title={text.changed} live>
          <p>{text.changedElsewhere}</p>
        </Notice>
      )}
      <ErrorSummary errors={errorsOf(form)} />
      <p>{text.changeIntro}</p>
      <PostForm action="/haslo">
        <PasswordField name="obecne" label={text.present} purpose="current" error={presentError(form.flaws)} />
        <NewPasswordFields {...form} />
        <Buttons>
          <Button>{text.save}</Button>
          <LinkButton href="/" look="quiet">
            {text.backToStart}
          </LinkButton>
        </Buttons>
      </PostForm>
      <p>
        <a href="/drugi-skladnik/ustawienia">{text.factorsLink}</a>: {text.factorsHint}
      </p>
    </>
  )
}

function NewPasswordFields({ flaws, loginName }: PasswordFormProps) {
  return (
    <>
      <UserName loginName={loginName} />
      <PasswordField
        name="haslo"
        label={text.password}
        hint={text.passwordHint}
        purpose="new"
        error={flaws.password && flawSentence(flaws.password)}
      />
      <PasswordField name="powtorz" label={text.repeated} purpose="new" error={flaws.repeated && text.different} />
    </>
  )
}

function UserName({ loginName }: { readonly loginName: string }) {
  return <input type="text" name="login" value={loginName} autocomplete="username" hidden readonly />
}

function presentError(flaws: PasswordFlaws): string | undefined {
  if (flaws.present === undefined) return undefined
  return flaws.present === 'empty' ? text.presentMissing : text.presentWrong
}

function errorsOf({ flaws, problem }: PasswordFormProps): FieldError[] {
  const at = (field: string, message: string | undefined): FieldError[] =>
    message === undefined ? [] : [{ field, message }]
  return [
    ...(problem === undefined ? [] : [{ message: problem }]),
    ...at('obecne', presentError(flaws)),
    ...at('haslo', flaws.password && flawSentence(flaws.password)),
    ...at('powtorz', flaws.repeated && text.different),
  ]
}
