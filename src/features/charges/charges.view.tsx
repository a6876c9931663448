import { AccountFields, type AccountFilter, type Choice } from '#features/accounts/public.ts'
import { formatDecimal } from '#kernel/decimal.ts'
import { balanceState, type DocumentState, ledgerDate } from '#kernel/ledger.ts'
import type { Grosze } from '#kernel/money.ts'
import { formatPeriod } from '#kernel/periods.ts'
import { unitName } from '#kernel/units.ts'
import {
  Amount,
  BackLink,
  type BadgeTone,
  DataTable,
  DateText,
  DefinitionList,
  DownloadBar,
  EmptyState,
  Field,
  FilterForm,
  Money,
  Notice,
  NrbText,
  Pagination,
  Panel,
  StateBadge,
  SubTabs,
} from '#ui/components.ts'
import type { Child } from '#ui/jsx/jsx-runtime'
import type {
  Allocation,
  DocumentLine,
  DocumentWithAccount,
  EntryRow,
  LedgerPage,
  LineGroup,
  ListedDocument,
  PaymentRow,
  RelatedDocument,
} from './charges.model.ts'
import { groupNames, kindNames, paymentKindNames, stateNames, chargesText as text, vatName } from './charges.text.ts'

export interface ListFilter extends AccountFilter {
  readonly od?: string | undefined
  readonly do?: string | undefined
  readonly stan?: string | undefined
}

type Choices = { readonly premises: readonly Choice[]; readonly ledgerTypes: readonly Choice[] }

const badgeTones: Readonly<Record<DocumentState, BadgeTone>> = {
  paid: 'done',
  partlyPaid: 'part',
  due: 'due',
  overdue: 'late',
}

export const documentHref = (id: string): string => `/rachunki/dokumenty/${encodeURIComponent(id)}`
const paymentHref = (id: string): string => `/rachunki/wplaty/${encodeURIComponent(id)}`

/** The two views of the same entries; the choice of premises, account and dates goes along. */
function Views({ current, query }: { readonly current: 'documents' | 'ledger'; readonly query: string }) {
  return (
    <SubTabs
      label={text.views}
      tabs={[
        { href: `/rachunki/dokumenty${query}`, label: text.documents, current: current === 'documents' },
        { href: `/rachunki/kartoteka${query}`, label: text.ledger, current: current === 'ledger' },
      ]}
    />
  )
}

function PeriodFields({ filter }: { readonly filter: ListFilter }) {
  return (
    <>
      <Field name="od" label="Od dnia" kind="date" plainLabel width="short" value={filter.od ?? ''} />
      <Field name="do" label="Do dnia" kind="date" plainLabel width="short" value={filter.do ?? ''} />
    </>
  )
}

interface DocumentsProps {
  readonly documents: readonly ListedDocument[]
  readonly tooMany: boolean
  readonly choices: Choices
  readonly filter: ListFilter
  readonly page: number
  readonly pages: number
  /** Addresses of this list with its choices. */
  readonly href: (page: number) => string
  readonly sharedQuery: string
  readonly csvHref: string
}

