/** Whose a payment is, and what became of it: found by numbers and by the books, never guessed. */
import type { ClientBase } from 'pg'
import type { IsoDate } from '#kernel/dates.ts'
import { daysAfter, daysBefore, pair, type ToPair } from './pairing.ts'

/** Older payments are history: nobody looks for their account or their entry any more. */
const livingDays = 90

/**
 * Gives each payment nobody is found for yet to the one account that has its number: the number of the statement itself (a bank that
 * makes a statement of each individual account), a number the movement names, or the last twelve digits at the same bank where the
 * bank writes only these. None, or more than one account, is for a person. Then a reversal takes back the newest such payment that
 * waits. Names and titles are forgotten once nobody needs them.
 */
export async function matchPayments(client: ClientBase): Promise<void> {
  await client.query(
    `with unknown as (
       select p.id, p.payer_id, p.numbers, s.account, s.currency
         from incoming_payments p join bank_statements s on s.id = p.statement_id
        where p.account_id is null and p.reason is not null and p.settled_at is null and p.value_on > today() - ${livingDays}
     ), found as (
       select u.id, a.id as account_id from unknown u cross join lateral unnest(u.numbers || u.account) n(nrb) join accounts a on a.nrb = n.nrb
       union
       select u.id, a.id from unknown u join accounts a on right(a.nrb, 12) = u.payer_id and substr(a.nrb, 3, 3) = substr(u.account, 3, 3)
     ), decided as (
       select u.id, count(f.account_id) as many, min(f.account_id) as account_id, u.currency <> 'PLN' as foreign_currency,
              cardinality(u.numbers) = 0 and u.payer_id is null as no_number
         from unknown u left join found f on f.id = u.id
        group by u.id, u.currency, u.numbers, u.payer_id
     )
     update incoming_payments p
        set account_id = case when many = 1 and not foreign_currency then d.account_id end,
            reason = case when foreign_currency then 'foreignCurrency' when many > 1 then 'severalAccounts' when many = 1 then null
                          when no_number then 'noNumber' else 'unknownNumber' end,
            payer_name = case when many = 1 and not foreign_currency then '' else p.payer_name end,
            title = case when many = 1 and not foreign_currency then '' else p.title end
       from decided d where p.id = d.id`,
  )
  await takeBackReversed(client)
}

async function takeBackReversed(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `select r.id from incoming_payments r
      where r.kind = 'reversal' and r.account_id is not null and r.settled_at is null and r.value_on > today() - ${livingDays}
        and not exists (select from incoming_payments p where p.reversed_by = r.id)
      order by r.value_on, r.id`,
  )
  for (const { id } of rows) {
    const { rowCount } = await client.query(
      `update incoming_payments set reversed_by = $1
        where id = (select p.id from incoming_payments p join incoming_payments r on r.id = $1
                     where p.kind = 'payment' and p.account_id = r.account_id and p.amount_grosze = r.amount_grosze
                       and p.reversed_by is null and p.settled_at is null and p.booked_entry_id is null
                       and p.value_on between r.value_on - 30 and r.value_on
                     order by p.value_on desc, p.id limit 1)`,
      [id],
    )
    await client.query(`update incoming_payments set reason = $2 where id = $1`, [
      id,
      rowCount === 1 ? null : 'paymentMissing',
    ])
  }
}

/**
 * Notes which entry of a publication books which payment (see pairing.ts). A payment is booked from the publication that shows its
 * entry first, so what is noted for the next one is not seen before it is published, and not after it is rolled back. An entry the
 * accounting system has withdrawn, or a publication that was rolled back, lets its payment wait again.
 */
export async function noteBooked(client: ClientBase, publication: number): Promise<void> {
  const { rows: any } = await client.query<{ here: boolean }>('select exists (select from incoming_payments) as here')
  if (!any[0]!.here) return
  await client.query(
    `update incoming_payments p set booked_entry_id = null, booked_publication = null
      where p.booked_publication > $1
         or p.booked_entry_id in (
              select e.id from entries_versions e
               where e.to_publication = $1 and e.to_publication < 2147483647
                 and not exists (select from entries_versions n
                                  where n.id = e.id and n.account_id = e.account_id and n.amount_grosze = e.amount_grosze
                                    and n.side = e.side and n.from_publication <= $1 and n.to_publication > $1))`,
    [publication],
  )
  const { rows: payments } = await client.query<ToPair>(
    `select id, account_id as "accountId", amount_grosze as "amountGrosze", value_on as "valueOn" from incoming_payments
      where kind = 'payment' and account_id is not null and booked_publication is null and reversed_by is null
        and value_on > today() - ${livingDays}`,
  )
  if (payments.length === 0) return
  const { rows: entries } = await client.query<ToPair & { readonly first: number }>(
    `select distinct on (e.id) e.id, e.account_id as "accountId", e.amount_grosze as "amountGrosze", e.value_on as "valueOn",
            e.from_publication as first
       from unnest($2::text[], $3::bigint[], $4::date[]) p(account_id, amount_grosze, value_on)
       join entries_versions e on e.account_id = p.account_id and e.ledger_on between p.value_on - ${daysBefore} and p.value_on + ${daysAfter}
      where e.side = 'payment' and e.amount_grosze = p.amount_grosze and e.from_publication <= $1 and e.to_publication > $1
        and not exists (select from incoming_payments b where b.booked_entry_id = e.id)
      order by e.id`,
    [
      publication,
      payments.map(({ accountId }) => accountId),
      payments.map(({ amountGrosze }) => amountGrosze),
      payments.map(({ valueOn }) => valueOn as IsoDate),
    ],
  )
  const firstOf = new Map(entries.map(({ id, first }) => [id, first]))
  const pairs = pair(payments, entries)
  await client.query(
    `update incoming_payments p set booked_entry_id = n.entry_id, booked_publication = n.first
       from unnest($1::uuid[], $2::text[], $3::integer[]) n(id, entry_id, first) where p.id = n.id`,
    [
      pairs.map(({ paymentId }) => paymentId),
      pairs.map(({ entryId }) => entryId),
      pairs.map(({ entryId }) => firstOf.get(entryId)!),
    ],
  )
}
