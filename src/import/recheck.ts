/**
 * What only the merged state can show. A delivery of changes carries a part of the books: whether its references hold and
 * its balances agree is known when its rows stand beside the rows that did not change. Runs before anything is shown.
 */
import type { ClientBase } from 'pg'
import type { Step } from './compare.ts'
import type { ProblemCode, ProblemDetails, ProblemList } from './contract/problem.ts'
import { type ResourceName, resource, resourceNames } from './contract/resources.ts'
import { writeGrosze } from './contract/rows.ts'
import { relation, visibleAt } from './relations.ts'

interface Finding {
  /** Line in the delivered file; null when the delivery does not carry the row that became wrong. */
  readonly line: number | null
  /** The reference or key by which the row is found, also when only the published books hold it. */
  readonly value: string | null
  readonly found: number | null
}

interface Rule {
  readonly code: ProblemCode
  readonly resource: ResourceName
  readonly column: string
  readonly details: (finding: Finding) => ProblemDetails
  /** Selects `line`, `value` and `found` of the rows that break the rule. */
  readonly sql: string
}

/** Listed with their places; beyond this they are only counted. */
const listedLimit = 1000

export async function recheck(
  client: ClientBase,
  step: Step,
  fileOf: (name: ResourceName) => string,
  problems: ProblemList,
  delivered: Readonly<Record<ResourceName, number>>,
): Promise<void> {
  await client.query(touchedLedgers(step))
  const concerned = [...referenceRules(step), ...deletionRules(step)].filter((rule) => delivered[rule.resource] > 0)
  for (const rule of [...concerned, ...bookRules(step)]) {
    const { rows } = await client.query<Finding & { total: number }>(
      `select line, value, found::bigint as found, count(*) over () as total
         from (${rule.sql}) broken order by line nulls last limit ${listedLimit}`,
    )
    for (const row of rows) {
      const place = { file: fileOf(rule.resource), line: row.line, column: rule.column, value: row.value }
      problems.add(rule.code, place, rule.details(row))
    }
    for (let rest = rows.length; rest < (rows[0]?.total ?? 0); rest += 1) problems.countOnly(rule.code)
  }
}

/** Every reference of the contract: the field, and the resource it leads to. */
const references = resourceNames.flatMap((name) =>
  resource(name).fields.flatMap(({ name: column, type }) =>
    type.kind === 'id' && type.references ? [{ name, column, to: type.references }] : [],
  ),
)

const referenceRules = (step: Step): readonly Rule[] =>
  references.map(
    ({ name, column, to }): Rule => ({
      code: 'referenceMissing',
      resource: name,
      column,
      details: () => ({ resource: to }),
      sql: `select nullif(s.line, 0) as line, s.${column} as value, null as found from ${relation(name).staging} s
           where not s.deleted and s.${column} is not null
             and not exists (select from ${relation(to).versions} v where v.id = s.${column} and ${visibleAt('v', step.next)})`,
    }),
  )

const deletionRules = (step: Step): readonly Rule[] =>
  references.map(
    ({ name, column, to }): Rule => ({
      code: 'deletedStillUsed',
      resource: to,
      column: 'id',
      details: () => ({ resource: name }),
      sql: `select s.line, s.id as value, null as found from ${relation(to).staging} s
           where s.deleted
             and exists (select from ${relation(name).versions} v where v.${column} = s.id and ${visibleAt('v', step.next)})`,
    }),
  )

