import { balanceState } from '#kernel/ledger.ts'
import { formatMoney, type Grosze, negate } from '#kernel/money.ts'
import { cx } from './names.ts'

interface AmountProps {
  readonly grosze: Grosze
  /** The figure a page is about: larger. */
  readonly big?: boolean
}

/** An amount exactly as it is booked, never broken over two lines. */
export function Amount({ grosze, big = false }: AmountProps) {
  return (
    <data class={cx('amount', big && 'amount-big')} value={grosze}>
      {formatMoney(grosze)}
    </data>
  )
}

interface MoneyProps extends AmountProps {
  /** "Zaległość" is said only of what is past its due date; before that the same sum is "do zapłaty". */
  readonly overdue?: boolean
}

type BalanceTone = 'late' | 'due' | 'credit' | 'settled'

const WORDS: Readonly<Record<BalanceTone, string>> = {
  late: 'Zaległość',
  due: 'Do zapłaty',
  credit: 'Nadpłata',
  settled: 'Rozliczone',
}

/** The tone of a balance, for `Slip` and `Money` alike. */
export function balanceTone(grosze: Grosze, overdue: boolean): BalanceTone {
  const state = balanceState(grosze)
  if (state === 'arrears') return overdue ? 'late' : 'due'
  return state === 'overpayment' ? 'credit' : 'settled'
}

/** A balance in words and figures: the word carries the sign, the figure never does. */
export function Money({ grosze, big = false, overdue = true }: MoneyProps) {
  const tone = balanceTone(grosze, overdue)
  return (
    <span class={cx('money', `money-${tone}`, big && 'money-big')}>
      <span class="money-word">{WORDS[tone]}</span>{' '}
      {tone === 'settled' && !big ? '' : <Amount grosze={tone === 'credit' ? negate(grosze) : grosze} big={big} />}
    </span>
  )
}
