import { ProofField } from '#features/login/public.ts'
import {
  BackLink,
  type BadgeTone,
  Button,
  Buttons,
  DataTable,
  DateTimeText,
  DefinitionList,
  ErrorSummary,
  Field,
  type FieldError,
  LinkButton,
  Notice,
  Panel,
  PostForm,
  RadioGroup,
  StateBadge,
} from '#ui/components.ts'
import {
  type AccountState,
  changesOf,
  limits,
  type ResidentFactors,
  type StaffAccount,
  type StaffChange,
  staffRoles,
  stateOf,
} from './staff.model.ts'
import {
  changeWords,
  doneSentences,
  factorsWords,
  roleHints,
  roleNames,
  stateNames,
  staffText as text,
} from './staff.text.ts'

const tones: Readonly<Record<AccountState, BadgeTone>> = {
  active: 'done',
  waiting: 'due',
  codeExpired: 'late',
  locked: 'off',
}

function State({ account }: { readonly account: StaffAccount }) {
  const state = stateOf(account)
  return <StateBadge tone={tones[state]}>{stateNames[state]}</StateBadge>
}

const LastSignIn = ({ at }: { readonly at: number | null }) =>
  at === null ? <span>{text.never}</span> : <DateTimeText at={at} />

export function StaffView({ accounts }: { readonly accounts: readonly StaffAccount[] }) {
  return (
    <>
      <Buttons>
        <LinkButton href="/biuro/pracownicy/nowy" look="main">
          {text.add}
        </LinkButton>
      </Buttons>
      <DataTable
        caption={text.title}
        captionHidden
        empty={text.empty}
        rows={accounts}
        rowTone={(account) => (account.lockedAt === null ? undefined : 'muted')}
        columns={[
          {
            key: 'name',
            header: 'Pracownik',
            rowHeader: true,
            cell: (account) => (
              <>
                <a href={`/biuro/pracownicy/${account.id}`}>{account.displayName}</a>{' '}
                <span class="hint">
                  {account.name}
                  {account.own && `, ${text.you}`}
                </span>
              </>
            ),
          },
          { key: 'role', header: 'Rola', cell: (account) => roleNames[account.role] },
          { key: 'state', header: 'Konto', cell: (account) => <State account={account} /> },
          { key: 'factors', header: 'Drugi składnik', cell: factorsWords },
          { key: 'last', header: 'Ostatnie logowanie', cell: (account) => <LastSignIn at={account.lastSignInAt} /> },
        ]}
      />
    </>
  )
}

export function AccountView({ account, done }: { readonly account: StaffAccount; readonly done: string | undefined }) {
  const { lockedAt, lockReason, codeExpiresAt } = account
  const changes = changesOf(account)
  return (
    <>
      <BackLink href="/biuro/pracownicy">{text.back}</BackLink>
      {done !== undefined && (
        <Notice tone={done in doneSentences ? 'success' : 'info'} live>
          <p>{doneSentences[done] ?? text.codeRepeated}</p>
        </Notice>
      )}
      <Panel title={account.displayName} id="konto" aside={<State account={account} />}>
        <DefinitionList
          items={[
            { term: text.login, value: account.name },
            { term: text.role, value: roleNames[account.role], hint: ` ${roleHints[account.role]}` },
            { term: 'Drugi składnik', value: factorsWords(account) },
            { term: 'Ostatnie logowanie', value: <LastSignIn at={account.lastSignInAt} /> },
            { term: 'Konto założone', value: <DateTimeText at={account.createdAt} /> },
            ...(codeExpiresAt === null
              ? []
              : [
                  {
                    term: account.codeExpired ? 'Kod startowy stracił ważność' : text.codeUntil,
                    value: <DateTimeText at={codeExpiresAt} />,
                  },
                ]),
            ...(lockedAt === null
              ? []
              : [
                  { term: 'Zablokowane', value: <DateTimeText at={lockedAt} /> },
                  { term: text.reason, value: lockReason ?? '' },
                ]),
          ]}
        />
      </Panel>
      {account.own ? (
        <p>{text.own}</p>
      ) : (
        <Panel title={text.changes}>
          <div class="buttons">
            {changes.map((change) => (
              <LinkButton
                href={`/biuro/pracownicy/${account.id}/${changeWords[change].slug}`}
                look={change === 'lock' ? 'danger' : 'plain'}
              >
                {changeWords[change].title}
              </LinkButton>
            ))}
          </div>
        </Panel>
      )}
    </>
  )
}

export interface FormProps {
  readonly once: string
  readonly asksPassword: boolean
  readonly errors: readonly FieldError[]
}

const errorAt = (errors: readonly FieldError[], field: string) => errors.find((error) => error.field === field)?.message

function RoleField({ value, errors }: { readonly value: string; readonly errors: readonly FieldError[] }) {
  return (
    <RadioGroup
      name="rola"
      legend={text.role}
      value={value}
      error={errorAt(errors, 'rola')}
      options={staffRoles.map((role) => ({ value: role, label: roleNames[role], hint: ` ${roleHints[role]}` }))}
    />
  )
}

export interface Draft {
  readonly nazwa: string
  readonly login: string
  readonly rola: string
}

