import {
  BackLink,
  type BadgeTone,
  Button,
  Buttons,
  DataTable,
  DateTimeText,
  DefinitionList,
  EmailText,
  ErrorSummary,
  Field,
  type FieldError,
  LinkButton,
  Notice,
  Panel,
  PasswordField,
  PostForm,
  RadioGroup,
  StateBadge,
} from '#ui/components.ts'
import {
  type ChangeRequest,
  limits,
  type PortalContact,
  type RegisterEntry,
  type RequestDraft,
  type RequestState,
  requestKinds,
} from './profile.model.ts'
import {
  type Done,
  doneSentences,
  emailText,
  phoneText,
  requestKindNames,
  requestStateNames,
  requestText,
  profileText as text,
  waitingSentence,
} from './profile.text.ts'

interface ContactProps {
  readonly register: RegisterEntry | undefined
  readonly contact: PortalContact
  readonly requests: readonly ChangeRequest[]
  readonly done: Done | undefined
}

export function ContactView({ register, contact, requests, done }: ContactProps) {
  return (
    <>
      <DoneNotice done={done} />
      <Panel title={text.register}>
        {register === undefined ? <p>{text.noRegister}</p> : <Register register={register} />}
      </Panel>
      <Panel title={text.contact}>
        <Contact contact={contact} />
      </Panel>
      <Panel title={text.requests} bare>
        <Requests requests={requests} />
        <Buttons>
          <LinkButton href="/moje-dane/prosba">{text.newRequest}</LinkButton>
        </Buttons>
      </Panel>
      <Panel title={text.more}>
        <ul>
          <li>
            <a href="/moje-dane/zgody">{text.consentsLink}</a>: {text.consentsLinkHint}
          </li>
          <li>
            <a href="/moje-dane/urzadzenia">{text.devicesLink}</a>: {text.devicesLinkHint}
          </li>
          <li>
            <a href="/moje-dane/kto-ogladal">{text.viewersLink}</a>: {text.viewersLinkHint}
          </li>
          <li>
            <a href="/drugi-skladnik/ustawienia">{text.factorsLink}</a>: {text.factorsLinkHint}
          </li>
        </ul>
      </Panel>
    </>
  )
}

export function DoneNotice({ done }: { readonly done: Done | undefined }) {
  if (done === undefined) return null
  return (
    <Notice tone="success" live>
      <p>{doneSentences[done]}</p>
    </Notice>
  )
}

function Register({ register }: { readonly register: RegisterEntry }) {
  const name = [register.firstName, register.name].filter(Boolean).join(' ')
  return (
    <>
      <DefinitionList
        items={[
          { term: register.kind === 'company' ? 'Nazwa' : 'Imię i nazwisko', value: name },
          {
            term: 'Członek spółdzielni',
            value: register.isMember ? 'tak' : 'nie',
            ...(register.memberNumber === null ? {} : { hint: ` numer ${register.memberNumber}` }),
          },
          { term: 'Adres do korespondencji', value: register.correspondenceAddress ?? 'taki jak adres lokalu' },
          {
            term: 'E-mail w rejestrze',
            value: register.email === null ? text.noEmail : <EmailText email={register.email} />,
          },
          { term: 'Telefon w rejestrze', value: register.phone ?? text.noEmail },
        ]}
      />
      <p class="hint">{text.registerHint}</p>
    </>
  )
}

function Contact({ contact }: { readonly contact: PortalContact }) {
  return (
    <>
      {contact.waitingEmail !== null && (
        <Notice tone="info">
          <p>{waitingSentence(contact)}</p>
        </Notice>
      )}
      <DefinitionList
        items={[
          {
            term: 'E-mail',
            value: contact.verifiedEmail === null ? text.noEmail : <EmailText email={contact.verifiedEmail} />,
            ...(contact.verifiedEmail === null
              ? {}
              : {
                  hint: (
                    <>
                      {' '}
                      {text.emailVerified}
                      {contact.emailVerifiedAt === null ? (
                        `. ${text.emailFromLogin}`
                      ) : (
                        <>
                          {' '}
                          <DateTimeText at={contact.emailVerifiedAt} />
                        </>
                      )}
                    </>
                  ),
                }),
          },
          {
            term: 'Telefon',
            value: contact.phone ?? contact.newPhone ?? text.noEmail,
            ...(contact.phone === null
              ? contact.newPhone === null
                ? {}
                : { hint: ` ${text.phoneWaits}` }
              : { hint: ` ${text.phoneConfirmed}` }),
          },
          ...(contact.phone !== null && contact.newPhone !== null
            ? [{ term: 'Nowy telefon', value: contact.newPhone, hint: ` ${text.phoneWaits}` }]
            : []),
        ]}
      />
      {contact.refusedPhone !== null && (
        <Notice tone="warning">
          <p>{text.phoneRefused(contact.refusedPhone)}</p>
        </Notice>
      )}
      <Buttons>
        <LinkButton href="/moje-dane/email">
          {contact.verifiedEmail === null ? text.addEmail : text.changeEmail}
        </LinkButton>
        <LinkButton href="/moje-dane/telefon">
          {contact.phone === null && contact.newPhone === null ? text.addPhone : text.changePhone}
        </LinkButton>
      </Buttons>
    </>
  )
}

const stateTones: Readonly<Record<RequestState, BadgeTone>> = {
  accepted: 'due',
  inProgress: 'part',
  done: 'done',
  refused: 'late',
}

