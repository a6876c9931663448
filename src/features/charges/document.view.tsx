import { formatDecimal } from '#kernel/decimal.ts'
import type { DocumentState } from '#kernel/ledger.ts'
import type { Grosze } from '#kernel/money.ts'
import { formatPeriod } from '#kernel/periods.ts'
import { unitName } from '#kernel/units.ts'
import { Amount, BackLink, DataTable, DateText, DefinitionList, NrbText, Panel } from '#ui/components.ts'
import type { Child } from '#ui/jsx/jsx-runtime'
import { Allocations } from './allocations.view.tsx'
import type { Allocation, DocumentLine, DocumentWithAccount, LineGroup, RelatedDocument } from './charges.model.ts'
import { groupNames, kindNames, chargesText as text, vatName } from './charges.text.ts'
import { DocumentBadge, documentHref } from './parts.view.tsx'

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
  // A correction downwards or an overpaid settlement pays other bills, as a payment does.
  const isCredit = !isPayment && document.amountGrosze < 0
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
      <Panel title={isPayment ? text.paymentCreditedTo : isCredit ? text.amountCreditedTo : text.paidBy} bare>
        <Allocations allocations={allocations} empty={isPayment || isCredit ? text.notCredited : text.notPaidYet} />
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
