import { ProofField } from '#features/login/public.ts'
import {
  BackLink,
  type BadgeTone,
  Button,
  Buttons,
  DataTable,
  DateTimeText,
  ErrorSummary,
  Field,
  type FieldError,
  Notice,
  NrbText,
  Panel,
  PostForm,
  StateBadge,
} from '#ui/components.ts'
import { type AccountDifference, type AccountLine, type BankAccountChange, differences } from './bank-accounts.model.ts'
import { differenceNames, settingsText, accountsText as text } from './settings.text.ts'
import { AccountList, address, errorAt, WaitingChange } from './settings.view.tsx'

interface AccountsProps {
  readonly now: readonly AccountLine[]
  readonly typed: readonly AccountLine[]
  /** The accounts the form was filled from, so that a change meanwhile is noticed. */
  readonly before: string
  readonly waiting: string | undefined
  readonly once: string
  readonly asksPassword: boolean
  readonly errors: readonly FieldError[]
}

export function AccountsView({ now, typed, before, waiting, once, asksPassword, errors }: AccountsProps) {
  return (
    <>
      <ErrorSummary errors={errors} />
      <p>{text.lead}</p>
      {waiting !== undefined && <WaitingChange jobId={waiting} />}
      <Panel title={text.now}>
        <AccountList accounts={now} />
      </Panel>
      {waiting === undefined && (
        <Panel title={text.propose}>
          <p class="hint">{text.proposeHint}</p>
          <PostForm action={`${address}/rachunki`} idempotencyKey={once}>
            <input type="hidden" name="przed" value={before} />
            {typed.map((line, at) => (
              <fieldset class="field">
                <legend>Rachunek {at + 1}</legend>
                <Field
                  name={`nazwa${at}`}
                  label={text.label}
                  required={false}
                  plainLabel
                  value={line.label}
                  error={errorAt(errors, `nazwa${at}`)}
                  maxlength={120}
                  width="medium"
                />
                <Field
                  name={`numer${at}`}
                  label={text.nrb}
                  required={false}
                  plainLabel
                  value={line.nrb}
                  error={errorAt(errors, `numer${at}`)}
                  maxlength={40}
                  inputmode="numeric"
                  width="medium"
                  spellcheck={false}
                />
              </fieldset>
            ))}
            <ProofField asked={asksPassword} errors={errors} />
            <Buttons>
              <Button>{text.send}</Button>
            </Buttons>
          </PostForm>
        </Panel>
      )}
      <BackLink href={address}>{settingsText.back}</BackLink>
    </>
  )
}

const tones: Readonly<Record<AccountDifference['kind'], BadgeTone>> = {
  same: 'off',
  renamed: 'part',
  added: 'due',
  removed: 'late',
}

/** What the second person decides about: each account as it is and as it would be, what differs named in words. */
export function BankAccountChangeView({
  change,
  stale,
}: {
  readonly change: BankAccountChange
  readonly stale: boolean
}) {
  return (
    <>
      {stale && (
        <Notice tone="warning">
          <p>{text.stale}</p>
        </Notice>
      )}
      <Panel title={text.differences} bare>
        <DataTable
          caption={text.differences}
          captionHidden
          empty={text.none}
          rows={differences(change.before, change.after)}
          rowTone={({ kind }) => (kind === 'same' ? 'muted' : kind === 'removed' ? 'late' : 'marked')}
          columns={[
            {
              key: 'kind',
              header: text.change,
              cell: ({ kind }) => <StateBadge tone={tones[kind]}>{differenceNames[kind]}</StateBadge>,
            },
            {
              key: 'before',
              header: text.before,
              cell: (one) =>
                one.kind === 'added' ? 'nie było' : <Account label={one.labelBefore ?? one.label} nrb={one.nrb} />,
            },
            {
              key: 'after',
              header: text.after,
              cell: (one) => (one.kind === 'removed' ? 'nie będzie' : <Account label={one.label} nrb={one.nrb} />),
            },
          ]}
        />
      </Panel>
    </>
  )
}

const Account = ({ label, nrb }: AccountLine) => (
  <>
    {label}: <NrbText nrb={nrb} of={label} />
  </>
)

/** For the start page of everybody in the office, seven days long. */
export function BankAccountsNotice({ changedAt }: { readonly changedAt: number | undefined }) {
  if (changedAt === undefined) return null
  return (
    <Notice tone="warning" title={text.recently}>
      <p>
        <DateTimeText at={changedAt} />. {text.recentlyHint} <a href="/kontakt">Kontakt</a>
      </p>
    </Notice>
  )
}
