import { formatDate, type IsoDate } from '#kernel/dates.ts'
import { waitsTooLong } from '#kernel/incoming.ts'
import { formatMoney, negate } from '#kernel/money.ts'
import { formatPeriod } from '#kernel/periods.ts'
import type { LastSettlement, NextDue, Overview, OverviewSettlement, WaitingPayment } from './accounts.model.ts'

export const accountsText = {
  title: 'Rachunki i płatności',
  heading: 'Ile mam zapłacić?',
  split: 'Salda kont',
  noAccounts: 'Do tego loginu nie jest teraz przypisany żaden lokal.',
  noAccountsHelp: 'Jeśli to pomyłka, zadzwoń do biura. Numer telefonu jest w zakładce Kontakt.',
  unverified: 'Saldo w trakcie weryfikacji',
  unverifiedHelp:
    'Księgowość sprawdza zapisy na tym koncie. Do czasu wyjaśnienia nie pokazujemy kwoty, żeby nie podać błędnej. Rachunki z terminami są w zakładce „Rachunki i płatności”.',
  lastPayment: 'Ostatnia wpłata',
  waitingFrom: 'wpłynęło',
  late: 'Księgowość wyjaśnia tę wpłatę.',
  noPayment: 'Nie ma jeszcze żadnej wpłaty.',
  whyBills: 'Z jakich rachunków jest ta kwota',
  whyFees: 'Z czego składa się miesięczna opłata',
  settlements: 'Ostatnie rozliczenia',
  noSettlements: 'Nie ma jeszcze rozliczenia wody ani ciepła.',
} as const

/** The sentence under the amount: until when, or that there is nothing to do. */
export function dueSentence(
  overview: Pick<Overview, 'toPayGrosze' | 'overdueGrosze' | 'nextDue' | 'balanceGrosze'>,
): string {
  const { toPayGrosze, overdueGrosze, nextDue, balanceGrosze } = overview
  if (toPayGrosze === 0) {
    return balanceGrosze < 0
      ? `Nie ma nic do zapłaty. Nadpłata ${formatMoney(negate(balanceGrosze))} zmniejszy następne rachunki.`
      : 'Wszystko zapłacone. Nie ma nic do zapłaty.'
  }
  if (overdueGrosze === toPayGrosze) return 'Termin płatności już minął. Zapłać jak najszybciej.'
  if (overdueGrosze > 0 && nextDue) return `W tym ${formatMoney(overdueGrosze)} po terminie. Reszta: ${payBy(nextDue)}.`
  if (overdueGrosze > 0) return `W tym ${formatMoney(overdueGrosze)} po terminie.`
  return nextDue ? `Zapłać ${payBy(nextDue)}.` : 'Zapłać w terminie podanym na rachunku.'
}

/** "do 15 listopada 2026", and why it is later when the printed day is free. */
export function payBy({ dueOn, payBy: last }: NextDue): string {
  if (dueOn === last) return `do ${formatDate(dueOn)}`
  return `do ${formatDate(last)} (${formatDate(dueOn)} to dzień wolny)`
}

/**
 * "dopłata 120,00 zł", "zwrot 35,10 zł", "bez dopłaty i bez zwrotu": the result of that day. Never "do zapłaty": most of them were paid
 * long ago, and nobody may pay them again.
 */
export function settlementResult({ differenceGrosze }: Pick<LastSettlement, 'differenceGrosze'>): string {
  if (differenceGrosze > 0) return `dopłata ${formatMoney(differenceGrosze)}`
  if (differenceGrosze < 0) return `zwrot ${formatMoney(negate(differenceGrosze))}`
  return 'bez dopłaty i bez zwrotu'
}

/** What became of an additional payment: whether it is part of the amount above. Nothing when nothing was to be paid. */
export function settlementPaid({
  differenceGrosze,
  remainingGrosze,
}: Pick<OverviewSettlement, 'differenceGrosze' | 'remainingGrosze'>): string {
  if (differenceGrosze <= 0) return ''
  return remainingGrosze > 0 ? 'jeszcze nie zapłacona w całości, jest w kwocie do zapłaty' : 'zapłacona'
}

export function settlementName({
  kind,
  periodFrom,
  periodTo,
}: Pick<LastSettlement, 'kind' | 'periodFrom' | 'periodTo'>): string {
  const period = formatPeriod({ from: periodFrom as IsoDate, to: periodTo as IsoDate })
  return `${kind === 'water' ? 'Woda' : 'Ciepło'}, ${period}`
}

/** "Wpłynęło dziś, czeka na księgowanie": today only when all of it came today. */
export const waitingTitle = (payments: readonly WaitingPayment[], today: IsoDate): string =>
  payments.every(({ valueOn }) => valueOn === today)
    ? 'Wpłynęło dziś, czeka na księgowanie'
    : 'Wpłynęło, czeka na księgowanie'

/** What the balance above has to do with it, and what happens next. */
export function waitingSentence(payments: readonly WaitingPayment[], today: IsoDate): string {
  const one = payments.length === 1
  if (payments.every(({ valueOn }) => waitsTooLong(valueOn, today)))
    return one
      ? 'Ta wpłata czeka dłużej niż zwykle. Nie trzeba płacić jeszcze raz ani nic wysyłać.'
      : 'Te wpłaty czekają dłużej niż zwykle. Nie trzeba płacić jeszcze raz ani nic wysyłać.'
  return one
    ? 'Kwota powyżej jeszcze nie obejmuje tej wpłaty. Zobaczysz ją w saldzie po zaksięgowaniu, zwykle następnego dnia roboczego.'
    : 'Kwota powyżej jeszcze nie obejmuje tych wpłat. Zobaczysz je w saldzie po zaksięgowaniu, zwykle następnego dnia roboczego.'
}
