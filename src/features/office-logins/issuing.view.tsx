import { groupedLogin } from '#features/login/public.ts'
import { formatDateTime } from '#kernel/dates.ts'
import { premisesLabel } from '#kernel/premises.ts'
import {
  BackLink,
  type BadgeTone,
  Button,
  Buttons,
  DataTable,
  DateTimeText,
  DefinitionList,
  Disclosure,
  ErrorSummary,
  Field,
  type FieldError,
  FilterForm,
  Notice,
  Pagination,
  Panel,
  PostForm,
  RadioGroup,
  StateBadge,
} from '#ui/components.ts'
import {
  awaitsHandover,
  codeState,
  type HeldPremises,
  type LoginOwner,
  type LoginState,
  livingLogin,
  loginState,
  maskedEmail,
  ownerPath,
  type Person,
  type PersonLogin,
  reasons,
  type UnusedCode,
  type UnusedState,
  unusedStates,
} from './issuing.model.ts'
import {
  codeStates,
  holdingRoles,
  loginStates,
  reasonNames,
  issuingText as text,
  unusedStateNames,
} from './issuing.text.ts'
import { type Sheet, type SheetFrame, typedAddress } from './sheet.model.ts'
import { sheetText } from './sheet.text.ts'

const tones: Readonly<Record<LoginState, BadgeTone>> = {
  locked: 'late',
  active: 'done',
  codeWaiting: 'due',
  codeExpired: 'late',
  linkWaiting: 'due',
  noPassword: 'off',
}

/** What the clerk chose, when the form came back, or what the link here proposed. */
export interface Chosen {
  readonly reason: string
  readonly login: string
  /** Who uses a further login. */
  readonly name: string
}

export interface PersonLoginProps {
  readonly owner: LoginOwner
  readonly person: Person
  readonly premises: readonly HeldPremises[]
  readonly logins: readonly PersonLogin[]
  readonly version: string
  readonly once: { readonly present: string; readonly further: string }
  readonly registration: string | undefined
  readonly chosen: Chosen
  readonly errors: readonly FieldError[]
  readonly done: 'link' | 'wydano' | undefined
}

/** Everything about one person's way in: what there is, and the next step. */
export function PersonLoginView(props: PersonLoginProps) {
  const { owner, person, premises, logins, errors, done, registration } = props
  const path = `${ownerPath(owner)}/login`
  return (
    <>
      {registration === undefined ? (
        <BackLink href={ownerPath(owner)}>{text.back}</BackLink>
      ) : (
        <BackLink href={`/biuro/rejestracje/${registration}`}>{text.backToRegistration}</BackLink>
      )}
      {done !== undefined && (
        <Notice tone="success" live>
          <p>{done === 'link' ? text.linkSent : text.handedOverDone}</p>
        </Notice>
      )}
      <ErrorSummary errors={errors} />
      <Panel title={text.person}>
        <DefinitionList
          items={[
            { term: text.person, value: person.name },
            ...(person.memberNumber === null ? [] : [{ term: text.memberNumber, value: person.memberNumber }]),
            ...(premises.length === 0
              ? []
              : [
                  {
                    term: text.premises,
                    value: premises.map((one) => <div>{`${premisesLabel(one)} (${holdingRoles[one.role]})`}</div>),
                  },
                ]),
          ]}
        />
        {premises.length === 0 && <p>{owner.partyId === null ? text.outsider : text.noPremises}</p>}
      </Panel>
      {logins.map((login) => (
        <LoginPanel path={path} login={login} />
      ))}
      <IssuePanel {...props} path={path} />
      {owner.partyId !== null && livingLogin(logins) && <FurtherPanel {...props} path={path} />}
    </>
  )
}

function LoginPanel({ path, login }: { readonly path: string; readonly login: PersonLogin }) {
  const state = loginState(login)
  return (
    <Panel
      title={`${text.login} ${groupedLogin(login.name)}`}
      id={`login-${login.id}`}
      aside={<StateBadge tone={tones[state]}>{loginStates[state]}</StateBadge>}
    >
      <DefinitionList
        items={[
          {
            term: text.password,
            value:
              login.passwordSetAt === null ? text.passwordNone : <Since words="ustawione" at={login.passwordSetAt} />,
          },
          { term: text.code, value: <CodeWords login={login} /> },
          { term: text.handover, value: <HandoverWords login={login} /> },
          {
            term: text.lastSignIn,
            value: login.lastSignInAt === null ? text.lastSignInNone : <DateTimeText at={login.lastSignInAt} />,
          },
        ]}
      />
      {awaitsHandover(login) && <HandOverForm path={path} handoverId={login.handoverId!} />}
    </Panel>
  )
}

const Since = ({ words, at }: { readonly words: string; readonly at: number }) => (
  <>
    {words} <DateTimeText at={at} />
  </>
)

