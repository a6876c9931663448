import {
  BackLink,
  Button,
  Buttons,
  DataTable,
  DateTimeText,
  DefinitionList,
  ErrorSummary,
  type FieldError,
  LinkButton,
  Notice,
  Panel,
  PasswordField,
  PostForm,
} from '#ui/components.ts'
import { type Factors, hasFactor, type PasskeyRow } from './factors.model.ts'
import { codesLeftSentence, doneSentences, type FactorsDone, factorText as text } from './factors.text.ts'

export interface SettingsProps {
  readonly factors: Factors
  readonly staff: boolean
  /** The password was given just now: only then there are buttons. */
  readonly proved: boolean
  /** Passkeys can be made under this address. */
  readonly keys: boolean
  readonly done: FactorsDone | undefined
  /** Where to go on once the password was given. */
  readonly next: 'aplikacja' | undefined
  readonly errors: readonly FieldError[]
}

/** What somebody signs in with beside the password, and how to change it. */
export function SettingsView(props: SettingsProps) {
  const { factors, staff, proved, done, errors } = props
  const on = hasFactor(factors)
  return (
    <>
      {done !== undefined && (
        <Notice tone="success" live>
          <p>{doneSentences[done]}</p>
        </Notice>
      )}
      <ErrorSummary errors={errors} />
      <p>{on ? text.on : text.off}</p>
      {!proved && <Proof errors={errors} next={props.next} />}
      <App {...props} />
      <Keys {...props} />
      <Panel title={text.codes}>
        {on ? (
          <>
            <p>{codesLeftSentence(factors.codesLeft)}</p>
            {proved && (
              <PostForm action="/drugi-skladnik/kody">
                <p class="hint">{text.newCodesHint}</p>
                <Buttons>
                  <Button look="plain">{text.newCodes}</Button>
                </Buttons>
              </PostForm>
            )}
          </>
        ) : (
          <p>{text.codesNeedFactor}</p>
        )}
      </Panel>
      {on && proved && !staff && <p class="hint">{text.lastTurnsOff}</p>}
      <BackLink href={staff ? '/haslo' : '/moje-dane'}>{staff ? text.backToPassword : text.backToData}</BackLink>
    </>
  )
}

function Proof({ errors, next }: Pick<SettingsProps, 'errors' | 'next'>) {
  return (
    <Panel title={text.proofTitle}>
      <PostForm action="/drugi-skladnik/potwierdz">
        <p>{text.proofWhy}</p>
        {next !== undefined && <input type="hidden" name="co" value={next} />}
        <PasswordField
          name="haslo"
          label={text.password}
          error={errors.find((error) => error.field === 'haslo')?.message}
          purpose="current"
        />
        <Buttons>
          <Button>{text.proofGo}</Button>
        </Buttons>
      </PostForm>
    </Panel>
  )
}

function App({ factors, proved }: SettingsProps) {
  const { appAddedAt, appUsedAt } = factors
  return (
    <Panel title={text.app}>
      {appAddedAt === null || appUsedAt === null ? (
        <p>{text.appOff}</p>
      ) : (
        <DefinitionList
          items={[
            { term: text.appSince, value: <DateTimeText at={appAddedAt} /> },
            { term: text.appUsed, value: <DateTimeText at={appUsedAt} /> },
          ]}
        />
      )}
      {proved && (
        <div class="buttons">
          <LinkButton href="/drugi-skladnik/aplikacja">
            {appAddedAt === null ? text.addApp : text.replaceApp}
          </LinkButton>
          {appAddedAt !== null && <Remove what="aplikacja">{text.removeApp}</Remove>}
        </div>
      )}
    </Panel>
  )
}

function Remove({ what, children }: { readonly what: string; readonly children: unknown }) {
  return (
    <PostForm action="/drugi-skladnik/usun" class="form-inline">
      <input type="hidden" name="co" value={what} />
      <Button look="danger">{children as string}</Button>
    </PostForm>
  )
}

function Keys({ factors, proved, keys }: SettingsProps) {
  if (!keys && factors.passkeys.length === 0) return null
  const removal = {
    key: 'remove',
    header: text.removeKey,
    cell: (key: PasskeyRow) => (
      <PostForm action="/drugi-skladnik/usun" class="form-inline">
        <input type="hidden" name="co" value={key.id} />
        <Button look="danger">
          {text.removeKey}
          <span class="unseen">: {key.name}</span>
        </Button>
      </PostForm>
    ),
  }
  return (
    <Panel title={text.keys} bare={factors.passkeys.length > 0}>
      <DataTable
        caption={text.keys}
        captionHidden
        empty={text.noKeys}
        rows={factors.passkeys}
        columns={[
          { key: 'name', header: text.keyNameLabel, rowHeader: true, cell: (key) => key.name },
          { key: 'added', header: 'Dodany', cell: (key) => <DateTimeText at={key.addedAt} /> },
          {
            key: 'used',
            header: 'Ostatnio użyty',
            cell: (key) => (key.lastUsedAt === null ? text.neverUsed : <DateTimeText at={key.lastUsedAt} />),
          },
          ...(proved ? [removal] : []),
        ]}
      />
      {proved && keys && (
        <Buttons>
          <LinkButton href="/drugi-skladnik/nowy-klucz">{text.addKey}</LinkButton>
        </Buttons>
      )}
    </Panel>
  )
}
