import type { ClientBase } from 'pg'
import { cast } from '#db/seed/cast.ts'
import { addDays, type IsoDate } from '#kernel/dates.ts'
import { type Grosze, grosze, moneyToDecimal, sumGrosze } from '#kernel/money.ts'
import { nrbCheckDigits } from '#kernel/nrb.ts'

interface Transfer {
  readonly amount: Grosze
  readonly payer: string
  /** Pieces of the title, at most 27 characters each. */
  readonly title: readonly string[]
}

/** The cooperative's own account, where transfers without an individual number end up too. */
const mainAccount = nrbCheckDigits('102055610000000000007001') + '102055610000000000007001'

/** An individual number that once was somebody's. */
const strangeNumber = nrbCheckDigits('102055619999000000000001') + '102055619999000000000001'

/**
 * The bank's statement of a day, in MT940 as PKO BP writes it: payments for people of the cast that the books do not know yet, and two
 * transfers nobody can be found for. The accounts' numbers are those of the published books.
 */
export async function statementOfDay(client: ClientBase, day: IsoDate): Promise<Buffer> {
  const numberOf = async (accountId: string): Promise<string> => {
    const { rows } = await client.query<{ nrb: string }>('select nrb from accounts where id = $1', [accountId])
    return rows[0]!.nrb
  }
  const [flat, letFlat] = [cast.fivePremises.accountIds[0]!, cast.fivePremises.accountIds[5]!]
  return mt940(day, [
    { amount: grosze(61_417), payer: 'WIERZBICKI TADEUSZ', title: ['Czynsz i media', await numberOf(flat)] },
    { amount: grosze(8_923), payer: 'WIERZBICKI TADEUSZ', title: ['Fundusz remontowy', await numberOf(letFlat)] },
    {
      amount: grosze(35_081),
      payer: 'SKOWRON JADWIGA',
      title: ['Zaległy czynsz', await numberOf(cast.arrears.accountIds[0]!)],
    },
    { amount: grosze(48_000), payer: 'NOWICKA KRYSTYNA', title: ['Czynsz mieszkanie 12'] },
    { amount: grosze(15_000), payer: 'PHU WIOSNA SP. Z O.O.', title: ['Garaż', strangeNumber] },
  ])
}

function mt940(day: IsoDate, transfers: readonly Transfer[]): Buffer {
  const [, year, month, date] = /^..(..)-(..)-(..)$/.exec(day)!
  const swiftDay = `${year}${month}${date}`
  const opening = grosze(1_250_000)
  const closing = sumGrosze([opening, ...transfers.map(({ amount }) => amount)])
  const money = (amount: Grosze) => moneyToDecimal(amount).replace('.', ',')
  const before = addDays(day, -1).slice(2).replaceAll('-', '')
  const lines = transfers.flatMap(({ amount, payer, title }, at) => [
    `:61:${swiftDay}${month}${date}CN${money(amount)}NTRFNONREF//${day}/${at + 1}`,
    ':86:020~00C020PRZELEW PRZYCHODZACY',
    title.map((piece, index) => `~2${index}${piece}`).join(''),
    `~32${payer}`,
  ])
  return Buffer.from(
    [
      ':20:MT940',
      `:25:/PL${mainAccount}`,
      `:28C:${month}${date}`,
      `:60F:C${before}PLN${money(opening)}`,
      ...lines,
      `:62F:C${swiftDay}PLN${money(closing)}`,
      '-',
      '',
    ].join('\r\n'),
  )
}
