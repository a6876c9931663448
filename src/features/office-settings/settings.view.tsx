import {
  BackLink,
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
  NrbText,
  Panel,
  PostForm,
} from '#ui/components.ts'
import type { AccountLine } from './bank-accounts.model.ts'
import { changeSentence } from './history.text.ts'
import { type ListKey, listKeys } from './lists.model.ts'
import { type Change, type FieldRule, type FormKey, forms, type Settings, type Values } from './settings.model.ts'
import {
  accountsText,
  contrastSentence,
  fieldHints,
  fieldLabels,
  formLeads,
  formTitles,
  listTitles,
  lookText,
  settingsText as text,
} from './settings.text.ts'

export const address = '/biuro/ustawienia'
export const errorAt = (errors: readonly FieldError[], field: string): string | undefined =>
  errors.find((error) => error.field === field)?.message

export function SavedNotice({ sentence }: { readonly sentence: string | undefined }) {
  if (sentence === undefined) return null
  return (
    <Notice tone="success" live>
      <p>{sentence}</p>
    </Notice>
  )
}

interface OverviewProps {
  readonly settings: Settings
  readonly accounts: readonly AccountLine[]
  readonly counts: Readonly<Record<ListKey, number>>
  readonly changes: readonly Change[]
}

export function OverviewView({ settings, accounts, counts, changes }: OverviewProps) {
  return (
    <>
      <p>{text.lead}</p>
      {(Object.keys(forms) as FormKey[]).map((key) => (
        <Panel title={formTitles[key]} aside={<ChangeLink href={`${address}/${key}`} of={formTitles[key]} />}>
          <DefinitionList
            items={forms[key].map((rule) => ({
              term: fieldLabels[rule.name],
              value: shown(settings.values[rule.name] ?? ''),
            }))}
          />
        </Panel>
      ))}
      <Panel title={lookText.title} aside={<ChangeLink href={`${address}/wyglad`} of={lookText.title} />}>
        <DefinitionList
          items={[
            { term: lookText.colour, value: settings.accentColor },
            { term: lookText.logo, value: settings.hasLogo ? 'jest' : 'nie ma' },
          ]}
        />
      </Panel>
      <Panel title={accountsText.title} aside={<ChangeLink href={`${address}/rachunki`} of={accountsText.title} />}>
        <AccountList accounts={accounts} />
      </Panel>
      <Panel title="Listy">
        <ul>
          {listKeys.map((key) => (
            <li>
              <a href={`${address}/${key}`}>{listTitles[key]}</a> ({counts[key]})
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={text.history} bare>
        <DataTable
          caption={text.history}
          captionHidden
          empty={text.noHistory}
          rows={changes}
          columns={[
            { key: 'what', header: 'Co zmieniono', rowHeader: true, cell: changeSentence },
            { key: 'by', header: 'Kto', cell: ({ by }) => by ?? text.someone },
            { key: 'at', header: 'Kiedy', cell: ({ at }) => <DateTimeText at={at} /> },
          ]}
        />
      </Panel>
    </>
  )
}

const ChangeLink = ({ href, of }: { readonly href: string; readonly of: string }) => (
  <a href={href}>
    {text.change}
    <span class="unseen">: {of}</span>
  </a>
)

const shown = (value: string): string =>
  value === '' ? text.empty : value.length > 200 ? `${value.slice(0, 200)}…` : value

export function AccountList({ accounts }: { readonly accounts: readonly AccountLine[] }) {
  if (accounts.length === 0) return <p>{accountsText.none}</p>
  return (
    <DefinitionList
      items={accounts.map(({ label, nrb }) => ({ term: label, value: <NrbText nrb={nrb} of={label} /> }))}
    />
  )
}

interface FormProps {
  readonly form: FormKey
  readonly version: number
  readonly typed: Values
  /** After a conflict: what is stored now, to compare with what was typed. */
  readonly stored?: Values | undefined
  /** More to say at a field, by its name. */
  readonly notes?: Values | undefined
  readonly errors: readonly FieldError[]
  readonly saved: boolean
}

export function FormView({ form, version, typed, stored, notes = {}, errors, saved }: FormProps) {
  return (
    <>
      <SavedNotice sentence={saved ? text.saved : undefined} />
      <ErrorSummary errors={errors} />
      <p>{formLeads[form]}</p>
      <PostForm action={`${address}/${form}`}>
        <input type="hidden" name="wersja" value={String(version)} />
        {forms[form].map((rule) => (
          <RuleField
            rule={rule}
            value={typed[rule.name] ?? ''}
            stored={stored && stored[rule.name] !== typed[rule.name] ? stored[rule.name] : undefined}
            note={notes[rule.name]}
            error={errorAt(errors, rule.name)}
          />
        ))}
        <Buttons>
          <Button>{text.save}</Button>
        </Buttons>
      </PostForm>
      <BackLink href={address}>{text.back}</BackLink>
    </>
  )
}

interface RuleFieldProps {
  readonly rule: FieldRule
  readonly value: string
  readonly stored: string | undefined
  readonly note: string | undefined
  readonly error: string | undefined
}

function RuleField({ rule, value, stored, note, error }: RuleFieldProps) {
  const hint = fieldHints[rule.name]
  const compared = stored === undefined ? undefined : `${text.storedNow} ${shown(stored)}`
  return (
    <Field
      name={rule.name}
      label={fieldLabels[rule.name]}
      kind={rule.rows === undefined ? 'text' : 'textarea'}
      required={rule.required ?? false}
      hint={[hint, note, compared].filter(Boolean).join(' ') || undefined}
      error={error}
      value={value}
      maxlength={rule.max}
      {...(rule.rows === undefined ? {} : { rows: rule.rows })}
      {...(rule.range ? { inputmode: 'numeric' as const } : {})}
      width={rule.max <= 20 ? 'short' : rule.max <= 120 ? 'medium' : 'full'}
    />
  )
}

interface LookProps {
  readonly settings: Settings
  readonly colour: string
  readonly logoUrl: string | undefined
  readonly check: { readonly shade: string; readonly ratio: number; readonly adjusted: boolean } | undefined
  readonly errors: readonly FieldError[]
  readonly saved: boolean
}

export function LookView({ settings, colour, logoUrl, check, errors, saved }: LookProps) {
  const asked = encodeURIComponent(colour)
  return (
    <>
      <SavedNotice sentence={saved ? text.saved : undefined} />
      <ErrorSummary errors={errors} />
      <Panel title={lookText.colour}>
        <form action={`${address}/wyglad`} method="get" class="form">
          <Field
            name="kolor"
            label={lookText.colour}
            hint={lookText.colourHint}
            error={errorAt(errors, 'kolor')}
            value={colour}
            maxlength={9}
            width="medium"
            spellcheck={false}
            autocapitalize="none"
          />
          <Buttons>
            <Button look="plain">{lookText.preview}</Button>
          </Buttons>
        </form>
        {check && (
          <>
            <p>{contrastSentence(check.shade, check.ratio.toFixed(1).replace('.', ','))}</p>
            <p>{check.adjusted ? lookText.adjusted : lookText.readable}</p>
            <p class="previews">
              <img
                src={`${address}/wyglad/jasny.svg?kolor=${asked}`}
                alt={lookText.previewLight}
                width={420}
                height={210}
              />{' '}
              <img
                src={`${address}/wyglad/ciemny.svg?kolor=${asked}`}
                alt={lookText.previewDark}
                width={420}
                height={210}
              />
            </p>
            <PostForm action={`${address}/wyglad`}>
              <input type="hidden" name="wersja" value={String(settings.version)} />
              <input type="hidden" name="kolor" value={colour} />
              <Buttons>
                <Button>{lookText.saveColour}</Button>
              </Buttons>
            </PostForm>
          </>
        )}
      </Panel>
      <Panel title={lookText.logo}>
        {logoUrl === undefined ? (
          <p>{lookText.noLogo}</p>
        ) : (
          <>
            <p>{lookText.logoNow}</p>
            <p>
              <img class="brand-logo" src={logoUrl} alt={lookText.logo} height={40} />
            </p>
            <PostForm action={`${address}/wyglad/logo/usun`}>
              <Buttons>
                <Button look="quiet">{lookText.removeLogo}</Button>
              </Buttons>
            </PostForm>
          </>
        )}
        <PostForm action={`${address}/wyglad/logo`} files>
          <Field
            name="logo"
            label={lookText.logoFile}
            kind="file"
            accept="image/png,image/jpeg"
            hint={lookText.logoHint}
            error={errorAt(errors, 'logo')}
          />
          <Buttons>
            <Button>{lookText.saveLogo}</Button>
          </Buttons>
        </PostForm>
      </Panel>
      <BackLink href={address}>{text.back}</BackLink>
    </>
  )
}

export function WaitingChange({ jobId }: { readonly jobId: string }) {
  return (
    <Notice tone="info">
      <p>{accountsText.waits}</p>
      <p>
        <LinkButton href={`/biuro/zadania/${jobId}`}>{accountsText.look}</LinkButton>
      </p>
    </Notice>
  )
}
