/** Polish bank account numbers: 26 digits = 2 check digits, 8 of the sort code, 16 of the account (IBAN without PL). */
import { NBSP } from '#kernel/digits.ts'

const NRB = /^\d{26}$/
/** `PL` as IBAN counts letters: P = 25, L = 21. */
const COUNTRY = '2521'

/**
 * 26 digits whose check digits are right (ISO 13616, mod 97).
 *
 * The sort code has a check digit of its own, but it is not looked at: the rule is not part of the account number
 * standard, and the Polish Bank Association's own example (sort code 12401234) breaks it. Refusing such a number would
 * refuse accounts that take money every day.
 */
export function isValidNrb(text: string): boolean {
  return NRB.test(text) && mod97(text.slice(2) + COUNTRY + text.slice(0, 2)) === 1
}

/**
 * The two digits that go in front of sort code and account.
 * @throws RangeError unless given 24 digits.
 */
export function nrbCheckDigits(bban24: string): string {
  if (!/^\d{24}$/.test(bban24)) throw new RangeError('sort code and account together have 24 digits')
  return String(98 - mod97(bban24 + COUNTRY + '00')).padStart(2, '0')
}

/** `12 3456 7890 …`, in the groups banks print, kept on one line. Text of any other length comes back as it is. */
export function formatNrb(nrb: string): string {
  if (!NRB.test(nrb)) return nrb
  let formatted = nrb.slice(0, 2)
  for (let at = 2; at < nrb.length; at += 4) formatted += NBSP + nrb.slice(at, at + 4)
  return formatted
}

/**
 * First three digits of the sort code, from the register of sort codes kept by NBP. Names of the larger banks only:
 * cooperative banks have four-digit numbers and there are hundreds of them.
 */
const banks: Readonly<Record<string, string>> = {
  101: 'NBP',
  102: 'PKO BP',
  103: 'Citi Handlowy',
  105: 'ING Bank Śląski',
  109: 'Santander Bank Polska',
  113: 'BGK',
  114: 'mBank',
  116: 'Bank Millennium',
  124: 'Bank Pekao',
  132: 'Bank Pocztowy',
  154: 'BOŚ Bank',
  160: 'BNP Paribas',
  161: 'SGB-Bank',
  187: 'Nest Bank',
  193: 'BPS',
  194: 'Credit Agricole',
  249: 'Alior Bank',
}

/** The bank an account is held at, when it is one of the larger ones; a help to the eye, never a check. */
export function bankName(nrb: string): string | undefined {
  return NRB.test(nrb) ? banks[nrb.slice(2, 5)] : undefined
}

/** Remainder digit by digit: thirty digits do not fit a number, and a bigint is not needed. */
function mod97(digits: string): number {
  let rest = 0
  for (let i = 0; i < digits.length; i++) rest = (rest * 10 + digits.charCodeAt(i) - 48) % 97
  return rest
}
