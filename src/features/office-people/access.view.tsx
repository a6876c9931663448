import { groupedLogin } from '#features/login/public.ts'
import {
  BackLink,
  Button,
  Buttons,
  DefinitionList,
  ErrorSummary,
  Field,
  type FieldError,
  Panel,
  PostForm,
  RadioGroup,
} from '#ui/components.ts'
import { lockReasonNames, accessText as text, unlockReasonNames } from './access.text.ts'
import type { Login } from './person.model.ts'
import { loginStateSentence } from './person.text.ts'
import { loginPath } from './search.model.ts'

interface LockProps {
  readonly login: Login
  readonly reason: string
  readonly note: string
  readonly errors: readonly FieldError[]
}

/** Locking a login that is open, unlocking one that is locked. */
export function LockView({ login, reason, note, errors }: LockProps) {
  const locked = login.lockedAt !== null
  const path = loginPath(login.loginId)
  const errorOf = (name: string) => errors.find(({ field }) => field === name)?.message
  const names: Readonly<Record<string, string>> = locked ? unlockReasonNames : lockReasonNames
  return (
    <>
      <BackLink href={path}>{text.back}</BackLink>
      <ErrorSummary errors={errors} />
      <Panel title={`${login.displayName}, login ${groupedLogin(login.loginName)}`}>
        {locked && <DefinitionList items={[{ term: text.lockedSince, value: loginStateSentence(login) ?? '' }]} />}
        <PostForm action={`${path}/${locked ? 'odblokuj' : 'zablokuj'}`}>
          <p>{locked ? text.unlockWhat : text.lockWhat}</p>
          <RadioGroup
            name="powod"
            legend={locked ? text.unlockReason : text.lockReason}
            value={reason}
            error={errorOf('powod')}
            options={Object.entries(names).map(([value, label]) => ({ value, label }))}
          />
          {!locked && (
            <Field
              name="uwaga"
              label={text.note}
              hint={text.noteHint}
              value={note}
              required={false}
              maxlength={200}
              error={errorOf('uwaga')}
              autocomplete="off"
            />
          )}
          <Buttons>
            <Button look={locked ? 'main' : 'danger'}>{locked ? text.unlock : text.lock}</Button>
          </Buttons>
        </PostForm>
      </Panel>
    </>
  )
}
