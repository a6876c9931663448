import { categoryNames, editionStateNames, sizeText, statedEditions } from '#features/documents/public.ts'
import { groupedLogin } from '#features/login/public.ts'
import {
  audienceKindLabel,
  audienceLabel,
  audienceText,
  byAt,
  draftText,
  type NamedAudience,
  WithdrawForm,
} from '#features/publishing/public.ts'
import { formatDate, type IsoDate } from '#kernel/dates.ts'
import {
  BackLink,
  type BadgeTone,
  Button,
  Buttons,
  DataTable,
  DateText,
  DateTimeText,
  DefinitionList,
  ErrorSummary,
  type FieldError,
  Notice,
  Pagination,
  Panel,
  PostForm,
  StateBadge,
} from '#ui/components.ts'
import {
  type Acceptance,
  asSeen,
  base,
  type DocumentState,
  documentHref,
  editionHref,
  type Followed,
  isSeen,
  listHref,
  type OfficeEdition,
  type OneDocument,
} from './office-documents.model.ts'
import { acceptedSentence, forceText, stateNames, officeDocumentsText as text } from './office-documents.text.ts'

const tones: Readonly<Record<DocumentState, BadgeTone>> = { published: 'done', scheduled: 'due', withdrawn: 'late' }

export const doneKeys = ['opublikowany', 'zaplanowany', 'wersja', 'wycofany', 'wersja-wycofana'] as const
export type Done = (typeof doneKeys)[number]
const doneSentences: Readonly<Record<Done, string>> = {
  opublikowany: text.published,
  zaplanowany: text.scheduled,
  wersja: text.editionPublished,
  wycofany: text.withdrawn,
  'wersja-wycofana': text.editionWithdrawn,
}

interface OneProps extends Followed {
  readonly audience: NamedAudience | undefined
  readonly people: number
  readonly logins: number
  readonly openDraft: string | undefined
  /** What this person may do with this document. */
  readonly mayChange: boolean
  readonly administratorOnly: boolean
  readonly once: string
  readonly done: Done | undefined
  readonly errors: readonly FieldError[]
  readonly typedReason: string
}

export function OneView(props: OneProps) {
  const { document: one, audience, mayChange } = props
  const open = one.state !== 'withdrawn'
  return (
    <>
      <BackLink href={listHref('opublikowane')}>{text.all}</BackLink>
      {props.done && (
        <Notice tone="success" live>
          <p>{doneSentences[props.done]}</p>
        </Notice>
      )}
      <ErrorSummary errors={props.errors} />
      <Panel title="Stan" aside={<StateBadge tone={tones[one.state]}>{stateNames[one.state]}</StateBadge>}>
        <DefinitionList
          items={[
            { term: text.category, value: categoryNames[one.category] },
            ...(one.description === ''
              ? []
              : [{ term: text.description, value: <span class="typed-text">{one.description}</span> }]),
            { term: audienceText.title, value: audience ? audienceLabel(audience) : audienceKindLabel(one) },
            { term: 'Opublikowano', value: byAt(one.publishedBy, one.publishedAt) },
            ...(one.asksAcceptance ? [{ term: text.acceptances, value: newestAccepted(props) }] : []),
            ...(one.withdrawnAt === null
              ? []
              : [
                  { term: 'Wycofano', value: byAt(one.withdrawnBy, one.withdrawnAt) },
                  { term: 'Powód', value: one.withdrawReason ?? 'nie podano' },
                ]),
          ]}
        />
        {props.administratorOnly && <p class="hint">{text.administratorOnly}</p>}
        {mayChange && open && (
          <PostForm action={`${documentHref(one.id)}/nowa-wersja`}>
            <Buttons>
              <Button look="plain">{props.openDraft === undefined ? text.newEdition : text.openEdition}</Button>
            </Buttons>
            <p class="hint">{text.newEditionHint}</p>
          </PostForm>
        )}
      </Panel>
      <Editions {...props} />
      {mayChange && open && (
        <Panel title={draftText.withdrawTitle}>
          <WithdrawForm
            action={`${documentHref(one.id)}/wycofaj`}
            once={props.once}
            hint={text.withdrawHint}
            button={text.withdraw}
            typedReason={props.typedReason}
            error={props.errors.find((error) => error.field === 'powod')?.message}
          />
        </Panel>
      )}
    </>
  )
}

