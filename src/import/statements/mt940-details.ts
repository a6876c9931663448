/**
 * What Polish banks say about a movement in `:86:`.
 *
 * Most write numbered sub-fields after a separator of their own: PKO BP `~20`, Pekao and BNP Paribas `^20`, ING `<20`, others `?20`.
 * 20–26 hold what the payer wrote, 27–29, 32 and 33 the payer's name and address, 30, 31 and 38 the payer's account. mBank writes free
 * text with Polish labels, broken into lines of about 65 characters in the middle of words. A bank may leave a sub-field empty with the
 * byte 0xFF; decoding took it away.
 */
import { accountNumbersIn, tidyText } from './figures.ts'
import type { Movement } from './statement.ts'

export type Details = Pick<Movement, 'title' | 'payerName' | 'numbers' | 'payerId'>

/** @param supplementary the bank's second line of `:61:`. */
export function readDetails(lines: readonly string[], supplementary: string): Details {
  const subFields = subFieldsOf(lines)
  return subFields ? fromSubFields(subFields, supplementary) : fromFreeText(lines, supplementary)
}

type SubFields = ReadonlyMap<string, string>

/** By number; undefined when the text has no separator at its beginning. */
function subFieldsOf(lines: readonly string[]): SubFields | undefined {
  const text = lines.map((line) => line.trimEnd()).join('')
  const separator = /^(?:\d{3})?([~^<?>])\d{2}/.exec(text.trimStart())?.[1]
  if (separator === undefined) return undefined
  const parts = text.split(new RegExp(`\\${separator}(?=\\d{2})`)).slice(1)
  const found = new Map<string, string>()
  for (const part of parts) {
    const number = part.slice(0, 2)
    // A title of the payer's own may hold the separator and two digits: nothing of it is lost.
    found.set(number, (found.get(number) ?? '') + part.slice(2))
  }
  return found
}

const payersAccount = new Set(['30', '31', '38'])
const payersName = new Set(['27', '28', '29', '32', '33'])
const title = /^2[0-6]$/

function fromSubFields(subFields: SubFields, supplementary: string): Details {
  const named = (numbers: readonly string[]) =>
    numbers.flatMap((number) => subFields.get(number)?.trim() || []).join(' ')
  const pieces = [...subFields].filter(([number]) => title.test(number)).map(([, piece]) => piece)
  const rest = [...subFields]
    .filter(([number]) => !payersAccount.has(number) && !payersName.has(number) && !title.test(number))
    .map(([, piece]) => piece)
  return {
    title: tidyText(joinPieces(pieces)),
    payerName: tidyText(named(['32', '33']) || named(['27', '28', '29'])),
    // A number of 26 digits is broken where a piece ends: looked for in both ways of putting the pieces together.
    numbers: accountNumbersIn(pieces.join(''), pieces.join(' '), joinPieces(pieces), ...rest, supplementary),
    payerId: null,
  }
}

/** A full piece was cut where its room ended, perhaps in a word; a shorter one ended with a word. */
function joinPieces(pieces: readonly string[]): string {
  return pieces.reduce((text, piece, at) => text + (at > 0 && pieces[at - 1]!.length < 27 ? ' ' : '') + piece, '')
}

/** `911 TRANSAKCJA IPH; ID IPH: XX000000000014; Z RACH.: …; OD: …; TYT.: …; TNR: …` */
function fromFreeText(lines: readonly string[], supplementary: string): Details {
  const text = lines.join('')
  const labelled = new Map<string, string>()
  const labels = [...text.matchAll(/(?:^|;)\s*([A-Z][A-Z .]{0,20}):/g)]
  for (const [at, label] of labels.entries()) {
    const end = labels[at + 1]?.index ?? text.length
    labelled.set(label[1]!.trim(), text.slice(label.index + label[0].length, end).trim())
  }
  const said = labelled.get('TYT.')
  const withoutPayersAccount = text.replace(/Z RACH\.:[^;]*/g, '')
  return {
    title: tidyText(said ?? text),
    payerName: tidyText(labelled.get('OD') ?? ''),
    numbers: accountNumbersIn(withoutPayersAccount, supplementary),
    payerId: /\bID (?:IPH|COLLECT): ?[A-Z0-9]{2}(\d{12})\b/.exec(text)?.[1] ?? null,
  }
}
