import { groupedLogin } from '#features/login/public.ts'
import type { IsoDate } from '#kernel/dates.ts'
import { premisesLabel } from '#kernel/premises.ts'
import {
  BackLink,
  Button,
  Buttons,
  DataTable,
  DateText,
  DateTimeText,
  DefinitionList,
  Disclosure,
  EmailLink,
  ErrorSummary,
  Field,
  type FieldError,
  FilterForm,
  LinkButton,
  Notice,
  Panel,
  PanelGrid,
  PhoneLink,
  PostForm,
  StateBadge,
} from '#ui/components.ts'
import { type Candidate, isUnlike, type Reason, type RegisterPerson, reasonsFor } from './matching.model.ts'
import {
  type AcceptedEdition,
  displayName,
  isPossible,
  noteLength,
  type Request,
  type RequestEvent,
  type RequestMail,
  rejectReasons,
} from './office-registrations.model.ts'
import {
  type Done,
  doneSentences,
  eventNames,
  mailNames,
  mailStates,
  reasonNames,
  rejectNames,
  requestText as text,
} from './office-registrations.text.ts'
import { StageBadge } from './queue.view.tsx'

export interface RequestProps {
  readonly request: Request
  readonly events: readonly RequestEvent[]
  readonly accepted: readonly AcceptedEdition[]
  readonly mails: readonly RequestMail[]
  readonly candidates: readonly Candidate[]
  /** The person chosen, when somebody is. */
  readonly matched: RegisterPerson | undefined
  /** Words looked for in the register, and who was found. */
  readonly search: string
  readonly found: readonly RegisterPerson[]
  readonly once: string
  readonly done: Done | undefined
  readonly typed: Typed
  readonly errors: readonly FieldError[]
}

/** What a clerk typed into a form that came back. */
export interface Typed {
  readonly dzien?: string
  readonly powod?: string
  readonly uwagi?: string
  readonly notatka?: string
}

export function RequestView(props: RequestProps) {
  const { request, errors, done } = props
  return (
    <>
      <BackLink href="/biuro/rejestracje">{text.back}</BackLink>
      <ErrorSummary errors={errors} title="Nie zapisano" />
      {done && errors.length === 0 && (
        <Notice tone="success" live>
          <p>{doneSentences[done]}</p>
        </Notice>
      )}
      {request.overdue && (
        <Notice tone="warning">
          <p>{text.overdue}</p>
        </Notice>
      )}
      <PanelGrid>
        <TypedPanel {...props} />
        <div class="stack">
          {!request.anonymised && <NextPanel {...props} />}
          {!request.anonymised && request.loginId === null && request.state !== 'rejected' && (
            <PersonPanel {...props} />
          )}
          {!request.anonymised && <MorePanel {...props} />}
        </div>
      </PanelGrid>
      <HistoryPanel {...props} />
    </>
  )
}

function TypedPanel({ request, accepted, mails }: RequestProps) {
  const emptied = request.anonymised
  return (
    <Panel title={text.typed} aside={<StageBadge stage={request.stage} />}>
      {emptied && <p>{text.emptied}</p>}
      <DefinitionList
        items={[
          ...(emptied
            ? []
            : [
                { term: request.kind === 'person' ? text.name : text.company, value: displayName(request) },
                {
                  term: text.address,
                  value: `${request.street}, lokal ${request.flat}, ${request.postalCode} ${request.city}`,
                },
                { term: text.number, value: request.partyNumber === '' ? text.noNumber : request.partyNumber },
                { term: text.email, value: <EmailLink email={request.email} /> },
                { term: text.phone, value: <PhoneLink phone={request.phone} /> },
              ]),
          { term: text.sentAt, value: <DateTimeText at={request.createdAt} /> },
          {
            term: text.accepted,
            value:
              accepted.length === 0
                ? text.acceptedNone
                : accepted.map(({ title, number, acceptedAt }) => (
                    <span class="line">
                      {title}, wersja {number}, <DateTimeText at={acceptedAt} />
                    </span>
                  )),
          },
          ...(mails.length === 0
            ? []
            : [
                {
                  term: text.mails,
                  value: mails.map(({ kind, state, createdAt }) => (
                    <span class="line">
                      {mailNames[kind]}: {mailStates[state]}, <DateTimeText at={createdAt} />
                    </span>
                  )),
                },
              ]),
          ...(request.paperAcceptedOn === null
            ? []
            : [{ term: text.paperAcceptedOn, value: <DateText on={request.paperAcceptedOn as IsoDate} /> }]),
          ...(request.rejectReason === null ? [] : [{ term: text.rejected, value: rejectNames[request.rejectReason] }]),
          ...(request.loginName === null ? [] : [{ term: text.login, value: groupedLogin(request.loginName) }]),
        ]}
      />
    </Panel>
  )
}