export function NewAccountView({ draft, ...form }: FormProps & { readonly draft: Draft }) {
  const { errors } = form
  return (
    <>
      <BackLink href="/biuro/pracownicy">{text.back}</BackLink>
      <ErrorSummary errors={errors} />
      <p>{text.addLead}</p>
      <PostForm action="/biuro/pracownicy/nowy" idempotencyKey={form.once}>
        <Field
          name="nazwa"
          label={text.displayName}
          hint={text.displayNameHint}
          error={errorAt(errors, 'nazwa')}
          value={draft.nazwa}
          maxlength={limits.displayName}
          width="medium"
          autocomplete="off"
          autocapitalize="words"
        />
        <Field
          name="login"
          label={text.login}
          hint={text.loginHint}
          error={errorAt(errors, 'login')}
          value={draft.login}
          maxlength={254}
          width="medium"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
        />
        <RoleField value={draft.rola} errors={errors} />
        <ProofField asked={form.asksPassword} errors={form.errors} />
        <Buttons>
          <Button>{text.save}</Button>
        </Buttons>
      </PostForm>
    </>
  )
}

interface CodeProps {
  readonly id: string
  readonly displayName: string
  readonly login: string
  readonly code: string
  readonly expiresAt: number
}

/** The one page that shows it. */
export function StartingCodeView({ id, displayName, login, code, expiresAt }: CodeProps) {
  return (
    <>
      <Notice tone="warning" title={text.codeOnce}>
        <p>{text.codeHow}</p>
      </Notice>
      <Panel title={`${text.codeFor}: ${displayName}`} id="kod-startowy">
        <DefinitionList
          items={[
            { term: text.login, value: <code class="one-code">{login}</code> },
            { term: text.codeTitle, value: <code class="one-code">{code}</code> },
            { term: text.codeUntil, value: <DateTimeText at={expiresAt} /> },
          ]}
        />
      </Panel>
      <div class="buttons">
        <span hidden data-print>
          <button type="button" class="button">
            Drukuj
          </button>
        </span>
        <LinkButton href={`/biuro/pracownicy/${id}`}>{displayName}</LinkButton>
        <LinkButton href="/biuro/pracownicy" look="quiet">
          {text.back}
        </LinkButton>
      </div>
    </>
  )
}

export interface ChangeProps extends FormProps {
  readonly account: StaffAccount
  readonly change: StaffChange
  readonly role: string
  readonly reason: string
}

/** One change of one account. */
export function ChangeView({ account, change, role, reason, ...form }: ChangeProps) {
  const words = changeWords[change]
  const { errors } = form
  return (
    <>
      <BackLink href={`/biuro/pracownicy/${account.id}`}>{account.displayName}</BackLink>
      <ErrorSummary errors={errors} />
      <p>
        <strong>
          {account.displayName} ({account.name}), {roleNames[account.role]}.
        </strong>{' '}
        {words.what}
      </p>
      <PostForm action={`/biuro/pracownicy/${account.id}/${words.slug}`} idempotencyKey={form.once}>
        <input type="hidden" name="wersja" value={account.version} />
        {change === 'role' && <RoleField value={role} errors={errors} />}
        {change !== 'role' && change !== 'code' && <ReasonField reason={reason} errors={errors} />}
        <ProofField asked={form.asksPassword} errors={form.errors} />
        <Buttons>
          <Button look={change === 'lock' || change === 'factors' ? 'danger' : 'main'}>{words.button}</Button>
        </Buttons>
      </PostForm>
    </>
  )
}

function ReasonField({ reason, errors }: { readonly reason: string; readonly errors: readonly FieldError[] }) {
  return (
    <Field
      name="powod"
      label={text.reason}
      hint={text.reasonHint}
      error={errorAt(errors, 'powod')}
      value={reason}
      maxlength={limits.reason}
      autocomplete="off"
    />
  )
}

export interface ResidentProps extends FormProps {
  readonly login: ResidentFactors
  readonly reason: string
  readonly done: boolean
}

/** For a resident who lost their phone and was recognised. */
export function ResidentFactorsView({ login, reason, done, ...form }: ResidentProps) {
  const none = login.appAddedAt === null && login.passkeys === 0
  return (
    <>
      {done && (
        <Notice tone="success" live>
          <p>{text.residentDone}</p>
        </Notice>
      )}
      <ErrorSummary errors={form.errors} />
      <Panel title={login.displayName} id="login">
        <DefinitionList
          items={[
            { term: text.login, value: login.name },
            {
              term: 'Aplikacja z kodami',
              value: login.appAddedAt === null ? 'nie' : <DateTimeText at={login.appAddedAt} />,
            },
            { term: 'Klucze dostępu', value: String(login.passkeys) },
            { term: 'Nieużyte kody zapasowe', value: String(login.codesLeft) },
          ]}
        />
      </Panel>
      {none ? (
        <p>{text.residentNone}</p>
      ) : (
        <PostForm action={`/biuro/loginy/${login.id}/drugi-skladnik`} idempotencyKey={form.once}>
          <p>{text.residentLead}</p>
          <ReasonField reason={reason} errors={form.errors} />
          <ProofField asked={form.asksPassword} errors={form.errors} />
          <Buttons>
            <Button look="danger">{text.residentRemove}</Button>
          </Buttons>
        </PostForm>
      )}
    </>
  )
}
