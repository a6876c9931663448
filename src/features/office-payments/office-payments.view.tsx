import { formatDateShort } from '#kernel/dates.ts'
import { formatAmount, formatMoney, type Grosze } from '#kernel/money.ts'
import { formatNrb } from '#kernel/nrb.ts'
import { countOf } from '#kernel/plural.ts'
import { premisesLabel } from '#kernel/premises.ts'
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
  Field,
  type FieldError,
  LinkButton,
  Notice,
  Pagination,
  Panel,
  PostForm,
  StateBadge,
  SubTabs,
} from '#ui/components.ts'
import {
  type FileRow,
  type FileState,
  fileLimits,
  type PaymentCounts,
  type PaymentRow,
  perPage,
  type ShownList,
  type StatementRow,
  shownLists,
} from './office-payments.model.ts'
import {
  fileStates,
  listEmpty,
  listLeads,
  listNames,
  readWords,
  reasons,
  sources,
  text,
  waitingSum,
} from './office-payments.text.ts'

export const paymentsAddress = '/biuro/wplaty'
export const statementsAddress = '/biuro/wplaty/wyciagi'

const hrefOf = (shown: ShownList, page = 1): string => {
  const query = new URLSearchParams([
    ...(shown === 'do-wyjasnienia' ? [] : [['pokaz', shown]]),
    ...(page > 1 ? [['strona', String(page)]] : []),
  ])
  return query.size === 0 ? paymentsAddress : `${paymentsAddress}?${query}`
}

interface PaymentsProps {
  readonly rows: readonly PaymentRow[]
  readonly counts: PaymentCounts
  readonly shown: ShownList
  readonly page: number
}

export function PaymentsView({ rows, counts, shown, page }: PaymentsProps) {
  const numbers: Partial<Record<ShownList, number>> = {
    'do-wyjasnienia': counts.unclear,
    'po-terminie': counts.late,
    czekaja: counts.waiting,
  }
  const pages = Math.max(1, Math.ceil((rows[0]?.total ?? 0) / perPage))
  return (
    <>
      <SubTabs
        label="Wybór wpłat"
        tabs={shownLists.map((one) => ({
          href: hrefOf(one),
          label: numbers[one] === undefined ? listNames[one] : `${listNames[one]} (${numbers[one]})`,
          current: one === shown,
        }))}
      />
      <Panel title={listNames[shown]} bare>
        <p>
          {listLeads[shown]}
          {shown === 'czekaja' && rows.length > 0 && ` ${waitingSum(counts.waiting, counts.waitingGrosze)}`}
        </p>
        {rows.length > 0 && shown !== 'zalatwione' && <p class="hint">{text.settleHint}</p>}
        <PaymentTable rows={rows} shown={shown} />
        <Pagination page={page} pages={pages} label="Strony wpłat" href={(at) => hrefOf(shown, at)} />
      </Panel>
    </>
  )
}

function PaymentTable({ rows, shown }: { readonly rows: readonly PaymentRow[]; readonly shown: ShownList }) {
  return (
    <DataTable
      caption={listNames[shown]}
      captionHidden
      rows={rows}
      empty={listEmpty[shown]}
      columns={[
        {
          key: 'amount',
          header: 'Kwota',
          rowHeader: true,
          cell: (row) => (
            <>
              <strong>{moneyOf(row)}</strong>
              {row.kind === 'reversal' && <span class="hint"> {text.reversal}</span>}
            </>
          ),
        },
        { key: 'day', header: 'Wpłynęło', cell: (row) => <DateText on={row.valueOn} short /> },
        { key: 'whose', header: 'Konto', cell: (row) => <Whose row={row} /> },
        // Of a payment whose account is known nothing of the payer is kept.
        ...(shown === 'do-wyjasnienia' || shown === 'zalatwione'
          ? [{ key: 'payer', header: 'Kto i za co', cell: (row: PaymentRow) => <Payer row={row} /> }]
          : []),
        { key: 'statement', header: 'Wyciąg', cell: (row) => `nr\u00a0${row.statementNumber}` },
        { key: 'decision', header: 'Decyzja', cell: (row) => <Decision row={row} shown={shown} /> },
      ]}
    />
  )
}