export function DocumentsView({
  documents,
  tooMany,
  choices,
  filter,
  page,
  pages,
  href,
  sharedQuery,
  csvHref,
}: DocumentsProps) {
  return (
    <>
      <Views current="documents" query={sharedQuery} />
      <FilterForm
        action="/rachunki/dokumenty"
        label="Wybór rachunków"
        folds
        resetHref={hasChoice(filter) ? '/rachunki/dokumenty' : undefined}
      >
        <AccountFields choices={choices} filter={filter} />
        <PeriodFields filter={filter} />
        <Field
          name="stan"
          label="Stan"
          kind="select"
          plainLabel
          width="short"
          value={filter.stan ?? ''}
          options={[
            { value: '', label: 'wszystkie' },
            { value: 'do-zaplaty', label: 'do zapłaty' },
            { value: 'po-terminie', label: 'po terminie' },
            { value: 'zaplacone', label: 'zapłacone' },
          ]}
        />
      </FilterForm>
      <p class="hint">{text.documentsHint}</p>
      {tooMany && <TooMany />}
      <DataTable
        caption={text.documents}
        captionHidden
        rows={documents}
        empty={text.noDocuments}
        rowTone={(row) => (row.state === 'overdue' ? 'late' : undefined)}
        columns={[
          {
            key: 'number',
            header: 'Numer',
            rowHeader: true,
            cell: (row) => <a href={documentHref(row.id)}>{row.number}</a>,
          },
          { key: 'kind', header: 'Rodzaj', cell: (row) => kindNames[row.kind] },
          { key: 'issued', header: 'Wystawiono', cell: (row) => <DateText on={row.issuedOn} short /> },
          {
            key: 'due',
            header: 'Termin',
            cell: (row) => (row.dueOn ? <DateText on={row.dueOn} short /> : 'bez terminu'),
          },
          { key: 'amount', header: 'Kwota', numeric: true, cell: (row) => <Amount grosze={row.amountGrosze} /> },
          {
            key: 'remaining',
            header: 'Pozostało',
            numeric: true,
            cell: (row) => <Amount grosze={row.remainingGrosze} />,
          },
          { key: 'state', header: 'Stan', cell: (row) => <DocumentBadge document={row} /> },
        ]}
      />
      <Pagination page={page} pages={pages} label="Strony rachunków" href={href} />
      <DownloadBar links={[{ href: csvHref, label: 'Pobierz CSV', hint: 'do Excela' }]} />
    </>
  )
}

const hasChoice = (filter: ListFilter): boolean => Object.values(filter).some((value) => value !== undefined)

function DocumentBadge({ document }: { readonly document: Pick<ListedDocument, 'kind' | 'state'> }) {
  if (document.kind === 'payment' || document.kind === 'refund')
    return <StateBadge tone="info">zaksięgowano</StateBadge>
  return <StateBadge tone={badgeTones[document.state]}>{stateNames[document.state]}</StateBadge>
}

function TooMany() {
  return (
    <Notice tone="warning">
      <p>{text.tooMany}</p>
    </Notice>
  )
}

interface DocumentProps {
  readonly document: DocumentWithAccount & { readonly state: DocumentState }
  readonly groups: readonly LineGroup[]
  readonly allocations: readonly Allocation[]
  readonly related: readonly RelatedDocument[]
  /** The last day in time, when the printed day is free. */
  readonly payBy: Child
}

