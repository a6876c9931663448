import { formatDate } from '#kernel/dates.ts'
import { formatDecimal } from '#kernel/decimal.ts'
import { MINUS, NBSP } from '#kernel/digits.ts'
import { formatAmount, formatMoney, negate } from '#kernel/money.ts'
import type { Explanation, QuantityStep } from './explanation.model.ts'
import type { LineKind, Replacement, Settlement, SettlementKind, SettlementLine } from './settlements.model.ts'

export const settlementKindNames: Readonly<Record<SettlementKind, string>> = { water: 'Woda', heat: 'Ciepło' }

export const lineKindNames: Readonly<Record<LineKind, string>> = {
  consumption: 'Zużycie według liczników',
  fixedCost: 'Część stała',
  variableCost: 'Część zmienna',
  service: 'Obsługa',
  indicationDifference: 'Różnica wskazań',
}

export const settlementsText = {
  list: 'Rozliczenia liczników',
  none: 'Nie ma jeszcze rozliczeń wody ani ciepła.',
  noneHelp: 'Rozliczenie pojawi się tutaj, gdy przygotuje je spółdzielnia.',
  resultHint:
    'Wynik to kwota z dnia rozliczenia. Ile jest do zapłaty dzisiaj, widać w zakładce „Rachunki i płatności”.',
  noneChosen: 'Nie ma rozliczeń w wybranym okresie.',
  periodReversed: 'Data „od” jest późniejsza niż „do”.',
  lines: 'Pozycje rozliczenia',
  meters: 'Odczyty w tym rozliczeniu',
  total: 'Razem',
  why: 'Skąd ta kwota?',
  whyHint: 'Każda pozycja krok po kroku. Wynik mnożenia zaokrągla się do grosza.',
  factors:
    'Współczynnik grzejnika zależy od wielkości i rodzaju grzejnika. Współczynnik położenia wyrównuje to, że na przykład mieszkanie narożne albo pod dachem traci więcej ciepła. Oba podała spółdzielnia.',
  notExplained: 'Tego wyliczenia nie umiemy pokazać krok po kroku. Wyjaśni je biuro.',
  notAddedUp:
    'Pozycje nie sumują się dokładnie do wyniku. Podajemy kwoty tak, jak przekazała je księgowość. Wyjaśni je biuro.',
  method: 'Sposób rozliczenia',
  difference: 'Różnica wskazań',
  differenceHelp:
    'Licznik główny budynku pokazuje zwykle więcej wody niż wszystkie liczniki w lokalach razem. Tę różnicę dzieli się na lokale.',
  heat: 'Ciepło w tym lokalu',
  heatHint:
    'Danych całego budynku, na przykład kosztu ciepła dla budynku i średniego kosztu 1 m², nie ma w tym rozliczeniu. Udostępnia je biuro.',
  charged: 'Było naliczone',
  shouldBe: 'Powinno być',
} as const

export const settlementHref = (id: string): string => `/media/rozliczenia/${encodeURIComponent(id)}`

/** "Do zapłaty", "Do zwrotu", "Bez dopłaty": the word that stands before the amount. */
export function resultWord(differenceGrosze: number): string {
  if (differenceGrosze > 0) return 'Do zapłaty'
  return differenceGrosze < 0 ? 'Do zwrotu' : 'Bez dopłaty i bez zwrotu'
}

/** What became of the result: the bill it was put on, and what of it is still to be paid. */
export function resultSentence(settlement: Settlement): string {
  const { differenceGrosze, documentDueOn: dueOn, documentRemainingGrosze: remaining } = settlement
  if (differenceGrosze === 0) return 'Zaliczki wystarczyły dokładnie. Nie trzeba nic robić.'
  if (differenceGrosze < 0) return 'Ta kwota zmniejszyła saldo konta. Nie trzeba nic płacić.'
  if (remaining === 0) return 'Ta kwota jest już zapłacona.'
  if (dueOn === null) return 'Termin płatności jest na rachunku.'
  return `Termin płatności: ${formatDate(dueOn)}.`
}

export function replacementSentence({ removedOn, old, next, together }: Replacement, unit: string): string {
  return (
    `Dnia ${formatDate(removedOn)} licznik numer ${old.line.meterNumber} wymieniono na licznik numer ${next.line.meterNumber}. ` +
    `Dlatego są dwa wiersze: do dnia wymiany i po nim. Razem: ${amountOf(old.counted)} + ${amountOf(next.counted)} = ${ending(amountOf(together), unit)}`
  )
}