const withCurrency = (grosze: Grosze, currency: string): string =>
  currency === 'PLN' ? formatMoney(grosze) : `${formatAmount(grosze)}\u00a0${currency}`

const moneyOf = ({ amountGrosze, currency }: PaymentRow): string => withCurrency(amountGrosze, currency)

function Whose({ row }: { readonly row: PaymentRow }) {
  return (
    <>
      {row.account && `${premisesLabel(row.account)}, ${row.account.ledgerTypeName}`}
      {row.reason && (
        <>
          {row.account && ': '}
          {reasons[row.reason]}
          {row.numbers.map((nrb) => (
            <>
              <br />
              <span class="hint">{inGroups(nrb)}</span>
            </>
          ))}
        </>
      )}
      {row.settledBy && (
        <>
          <br />
          <span class="hint">{row.settledBy}</span>
        </>
      )}
    </>
  )
}

/** In groups as banks print it, but free to break between them: the cell is narrow. */
const inGroups = (nrb: string): string => formatNrb(nrb).replaceAll('\u00a0', ' ')

function Payer({ row }: { readonly row: PaymentRow }) {
  if (row.payerName === '' && row.title === '') return '–'
  return (
    <>
      {row.payerName}
      {row.payerName !== '' && row.title !== '' && <br />}
      {row.title !== '' && <span class="hint">{row.title}</span>}
    </>
  )
}

function Decision({ row, shown }: { readonly row: PaymentRow; readonly shown: ShownList }) {
  const settled = shown === 'zalatwione'
  return (
    <PostForm action={`${paymentsAddress}/${row.id}`} class="form-inline">
      <input type="hidden" name="pokaz" value={shown} />
      <Button look="quiet" name="czynnosc" value={settled ? 'przywroc' : 'zalatwione'}>
        {settled ? text.restore : text.settle}
        <span class="unseen">{`: ${moneyOf(row)} z ${formatDateShort(row.valueOn)}`}</span>
      </Button>
    </PostForm>
  )
}

const tones: Readonly<Record<FileState, BadgeTone>> = {
  waiting: 'info',
  read: 'done',
  unchanged: 'off',
  rejected: 'late',
  failed: 'late',
}

const StateOf = ({ state }: { readonly state: FileState }) => (
  <StateBadge tone={tones[state]}>{fileStates[state]}</StateBadge>
)

const senderOf = ({ source, uploadedBy }: FileRow): string => uploadedBy ?? sources[source]

interface StatementsProps {
  readonly files: readonly FileRow[]
  readonly statements: readonly StatementRow[]
  readonly onceKey: string
  readonly errors: readonly FieldError[]
}

export function StatementsView({ files, statements, onceKey, errors }: StatementsProps) {
  return (
    <>
      <ErrorSummary errors={errors} title="Nie wszystkie pliki zostały przyjęte" />
      <Panel title={text.upload}>
        <PostForm action={statementsAddress} idempotencyKey={onceKey} files>
          <Field
            name="wyciag"
            label={text.uploadField}
            kind="file"
            multiple
            accept=".sta,.txt,.xml,.mt940,.940"
            hint={`Wyciągi MT940 albo camt.053, najwyżej ${fileLimits.files} plików po ${fileLimits.megabytes} MB. Nie zmieniaj ich w innym programie.`}
            error={errors[0]?.message}
          />
          <Buttons>
            <Button>{text.uploadButton}</Button>
          </Buttons>
        </PostForm>
      </Panel>
      <Panel title={text.files} bare>
        <DataTable
          caption={text.files}
          captionHidden
          rows={files}
          empty={text.noFiles}
          columns={[
            {
              key: 'at',
              header: 'Przyszedł',
              rowHeader: true,
              cell: (row) => (
                <a href={`/biuro/wplaty/pliki/${row.id}`}>
                  <DateTimeText at={row.receivedAt} />
                </a>
              ),
            },
            { key: 'name', header: 'Plik', cell: (row) => row.name },
            { key: 'who', header: 'Skąd', cell: senderOf },
            { key: 'payments', header: 'Liczba wpłat', numeric: true, cell: (row) => row.report.payments ?? 0 },
            { key: 'state', header: 'Stan', cell: (row) => <StateOf state={row.state} /> },
          ]}
        />
      </Panel>
      <Panel title={text.statements} bare>
        <StatementTable statements={statements} caption={text.statements} empty={text.noStatements} />
      </Panel>
    </>
  )
}

