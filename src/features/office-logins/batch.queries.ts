import { statement, type Tx } from '#platform/db/database.ts'
import type { Batch, BuildingChoice, Candidate, Group, Place, PlannedSheet } from './batch.model.ts'

const buildingsStatement = statement<[], BuildingChoice>(
  'issuing.buildings',
  `select b.id, b.street, b.house_number as "houseNumber", n.id as "propertyId", n.name as "propertyName"
     from buildings b join properties n on n.id = b.property_id`,
)

// Who holds premises today in their own right, and belongs to the chosen group. Proxies show a paper at the desk and get theirs there.
const candidatesStatement = statement<
  [propertyId: string | null, buildingId: string | null, group: Group | null],
  Candidate
>(
  'issuing.candidates',
  `select p.id as "partyId", left(concat_ws(' ', nullif(p.first_name, ''), p.name), 300) as "personName", r.id as "premisesId",
          r.number, r.kind, r.staircase, b.street, b.house_number as "houseNumber", n.id as "propertyId", n.name as "propertyName",
          l.id as "loginId"
     from holdings h
     join parties p on p.id = h.party_id
     join premises r on r.id = h.premises_id
     join buildings b on b.id = r.building_id
     join properties n on n.id = b.property_id
     left join lateral (select x.id, x.password_set_at from logins x
                         where x.party_id = p.id and x.kind = 'resident' and x.locked_at is null
                         order by x.created_at, x.id limit 1) l on true
     left join starting_codes c on c.login_id = l.id
    where $3::text is not null and h.role in ('holder', 'coOwner', 'tenant')
      and h.valid_from <= today() and (h.valid_to is null or h.valid_to >= today())
      and ($1::text is null or n.id = $1) and ($2::text is null or b.id = $2)
      and case $3 when 'bez-loginu' then not exists (select from logins x where x.party_id = p.id and x.kind = 'resident')
                  when 'bez-hasla' then l.id is not null and l.password_set_at is null
                  when 'kod-nieuzyty' then c.login_id is not null and c.used_at is null
                  when 'kod-po-terminie' then c.login_id is not null and c.used_at is null and c.expires_at <= clock_now() end`,
)

const batchColumns = `j.id, j.state, j.created_at as "createdAt", j.finished_at as "finishedAt",
  coalesce(j.requested_by = current_login_id(), false) as mine,
  j.params ->> 'publicKey' as "publicKey", j.params ->> 'place' as place, j.params ->> 'group' as "group",
  (select count(*)::int from sealed_sheets s where s.job_id = j.id and s.state = 'issued') as issued,
  coalesce((j.result ->> 'skipped')::int, 0) as skipped`

const batchesStatement = statement<[], Batch>(
  'issuing.batches',
  `select ${batchColumns} from jobs j where j.kind = 'issueLogins' and j.requested_by = current_login_id()
    order by j.created_at desc, j.id limit 10`,
)
const batchStatement = statement<[id: string], Batch>(
  'issuing.batch',
  `select ${batchColumns} from jobs j where j.kind = 'issueLogins' and j.id::text = $1`,
)
const askedStatement = statement<[once: Buffer], { id: string }>(
  'issuing.batchAsked',
  `select id from jobs where kind = 'issueLogins' and requested_by = current_login_id() and once_sha256 = $1`,
)
const planStatement = statement<[jobId: string, sheets: string], never>(
  'issuing.plan',
  `insert into sealed_sheets (job_id, position, party_id, person_name, premises_id, premises_label, place_label, login_id)
   select $1, s.position, s."partyId", s."personName", s."premisesId", s."premisesLabel", s."placeLabel", s."loginId"
     from jsonb_to_recordset($2::jsonb) as s (position int, "partyId" text, "personName" text, "premisesId" text, "premisesLabel" text,
                                              "placeLabel" text, "loginId" uuid)
   on conflict do nothing`,
)

export interface SealedSheet {
  readonly position: number
  readonly personName: string
  readonly premisesLabel: string
  readonly placeLabel: string
  readonly sealed: Buffer
  readonly sealedAt: number
}

const sheetsStatement = statement<[jobId: string, after: number, limit: number], SealedSheet>(
  'issuing.sheets',
  `select position, person_name as "personName", premises_label as "premisesLabel", place_label as "placeLabel", sealed,
          sealed_at as "sealedAt"
     from sealed_sheets where job_id = $1 and state = 'issued' and position > $2 order by position limit $3`,
)
const placesStatement = statement<[jobId: string], { place: string; sheets: number }>(
  'issuing.places',
  `select place_label as place, count(*)::int as sheets from sealed_sheets where job_id = $1 and state = 'issued' group by place_label`,
)
const printedStatement = statement<[jobId: string], { gone: number }>(
  'issuing.printed',
  `with gone as (delete from sealed_sheets where job_id = $1 returning 1) select count(*)::int as gone from gone`,
)