/** The newest edition residents see is the one they are asked to accept. */
function newestAccepted({ document, editions, logins }: OneProps): string {
  const newest = editions
    .filter((one) => isSeen(one, document.today))
    .toSorted((left, right) =>
      left.inForceFrom < right.inForceFrom ? 1 : left.inForceFrom > right.inForceFrom ? -1 : right.number - left.number,
    )[0]
  return newest ? acceptedSentence(newest.accepted, logins) : 'jeszcze nie proszono'
}

function Editions({ document, editions }: Followed) {
  const badges = editionBadges(editions, document.today)
  return (
    <Panel title={text.editions} bare>
      <DataTable
        caption={text.editions}
        captionHidden
        rows={editions}
        empty=""
        columns={[
          {
            key: 'number',
            header: 'Wersja',
            rowHeader: true,
            cell: (row) => <a href={editionHref(document.id, row.number)}>Wersja {row.number}</a>,
          },
          { key: 'state', header: 'Stan', cell: (row) => badges.get(row.id) },
          { key: 'days', header: 'Obowiązuje', cell: (row) => forceText(row.inForceFrom, row.inForceTo) },
          { key: 'change', header: text.change, cell: (row) => row.changeNote },
          ...(document.asksAcceptance
            ? [
                {
                  key: 'accepted',
                  header: 'Akceptacji',
                  numeric: true,
                  cell: (row: OfficeEdition) => String(row.accepted),
                },
              ]
            : []),
          {
            key: 'file',
            header: 'Plik',
            cell: (row) => (
              <a href={`${base}/pliki/${row.fileId}`}>
                {text.openFile}
                <span class="unseen">: wersja {row.number}</span>
              </a>
            ),
          },
        ]}
      />
    </Panel>
  )
}

/** The state of each edition, as residents would name it, or why they do not see it. */
function editionBadges(editions: readonly OfficeEdition[], today: IsoDate) {
  const seen = statedEditions(editions.filter((one) => isSeen(one, today)).map(asSeen), [], today)
  const seenTones = { inForce: 'done', upcoming: 'due', past: 'off' } as const
  return new Map(
    editions.map((edition) => {
      const state = seen.find(({ id }) => id === edition.id)?.state
      if (state !== undefined)
        return [edition.id, <StateBadge tone={seenTones[state]}>{editionStateNames[state]}</StateBadge>]
      return edition.withdrawnAt !== null
        ? [edition.id, <StateBadge tone="late">wycofana</StateBadge>]
        : [edition.id, <StateBadge tone="due">zaplanowana na {formatDate(edition.visibleFrom ?? today)}</StateBadge>]
    }),
  )
}

interface EditionProps extends Followed {
  readonly edition: OfficeEdition
  readonly logins: number
  readonly mayWithdraw: boolean
  /** The document has no other edition left. */
  readonly only: boolean
  readonly mayReadPeople: boolean
  readonly once: string
  readonly errors: readonly FieldError[]
  readonly typedReason: string
}

