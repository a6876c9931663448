import { formatDate, type IsoDate } from '#kernel/dates.ts'
import { formatDecimal } from '#kernel/decimal.ts'
import { formatMoney, type Grosze, negate } from '#kernel/money.ts'
import { unitName } from '#kernel/units.ts'
import type { ComponentGroup, FeeLine, ParameterName } from './fees.model.ts'
import type { HoldingRole, LegalTitle } from './premises.model.ts'

export const premisesText = {
  title: 'Moje lokale',
  none: 'Nie ma lokalu przypisanego do tego loginu.',
  noneHelp: 'Jeśli to pomyłka, zadzwoń do biura spółdzielni. Numer jest w zakładce Kontakt.',
  source: 'Te dane pochodzą z rejestru spółdzielni. Coś się nie zgadza?',
  request: 'Poproś o zmianę',
  noAccounts: 'Do tego lokalu nie ma konta, które można tu pokazać.',
  alone: 'nikt',
  coHoldersWhy:
    'Współwłaściciele tego samego lokalu widzą nawzajem swoje imiona i nazwiska. Adresu e-mail i telefonu nie widzą.',
  noPremisesHere: 'Takiego lokalu nie ma na liście.',
} as const

export const feesText = {
  title: 'Parametry naliczeń',
  parameters: 'Co liczymy',
  parametersHint: 'Od tych liczb zależy wysokość opłat.',
  noParameters: 'Spółdzielnia nie podała parametrów tego lokalu.',
  history: 'Poprzednie wartości',
  historyHint: 'Pokazujemy tylko czas, od którego masz prawo do tego lokalu.',
  fees: 'Wymiar opłat',
  noFees: 'Spółdzielnia nie podała wymiaru opłat za ten lokal.',
  noFeesNow: 'Dziś nie ma jeszcze opłat.',
  how: 'Każdy wiersz to ilość razy stawka, zaokrąglona do grosza. Suma to suma wierszy.',
  howDelivered: 'Kwoty podała księgowość. Nie każdy wiersz to dokładnie ilość razy stawka. O powód zapytaj w biurze.',
  vat: 'Stawki zawierają VAT tam, gdzie jest podany. „zw” oznacza zwolnienie z VAT.',
  noVat: 'Te opłaty są zwolnione z VAT.',
  noChange: 'Spółdzielnia nie zapowiedziała zmiany opłat.',
  changes: 'Co się zmieni',
  noReason: 'Powodu nie podano. Zapytaj w biurze.',
  perMonth: 'miesięcznie',
  memberRates: 'Stawki dla członków spółdzielni.',
  otherRates: 'Stawki dla osób, które nie są członkami spółdzielni.',
} as const

const legalTitles: Readonly<Record<LegalTitle, string>> = {
  cooperativeTenancy: 'spółdzielcze lokatorskie prawo do lokalu',
  cooperativeOwnership: 'spółdzielcze własnościowe prawo do lokalu',
  freehold: 'odrębna własność lokalu',
  lease: 'najem',
  none: 'bez własnego tytułu do lokalu',
}

const roles: Readonly<Record<HoldingRole, string>> = {
  holder: 'osoba uprawniona',
  coOwner: 'współwłaściciel',
  tenant: 'najemca',
  proxy: 'pełnomocnik',
}

/** Floors come as numbers or as words. */
export const floorText = (floor: string): string => (/^\d+$/.test(floor) ? `piętro ${floor}` : floor)

export const legalTitleName = (title: LegalTitle): string => legalTitles[title]
export const roleName = (role: HoldingRole, onBehalf: boolean): string =>
  onBehalf ? 'pełnomocnik osoby uprawnionej' : roles[role]

export const parameterNames: Readonly<Record<ParameterName, string>> = {
  usableArea: 'Powierzchnia użytkowa',
  heatedArea: 'Powierzchnia ogrzewana',
  persons: 'Liczba osób',
  waterMeters: 'Wodomierze',
  heatMeters: 'Ciepłomierze',
  heatCostAllocators: 'Podzielniki ciepła',
  sockets: 'Gniazda antenowe',
  intercoms: 'Domofony',
  storageArea: 'Powierzchnia komórki',
  garageArea: 'Powierzchnia garażu',
  share: 'Udział w nieruchomości',
}

export const groupNames: Readonly<Record<ComponentGroup, string>> = {
  utilities: 'Media',
  maintenance: 'Eksploatacja',
  funds: 'Fundusze',
  other: 'Inne',
}

export const vatName = (rate: string): string => (/^\d+$/.test(rate) ? `${rate}%` : rate)
export const quantityText = (value: string, unit: string): string => `${formatDecimal(value)} ${unitName(unit)}`
/** Rates keep every place they were delivered with; two at least. */
export const rateText = (rate: string): string => formatDecimal(rate, { minScale: 2 })

/** "więcej o 12,30 zł": a difference in words, never a bare sign. */
export function differenceText(grosze: Grosze): string {
  if (grosze === 0) return 'bez zmian'
  return grosze > 0 ? `więcej o ${formatMoney(grosze)}` : `mniej o ${formatMoney(negate(grosze))}`
}

export function changeSentence(on: IsoDate, difference: Grosze): string {
  if (difference === 0) return `Od ${formatDate(on)} zmienią się składniki, ale suma zostanie taka sama.`
  return `Od ${formatDate(on)} ${differenceText(difference)} miesięcznie.`
}

/** What changes in a line: "stawka 3,32 → 3,44". */
export function lineChange({ now, next }: FeeLine): string {
  if (now === undefined) return 'nowa opłata'
  if (next === undefined) return 'opłata się kończy'
  const parts = [
    ...(now.quantity === next.quantity && now.unit === next.unit
      ? []
      : [`ilość: było ${quantityText(now.quantity, now.unit)}, będzie ${quantityText(next.quantity, next.unit)}`]),
    ...(now.rate === next.rate ? [] : [`stawka: było ${rateText(now.rate)} zł, będzie ${rateText(next.rate)} zł`]),
    ...(now.vatRate === next.vatRate ? [] : [`VAT: było ${vatName(now.vatRate)}, będzie ${vatName(next.vatRate)}`]),
  ]
  return parts.length === 0 ? 'zmiana kwoty' : parts.join('; ')
}