function CodeWords({ login }: { readonly login: PersonLogin }) {
  const state = codeState(login)
  if (state === 'none') return <>{codeStates.none}</>
  if (state === 'used') return <Since words={codeStates.used} at={login.codeUsedAt!} />
  return <Since words={`${codeStates[state]}, ważny do`} at={login.codeExpiresAt!} />
}

function HandoverWords({ login }: { readonly login: PersonLogin }) {
  if (login.issuedAt === null) return <>{codeStates.none}</>
  const by = login.issuedBy === null ? '' : `, ${login.issuedBy}`
  return (
    <>
      <DateTimeText at={login.issuedAt} />
      {by}
      <br />
      {login.handoverKind === 'email' ? (
        text.handoverEmail
      ) : login.handedOverAt === null ? (
        text.handoverWaits
      ) : (
        <>
          <Since words={text.handedOver} at={login.handedOverAt} />
          {login.handedOverBy !== null && `, ${login.handedOverBy}`}
        </>
      )}
    </>
  )
}

function HandOverForm({ path, handoverId }: { readonly path: string; readonly handoverId: string }) {
  return (
    <PostForm action={`${path}/wydano`}>
      <input type="hidden" name="wydanie" value={handoverId} />
      <p class="hint">{text.handOverHint}</p>
      <Buttons>
        <Button look="plain">{text.handOver}</Button>
      </Buttons>
    </PostForm>
  )
}

type FormProps = PersonLoginProps & { readonly path: string }

function IssuePanel({ path, logins, version, once, registration, chosen, errors }: FormProps) {
  const living = logins.filter(({ locked }) => !locked)
  const first = livingLogin(logins)
  const errorAt = (field: string) => errors.find((error) => error.field === field)?.message
  return (
    <Panel title={first ? text.newCodeTitle : text.newTitle} id="wydaj">
      <p>{first ? text.newCodeIntro : logins.length > 0 ? text.onlyLocked : text.newIntro}</p>
      {first && <p>{text.callerCheck}</p>}
      <PostForm action={path} idempotencyKey={once.present}>
        <input type="hidden" name="wersja" value={version} />
        {registration !== undefined && <input type="hidden" name="zgloszenie" value={registration} />}
        {first && living.length === 1 && <input type="hidden" name="login" value={first.id} />}
        {living.length > 1 && (
          <RadioGroup
            name="login"
            legend={text.whichLogin}
            value={living.some(({ id }) => id === chosen.login) ? chosen.login : first!.id}
            error={errorAt('login')}
            options={living.map(({ id, name }) => ({ value: id, label: groupedLogin(name) }))}
          />
        )}
        {first && (
          <Field
            kind="select"
            name="powod"
            label={text.reason}
            value={chosen.reason}
            error={errorAt('powod')}
            width="medium"
            options={[
              { value: '', label: text.choose },
              ...reasons.map((value) => ({ value, label: reasonNames[value] })),
            ]}
          />
        )}
        <Buttons>
          <Button name="jak" value="ekran">
            {text.show}
          </Button>
          <Button name="jak" value="pdf" look="plain">
            {text.pdf}
          </Button>
          {first?.verifiedEmail != null && living.length === 1 && (
            <Button name="jak" value="email" look="plain">
              {text.mail}
            </Button>
          )}
        </Buttons>
        {first?.verifiedEmail != null && living.length === 1 && (
          <p class="hint">{text.mailHint(maskedEmail(first.verifiedEmail))}</p>
        )}
      </PostForm>
    </Panel>
  )
}

/** Another login beside the one that works: a company has several people who use its own. */
function FurtherPanel({ path, version, once, chosen, errors }: FormProps) {
  const error = errors.find(({ field }) => field === 'nazwa')?.message
  return (
    <Disclosure summary={text.furtherTitle} open={error !== undefined}>
      <p>{text.furtherIntro}</p>
      <PostForm action={path} idempotencyKey={once.further}>
        <input type="hidden" name="wersja" value={version} />
        <input type="hidden" name="nastepny" value="1" />
        <Field
          name="nazwa"
          label={text.furtherName}
          hint={text.furtherNameHint}
          required={false}
          value={chosen.name}
          error={error}
          maxlength={100}
          width="medium"
        />
        <Buttons>
          <Button name="jak" value="ekran" look="plain">
            {text.furtherShow}
          </Button>
          <Button name="jak" value="pdf" look="plain">
            {text.furtherPdf}
          </Button>
        </Buttons>
      </PostForm>
    </Disclosure>
  )
}

export interface SheetProps {
  /** Of the person's page with logins. */
  readonly path: string
  readonly loginId: string
  readonly handoverId: string
  readonly sheet: Sheet
  readonly frame: SheetFrame
}

