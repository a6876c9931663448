import { isValidNrb } from '#kernel/nrb.ts'
import type { Flaw } from './settings.model.ts'

export interface AccountLine {
  readonly label: string
  readonly nrb: string
}

export interface AccountFlaw {
  readonly field: string
  readonly flaw: Flaw | 'twice'
}

export const mostAccounts = 20

/** Rows of the form: both fields empty = no such account (any more). */
export function readAccounts(typed: readonly AccountLine[]): {
  readonly accounts: readonly AccountLine[]
  readonly flaws: readonly AccountFlaw[]
} {
  const accounts: AccountLine[] = []
  const flaws: AccountFlaw[] = []
  typed.forEach((line, at) => {
    const label = line.label.trim()
    const nrb = line.nrb.replaceAll(/[\s\u00a0-]/g, '').replace(/^PL/i, '')
    if (label === '' && nrb === '') return
    if (label === '') flaws.push({ field: `nazwa${at}`, flaw: 'missing' })
    else if ([...label].length > 120) flaws.push({ field: `nazwa${at}`, flaw: 'long' })
    else if (/[\u0000-\u001f\u007f]/.test(label)) flaws.push({ field: `nazwa${at}`, flaw: 'characters' })
    if (nrb === '') flaws.push({ field: `numer${at}`, flaw: 'missing' })
    else if (!/^\d{26}$/.test(nrb)) flaws.push({ field: `numer${at}`, flaw: 'shape' })
    else if (!isValidNrb(nrb)) flaws.push({ field: `numer${at}`, flaw: 'checkDigit' })
    else if (accounts.some((other) => other.nrb === nrb)) flaws.push({ field: `numer${at}`, flaw: 'twice' })
    accounts.push({ label, nrb })
  })
  return { accounts, flaws }
}

export interface AccountDifference {
  readonly kind: 'same' | 'renamed' | 'added' | 'removed'
  readonly nrb: string
  readonly label: string
  readonly labelBefore?: string
}

/** What a change does, account by account: a number counts, its name only describes it. */
export function differences(
  before: readonly AccountLine[],
  after: readonly AccountLine[],
): readonly AccountDifference[] {
  const old = new Map(before.map((line) => [line.nrb, line.label]))
  const kept = new Set(after.map(({ nrb }) => nrb))
  return [
    ...after.map(({ nrb, label }): AccountDifference => {
      const labelBefore = old.get(nrb)
      if (labelBefore === undefined) return { kind: 'added', nrb, label }
      return labelBefore === label ? { kind: 'same', nrb, label } : { kind: 'renamed', nrb, label, labelBefore }
    }),
    ...before
      .filter(({ nrb }) => !kept.has(nrb))
      .map(({ nrb, label }): AccountDifference => ({ kind: 'removed', nrb, label })),
  ]
}

export const sameAccounts = (one: readonly AccountLine[], other: readonly AccountLine[]): boolean =>
  one.length === other.length && one.every(({ label, nrb }, at) => label === other[at]?.label && nrb === other[at]?.nrb)

export interface BankAccountChange {
  readonly id: string
  readonly before: readonly AccountLine[]
  readonly after: readonly AccountLine[]
}
