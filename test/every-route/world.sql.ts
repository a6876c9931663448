/** What the seed leaves empty: one thing of each kind for everybody, so that a wall that fell shows somebody else's. */

/** `$1` login, `$2` party, `$3` premises or null, `$4` the person's mark, `$5` a byte of their own. */
export const ofResident = `
  with person as (select $1::uuid as login, $2::text as party, $3::text as premises, $4::text as mark, decode(repeat(to_hex($5::int + 16), 32), 'hex') as hash),
  thread as (
    insert into message_threads (login_id, topic_id, premises_id, party_id) select login, 'other', premises, party from person returning id),
  message as (
    insert into messages (thread_id, author, author_login_id, channel, body) select t.id, 'resident', login, 'portal', 'Pytanie ' || mark from thread t, person returning id),
  answered as (
    insert into messages (thread_id, author, author_login_id, channel, body)
    select t.id, 'office', null, 'mail', 'Odpowiedź ' || mark from thread t, person returning id),
  mail as (insert into outgoing_mails (message_id, kind) select id, 'officeMessage' from message),
  stored as (
    insert into stored_files (name, content_type, size_bytes, sha256, content)
    select mark || '.txt', 'text/plain; charset=utf-8', octet_length(convert_to(mark, 'UTF8')), encode(sha256(convert_to(mark, 'UTF8')), 'hex'), convert_to(mark, 'UTF8')
      from person returning id),
  drafted as (
    insert into stored_files (name, content_type, size_bytes, sha256, content)
    select mark || '-szkic.txt', 'text/plain; charset=utf-8', octet_length(convert_to(mark, 'UTF8')), encode(sha256(convert_to(mark, 'UTF8')), 'hex'), convert_to(mark, 'UTF8')
      from person returning id),
  attached as (
    insert into message_attachments (login_id, message_id, file_id) select login, m.id, s.id from message m, stored s, person),
  waiting as (
    insert into message_attachments (login_id, draft_id, file_id) select login, gen_random_uuid(), d.id from drafted d, person),
  right_given as (
    insert into access_rights (login_id, party_id, premises_id, kind, valid_from, valid_to, basis, revoked_at)
    select login, 'K00011', 'L0011', 'proxy', '2020-01-01', '2020-12-31', 'Pełnomocnictwo ' || mark, '2020-06-01' from person),
  right_ended as (
    insert into access_rights (login_id, party_id, premises_id, kind, valid_from, valid_to, basis)
    select login, 'K00011', 'L0011', 'proxy', '2021-01-01', '2021-12-31', 'Drugie ' || mark from person),
  reads as (
    insert into announcement_reads (login_id, announcement_id) select login, a.id from person, (
      (select id from announcements where audience = 'signedIn' and withdrawn_at is null order by title limit 1) union all
      (select id from announcements where audience = 'party' order by title limit 1)) a),
  accepted as (
    insert into archive_acceptances (edition_id, login_id) select e.id, login from person, (
      select x.id from archive_editions x join archive_documents d on d.id = x.document_id
       where d.audience = 'public' and d.withdrawn_at is null and x.withdrawn_at is null and x.published_at <= clock_now() order by d.title, x.number limit 1) e),
  calendar as (insert into calendar_subscriptions (secret_sha256, login_id) select hash, login from person),
  changed as (
    insert into email_changes (login_id, new_email, once_sha256, token_sha256, expires_at)
    select login, mark || '@poczta.example', hash, sha256(hash), clock_now() + interval '1 day' from person returning id),
  changed_mail as (insert into outgoing_mails (email_change_id, kind) select id, 'emailConfirmation' from changed),
  contact as (
    insert into login_contacts (login_id, email, email_verified_at) select login, mark || '@dom.example', clock_now() from person on conflict (login_id) do nothing),
  preferred as (
    insert into notification_preferences (login_id, topic_id, by_email) select login, t.id, true from person, (select id from notification_topics order by id limit 1) t),
  asked as (
    insert into change_requests (login_id, kind, premises_id, body, once_sha256) select login, 'other', premises, 'Prośba ' || mark, sha256(hash) from person),
  agreed as (
    insert into consents (login_id, text_id, decision) select login, t.id, 'given' from person, (select id from consent_texts order by id limit 1) t),
  app as (insert into totp_factors (login_id, sealed_secret, last_step) select login, hash || hash, 1 from person),
  key as (insert into passkeys (login_id, credential_id, public_key, sign_count, name) select login, hash, hash, 0, 'Klucz ' || left(mark, 40) from person),
  spare as (insert into recovery_codes (login_id, code_hash) select login, hash from person),
  factor as (insert into factor_changes (login_id, change) select login, 'appAdded' from person),
  code as (insert into starting_codes (login_id, code_hash, expires_at) select login, 'hash', clock_now() + interval '1 day' from person),
  link as (
    insert into starting_links (login_id, once_sha256, token_sha256, expires_at) select login, hash, hash, clock_now() + interval '1 day' from person),
  handover as (insert into login_handovers (login_id, kind, reason) select login, k.kind, 'new' from person, (values ('single'), ('email')) as k (kind)),
  handed_over as (
    insert into login_handovers (login_id, kind, reason, handed_over_at, handed_over_by) select login, 'bulk', 'new', clock_now(), login from person),
  known as (insert into known_browsers (browser_sha256, login_id) select hash, login from person),
  notified as (
    insert into announcement_notices (announcement_id, login_id) select a.id, login from person, (select id from announcements order by id limit 1) a),
  term as (insert into login_terms (kind, term, login_id) select 'name', mark, login from person),
  signed_in as (insert into sign_ins (login_id, outcome) select login, 'success' from person)
  insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details)
  select 'resident', login, 'login.signedIn', login, jsonb_build_object('mark', mark) from person`