/** The answer to the form that issued: the only time the code is seen. Printed from the browser it is the same sheet. */
export function SheetView({ path, loginId, handoverId, sheet, frame }: SheetProps) {
  const typed = typedAddress(frame.address)
  const { cooperative, shortestPassword } = frame
  return (
    <>
      <BackLink href={path}>{text.backToLogins}</BackLink>
      <div class="screen-only">
        <Notice tone="warning" live>
          <p>{text.once}</p>
        </Notice>
      </div>
      <section class="panel sheet" aria-labelledby="kartka">
        <h2 id="kartka">{sheetText.title}</h2>
        <p>
          <strong>{sheet.personName}</strong>
          {sheet.premisesLabel !== '' && <>, {sheet.premisesLabel}</>}
        </p>
        <dl class="sheet-secrets">
          <div>
            <dt>{sheetText.login}</dt>
            <dd>{groupedLogin(sheet.login)}</dd>
          </div>
          <div>
            <dt>{sheetText.code}</dt>
            <dd class="sheet-code">{sheet.code}</dd>
          </div>
        </dl>
        <p>{sheetText.validUntil(formatDateTime(sheet.expiresAt))}</p>
        <h3>{sheetText.how}</h3>
        <ol>
          {sheetText.steps(typed, shortestPassword).map((step) => (
            <li>{step}</li>
          ))}
        </ol>
        <p>
          <strong>{sheetText.help}</strong> {sheetText.helpContact(cooperative.phone, cooperative.officeHours)}
        </p>
        <p>{sheetText.secret}</p>
        <div class="sheet-receipt">
          <h3>{sheetText.receipt}</h3>
          <DefinitionList
            items={[
              { term: sheetText.person, value: sheet.personName },
              { term: sheetText.login, value: groupedLogin(sheet.login) },
              { term: sheetText.issued, value: formatDateTime(sheet.issuedAt) },
              { term: sheetText.issuedBy, value: frame.issuedBy },
            ]}
          />
          <p class="sheet-signature">{sheetText.signedBy}</p>
        </div>
      </section>
      <PostForm action={`${path}/arkusz`}>
        <input type="hidden" name="login" value={loginId} />
        <input type="hidden" name="kod" value={sheet.code} />
        <Buttons>
          <Button>{text.printSheet}</Button>
        </Buttons>
      </PostForm>
      <HandOverForm path={path} handoverId={handoverId} />
    </>
  )
}

const ownerOf = ({ partyId, loginId }: UnusedCode): LoginOwner =>
  partyId === null ? { partyId, loginId } : { partyId, loginId: null }

export interface UnusedProps {
  readonly rows: readonly UnusedCode[]
  readonly total: number
  readonly state: UnusedState | undefined
  readonly page: number
  readonly pages: number
}

export function UnusedCodesView({ rows, total, state, page, pages }: UnusedProps) {
  const href = (number: number) => `/biuro/kody?${state === undefined ? '' : `stan=${state}&`}strona=${number}`
  return (
    <>
      <FilterForm action="/biuro/kody" label={text.which} resetHref={state === undefined ? undefined : '/biuro/kody'}>
        <Field
          kind="select"
          name="stan"
          label={text.which}
          plainLabel
          value={state ?? ''}
          options={[
            { value: '', label: text.all },
            ...unusedStates.map((value) => ({ value, label: unusedStateNames[value] })),
          ]}
        />
      </FilterForm>
      <Panel title={text.unusedTitle} bare aside={total > 0 ? text.unusedCount(total) : undefined}>
        <DataTable
          caption={text.unusedTitle}
          captionHidden
          rows={rows}
          empty={text.unusedNone}
          columns={[
            {
              key: 'person',
              header: 'Osoba',
              rowHeader: true,
              cell: (row) => <a href={`${ownerPath(ownerOf(row))}/login`}>{row.personName}</a>,
            },
            { key: 'login', header: 'Login', cell: (row) => groupedLogin(row.login) },
            {
              key: 'issued',
              header: 'Wydano',
              cell: (row) => (
                <>
                  <DateTimeText at={row.issuedAt} />
                  {row.issuedBy !== null && `, ${row.issuedBy}`}
                </>
              ),
            },
            { key: 'until', header: 'Ważny do', cell: (row) => <DateTimeText at={row.expiresAt} /> },
            {
              key: 'state',
              header: 'Stan',
              cell: (row) =>
                row.expired ? (
                  <StateBadge tone="late">{codeStates.expired}</StateBadge>
                ) : row.handedOverAt === null ? (
                  <StateBadge tone="due">nie wydano do ręki</StateBadge>
                ) : (
                  <StateBadge tone="done">wydano do ręki</StateBadge>
                ),
            },
          ]}
        />
      </Panel>
      <Pagination label="Strony kodów" page={page} pages={pages} href={href} />
    </>
  )
}