// The job's, as the role that issues.
export interface WaitingSheet {
  readonly position: number
  readonly partyId: string
  readonly personName: string
  readonly premisesId: string
  readonly loginId: string | null
}
const waitingStatement = statement<[jobId: string, after: number, limit: number], WaitingSheet>(
  'issuing.waiting',
  `select position, party_id as "partyId", person_name as "personName", premises_id as "premisesId", login_id as "loginId"
     from sealed_sheets where job_id = $1 and position > $2 order by position limit $3`,
)
// Nobody who got a code, set a password or was locked since the order gets another one.
const stillDueStatement = statement<[jobId: string, position: number], { due: boolean }>(
  'issuing.stillDue',
  `select l.locked_at is null and coalesce(l.password_set_at <= s.created_at, true) and coalesce(c.issued_at <= s.created_at, true) as due
     from sealed_sheets s join logins l on l.id = s.login_id left join starting_codes c on c.login_id = l.id
    where s.job_id = $1 and s.position = $2`,
)
const sealStatement = statement<
  [jobId: string, position: number, loginId: string, sealed: Buffer],
  { position: number }
>(
  'issuing.seal',
  `update sealed_sheets set state = 'issued', login_id = $3, sealed = $4, sealed_at = clock_now()
    where job_id = $1 and position = $2 and state = 'waiting' returning position`,
)
const skipStatement = statement<[jobId: string, position: number], never>(
  'issuing.skip',
  `update sealed_sheets set state = 'skipped' where job_id = $1 and position = $2 and state = 'waiting'`,
)
const countsStatement = statement<[jobId: string], { issued: number; skipped: number }>(
  'issuing.counts',
  `select count(*) filter (where state = 'issued')::int as issued, count(*) filter (where state = 'skipped')::int as skipped
     from sealed_sheets where job_id = $1`,
)

// The worker's, at night.
const cleanStatement = statement<[], never>(
  'issuing.cleanSheets',
  `delete from sealed_sheets where sealed_at < clock_now() - interval '48 hours' or created_at < clock_now() - interval '9 days'`,
)

export const buildings = (tx: Tx): Promise<BuildingChoice[]> => tx.query(buildingsStatement, [])

/** People the printing would be for; nobody before both are chosen. */
export function candidates(tx: Tx, place: Place | undefined, group: Group | undefined): Promise<Candidate[]> {
  return tx.query(candidatesStatement, [
    place?.kind === 'property' ? place.id : null,
    place?.kind === 'building' ? place.id : null,
    place ? (group ?? null) : null,
  ])
}

/** The printings this member of staff ordered, the newest first. */
export const batches = (tx: Tx): Promise<Batch[]> => tx.query(batchesStatement, [])
export const batch = (tx: Tx, id: string): Promise<Batch | undefined> => tx.maybe(batchStatement, [id])
/** The printing a form ordered before. */
export const batchAsked = async (tx: Tx, once: Buffer): Promise<string | undefined> =>
  (await tx.maybe(askedStatement, [once]))?.id
export const storePlan = async (tx: Tx, jobId: string, sheets: readonly PlannedSheet[]): Promise<void> => {
  await tx.query(planStatement, [jobId, JSON.stringify(sheets)])
}

export const sheetsAfter = (tx: Tx, jobId: string, after: number, limit: number): Promise<SealedSheet[]> =>
  tx.query(sheetsStatement, [jobId, after, limit])
export const sheetsByPlace = (tx: Tx, jobId: string) => tx.query(placesStatement, [jobId])
/** @returns how many sheets there were. */
export const removeSheets = async (tx: Tx, jobId: string): Promise<number> =>
  (await tx.one(printedStatement, [jobId])).gone

export const waitingSheets = (tx: Tx, jobId: string, after: number, limit: number): Promise<WaitingSheet[]> =>
  tx.query(waitingStatement, [jobId, after, limit])
export const isStillDue = async (tx: Tx, jobId: string, position: number): Promise<boolean> =>
  (await tx.maybe(stillDueStatement, [jobId, position]))?.due ?? false
/** @returns whether the sheet was still waiting for its code. */
export const sealSheet = async (tx: Tx, jobId: string, position: number, loginId: string, sealed: Buffer) =>
  (await tx.maybe(sealStatement, [jobId, position, loginId, sealed])) !== undefined
export const skipSheet = async (tx: Tx, jobId: string, position: number): Promise<void> => {
  await tx.query(skipStatement, [jobId, position])
}
export const sheetCounts = (tx: Tx, jobId: string) => tx.one(countsStatement, [jobId])

/** Nightly, as the worker: codes sealed two days ago, and orders nobody decided about. */
export const cleanUpSheets = async (tx: Tx): Promise<void> => {
  await tx.query(cleanStatement, [])
}