/** Letters wait for whoever has one: opened by nobody in the seed. `$1` login, `$2` party. */
export const letterOpened = `
  insert into letter_openings (notice_id, login_id) select n.id, $1 from notices n where n.party_id = $2 on conflict do nothing`

/** `$1` login of staff, `$2` their mark, `$3` a resident's login, `$4` a byte of their own, `$5` their session's hash. */
export const ofStaff = `
  with person as (select $1::uuid as login, $2::text as mark, $3::uuid as about, decode(repeat(to_hex($4::int + 16), 32), 'hex') as hash, $5::text as session),
  asked as (
    insert into jobs (kind, state, requested_by, summary, approver_roles, cancellable)
    select 'issueLogins', 'waiting', login, 'Praca ' || mark, array['administrator'], true from person returning id),
  asked_of_all as (
    insert into jobs (kind, state, requested_by, summary, approver_roles, cancellable)
    select 'bankAccountsChange', 'waiting', login, 'Rachunki ' || mark, array['accountant', 'clerk', 'editor'], false from person),
  running as (insert into jobs (kind, state, requested_by, cancellable) select 'issueLogins', 'running', login, true from person returning id),
  sheet as (
    insert into sealed_sheets (job_id, position, party_id, person_name, premises_id, premises_label, login_id, state, sealed, sealed_at)
    select id, 1, 'K00004', 'Osoba ' || mark, 'L0003', 'Lipowa', about, 'issued', '\\x00', clock_now() from asked, person),
  waiting_sheet as (
    insert into sealed_sheets (job_id, position, party_id, person_name, premises_id, premises_label) select id, 2, 'K00001', 'Osoba ' || mark, 'L0001', 'Lipowa' from asked, person),
  stored as (
    insert into stored_files (name, content_type, size_bytes, sha256, content)
    select mark || '-' || n || '.txt', 'text/plain; charset=utf-8', octet_length(convert_to(mark || n, 'UTF8')), encode(sha256(convert_to(mark || n, 'UTF8')), 'hex'),
           convert_to(mark || n, 'UTF8') from person, generate_series(1, 2) n returning id),
  draft as (
    insert into publishing_drafts (kind, audience, fields, once_sha256, created_by, updated_by)
    select 'announcement', 'signedIn', jsonb_build_object('title', mark), hash, login, login from person returning id),
  draft_to_one as (
    insert into publishing_drafts (kind, audience, subject_id, fields, once_sha256, created_by, updated_by)
    select 'announcement', 'party', 'K00004', jsonb_build_object('title', mark), sha256(hash), login, login from person),
  draft_closed as (
    insert into publishing_drafts (kind, audience, fields, once_sha256, created_by, updated_by, closed_at)
    select 'announcement', 'signedIn', '{}', sha256(sha256(hash)), login, login, clock_now() from person),
  draft_file as (
    insert into publishing_draft_files (draft_id, role, position, title, file_id) select d.id, 'attachment', 1, mark, s.id from draft d, person, (select min(id::text)::uuid as id from stored) s),
  answer as (
    insert into answer_drafts (thread_id, login_id, body, revision) select t.id, login, mark, 0 from person, (select id from message_threads order by id limit 1) t),
  answer_file as (
    insert into message_attachments (login_id, draft_id, draft_by, file_id) select t.login_id, t.id, login, s.id
      from person, (select id, login_id from message_threads where login_id is not null order by id limit 1) t, (select max(id::text)::uuid as id from stored) s),
  note as (
    insert into thread_notes (thread_id, author_login_id, kind, body) select t.id, login, 'note', mark from person, (select id from message_threads order by id limit 1) t),
  looking as (
    insert into view_sessions (token_sha256, session_sha256, staff_login_id, subject_login_id, reason) select hash, decode(session, 'hex'), login, about, 'complaint' from person),
  accounts as (
    insert into bank_account_changes (asked_by, before, after, once_sha256) select login, '[]', '[]', hash from person),
  decision as (
    insert into import_decisions (id, action, delivery_id, publication_id, reason, requested_by, once_sha256, outcome, finished_at)
    select gen_random_uuid(), 'confirm', d.id, 1, mark, login, hash, 'published', clock_now() from person, (select id from deliveries limit 1) d),
  statement as (
    insert into statement_files (name, sha256, source, uploaded_by, once_sha256) select mark || '.csv', encode(hash, 'hex'), 'office', login, hash from person),
  event as (insert into registration_events (registration_id, actor_login_id, kind) select r.id, login, 'noted' from person, (select id from registrations order by id limit 1) r),
  signed_in as (insert into sign_ins (login_id, outcome) select login, 'success' from person)
  insert into audit_events (actor_kind, actor_login_id, action, subject_login_id) select 'staff', login, 'messages.answered', about from person`