function Requests({ requests }: { readonly requests: readonly ChangeRequest[] }) {
  return (
    <DataTable
      caption={text.requests}
      captionHidden
      empty={text.noRequests}
      rows={requests}
      columns={[
        {
          key: 'what',
          header: 'Prośba',
          rowHeader: true,
          cell: (request) => (
            <>
              {requestKindNames[request.kind]}
              <span class="hint">
                {' '}
                {request.premisesLabel === '' ? '' : `${request.premisesLabel}: `}
                {shortened(request.body)}
              </span>
            </>
          ),
        },
        { key: 'sent', header: 'Wysłana', cell: (request) => <DateTimeText at={request.createdAt} /> },
        {
          key: 'state',
          header: 'Stan',
          cell: ({ state }) => <StateBadge tone={stateTones[state]}>{requestStateNames[state]}</StateBadge>,
        },
        { key: 'answer', header: text.answer, cell: ({ answer }) => answer ?? text.noAnswer },
      ]}
    />
  )
}

/** Fifty long requests would make a heavy page; the start tells which one it is. */
const shortened = (body: string): string => (body.length <= 160 ? body : `${body.slice(0, 160)}…`)

export interface FormProps {
  readonly once: string
  /** The password is asked for when it was given too long ago. */
  readonly asksPassword: boolean
  readonly errors: readonly FieldError[]
}

const errorAt = (errors: readonly FieldError[], field: string) => errors.find((error) => error.field === field)?.message

function ProofField({ asksPassword, errors }: Pick<FormProps, 'asksPassword' | 'errors'>) {
  if (!asksPassword) return null
  return (
    <PasswordField
      name="haslo"
      label={text.password}
      hint={text.passwordHint}
      error={errorAt(errors, 'haslo')}
      purpose="current"
    />
  )
}

export function EmailFormView(props: FormProps & { readonly typed: string; readonly contact: PortalContact }) {
  const { contact, errors } = props
  return (
    <>
      <ErrorSummary errors={errors} />
      {contact.verifiedEmail !== null && (
        <p>
          {emailText.now}:{' '}
          <strong>
            <EmailText email={contact.verifiedEmail} />
          </strong>
        </p>
      )}
      {contact.waitingEmail !== null && <p>{waitingSentence(contact)}</p>}
      <p>
        {emailText.how} {contact.verifiedEmail !== null && emailText.notice}
      </p>
      <PostForm action="/moje-dane/email" idempotencyKey={props.once}>
        <Field
          name="email"
          label={emailText.field}
          kind="email"
          hint={emailText.hint}
          error={errorAt(errors, 'email')}
          value={props.typed}
          maxlength={254}
          autocomplete="email"
          autocapitalize="none"
          spellcheck={false}
          width="medium"
        />
        <ProofField {...props} />
        <Buttons>
          <Button>{emailText.send}</Button>
        </Buttons>
      </PostForm>
      <BackLink href="/moje-dane">{text.back}</BackLink>
    </>
  )
}

export function ConfirmEmailView({ email, path }: { readonly email: string; readonly path: string | undefined }) {
  return (
    <>
      {path === undefined ? (
        <p>{emailText.already}</p>
      ) : (
        <>
          <p>{emailText.confirmQuestion}</p>
          <p>
            <strong>
              <EmailText email={email} />
            </strong>
          </p>
          <p class="hint">{emailText.confirmHint}</p>
          <PostForm action={path}>
            <Buttons>
              <Button>{emailText.confirm}</Button>
            </Buttons>
          </PostForm>
        </>
      )}
      <BackLink href="/moje-dane">{text.back}</BackLink>
    </>
  )
}

export function PhoneFormView(props: FormProps & { readonly typed: string }) {
  return (
    <>
      <ErrorSummary errors={props.errors} />
      <p>{phoneText.how}</p>
      <PostForm action="/moje-dane/telefon" idempotencyKey={props.once}>
        <Field
          name="telefon"
          label={phoneText.field}
          kind="tel"
          hint={phoneText.hint}
          error={errorAt(props.errors, 'telefon')}
          value={props.typed}
          maxlength={30}
          autocomplete="tel"
          inputmode="tel"
          width="short"
        />
        <ProofField {...props} />
        <Buttons>
          <Button>{phoneText.save}</Button>
        </Buttons>
      </PostForm>
      <BackLink href="/moje-dane">{text.back}</BackLink>
    </>
  )
}

interface RequestFormProps {
  readonly once: string
  readonly draft: RequestDraft
  readonly premises: readonly { readonly value: string; readonly label: string }[]
  readonly errors: readonly FieldError[]
}

export function RequestFormView({ once, draft, premises, errors }: RequestFormProps) {
  return (
    <>
      <ErrorSummary errors={errors} />
      <p>{requestText.lead}</p>
      <PostForm action="/moje-dane/prosba" idempotencyKey={once}>
        <RadioGroup
          name="rodzaj"
          legend={requestText.kind}
          value={draft.rodzaj}
          error={errorAt(errors, 'rodzaj')}
          options={requestKinds.map((kind) => ({
            value: kind,
            label: requestKindNames[kind],
            ...(kind === 'name' ? { hint: ` ${requestText.papers}` } : {}),
          }))}
        />
        {premises.length > 0 && (
          <Field
            name="lokal"
            label={requestText.premises}
            hint={requestText.premisesHint}
            kind="select"
            required={false}
            value={draft.lokal}
            error={errorAt(errors, 'lokal')}
            options={[{ value: '', label: requestText.allPremises }, ...premises]}
          />
        )}
        <Field
          name="tresc"
          label={requestText.body}
          kind="textarea"
          hint={requestText.bodyHint}
          error={errorAt(errors, 'tresc')}
          value={draft.tresc}
          maxlength={limits.requestLength}
        />
        <Buttons>
          <Button>{requestText.send}</Button>
        </Buttons>
      </PostForm>
      <BackLink href="/moje-dane">{text.back}</BackLink>
    </>
  )
}
