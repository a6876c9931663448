import type { IsoDate } from '#kernel/dates.ts'
import { waitsTooLong } from '#kernel/incoming.ts'
import {
  Amount,
  balanceTone,
  DataTable,
  DateText,
  DefinitionList,
  EmptyState,
  Field,
  FilterForm,
  Money,
  Notice,
  NrbText,
  Panel,
  Slip,
  type SlipBox,
} from '#ui/components.ts'
import {
  type AccountFilter,
  type AccountRow,
  type AccountState,
  accountPremisesLabel,
  type Choice,
  type Overview,
} from './accounts.model.ts'
import {
  dueSentence,
  payBy,
  settlementName,
  settlementPaid,
  settlementResult,
  accountsText as text,
  waitingSentence,
  waitingTitle,
} from './accounts.text.ts'

interface OverviewProps {
  readonly overview: Overview
  readonly choices: { readonly premises: readonly Choice[]; readonly ledgerTypes: readonly Choice[] }
  readonly filter: AccountFilter
  readonly today: IsoDate
}

/** The first screen after sign-in: how much, until when, to which account; then the reasons. */
export function OverviewView({ overview, choices, filter, today }: OverviewProps) {
  if (choices.premises.length === 0) return <NoAccounts />
  return (
    <>
      <Answer overview={overview} filter={filter} />
      <Waiting states={overview.states} today={today} />
      <AccountChoice action="/rachunki" choices={choices} filter={filter} />
      <Panel title={text.split} bare>
        <Balances states={overview.states} manyPremises={choices.premises.length > 1} />
      </Panel>
      <Panel title={text.settlements}>
        <Settlements overview={overview} />
      </Panel>
    </>
  )
}

function NoAccounts() {
  return (
    <EmptyState sentence={text.noAccounts}>
      <p>{text.noAccountsHelp}</p>
    </EmptyState>
  )
}

function Answer({ overview, filter }: Pick<OverviewProps, 'overview' | 'filter'>) {
  if (!overview.verified) {
    return (
      <Notice tone="warning" title={text.unverified}>
        <p>{text.unverifiedHelp}</p>
      </Notice>
    )
  }
  const owes = overview.toPayGrosze > 0
  return (
    <Slip
      title={text.heading}
      tone={
        owes
          ? balanceTone(overview.toPayGrosze, overview.overdueGrosze > 0)
          : balanceTone(overview.balanceGrosze, false)
      }
      answer={owes ? <Amount grosze={overview.toPayGrosze} big /> : <Money grosze={overview.balanceGrosze} big />}
      sentence={dueSentence(overview)}
      boxes={transferBoxes(overview.states)}
    >
      {owes ? <Reasons filter={filter} /> : undefined}
    </Slip>
  )
}

/** Why so much: the bills that are open, and what the month is made of. */
function Reasons({ filter }: Pick<OverviewProps, 'filter'>) {
  const chosen = Object.entries({ punkt: filter.punkt, typ: filter.typ, stan: 'do-zaplaty' }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  )
  return (
    <ul class="slip-links">
      <li>
        <a href={`/rachunki/dokumenty?${new URLSearchParams(chosen)}`}>{text.whyBills}</a>
      </li>
      <li>
        <a href="/moje-dane/parametry">{text.whyFees}</a>
      </li>
    </ul>
  )
}

/** Payments the bank has and the books do not: so that nobody pays twice or calls to ask where the money is. */
function Waiting({ states, today }: { readonly states: readonly AccountState[]; readonly today: IsoDate }) {
  const payments = states.flatMap(({ account, waiting }) => waiting.map((payment) => ({ account, ...payment })))
  if (payments.length === 0) return null
  const manyPremises = new Set(states.map(({ account }) => account.premisesId)).size > 1
  return (
    <Notice tone="info" title={waitingTitle(payments, today)}>
      <ul>
        {payments.map(({ account, valueOn, amountGrosze }) => (
          <li>
            <strong>
              <Amount grosze={amountGrosze} />
            </strong>
            , {text.waitingFrom} <DateText on={valueOn} />
            {states.length > 1 && `, ${account.ledgerTypeName}`}
            {manyPremises && `, ${accountPremisesLabel(account)}`}
            {waitsTooLong(valueOn, today) && `. ${text.late}`}
          </li>
        ))}
      </ul>
      <p>{waitingSentence(payments, today)}</p>
    </Notice>
  )
}

/** One box an account that waits for money: how much and to which number. With nothing to pay, the numbers are in the table below. */
function transferBoxes(states: readonly AccountState[]): SlipBox[] {
  return states
    .filter(({ account }) => account.balanceGrosze > 0)
    .slice(0, 6)
    .map(({ account }) => ({
      label: account.ledgerTypeName,
      value: (
        <>
          <Amount grosze={account.balanceGrosze} /> na konto
          <br />
          <NrbText nrb={account.nrb} of={account.ledgerTypeName} />
        </>
      ),
      wide: true,
    }))
}

