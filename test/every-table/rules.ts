/**
 * Who may see and change what, written down by hand from the decisions, without a look at the policies: in words of the tables, of the
 * person's login ($1), person in the register ($2), accounts ($3) and premises ($4).
 */

const mine = 'login_id = $1'
const everyone = 'true'
const signedIn = '$1::uuid is not null'
const ofMyAccounts = 'account_id = any ($3)'
const ofMyPremises = 'premises_id = any ($4)'

/** An announcement or a document says for whom it is. */
const forMe = `(audience = 'public' or $1::uuid is not null and (audience = 'signedIn'
  or audience = 'members' and exists (select from parties p where p.id = $2 and p.is_member)
  or audience = 'party' and subject_id = $2
  or audience = 'premises' and subject_id = any ($4)
  or exists (select from premises p join buildings b on b.id = p.building_id where p.id = any ($4)
      and (audience = 'building' and subject_id = b.id or audience = 'property' and subject_id = b.property_id
        or audience = 'staircase' and subject_id = b.id and o.staircase = p.staircase))))`
const announced = `select o.id from announcements o where ${forMe} and withdrawn_at is null and visible_from <= today()
  and ($1::uuid is not null or coalesce(visible_to, 'infinity') >= today())
  and (audience <> 'premises' or coalesce(visible_to, 'infinity') >= (select min(h.valid_from) from holdings h where h.party_id = $2 and h.premises_id = subject_id))`
const archived = `select o.id from archive_documents o where ${forMe} and withdrawn_at is null and published_at <= clock_now()`
const editions = `select e.id from archive_editions e where e.document_id in (${archived}) and e.withdrawn_at is null and e.published_at <= clock_now()`
const letters = 'select n.id from notices_versions n where n.party_id = $2'

/** What a resident sees; of tables not named, nothing. Who is not signed in has no login, no accounts and no premises. */
export const residentsSee: Readonly<Record<string, string>> = {
  access_rights: mine,
  accounts_versions: 'id = any ($3)',
  allocations_versions: ofMyAccounts,
  announcement_attachments: `replaced_in is null and announcement_id in (${announced})`,
  announcement_reads: mine,
  announcements: `id in (${announced})`,
  archive_acceptances: mine,
  archive_attachments: `edition_id in (${editions})`,
  archive_documents: `id in (${archived})`,
  archive_editions: `id in (${editions})`,
  balances_versions: ofMyAccounts,
  buildings_versions: signedIn,
  calendar_subscriptions: mine,
  change_requests: mine,
  // What was over before they moved in is not theirs.
  charge_parameters_versions: `${ofMyPremises} and coalesce(valid_to, 'infinity') >= (select min(h.valid_from) from holdings h
    where h.party_id = $2 and h.premises_id = charge_parameters_versions.premises_id)`,
  consent_texts: signedIn,
  consents: mine,
  cooperative: everyone,
  cooperative_bank_accounts: everyone,
  cooperative_logos: everyone,
  departments: everyone,
  document_lines_versions: ofMyAccounts,
  documents_versions: ofMyAccounts,
  email_changes: mine,
  emergency_numbers: everyone,
  entries_versions: ofMyAccounts,
  fee_components_versions: ofMyPremises,
  holdings_versions: `${ofMyPremises} and party_id = $2`,
  // Paid, and not yet in the books.
  incoming_payments: `kind = 'payment' and ${ofMyAccounts}`,
  letter_availability: `notice_id in (${letters})`,
  letter_openings: `notice_id in (${letters})`,
  login_contacts: mine,
  logins: 'id = $1',
  message_attachments: mine,
  message_threads: mine,
  message_topics: signedIn,
  messages: 'thread_id in (select t.id from message_threads t where t.login_id = $1)',
  meter_settlement_lines_versions: `settlement_id in (select s.id from meter_settlements_versions s where ${ofMyAccounts})`,
  meter_settlements_versions: ofMyAccounts,
  meters_versions: ofMyPremises,
  notice_files: `notice_id in (${letters})`,
  notices_versions: 'party_id = $2',
  notification_preferences: mine,
  notification_topics: signedIn,
  outgoing_mails: `message_id in (select m.id from messages m join message_threads t on t.id = m.thread_id where t.login_id = $1)
    or email_change_id in (select c.id from email_changes c where c.login_id = $1)`,
  parties_versions: 'id = $2',
  payments_state: everyone,
  premises_versions: 'id = any ($4)',
  properties_versions: signedIn,
  published_state: everyone,
  // Not what was read before they moved in.
  readings_versions: `${ofMyPremises} and read_on >= (select min(h.valid_from) from holdings h where h.party_id = $2 and h.premises_id = readings_versions.premises_id)`,
  sessions: mine,
  sign_ins: mine,
  stored_files: `id in (select a.file_id from message_attachments a where a.login_id = $1)
    or id in (select a.file_id from announcement_attachments a where a.replaced_in is null and a.announcement_id in (${announced}))
    or id in (select e.file_id from archive_editions e where e.id in (${editions}))
    or id in (select a.file_id from archive_attachments a where a.edition_id in (${editions}))
    or id in (select l.file_id from notice_files l where l.notice_id in (${letters}))`,
}

