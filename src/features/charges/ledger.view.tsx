import { AccountFields } from '#features/accounts/public.ts'
import { balanceState, ledgerDate } from '#kernel/ledger.ts'
import type { Grosze } from '#kernel/money.ts'
import { Amount, DataTable, DateText, DownloadBar, EmptyState, FilterForm, Money, Pagination } from '#ui/components.ts'
import type { EntryRow, LedgerPage } from './charges.model.ts'
import { chargesText as text } from './charges.text.ts'
import { type Choices, entryHref, hasChoice, type ListFilter, PeriodFields, TooMany, Views } from './parts.view.tsx'

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
  const href = entryHref(entry)
  return (
    <>
      {href === undefined ? entry.description : <a href={href}>{entry.description}</a>}
      {entry.documentNumber && <span class="hint"> {entry.documentNumber}</span>}
    </>
  )
}
