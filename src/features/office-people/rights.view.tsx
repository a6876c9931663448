import { groupedLogin } from '#features/login/public.ts'
import type { IsoDate } from '#kernel/dates.ts'
import { premisesLabel } from '#kernel/premises.ts'
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
  StateBadge,
} from '#ui/components.ts'
import { type Holding, type Right, rightState } from './person.model.ts'
import { rightPeriod, rightStateNames } from './person.text.ts'
import { longestBasis, type RightDraft } from './rights.model.ts'
import { rightsText as text } from './rights.text.ts'
import { loginPath, personPath } from './search.model.ts'

interface GrantProps {
  readonly partyId: string
  readonly name: string
  readonly holdings: readonly Holding[]
  readonly once: string
  readonly draft: RightDraft
  readonly errors: readonly FieldError[]
}

const errorIn = (errors: readonly FieldError[], name: string) => errors.find(({ field }) => field === name)?.message

export function GrantView({ partyId, name, holdings, once, draft, errors }: GrantProps) {
  const path = personPath(partyId)
  return (
    <>
      <BackLink href={path}>{text.back}</BackLink>
      <ErrorSummary errors={errors} />
      <Panel title={`W imieniu: ${name}`}>
        {holdings.length === 0 ? (
          <p>{text.none}</p>
        ) : (
          <PostForm action={`${path}/pelnomocnik`} idempotencyKey={once}>
            <p>{text.grantWhat}</p>
            <Field
              name="login"
              label={text.login}
              hint={
                <>
                  {text.loginHint} <a href="/biuro/osoby">{text.find}</a>
                </>
              }
              value={draft.login}
              error={errorIn(errors, 'login')}
              width="medium"
              maxlength={254}
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
            />
            <fieldset class="field">
              <legend>{text.premises}</legend>
              <p class="hint">{text.premisesHint}</p>
              {holdings.map((one, index) => (
                <Field
                  name={`lokal${index}`}
                  kind="checkbox"
                  label={premisesLabel(one)}
                  value={one.premisesId}
                  checked={draft.premises.includes(one.premisesId)}
                  required={false}
                  plainLabel
                  error={index === 0 ? errorIn(errors, 'lokal0') : undefined}
                />
              ))}
            </fieldset>
            <Field
              name="od"
              kind="date"
              label={text.from}
              value={draft.od}
              error={errorIn(errors, 'od')}
              width="short"
            />
            <Field
              name="do"
              kind="date"
              label={text.to}
              hint={text.toHint}
              value={draft.do}
              required={false}
              error={errorIn(errors, 'do')}
              width="short"
            />
            <Field
              name="podstawa"
              label={text.basis}
              hint={text.basisHint}
              value={draft.podstawa}
              error={errorIn(errors, 'podstawa')}
              maxlength={longestBasis}
              autocomplete="off"
            />
            <Buttons>
              <Button>{text.grant}</Button>
            </Buttons>
          </PostForm>
        )}
      </Panel>
    </>
  )
}

interface EndProps {
  readonly right: Right
  readonly today: IsoDate
  readonly typed: { readonly jak: string; readonly dzien: string }
  readonly errors: readonly FieldError[]
}

export function EndRightView({ right, today, typed, errors }: EndProps) {
  const state = rightState(right, today)
  const over = state === 'ended' || state === 'revoked'
  return (
    <>
      <BackLink href={personPath(right.partyId)}>{text.back}</BackLink>
      <ErrorSummary errors={errors} />
      <Panel title={`${right.proxyName} w imieniu: ${right.partyName}`}>
        <DefinitionList
          items={[
            {
              term: 'Login pełnomocnika',
              value: <a href={loginPath(right.loginId)}>{groupedLogin(right.loginName)}</a>,
            },
            { term: 'Lokal', value: premisesLabel(right) },
            { term: 'Kiedy', value: rightPeriod(right) },
            { term: 'Podstawa', value: right.basis },
            {
              term: 'Stan',
              value: <StateBadge tone={rightStateNames[state].tone}>{rightStateNames[state].name}</StateBadge>,
            },
          ]}
        />
        {over ? (
          <p>{text.over}</p>
        ) : (
          <PostForm action={`/biuro/uprawnienia/${right.rightId}`}>
            <input type="hidden" name="wersja" value={right.version} />
            <RadioGroup
              name="jak"
              legend={text.how}
              value={typed.jak}
              error={errorIn(errors, 'jak')}
              options={[
                { value: 'odbierz', label: text.revoke, hint: text.revokeHint },
                { value: 'skroc', label: text.shorten, hint: text.shortenHint },
              ]}
            />
            <Field
              name="dzien"
              kind="date"
              label={text.day}
              hint={text.dayHint}
              value={typed.dzien}
              required={false}
              plainLabel
              error={errorIn(errors, 'dzien')}
              width="short"
            />
            <Buttons>
              <Button look="danger">{text.save}</Button>
            </Buttons>
          </PostForm>
        )}
      </Panel>
    </>
  )
}
