import { auditStaff } from '#platform/db/audit.queries.ts'
import { statement, type Tx } from '#platform/db/database.ts'
import { type Label, limits, type Template } from './office-messages.model.ts'

const listStatement = statement<[], Template & { readonly updatedAt: number; readonly updatedBy: string | null }>(
  'officeMessages.templates',
  `select t.id, t.title, t.body, t.version, t.updated_at as "updatedAt", l.display_name as "updatedBy"
     from answer_templates t left join logins l on l.id = t.updated_by order by lower(t.title) limit ${limits.templates}`,
)

const titlesStatement = statement<[], Pick<Template, 'id' | 'title'>>(
  'officeMessages.templateTitles',
  `select id, title from answer_templates order by lower(title) limit ${limits.templates}`,
)

const oneStatement = statement<[id: string], Template>(
  'officeMessages.template',
  'select id, title, body, version from answer_templates where id = $1',
)

type NewTemplate = [id: string, title: string, body: string, once: Buffer]
const addStatement = statement<NewTemplate, { readonly outcome: 'added' | 'taken' | 'tooMany' }>(
  'officeMessages.addTemplate',
  `with added as (
     insert into answer_templates (id, title, body, once_sha256, updated_by)
     select $1, $2, $3, $4, current_login_id() where (select count(*) from answer_templates) < ${limits.templates}
     on conflict do nothing returning id)
   select case when exists (select from added) or exists (select from answer_templates where once_sha256 = $4) then 'added'
               when exists (select from answer_templates where lower(title) = lower($2)) then 'taken' else 'tooMany' end as outcome`,
)

type ChangedTemplate = [id: string, version: number, title: string, body: string]
const changeStatement = statement<ChangedTemplate, { readonly id: string }>(
  'officeMessages.changeTemplate',
  `update answer_templates set title = $3, body = $4, version = version + 1, updated_by = current_login_id(), updated_at = clock_now()
    where id = $1 and version = $2 returning id`,
)

const titleTakenStatement = statement<[id: string, title: string], { readonly taken: boolean }>(
  'officeMessages.titleTaken',
  'select exists (select from answer_templates where lower(title) = lower($2) and id <> $1) as taken',
)

const removeStatement = statement<[id: string, version: number], { readonly id: string }>(
  'officeMessages.removeTemplate',
  'delete from answer_templates where id = $1 and version = $2 returning id',
)

const addLabelStatement = statement<[name: string], { readonly outcome: 'added' | 'taken' | 'tooMany' }>(
  'officeMessages.addLabel',
  `with added as (
     insert into thread_labels (name) select $1 where (select count(*) from thread_labels) < ${limits.labels}
     on conflict do nothing returning id)
   select case when exists (select from added) then 'added'
               when exists (select from thread_labels where lower(name) = lower($1)) then 'taken' else 'tooMany' end as outcome`,
)

const labelStatement = statement<[id: string], Label & { readonly threads: number }>(
  'officeMessages.label',
  `select l.id, l.name, (select count(*)::int from thread_label_links where label_id = l.id) as threads from thread_labels l where l.id = $1`,
)

const labelTakenStatement = statement<[id: string, name: string], { readonly taken: boolean }>(
  'officeMessages.labelTaken',
  'select exists (select from thread_labels where lower(name) = lower($2) and id <> $1) as taken',
)

const renameStatement = statement<[id: string, from: string, name: string], { readonly id: string }>(
  'officeMessages.renameLabel',
  'update thread_labels set name = $3 where id = $1 and name = $2 and name <> $3 returning id',
)

const removeLabelStatement = statement<[id: string, name: string], { readonly id: string }>(
  'officeMessages.removeLabel',
  'delete from thread_labels where id = $1 and name = $2 returning id',
)

export const templates = (tx: Tx) => tx.query(listStatement, [])
export const templateTitles = (tx: Tx) => tx.query(titlesStatement, [])
export const template = (tx: Tx, id: string): Promise<Template | undefined> => tx.maybe(oneStatement, [id])
export const addTemplate = async (tx: Tx, ...added: NewTemplate) => (await tx.one(addStatement, added)).outcome
/** @returns false when somebody saved it meanwhile. */
export const changeTemplate = async (tx: Tx, ...changed: ChangedTemplate): Promise<boolean> =>
  (await tx.maybe(changeStatement, changed)) !== undefined
export const titleTaken = async (tx: Tx, id: string, title: string): Promise<boolean> =>
  (await tx.one(titleTakenStatement, [id, title])).taken
export const removeTemplate = async (tx: Tx, id: string, version: number): Promise<boolean> =>
  (await tx.maybe(removeStatement, [id, version])) !== undefined

export const addLabel = async (tx: Tx, name: string) => (await tx.one(addLabelStatement, [name])).outcome
export const label = (tx: Tx, id: string) => tx.maybe(labelStatement, [id])
export const labelTaken = async (tx: Tx, id: string, name: string): Promise<boolean> =>
  (await tx.one(labelTakenStatement, [id, name])).taken
/** @returns false when it is not called `from` any more, or is called so already. */
export const renameLabel = async (tx: Tx, id: string, from: string, name: string): Promise<boolean> =>
  (await tx.maybe(renameStatement, [id, from, name])) !== undefined
/** Takes the label off every thread that wears it. @returns false when it is not called so any more. */
export const removeLabel = async (tx: Tx, id: string, name: string): Promise<boolean> =>
  (await tx.maybe(removeLabelStatement, [id, name])) !== undefined

/** One line of the audit trail about the office's own lists. */
export const auditSettings = (
  tx: Tx,
  action:
    | 'messages.templateAdded'
    | 'messages.templateChanged'
    | 'messages.templateRemoved'
    | 'messages.labelAdded'
    | 'messages.labelRenamed'
    | 'messages.labelRemoved'
    | 'messages.answerDaysSet'
    | 'messages.mailHandled',
  details: Readonly<Record<string, string>> = {},
): Promise<void> => auditStaff(tx, action, { details })