function StatementTable({
  statements,
  caption,
  empty,
}: {
  readonly statements: readonly StatementRow[]
  readonly caption: string
  readonly empty: string
}) {
  return (
    <DataTable
      caption={caption}
      captionHidden
      rows={statements}
      empty={empty}
      columns={[
        { key: 'day', header: 'Dzień', rowHeader: true, cell: (row) => <DateText on={row.closedOn} short /> },
        { key: 'number', header: 'Numer', cell: (row) => row.number },
        { key: 'account', header: 'Rachunek', cell: (row) => formatNrb(row.account) },
        { key: 'movements', header: 'Liczba operacji', numeric: true, cell: (row) => row.movements },
        { key: 'in', header: 'Wpłynęło', numeric: true, cell: (row) => withCurrency(row.inGrosze, row.currency) },
        { key: 'out', header: 'Wyszło', numeric: true, cell: (row) => withCurrency(row.outGrosze, row.currency) },
        {
          key: 'closing',
          header: 'Saldo końcowe',
          numeric: true,
          cell: (row) => withCurrency(row.closingGrosze, row.currency),
        },
      ]}
    />
  )
}

export function FileView({
  file,
  statements,
}: {
  readonly file: FileRow
  readonly statements: readonly StatementRow[]
}) {
  const problems = file.report.problems
  return (
    <>
      <BackLink href={statementsAddress}>{text.statementsTitle}</BackLink>
      <Panel title="Plik" aside={<StateOf state={file.state} />}>
        <DefinitionList
          items={[
            { term: 'Nazwa', value: file.name },
            { term: 'Przyszedł', value: <DateTimeText at={file.receivedAt} /> },
            { term: 'Skąd', value: senderOf(file) },
            ...(file.report.format ? [{ term: 'Format', value: file.report.format }] : []),
          ]}
        />
        <Outcome file={file} />
      </Panel>
      {problems !== undefined && problems.count > 0 && (
        <Panel title="Błędy" bare>
          {problems.count > problems.listed.length && (
            <p>{`Pokazujemy pierwsze ${problems.listed.length}, razem ${countOf(problems.count, 'błąd', 'błędy', 'błędów')}.`}</p>
          )}
          <DataTable
            caption="Błędy w pliku"
            captionHidden
            rows={problems.listed}
            empty={text.noProblems}
            columns={[
              { key: 'line', header: 'Wiersz', cell: (row) => row.line ?? '–' },
              { key: 'field', header: 'Pole', cell: (row) => row.column ?? '–' },
              { key: 'value', header: 'Co tam jest', cell: (row) => row.value ?? '–' },
              { key: 'message', header: 'Co jest nie tak', cell: (row) => row.message },
            ]}
          />
        </Panel>
      )}
      {(file.state === 'read' || statements.length > 0) && (
        <Panel title="Wyciągi z tego pliku" bare>
          <StatementTable statements={statements} caption="Wyciągi z tego pliku" empty={text.nothingNew} />
        </Panel>
      )}
    </>
  )
}

function Outcome({ file }: { readonly file: FileRow }) {
  switch (file.state) {
    case 'waiting':
      return (
        <Notice tone="info">
          <p>{text.waiting}</p>
          <Buttons>
            <LinkButton href={`/biuro/wplaty/pliki/${file.id}`} look="quiet">
              {text.refresh}
            </LinkButton>
          </Buttons>
        </Notice>
      )
    case 'failed':
    case 'rejected':
      return (
        <Notice tone="warning">
          <p>{text[file.state]}</p>
        </Notice>
      )
    default:
      return (
        <>
          <p>{readWords(file.report)}</p>
          <Buttons>
            <LinkButton href={paymentsAddress} look="quiet">
              Zobacz wpłaty
            </LinkButton>
          </Buttons>
        </>
      )
  }
}
