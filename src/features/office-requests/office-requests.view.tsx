import { Paragraphs } from '#features/messages/public.ts'
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
  Notice,
  Pagination,
  Panel,
  PostForm,
  StateBadge,
  SubTabs,
} from '#ui/components.ts'
import {
  answerCharacters,
  type Filter,
  isOpen,
  type OfficeRequest,
  perPage,
  type RequestCounts,
  type RequestState,
  type WaitingPhone,
} from './office-requests.model.ts'
import { filterNames, kindNames, stateNames, text } from './office-requests.text.ts'

const tones: Readonly<Record<RequestState, BadgeTone>> = {
  accepted: 'due',
  inProgress: 'part',
  done: 'done',
  refused: 'late',
}

const StateOf = ({ state }: { readonly state: RequestState }) => (
  <StateBadge tone={tones[state]}>{stateNames[state]}</StateBadge>
)

const PersonLink = ({ partyId, name }: { readonly partyId: string | null; readonly name: string }) =>
  partyId === null ? name : <a href={`/biuro/osoby/${encodeURIComponent(partyId)}`}>{name}</a>

const hrefOf = (filter: Filter, page = 1): string => {
  const query = new URLSearchParams([
    ...(filter === 'otwarte' ? [] : [['stan', filter]]),
    ...(page > 1 ? [['strona', String(page)]] : []),
  ])
  return query.size === 0 ? '/biuro/prosby' : `/biuro/prosby?${query}`
}

interface ListProps {
  readonly rows: readonly (OfficeRequest & { readonly total: number })[]
  readonly counts: RequestCounts
  readonly filter: Filter
  readonly page: number
}

export function RequestsView({ rows, counts, filter, page }: ListProps) {
  const shown: readonly (readonly [Filter, number | undefined])[] = [
    ['otwarte', counts.accepted + counts.inProgress],
    ['przyjete', counts.accepted],
    ['w-toku', counts.inProgress],
    ['zalatwione', counts.done],
    ['odmowy', counts.refused],
    ['wszystkie', undefined],
  ]
  const pages = Math.max(1, Math.ceil((rows[0]?.total ?? 0) / perPage))
  return (
    <>
      <SubTabs
        label="Wybór próśb"
        tabs={shown.map(([one, count]) => ({
          href: hrefOf(one),
          label: count === undefined ? filterNames[one] : `${filterNames[one]} (${count})`,
          current: one === filter,
        }))}
      />
      <DataTable
        caption={filterNames[filter]}
        captionHidden
        rows={rows}
        empty={filter === 'otwarte' ? text.noneOpen : text.none}
        columns={[
          {
            key: 'who',
            header: text.who,
            rowHeader: true,
            cell: (row) => <a href={`/biuro/prosby/${row.id}`}>{row.writerName}</a>,
          },
          { key: 'kind', header: text.kind, cell: (row) => kindNames[row.kind] },
          { key: 'premises', header: text.premises, cell: (row) => row.premisesLabel || 'nie dotyczy' },
          { key: 'sent', header: text.sent, cell: (row) => <DateTimeText at={row.createdAt} /> },
          { key: 'handled', header: text.handled, cell: (row) => row.handledBy ?? text.nobody },
          { key: 'state', header: text.state, cell: (row) => <StateOf state={row.state} /> },
        ]}
      />
      <Pagination page={page} pages={pages} label={text.pages} href={(n) => hrefOf(filter, n)} />
    </>
  )
}

interface RequestProps {
  readonly request: OfficeRequest
  readonly answer: string
  readonly done: boolean
  readonly errors: readonly FieldError[]
}

export function RequestView({ request, answer, done, errors }: RequestProps) {
  const wrong = errors.find(({ field }) => field === 'odpowiedz')?.message
  return (
    <>
      <BackLink href="/biuro/prosby">{text.all}</BackLink>
      {done && (
        <Notice tone="success" live>
          <p>{text.saved}</p>
        </Notice>
      )}
      <ErrorSummary errors={errors} />
      <Panel title={kindNames[request.kind]} id="prosba" aside={<StateOf state={request.state} />}>
        <DefinitionList
          items={[
            { term: text.who, value: <PersonLink partyId={request.partyId} name={request.writerName} /> },
            ...(request.premisesLabel === '' ? [] : [{ term: text.premises, value: request.premisesLabel }]),
            { term: text.sent, value: <DateTimeText at={request.createdAt} /> },
            { term: text.handled, value: request.handledBy ?? text.nobody },
          ]}
        />
      </Panel>
      <Panel title={text.body}>
        <Paragraphs body={request.body} />
      </Panel>
      {request.answer !== null && (
        <Panel title={text.given}>
          <Paragraphs body={request.answer} />
        </Panel>
      )}
      {isOpen(request) ? (
        <Panel title={text.answer}>
          <p class="hint">{text.how}</p>
          <PostForm action={`/biuro/prosby/${request.id}`}>
            <input type="hidden" name="wersja" value={String(request.version)} />
            <Field
              name="odpowiedz"
              label={text.answer}
              kind="textarea"
              rows={5}
              maxlength={answerCharacters}
              required={false}
              spellcheck
              value={answer}
              hint={text.answerHint}
              error={wrong}
            />
            <Buttons>
              <Button name="czynnosc" value="zalatwione">
                {text.done}
              </Button>
              <Button look="danger" name="czynnosc" value="odmowa">
                {text.refuse}
              </Button>
              {request.state === 'accepted' && (
                <Button look="quiet" name="czynnosc" value="biore">
                  {text.take}
                </Button>
              )}
            </Buttons>
          </PostForm>
        </Panel>
      ) : (
        // Somebody else closed it while an answer was being typed: the words stay to be copied.
        answer !== '' && (
          <Panel title="To, co było wpisane">
            <Paragraphs body={answer} />
          </Panel>
        )
      )}
    </>
  )
}

interface PhonesProps {
  readonly phones: readonly WaitingPhone[]
  readonly done: 'potwierdzono' | 'odrzucono' | undefined
  readonly errors: readonly FieldError[]
}

export function PhonesView({ phones, done, errors }: PhonesProps) {
  return (
    <>
      {done && (
        <Notice tone="success" live>
          <p>{done === 'potwierdzono' ? text.confirmed : text.refused}</p>
        </Notice>
      )}
      <ErrorSummary errors={errors} title="Sprawdź jeszcze raz" />
      <p>{text.phonesIntro}</p>
      <DataTable
        caption={text.phonesTitle}
        captionHidden
        rows={phones}
        empty={text.noPhones}
        columns={[
          {
            key: 'who',
            header: 'Osoba',
            rowHeader: true,
            cell: (row) => <PersonLink partyId={row.partyId} name={row.name} />,
          },
          { key: 'phone', header: text.number, cell: (row) => row.phone },
          { key: 'before', header: text.before, cell: (row) => row.confirmed ?? text.noNumber },
          { key: 'entered', header: text.entered, cell: (row) => <DateTimeText at={row.enteredAt} /> },
          {
            key: 'decision',
            header: text.decision,
            cell: (row) => (
              <PostForm action={`/biuro/prosby/telefony/${row.loginId}`}>
                <input type="hidden" name="telefon" value={row.phone} />
                <Buttons>
                  <Button look="plain" name="czynnosc" value="zgadza">
                    {text.confirm}
                  </Button>
                  <Button look="quiet" name="czynnosc" value="nie">
                    {text.refusePhone}
                  </Button>
                </Buttons>
              </PostForm>
            ),
          },
        ]}
      />
    </>
  )
}