/** What belongs to nobody in particular. */
export const ofTheInstallation = `
  insert into announcements (title, body, audience, subject_id) values ('Do jednej osoby', 'Tekst', 'party', 'K00004'), ('Do członków', 'Tekst', 'members', null);
  insert into announcements (title, body, audience, withdrawn_at) values ('Wycofane', 'Tekst', 'signedIn', clock_now());
  with document as (insert into archive_documents (category, title, audience, subject_id) values ('other', 'Do jednej osoby', 'party', 'K00004') returning id),
  edition as (
    insert into archive_editions (document_id, number, dated_on, in_force_from, file_id, content_text, search)
    select d.id, 1, today(), today(), (select file_id from archive_editions order by id limit 1), '', '' from document d returning id)
  insert into archive_attachments (edition_id, position, title, file_id) select e.id, 1, 'Załącznik', (select file_id from archive_editions order by id limit 1) from edition e;
  insert into announcement_versions (announcement_id, version, title, body, important, audience, subject_id, staircase, visible_from, written_at)
    select id, 1, title, body, important, audience, subject_id, staircase, visible_from, published_at from announcements;
  insert into cooperative_logos (sha256, content_type, content) values (repeat('a', 64), 'image/png', '\\x00');
  insert into delivery_tokens (name, token_sha256) values ('księgowość', repeat('b', 64));
  insert into delivery_uploads (sha256, token_id) select repeat('c', 64), id from delivery_tokens limit 1;
  insert into login_counters (pattern, last) values ('{nr}', 7);
  insert into mailbox_cursors (mailbox, uid_validity) values ('INBOX', 1);
  with mail as (
    insert into incoming_mails (mailbox, uid_validity, uid, rfc_message_id, outcome)
    select 'INBOX', 1, n, '<' || n || '@obcy.example>', 'quarantined' from generate_series(1, 2) n returning id)
  insert into quarantined_mails (id, reason, sender, subject, body) select id, 'foreignSender', 'obcy@poczta.example', 'Temat', 'Treść' from mail;
  insert into registration_challenges (token_sha256) values (decode(repeat('0c', 32), 'hex'));
  insert into registration_letters (registration_id, kind) select id, 'registrationReceived' from registrations limit 2;
  insert into set_aside_indexes (name, table_name, definition, primary_key) values ('x', 'y', 'z', false);
  insert into setup_links (secret_sha256, expires_at) values (decode(repeat('0d', 32), 'hex'), clock_now() + interval '1 day');
  insert into audit_events (actor_kind, action) values ('operator', 'setup.linkMade');
  insert into throttle_buckets (bucket_sha256, day) values (decode(repeat('0e', 32), 'hex'), today())`