function HistoryPanel({ events }: RequestProps) {
  return (
    <Panel title={text.history} bare>
      <DataTable
        caption={text.history}
        captionHidden
        rows={events}
        empty=""
        columns={[
          {
            key: 'what',
            header: 'Co',
            rowHeader: true,
            cell: ({ kind, note }) => (
              <>
                {eventNames[kind]}
                {note !== '' && <span class="hint">: {note}</span>}
              </>
            ),
          },
          { key: 'when', header: 'Kiedy', cell: ({ at }) => <DateTimeText at={at} /> },
          { key: 'who', header: 'Kto', cell: ({ actor }) => actor ?? text.applicant },
        ]}
      />
    </Panel>
  )
}

const errorAt = (errors: readonly FieldError[], field: string) => errors.find((error) => error.field === field)?.message
const place = (request: Request, action = ''): string => `/biuro/rejestracje/${request.id}${action}`
const Version = ({ request }: { readonly request: Request }) => (
  <input type="hidden" name="wersja" value={request.version} />
)

/** The one thing to do now, and nothing else beside it. */
function NextPanel({ request, matched, typed, errors }: RequestProps) {
  const loginPage =
    request.partyId === null ? '' : `/biuro/osoby/${encodeURIComponent(request.partyId)}/login?zgloszenie=${request.id}`
  const hasNext = isPossible(request, 'acceptPaper') || isPossible(request, 'reopen') || request.partyId !== null
  if (!hasNext) return null
  return (
    <Panel title={text.next}>
      {isPossible(request, 'wait') && (
        <PostForm action={place(request, '/czekamy')}>
          <Version request={request} />
          <p class="hint">{text.waitHint}</p>
          <Buttons>
            <Button look="quiet">{text.wait}</Button>
          </Buttons>
        </PostForm>
      )}
      {isPossible(request, 'acceptPaper') && (
        <PostForm action={place(request, '/wniosek')}>
          <Version request={request} />
          <Field
            name="dzien"
            kind="date"
            label={text.paperDay}
            hint={text.paperHint}
            value={typed.dzien ?? request.today}
            max={request.today}
            error={errorAt(errors, 'dzien')}
            width="short"
          />
          <Buttons>
            <Button>{text.paper}</Button>
          </Buttons>
        </PostForm>
      )}
      {matched && (
        <>
          <p>
            {text.matchedTo}: <strong>{personName(matched)}</strong>
            <Places person={matched} />
          </p>
          {request.loginId === null && isUnlike(request, matched) && (
            <Notice tone="warning" title={text.unlikeTitle}>
              <p>{text.unlikeHelp}</p>
            </Notice>
          )}
          {request.loginId === null && matched.hasLogin && <p>{text.hasLoginAlready}</p>}
          <p class="hint">{text.issueHint}</p>
          <Buttons>
            <LinkButton href={loginPage} look={request.loginId === null ? 'main' : 'quiet'}>
              {request.loginId === null ? text.issue : text.openLogin}
            </LinkButton>
          </Buttons>
        </>
      )}
      {isPossible(request, 'unmatch') && request.loginId === null && (
        <PostForm action={place(request, '/cofnij-osobe')}>
          <Version request={request} />
          <Buttons>
            <Button look="quiet">{text.unmatch}</Button>
          </Buttons>
        </PostForm>
      )}
      {isPossible(request, 'reopen') && (
        <PostForm action={place(request, '/przywroc')}>
          <Version request={request} />
          <Buttons>
            <Button>{text.reopen}</Button>
          </Buttons>
        </PostForm>
      )}
    </Panel>
  )
}

const personName = ({ firstName, name }: RegisterPerson): string => `${firstName ?? ''} ${name}`.trim()

