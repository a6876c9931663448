import { statement, type Tx } from '#platform/db/database.ts'
import type { AudienceColumns, Choices, NamedAudience, Recipient } from './audience.model.ts'

type Patterns = [patterns: readonly string[]]
const buildingLabel = `lower(coalesce(n.name, '') || ' ' || b.street || ' ' || b.house_number)`

const propertiesStatement = statement<Patterns, Choices['properties'][number]>(
  'publishing.properties',
  `select id, name from properties n where lower(name) like all ($1::text[]) order by name, id limit 30`,
)

const buildingsStatement = statement<Patterns, Choices['buildings'][number]>(
  'publishing.buildings',
  `select b.id, b.street, b.house_number as "houseNumber", n.name as "propertyName",
          array(select distinct p.staircase from premises p where p.building_id = b.id and p.staircase is not null order by 1) as staircases
     from buildings b left join properties n on n.id = b.property_id
    where ${buildingLabel} like all ($1::text[])
    order by b.street, char_length(b.house_number), b.house_number, b.id limit 60`,
)

const premisesStatement = statement<Patterns, Choices['premises'][number]>(
  'publishing.premises',
  `select p.id, b.street, b.house_number as "houseNumber", p.number, p.kind as "premisesKind"
     from premises p join buildings b on b.id = p.building_id
    where cardinality($1::text[]) > 0 and lower(b.street || ' ' || b.house_number || '/' || p.number) like all ($1::text[])
    order by b.street, char_length(b.house_number), b.house_number, char_length(p.number), p.number, p.id limit 30`,
)

// An editor's role finds nobody here, whatever is asked: row-level security shows them no people.
const peopleStatement = statement<Patterns, Choices['people'][number]>(
  'publishing.people',
  `select x.id, concat_ws(' ', x.first_name, x.name) as name,
          (select b.street || ' ' || b.house_number || '/' || p.number
             from holdings h join premises p on p.id = h.premises_id join buildings b on b.id = p.building_id
            where h.party_id = x.id and h.valid_from <= today() and coalesce(h.valid_to, 'infinity') >= today()
            order by h.valid_from, h.id limit 1) as address
     from parties x
    where cardinality($1::text[]) > 0 and lower(concat_ws(' ', x.first_name, x.name)) like all ($1::text[])
    order by x.name, x.first_name, x.id limit 30`,
)

const nameStatement = statement<
  [audience: string, subjectId: string | null, staircase: string | null],
  Omit<NamedAudience, keyof AudienceColumns> & { readonly known: boolean }
>(
  'publishing.nameAudience',
  `select case $1::text
            when 'property' then n.id is not null
            when 'building' then b.id is not null
            when 'staircase' then exists (select from premises s where s.building_id = $2::text and s.staircase = $3::text)
            when 'premises' then p.id is not null
            when 'party' then x.id is not null
            else true end as known,
          n.name as "propertyName", b.street, b.house_number as "houseNumber", p.number, p.kind as "premisesKind",
          nullif(concat_ws(' ', x.first_name, x.name), '') as "personName"
     from (select 1) one
     left join properties n on $1 = 'property' and n.id = $2
     left join premises p on $1 = 'premises' and p.id = $2
     left join buildings b on b.id = case when $1 in ('building', 'staircase') then $2 else p.building_id end
     left join parties x on $1 = 'party' and x.id = $2`,
)

/** In an order that is always the same and follows no staircase: a sample, not the first doors. */
const place = `case $1::text
    when 'premises' then p.id = $2::text
    when 'building' then p.building_id = $2
    when 'staircase' then p.building_id = $2 and p.staircase = $3::text
    when 'property' then b.property_id = $2
    else true end`

type Sampled = [audience: string, subjectId: string | null, staircase: string | null]

const peopleSampleStatement = statement<Sampled, Recipient>(
  'publishing.samplePeople',
  `select concat_ws(' ', x.first_name, x.name) as name, b.street, b.house_number as "houseNumber", p.number, p.kind as "premisesKind"
     from parties x
     left join lateral (
       select h.premises_id from holdings h join premises p on p.id = h.premises_id left join buildings b on b.id = p.building_id
        where h.party_id = x.id and h.valid_from <= today() and coalesce(h.valid_to, 'infinity') >= today() and ${place}
        order by h.valid_from, h.id limit 1) held on true
     left join premises p on p.id = held.premises_id left join buildings b on b.id = p.building_id
    where case $1 when 'party' then x.id = $2 when 'members' then x.is_member else held.premises_id is not null end
    order by md5(x.id) limit 10`,
)

const doorsSampleStatement = statement<Sampled, Recipient>(
  'publishing.sampleDoors',
  `select null as name, b.street, b.house_number as "houseNumber", p.number, p.kind as "premisesKind"
     from premises p join buildings b on b.id = p.building_id
    where $1 not in ('members', 'party') and ${place}
    order by md5(p.id) limit 10`,
)

const like = (words: readonly string[]): readonly string[] =>
  words.map((word) => `%${word.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`)

/** Places and people whose names hold all the words. Without words, properties and buildings only. */
export async function findChoices(tx: Tx, words: readonly string[], withPeople: boolean): Promise<Choices> {
  const asked: Patterns = [like(words)]
  const [properties, buildings, premises, people] = await Promise.all([
    tx.query(propertiesStatement, asked),
    tx.query(buildingsStatement, asked),
    tx.query(premisesStatement, asked),
    withPeople ? tx.query(peopleStatement, asked) : [],
  ])
  return { properties, buildings, premises, people }
}

/** The audience with its names; nothing when the register has no such place or person, or does not show it to this role. */
export async function nameAudience(tx: Tx, asked: AudienceColumns): Promise<NamedAudience | undefined> {
  const { known, ...names } = await tx.one(nameStatement, [asked.audience, asked.subjectId, asked.staircase])
  return known ? { ...asked, ...names } : undefined
}

/** Up to ten of the audience: people for a role that may read them, doors for one that may not. */
export const sampleAudience = (tx: Tx, of: AudienceColumns, mayReadPeople: boolean): Promise<Recipient[]> =>
  tx.query(mayReadPeople ? peopleSampleStatement : doorsSampleStatement, [of.audience, of.subjectId, of.staircase])