interface ChoiceProps {
  readonly action: string
  readonly choices: OverviewProps['choices']
  readonly filter: AccountFilter
}

/** Premises and ledger type, for those who have more than one of either. */
function AccountChoice({ action, choices, filter }: ChoiceProps) {
  if (choices.premises.length < 2) return null
  return (
    <FilterForm
      action={action}
      label="Wybór lokalu i konta"
      folds
      resetHref={filter.punkt || filter.typ ? action : undefined}
    >
      <AccountFields choices={choices} filter={filter} />
    </FilterForm>
  )
}

/** The two fields of the choice, for a form that has more of its own. A choice of one is not asked. */
export function AccountFields({ choices, filter }: Omit<ChoiceProps, 'action'>) {
  return (
    <>
      {choices.premises.length > 1 && (
        <Field
          name="punkt"
          label="Lokal"
          kind="select"
          plainLabel
          value={filter.punkt ?? ''}
          options={[{ value: '', label: 'wszystkie lokale' }, ...choices.premises]}
        />
      )}
      {choices.ledgerTypes.length > 1 && (
        <Field
          name="typ"
          label="Konto"
          kind="select"
          plainLabel
          value={filter.typ ?? ''}
          options={[{ value: '', label: 'wszystkie konta' }, ...choices.ledgerTypes]}
        />
      )}
    </>
  )
}

function Balances({
  states,
  manyPremises,
}: {
  readonly states: readonly AccountState[]
  readonly manyPremises: boolean
}) {
  return (
    <DataTable
      caption={text.split}
      captionHidden
      rows={states}
      empty={text.noAccounts}
      columns={[
        {
          key: 'account',
          header: 'Konto',
          rowHeader: true,
          cell: ({ account }) => <AccountName account={account} withPremises={manyPremises} />,
        },
        {
          key: 'balance',
          header: 'Saldo',
          numeric: true,
          cell: ({ account, overdueGrosze }) =>
            account.verified ? <Money grosze={account.balanceGrosze} overdue={overdueGrosze > 0} /> : text.unverified,
        },
        {
          key: 'overdue',
          header: 'Po terminie',
          numeric: true,
          cell: ({ account, overdueGrosze }) =>
            account.verified && overdueGrosze > 0 ? <Amount grosze={overdueGrosze} /> : 'nic',
        },
        {
          key: 'next',
          header: 'Najbliższy termin',
          cell: ({ nextDue }) =>
            nextDue ? (
              <>
                <Amount grosze={nextDue.amountGrosze} /> {payBy(nextDue)}
              </>
            ) : (
              'brak'
            ),
        },
        { key: 'paid', header: text.lastPayment, cell: ({ lastPayment }) => <Payment payment={lastPayment} /> },
        {
          key: 'nrb',
          header: 'Numer konta bankowego',
          cell: ({ account }) => <NrbText nrb={account.nrb} of={account.ledgerTypeName} />,
        },
      ]}
    />
  )
}

function AccountName({ account, withPremises }: { readonly account: AccountRow; readonly withPremises: boolean }) {
  const query = new URLSearchParams({ punkt: account.premisesId, typ: account.ledgerType })
  return (
    <>
      <a href={`/rachunki/kartoteka?${query}`}>{account.ledgerTypeName}</a>
      {withPremises && <span class="hint"> {accountPremisesLabel(account)}</span>}
    </>
  )
}

function Payment({ payment }: { readonly payment: AccountState['lastPayment'] }) {
  if (!payment) return text.noPayment
  return (
    <a href={`/rachunki/wplaty/${encodeURIComponent(payment.entryId)}`}>
      <Amount grosze={payment.amountGrosze} />, <DateText on={payment.valueOn} short />
    </a>
  )
}

function Settlements({ overview }: { readonly overview: Overview }) {
  if (overview.settlements.length === 0) return <p>{text.noSettlements}</p>
  const labels = new Map(overview.states.map(({ account }) => [account.premisesId, accountPremisesLabel(account)]))
  const several = labels.size > 1
  return (
    <DefinitionList
      items={overview.settlements.map((settlement) => {
        const hints = [settlementPaid(settlement), several ? (labels.get(settlement.premisesId) ?? '') : ''].filter(
          Boolean,
        )
        return {
          term: settlementName(settlement),
          value: <a href={`/media/rozliczenia/${encodeURIComponent(settlement.id)}`}>{settlementResult(settlement)}</a>,
          ...(hints.length === 0 ? {} : { hint: hints.join(', ') }),
        }
      })}
    />
  )
}
