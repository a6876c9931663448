import type { Grosze } from '#kernel/money.ts'
import { Amount, BackLink, DateText, DefinitionList, Panel } from '#ui/components.ts'
import { Allocations } from './allocations.view.tsx'
import type { Allocation, PaymentRow } from './charges.model.ts'
import { paymentKindNames, chargesText as text } from './charges.text.ts'
import { documentHref } from './parts.view.tsx'

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
      <Panel title={text.paymentCreditedTo} bare>
        <Allocations allocations={allocations} empty={text.notCredited} />
        {restGrosze > 0 && allocations.length > 0 && (
          <p>
            Niezaliczone: <Amount grosze={restGrosze} />. {text.notCredited}
          </p>
        )}
      </Panel>
    </>
  )
}
