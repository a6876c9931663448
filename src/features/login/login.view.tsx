import { type AnnouncementHead, PublicAnnouncements } from '#features/announcements/public.ts'
import {
  Button,
  Buttons,
  DefinitionList,
  ErrorSummary,
  Field,
  type FieldError,
  HoursText,
  LinkButton,
  Notice,
  Panel,
  PasswordField,
  PhoneLink,
  PostForm,
} from '#ui/components.ts'
import { loginText as text } from './login.text.ts'

export interface SignInProps {
  /** Where to go on to after signing in: a local path. */
  readonly onward: string
  readonly login: string
  readonly errors: readonly FieldError[]
  readonly signedOut?: 'here' | 'everywhere' | undefined
  /** What the cooperative tells everybody; not repeated beside a mistake in the form. */
  readonly announcements?: readonly AnnouncementHead[]
}

/** One form for residents and staff, for passwords and starting codes. */
export function SignInView({ onward, login, errors, signedOut, announcements = [] }: SignInProps) {
  const errorAt = (field: string) => errors.find((error) => error.field === field)?.message
  return (
    <>
      {signedOut !== undefined && (
        <Notice tone="success" title={text.signOutDone} live>
          <p>{signedOut === 'here' ? text.signedOut : text.signedOutEverywhere}</p>
        </Notice>
      )}
      <ErrorSummary errors={errors} title={text.signInFailed} />
      <PostForm action="/zaloguj">
        {onward !== '' && <input type="hidden" name="dalej" value={onward} />}
        <Field
          name="login"
          label={text.login}
          hint={text.loginHint}
          error={errorAt('login')}
          value={login}
          width="medium"
          maxlength={254}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="next"
        />
        <PasswordField
          name="haslo"
          label={text.secret}
          hint={text.secretHint}
          error={errorAt('haslo')}
          purpose="current"
        />
        <Buttons>
          <Button>{text.signIn}</Button>
        </Buttons>
      </PostForm>
      <p>
        <a href="/pomoc-z-haslem">{text.forgot}</a>
      </p>
      <p>{text.noAccount}</p>
      <Buttons>
        <LinkButton href="/rejestracja">{text.register}</LinkButton>
      </Buttons>
      <PublicAnnouncements announcements={announcements} />
    </>
  )
}

export interface PasswordHelpProps {
  readonly office: { readonly name: string; readonly phone: string; readonly officeHours: string }
  readonly once: string
  readonly login: string
  readonly errors: readonly FieldError[]
  /** The form was taken. */
  readonly sent: boolean
}

/** What to do without a password: a link to an address proved before, or the office. */
export function PasswordHelpView({ office, once, login, errors, sent }: PasswordHelpProps) {
  const items = [
    ...(office.phone === '' ? [] : [{ term: text.helpPhone, value: <PhoneLink phone={office.phone} /> }]),
    ...(office.officeHours === '' ? [] : [{ term: text.helpHours, value: <HoursText hours={office.officeHours} /> }]),
  ]
  return (
    <>
      {sent && (
        <Notice tone="success" title={text.helpMailSentTitle} live>
          <p>{text.helpMailSent}</p>
          <p>{text.helpMailNothing}</p>
        </Notice>
      )}
      <ErrorSummary errors={errors} />
      <Panel title={text.helpMailTitle}>
        <p>{text.helpMail}</p>
        <PostForm action="/pomoc-z-haslem" idempotencyKey={once}>
          <Field
            name="login"
            label={text.login}
            hint={text.loginHint}
            error={errors.find(({ field }) => field === 'login')?.message}
            value={login}
            width="medium"
            maxlength={254}
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            enterkeyhint="send"
          />
          <Buttons>
            <Button>{text.helpMailSend}</Button>
          </Buttons>
        </PostForm>
      </Panel>
      <Panel title={text.helpOfficeTitle}>
        <p>{text.helpOffice}</p>
        <p>{text.helpVisit}</p>
        {items.length > 0 && <DefinitionList items={items} />}
      </Panel>
      <p>{text.helpNoEmail}</p>
      <Buttons>
        <LinkButton href="/zaloguj">{text.backToSignIn}</LinkButton>
      </Buttons>
    </>
  )
}

/** Opening a link changes nothing, because programs that look into mails open every link; pressing the button does. */
export function StartingLinkView({ path }: { readonly path: string }) {
  return (
    <>
      <p>{text.linkIntro}</p>
      <PostForm action={path}>
        <Buttons>
          <Button>{text.linkOpen}</Button>
        </Buttons>
      </PostForm>
    </>
  )
}

export function DeadLinkView() {
  return (
    <>
      <p>{text.linkDead}</p>
      <Buttons>
        <LinkButton href="/pomoc-z-haslem">{text.linkDeadAgain}</LinkButton>
        <LinkButton href="/zaloguj" look="quiet">
          {text.backToSignIn}
        </LinkButton>
      </Buttons>
    </>
  )
}