function Places({ person }: { readonly person: RegisterPerson }) {
  const numbers = [person.memberNumber, person.id].filter((number) => number !== null)
  return <span class="hint"> {[...person.premises.map(premisesLabel), ...numbers].join(' · ')}</span>
}

/** Likely people with the reasons in words, and a search for when none of them is right. */
function PersonPanel(props: RequestProps) {
  const { request, candidates, search, found } = props
  return (
    <Panel title={text.person} id="osoba">
      <h3>{text.candidates}</h3>
      <p class="hint">{isPossible(request, 'match') ? text.candidatesHint : text.chooseLater}</p>
      {candidates.length === 0 ? (
        <p>{text.noCandidates}</p>
      ) : (
        <ul class="people">
          {candidates.map(({ person, reasons }) => (
            <Person request={request} person={person} why={whySentence(reasons)} />
          ))}
        </ul>
      )}
      <FilterForm
        action={`/biuro/rejestracje/${request.id}#osoba`}
        label={text.search}
        submitLabel={text.search}
        resetHref={search === '' ? undefined : place(request)}
      >
        <Field name="osoba" label={text.searchHint} kind="search" value={search} maxlength={100} plainLabel />
      </FilterForm>
      {search !== '' && (
        <>
          <h3>{text.found}</h3>
          {found.length === 0 ? (
            <p>{text.foundNone}</p>
          ) : (
            <ul class="people">
              {found.map((person) => (
                <Person request={request} person={person} why={whySentence(reasonsFor(request, person))} />
              ))}
            </ul>
          )}
        </>
      )}
    </Panel>
  )
}

const whySentence = (reasons: readonly Reason[]): string =>
  reasons.length === 0 ? text.unlike : reasons.map((reason) => reasonNames[reason]).join(', ')

interface PersonProps {
  readonly request: Request
  readonly person: RegisterPerson
  readonly why: string
}

function Person({ request, person, why }: PersonProps) {
  return (
    <li>
      <p>
        <strong>{personName(person)}</strong>
        <Places person={person} /> {person.hasLogin && <StateBadge tone="info">{text.hasLogin}</StateBadge>}
        <span class="line">{why}</span>
      </p>
      {isPossible(request, 'match') && person.id !== request.partyId && (
        <PostForm action={place(request, '/osoba')}>
          <Version request={request} />
          <input type="hidden" name="osoba" value={person.id} />
          <Button look="quiet">
            {text.choose}
            <span class="unseen">: {personName(person)}</span>
          </Button>
        </PostForm>
      )}
    </li>
  )
}

function MorePanel({ request, once, typed, errors }: RequestProps) {
  const rejectOpen = errorAt(errors, 'powod') !== undefined || errorAt(errors, 'uwagi') !== undefined
  return (
    <Panel title={text.more}>
      <PostForm action={place(request, '/notatka')} idempotencyKey={once}>
        <Field
          name="notatka"
          kind="textarea"
          rows={3}
          label={text.note}
          hint={text.noteHint}
          value={typed.notatka}
          maxlength={noteLength}
          error={errorAt(errors, 'notatka')}
        />
        <Buttons>
          <Button look="quiet">{text.addNote}</Button>
        </Buttons>
      </PostForm>
      {isPossible(request, 'reject') && request.loginId === null && (
        <Disclosure summary={text.reject} open={rejectOpen}>
          <PostForm action={place(request, '/odrzuc')}>
            <Version request={request} />
            <p class="hint">{text.rejectHint}</p>
            <Field
              name="powod"
              kind="select"
              label={text.rejectReason}
              value={typed.powod}
              error={errorAt(errors, 'powod')}
              options={[
                { value: '', label: 'wybierz' },
                ...rejectReasons.map((reason) => ({ value: reason, label: rejectNames[reason] })),
              ]}
            />
            <Field
              name="uwagi"
              kind="textarea"
              rows={2}
              label={text.rejectNote}
              required={false}
              value={typed.uwagi}
              maxlength={noteLength}
              error={errorAt(errors, 'uwagi')}
            />
            <Buttons>
              <Button look="danger">{text.reject}</Button>
            </Buttons>
          </PostForm>
        </Disclosure>
      )}
    </Panel>
  )
}
