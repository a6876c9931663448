import type { PremisesKind } from '#kernel/premises.ts'
import { statement, type Tx } from '#platform/db/database.ts'
import type { Named } from './office-messages.model.ts'

interface PremisesRow {
  readonly id: string
  readonly kind: PremisesKind
  readonly number: string
  readonly street: string
  readonly houseNumber: string
}

const personStatement = statement<[partyId: string], { readonly partyId: string; readonly name: string }>(
  'officeMessages.person',
  `select id as "partyId", concat_ws(' ', first_name, name) as name from parties where id = $1`,
)

const loginsStatement = statement<[partyId: string], Named>(
  'officeMessages.loginsOfPerson',
  `select id, name from logins where party_id = $1 and kind = 'resident' order by created_at, id limit 20`,
)

const premisesStatement = statement<[partyId: string], PremisesRow>(
  'officeMessages.premisesOfPerson',
  `select distinct r.id, r.kind, r.number, b.street, b.house_number as "houseNumber"
     from premises r join buildings b on b.id = r.building_id
    where r.id in (select premises_id from holdings where party_id = $1
                   union select premises_id from access_rights a join logins l on l.id = a.login_id where l.party_id = $1)
    order by b.street, b.house_number, r.number, r.id limit 200`,
)

type NewThread = [
  threadId: string,
  loginId: string | null,
  partyId: string,
  writerName: string,
  topicId: string,
  premisesId: string | null,
  premisesLabel: string,
  startedBy: 'resident' | 'office',
  take: boolean,
]
const threadStatement = statement<NewThread, never>(
  'officeMessages.newThread',
  `insert into message_threads (id, login_id, party_id, writer_name, topic_id, premises_id, premises_label, started_by, office_state, assigned_login_id)
   values ($1, $2, $3, case when $2::uuid is null then $4::text else '' end, $5, $6, $7, $8, case when $9::boolean then 'inProgress' else 'new' end,
           case when $9::boolean then current_login_id() end)`,
)

export const person = (tx: Tx, partyId: string) => tx.maybe(personStatement, [partyId])
export const loginsOfPerson = (tx: Tx, partyId: string): Promise<Named[]> => tx.query(loginsStatement, [partyId])
/** Also premises that were theirs, and those they act for: people ask about flats they sold. */
export const premisesOfPerson = (tx: Tx, partyId: string) => tx.query(premisesStatement, [partyId])
export async function insertThread(tx: Tx, ...thread: NewThread): Promise<void> {
  await tx.query(threadStatement, thread)
}