/** One edition with its files, its acceptances and its withdrawal. */
export function EditionView(props: EditionProps) {
  const { document, edition } = props
  const here = editionHref(document.id, edition.number)
  const attached = props.attachments.filter(({ editionId }) => editionId === edition.id)
  return (
    <>
      <BackLink href={documentHref(document.id)}>{document.title}</BackLink>
      <ErrorSummary errors={props.errors} />
      <Panel title={`Wersja ${edition.number}`} aside={editionBadges(props.editions, document.today).get(edition.id)}>
        <DefinitionList
          items={[
            { term: text.dated, value: <DateText on={edition.datedOn} /> },
            { term: 'Obowiązuje', value: forceText(edition.inForceFrom, edition.inForceTo) },
            ...(edition.visibleFrom === null
              ? []
              : [{ term: 'Widoczna w portalu', value: `od ${formatDate(edition.visibleFrom)}` }]),
            ...(edition.changeNote === ''
              ? []
              : [{ term: text.change, value: <span class="typed-text">{edition.changeNote}</span> }]),
            { term: 'Opublikowano', value: byAt(edition.publishedBy, edition.publishedAt) },
            ...(edition.withdrawnAt === null
              ? []
              : [
                  { term: 'Wycofano', value: byAt(edition.withdrawnBy, edition.withdrawnAt) },
                  { term: 'Powód', value: edition.withdrawReason ?? 'nie podano' },
                ]),
          ]}
        />
        <ul>
          <FileItem title={document.title} file={edition} />
          {attached.map((one) => (
            <FileItem title={one.title} file={one} />
          ))}
        </ul>
      </Panel>
      {document.asksAcceptance && (
        <Panel title={text.acceptances}>
          <p>{acceptedSentence(edition.accepted, props.logins)}</p>
          {!props.mayReadPeople ? (
            <p class="hint">{text.acceptancesHint}</p>
          ) : (
            edition.accepted > 0 && (
              <p>
                <a href={`${here}/akceptacje`}>{text.acceptancesLink}</a>
              </p>
            )
          )}
        </Panel>
      )}
      {props.mayWithdraw && (
        <Panel title={draftText.withdrawTitle}>
          {props.only ? (
            <p>{text.onlyEdition}</p>
          ) : (
            <WithdrawForm
              action={`${here}/wycofaj`}
              once={props.once}
              hint={text.withdrawEditionHint}
              button={text.withdrawEdition}
              typedReason={props.typedReason}
              error={props.errors.find((error) => error.field === 'powod')?.message}
            />
          )}
        </Panel>
      )}
    </>
  )
}

interface FileItemProps {
  readonly title: string
  readonly file: { readonly fileId: string; readonly sizeBytes: number }
}

const FileItem = ({ title, file }: FileItemProps) => (
  <li>
    <a href={`${base}/pliki/${file.fileId}`}>{title}</a> (PDF, {sizeText(file.sizeBytes)})
  </li>
)

interface AcceptancesProps {
  readonly document: OneDocument
  readonly edition: OfficeEdition
  readonly logins: number
  readonly acceptances: readonly Acceptance[]
  readonly page: number
  readonly pages: number
}

export function AcceptancesView({ document, edition, logins, acceptances, page, pages }: AcceptancesProps) {
  const here = `${editionHref(document.id, edition.number)}/akceptacje`
  return (
    <>
      <BackLink href={editionHref(document.id, edition.number)}>
        {document.title}, wersja {edition.number}
      </BackLink>
      <p>{acceptedSentence(edition.accepted, logins)}</p>
      {acceptances.length > 0 && (
        <PostForm action={`${here}/csv`}>
          <Buttons>
            <Button look="plain">{text.export}</Button>
          </Buttons>
          <p class="hint">{text.exportHint}</p>
        </PostForm>
      )}
      <Panel title={text.acceptancesLink} bare>
        <DataTable
          caption={text.acceptancesLink}
          captionHidden
          rows={acceptances}
          empty={text.noAcceptances}
          columns={[
            {
              key: 'name',
              header: 'Osoba',
              rowHeader: true,
              cell: (row) =>
                row.partyId === null ? (
                  row.name
                ) : (
                  <a href={`/biuro/osoby/${encodeURIComponent(row.partyId)}`}>{row.name}</a>
                ),
            },
            { key: 'login', header: 'Login', cell: (row) => groupedLogin(row.login) },
            { key: 'at', header: 'Kiedy', cell: (row) => <DateTimeText at={row.acceptedAt} /> },
          ]}
        />
      </Panel>
      <Pagination
        page={page}
        pages={pages}
        label="Strony akceptacji"
        href={(number) => (number === 1 ? here : `${here}?strona=${number}`)}
      />
    </>
  )
}