type Commands = Readonly<Partial<Record<'select' | 'insert' | 'update' | 'delete', string>>>

/**
 * Who else sees rows, and who puts in, changes and removes them: those who reach every row, then after `some:` those who reach only some,
 * their own or the ones not yet decided. Nobody else reaches any. `residents` is each of them, `nobody` the staff's role without a session,
 * `stray` a resident who got there.
 */
export const reach: Readonly<Record<string, Commands>> = {
  access_rights: { select: 'clerk administrator auth', insert: 'auth', update: 'auth; some: clerk administrator' },
  accounts_versions: { select: 'clerk accountant administrator' },
  announcement_attachments: {
    select: 'clerk editor administrator',
    insert: 'editor administrator',
    update: 'editor administrator',
  },
  announcement_notices: { select: 'clerk editor administrator' },
  announcement_reads: { insert: 'some: residents' },
  announcement_versions: { select: 'clerk editor administrator', insert: 'administrator; some: editor' },
  announcements: {
    select: 'clerk editor administrator',
    insert: 'administrator; some: editor',
    update: 'administrator; some: editor',
  },
  answer_drafts: {
    select: 'worker; some: clerk administrator',
    insert: 'some: clerk administrator',
    update: 'some: clerk administrator',
    delete: 'worker; some: clerk administrator',
  },
  answer_templates: {
    select: 'clerk administrator',
    insert: 'clerk administrator',
    update: 'clerk administrator',
    delete: 'clerk administrator',
  },
  archive_acceptances: { select: 'clerk administrator', insert: 'some: residents' },
  archive_attachments: { select: 'clerk editor administrator', insert: 'administrator; some: editor' },
  archive_documents: {
    select: 'clerk editor administrator',
    insert: 'administrator; some: editor',
    update: 'administrator; some: editor',
  },
  archive_editions: {
    select: 'clerk editor administrator',
    insert: 'administrator; some: editor',
    update: 'administrator; some: editor',
  },
  audit_events: {
    select: 'administrator worker; some: clerk',
    insert: 'auth; some: clerk accountant editor administrator',
  },
  balances_versions: { select: 'clerk accountant administrator' },
  bank_statements: { select: 'accountant administrator' },
  bank_account_changes: { select: 'accountant administrator', insert: 'some: administrator' },
  buildings_versions: { select: 'clerk accountant editor administrator' },
  calendar_subscriptions: { insert: 'some: residents', update: 'some: residents' },
  change_requests: { select: 'clerk administrator worker', insert: 'some: residents', update: 'clerk administrator' },
  consent_texts: { select: 'clerk administrator', insert: 'clerk administrator' },
  consents: { select: 'clerk administrator', insert: 'some: residents' },
  cooperative: { select: 'clerk accountant editor administrator nobody stray auth worker', update: 'administrator' },
  cooperative_bank_accounts: { select: 'clerk accountant editor administrator nobody stray' },
  cooperative_logos: { select: 'clerk accountant editor administrator nobody stray', insert: 'administrator' },
  daily_statistics: { select: 'clerk accountant editor administrator' },
  deliveries: { select: 'accountant administrator worker' },
  delivery_tokens: { select: 'accountant administrator' },
  departments: {
    select: 'clerk accountant editor administrator nobody stray',
    insert: 'administrator',
    update: 'administrator',
    delete: 'administrator',
  },
  documents_versions: { select: 'clerk accountant administrator' },
  email_changes: { select: 'worker', update: 'worker' },
  emergency_numbers: {
    select: 'clerk accountant editor administrator nobody stray',
    insert: 'administrator',
    update: 'administrator',
    delete: 'administrator',
  },
  factor_changes: { select: 'worker' },
  holdings_versions: { select: 'clerk accountant administrator' },
  incoming_mails: { select: 'worker', insert: 'worker', update: 'worker' },
  import_decisions: { select: 'accountant administrator', insert: 'some: accountant administrator' },
  incoming_payments: { select: 'accountant administrator', update: 'accountant administrator' },
  jobs: {
    select: 'administrator worker; some: clerk accountant editor auth',
    insert: 'some: clerk accountant editor administrator',
    update: 'worker; some: clerk accountant editor administrator auth',
    delete: 'worker',
  },
  known_browsers: { select: 'auth', insert: 'auth', update: 'auth', delete: 'auth' },
  letter_openings: { insert: 'some: resident neighbour newHolder holder tenant landlord' },
  login_contacts: { select: 'clerk administrator', update: 'clerk administrator' },
  login_counters: { select: 'auth', insert: 'auth', update: 'auth' },
  login_handovers: { select: 'clerk administrator auth', insert: 'auth' },
  login_terms: { select: 'clerk administrator' },
  logins: { select: 'clerk administrator auth; some: accountant editor stray', insert: 'auth', update: 'auth' },
  mailbox_cursors: { select: 'worker', insert: 'worker', update: 'worker' },
  message_attachments: {
    select: 'worker; some: clerk administrator',
    insert: 'worker',
    delete: 'worker; some: residents clerk administrator',
  },
  message_settings: { select: 'clerk administrator', update: 'administrator' },
  message_threads: {
    select: 'clerk administrator worker',
    insert: 'clerk administrator; some: residents',
    update: 'clerk administrator worker; some: formerHolder holder proxy newHolder coOwner tenant landlord newcomer',
  },
  message_topics: {
    select: 'clerk administrator worker',
    insert: 'clerk administrator',
    update: 'clerk administrator',
  },
  messages: {
    select: 'clerk administrator worker',
    insert: 'worker; some: residents clerk',
    update: 'some: residents',
  },
  notification_preferences: { insert: 'some: residents', update: 'some: residents' },
  outgoing_mails: {
    select: 'clerk administrator worker',
    insert: 'clerk administrator worker; some: residents',
    update: 'clerk administrator worker',
  },
  parties_versions: { select: 'clerk accountant administrator' },
  passkeys: { select: 'clerk administrator auth', insert: 'auth', update: 'auth', delete: 'auth' },
  premises_versions: { select: 'clerk accountant editor administrator' },
  properties_versions: { select: 'clerk accountant editor administrator' },
  publications: { select: 'accountant administrator' },
  published_state: { select: 'clerk accountant editor administrator nobody stray auth worker' },
  publishing_draft_files: {
    select: 'clerk editor administrator',
    insert: 'editor administrator',
    update: 'editor administrator',
  },
  publishing_drafts: { select: 'clerk editor administrator', insert: 'some: editor administrator' },
  quarantined_mails: { select: 'clerk administrator worker', insert: 'worker', update: 'clerk administrator' },
  recovery_codes: { select: 'clerk administrator auth', insert: 'auth', update: 'auth', delete: 'auth' },
  register_terms: { select: 'clerk accountant administrator' },
  registration_acceptances: { select: 'clerk administrator' },
  registration_challenges: { select: 'auth worker', insert: 'auth', delete: 'auth worker' },
  registration_events: { select: 'clerk administrator worker', insert: 'some: clerk administrator', update: 'worker' },
  registration_letters: { select: 'clerk administrator worker' },
  registrations: { select: 'clerk administrator worker', update: 'clerk administrator worker' },
  sealed_sheets: {
    select: 'auth worker; some: clerk administrator',
    insert: 'some: clerk administrator',
    delete: 'worker; some: clerk administrator',
  },
  sessions: {
    select: 'clerk administrator auth; some: accountant editor stray',
    insert: 'auth',
    update: 'auth',
    delete: 'auth',
  },
  setup_links: { select: 'auth', insert: 'auth', update: 'auth' },
  sign_ins: { select: 'clerk administrator auth; some: stray accountant editor', insert: 'auth', delete: 'auth' },
  starting_codes: { select: 'clerk administrator auth', insert: 'auth', update: 'auth', delete: 'auth' },
  starting_links: { select: 'clerk administrator auth', insert: 'auth', update: 'auth' },
  statement_files: { select: 'accountant administrator', insert: 'some: accountant administrator' },
  stored_files: {
    select: 'worker; some: clerk administrator editor',
    insert: 'residents clerk accountant editor administrator worker',
    delete: 'worker',
  },
  thread_label_links: { select: 'clerk administrator', insert: 'clerk administrator', delete: 'clerk administrator' },
  thread_labels: {
    select: 'clerk administrator',
    insert: 'clerk administrator',
    update: 'clerk administrator',
    delete: 'clerk administrator',
  },
  thread_notes: { select: 'clerk administrator', insert: 'some: clerk administrator' },
  throttle_buckets: { select: 'auth', insert: 'auth', update: 'auth', delete: 'auth' },
  totp_factors: { select: 'clerk administrator auth', insert: 'auth', update: 'auth', delete: 'auth' },
  view_sessions: {
    select: 'clerk administrator',
    insert: 'some: clerk administrator',
    update: 'some: clerk administrator',
  },
}