function bookRules(step: Step): readonly Rule[] {
  const now = (name: ResourceName) => `(select * from ${relation(name).versions} v where ${visibleAt('v', step.next)})`
  const grosze = ({ found }: Finding): ProblemDetails => ({ found: writeGrosze(found ?? 0) })
  const count = ({ found }: Finding): ProblemDetails => ({ found: found ?? 0 })
  const none = (): ProblemDetails => ({})
  const lineOf = (name: ResourceName, key: string, value: string) =>
    `(select min(nullif(s.line, 0)) from ${relation(name).staging} s where s.${key} = ${value})`
  const ledger = `touched_ledgers a left join ${now('balances')} b on b.account_id = a.id`
  const documents = `(select id from difference_documents where remains union select document_id from difference_document_lines) t
     join ${now('documents')} d on d.id = t.id`
  const settlements = `(select id from difference_meter_settlements where remains
       union select settlement_id from difference_meter_settlement_lines) t
     join ${now('meter_settlements')} m on m.id = t.id`
  const sameAccount = (name: 'entries' | 'meter_settlements' | 'documents', column: string): Rule => ({
    code: 'documentAccount',
    resource: name,
    column,
    details: none,
    sql: `select ${lineOf(name, 'id', 'r.id')} as line, r.${column} as value, null as found
            from (select id from difference_${name}
                  union select r.id from difference_documents d join ${now(name)} r on r.${column} = d.id) t
            join ${now(name)} r on r.id = t.id join ${now('documents')} d on d.id = r.${column}
           where r.account_id <> d.account_id`,
  })
  const settlementSum = (field: 'charged' | 'should_be'): Rule => ({
    code: 'settlementLines',
    resource: 'meter_settlements',
    column: 'id',
    details: grosze,
    sql: `select ${lineOf('meter_settlements', 'id', 'm.id')} as line, m.id as value, l.sum as found
            from ${settlements} cross join lateral (
              select sum(v.${field}_grosze) as sum from meter_settlement_lines_versions v
               where v.settlement_id = m.id and ${visibleAt('v', step.next)}) l
           where l.sum <> m.${field}_grosze`,
  })
  return [
    {
      code: 'balanceMissing',
      resource: 'accounts',
      column: 'id',
      details: none,
      sql: `select ${lineOf('accounts', 'id', 'a.id')} as line, a.id as value, null as found
              from ${ledger} where b.account_id is null`,
    },
    {
      code: 'balanceMismatch',
      resource: 'balances',
      column: 'account_id',
      details: grosze,
      sql: `select ${lineOf('balances', 'account_id', 'a.id')} as line, a.id as value, a.sum as found
              from ${ledger} where b.closing_balance_grosze <> a.sum`,
    },
    {
      code: 'entryCountMismatch',
      resource: 'balances',
      column: 'account_id',
      details: count,
      sql: `select ${lineOf('balances', 'account_id', 'a.id')} as line, a.id as value, a.count as found
              from ${ledger} where b.entry_count <> a.count`,
    },
    {
      code: 'documentLines',
      resource: 'documents',
      column: 'id',
      details: grosze,
      sql: `select ${lineOf('documents', 'id', 'd.id')} as line, d.id as value, l.sum as found
              from ${documents} cross join lateral (
                select sum(v.amount_grosze) as sum from document_lines_versions v
                 where v.document_id = d.id and ${visibleAt('v', step.next)}) l
             where l.sum <> d.amount_grosze`,
    },
    settlementSum('charged'),
    settlementSum('should_be'),
    sameAccount('entries', 'document_id'),
    sameAccount('meter_settlements', 'document_id'),
    sameAccount('documents', 'corrects_document_id'),
    ...allocationRules(now),
  ]
}

/** A payment lowers the balance, a charge raises it; a negative charge is credited like a payment. */
const lowers = (entry: string) => `(${entry}.side = 'payment') = (${entry}.amount_grosze >= 0)`

function allocationRules(now: (name: ResourceName) => string): readonly Rule[] {
  // Found from the few that changed, by index; a condition joined by `or` would read every allocation there is.
  const touched = `(select payment_entry_id, charge_entry_id from difference_allocations
      union select l.payment_entry_id, l.charge_entry_id from difference_entries d join ${now('allocations')} l on l.payment_entry_id = d.id
      union select l.payment_entry_id, l.charge_entry_id from difference_entries d join ${now('allocations')} l on l.charge_entry_id = d.id) t
    join ${now('allocations')} l on l.payment_entry_id = t.payment_entry_id and l.charge_entry_id = t.charge_entry_id
    join ${now('entries')} p on p.id = l.payment_entry_id join ${now('entries')} c on c.id = l.charge_entry_id`
  const line = `(select min(nullif(s.line, 0)) from staged_allocations s
    where s.payment_entry_id = l.payment_entry_id and s.charge_entry_id = l.charge_entry_id)`
  const rule = (code: ProblemCode, column: string, where: string, details: ProblemDetails): Rule => ({
    code,
    resource: 'allocations',
    column,
    details: () => details,
    sql: `select ${line} as line, l.${column} as value, null as found from ${touched} where ${where}`,
  })
  const exceeds = (column: 'payment_entry_id' | 'charge_entry_id'): Rule => ({
    code: 'allocationExceeds',
    resource: 'entries',
    column: 'id',
    details: ({ found }) => ({ found: writeGrosze(found ?? 0) }),
    sql: `select (select min(nullif(s.line, 0)) from staged_entries s where s.id = e.id) as line, e.id as value,
                 sum(l.amount_grosze) as found
            from ${now('entries')} e join ${now('allocations')} l on l.${column} = e.id
           where e.id in (select id from difference_entries union select ${column} from difference_allocations)
           group by e.id, e.amount_grosze having sum(l.amount_grosze) > abs(e.amount_grosze)`,
  })
  return [
    rule('allocationSide', 'payment_entry_id', `not ${lowers('p')}`, { side: 'credit' }),
    rule('allocationSide', 'charge_entry_id', lowers('c'), { side: 'debit' }),
    rule('allocationAccounts', 'charge_entry_id', 'p.account_id <> c.account_id', {}),
    exceeds('payment_entry_id'),
    exceeds('charge_entry_id'),
  ]
}

/**
 * Accounts of which anything bearing on the pair assertion changed, on the side before and the side after, with the sum and number
 * of their entries: counted once for all rules.
 */
const touchedLedgers = (step: Step): string => `create temporary table touched_ledgers on commit drop as
  select a.id, e.sum, e.count
    from (select e.account_id as id from difference_entries d join entries_versions e on e.id = d.id
          union select account_id from difference_balances
          union select id from difference_accounts) t
    join accounts_versions a on a.id = t.id and ${visibleAt('a', step.next)}
    cross join lateral (
      select coalesce(sum(case side when 'charge' then v.amount_grosze else -v.amount_grosze end), 0) as sum, count(*) as count
        from entries_versions v where v.account_id = a.id and ${visibleAt('v', step.next)}) e`
