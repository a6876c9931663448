import { groupedLogin } from '#features/login/public.ts'
import {
  BackLink,
  Button,
  Buttons,
  ErrorSummary,
  type FieldError,
  Notice,
  Panel,
  PostForm,
  RadioGroup,
} from '#ui/components.ts'
import { type Login, viewReasons } from './person.model.ts'
import { viewReasonNames } from './person.text.ts'
import { loginPath } from './search.model.ts'
import { bannerSentence, viewText as text } from './view.text.ts'

interface StartViewProps {
  readonly login: Login
  readonly once: string
  readonly reason: string
  readonly errors: readonly FieldError[]
}

export function StartViewForm({ login, once, reason, errors }: StartViewProps) {
  const path = loginPath(login.loginId)
  return (
    <>
      <BackLink href={path}>{text.back}</BackLink>
      <ErrorSummary errors={errors} />
      <Panel title={`${login.displayName}, login ${groupedLogin(login.loginName)}`}>
        {login.lockedAt !== null ? (
          <Notice tone="warning">
            <p>{text.locked}</p>
          </Notice>
        ) : (
          <PostForm action={`${path}/podglad`} idempotencyKey={once}>
            <p>{text.what}</p>
            <p>{text.told}</p>
            <p>{text.lasts}</p>
            <RadioGroup
              name="powod"
              legend={text.reason}
              value={reason}
              error={errors[0]?.message}
              options={viewReasons.map((value) => ({ value, label: viewReasonNames[value] }))}
            />
            <Buttons>
              <Button>{text.start}</Button>
            </Buttons>
          </PostForm>
        )}
      </Panel>
    </>
  )
}

interface BannerProps {
  readonly displayName: string
  readonly loginName: string
  readonly viewEndsAt: number
}

/** On top of every page of a view: whose pages these are, that nothing is written, and the way out. */
export function viewBanner({ displayName, loginName, viewEndsAt }: BannerProps) {
  return (
    <div class="view-banner">
      <p>
        <strong>{bannerSentence(displayName, groupedLogin(loginName), viewEndsAt)}</strong>
      </p>
      <PostForm action="/biuro/podglad/zakoncz" class="form-inline">
        <Button look="plain">{text.end}</Button>
      </PostForm>
    </div>
  )
}