const amountOf = (text: string): string => formatDecimal(text)

/** A factor with the places it was delivered with: 0,90 is told as exactly as 1,62. */
export function factorText(text: string): string {
  return formatDecimal(text, { minScale: text.split('.')[1]?.length ?? 0 })
}

/** A measured quantity at the end of a sentence; some units bring their own full stop. */
const ending = (quantity: string, unit: string): string => `${quantity}${NBSP}${unit}${unit.endsWith('.') ? '' : '.'}`

const deliveredWords: Readonly<Partial<Record<LineKind, string>>> = {
  service: 'Liczba',
  indicationDifference: 'Część różnicy, która przypada na ten lokal',
}

/** The steps from the readings to the quantity of a line, one sentence each. */
export function quantitySentences(step: QuantityStep, line: SettlementLine, unit: string): readonly string[] {
  switch (step.kind) {
    case 'readings':
      return [subtractionSentence(step, unit)]
    case 'factors': {
      const product = [amountOf(step.counted), ...step.factors.map(factorText)].join(' × ')
      const rounded = step.rounded ? `${amountOf(step.product)}, po zaokrągleniu ` : ''
      return [
        subtractionSentence(step, unit),
        `Razy współczynniki: ${product} = ${rounded}${ending(amountOf(line.quantity), unit)}`,
      ]
    }
    case 'area':
      return [`Powierzchnia ogrzewana lokalu: ${amountOf(step.area)}${NBSP}m².`]
    case 'areaPart':
      return [
        `Powierzchnia ogrzewana lokalu za ${step.months} z 12 miesięcy: ${amountOf(step.area)} × ${step.months} : 12 = ` +
          `${amountOf(line.quantity)}${NBSP}m²${step.rounded ? ' w zaokrągleniu' : ''}.`,
      ]
    case 'delivered':
      return [`${deliveredWords[line.lineKind] ?? 'Ilość'}: ${ending(amountOf(line.quantity), unit)}`]
  }
}

function subtractionSentence(step: { current: string; previous: string; counted: string }, unit: string): string {
  return `Odczyt obecny minus poprzedni: ${amountOf(step.current)} ${MINUS} ${amountOf(step.previous)} = ${ending(amountOf(step.counted), unit)}`
}

/** Quantity × rate = amount, with what rounding did. */
export function productSentence(explanation: Explanation, line: SettlementLine, unit: string): string {
  const rate = `${formatDecimal(line.rate, { minScale: 2 })}${NBSP}zł`
  const factors = `${amountOf(line.quantity)}${NBSP}${unit} × ${rate}`
  const { withPrintedRateGrosze } = explanation
  if (withPrintedRateGrosze !== undefined) {
    return (
      `Razy stawka: ${factors} to około ${formatMoney(withPrintedRateGrosze)}. Stawkę podano w zaokrągleniu. ` +
      `Z dokładną stawką wychodzi ${formatMoney(line.shouldBeGrosze)}.`
    )
  }
  return `Razy stawka: ${factors} = ${formatMoney(line.shouldBeGrosze)}.`
}

/** From both sums to the result. */
export function closingSentences(settlement: Settlement): readonly string[] {
  const { shouldBeGrosze, chargedGrosze, differenceGrosze } = settlement
  const owes = differenceGrosze > 0
  const [larger, smaller] = owes ? [shouldBeGrosze, chargedGrosze] : [chargedGrosze, shouldBeGrosze]
  const sums = [
    `Wszystkie pozycje razem: ${formatMoney(shouldBeGrosze)}. Tyle powinno być.`,
    `W opłatach za ten okres było już naliczone: ${formatMoney(chargedGrosze)}.`,
  ]
  if (differenceGrosze === 0) return [...sums, 'To tyle samo. Nie ma dopłaty ani zwrotu.']
  const rest = formatMoney(owes ? differenceGrosze : negate(differenceGrosze))
  return [
    ...sums,
    `${formatAmount(larger)} ${MINUS} ${formatAmount(smaller)} = ${rest} ${owes ? 'do zapłaty' : 'do zwrotu'}.`,
  ]
}
