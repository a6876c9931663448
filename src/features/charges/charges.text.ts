import type { DocumentState } from '#kernel/ledger.ts'
import type { ComponentGroup, DocumentKind } from './charges.model.ts'

export const kindNames: Readonly<Record<DocumentKind, string>> = {
  charge: 'Naliczenie opłat',
  settlement: 'Rozliczenie mediów',
  correction: 'Korekta',
  interestNote: 'Nota odsetkowa',
  payment: 'Wpłata',
  refund: 'Zwrot',
  writeOff: 'Umorzenie',
  openingBalance: 'Bilans otwarcia',
}

export const groupNames: Readonly<Record<ComponentGroup, string>> = {
  utilities: 'Media',
  maintenance: 'Eksploatacja',
  funds: 'Fundusze',
  other: 'Inne',
}

export const stateNames: Readonly<Record<DocumentState, string>> = {
  paid: 'zapłacone',
  partlyPaid: 'zapłacone częściowo',
  due: 'do zapłaty',
  overdue: 'po terminie',
}

export const paymentKindNames: Readonly<Record<string, string>> = {
  payment: 'wpłata',
  housingBenefit: 'dodatek mieszkaniowy',
  refund: 'zwrot nadpłaty',
  correction: 'korekta wpłaty',
  writeOff: 'umorzenie',
  openingBalance: 'bilans otwarcia',
}

export const vatName = (rate: string): string => (/^\d+$/.test(rate) ? `${rate}%` : rate)

export const chargesText = {
  documents: 'Rachunki',
  ledger: 'Kartoteka',
  views: 'Widok',
  noDocuments: 'W wybranym okresie nie ma rachunków.',
  noEntries: 'W wybranym okresie nie ma zapisów.',
  earlier: 'Wcześniejsze pozycje',
  previousPage: 'Z poprzedniej strony',
  toNextPage: 'Do przeniesienia',
  total: 'Razem',
  paidBy: 'Wpłaty zaliczone na ten rachunek',
  paymentCreditedTo: 'Na co zaliczono tę wpłatę',
  amountCreditedTo: 'Na co zaliczono tę kwotę',
  notPaidYet: 'Na ten rachunek nie zaliczono jeszcze żadnej wpłaty.',
  documentsHint: 'Bez wyboru dat: ostatnie 12 miesięcy i wszystko, co jeszcze nie jest zapłacone.',
  ledgerHint: 'Bez wyboru dat: ostatnie 12 miesięcy. Saldo dodatnie to kwota do zapłaty, ujemne to nadpłata.',
  tooMany: 'W tym okresie jest za dużo pozycji, żeby pokazać je naraz. Wybierz krótszy okres.',
  notVerified: 'Saldo tego konta jest w trakcie weryfikacji. Plik będzie można pobrać po wyjaśnieniu.',
  periodReversed: 'Data „od” jest późniejsza niż „do”.',
  howCredited: 'Zaliczenie wpłat pokazujemy tak, jak zaksięgowała je spółdzielnia.',
  notCredited: 'Tej kwoty jeszcze nie zaliczono na żaden rachunek. Zmniejsza saldo konta.',
} as const
