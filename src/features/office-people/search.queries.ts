import { statement, type Tx } from '#platform/db/database.ts'
import type { Asked, FoundLogin, FoundParty, Hit, SearchResult } from './search.model.ts'

/** Whatever begins with a word sorts from the word up to the word with the last letter there is. */
const begins = (term: string, beginning: string) => `${term} >= ${beginning} and ${term} < ${beginning} || chr(1114111)`
const visible = (row: string) =>
  `${row}.from_publication <= (select n from published) and ${row}.to_publication > (select n from published)`

/**
 * Subjects that have, for every word asked, a term that begins with it. The longest word is looked up, the others are checked
 * on what it finds, so a search costs what its rarest word costs.
 */
const withEveryWord = (kind: string, words: string, most: number) =>
  `register_terms_with('${kind}', ${words}, ${most}) t`

/**
 * The row a term found was made of, when residents may see it. Behind `offset 0` the planner cannot begin here: it would walk through
 * everybody of the register in the hope of soon meeting enough of them.
 */
const madeOf = (table: string, row: string) => `
  cross join lateral (select * from ${table} v where v.id = t.subject_id and v.from_publication = t.from_publication
    and ${visible('v')} offset 0) ${row}`

// Each part stops by itself: a search for two letters is as cheap as any, and says that there is more. Two of somebody's names may
// begin alike, so twice as many terms are taken as people.
const registerStatement = statement<
  [text: string, digits: string | null, street: string | null, house: string | null, flat: string | null],
  Hit
>(
  'people.searchRegister',
  `with published as materialized (select publication_id as n from published_state)
   (select distinct f.subject_id as "partyId", null as "loginId", 'name' as why, null as detail
      from (select t.subject_id from ${withEveryWord('name', 'fold_words($1)', 1000)} ${madeOf('parties_versions', 'v')} limit 160) f
     limit 80)
   union all
   (select t.subject_id, null, t.kind, null
      from register_terms t ${madeOf('parties_versions', 'v')}
     where t.kind in ('party', 'member', 'email') and ${begins('t.term', 'fold_text($1)')}
     limit 30)
   union all
   (select t.subject_id, null, 'phone', v.phone
      from register_terms t ${madeOf('parties_versions', 'v')}
     where t.kind = 'phone' and ${begins('t.term', 'phone_term($2)')}
     limit 30)
   union all
   (select a.party_id, null, 'nrb', a.nrb
      from register_terms t ${madeOf('accounts_versions', 'a')}
     where t.kind = 'nrb' and ${begins('t.term', 'reverse($2::text)')}
     limit 30)
   union all
   (select a.party_id, null, 'document', d.number
      from documents_versions d
      join accounts_versions a on a.id = d.account_id and ${visible('a')}
     where d.number in ($1, upper($1)) and ${visible('d')}
     limit 30)
   union all
   (select h.party_id, null, 'premises', t.subject_id
      from register_terms t
      join holdings_versions h on h.premises_id = t.subject_id and ${visible('h')}
     where t.kind = 'premises' and t.term = fold_text($1)
     limit 30)
   union all
   (select h.party_id, null, 'address', null
      from (select v.id, fold_text(replace(v.house_number, ' ', '')) = fold_text($4 || '/' || $5) as whole_number
              from ${withEveryWord('street', 'fold_words($3)', 5000)} ${madeOf('buildings_versions', 'v')}
             where fold_text(replace(v.house_number, ' ', '')) in (fold_text($4), fold_text($4 || '/' || $5)) offset 0) b
      cross join lateral (
        select p.id, p.number from premises_versions p
         where p.building_id = b.id and ${visible('p')}
           and (b.whole_number or $5::text is null or fold_text(replace(p.number, ' ', '')) = fold_text($5)) offset 0) p
      join holdings_versions h on h.premises_id = p.id and ${visible('h')}
     order by coalesce(h.valid_to, 'infinity') desc, length(p.number), p.number
     limit 80)`,
)

const loginsStatement = statement<[text: string, digits: string | null], Hit>(
  'people.searchLogins',
  `(select null as "partyId", t.login_id as "loginId", t.kind as why, t.term as detail
      from login_terms t where t.kind in ('login', 'email') and ${begins('t.term', 'fold_text($1)')} limit 30)
   union all
   (select null, t.login_id, 'phone', t.term from login_terms t
     where t.kind = 'phone' and ${begins('t.term', 'phone_term($2)')} limit 30)
   union all
   (select distinct null, t.login_id, 'name', null
      from (select fold_words($1) as all_words) asked
      cross join lateral (select w as longest from unnest(all_words) w order by char_length(w) desc, w limit 1) l
      join login_terms t on t.kind = 'name' and ${begins('t.term', 'l.longest')}
       and not exists (
         select from unnest(all_words) w
          where w <> l.longest and not exists (
            select from login_terms o where o.login_id = t.login_id and o.kind = 'name' and ${begins('o.term', 'w')}))
     limit 30)`,
)

/** Those found in the register and those found by their login. */
const partiesAsked = 'select unnest($1::text[]) union select party_id from logins where id = any ($2::uuid[])'

const partiesStatement = statement<[partyIds: readonly string[], loginIds: readonly string[]], FoundParty>(
  'people.foundParties',
  `select p.id as "partyId", p.kind, concat_ws(' ', p.first_name, p.name) as name, p.member_number as "memberNumber",
          p.is_member as "isMember", x.premises
     from parties p
     cross join lateral (
       select coalesce(jsonb_agg(to_jsonb(o) order by o.current desc, o.kind <> 'dwelling', o.street, o."houseNumber", o.number), '[]') as premises
         from (select x.id, x.kind, x.number, b.street, b.house_number as "houseNumber", h.role,
                      h.valid_from <= today() and (h.valid_to is null or h.valid_to >= today()) as current
                 from holdings h join premises x on x.id = h.premises_id join buildings b on b.id = x.building_id
                where h.party_id = p.id order by coalesce(h.valid_to, 'infinity') desc, x.id limit 12) o) x
    where p.id = any (array(${partiesAsked}))`,
)

const loginRowsStatement = statement<[partyIds: readonly string[], loginIds: readonly string[]], FoundLogin>(
  'people.foundLogins',
  `select id as "loginId", party_id as "partyId", name as "loginName", display_name as "displayName", locked_at is not null as locked
     from logins where (party_id = any (array(${partiesAsked})) or id = any ($2::uuid[])) and kind = 'resident' order by name limit 500`,
)

/** Everybody who fits what was typed. The first two questions leave together, and so do the two that tell who was found. */
export async function search(tx: Tx, { text, digits, address }: Asked): Promise<SearchResult> {
  const [inRegister, byLogin] = await Promise.all([
    tx.query(registerStatement, [text, digits, address?.street ?? null, address?.house ?? null, address?.flat ?? null]),
    tx.query(loginsStatement, [text, digits]),
  ])
  const hits = [...inRegister, ...byLogin]
  if (hits.length === 0) return { hits, parties: [], logins: [] }
  const partyIds = [...new Set(hits.flatMap(({ partyId }) => partyId ?? []))]
  const loginIds = [...new Set(hits.flatMap(({ loginId }) => loginId ?? []))]
  const [parties, logins] = await Promise.all([
    tx.query(partiesStatement, [partyIds, loginIds]),
    tx.query(loginRowsStatement, [partyIds, loginIds]),
  ])
  return { hits, parties, logins }
}