export function DocumentView({ document, groups, allocations, related, payBy }: DocumentProps) {
  const isPayment = document.kind === 'payment' || document.kind === 'refund'
  return (
    <>
      <BackLink href="/rachunki/dokumenty">Wszystkie rachunki</BackLink>
      <Panel title={kindNames[document.kind]} aside={<DocumentBadge document={document} />}>
        <DefinitionList
          items={[
            { term: 'Kwota', value: <Amount grosze={document.amountGrosze} /> },
            ...(isPayment
              ? []
              : [{ term: 'Pozostało do zapłaty', value: <Amount grosze={document.remainingGrosze} /> }]),
            ...(document.dueOn ? [{ term: 'Termin płatności', value: payBy }] : []),
            ...(document.periodFrom && document.periodTo
              ? [{ term: 'Okres', value: formatPeriod({ from: document.periodFrom, to: document.periodTo }) }]
              : []),
            { term: 'Data wystawienia', value: <DateText on={document.issuedOn} /> },
            { term: 'Konto', value: document.ledgerTypeName },
            ...(document.remainingGrosze > 0
              ? [
                  { term: 'Wpłać na konto', value: <NrbText nrb={document.nrb} of={document.ledgerTypeName} /> },
                  { term: 'W tytule przelewu wpisz', value: document.number },
                ]
              : []),
            ...(document.description ? [{ term: 'Opis', value: document.description }] : []),
          ]}
        />
      </Panel>
      {groups.length > 0 && (
        <Panel title="Z czego składa się ta kwota" bare>
          <Lines groups={groups} total={document.amountGrosze} />
        </Panel>
      )}
      <Panel title={isPayment ? 'Na co zaliczono tę wpłatę' : 'Wpłaty zaliczone na ten rachunek'} bare>
        <Allocations
          allocations={allocations}
          empty={isPayment ? text.notCredited : text.notPaidYet}
          href={(row) =>
            isPayment ? (row.documentId ? documentHref(row.documentId) : undefined) : paymentHref(row.entryId)
          }
        />
      </Panel>
      {related.length > 0 && (
        <Panel title="Powiązane dokumenty">
          <ul>
            {related.map((other) => (
              <li>
                {other.relation === 'corrects' ? 'Ten dokument koryguje: ' : 'Korekta tego dokumentu: '}
                <a href={documentHref(other.id)}>{other.number}</a>, <DateText on={other.issuedOn} />,{' '}
                <Amount grosze={other.amountGrosze} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  )
}

function Lines({ groups, total }: { readonly groups: readonly LineGroup[]; readonly total: Grosze }) {
  return (
    <DataTable<DocumentLine>
      caption="Składniki"
      captionHidden
      empty=""
      sections={groups.map((group) => ({
        title: groupNames[group.group],
        rows: group.lines,
        sum: {
          kind: 'subtotal',
          label: `Razem ${groupNames[group.group].toLowerCase()}`,
          cells: { amount: <Amount grosze={group.sumGrosze} /> },
        },
      }))}
      total={{ kind: 'total', label: text.total, cells: { amount: <Amount grosze={total} /> } }}
      columns={[
        { key: 'component', header: 'Składnik', rowHeader: true, cell: (line) => line.component },
        {
          key: 'quantity',
          header: 'Ilość',
          numeric: true,
          cell: (line) => `${formatDecimal(line.quantity)} ${unitName(line.unit)}`,
        },
        {
          key: 'rate',
          header: 'Stawka (zł)',
          numeric: true,
          cell: (line) => formatDecimal(line.rate, { minScale: 2 }),
        },
        { key: 'vat', header: 'VAT', numeric: true, cell: (line) => vatName(line.vatRate) },
        { key: 'amount', header: 'Wartość', numeric: true, cell: (line) => <Amount grosze={line.amountGrosze} /> },
      ]}
    />
  )
}

interface AllocationsProps {
  readonly allocations: readonly Allocation[]
  readonly empty: string
  readonly href: (row: Allocation) => string | undefined
}

function Allocations({ allocations, empty, href }: AllocationsProps) {
  return (
    <>
      <DataTable
        caption="Zaliczenia"
        captionHidden
        rows={allocations}
        empty={empty}
        columns={[
          {
            key: 'what',
            header: 'Pozycja',
            rowHeader: true,
            cell: (row) => {
              const label = row.documentNumber ?? row.description
              const target = href(row)
              return target === undefined ? label : <a href={target}>{label}</a>
            },
          },
          { key: 'description', header: 'Opis', cell: (row) => row.description },
          { key: 'on', header: 'Data', cell: (row) => <DateText on={row.on} short /> },
          { key: 'amount', header: 'Zaliczono', numeric: true, cell: (row) => <Amount grosze={row.amountGrosze} /> },
        ]}
      />
      <p class="hint">{text.howCredited}</p>
    </>
  )
}

interface PaymentProps {
  readonly payment: PaymentRow
  readonly allocations: readonly Allocation[]
  readonly restGrosze: Grosze
}

export function PaymentView({ payment, allocations, restGrosze }: PaymentProps) {
  return (
    <>
      <BackLink href="/rachunki/kartoteka">Kartoteka</BackLink>
      <Panel title="Wpłata">
        <DefinitionList
          items={[
            { term: 'Kwota', value: <Amount grosze={payment.amountGrosze} /> },
            { term: 'Dzień wpływu na rachunek spółdzielni', value: <DateText on={payment.valueOn} /> },
            { term: 'Zaksięgowano', value: <DateText on={payment.bookedOn} /> },
            { term: 'Rodzaj', value: paymentKindNames[payment.kind] ?? 'wpłata' },
            { term: 'Tytuł', value: payment.description },
            { term: 'Konto', value: payment.ledgerTypeName },
            ...(payment.documentId && payment.documentNumber
              ? [{ term: 'Dokument', value: <a href={documentHref(payment.documentId)}>{payment.documentNumber}</a> }]
              : []),
          ]}
        />
      </Panel>
      <Panel title="Na co zaliczono tę wpłatę" bare>
        <Allocations
          allocations={allocations}
          empty={text.notCredited}
          href={(row) => (row.documentId ? documentHref(row.documentId) : undefined)}
        />
        {restGrosze > 0 && allocations.length > 0 && (
          <p>
            Niezaliczone: <Amount grosze={restGrosze} />. {text.notCredited}
          </p>
        )}
      </Panel>
    </>
  )
}

interface LedgerProps {
  readonly ledger: LedgerPage
  readonly tooMany: boolean
  readonly verified: boolean
  readonly choices: Choices
  readonly filter: ListFilter
  readonly href: (page: number) => string
  readonly sharedQuery: string
  readonly csvHref: string
}

export function LedgerView({ ledger, tooMany, verified, choices, filter, href, sharedQuery, csvHref }: LedgerProps) {
  return (
    <>
      <Views current="ledger" query={sharedQuery} />
      <FilterForm
        action="/rachunki/kartoteka"
        label="Wybór zapisów"
        folds
        resetHref={hasChoice(filter) ? '/rachunki/kartoteka' : undefined}
      >
        <AccountFields choices={choices} filter={filter} />
        <PeriodFields filter={filter} />
      </FilterForm>
      <p class="hint">{text.ledgerHint}</p>
      {tooMany ? <TooMany /> : <LedgerTable ledger={ledger} verified={verified} />}
      {!tooMany && <Pagination page={ledger.page} pages={ledger.pages} label="Strony kartoteki" href={href} />}
      <DownloadBar links={tooMany ? [] : [{ href: csvHref, label: 'Pobierz CSV', hint: 'do Excela' }]} />
    </>
  )
}

function LedgerTable({ ledger, verified }: { readonly ledger: LedgerPage; readonly verified: boolean }) {
  if (!verified) {
    return (
      <EmptyState sentence="Saldo w trakcie weryfikacji.">
        <p>Księgowość sprawdza zapisy na tym koncie. Kartotekę pokażemy po wyjaśnieniu.</p>
      </EmptyState>
    )
  }
  const showOpening = !ledger.opensPeriod || ledger.openingGrosze !== 0 || ledger.rows.length === 0
  return (
    <DataTable
      caption={text.ledger}
      captionHidden
      rows={ledger.rows}
      empty={text.noEntries}
      opening={
        showOpening
          ? {
              kind: 'opening',
              label: ledger.opensPeriod ? text.earlier : text.previousPage,
              cells: { balance: <Amount grosze={ledger.openingGrosze} /> },
            }
          : undefined
      }
      total={
        ledger.closesPeriod
          ? {
              kind: 'total',
              label: text.total,
              cells: {
                charge: <Amount grosze={ledger.chargesGrosze} />,
                payment: <Amount grosze={ledger.paymentsGrosze} />,
                balance: <Closing grosze={ledger.closingGrosze} />,
              },
            }
          : {
              kind: 'total',
              label: text.toNextPage,
              cells: { balance: <Amount grosze={ledger.rows.at(-1)?.balanceGrosze ?? ledger.openingGrosze} /> },
            }
      }
      columns={[
        { key: 'on', header: 'Data', cell: ({ entry }) => <DateText on={ledgerDate(entry)} short /> },
        { key: 'description', header: 'Opis', rowHeader: true, cell: ({ entry }) => <EntryTitle entry={entry} /> },
        {
          key: 'charge',
          header: 'Obciążenie',
          numeric: true,
          cell: ({ entry }) => (entry.side === 'charge' ? <Amount grosze={entry.amountGrosze} /> : ''),
        },
        {
          key: 'payment',
          header: 'Wpłata',
          numeric: true,
          cell: ({ entry }) => (entry.side === 'payment' ? <Amount grosze={entry.amountGrosze} /> : ''),
        },
        {
          key: 'balance',
          header: 'Saldo',
          numeric: true,
          cell: ({ balanceGrosze }) => <Amount grosze={balanceGrosze} />,
        },
      ]}
    />
  )
}

/** The closing balance in words where there is room for the word: positive alone would not say who owes whom. */
function Closing({ grosze }: { readonly grosze: Grosze }) {
  return balanceState(grosze) === 'arrears' ? <Money grosze={grosze} overdue={false} /> : <Money grosze={grosze} />
}

function EntryTitle({ entry }: { readonly entry: EntryRow }) {
  const href =
    entry.side === 'payment' ? paymentHref(entry.id) : entry.documentId ? documentHref(entry.documentId) : undefined
  return (
    <>
      {href === undefined ? entry.description : <a href={href}>{entry.description}</a>}
      {entry.documentNumber && <span class="hint"> {entry.documentNumber}</span>}
    </>
  )
}
