/** What a page shows, read out of its HTML: whose it is, and the balance of each bank account. Pure. */

/** Balance in grosze by number of the bank account; credit is negative. Joined, so that two can be compared. */
export type BalancesShown = string

export const balancesText = (balances: readonly { readonly nrb: string; readonly grosze: number }[]): BalancesShown =>
  balances
    .map(({ nrb, grosze }) => `${nrb}:${grosze}`)
    .sort()
    .join(' ')

/** The rows of the table of balances on the first page. */
export function balancesOn(html: string): BalancesShown {
  const rows = html.slice(html.indexOf('<tbody>'), html.indexOf('</tbody>')).split('</tr>')
  return balancesText(
    rows.flatMap((row) => {
      const nrb = /data-copy="(\d{26})"/.exec(row)?.[1]
      const money = /class="money money-(\w+)">(?:<span[^>]*>[^<]*<\/span>)?\s*(?:<data[^>]* value="(\d+)")?/.exec(row)
      if (nrb === undefined) return []
      return [{ nrb, grosze: Number(money?.[2] ?? 0) * (money?.[1] === 'credit' ? -1 : 1) }]
    }),
  )
}

/** Who the page says is signed in. */
export const nameOn = (html: string): string | undefined =>
  /<p class="who-name"><span class="unseen">[^<]*<\/span>([^<]*)</.exec(html)?.[1]
