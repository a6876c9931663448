import type { DeliveryState } from './office-import.model.ts'

export const deliveryStates: Readonly<Record<DeliveryState, string>> = {
  received: 'odebrana',
  checking: 'sprawdzana',
  rejected: 'odrzucona: są błędy',
  waiting: 'czeka na decyzję',
  published: 'opublikowana',
  unchanged: 'bez zmian',
  refused: 'nieprzyjęta',
  failed: 'przerwana',
}

export const deliveryKinds = { full: 'pełna', changes: 'zmiany' } as const

export const resourceNames: Readonly<Record<string, string>> = {
  properties: 'nieruchomości',
  buildings: 'budynki',
  premises: 'lokale',
  parties: 'kontrahenci',
  holdings: 'prawa do lokali',
  accounts: 'konta',
  documents: 'dokumenty',
  document_lines: 'składniki dokumentów',
  entries: 'zapisy',
  allocations: 'zaliczenia wpłat',
  charge_parameters: 'parametry naliczeń',
  fee_components: 'składniki wymiaru opłat',
  meters: 'liczniki',
  readings: 'odczyty',
  meter_settlements: 'rozliczenia',
  meter_settlement_lines: 'pozycje rozliczeń',
  balances: 'salda',
  notices: 'pisma',
}

export const importText = {
  title: 'Dostawy z systemu księgowego',
  nothing: 'Nie opublikowano jeszcze żadnej dostawy. Mieszkańcy nie widzą żadnych kwot.',
  none: 'Nie przyszła jeszcze żadna dostawa.',
  waiting:
    'Dostawa czeka na decyzję. Potwierdzenie albo odrzucenie wykonuje administrator na serwerze: ebok import confirm albo ebok import refuse.',
  noProblems: 'Bez błędów.',
} as const
