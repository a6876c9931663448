import { pool } from './db'

export interface Account {
  readonly id: string
  readonly ledgerType: string
  readonly ledgerTypeName: string
  readonly nrb: string
  readonly premisesId: string
  readonly address: string
  readonly balance: number
  readonly verified: boolean
  readonly overdue: number
  readonly nextDueOn: string | null
  readonly nextDueAmount: number | null
  readonly lastPaidOn: string | null
  readonly lastPaidAmount: number | null
}

export interface Settlement {
  readonly id: string
  readonly kind: 'water' | 'heat'
  readonly address: string
  readonly periodFrom: string
  readonly periodTo: string
  readonly difference: number
}

/** Accounts of the premises the person holds, with what is overdue, what comes next and what was paid last. */
export async function accountsOf(partyId: string, today: string): Promise<Account[]> {
  const { rows } = await pool.query<Account>({
    name: 'accounts',
    text: `select a.id, a.ledger_type as "ledgerType", a.ledger_type_name as "ledgerTypeName", a.nrb, a.premises_id as "premisesId",
                  concat(b.street, ' ', b.house_number, '/', p.number) as address,
                  coalesce(s.closing_balance_grosze, 0) as balance, coalesce(s.verified, true) as verified,
                  coalesce(d.overdue, 0)::bigint as overdue, n.due_on as "nextDueOn", n.amount::bigint as "nextDueAmount",
                  e.value_on as "lastPaidOn", e.amount_grosze as "lastPaidAmount"
             from holdings h
             join accounts a on a.premises_id = h.premises_id and a.party_id = h.party_id
             join premises p on p.id = a.premises_id
             join buildings b on b.id = p.building_id
             left join balances s on s.account_id = a.id
             left join lateral (select sum(remaining_grosze) as overdue from documents
                                 where account_id = a.id and remaining_grosze > 0 and due_on < $2) d on true
             left join lateral (select due_on, sum(remaining_grosze) as amount from documents
                                 where account_id = a.id and remaining_grosze > 0 and due_on >= $2
                                 group by due_on order by due_on limit 1) n on true
             left join lateral (select value_on, amount_grosze from entries
                                 where account_id = a.id and side = 'payment' and amount_grosze > 0
                                 order by ledger_on desc, id desc limit 1) e on true
            where h.party_id = $1 and h.valid_from <= $2 and (h.valid_to is null or h.valid_to >= $2)
            order by p.kind <> 'dwelling', address, a.ledger_type`,
    values: [partyId, today],
  })
  return rows
}

/** The newest settlement of each kind for each premises the person holds. */
export async function settlementsOf(partyId: string, today: string): Promise<Settlement[]> {
  const { rows } = await pool.query<Settlement>({
    name: 'settlements',
    text: `select distinct on (s.premises_id, s.kind) s.id, s.kind, concat(b.street, ' ', b.house_number, '/', p.number) as address,
                  s.period_from as "periodFrom", s.period_to as "periodTo", s.difference_grosze as difference
             from holdings h
             join accounts a on a.premises_id = h.premises_id and a.party_id = h.party_id
             join meter_settlements s on s.account_id = a.id
             join premises p on p.id = s.premises_id
             join buildings b on b.id = p.building_id
            where h.party_id = $1 and h.valid_from <= $2 and (h.valid_to is null or h.valid_to >= $2)
            order by s.premises_id, s.kind, s.period_to desc`,
    values: [partyId, today],
  })
  return rows
}
