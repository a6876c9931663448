import type { AccountFilter, Choice } from '#features/accounts/public.ts'
import type { DocumentState } from '#kernel/ledger.ts'
import { type BadgeTone, Field, Notice, StateBadge, SubTabs } from '#ui/components.ts'
import type { EntryRow, ListedDocument } from './charges.model.ts'
import { stateNames, chargesText as text } from './charges.text.ts'

export interface ListFilter extends AccountFilter {
  readonly od?: string | undefined
  readonly do?: string | undefined
  readonly stan?: string | undefined
}

export type Choices = { readonly premises: readonly Choice[]; readonly ledgerTypes: readonly Choice[] }

const badgeTones: Readonly<Record<DocumentState, BadgeTone>> = {
  paid: 'done',
  partlyPaid: 'part',
  due: 'due',
  overdue: 'late',
}

export const documentHref = (id: string): string => `/rachunki/dokumenty/${encodeURIComponent(id)}`
export const paymentHref = (id: string): string => `/rachunki/wplaty/${encodeURIComponent(id)}`
/** Where an entry of an account is explained: a payment on its own page, a charge on that of its document. */
export function entryHref(entry: Pick<EntryRow, 'id' | 'side' | 'documentId'>): string | undefined {
  if (entry.side === 'payment') return paymentHref(entry.id)
  return entry.documentId ? documentHref(entry.documentId) : undefined
}

/** The two views of the same entries; the choice of premises, account and dates goes along. */
export function Views({ current, query }: { readonly current: 'documents' | 'ledger'; readonly query: string }) {
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

export function PeriodFields({ filter }: { readonly filter: ListFilter }) {
  return (
    <>
      <Field name="od" label="Od dnia" kind="date" plainLabel width="short" value={filter.od ?? ''} />
      <Field name="do" label="Do dnia" kind="date" plainLabel width="short" value={filter.do ?? ''} />
    </>
  )
}

export const hasChoice = (filter: ListFilter): boolean => Object.values(filter).some((value) => value !== undefined)
export function DocumentBadge({ document }: { readonly document: Pick<ListedDocument, 'kind' | 'state'> }) {
  if (document.kind === 'payment' || document.kind === 'refund')
    return <StateBadge tone="info">zaksięgowano</StateBadge>
  return <StateBadge tone={badgeTones[document.state]}>{stateNames[document.state]}</StateBadge>
}
export function TooMany() {
  return (
    <Notice tone="warning">
      <p>{text.tooMany}</p>
    </Notice>
  )
}
