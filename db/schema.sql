-- Generated from the migrated database by `bin/ebok schema --write`; never edited by hand.

-- schema, {{auth}}: usage
-- schema, {{backup}}: usage
-- schema, {{importer}}: usage
-- schema, {{resident}}: usage
-- schema, {{staff}}: usage
-- schema, {{worker}}: usage

create table access_rights (
  id uuid not null default gen_random_uuid(),
  login_id uuid not null,
  party_id text not null,
  premises_id text not null,
  kind text not null,
  valid_from date not null,
  valid_to date,
  basis text not null,
  created_at timestamp with time zone not null default clock_now(),
  revoked_at timestamp with time zone,
  revoked_by uuid,
  created_by uuid,
  once_sha256 bytea,
  constraint access_rights_pkey PRIMARY KEY (id),
  constraint access_rights_created_by_fkey FOREIGN KEY (created_by) REFERENCES logins(id),
  constraint access_rights_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint access_rights_revoked_by_fkey FOREIGN KEY (revoked_by) REFERENCES logins(id),
  constraint access_rights_basis_check CHECK (char_length(basis) >= 1 AND char_length(basis) <= 500),
  constraint access_rights_check CHECK (valid_to IS NULL OR valid_to >= valid_from),
  constraint access_rights_kind_check CHECK (kind = 'proxy'::text),
  constraint access_rights_once_sha256_check CHECK (octet_length(once_sha256) = 32)
);
CREATE INDEX access_rights_created_by_idx ON access_rights USING btree (created_by);
CREATE INDEX access_rights_login_id_idx ON access_rights USING btree (login_id);
CREATE UNIQUE INDEX access_rights_once_key ON access_rights USING btree (once_sha256, premises_id);
CREATE INDEX access_rights_party_id_idx ON access_rights USING btree (party_id);
CREATE INDEX access_rights_revoked_by_idx ON access_rights USING btree (revoked_by);
CREATE TRIGGER access_rights_only_shorter BEFORE UPDATE OF valid_to ON access_rights FOR EACH ROW WHEN (COALESCE(new.valid_to, 'infinity'::date) > COALESCE(old.valid_to, 'infinity'::date)) EXECUTE FUNCTION refuse_longer_right();
alter table access_rights enable row level security;
alter table access_rights force row level security;
create policy auth_writes on access_rights for all to {{auth}} using (true) with check (true);
create policy backup_read on access_rights for select to {{backup}} using (true);
create policy office_ends on access_rights for update to {{staff}} using (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND revoked_at IS NULL) with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND (revoked_by IS NULL OR revoked_by = (( SELECT current_login_id() AS current_login_id))));
create policy office_grants on access_rights for insert to {{staff}} with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND created_by = (( SELECT current_login_id() AS current_login_id)) AND revoked_at IS NULL);
create policy office_reads on access_rights for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy own_rows on access_rights for select to {{resident}} using (login_id = (( SELECT current_login_id() AS current_login_id)));
create policy owner_all on access_rights for all to {{owner}} using (true) with check (true);
grant insert, select, update on access_rights to {{auth}};
grant select on access_rights to {{backup}};
grant select on access_rights to {{resident}};
grant insert (id, login_id, party_id, premises_id, kind, valid_from, valid_to, basis, created_by, once_sha256), select, update (valid_to, revoked_at, revoked_by) on access_rights to {{staff}};

create view accounts with (security_invoker=true) as
 SELECT id,
    party_id,
    premises_id,
    ledger_type,
    ledger_type_name,
    nrb,
    currency
   FROM accounts_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on accounts to {{importer}};
grant select on accounts to {{resident}};
grant select on accounts to {{staff}};

create table accounts_versions (
  id text not null,
  party_id text not null,
  premises_id text not null,
  ledger_type text not null,
  ledger_type_name text not null,
  nrb text not null,
  currency text not null,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint accounts_versions_pkey PRIMARY KEY (id, from_publication),
  constraint accounts_versions_check CHECK (from_publication < to_publication),
  constraint accounts_versions_currency_check CHECK (currency = 'PLN'::text)
);
CREATE INDEX accounts_closed_idx ON accounts_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
CREATE INDEX accounts_nrb_idx ON accounts_versions USING btree (nrb);
CREATE INDEX accounts_party_id_idx ON accounts_versions USING btree (party_id);
CREATE INDEX accounts_premises_id_idx ON accounts_versions USING btree (premises_id);
CREATE TRIGGER register_terms_dropped AFTER DELETE ON accounts_versions REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION drop_register_terms();
CREATE TRIGGER register_terms_noted AFTER INSERT ON accounts_versions REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_register_terms();
alter table accounts_versions enable row level security;
alter table accounts_versions force row level security;
create policy backup_read on accounts_versions for select to {{backup}} using (true);
create policy importer_all on accounts_versions for all to {{importer}} using (true) with check (true);
create policy office_reads on accounts_versions for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'accountant'::text, 'administrator'::text]));
create policy own_rows on accounts_versions for select to {{resident}} using (id = ANY ((ARRAY( SELECT my_accounts() AS my_accounts))));
create policy owner_all on accounts_versions for all to {{owner}} using (true) with check (true);
grant select on accounts_versions to {{backup}};
grant delete, insert, select, update on accounts_versions to {{importer}};
grant select on accounts_versions to {{resident}};
grant select on accounts_versions to {{staff}};

create view allocations with (security_invoker=true) as
 SELECT payment_entry_id,
    charge_entry_id,
    amount_grosze,
    account_id
   FROM allocations_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on allocations to {{importer}};
grant select on allocations to {{resident}};

create table allocations_versions (
  payment_entry_id text not null,
  charge_entry_id text not null,
  amount_grosze bigint not null,
  account_id text not null,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint allocations_versions_pkey PRIMARY KEY (payment_entry_id, charge_entry_id, from_publication),
  constraint allocations_versions_check CHECK (from_publication < to_publication)
);
CREATE INDEX allocations_account_id_idx ON allocations_versions USING btree (account_id);
CREATE INDEX allocations_charge_entry_id_idx ON allocations_versions USING btree (charge_entry_id);
CREATE INDEX allocations_closed_idx ON allocations_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
alter table allocations_versions enable row level security;
alter table allocations_versions force row level security;
create policy backup_read on allocations_versions for select to {{backup}} using (true);
create policy importer_all on allocations_versions for all to {{importer}} using (true) with check (true);
create policy own_rows on allocations_versions for select to {{resident}} using (account_id = ANY ((ARRAY( SELECT my_accounts() AS my_accounts))));
create policy owner_all on allocations_versions for all to {{owner}} using (true) with check (true);
grant select on allocations_versions to {{backup}};
grant delete, insert, select, update on allocations_versions to {{importer}};
grant select on allocations_versions to {{resident}};

create table announcement_attachments (
  id uuid not null default gen_random_uuid(),
  announcement_id uuid not null,
  position integer not null,
  title text not null,
  file_id uuid not null,
  replaced_in integer,
  constraint announcement_attachments_pkey PRIMARY KEY (id),
  constraint announcement_attachments_announcement_id_fkey FOREIGN KEY (announcement_id) REFERENCES announcements(id),
  constraint announcement_attachments_file_id_fkey FOREIGN KEY (file_id) REFERENCES stored_files(id),
  constraint announcement_attachments_position_check CHECK ("position" >= 1 AND "position" <= 10),
  constraint announcement_attachments_title_check CHECK (char_length(title) >= 1 AND char_length(title) <= 200)
);
CREATE INDEX announcement_attachments_announcement_id_idx ON announcement_attachments USING btree (announcement_id);
CREATE INDEX announcement_attachments_file_id_idx ON announcement_attachments USING btree (file_id);
CREATE UNIQUE INDEX announcement_attachments_position_key ON announcement_attachments USING btree (announcement_id, "position") WHERE (replaced_in IS NULL);
alter table announcement_attachments enable row level security;
alter table announcement_attachments force row level security;
create policy backup_read on announcement_attachments for select to {{backup}} using (true);
create policy editor_adds on announcement_attachments for insert to {{staff}} with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['editor'::text, 'administrator'::text])) AND is_publishable_file(file_id));
create policy editor_replaces on announcement_attachments for update to {{staff}} using (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['editor'::text, 'administrator'::text])) AND replaced_in IS NULL) with check ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['editor'::text, 'administrator'::text]));
create policy own_audience on announcement_attachments for select to {{resident}} using (replaced_in IS NULL AND (announcement_id = ANY ((ARRAY( SELECT my_announcements() AS my_announcements)))));
create policy owner_all on announcement_attachments for all to {{owner}} using (true) with check (true);
create policy staff_reads on announcement_attachments for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'editor'::text, 'administrator'::text]));
grant select on announcement_attachments to {{backup}};
grant select on announcement_attachments to {{resident}};
grant insert, select, update (replaced_in) on announcement_attachments to {{staff}};

create table announcement_notices (
  id uuid not null default gen_random_uuid(),
  announcement_id uuid not null,
  login_id uuid not null,
  queued_at timestamp with time zone not null default clock_now(),
  constraint announcement_notices_pkey PRIMARY KEY (id),
  constraint announcement_notices_announcement_id_login_id_key UNIQUE (announcement_id, login_id),
  constraint announcement_notices_announcement_id_fkey FOREIGN KEY (announcement_id) REFERENCES announcements(id),
  constraint announcement_notices_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE
);
CREATE INDEX announcement_notices_login_id_idx ON announcement_notices USING btree (login_id);
alter table announcement_notices enable row level security;
alter table announcement_notices force row level security;
create policy backup_read on announcement_notices for select to {{backup}} using (true);
create policy owner_all on announcement_notices for all to {{owner}} using (true) with check (true);
create policy staff_counts on announcement_notices for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'editor'::text, 'administrator'::text]));
grant select on announcement_notices to {{backup}};
grant select (announcement_id, queued_at) on announcement_notices to {{staff}};

create table announcement_reads (
  login_id uuid not null,
  announcement_id uuid not null,
  read_at timestamp with time zone not null default clock_now(),
  version integer not null default 1,
  constraint announcement_reads_pkey PRIMARY KEY (login_id, announcement_id, version),
  constraint announcement_reads_announcement_id_fkey FOREIGN KEY (announcement_id) REFERENCES announcements(id),
  constraint announcement_reads_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE
);
CREATE INDEX announcement_reads_announcement_id_idx ON announcement_reads USING btree (announcement_id);
CREATE TRIGGER announcement_reads_version BEFORE INSERT ON announcement_reads FOR EACH ROW EXECUTE FUNCTION note_read_version();
alter table announcement_reads enable row level security;
alter table announcement_reads force row level security;
create policy backup_read on announcement_reads for select to {{backup}} using (true);
create policy own_reading on announcement_reads for insert to {{resident}} with check (login_id = (( SELECT current_login_id() AS current_login_id)) AND (announcement_id = ANY ((ARRAY( SELECT my_announcements() AS my_announcements)))));
create policy own_rows on announcement_reads for select to {{resident}} using (login_id = (( SELECT current_login_id() AS current_login_id)));
create policy owner_all on announcement_reads for all to {{owner}} using (true) with check (true);
grant select on announcement_reads to {{backup}};
grant insert (login_id, announcement_id), select on announcement_reads to {{resident}};

create table announcement_versions (
  announcement_id uuid not null,
  version integer not null,
  title text not null,
  body text not null,
  important boolean not null,
  audience text not null,
  subject_id text,
  staircase text,
  visible_from date not null,
  visible_to date,
  written_at timestamp with time zone not null,
  written_by uuid,
  replaced_at timestamp with time zone not null default clock_now(),
  constraint announcement_versions_pkey PRIMARY KEY (announcement_id, version),
  constraint announcement_versions_announcement_id_fkey FOREIGN KEY (announcement_id) REFERENCES announcements(id),
  constraint announcement_versions_written_by_fkey FOREIGN KEY (written_by) REFERENCES logins(id)
);
CREATE INDEX announcement_versions_written_by_idx ON announcement_versions USING btree (written_by);
alter table announcement_versions enable row level security;
alter table announcement_versions force row level security;
create policy backup_read on announcement_versions for select to {{backup}} using (true);
create policy editor_adds on announcement_versions for insert to {{staff}} with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['editor'::text, 'administrator'::text])) AND (audience <> 'party'::text OR (( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text));
create policy owner_all on announcement_versions for all to {{owner}} using (true) with check (true);
create policy staff_reads on announcement_versions for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'editor'::text, 'administrator'::text]));
grant select on announcement_versions to {{backup}};
grant insert (announcement_id, version, title, body, important, audience, subject_id, staircase, visible_from, visible_to, written_at, written_by), select on announcement_versions to {{staff}};

create table announcements (
  id uuid not null default gen_random_uuid(),
  title text not null,
  body text not null,
  important boolean not null default false,
  audience text not null,
  subject_id text,
  staircase text,
  audience_key text not null generated always as (audience_key(audience, subject_id, staircase)) stored,
  visible_from date not null default today(),
  visible_to date,
  published_at timestamp with time zone not null default clock_now(),
  published_by uuid,
  withdrawn_at timestamp with time zone,
  version integer not null default 1,
  notable_version integer not null default 1,
  changed_at timestamp with time zone,
  changed_by uuid,
  withdrawn_by uuid,
  withdraw_reason text,
  audience_people integer,
  audience_logins integer,
  notice_job_id uuid,
  notice_asked_at timestamp with time zone,
  constraint announcements_pkey PRIMARY KEY (id),
  constraint announcements_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES logins(id),
  constraint announcements_published_by_fkey FOREIGN KEY (published_by) REFERENCES logins(id),
  constraint announcements_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES logins(id),
  constraint announcements_audience_check CHECK (audience = ANY (ARRAY['public'::text, 'signedIn'::text, 'members'::text, 'property'::text, 'building'::text, 'staircase'::text, 'premises'::text, 'party'::text])),
  constraint announcements_audience_logins_check CHECK (audience_logins >= 0),
  constraint announcements_audience_people_check CHECK (audience_people >= 0),
  constraint announcements_body_check CHECK (char_length(body) >= 1 AND char_length(body) <= 20000),
  constraint announcements_check CHECK ((subject_id IS NULL) = (audience = ANY (ARRAY['public'::text, 'signedIn'::text, 'members'::text]))),
  constraint announcements_check1 CHECK ((staircase IS NULL) = (audience <> 'staircase'::text)),
  constraint announcements_check2 CHECK (visible_to >= visible_from),
  constraint announcements_notable_check CHECK (notable_version >= 1 AND notable_version <= version),
  constraint announcements_staircase_check CHECK (char_length(staircase) >= 1 AND char_length(staircase) <= 64),
  constraint announcements_subject_id_check CHECK (char_length(subject_id) >= 1 AND char_length(subject_id) <= 64),
  constraint announcements_title_check CHECK (char_length(title) >= 1 AND char_length(title) <= 200),
  constraint announcements_version_check CHECK (version >= 1 AND version <= 9999),
  constraint announcements_withdraw_reason_check CHECK (char_length(withdraw_reason) >= 1 AND char_length(withdraw_reason) <= 500)
);
CREATE INDEX announcements_changed_by_idx ON announcements USING btree (changed_by);
CREATE INDEX announcements_current_idx ON announcements USING btree (audience_key, COALESCE(visible_to, 'infinity'::date)) WHERE (withdrawn_at IS NULL);
CREATE INDEX announcements_published_by_idx ON announcements USING btree (published_by);
CREATE INDEX announcements_withdrawn_by_idx ON announcements USING btree (withdrawn_by);
alter table announcements enable row level security;
alter table announcements force row level security;
create policy backup_read on announcements for select to {{backup}} using (true);
create policy editor_adds on announcements for insert to {{staff}} with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['editor'::text, 'administrator'::text])) AND (audience <> 'party'::text OR (( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text));
create policy editor_changes on announcements for update to {{staff}} using (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['editor'::text, 'administrator'::text])) AND (audience <> 'party'::text OR (( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text)) with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['editor'::text, 'administrator'::text])) AND (audience <> 'party'::text OR (( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text));
create policy own_audience on announcements for select to {{resident}} using ((audience_key = ANY ((ARRAY( SELECT my_audiences() AS my_audiences)))) AND withdrawn_at IS NULL AND visible_from <= (( SELECT today() AS today)) AND ((( SELECT current_login_id() AS current_login_id)) IS NOT NULL OR COALESCE(visible_to, 'infinity'::date) >= (( SELECT today() AS today))) AND (audience <> 'premises'::text OR COALESCE(visible_to, 'infinity'::date) >= my_premises_since(subject_id)));
create policy owner_all on announcements for all to {{owner}} using (true) with check (true);
create policy staff_reads on announcements for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'editor'::text, 'administrator'::text]));
grant select on announcements to {{backup}};
grant select on announcements to {{resident}};
grant insert (id, title, body, important, audience, subject_id, staircase, visible_from, visible_to, published_by, audience_people, audience_logins), select, update (title, body, important, audience, subject_id, staircase, visible_from, visible_to, withdrawn_at, version, notable_version, changed_at, changed_by, withdrawn_by, withdraw_reason, audience_people, audience_logins, notice_job_id, notice_asked_at) on announcements to {{staff}};

create table answer_drafts (
  thread_id uuid not null,
  login_id uuid not null,
  body text not null,
  revision integer not null,
  updated_at timestamp with time zone not null default clock_now(),
  constraint answer_drafts_pkey PRIMARY KEY (thread_id, login_id),
  constraint answer_drafts_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint answer_drafts_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES message_threads(id),
  constraint answer_drafts_body_check CHECK (char_length(body) <= 20000)
);
CREATE INDEX answer_drafts_login_id_idx ON answer_drafts USING btree (login_id);
alter table answer_drafts enable row level security;
alter table answer_drafts force row level security;
create policy backup_read on answer_drafts for select to {{backup}} using (true);
create policy own_drafts on answer_drafts for all to {{staff}} using (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND login_id = (( SELECT current_login_id() AS current_login_id))) with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND login_id = (( SELECT current_login_id() AS current_login_id)));
create policy owner_all on answer_drafts for all to {{owner}} using (true) with check (true);
create policy worker_removes on answer_drafts for all to {{worker}} using (true);
grant select on answer_drafts to {{backup}};
grant delete, insert (thread_id, login_id, body, revision), select, update (body, revision, updated_at) on answer_drafts to {{staff}};
grant delete, select (updated_at) on answer_drafts to {{worker}};

create table answer_templates (
  id uuid not null default gen_random_uuid(),
  title text not null,
  body text not null,
  version integer not null default 1,
  once_sha256 bytea,
  updated_by uuid,
  updated_at timestamp with time zone not null default clock_now(),
  constraint answer_templates_pkey PRIMARY KEY (id),
  constraint answer_templates_once_sha256_key UNIQUE (once_sha256),
  constraint answer_templates_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES logins(id),
  constraint answer_templates_body_check CHECK (char_length(body) >= 1 AND char_length(body) <= 5000),
  constraint answer_templates_once_sha256_check CHECK (octet_length(once_sha256) = 32),
  constraint answer_templates_title_check CHECK (char_length(title) >= 1 AND char_length(title) <= 100)
);
CREATE UNIQUE INDEX answer_templates_title_key ON answer_templates USING btree (lower(title));
CREATE INDEX answer_templates_updated_by_idx ON answer_templates USING btree (updated_by);
alter table answer_templates enable row level security;
alter table answer_templates force row level security;
create policy backup_read on answer_templates for select to {{backup}} using (true);
create policy office_adds on answer_templates for insert to {{staff}} with check ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy office_changes on answer_templates for update to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) with check ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy office_reads on answer_templates for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy office_removes on answer_templates for delete to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy owner_all on answer_templates for all to {{owner}} using (true) with check (true);
grant select on answer_templates to {{backup}};
grant delete, insert (id, title, body, once_sha256, updated_by), select, update (title, body, version, updated_by, updated_at) on answer_templates to {{staff}};

create table archive_acceptances (
  edition_id uuid not null,
  login_id uuid not null,
  accepted_at timestamp with time zone not null default clock_now(),
  constraint archive_acceptances_pkey PRIMARY KEY (edition_id, login_id),
  constraint archive_acceptances_edition_id_fkey FOREIGN KEY (edition_id) REFERENCES archive_editions(id),
  constraint archive_acceptances_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id)
);
CREATE INDEX archive_acceptances_login_id_idx ON archive_acceptances USING btree (login_id);
CREATE INDEX archive_acceptances_order_idx ON archive_acceptances USING btree (edition_id, accepted_at, login_id);
alter table archive_acceptances enable row level security;
alter table archive_acceptances force row level security;
create policy backup_read on archive_acceptances for select to {{backup}} using (true);
create policy own_accept on archive_acceptances for insert to {{resident}} with check (login_id = (( SELECT current_login_id() AS current_login_id)) AND (edition_id IN ( SELECT my_archive_editions() AS my_archive_editions)));
create policy own_rows on archive_acceptances for select to {{resident}} using (login_id = (( SELECT current_login_id() AS current_login_id)));
create policy owner_all on archive_acceptances for all to {{owner}} using (true) with check (true);
create policy staff_reads on archive_acceptances for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
grant select on archive_acceptances to {{backup}};
grant insert (edition_id, login_id), select on archive_acceptances to {{resident}};
grant select on archive_acceptances to {{staff}};

create table archive_attachments (
  id uuid not null default gen_random_uuid(),
  edition_id uuid not null,
  position integer not null,
  title text not null,
  file_id uuid not null,
  constraint archive_attachments_pkey PRIMARY KEY (id),
  constraint archive_attachments_edition_id_position_key UNIQUE (edition_id, "position"),
  constraint archive_attachments_edition_id_fkey FOREIGN KEY (edition_id) REFERENCES archive_editions(id),
  constraint archive_attachments_file_id_fkey FOREIGN KEY (file_id) REFERENCES stored_files(id),
  constraint archive_attachments_position_check CHECK ("position" >= 1 AND "position" <= 50),
  constraint archive_attachments_title_check CHECK (char_length(title) >= 1 AND char_length(title) <= 200)
);
CREATE INDEX archive_attachments_file_id_idx ON archive_attachments USING btree (file_id);
alter table archive_attachments enable row level security;
alter table archive_attachments force row level security;
create policy backup_read on archive_attachments for select to {{backup}} using (true);
create policy editor_adds on archive_attachments for insert to {{staff}} with check (is_publishable_file(file_id) AND (EXISTS ( SELECT
   FROM archive_editions e
  WHERE e.id = archive_attachments.edition_id AND may_edit_document(e.document_id))));
create policy own_audience on archive_attachments for select to {{resident}} using ((edition_id IN ( SELECT my_archive_editions() AS my_archive_editions)));
create policy owner_all on archive_attachments for all to {{owner}} using (true) with check (true);
create policy staff_reads on archive_attachments for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'editor'::text, 'administrator'::text]));
grant select on archive_attachments to {{backup}};
grant select on archive_attachments to {{resident}};
grant insert, select on archive_attachments to {{staff}};

create table archive_documents (
  id uuid not null default gen_random_uuid(),
  category text not null,
  title text not null,
  description text not null default ''::text,
  audience text not null,
  subject_id text,
  staircase text,
  audience_key text not null generated always as (audience_key(audience, subject_id, staircase)) stored,
  asks_acceptance boolean not null default false,
  published_at timestamp with time zone not null default clock_now(),
  published_by uuid,
  withdrawn_at timestamp with time zone,
  withdrawn_by uuid,
  withdraw_reason text,
  constraint archive_documents_pkey PRIMARY KEY (id),
  constraint archive_documents_published_by_fkey FOREIGN KEY (published_by) REFERENCES logins(id),
  constraint archive_documents_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES logins(id),
  constraint archive_documents_audience_check CHECK (audience = ANY (ARRAY['public'::text, 'signedIn'::text, 'members'::text, 'property'::text, 'building'::text, 'staircase'::text, 'premises'::text, 'party'::text])),
  constraint archive_documents_category_check CHECK (category = ANY (ARRAY['statute'::text, 'regulations'::text, 'resolutions'::text, 'minutes'::text, 'reports'::text, 'other'::text])),
  constraint archive_documents_check CHECK ((subject_id IS NULL) = (audience = ANY (ARRAY['public'::text, 'signedIn'::text, 'members'::text]))),
  constraint archive_documents_check1 CHECK ((staircase IS NULL) = (audience <> 'staircase'::text)),
  constraint archive_documents_check2 CHECK (NOT asks_acceptance OR (audience = ANY (ARRAY['public'::text, 'signedIn'::text, 'members'::text]))),
  constraint archive_documents_description_check CHECK (char_length(description) <= 2000),
  constraint archive_documents_staircase_check CHECK (char_length(staircase) >= 1 AND char_length(staircase) <= 64),
  constraint archive_documents_subject_id_check CHECK (char_length(subject_id) >= 1 AND char_length(subject_id) <= 64),
  constraint archive_documents_title_check CHECK (char_length(title) >= 1 AND char_length(title) <= 200),
  constraint archive_documents_withdraw_reason_check CHECK (char_length(withdraw_reason) >= 1 AND char_length(withdraw_reason) <= 500)
);
CREATE INDEX archive_documents_audience_key_idx ON archive_documents USING btree (audience_key);
CREATE INDEX archive_documents_published_by_idx ON archive_documents USING btree (published_by);
CREATE INDEX archive_documents_withdrawn_by_idx ON archive_documents USING btree (withdrawn_by);
alter table archive_documents enable row level security;
alter table archive_documents force row level security;
create policy backup_read on archive_documents for select to {{backup}} using (true);
create policy editor_adds on archive_documents for insert to {{staff}} with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['editor'::text, 'administrator'::text])) AND (audience <> 'party'::text OR (( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text));
create policy editor_withdraws on archive_documents for update to {{staff}} using (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['editor'::text, 'administrator'::text])) AND (audience <> 'party'::text OR (( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text)) with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['editor'::text, 'administrator'::text])) AND (audience <> 'party'::text OR (( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text));
create policy own_audience on archive_documents for select to {{resident}} using (withdrawn_at IS NULL AND published_at <= clock_now() AND (audience_key = ANY ((ARRAY( SELECT my_audiences() AS my_audiences)))) AND (id IN ( SELECT my_archive_documents() AS my_archive_documents)));
create policy owner_all on archive_documents for all to {{owner}} using (true) with check (true);
create policy staff_reads on archive_documents for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'editor'::text, 'administrator'::text]));
grant select on archive_documents to {{backup}};
grant select on archive_documents to {{resident}};
grant insert (id, category, title, description, audience, subject_id, staircase, asks_acceptance, published_by), select, update (withdrawn_at, withdrawn_by, withdraw_reason) on archive_documents to {{staff}};

create table archive_editions (
  id uuid not null default gen_random_uuid(),
  document_id uuid not null,
  number integer not null,
  dated_on date not null,
  in_force_from date not null,
  change_note text not null default ''::text,
  file_id uuid not null,
  content_text text not null default ''::text,
  search tsvector not null default ''::tsvector,
  published_at timestamp with time zone not null default clock_now(),
  published_by uuid,
  withdrawn_at timestamp with time zone,
  withdrawn_by uuid,
  withdraw_reason text,
  visible_from date,
  in_force_to date,
  constraint archive_editions_pkey PRIMARY KEY (id),
  constraint archive_editions_document_id_number_key UNIQUE (document_id, number),
  constraint archive_editions_document_id_fkey FOREIGN KEY (document_id) REFERENCES archive_documents(id),
  constraint archive_editions_file_id_fkey FOREIGN KEY (file_id) REFERENCES stored_files(id),
  constraint archive_editions_published_by_fkey FOREIGN KEY (published_by) REFERENCES logins(id),
  constraint archive_editions_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES logins(id),
  constraint archive_editions_change_note_check CHECK (char_length(change_note) <= 1000),
  constraint archive_editions_content_text_check CHECK (char_length(content_text) <= 20000),
  constraint archive_editions_force_check CHECK (in_force_to >= in_force_from),
  constraint archive_editions_number_check CHECK (number >= 1 AND number <= 9999),
  constraint archive_editions_withdraw_reason_check CHECK (char_length(withdraw_reason) >= 1 AND char_length(withdraw_reason) <= 500)
);
CREATE INDEX archive_editions_file_id_idx ON archive_editions USING btree (file_id);
CREATE INDEX archive_editions_published_by_idx ON archive_editions USING btree (published_by);
CREATE INDEX archive_editions_withdrawn_by_idx ON archive_editions USING btree (withdrawn_by);
alter table archive_editions enable row level security;
alter table archive_editions force row level security;
create policy backup_read on archive_editions for select to {{backup}} using (true);
create policy editor_adds on archive_editions for insert to {{staff}} with check (may_edit_document(document_id) AND is_publishable_file(file_id));
create policy editor_withdraws on archive_editions for update to {{staff}} using (may_edit_document(document_id)) with check (may_edit_document(document_id));
create policy own_audience on archive_editions for select to {{resident}} using ((id IN ( SELECT my_archive_editions() AS my_archive_editions)));
create policy owner_all on archive_editions for all to {{owner}} using (true) with check (true);
create policy staff_reads on archive_editions for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'editor'::text, 'administrator'::text]));
grant select on archive_editions to {{backup}};
grant select on archive_editions to {{resident}};
grant insert (id, document_id, number, dated_on, in_force_from, change_note, file_id, content_text, search, published_by, visible_from, in_force_to), select, update (withdrawn_at, withdrawn_by, withdraw_reason) on archive_editions to {{staff}};

create table audit_events (
  id bigint not null generated always as identity,
  at timestamp with time zone not null default clock_now(),
  actor_kind text not null,
  actor_login_id uuid,
  action text not null,
  subject_login_id uuid,
  details jsonb not null default '{}'::jsonb,
  previous_hash bytea not null,
  hash bytea not null,
  hash_version smallint not null default 1,
  action_group text not null generated always as (split_part(action, '.'::text, 1)) stored,
  constraint audit_events_pkey PRIMARY KEY (id),
  constraint audit_events_action_check CHECK (action ~ '^[a-z]+(\.[a-zA-Z]+)+$'::text),
  constraint audit_events_actor_kind_check CHECK (actor_kind = ANY (ARRAY['resident'::text, 'staff'::text, 'operator'::text, 'system'::text])),
  constraint audit_events_hash_version_check CHECK (hash_version = ANY (ARRAY[1, 2]))
);
CREATE INDEX audit_events_actor_idx ON audit_events USING btree (actor_login_id, id DESC) WHERE (actor_login_id IS NOT NULL);
CREATE INDEX audit_events_at_idx ON audit_events USING btree (at, id);
CREATE INDEX audit_events_group_idx ON audit_events USING btree (action_group, id DESC);
CREATE INDEX audit_events_subject_id_idx ON audit_events USING btree (subject_login_id, id DESC) WHERE (subject_login_id IS NOT NULL);
CREATE INDEX audit_events_subject_idx ON audit_events USING btree (subject_login_id, at DESC);
CREATE TRIGGER audit_events_chain BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION chain_audit_event();
alter table audit_events enable row level security;
alter table audit_events force row level security;
create policy administrators_read on audit_events for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text);
create policy auth_writes on audit_events for insert to {{auth}} with check (true);
create policy backup_read on audit_events for select to {{backup}} using (true);
create policy clerks_read on audit_events for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = 'clerk'::text AND (subject_login_id IN ( SELECT l.id
   FROM logins l
  WHERE l.id = audit_events.subject_login_id AND l.kind = 'resident'::text)));
create policy importer_writes on audit_events for insert to {{importer}} with check (true);
create policy owner_all on audit_events for all to {{owner}} using (true) with check (true);
create policy staff_writes on audit_events for insert to {{staff}} with check (actor_kind = 'staff'::text AND actor_login_id = (( SELECT current_login_id() AS current_login_id)));
create policy worker_reads on audit_events for select to {{worker}} using (true);
create policy worker_writes on audit_events for insert to {{worker}} with check (actor_kind = 'system'::text AND actor_login_id IS NULL);
grant insert (actor_kind, actor_login_id, action, subject_login_id, details) on audit_events to {{auth}};
grant select on audit_events to {{backup}};
grant insert (actor_kind, action, details, previous_hash, hash) on audit_events to {{importer}};
grant insert (actor_kind, actor_login_id, action, subject_login_id, details), select (id, at, actor_kind, actor_login_id, action, subject_login_id, details, action_group) on audit_events to {{staff}};
grant insert (actor_kind, action, subject_login_id, details), select (id, at, hash) on audit_events to {{worker}};

create view balances with (security_invoker=true) as
 SELECT account_id,
    closing_balance_grosze,
    entry_count,
    verified
   FROM balances_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on balances to {{importer}};
grant select on balances to {{resident}};
grant select on balances to {{staff}};

create table balances_versions (
  account_id text not null,
  closing_balance_grosze bigint not null,
  entry_count integer not null,
  verified boolean not null default true,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint balances_versions_pkey PRIMARY KEY (account_id, from_publication),
  constraint balances_versions_check CHECK (from_publication < to_publication)
);
CREATE INDEX balances_closed_idx ON balances_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
alter table balances_versions enable row level security;
alter table balances_versions force row level security;
create policy backup_read on balances_versions for select to {{backup}} using (true);
create policy importer_all on balances_versions for all to {{importer}} using (true) with check (true);
create policy office_reads on balances_versions for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'accountant'::text, 'administrator'::text]));
create policy own_rows on balances_versions for select to {{resident}} using (account_id = ANY ((ARRAY( SELECT my_accounts() AS my_accounts))));
create policy owner_all on balances_versions for all to {{owner}} using (true) with check (true);
grant select on balances_versions to {{backup}};
grant delete, insert, select, update on balances_versions to {{importer}};
grant select on balances_versions to {{resident}};
grant select on balances_versions to {{staff}};

create table bank_account_changes (
  id uuid not null default gen_random_uuid(),
  asked_by uuid not null,
  asked_at timestamp with time zone not null default clock_now(),
  before jsonb not null,
  after jsonb not null,
  once_sha256 bytea not null,
  applied_at timestamp with time zone,
  constraint bank_account_changes_pkey PRIMARY KEY (id),
  constraint bank_account_changes_once_sha256_key UNIQUE (once_sha256),
  constraint bank_account_changes_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES logins(id),
  constraint bank_account_changes_after_check CHECK (jsonb_typeof(after) = 'array'::text AND jsonb_array_length(after) <= 20),
  constraint bank_account_changes_once_sha256_check CHECK (octet_length(once_sha256) = 32)
);
CREATE INDEX bank_account_changes_applied_at_idx ON bank_account_changes USING btree (applied_at);
CREATE INDEX bank_account_changes_asked_by_idx ON bank_account_changes USING btree (asked_by);
alter table bank_account_changes enable row level security;
alter table bank_account_changes force row level security;
create policy administrators_ask on bank_account_changes for insert to {{staff}} with check ((( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text AND asked_by = (( SELECT current_login_id() AS current_login_id)));
create policy backup_read on bank_account_changes for select to {{backup}} using (true);
create policy keepers_read on bank_account_changes for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['accountant'::text, 'administrator'::text]));
create policy owner_all on bank_account_changes for all to {{owner}} using (true) with check (true);
grant select on bank_account_changes to {{backup}};
grant insert (id, asked_by, before, after, once_sha256), select on bank_account_changes to {{staff}};

create table bank_statements (
  id uuid not null default gen_random_uuid(),
  file_id uuid not null,
  account text not null,
  number text not null,
  currency text not null,
  opened_on date not null,
  closed_on date not null,
  opening_grosze bigint not null,
  closing_grosze bigint not null,
  movements integer not null,
  in_grosze bigint not null,
  out_grosze bigint not null,
  content_sha256 text not null,
  constraint bank_statements_pkey PRIMARY KEY (id),
  constraint bank_statements_account_number_opened_on_closed_on_key UNIQUE (account, number, opened_on, closed_on),
  constraint bank_statements_file_id_fkey FOREIGN KEY (file_id) REFERENCES statement_files(id),
  constraint bank_statements_account_check CHECK (char_length(account) >= 1 AND char_length(account) <= 40),
  constraint bank_statements_check CHECK ((opening_grosze + in_grosze - out_grosze) = closing_grosze),
  constraint bank_statements_content_sha256_check CHECK (content_sha256 ~ '^[0-9a-f]{64}$'::text),
  constraint bank_statements_currency_check CHECK (currency ~ '^[A-Z]{3}$'::text),
  constraint bank_statements_in_grosze_check CHECK (in_grosze >= 0),
  constraint bank_statements_movements_check CHECK (movements >= 0),
  constraint bank_statements_number_check CHECK (char_length(number) >= 1 AND char_length(number) <= 40),
  constraint bank_statements_out_grosze_check CHECK (out_grosze >= 0)
);
CREATE INDEX bank_statements_closed_on_idx ON bank_statements USING btree (closed_on DESC);
CREATE INDEX bank_statements_file_id_idx ON bank_statements USING btree (file_id);
alter table bank_statements enable row level security;
alter table bank_statements force row level security;
create policy backup_read on bank_statements for select to {{backup}} using (true);
create policy importer_all on bank_statements for all to {{importer}} using (true) with check (true);
create policy office_reads on bank_statements for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['accountant'::text, 'administrator'::text]));
create policy owner_all on bank_statements for all to {{owner}} using (true) with check (true);
grant select on bank_statements to {{backup}};
grant delete, insert, select, update on bank_statements to {{importer}};
grant select on bank_statements to {{staff}};

create view buildings with (security_invoker=true) as
 SELECT id,
    property_id,
    street,
    house_number,
    postal_code,
    city
   FROM buildings_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on buildings to {{importer}};
grant select on buildings to {{resident}};
grant select on buildings to {{staff}};

create table buildings_versions (
  id text not null,
  property_id text not null,
  street text not null,
  house_number text not null,
  postal_code text not null,
  city text not null,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint buildings_versions_pkey PRIMARY KEY (id, from_publication),
  constraint buildings_versions_check CHECK (from_publication < to_publication)
);
CREATE INDEX buildings_closed_idx ON buildings_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
CREATE TRIGGER register_terms_dropped AFTER DELETE ON buildings_versions REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION drop_register_terms();
CREATE TRIGGER register_terms_noted AFTER INSERT ON buildings_versions REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_register_terms();
alter table buildings_versions enable row level security;
alter table buildings_versions force row level security;
create policy backup_read on buildings_versions for select to {{backup}} using (true);
create policy importer_all on buildings_versions for all to {{importer}} using (true) with check (true);
create policy office_reads on buildings_versions for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) IS NOT NULL);
create policy owner_all on buildings_versions for all to {{owner}} using (true) with check (true);
create policy signed_in on buildings_versions for select to {{resident}} using ((( SELECT current_login_id() AS current_login_id)) IS NOT NULL);
grant select on buildings_versions to {{backup}};
grant delete, insert, select, update on buildings_versions to {{importer}};
grant select on buildings_versions to {{resident}};
grant select on buildings_versions to {{staff}};

create table calendar_subscriptions (
  secret_sha256 bytea not null,
  id uuid not null default gen_random_uuid(),
  login_id uuid not null,
  created_at timestamp with time zone not null default clock_now(),
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint calendar_subscriptions_pkey PRIMARY KEY (secret_sha256),
  constraint calendar_subscriptions_id_key UNIQUE (id),
  constraint calendar_subscriptions_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint calendar_subscriptions_secret_sha256_check CHECK (octet_length(secret_sha256) = 32)
);
CREATE UNIQUE INDEX calendar_subscriptions_active_key ON calendar_subscriptions USING btree (login_id) WHERE (revoked_at IS NULL);
CREATE INDEX calendar_subscriptions_login_id_idx ON calendar_subscriptions USING btree (login_id);
alter table calendar_subscriptions enable row level security;
alter table calendar_subscriptions force row level security;
create policy backup_read on calendar_subscriptions for select to {{backup}} using (true);
create policy own_rows on calendar_subscriptions for all to {{resident}} using (login_id = (( SELECT current_login_id() AS current_login_id))) with check (login_id = (( SELECT current_login_id() AS current_login_id)));
create policy owner_all on calendar_subscriptions for all to {{owner}} using (true) with check (true);
grant select on calendar_subscriptions to {{backup}};
grant insert, select, update (last_used_at, revoked_at) on calendar_subscriptions to {{resident}};

create table change_requests (
  id uuid not null default gen_random_uuid(),
  login_id uuid not null,
  kind text not null,
  premises_id text,
  premises_label text not null default ''::text,
  body text not null,
  state text not null default 'accepted'::text,
  answer text,
  once_sha256 bytea not null,
  handled_by uuid,
  created_at timestamp with time zone not null default clock_now(),
  changed_at timestamp with time zone not null default clock_now(),
  version integer not null default 1,
  constraint change_requests_pkey PRIMARY KEY (id),
  constraint change_requests_login_id_once_sha256_key UNIQUE (login_id, once_sha256),
  constraint change_requests_handled_by_fkey FOREIGN KEY (handled_by) REFERENCES logins(id),
  constraint change_requests_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint change_requests_answer_check CHECK (char_length(answer) >= 1 AND char_length(answer) <= 2000),
  constraint change_requests_body_check CHECK (char_length(body) >= 1 AND char_length(body) <= 2000),
  constraint change_requests_check CHECK (state <> 'refused'::text OR answer IS NOT NULL),
  constraint change_requests_kind_check CHECK (kind = ANY (ARRAY['name'::text, 'correspondenceAddress'::text, 'persons'::text, 'other'::text])),
  constraint change_requests_once_sha256_check CHECK (octet_length(once_sha256) = 32),
  constraint change_requests_premises_label_check CHECK (char_length(premises_label) <= 300),
  constraint change_requests_state_check CHECK (state = ANY (ARRAY['accepted'::text, 'inProgress'::text, 'done'::text, 'refused'::text]))
);
CREATE INDEX change_requests_handled_by_idx ON change_requests USING btree (handled_by);
CREATE INDEX change_requests_login_id_idx ON change_requests USING btree (login_id, created_at DESC);
CREATE INDEX change_requests_open_idx ON change_requests USING btree (created_at) WHERE (state = ANY (ARRAY['accepted'::text, 'inProgress'::text]));
alter table change_requests enable row level security;
alter table change_requests force row level security;
create policy backup_read on change_requests for select to {{backup}} using (true);
create policy office on change_requests for all to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) with check ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy own_requests on change_requests for insert to {{resident}} with check (login_id = (( SELECT current_login_id() AS current_login_id)) AND state = 'accepted'::text AND answer IS NULL AND (premises_id IS NULL OR (premises_id = ANY ((ARRAY( SELECT my_premises() AS my_premises))))));
create policy own_rows on change_requests for select to {{resident}} using (login_id = (( SELECT current_login_id() AS current_login_id)));
create policy owner_all on change_requests for all to {{owner}} using (true) with check (true);
create policy worker_reads on change_requests for select to {{worker}} using (true);
grant select on change_requests to {{backup}};
grant insert (login_id, kind, premises_id, premises_label, body, once_sha256), select (id, login_id, kind, premises_id, premises_label, body, state, answer, once_sha256, created_at, changed_at) on change_requests to {{resident}};
grant select, update (state, answer, handled_by, changed_at, version) on change_requests to {{staff}};
grant select (id, login_id, state) on change_requests to {{worker}};

create view charge_parameters with (security_invoker=true) as
 SELECT premises_id,
    parameter,
    valid_from,
    valid_to,
    value,
    unit
   FROM charge_parameters_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on charge_parameters to {{importer}};
grant select on charge_parameters to {{resident}};

create table charge_parameters_versions (
  premises_id text not null,
  parameter text not null,
  valid_from date not null,
  valid_to date,
  value numeric not null,
  unit text not null,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint charge_parameters_versions_pkey PRIMARY KEY (premises_id, parameter, valid_from, from_publication),
  constraint charge_parameters_versions_check CHECK (from_publication < to_publication),
  constraint charge_parameters_versions_parameter_check CHECK (parameter = ANY (ARRAY['usableArea'::text, 'heatedArea'::text, 'persons'::text, 'waterMeters'::text, 'heatMeters'::text, 'heatCostAllocators'::text, 'sockets'::text, 'intercoms'::text, 'storageArea'::text, 'garageArea'::text, 'share'::text])),
  constraint charge_parameters_versions_unit_check CHECK (unit = ANY (ARRAY['m2'::text, 'm3'::text, 'person'::text, 'premises'::text, 'device'::text, 'socket'::text, 'share'::text, 'GJ'::text, 'kWh'::text, 'unit'::text, 'month'::text]))
);
CREATE INDEX charge_parameters_closed_idx ON charge_parameters_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
alter table charge_parameters_versions enable row level security;
alter table charge_parameters_versions force row level security;
create policy backup_read on charge_parameters_versions for select to {{backup}} using (true);
create policy importer_all on charge_parameters_versions for all to {{importer}} using (true) with check (true);
create policy own_rows on charge_parameters_versions for select to {{resident}} using ((premises_id = ANY ((ARRAY( SELECT my_premises() AS my_premises)))) AND (valid_to IS NULL OR valid_to >= (((( SELECT my_since() AS my_since)) ->> premises_id)::date)));
create policy owner_all on charge_parameters_versions for all to {{owner}} using (true) with check (true);
grant select on charge_parameters_versions to {{backup}};
grant delete, insert, select, update on charge_parameters_versions to {{importer}};
grant select on charge_parameters_versions to {{resident}};

create table consent_texts (
  id uuid not null default gen_random_uuid(),
  kind text not null,
  version integer not null,
  title text not null,
  body text not null,
  published_at timestamp with time zone not null default clock_now(),
  constraint consent_texts_pkey PRIMARY KEY (id),
  constraint consent_texts_kind_version_key UNIQUE (kind, version),
  constraint consent_texts_body_check CHECK (char_length(body) >= 1 AND char_length(body) <= 4000),
  constraint consent_texts_kind_check CHECK (kind = ANY (ARRAY['electronicDelivery'::text, 'emailContact'::text, 'phoneContact'::text])),
  constraint consent_texts_title_check CHECK (char_length(title) >= 1 AND char_length(title) <= 200),
  constraint consent_texts_version_check CHECK (version > 0)
);
alter table consent_texts enable row level security;
alter table consent_texts force row level security;
create policy backup_read on consent_texts for select to {{backup}} using (true);
create policy office on consent_texts for all to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) with check ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy owner_all on consent_texts for all to {{owner}} using (true) with check (true);
create policy signed_in on consent_texts for select to {{resident}} using ((( SELECT current_login_id() AS current_login_id)) IS NOT NULL);
grant select on consent_texts to {{backup}};
grant select on consent_texts to {{resident}};
grant insert (kind, version, title, body), select on consent_texts to {{staff}};

create table consents (
  id bigint not null generated always as identity,
  login_id uuid not null,
  text_id uuid not null,
  decision text not null,
  decided_at timestamp with time zone not null default clock_now(),
  constraint consents_pkey PRIMARY KEY (id),
  constraint consents_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint consents_text_id_fkey FOREIGN KEY (text_id) REFERENCES consent_texts(id),
  constraint consents_decision_check CHECK (decision = ANY (ARRAY['given'::text, 'withdrawn'::text]))
);
CREATE INDEX consents_login_id_idx ON consents USING btree (login_id, id DESC);
CREATE INDEX consents_text_id_idx ON consents USING btree (text_id);
alter table consents enable row level security;
alter table consents force row level security;
create policy backup_read on consents for select to {{backup}} using (true);
create policy office on consents for all to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) with check ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy own_decisions on consents for insert to {{resident}} with check (login_id = (( SELECT current_login_id() AS current_login_id)));
create policy own_rows on consents for select to {{resident}} using (login_id = (( SELECT current_login_id() AS current_login_id)));
create policy owner_all on consents for all to {{owner}} using (true) with check (true);
grant select on consents to {{backup}};
grant insert (login_id, text_id, decision), select on consents to {{resident}};
grant select on consents to {{staff}};

create table cooperative (
  only_row boolean not null default true,
  name text not null,
  street text not null default ''::text,
  postal_code text not null default ''::text,
  city text not null default ''::text,
  phone text not null default ''::text,
  email text not null default ''::text,
  office_hours text not null default ''::text,
  nip text not null default ''::text,
  regon text not null default ''::text,
  krs text not null default ''::text,
  accent_color text not null default '#0b5a6f'::text,
  data_protection_clause text not null default ''::text,
  updated_at timestamp with time zone not null default clock_now(),
  message_legal_note text not null default 'Wiadomość trafia do biura i zostaje w historii. Pismo, które wymaga podpisu, złóż w biurze na papierze.'::text,
  map_url text not null default ''::text,
  login_pattern text not null default ''::text,
  starting_code_days integer not null default 21,
  version integer not null default 1,
  resident_idle_minutes integer not null default 30,
  staff_idle_minutes integer not null default 15,
  sign_in_months integer not null default 24,
  logo_sha256 text,
  constraint cooperative_pkey PRIMARY KEY (only_row),
  constraint cooperative_logo_fkey FOREIGN KEY (logo_sha256) REFERENCES cooperative_logos(sha256),
  constraint cooperative_accent_color_check CHECK (accent_color ~ '^#[0-9a-f]{6}$'::text),
  constraint cooperative_login_pattern_check CHECK (login_pattern = ''::text OR login_pattern ~ '^[A-Za-z0-9._-]{0,20}(#{3,9}|\?{6,12}|\{lokal\})[A-Za-z0-9._-]{0,20}$'::text),
  constraint cooperative_map_url_check CHECK (map_url = ''::text OR map_url ~ '^https://[^[:space:]]+$'::text AND char_length(map_url) <= 300),
  constraint cooperative_message_legal_note_check CHECK (char_length(message_legal_note) <= 2000),
  constraint cooperative_name_check CHECK (char_length(name) >= 1 AND char_length(name) <= 200),
  constraint cooperative_only_row_check CHECK (only_row),
  constraint cooperative_resident_idle_check CHECK (resident_idle_minutes >= 5 AND resident_idle_minutes <= 60),
  constraint cooperative_sign_in_months_check CHECK (sign_in_months >= 6 AND sign_in_months <= 24),
  constraint cooperative_staff_idle_check CHECK (staff_idle_minutes >= 5 AND staff_idle_minutes <= 30),
  constraint cooperative_starting_code_days_check CHECK (starting_code_days >= 1 AND starting_code_days <= 60)
);
CREATE INDEX cooperative_logo_idx ON cooperative USING btree (logo_sha256);
alter table cooperative enable row level security;
alter table cooperative force row level security;
create policy backup_read on cooperative for select to {{backup}} using (true);
create policy everyone_reads on cooperative for select to {{auth}}, {{resident}}, {{staff}}, {{worker}} using (true);
create policy owner_all on cooperative for all to {{owner}} using (true) with check (true);
create policy settings_write on cooperative for update to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text) with check ((( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text);
grant select on cooperative to {{auth}};
grant select on cooperative to {{backup}};
grant select on cooperative to {{resident}};
grant select, update (name, street, postal_code, city, phone, email, office_hours, nip, regon, krs, accent_color, data_protection_clause, updated_at, message_legal_note, map_url, login_pattern, starting_code_days, version, resident_idle_minutes, staff_idle_minutes, sign_in_months, logo_sha256) on cooperative to {{staff}};
grant select on cooperative to {{worker}};

create table cooperative_bank_accounts (
  id uuid not null default gen_random_uuid(),
  position integer not null default 0,
  label text not null,
  nrb text not null,
  constraint cooperative_bank_accounts_pkey PRIMARY KEY (id),
  constraint cooperative_bank_accounts_label_check CHECK (char_length(label) >= 1 AND char_length(label) <= 120),
  constraint cooperative_bank_accounts_nrb_check CHECK (nrb ~ '^[0-9]{26}$'::text)
);
alter table cooperative_bank_accounts enable row level security;
alter table cooperative_bank_accounts force row level security;
create policy backup_read on cooperative_bank_accounts for select to {{backup}} using (true);
create policy everyone_reads on cooperative_bank_accounts for select to {{resident}}, {{staff}} using (true);
create policy owner_all on cooperative_bank_accounts for all to {{owner}} using (true) with check (true);
grant select on cooperative_bank_accounts to {{backup}};
grant select on cooperative_bank_accounts to {{resident}};
grant select on cooperative_bank_accounts to {{staff}};

create table cooperative_logos (
  sha256 text not null,
  content_type text not null,
  content bytea not null,
  created_at timestamp with time zone not null default clock_now(),
  constraint cooperative_logos_pkey PRIMARY KEY (sha256),
  constraint cooperative_logos_content_check CHECK (octet_length(content) >= 1 AND octet_length(content) <= 204800),
  constraint cooperative_logos_content_type_check CHECK (content_type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text])),
  constraint cooperative_logos_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'::text)
);
alter table cooperative_logos enable row level security;
alter table cooperative_logos force row level security;
create policy backup_read on cooperative_logos for select to {{backup}} using (true);
create policy everyone_reads on cooperative_logos for select to {{resident}}, {{staff}} using (true);
create policy owner_all on cooperative_logos for all to {{owner}} using (true) with check (true);
create policy settings_write on cooperative_logos for insert to {{staff}} with check ((( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text);
grant select on cooperative_logos to {{backup}};
grant select on cooperative_logos to {{resident}};
grant insert (sha256, content_type, content), select on cooperative_logos to {{staff}};

create table daily_statistics (
  figure text not null,
  subject text not null default ''::text,
  day date not null,
  value bigint not null,
  constraint daily_statistics_pkey PRIMARY KEY (figure, subject, day),
  constraint daily_statistics_figure_check CHECK (figure ~ '^[a-z][a-zA-Z]{1,39}$'::text),
  constraint daily_statistics_subject_check CHECK (char_length(subject) <= 64)
);
alter table daily_statistics enable row level security;
alter table daily_statistics force row level security;
create policy backup_read on daily_statistics for select to {{backup}} using (true);
create policy office_reads on daily_statistics for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) IS NOT NULL);
create policy owner_all on daily_statistics for all to {{owner}} using (true) with check (true);
grant select on daily_statistics to {{backup}};
grant select on daily_statistics to {{staff}};

create table deliveries (
  id uuid not null default gen_random_uuid(),
  sha256 text not null,
  kind text,
  sequence integer,
  as_of timestamp with time zone,
  generated_at timestamp with time zone,
  received_at timestamp with time zone not null default clock_now(),
  finished_at timestamp with time zone,
  state text not null default 'received'::text,
  publication_id integer,
  report jsonb not null default '{}'::jsonb,
  came_by text,
  token_id uuid,
  stage text,
  stage_since timestamp with time zone,
  rows_done bigint,
  rows_total bigint,
  raw_removed_at timestamp with time zone,
  constraint deliveries_pkey PRIMARY KEY (id),
  constraint deliveries_came_by_check CHECK (came_by = ANY (ARRAY['inbox'::text, 'network'::text, 'command'::text])),
  constraint deliveries_kind_check CHECK (kind = ANY (ARRAY['full'::text, 'changes'::text])),
  constraint deliveries_rows_done_check CHECK (rows_done >= 0),
  constraint deliveries_rows_total_check CHECK (rows_total >= 0),
  constraint deliveries_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'::text),
  constraint deliveries_stage_check CHECK (stage ~ '^[a-zA-Z]{1,30}$'::text),
  constraint deliveries_state_check CHECK (state = ANY (ARRAY['received'::text, 'checking'::text, 'rejected'::text, 'waiting'::text, 'published'::text, 'unchanged'::text, 'refused'::text, 'failed'::text]))
);
CREATE INDEX deliveries_received_at_idx ON deliveries USING btree (received_at DESC);
CREATE INDEX deliveries_sha256_idx ON deliveries USING btree (sha256);
alter table deliveries enable row level security;
alter table deliveries force row level security;
create policy backup_read on deliveries for select to {{backup}} using (true);
create policy importer_all on deliveries for all to {{importer}} using (true) with check (true);
create policy owner_all on deliveries for all to {{owner}} using (true) with check (true);
create policy staff_reads on deliveries for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['accountant'::text, 'administrator'::text]));
create policy worker_reads on deliveries for select to {{worker}} using (true);
grant select on deliveries to {{backup}};
grant insert, select, update on deliveries to {{importer}};
grant select on deliveries to {{staff}};
grant select on deliveries to {{worker}};

create table delivery_tokens (
  id uuid not null default gen_random_uuid(),
  name text not null,
  token_sha256 text not null,
  created_at timestamp with time zone not null default clock_now(),
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint delivery_tokens_pkey PRIMARY KEY (id),
  constraint delivery_tokens_token_sha256_key UNIQUE (token_sha256),
  constraint delivery_tokens_name_check CHECK (char_length(name) >= 1 AND char_length(name) <= 80),
  constraint delivery_tokens_token_sha256_check CHECK (token_sha256 ~ '^[0-9a-f]{64}$'::text)
);
alter table delivery_tokens enable row level security;
alter table delivery_tokens force row level security;
create policy backup_read on delivery_tokens for select to {{backup}} using (true);
create policy importer_all on delivery_tokens for all to {{importer}} using (true) with check (true);
create policy office_reads on delivery_tokens for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['accountant'::text, 'administrator'::text]));
create policy owner_all on delivery_tokens for all to {{owner}} using (true) with check (true);
grant select on delivery_tokens to {{backup}};
grant insert, select, update (last_used_at, revoked_at) on delivery_tokens to {{importer}};
grant select (id, name, created_at, last_used_at, revoked_at) on delivery_tokens to {{staff}};

create table delivery_uploads (
  sha256 text not null,
  token_id uuid not null,
  received_at timestamp with time zone not null default clock_now(),
  constraint delivery_uploads_pkey PRIMARY KEY (sha256),
  constraint delivery_uploads_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'::text)
);
alter table delivery_uploads enable row level security;
alter table delivery_uploads force row level security;
create policy backup_read on delivery_uploads for select to {{backup}} using (true);
create policy importer_all on delivery_uploads for all to {{importer}} using (true) with check (true);
create policy owner_all on delivery_uploads for all to {{owner}} using (true) with check (true);
grant select on delivery_uploads to {{backup}};
grant insert, select, update on delivery_uploads to {{importer}};

create table departments (
  id uuid not null default gen_random_uuid(),
  position integer not null default 0,
  name text not null,
  matters text not null default ''::text,
  phone text not null default ''::text,
  email text not null default ''::text,
  hours text not null default ''::text,
  version integer not null default 1,
  once_sha256 bytea,
  constraint departments_pkey PRIMARY KEY (id),
  constraint departments_once_sha256_key UNIQUE (once_sha256),
  constraint departments_email_check CHECK (char_length(email) <= 254),
  constraint departments_hours_check CHECK (char_length(hours) <= 200),
  constraint departments_matters_check CHECK (char_length(matters) <= 300),
  constraint departments_name_check CHECK (char_length(name) >= 1 AND char_length(name) <= 120),
  constraint departments_once_sha256_check CHECK (octet_length(once_sha256) = 32),
  constraint departments_phone_check CHECK (char_length(phone) <= 60)
);
alter table departments enable row level security;
alter table departments force row level security;
create policy backup_read on departments for select to {{backup}} using (true);
create policy everyone_reads on departments for select to {{resident}}, {{staff}} using (true);
create policy owner_all on departments for all to {{owner}} using (true) with check (true);
create policy settings_write on departments for all to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text) with check ((( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text);
grant select on departments to {{backup}};
grant select on departments to {{resident}};
grant delete, insert, select, update on departments to {{staff}};

create view document_lines with (security_invoker=true) as
 SELECT document_id,
    line_no,
    component,
    component_group,
    quantity,
    unit,
    rate,
    vat_rate,
    amount_grosze,
    dependent,
    account_id
   FROM document_lines_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on document_lines to {{importer}};
grant select on document_lines to {{resident}};

create table document_lines_versions (
  document_id text not null,
  line_no integer not null,
  component text not null,
  component_group text not null,
  quantity numeric not null,
  unit text not null,
  rate numeric not null,
  vat_rate text not null,
  amount_grosze bigint not null,
  dependent boolean not null,
  account_id text not null,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint document_lines_versions_pkey PRIMARY KEY (document_id, line_no, from_publication),
  constraint document_lines_versions_check CHECK (from_publication < to_publication),
  constraint document_lines_versions_component_group_check CHECK (component_group = ANY (ARRAY['utilities'::text, 'maintenance'::text, 'funds'::text, 'other'::text])),
  constraint document_lines_versions_unit_check CHECK (unit = ANY (ARRAY['m2'::text, 'm3'::text, 'person'::text, 'premises'::text, 'device'::text, 'socket'::text, 'share'::text, 'GJ'::text, 'kWh'::text, 'unit'::text, 'month'::text]))
);
CREATE INDEX document_lines_account_id_idx ON document_lines_versions USING btree (account_id);
CREATE INDEX document_lines_closed_idx ON document_lines_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
alter table document_lines_versions enable row level security;
alter table document_lines_versions force row level security;
create policy backup_read on document_lines_versions for select to {{backup}} using (true);
create policy importer_all on document_lines_versions for all to {{importer}} using (true) with check (true);
create policy own_rows on document_lines_versions for select to {{resident}} using (account_id = ANY ((ARRAY( SELECT my_accounts() AS my_accounts))));
create policy owner_all on document_lines_versions for all to {{owner}} using (true) with check (true);
grant select on document_lines_versions to {{backup}};
grant delete, insert, select, update on document_lines_versions to {{importer}};
grant select on document_lines_versions to {{resident}};

create view documents with (security_invoker=true) as
 SELECT id,
    account_id,
    number,
    kind,
    issued_on,
    due_on,
    period_from,
    period_to,
    amount_grosze,
    remaining_grosze,
    description,
    corrects_document_id
   FROM documents_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on documents to {{importer}};
grant select on documents to {{resident}};
grant select on documents to {{staff}};

create table documents_versions (
  id text not null,
  account_id text not null,
  number text not null,
  kind text not null,
  issued_on date not null,
  due_on date,
  period_from date,
  period_to date,
  amount_grosze bigint not null,
  remaining_grosze bigint not null,
  description text,
  corrects_document_id text,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint documents_versions_pkey PRIMARY KEY (id, from_publication),
  constraint documents_versions_check CHECK (from_publication < to_publication),
  constraint documents_versions_kind_check CHECK (kind = ANY (ARRAY['charge'::text, 'settlement'::text, 'correction'::text, 'interestNote'::text, 'payment'::text, 'refund'::text, 'writeOff'::text, 'openingBalance'::text]))
);
CREATE INDEX documents_account_id_issued_on_idx ON documents_versions USING btree (account_id, issued_on);
CREATE INDEX documents_closed_idx ON documents_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
CREATE INDEX documents_corrects_document_id_idx ON documents_versions USING btree (corrects_document_id) WHERE (corrects_document_id IS NOT NULL);
CREATE INDEX documents_number_idx ON documents_versions USING btree (number);
CREATE INDEX documents_open_idx ON documents_versions USING btree (account_id) WHERE (remaining_grosze > 0);
alter table documents_versions enable row level security;
alter table documents_versions force row level security;
create policy backup_read on documents_versions for select to {{backup}} using (true);
create policy importer_all on documents_versions for all to {{importer}} using (true) with check (true);
create policy office_reads on documents_versions for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'accountant'::text, 'administrator'::text]));
create policy own_rows on documents_versions for select to {{resident}} using (account_id = ANY ((ARRAY( SELECT my_accounts() AS my_accounts))));
create policy owner_all on documents_versions for all to {{owner}} using (true) with check (true);
grant select on documents_versions to {{backup}};
grant delete, insert, select, update on documents_versions to {{importer}};
grant select on documents_versions to {{resident}};
grant select on documents_versions to {{staff}};

create table email_changes (
  id uuid not null default gen_random_uuid(),
  login_id uuid not null,
  new_email text not null,
  old_email text,
  once_sha256 bytea not null,
  token_sha256 bytea,
  created_at timestamp with time zone not null default clock_now(),
  expires_at timestamp with time zone,
  confirmed_at timestamp with time zone,
  cancelled_at timestamp with time zone,
  constraint email_changes_pkey PRIMARY KEY (id),
  constraint email_changes_login_id_once_sha256_key UNIQUE (login_id, once_sha256),
  constraint email_changes_token_sha256_key UNIQUE (token_sha256),
  constraint email_changes_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint email_changes_check CHECK ((token_sha256 IS NULL) = (expires_at IS NULL)),
  constraint email_changes_check1 CHECK (confirmed_at IS NULL OR cancelled_at IS NULL),
  constraint email_changes_new_email_check CHECK (char_length(new_email) >= 3 AND char_length(new_email) <= 254),
  constraint email_changes_old_email_check CHECK (char_length(old_email) <= 254),
  constraint email_changes_once_sha256_check CHECK (octet_length(once_sha256) = 32),
  constraint email_changes_token_sha256_check CHECK (octet_length(token_sha256) = 32)
);
CREATE INDEX email_changes_login_id_idx ON email_changes USING btree (login_id, created_at DESC);
CREATE INDEX email_changes_new_email_idx ON email_changes USING btree (lower(new_email), created_at);
alter table email_changes enable row level security;
alter table email_changes force row level security;
create policy backup_read on email_changes for select to {{backup}} using (true);
create policy own_rows on email_changes for select to {{resident}} using (login_id = (( SELECT current_login_id() AS current_login_id)));
create policy owner_all on email_changes for all to {{owner}} using (true) with check (true);
create policy worker_all on email_changes for all to {{worker}} using (true) with check (true);
grant select on email_changes to {{backup}};
grant select (id, login_id, new_email, created_at, expires_at, confirmed_at, cancelled_at) on email_changes to {{resident}};
grant select, update (token_sha256, expires_at) on email_changes to {{worker}};

create table emergency_numbers (
  id uuid not null default gen_random_uuid(),
  position integer not null default 0,
  label text not null,
  phone text not null,
  hours text not null default ''::text,
  building_ids text[],
  area text not null default ''::text,
  version integer not null default 1,
  once_sha256 bytea,
  constraint emergency_numbers_pkey PRIMARY KEY (id),
  constraint emergency_numbers_once_sha256_key UNIQUE (once_sha256),
  constraint emergency_numbers_area_check CHECK (char_length(area) <= 200),
  constraint emergency_numbers_check CHECK ((building_ids IS NULL) = (area = ''::text)),
  constraint emergency_numbers_hours_check CHECK (char_length(hours) <= 200),
  constraint emergency_numbers_label_check CHECK (char_length(label) >= 1 AND char_length(label) <= 120),
  constraint emergency_numbers_once_sha256_check CHECK (octet_length(once_sha256) = 32),
  constraint emergency_numbers_phone_check CHECK (char_length(phone) >= 3 AND char_length(phone) <= 60)
);
alter table emergency_numbers enable row level security;
alter table emergency_numbers force row level security;
create policy backup_read on emergency_numbers for select to {{backup}} using (true);
create policy everyone_reads on emergency_numbers for select to {{resident}}, {{staff}} using (true);
create policy owner_all on emergency_numbers for all to {{owner}} using (true) with check (true);
create policy settings_write on emergency_numbers for all to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text) with check ((( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text);
grant select on emergency_numbers to {{backup}};
grant select on emergency_numbers to {{resident}};
grant delete, insert, select, update on emergency_numbers to {{staff}};

create view entries with (security_invoker=true) as
 SELECT id,
    account_id,
    document_id,
    booked_on,
    value_on,
    due_on,
    side,
    amount_grosze,
    kind,
    description,
    ledger_on
   FROM entries_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on entries to {{importer}};
grant select on entries to {{resident}};

create table entries_versions (
  id text not null,
  account_id text not null,
  document_id text,
  booked_on date not null,
  value_on date not null,
  due_on date,
  side text not null,
  amount_grosze bigint not null,
  kind text not null,
  description text not null,
  ledger_on date not null generated always as (
CASE
    WHEN (side = 'charge'::text) THEN COALESCE(due_on, booked_on)
    ELSE value_on
END) stored,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint entries_versions_pkey PRIMARY KEY (id, from_publication),
  constraint entries_versions_check CHECK (from_publication < to_publication),
  constraint entries_versions_kind_check CHECK (kind = ANY (ARRAY['charge'::text, 'settlement'::text, 'correction'::text, 'interest'::text, 'instalment'::text, 'payment'::text, 'housingBenefit'::text, 'refund'::text, 'writeOff'::text, 'openingBalance'::text])),
  constraint entries_versions_side_check CHECK (side = ANY (ARRAY['charge'::text, 'payment'::text]))
);
CREATE INDEX entries_account_id_ledger_on_idx ON entries_versions USING btree (account_id, ledger_on);
CREATE INDEX entries_closed_idx ON entries_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
CREATE INDEX entries_document_id_idx ON entries_versions USING btree (document_id);
alter table entries_versions enable row level security;
alter table entries_versions force row level security;
create policy backup_read on entries_versions for select to {{backup}} using (true);
create policy importer_all on entries_versions for all to {{importer}} using (true) with check (true);
create policy own_rows on entries_versions for select to {{resident}} using (account_id = ANY ((ARRAY( SELECT my_accounts() AS my_accounts))));
create policy owner_all on entries_versions for all to {{owner}} using (true) with check (true);
grant select on entries_versions to {{backup}};
grant delete, insert, select, update on entries_versions to {{importer}};
grant select on entries_versions to {{resident}};

create table factor_changes (
  id uuid not null default gen_random_uuid(),
  login_id uuid not null,
  change text not null,
  at timestamp with time zone not null default clock_now(),
  constraint factor_changes_pkey PRIMARY KEY (id),
  constraint factor_changes_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint factor_changes_change_check CHECK (change = ANY (ARRAY['appAdded'::text, 'appReplaced'::text, 'appRemoved'::text, 'passkeyAdded'::text, 'passkeyRemoved'::text, 'codesMade'::text, 'codeUsed'::text, 'removedByOffice'::text]))
);
CREATE INDEX factor_changes_login_id_idx ON factor_changes USING btree (login_id, at DESC);
alter table factor_changes enable row level security;
alter table factor_changes force row level security;
create policy backup_read on factor_changes for select to {{backup}} using (true);
create policy owner_all on factor_changes for all to {{owner}} using (true) with check (true);
create policy worker_reads on factor_changes for select to {{worker}} using (true);
grant select on factor_changes to {{backup}};
grant select on factor_changes to {{worker}};

create view fee_components with (security_invoker=true) as
 SELECT premises_id,
    component,
    valid_from,
    valid_to,
    component_group,
    quantity,
    unit,
    rate,
    vat_rate,
    amount_grosze,
    change_reason
   FROM fee_components_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on fee_components to {{importer}};
grant select on fee_components to {{resident}};

create table fee_components_versions (
  premises_id text not null,
  component text not null,
  valid_from date not null,
  valid_to date,
  component_group text not null,
  quantity numeric not null,
  unit text not null,
  rate numeric not null,
  vat_rate text not null,
  amount_grosze bigint not null,
  change_reason text,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint fee_components_versions_pkey PRIMARY KEY (premises_id, component, valid_from, from_publication),
  constraint fee_components_versions_check CHECK (from_publication < to_publication),
  constraint fee_components_versions_component_group_check CHECK (component_group = ANY (ARRAY['utilities'::text, 'maintenance'::text, 'funds'::text, 'other'::text])),
  constraint fee_components_versions_unit_check CHECK (unit = ANY (ARRAY['m2'::text, 'm3'::text, 'person'::text, 'premises'::text, 'device'::text, 'socket'::text, 'share'::text, 'GJ'::text, 'kWh'::text, 'unit'::text, 'month'::text]))
);
CREATE INDEX fee_components_closed_idx ON fee_components_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
alter table fee_components_versions enable row level security;
alter table fee_components_versions force row level security;
create policy backup_read on fee_components_versions for select to {{backup}} using (true);
create policy importer_all on fee_components_versions for all to {{importer}} using (true) with check (true);
create policy own_rows on fee_components_versions for select to {{resident}} using (premises_id = ANY ((ARRAY( SELECT my_premises() AS my_premises))));
create policy owner_all on fee_components_versions for all to {{owner}} using (true) with check (true);
grant select on fee_components_versions to {{backup}};
grant delete, insert, select, update on fee_components_versions to {{importer}};
grant select on fee_components_versions to {{resident}};

create view holdings with (security_invoker=true) as
 SELECT id,
    party_id,
    premises_id,
    legal_title,
    role,
    share,
    valid_from,
    valid_to
   FROM holdings_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on holdings to {{importer}};
grant select on holdings to {{resident}};
grant select on holdings to {{staff}};

create table holdings_versions (
  id text not null,
  party_id text not null,
  premises_id text not null,
  legal_title text not null,
  role text not null,
  share text,
  valid_from date not null,
  valid_to date,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint holdings_versions_pkey PRIMARY KEY (id, from_publication),
  constraint holdings_versions_check CHECK (from_publication < to_publication),
  constraint holdings_versions_legal_title_check CHECK (legal_title = ANY (ARRAY['cooperativeTenancy'::text, 'cooperativeOwnership'::text, 'freehold'::text, 'lease'::text, 'none'::text])),
  constraint holdings_versions_role_check CHECK (role = ANY (ARRAY['holder'::text, 'coOwner'::text, 'tenant'::text, 'proxy'::text]))
);
CREATE INDEX holdings_closed_idx ON holdings_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
CREATE INDEX holdings_party_id_idx ON holdings_versions USING btree (party_id);
CREATE INDEX holdings_premises_id_idx ON holdings_versions USING btree (premises_id);
alter table holdings_versions enable row level security;
alter table holdings_versions force row level security;
create policy backup_read on holdings_versions for select to {{backup}} using (true);
create policy importer_all on holdings_versions for all to {{importer}} using (true) with check (true);
create policy office_reads on holdings_versions for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'accountant'::text, 'administrator'::text]));
create policy own_rows on holdings_versions for select to {{resident}} using ((premises_id = ANY ((ARRAY( SELECT my_premises() AS my_premises)))) AND (party_id = ANY ((ARRAY( SELECT my_parties() AS my_parties)))));
create policy owner_all on holdings_versions for all to {{owner}} using (true) with check (true);
grant select on holdings_versions to {{backup}};
grant delete, insert, select, update on holdings_versions to {{importer}};
grant select on holdings_versions to {{resident}};
grant select on holdings_versions to {{staff}};

create table import_decisions (
  id uuid not null,
  action text not null,
  delivery_id uuid not null,
  publication_id integer not null,
  reason text not null,
  requested_by uuid not null,
  requested_at timestamp with time zone not null default clock_now(),
  once_sha256 bytea not null,
  outcome text,
  finished_at timestamp with time zone,
  constraint import_decisions_pkey PRIMARY KEY (id),
  constraint import_decisions_once_sha256_key UNIQUE (once_sha256),
  constraint import_decisions_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES deliveries(id),
  constraint import_decisions_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES logins(id),
  constraint import_decisions_action_check CHECK (action = ANY (ARRAY['confirm'::text, 'refuse'::text, 'rollback'::text])),
  constraint import_decisions_finished_check CHECK ((outcome IS NULL) = (finished_at IS NULL)),
  constraint import_decisions_once_sha256_check CHECK (octet_length(once_sha256) = 32),
  constraint import_decisions_outcome_check CHECK (outcome ~ '^[a-zA-Z]{1,30}$'::text),
  constraint import_decisions_reason_check CHECK (char_length(reason) >= 1 AND char_length(reason) <= 500)
);
CREATE INDEX import_decisions_delivery_id_idx ON import_decisions USING btree (delivery_id, requested_at);
CREATE UNIQUE INDEX import_decisions_open_idx ON import_decisions USING btree ((true)) WHERE (outcome IS NULL);
CREATE INDEX import_decisions_requested_by_idx ON import_decisions USING btree (requested_by);
CREATE CONSTRAINT TRIGGER import_decisions_job_check AFTER INSERT ON import_decisions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION decision_has_its_job();
alter table import_decisions enable row level security;
alter table import_decisions force row level security;
create policy backup_read on import_decisions for select to {{backup}} using (true);
create policy importer_reads on import_decisions for select to {{importer}} using (true);
create policy keepers_decide on import_decisions for insert to {{staff}} with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['accountant'::text, 'administrator'::text])) AND requested_by = (( SELECT current_login_id() AS current_login_id)) AND outcome IS NULL AND ( SELECT recently_proved() AS recently_proved));
create policy keepers_read on import_decisions for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['accountant'::text, 'administrator'::text]));
create policy owner_all on import_decisions for all to {{owner}} using (true) with check (true);
grant select on import_decisions to {{backup}};
grant select on import_decisions to {{importer}};
grant insert (id, action, delivery_id, publication_id, reason, requested_by, once_sha256), select on import_decisions to {{staff}};

create table incoming_mails (
  id uuid not null default gen_random_uuid(),
  mailbox text not null,
  uid_validity bigint not null,
  uid bigint not null,
  rfc_message_id text not null,
  outcome text not null,
  message_id uuid,
  received_at timestamp with time zone not null default clock_now(),
  filed_at timestamp with time zone,
  constraint incoming_mails_pkey PRIMARY KEY (id),
  constraint incoming_mails_mailbox_uid_validity_uid_key UNIQUE (mailbox, uid_validity, uid),
  constraint incoming_mails_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id),
  constraint incoming_mails_mailbox_check CHECK (char_length(mailbox) <= 500),
  constraint incoming_mails_outcome_check CHECK (outcome = ANY (ARRAY['answer'::text, 'quarantined'::text, 'automatic'::text, 'bounce'::text, 'own'::text, 'duplicate'::text])),
  constraint incoming_mails_rfc_message_id_check CHECK (char_length(rfc_message_id) <= 1000)
);
CREATE INDEX incoming_mails_message_id_idx ON incoming_mails USING btree (message_id);
CREATE UNIQUE INDEX incoming_mails_once_key ON incoming_mails USING btree (rfc_message_id) WHERE (outcome <> 'duplicate'::text);
CREATE INDEX incoming_mails_unfiled_idx ON incoming_mails USING btree (mailbox) WHERE (filed_at IS NULL);
alter table incoming_mails enable row level security;
alter table incoming_mails force row level security;
create policy backup_read on incoming_mails for select to {{backup}} using (true);
create policy owner_all on incoming_mails for all to {{owner}} using (true) with check (true);
create policy worker_all on incoming_mails for all to {{worker}} using (true) with check (true);
grant select on incoming_mails to {{backup}};
grant insert, select, update (filed_at) on incoming_mails to {{worker}};

create table incoming_payments (
  id uuid not null default gen_random_uuid(),
  statement_id uuid not null,
  kind text not null,
  fingerprint bytea not null,
  occurrence integer not null,
  value_on date not null,
  booked_on date not null,
  amount_grosze bigint not null,
  numbers text[] not null,
  payer_id text,
  account_id text,
  reason text,
  payer_name text not null default ''::text,
  title text not null default ''::text,
  reversed_by uuid,
  booked_entry_id text,
  booked_publication integer,
  settled_by uuid,
  settled_at timestamp with time zone,
  constraint incoming_payments_pkey PRIMARY KEY (id),
  constraint incoming_payments_booked_entry_id_key UNIQUE (booked_entry_id),
  constraint incoming_payments_fingerprint_occurrence_key UNIQUE (fingerprint, occurrence),
  constraint incoming_payments_reversed_by_fkey FOREIGN KEY (reversed_by) REFERENCES incoming_payments(id) ON DELETE SET NULL,
  constraint incoming_payments_settled_by_fkey FOREIGN KEY (settled_by) REFERENCES logins(id),
  constraint incoming_payments_statement_id_fkey FOREIGN KEY (statement_id) REFERENCES bank_statements(id) ON DELETE CASCADE,
  constraint incoming_payments_amount_grosze_check CHECK (amount_grosze > 0),
  constraint incoming_payments_check CHECK (account_id IS NOT NULL OR reason IS NOT NULL),
  constraint incoming_payments_check1 CHECK ((booked_entry_id IS NULL) = (booked_publication IS NULL)),
  constraint incoming_payments_check2 CHECK ((settled_by IS NULL) = (settled_at IS NULL)),
  constraint incoming_payments_fingerprint_check CHECK (octet_length(fingerprint) = 32),
  constraint incoming_payments_kind_check CHECK (kind = ANY (ARRAY['payment'::text, 'reversal'::text])),
  constraint incoming_payments_occurrence_check CHECK (occurrence > 0),
  constraint incoming_payments_payer_id_check CHECK (payer_id ~ '^[0-9]{12}$'::text),
  constraint incoming_payments_payer_name_check CHECK (char_length(payer_name) <= 300),
  constraint incoming_payments_reason_check CHECK (reason = ANY (ARRAY['noNumber'::text, 'unknownNumber'::text, 'severalAccounts'::text, 'foreignCurrency'::text, 'paymentMissing'::text])),
  constraint incoming_payments_title_check CHECK (char_length(title) <= 300)
);
CREATE INDEX incoming_payments_account_id_idx ON incoming_payments USING btree (account_id, value_on);
CREATE INDEX incoming_payments_booked_idx ON incoming_payments USING btree (booked_publication);
CREATE INDEX incoming_payments_reason_idx ON incoming_payments USING btree (value_on) WHERE (reason IS NOT NULL);
CREATE INDEX incoming_payments_reversed_by_idx ON incoming_payments USING btree (reversed_by) WHERE (reversed_by IS NOT NULL);
CREATE INDEX incoming_payments_settled_by_idx ON incoming_payments USING btree (settled_by) WHERE (settled_by IS NOT NULL);
CREATE INDEX incoming_payments_statement_id_idx ON incoming_payments USING btree (statement_id);
CREATE TRIGGER note_payments_changed AFTER INSERT OR DELETE OR UPDATE ON incoming_payments FOR EACH STATEMENT EXECUTE FUNCTION note_payments_changed();
alter table incoming_payments enable row level security;
alter table incoming_payments force row level security;
create policy backup_read on incoming_payments for select to {{backup}} using (true);
create policy importer_all on incoming_payments for all to {{importer}} using (true) with check (true);
create policy office_reads on incoming_payments for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['accountant'::text, 'administrator'::text]));
create policy office_settles on incoming_payments for update to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['accountant'::text, 'administrator'::text])) with check (settled_by IS NULL OR settled_by = (( SELECT current_login_id() AS current_login_id)));
create policy own_rows on incoming_payments for select to {{resident}} using (kind = 'payment'::text AND (account_id = ANY ((ARRAY( SELECT my_accounts() AS my_accounts)))));
create policy owner_all on incoming_payments for all to {{owner}} using (true) with check (true);
grant select on incoming_payments to {{backup}};
grant delete, insert, select, update on incoming_payments to {{importer}};
grant select (id, kind, value_on, amount_grosze, account_id, reversed_by, booked_publication, settled_at) on incoming_payments to {{resident}};
grant select, update (settled_by, settled_at) on incoming_payments to {{staff}};

create table jobs (
  id uuid not null default gen_random_uuid(),
  kind text not null,
  params jsonb not null default '{}'::jsonb,
  state text not null default 'waiting'::text,
  requested_by uuid,
  once_sha256 bytea,
  created_at timestamp with time zone not null default clock_now(),
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  leased_until timestamp with time zone,
  attempts integer not null default 0,
  steps_done integer not null default 0,
  steps_total integer,
  resume jsonb,
  cancellable boolean not null default false,
  cancel_asked_at timestamp with time zone,
  fault text,
  result jsonb not null default '{}'::jsonb,
  approver_roles text[],
  summary text,
  approved_by uuid,
  approved_at timestamp with time zone,
  refused_by uuid,
  refused_at timestamp with time zone,
  refusal_reason text,
  not_before timestamp with time zone,
  constraint jobs_pkey PRIMARY KEY (id),
  constraint jobs_approved_by_fkey FOREIGN KEY (approved_by) REFERENCES logins(id),
  constraint jobs_refused_by_fkey FOREIGN KEY (refused_by) REFERENCES logins(id),
  constraint jobs_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES logins(id),
  constraint jobs_approval_check CHECK ((approver_roles IS NULL) = (summary IS NULL)),
  constraint jobs_approver_roles_check CHECK (approver_roles <@ ARRAY['clerk'::text, 'accountant'::text, 'editor'::text, 'administrator'::text] AND cardinality(approver_roles) > 0),
  constraint jobs_bank_accounts_check CHECK (kind <> 'bankAccountsChange'::text OR approver_roles IS NOT NULL),
  constraint jobs_decision_check CHECK ((approver_roles IS NOT NULL OR approved_at IS NULL AND refused_at IS NULL) AND (approved_at IS NULL OR refused_at IS NULL) AND (approved_by IS NULL OR approved_at IS NOT NULL) AND (refused_by IS NULL OR refused_at IS NOT NULL) AND (refusal_reason IS NULL) = (refused_at IS NULL)),
  constraint jobs_fault_check CHECK (char_length(fault) <= 60),
  constraint jobs_four_eyes_check CHECK (approved_by <> requested_by AND refused_by <> requested_by),
  constraint jobs_kind_check CHECK (kind ~ '^[a-z][a-zA-Z]{1,39}$'::text),
  constraint jobs_once_sha256_check CHECK (octet_length(once_sha256) = 32),
  constraint jobs_refusal_reason_check CHECK (char_length(refusal_reason) >= 1 AND char_length(refusal_reason) <= 500),
  constraint jobs_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text, 'refused'::text, 'expired'::text])),
  constraint jobs_steps_done_check CHECK (steps_done >= 0),
  constraint jobs_steps_total_check CHECK (steps_total >= 0),
  constraint jobs_summary_check CHECK (char_length(summary) >= 1 AND char_length(summary) <= 300)
);
CREATE INDEX jobs_approved_by_idx ON jobs USING btree (approved_by) WHERE (approved_by IS NOT NULL);
CREATE UNIQUE INDEX jobs_once_key ON jobs USING btree (requested_by, once_sha256);
CREATE INDEX jobs_open_idx ON jobs USING btree (created_at) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));
CREATE INDEX jobs_refused_by_idx ON jobs USING btree (refused_by) WHERE (refused_by IS NOT NULL);
CREATE INDEX jobs_requested_by_idx ON jobs USING btree (requested_by, created_at DESC);
CREATE TRIGGER jobs_close_import_decision AFTER UPDATE OF state ON jobs FOR EACH ROW WHEN ((new.kind = ANY (ARRAY['deliveryConfirm'::text, 'deliveryRefuse'::text, 'deliveryRollback'::text])) AND new.finished_at IS NOT NULL) EXECUTE FUNCTION close_import_decision();
CREATE TRIGGER jobs_decide BEFORE UPDATE OF approved_by, approved_at, refused_by, refused_at, refusal_reason, cancel_asked_at ON jobs FOR EACH ROW EXECUTE FUNCTION decide_job();
alter table jobs enable row level security;
alter table jobs force row level security;
create policy approvers_decide on jobs for update to {{staff}} using (state = 'waiting'::text AND approved_at IS NULL AND refused_at IS NULL AND cancel_asked_at IS NULL AND created_at > (clock_now() - '7 days'::interval) AND requested_by IS DISTINCT FROM (( SELECT current_login_id() AS current_login_id)) AND ((( SELECT current_staff_role() AS current_staff_role)) = ANY (approver_roles))) with check ((approved_by = (( SELECT current_login_id() AS current_login_id)) OR refused_by = (( SELECT current_login_id() AS current_login_id))) AND requested_by IS DISTINCT FROM (( SELECT current_login_id() AS current_login_id)) AND ((( SELECT current_staff_role() AS current_staff_role)) = ANY (approver_roles)));
create policy approvers_read on jobs for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (approver_roles));
create policy auth_reads on jobs for select to {{auth}} using (kind = 'issueLogins'::text);
create policy auth_steps on jobs for update to {{auth}} using (kind = 'issueLogins'::text AND state = 'running'::text) with check (kind = 'issueLogins'::text AND state = 'running'::text);
create policy backup_read on jobs for select to {{backup}} using (true);
create policy office_asks on jobs for insert to {{staff}} with check (requested_by = (( SELECT current_login_id() AS current_login_id)) AND (( SELECT current_staff_role() AS current_staff_role)) IS NOT NULL);
create policy office_cancels on jobs for update to {{staff}} using (cancellable AND (state = ANY (ARRAY['waiting'::text, 'running'::text])) AND (requested_by = (( SELECT current_login_id() AS current_login_id)) OR (( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text)) with check (requested_by IS NOT NULL);
create policy office_reads on jobs for select to {{staff}} using (requested_by = (( SELECT current_login_id() AS current_login_id)) OR (( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text);
create policy office_withdraws on jobs for update to {{staff}} using (state = 'waiting'::text AND approver_roles IS NOT NULL AND approved_at IS NULL AND refused_at IS NULL AND requested_by = (( SELECT current_login_id() AS current_login_id))) with check (state = 'cancelled'::text AND approved_at IS NULL AND refused_at IS NULL);
create policy owner_all on jobs for all to {{owner}} using (true) with check (true);
create policy worker_all on jobs for all to {{worker}} using (true) with check (true);
grant select (id, kind, state, attempts, steps_done, steps_total, resume, cancel_asked_at), update (leased_until, steps_done, steps_total, resume) on jobs to {{auth}};
grant select on jobs to {{backup}};
grant insert (id, kind, params, requested_by, once_sha256, steps_total, cancellable, approver_roles, summary, not_before), select, update (cancel_asked_at, approved_by, approved_at, refused_by, refused_at, refusal_reason) on jobs to {{staff}};
grant delete, select, update (state, started_at, finished_at, leased_until, attempts, steps_done, steps_total, resume, fault, result) on jobs to {{worker}};

create table known_browsers (
  browser_sha256 bytea not null,
  login_id uuid not null,
  last_used_at timestamp with time zone not null default clock_now(),
  constraint known_browsers_pkey PRIMARY KEY (browser_sha256, login_id),
  constraint known_browsers_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint known_browsers_browser_sha256_check CHECK (octet_length(browser_sha256) = 32)
);
CREATE INDEX known_browsers_login_id_idx ON known_browsers USING btree (login_id);
alter table known_browsers enable row level security;
alter table known_browsers force row level security;
create policy auth_all on known_browsers for all to {{auth}} using (true) with check (true);
create policy backup_read on known_browsers for select to {{backup}} using (true);
create policy owner_all on known_browsers for all to {{owner}} using (true) with check (true);
grant delete, insert, select, update on known_browsers to {{auth}};
grant select on known_browsers to {{backup}};

create table letter_availability (
  notice_id text not null,
  made_available_at timestamp with time zone not null default clock_now(),
  constraint letter_availability_pkey PRIMARY KEY (notice_id)
);
alter table letter_availability enable row level security;
alter table letter_availability force row level security;
create policy backup_read on letter_availability for select to {{backup}} using (true);
create policy own_rows on letter_availability for select to {{resident}} using (notice_id = ANY ((ARRAY( SELECT my_notices() AS my_notices))));
create policy owner_all on letter_availability for all to {{owner}} using (true) with check (true);
grant select on letter_availability to {{backup}};
grant select on letter_availability to {{resident}};

create table letter_files (
  sha256 text not null,
  file_id uuid not null,
  constraint letter_files_pkey PRIMARY KEY (sha256),
  constraint letter_files_file_id_key UNIQUE (file_id),
  constraint letter_files_file_id_fkey FOREIGN KEY (file_id) REFERENCES stored_files(id),
  constraint letter_files_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'::text)
);
alter table letter_files enable row level security;
alter table letter_files force row level security;
create policy backup_read on letter_files for select to {{backup}} using (true);
create policy importer_all on letter_files for all to {{importer}} using (true) with check (true);
create policy owner_all on letter_files for all to {{owner}} using (true) with check (true);
grant select on letter_files to {{backup}};
grant insert, select on letter_files to {{importer}};

create table letter_openings (
  notice_id text not null,
  login_id uuid not null,
  opened_at timestamp with time zone not null default clock_now(),
  constraint letter_openings_pkey PRIMARY KEY (notice_id),
  constraint letter_openings_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id)
);
CREATE INDEX letter_openings_login_id_idx ON letter_openings USING btree (login_id);
alter table letter_openings enable row level security;
alter table letter_openings force row level security;
create policy backup_read on letter_openings for select to {{backup}} using (true);
create policy own_open on letter_openings for insert to {{resident}} with check (login_id = (( SELECT current_login_id() AS current_login_id)) AND (notice_id = ANY ((ARRAY( SELECT my_notices() AS my_notices)))));
create policy own_rows on letter_openings for select to {{resident}} using (notice_id = ANY ((ARRAY( SELECT my_notices() AS my_notices))));
create policy owner_all on letter_openings for all to {{owner}} using (true) with check (true);
grant select on letter_openings to {{backup}};
grant insert (notice_id, login_id), select on letter_openings to {{resident}};

create table login_contacts (
  login_id uuid not null,
  email text,
  email_verified_at timestamp with time zone,
  phone text,
  phone_confirmed_at timestamp with time zone,
  new_phone text,
  new_phone_entered_at timestamp with time zone,
  refused_phone text,
  phone_refused_at timestamp with time zone,
  constraint login_contacts_pkey PRIMARY KEY (login_id),
  constraint login_contacts_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint login_contacts_check CHECK ((email IS NULL) = (email_verified_at IS NULL)),
  constraint login_contacts_check1 CHECK ((phone IS NULL) = (phone_confirmed_at IS NULL)),
  constraint login_contacts_check2 CHECK ((new_phone IS NULL) = (new_phone_entered_at IS NULL)),
  constraint login_contacts_email_check CHECK (char_length(email) >= 3 AND char_length(email) <= 254),
  constraint login_contacts_new_phone_check CHECK (new_phone ~ '^\+?[0-9 ]{9,20}$'::text),
  constraint login_contacts_phone_check CHECK (phone ~ '^\+?[0-9 ]{9,20}$'::text),
  constraint login_contacts_refused_phone_check CHECK (char_length(refused_phone) <= 40)
);
CREATE INDEX login_contacts_new_phone_idx ON login_contacts USING btree (new_phone_entered_at) WHERE (new_phone IS NOT NULL);
CREATE TRIGGER login_terms_noted AFTER INSERT OR UPDATE OF email, phone, new_phone ON login_contacts FOR EACH ROW EXECUTE FUNCTION note_login_terms();
alter table login_contacts enable row level security;
alter table login_contacts force row level security;
create policy backup_read on login_contacts for select to {{backup}} using (true);
create policy office on login_contacts for all to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) with check ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy own_row on login_contacts for select to {{resident}} using (login_id = (( SELECT current_login_id() AS current_login_id)));
create policy owner_all on login_contacts for all to {{owner}} using (true) with check (true);
grant select on login_contacts to {{backup}};
grant select on login_contacts to {{resident}};
grant select, update (phone, phone_confirmed_at, new_phone, new_phone_entered_at, refused_phone, phone_refused_at) on login_contacts to {{staff}};

create table login_counters (
  pattern text not null,
  last bigint not null,
  constraint login_counters_pkey PRIMARY KEY (pattern),
  constraint login_counters_last_check CHECK (last >= 0),
  constraint login_counters_pattern_check CHECK (char_length(pattern) <= 60)
);
alter table login_counters enable row level security;
alter table login_counters force row level security;
create policy auth_all on login_counters for all to {{auth}} using (true) with check (true);
create policy backup_read on login_counters for select to {{backup}} using (true);
create policy owner_all on login_counters for all to {{owner}} using (true) with check (true);
grant insert, select, update on login_counters to {{auth}};
grant select on login_counters to {{backup}};

create table login_handovers (
  id uuid not null default gen_random_uuid(),
  login_id uuid not null,
  kind text not null,
  reason text not null,
  issued_by uuid,
  issued_at timestamp with time zone not null default clock_now(),
  handed_over_at timestamp with time zone,
  handed_over_by uuid,
  job_id uuid,
  once_sha256 bytea,
  constraint login_handovers_pkey PRIMARY KEY (id),
  constraint login_handovers_once_sha256_key UNIQUE (once_sha256),
  constraint login_handovers_handed_over_by_fkey FOREIGN KEY (handed_over_by) REFERENCES logins(id),
  constraint login_handovers_issued_by_fkey FOREIGN KEY (issued_by) REFERENCES logins(id),
  constraint login_handovers_job_id_fkey FOREIGN KEY (job_id) REFERENCES jobs(id) ON DELETE SET NULL,
  constraint login_handovers_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint login_handovers_check CHECK ((handed_over_at IS NULL) = (handed_over_by IS NULL)),
  constraint login_handovers_check1 CHECK (kind <> 'email'::text OR handed_over_at IS NULL),
  constraint login_handovers_kind_check CHECK (kind = ANY (ARRAY['single'::text, 'bulk'::text, 'email'::text])),
  constraint login_handovers_once_sha256_check CHECK (octet_length(once_sha256) = 32),
  constraint login_handovers_reason_check CHECK (reason = ANY (ARRAY['new'::text, 'forgotten'::text, 'lost'::text, 'expired'::text, 'compromised'::text, 'unused'::text, 'other'::text]))
);
CREATE INDEX login_handovers_handed_over_by_idx ON login_handovers USING btree (handed_over_by);
CREATE INDEX login_handovers_issued_by_idx ON login_handovers USING btree (issued_by);
CREATE INDEX login_handovers_job_id_idx ON login_handovers USING btree (job_id);
CREATE INDEX login_handovers_login_id_idx ON login_handovers USING btree (login_id, issued_at DESC);
alter table login_handovers enable row level security;
alter table login_handovers force row level security;
create policy auth_issues on login_handovers for insert to {{auth}} with check (handed_over_at IS NULL);
create policy auth_reads on login_handovers for select to {{auth}} using (true);
create policy backup_read on login_handovers for select to {{backup}} using (true);
create policy office_hands_over on login_handovers for update to {{staff}} using (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND handed_over_at IS NULL AND kind <> 'email'::text) with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND handed_over_by = (( SELECT current_login_id() AS current_login_id)));
create policy office_reads on login_handovers for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy owner_all on login_handovers for all to {{owner}} using (true) with check (true);
grant insert (login_id, kind, reason, issued_by, job_id, once_sha256), select on login_handovers to {{auth}};
grant select on login_handovers to {{backup}};
grant select, update (handed_over_at, handed_over_by) on login_handovers to {{staff}};

create table login_terms (
  kind text not null,
  term text not null collate "C",
  login_id uuid not null,
  constraint login_terms_pkey PRIMARY KEY (kind, term, login_id),
  constraint login_terms_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint login_terms_kind_check CHECK (kind = ANY (ARRAY['login'::text, 'name'::text, 'email'::text, 'phone'::text]))
);
CREATE INDEX login_terms_login_id_idx ON login_terms USING btree (login_id);
alter table login_terms enable row level security;
alter table login_terms force row level security;
create policy backup_read on login_terms for select to {{backup}} using (true);
create policy office_reads on login_terms for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy owner_all on login_terms for all to {{owner}} using (true) with check (true);
grant select on login_terms to {{backup}};
grant select on login_terms to {{staff}};

create table logins (
  id uuid not null default gen_random_uuid(),
  name text not null,
  kind text not null,
  staff_role text,
  display_name text not null,
  party_id text,
  password_hash text,
  password_set_at timestamp with time zone,
  locked_at timestamp with time zone,
  lock_reason text,
  created_at timestamp with time zone not null default clock_now(),
  version integer not null default 1,
  change_once_sha256 bytea,
  constraint logins_pkey PRIMARY KEY (id),
  constraint logins_change_once_sha256_key UNIQUE (change_once_sha256),
  constraint logins_change_once_sha256_check CHECK (octet_length(change_once_sha256) = 32),
  constraint logins_check CHECK ((kind = 'staff'::text) = (staff_role IS NOT NULL)),
  constraint logins_check1 CHECK (kind = 'resident'::text OR party_id IS NULL),
  constraint logins_check2 CHECK ((locked_at IS NULL) = (lock_reason IS NULL)),
  constraint logins_display_name_check CHECK (char_length(display_name) >= 1 AND char_length(display_name) <= 300),
  constraint logins_kind_check CHECK (kind = ANY (ARRAY['resident'::text, 'staff'::text])),
  constraint logins_lock_reason_check CHECK (char_length(lock_reason) <= 500),
  constraint logins_name_check CHECK (name ~ '^[A-Za-z0-9@._+-]{3,254}$'::text),
  constraint logins_staff_role_check CHECK (staff_role = ANY (ARRAY['clerk'::text, 'accountant'::text, 'editor'::text, 'administrator'::text]))
);
CREATE INDEX logins_message_words_idx ON logins USING gin (message_words(display_name));
CREATE UNIQUE INDEX logins_name_key ON logins USING btree (lower(name));
CREATE INDEX logins_party_id_idx ON logins USING btree (party_id);
CREATE INDEX logins_staff_idx ON logins USING btree (id) WHERE (kind = 'staff'::text);
CREATE INDEX logins_words_idx ON logins USING gin (to_tsvector('simple'::regconfig, display_name));
CREATE TRIGGER keep_an_administrator BEFORE UPDATE OF staff_role, locked_at, password_hash ON logins FOR EACH ROW EXECUTE FUNCTION keep_an_administrator();
CREATE TRIGGER login_terms_noted AFTER INSERT OR UPDATE OF name, display_name, party_id, kind ON logins FOR EACH ROW EXECUTE FUNCTION note_login_terms();
alter table logins enable row level security;
alter table logins force row level security;
create policy auth_all on logins for all to {{auth}} using (true) with check (true);
create policy backup_read on logins for select to {{backup}} using (true);
create policy office_reads on logins for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy own_row on logins for select to {{resident}}, {{staff}} using (id = (( SELECT current_login_id() AS current_login_id)));
create policy owner_all on logins for all to {{owner}} using (true) with check (true);
grant insert, select, update (password_hash, password_set_at, locked_at, lock_reason, version) on logins to {{auth}};
grant select on logins to {{backup}};
grant select (id, name, kind, staff_role, display_name, party_id, password_set_at, created_at) on logins to {{resident}};
grant select (id, name, kind, staff_role, display_name, party_id, password_set_at, locked_at, lock_reason, created_at, version) on logins to {{staff}};

create table mailbox_cursors (
  mailbox text not null,
  uid_validity bigint not null,
  last_uid bigint not null default 0,
  read_at timestamp with time zone not null default clock_now(),
  constraint mailbox_cursors_pkey PRIMARY KEY (mailbox),
  constraint mailbox_cursors_mailbox_check CHECK (char_length(mailbox) <= 500)
);
alter table mailbox_cursors enable row level security;
alter table mailbox_cursors force row level security;
create policy backup_read on mailbox_cursors for select to {{backup}} using (true);
create policy owner_all on mailbox_cursors for all to {{owner}} using (true) with check (true);
create policy worker_all on mailbox_cursors for all to {{worker}} using (true) with check (true);
grant select on mailbox_cursors to {{backup}};
grant insert, select, update on mailbox_cursors to {{worker}};

create table message_attachments (
  id uuid not null default gen_random_uuid(),
  login_id uuid,
  message_id uuid,
  draft_id uuid,
  file_id uuid not null,
  position integer not null default 0,
  created_at timestamp with time zone not null default clock_now(),
  draft_by uuid,
  constraint message_attachments_pkey PRIMARY KEY (id),
  constraint message_attachments_file_id_key UNIQUE (file_id),
  constraint message_attachments_draft_by_fkey FOREIGN KEY (draft_by) REFERENCES logins(id),
  constraint message_attachments_file_id_fkey FOREIGN KEY (file_id) REFERENCES stored_files(id),
  constraint message_attachments_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id),
  constraint message_attachments_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id),
  constraint message_attachments_check CHECK (message_id IS NOT NULL OR draft_id IS NOT NULL),
  constraint message_attachments_whose_check CHECK (login_id IS NOT NULL OR draft_by IS NOT NULL OR message_id IS NOT NULL)
);
CREATE INDEX message_attachments_draft_by_idx ON message_attachments USING btree (draft_by, draft_id);
CREATE INDEX message_attachments_draft_idx ON message_attachments USING btree (login_id, draft_id);
CREATE INDEX message_attachments_login_id_idx ON message_attachments USING btree (login_id);
CREATE INDEX message_attachments_message_id_idx ON message_attachments USING btree (message_id);
alter table message_attachments enable row level security;
alter table message_attachments force row level security;
create policy backup_read on message_attachments for select to {{backup}} using (true);
create policy office_drafts on message_attachments for insert to {{staff}} with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND draft_by = (( SELECT current_login_id() AS current_login_id)) AND message_id IS NULL AND login_id IS NULL AND is_file_of_this_form(file_id));
create policy office_drafts_dropped on message_attachments for delete to {{staff}} using (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND draft_by = (( SELECT current_login_id() AS current_login_id)) AND message_id IS NULL);
create policy office_drafts_sent on message_attachments for update to {{staff}} using (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND draft_by = (( SELECT current_login_id() AS current_login_id)) AND message_id IS NULL) with check (draft_by IS NULL AND (message_id IN ( SELECT m.id
   FROM messages m
  WHERE m.author_login_id = (( SELECT current_login_id() AS current_login_id)))));
create policy office_reads on message_attachments for select to {{staff}} using (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND (message_id IS NOT NULL OR draft_by = (( SELECT current_login_id() AS current_login_id))));
create policy own_drafts on message_attachments for insert to {{resident}} with check (login_id = (( SELECT current_login_id() AS current_login_id)) AND message_id IS NULL AND is_file_of_this_form(file_id));
create policy own_drafts_dropped on message_attachments for delete to {{resident}} using (login_id = (( SELECT current_login_id() AS current_login_id)) AND message_id IS NULL);
create policy own_drafts_sent on message_attachments for update to {{resident}} using (login_id = (( SELECT current_login_id() AS current_login_id)) AND message_id IS NULL) with check (login_id = (( SELECT current_login_id() AS current_login_id)) AND (message_id IN ( SELECT m.id
   FROM messages m
  WHERE m.author_login_id = (( SELECT current_login_id() AS current_login_id)))));
create policy own_rows on message_attachments for select to {{resident}} using (login_id = (( SELECT current_login_id() AS current_login_id)));
create policy owner_all on message_attachments for all to {{owner}} using (true) with check (true);
create policy worker_all on message_attachments for all to {{worker}} using (true) with check (true);
grant select on message_attachments to {{backup}};
grant delete, insert (id, login_id, draft_id, file_id, "position"), select, update (message_id) on message_attachments to {{resident}};
grant delete, insert (id, draft_id, file_id, "position", draft_by), select, update (login_id, message_id, draft_by) on message_attachments to {{staff}};
grant delete, insert, select on message_attachments to {{worker}};

create table message_settings (
  only_row boolean not null default true,
  answer_working_days integer not null default 3,
  constraint message_settings_pkey PRIMARY KEY (only_row),
  constraint message_settings_answer_working_days_check CHECK (answer_working_days >= 1 AND answer_working_days <= 30),
  constraint message_settings_only_row_check CHECK (only_row)
);
alter table message_settings enable row level security;
alter table message_settings force row level security;
create policy administrator_changes on message_settings for update to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text) with check ((( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text);
create policy backup_read on message_settings for select to {{backup}} using (true);
create policy office_reads on message_settings for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy owner_all on message_settings for all to {{owner}} using (true) with check (true);
grant select on message_settings to {{backup}};
grant select, update (answer_working_days) on message_settings to {{staff}};

create table message_threads (
  id uuid not null default gen_random_uuid(),
  login_id uuid,
  topic_id text not null,
  premises_id text,
  premises_label text not null default ''::text,
  office_state text not null default 'new'::text,
  assigned_login_id uuid,
  reply_token text not null default replace((gen_random_uuid())::text, '-'::text, ''::text),
  created_at timestamp with time zone not null default clock_now(),
  last_message_at timestamp with time zone not null default clock_now(),
  party_id text,
  writer_name text not null default ''::text,
  started_by text not null default 'resident'::text,
  waiting_since timestamp with time zone,
  revision integer not null default 0,
  office_read_revision integer not null default 0,
  constraint message_threads_pkey PRIMARY KEY (id),
  constraint message_threads_reply_token_key UNIQUE (reply_token),
  constraint message_threads_assigned_login_id_fkey FOREIGN KEY (assigned_login_id) REFERENCES logins(id),
  constraint message_threads_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id),
  constraint message_threads_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES message_topics(id),
  constraint message_threads_office_state_check CHECK (office_state = ANY (ARRAY['new'::text, 'inProgress'::text, 'answered'::text, 'closed'::text])),
  constraint message_threads_party_id_check CHECK (char_length(party_id) >= 1 AND char_length(party_id) <= 64),
  constraint message_threads_premises_label_check CHECK (char_length(premises_label) <= 300),
  constraint message_threads_reply_token_check CHECK (reply_token ~ '^[0-9a-f]{32}$'::text),
  constraint message_threads_started_by_check CHECK (started_by = ANY (ARRAY['resident'::text, 'office'::text])),
  constraint message_threads_whose_check CHECK (login_id IS NOT NULL OR party_id IS NOT NULL AND writer_name <> ''::text),
  constraint message_threads_writer_name_check CHECK (char_length(writer_name) <= 300)
);
CREATE INDEX message_threads_assigned_idx ON message_threads USING btree (assigned_login_id);
CREATE INDEX message_threads_last_idx ON message_threads USING btree (last_message_at DESC);
CREATE INDEX message_threads_login_id_idx ON message_threads USING btree (login_id, last_message_at DESC);
CREATE INDEX message_threads_office_idx ON message_threads USING btree (office_state, last_message_at);
CREATE INDEX message_threads_party_id_idx ON message_threads USING btree (party_id);
CREATE INDEX message_threads_topic_id_idx ON message_threads USING btree (topic_id);
CREATE INDEX message_threads_waiting_idx ON message_threads USING btree (waiting_since) WHERE (waiting_since IS NOT NULL);
CREATE INDEX message_threads_words_idx ON message_threads USING gin (message_words(writer_name)) WHERE (login_id IS NULL);
alter table message_threads enable row level security;
alter table message_threads force row level security;
create policy backup_read on message_threads for select to {{backup}} using (true);
create policy office on message_threads for all to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) with check ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy own_rows on message_threads for all to {{resident}} using (login_id = (( SELECT current_login_id() AS current_login_id))) with check (login_id = (( SELECT current_login_id() AS current_login_id)) AND office_state = 'new'::text);
create policy owner_all on message_threads for all to {{owner}} using (true) with check (true);
create policy worker_all on message_threads for all to {{worker}} using (true) with check (true);
grant select on message_threads to {{backup}};
grant insert (id, login_id, topic_id, premises_id, premises_label), select (id, login_id, topic_id, premises_id, premises_label, office_state, created_at, last_message_at, started_by), update (office_state, last_message_at) on message_threads to {{resident}};
grant insert (id, login_id, topic_id, premises_id, premises_label, office_state, assigned_login_id, party_id, writer_name, started_by, office_read_revision), select, update (topic_id, office_state, assigned_login_id, last_message_at, waiting_since, office_read_revision) on message_threads to {{staff}};
grant select, update (office_state, last_message_at) on message_threads to {{worker}};

create table message_topics (
  id text not null,
  name text not null,
  position integer not null,
  active boolean not null default true,
  version integer not null default 1,
  once_sha256 bytea,
  constraint message_topics_pkey PRIMARY KEY (id),
  constraint message_topics_once_sha256_key UNIQUE (once_sha256),
  constraint message_topics_id_check CHECK (id ~ '^[a-z][a-zA-Z]{1,39}$'::text),
  constraint message_topics_name_check CHECK (char_length(name) >= 1 AND char_length(name) <= 100),
  constraint message_topics_once_sha256_check CHECK (octet_length(once_sha256) = 32)
);
alter table message_topics enable row level security;
alter table message_topics force row level security;
create policy backup_read on message_topics for select to {{backup}} using (true);
create policy office on message_topics for all to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) with check ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy owner_all on message_topics for all to {{owner}} using (true) with check (true);
create policy signed_in on message_topics for select to {{resident}} using ((( SELECT current_login_id() AS current_login_id)) IS NOT NULL);
create policy worker_all on message_topics for all to {{worker}} using (true) with check (true);
grant select on message_topics to {{backup}};
grant select on message_topics to {{resident}};
grant insert, select, update on message_topics to {{staff}};
grant select on message_topics to {{worker}};

create table messages (
  id uuid not null default gen_random_uuid(),
  thread_id uuid not null,
  author text not null,
  author_login_id uuid,
  channel text not null,
  body text not null,
  full_body text,
  left_out text[] not null default '{}'::text[],
  once_sha256 bytea,
  created_at timestamp with time zone not null default clock_now(),
  read_at timestamp with time zone,
  constraint messages_pkey PRIMARY KEY (id),
  constraint messages_author_login_id_fkey FOREIGN KEY (author_login_id) REFERENCES logins(id),
  constraint messages_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES message_threads(id),
  constraint messages_author_channel_check CHECK (author = 'office'::text OR channel <> 'mail'::text AND author_login_id IS NOT NULL AND body <> ''::text),
  constraint messages_author_check CHECK (author = ANY (ARRAY['resident'::text, 'office'::text])),
  constraint messages_body_check CHECK (char_length(body) <= 20000),
  constraint messages_channel_check CHECK (channel = ANY (ARRAY['portal'::text, 'mail'::text, 'phone'::text, 'desk'::text, 'letter'::text])),
  constraint messages_full_body_check CHECK (char_length(full_body) <= 200000),
  constraint messages_left_out_check CHECK (cardinality(left_out) <= 50),
  constraint messages_once_sha256_check CHECK (octet_length(once_sha256) = 32),
  constraint messages_writer_check CHECK (channel = 'mail'::text OR author_login_id IS NOT NULL)
);
CREATE INDEX messages_author_idx ON messages USING btree (author_login_id, created_at DESC);
CREATE INDEX messages_created_at_idx ON messages USING btree (created_at);
CREATE UNIQUE INDEX messages_once_key ON messages USING btree (author_login_id, once_sha256);
CREATE INDEX messages_thread_id_idx ON messages USING btree (thread_id, created_at);
CREATE INDEX messages_unread_idx ON messages USING btree (thread_id) WHERE ((author = 'office'::text) AND (read_at IS NULL));
CREATE INDEX messages_words_idx ON messages USING gin (message_words(body));
CREATE TRIGGER note_message AFTER INSERT ON messages FOR EACH ROW EXECUTE FUNCTION note_message();
alter table messages enable row level security;
alter table messages force row level security;
create policy backup_read on messages for select to {{backup}} using (true);
create policy office_reads on messages for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy office_writes on messages for insert to {{staff}} with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND author_login_id = (( SELECT current_login_id() AS current_login_id)) AND (author = 'office'::text OR (channel = ANY (ARRAY['phone'::text, 'desk'::text, 'letter'::text]))));
create policy own_answers on messages for update to {{resident}} using (author = 'office'::text AND (thread_id = ANY ((ARRAY( SELECT my_threads() AS my_threads))))) with check (author = 'office'::text);
create policy own_rows on messages for select to {{resident}} using (thread_id = ANY ((ARRAY( SELECT my_threads() AS my_threads))));
create policy own_threads on messages for insert to {{resident}} with check (author = 'resident'::text AND channel = 'portal'::text AND author_login_id = (( SELECT current_login_id() AS current_login_id)) AND (thread_id = ANY ((ARRAY( SELECT my_threads() AS my_threads)))));
create policy owner_all on messages for all to {{owner}} using (true) with check (true);
create policy worker_all on messages for all to {{worker}} using (true) with check (true);
grant select on messages to {{backup}};
grant insert (id, thread_id, author, author_login_id, channel, body, once_sha256), select (id, thread_id, author, author_login_id, channel, body, left_out, once_sha256, created_at, read_at), update (read_at) on messages to {{resident}};
grant insert (id, thread_id, author, author_login_id, channel, body, once_sha256), select on messages to {{staff}};
grant insert, select on messages to {{worker}};

create view meter_settlement_lines with (security_invoker=true) as
 SELECT settlement_id,
    line_no,
    line_kind,
    description,
    meter_id,
    previous_reading,
    current_reading,
    radiator_factor,
    location_factor,
    charged_grosze,
    quantity,
    unit,
    rate,
    should_be_grosze,
    difference_grosze,
    premises_id
   FROM meter_settlement_lines_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on meter_settlement_lines to {{importer}};
grant select on meter_settlement_lines to {{resident}};

create table meter_settlement_lines_versions (
  settlement_id text not null,
  line_no integer not null,
  line_kind text not null,
  description text not null,
  meter_id text,
  previous_reading numeric,
  current_reading numeric,
  radiator_factor numeric,
  location_factor numeric,
  charged_grosze bigint not null,
  quantity numeric not null,
  unit text not null,
  rate numeric not null,
  should_be_grosze bigint not null,
  difference_grosze bigint not null,
  premises_id text not null,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint meter_settlement_lines_versions_pkey PRIMARY KEY (settlement_id, line_no, from_publication),
  constraint meter_settlement_lines_versions_check CHECK (from_publication < to_publication),
  constraint meter_settlement_lines_versions_line_kind_check CHECK (line_kind = ANY (ARRAY['consumption'::text, 'fixedCost'::text, 'variableCost'::text, 'service'::text, 'indicationDifference'::text])),
  constraint meter_settlement_lines_versions_unit_check CHECK (unit = ANY (ARRAY['m2'::text, 'm3'::text, 'person'::text, 'premises'::text, 'device'::text, 'socket'::text, 'share'::text, 'GJ'::text, 'kWh'::text, 'unit'::text, 'month'::text]))
);
CREATE INDEX meter_settlement_lines_closed_idx ON meter_settlement_lines_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
alter table meter_settlement_lines_versions enable row level security;
alter table meter_settlement_lines_versions force row level security;
create policy backup_read on meter_settlement_lines_versions for select to {{backup}} using (true);
create policy importer_all on meter_settlement_lines_versions for all to {{importer}} using (true) with check (true);
create policy own_rows on meter_settlement_lines_versions for select to {{resident}} using ((premises_id = ANY ((ARRAY( SELECT my_premises() AS my_premises)))) AND (settlement_id = ANY ((ARRAY( SELECT s.id
   FROM meter_settlements_versions s
  WHERE s.account_id = ANY ((ARRAY( SELECT my_accounts() AS my_accounts))))))));
create policy owner_all on meter_settlement_lines_versions for all to {{owner}} using (true) with check (true);
grant select on meter_settlement_lines_versions to {{backup}};
grant delete, insert, select, update on meter_settlement_lines_versions to {{importer}};
grant select on meter_settlement_lines_versions to {{resident}};

create view meter_settlements with (security_invoker=true) as
 SELECT id,
    premises_id,
    account_id,
    document_id,
    kind,
    period_from,
    period_to,
    charged_grosze,
    should_be_grosze,
    difference_grosze,
    method
   FROM meter_settlements_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on meter_settlements to {{importer}};
grant select on meter_settlements to {{resident}};

create table meter_settlements_versions (
  id text not null,
  premises_id text not null,
  account_id text not null,
  document_id text,
  kind text not null,
  period_from date not null,
  period_to date not null,
  charged_grosze bigint not null,
  should_be_grosze bigint not null,
  difference_grosze bigint not null,
  method text,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint meter_settlements_versions_pkey PRIMARY KEY (id, from_publication),
  constraint meter_settlements_versions_check CHECK (from_publication < to_publication),
  constraint meter_settlements_versions_kind_check CHECK (kind = ANY (ARRAY['water'::text, 'heat'::text]))
);
CREATE INDEX meter_settlements_account_id_idx ON meter_settlements_versions USING btree (account_id);
CREATE INDEX meter_settlements_closed_idx ON meter_settlements_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
CREATE INDEX meter_settlements_premises_id_idx ON meter_settlements_versions USING btree (premises_id);
alter table meter_settlements_versions enable row level security;
alter table meter_settlements_versions force row level security;
create policy backup_read on meter_settlements_versions for select to {{backup}} using (true);
create policy importer_all on meter_settlements_versions for all to {{importer}} using (true) with check (true);
create policy own_rows on meter_settlements_versions for select to {{resident}} using (account_id = ANY ((ARRAY( SELECT my_accounts() AS my_accounts))));
create policy owner_all on meter_settlements_versions for all to {{owner}} using (true) with check (true);
grant select on meter_settlements_versions to {{backup}};
grant delete, insert, select, update on meter_settlements_versions to {{importer}};
grant select on meter_settlements_versions to {{resident}};

create view meters with (security_invoker=true) as
 SELECT id,
    premises_id,
    kind,
    number,
    location,
    unit,
    installed_on,
    verification_valid_until,
    removed_on,
    replaced_by_meter_id,
    radiator_factor,
    location_factor
   FROM meters_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on meters to {{importer}};
grant select on meters to {{resident}};

create table meters_versions (
  id text not null,
  premises_id text not null,
  kind text not null,
  number text not null,
  location text not null,
  unit text not null,
  installed_on date not null,
  verification_valid_until date,
  removed_on date,
  replaced_by_meter_id text,
  radiator_factor numeric,
  location_factor numeric,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint meters_versions_pkey PRIMARY KEY (id, from_publication),
  constraint meters_versions_check CHECK (from_publication < to_publication),
  constraint meters_versions_kind_check CHECK (kind = ANY (ARRAY['coldWater'::text, 'hotWater'::text, 'heat'::text, 'heatCostAllocator'::text, 'electricity'::text])),
  constraint meters_versions_unit_check CHECK (unit = ANY (ARRAY['m3'::text, 'GJ'::text, 'kWh'::text, 'unit'::text]))
);
CREATE INDEX meters_closed_idx ON meters_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
CREATE INDEX meters_premises_id_idx ON meters_versions USING btree (premises_id);
alter table meters_versions enable row level security;
alter table meters_versions force row level security;
create policy backup_read on meters_versions for select to {{backup}} using (true);
create policy importer_all on meters_versions for all to {{importer}} using (true) with check (true);
create policy own_rows on meters_versions for select to {{resident}} using (premises_id = ANY ((ARRAY( SELECT my_premises() AS my_premises))));
create policy owner_all on meters_versions for all to {{owner}} using (true) with check (true);
grant select on meters_versions to {{backup}};
grant delete, insert, select, update on meters_versions to {{importer}};
grant select on meters_versions to {{resident}};

create table notice_files (
  notice_id text not null,
  from_publication integer not null,
  file_id uuid not null,
  constraint notice_files_pkey PRIMARY KEY (notice_id, from_publication),
  constraint notice_files_file_id_fkey FOREIGN KEY (file_id) REFERENCES stored_files(id)
);
CREATE INDEX notice_files_file_id_idx ON notice_files USING btree (file_id);
CREATE INDEX notice_files_from_publication_idx ON notice_files USING btree (from_publication);
alter table notice_files enable row level security;
alter table notice_files force row level security;
create policy backup_read on notice_files for select to {{backup}} using (true);
create policy importer_all on notice_files for all to {{importer}} using (true) with check (true);
create policy own_rows on notice_files for select to {{resident}} using (notice_id = ANY ((ARRAY( SELECT my_notices() AS my_notices))));
create policy owner_all on notice_files for all to {{owner}} using (true) with check (true);
grant select on notice_files to {{backup}};
grant delete, insert, select on notice_files to {{importer}};
grant select on notice_files to {{resident}};

create view notices with (security_invoker=true) as
 SELECT id,
    party_id,
    kind,
    title,
    issued_on,
    file
   FROM notices_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on notices to {{importer}};
grant select on notices to {{resident}};

create table notices_versions (
  id text not null,
  party_id text not null,
  kind text not null,
  title text not null,
  issued_on date not null,
  file text not null,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint notices_versions_pkey PRIMARY KEY (id, from_publication),
  constraint notices_versions_check CHECK (from_publication < to_publication)
);
CREATE INDEX notices_closed_idx ON notices_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
CREATE INDEX notices_party_id_idx ON notices_versions USING btree (party_id);
alter table notices_versions enable row level security;
alter table notices_versions force row level security;
create policy backup_read on notices_versions for select to {{backup}} using (true);
create policy importer_all on notices_versions for all to {{importer}} using (true) with check (true);
create policy own_rows on notices_versions for select to {{resident}} using (party_id = ANY ((ARRAY( SELECT my_parties() AS my_parties))));
create policy owner_all on notices_versions for all to {{owner}} using (true) with check (true);
grant select on notices_versions to {{backup}};
grant delete, insert, select, update on notices_versions to {{importer}};
grant select on notices_versions to {{resident}};

create table notification_preferences (
  login_id uuid not null,
  topic_id text not null,
  by_email boolean not null,
  changed_at timestamp with time zone not null default clock_now(),
  constraint notification_preferences_pkey PRIMARY KEY (login_id, topic_id),
  constraint notification_preferences_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint notification_preferences_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES notification_topics(id)
);
CREATE INDEX notification_preferences_topic_id_idx ON notification_preferences USING btree (topic_id);
alter table notification_preferences enable row level security;
alter table notification_preferences force row level security;
create policy backup_read on notification_preferences for select to {{backup}} using (true);
create policy own_rows on notification_preferences for all to {{resident}} using (login_id = (( SELECT current_login_id() AS current_login_id))) with check (login_id = (( SELECT current_login_id() AS current_login_id)));
create policy owner_all on notification_preferences for all to {{owner}} using (true) with check (true);
grant select on notification_preferences to {{backup}};
grant insert (login_id, topic_id, by_email), select, update (by_email, changed_at) on notification_preferences to {{resident}};

create table notification_topics (
  id text not null,
  name text not null,
  position integer not null,
  mailed boolean not null,
  by_default boolean not null,
  constraint notification_topics_pkey PRIMARY KEY (id),
  constraint notification_topics_id_check CHECK (id ~ '^[a-z][a-zA-Z]{1,39}$'::text),
  constraint notification_topics_name_check CHECK (char_length(name) >= 1 AND char_length(name) <= 100)
);
alter table notification_topics enable row level security;
alter table notification_topics force row level security;
create policy backup_read on notification_topics for select to {{backup}} using (true);
create policy owner_all on notification_topics for all to {{owner}} using (true) with check (true);
create policy signed_in on notification_topics for select to {{resident}} using ((( SELECT current_login_id() AS current_login_id)) IS NOT NULL);
grant select on notification_topics to {{backup}};
grant select on notification_topics to {{resident}};

create table outgoing_mails (
  id uuid not null default gen_random_uuid(),
  message_id uuid,
  kind text not null,
  state text not null default 'waiting'::text,
  rfc_message_id text,
  attempts integer not null default 0,
  due_at timestamp with time zone not null default clock_now(),
  leased_until timestamp with time zone,
  handed_over_at timestamp with time zone,
  finished_at timestamp with time zone,
  fault text,
  created_at timestamp with time zone not null default clock_now(),
  email_change_id uuid,
  letter_id uuid,
  constraint outgoing_mails_pkey PRIMARY KEY (id),
  constraint outgoing_mails_message_id_kind_key UNIQUE (message_id, kind),
  constraint outgoing_mails_rfc_message_id_key UNIQUE (rfc_message_id),
  constraint outgoing_mails_email_change_id_fkey FOREIGN KEY (email_change_id) REFERENCES email_changes(id) ON DELETE CASCADE,
  constraint outgoing_mails_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id),
  constraint outgoing_mails_about_check CHECK (
CASE
    WHEN kind = ANY (ARRAY['officeMessage'::text, 'copy'::text, 'answerNotice'::text]) THEN message_id IS NOT NULL AND email_change_id IS NULL AND letter_id IS NULL
    WHEN kind = ANY (ARRAY['emailConfirmation'::text, 'emailChanged'::text]) THEN email_change_id IS NOT NULL AND message_id IS NULL AND letter_id IS NULL
    ELSE letter_id IS NOT NULL AND message_id IS NULL AND email_change_id IS NULL
END),
  constraint outgoing_mails_fault_check CHECK (char_length(fault) <= 60),
  constraint outgoing_mails_kind_check CHECK (kind ~ '^[a-z][a-zA-Z]{1,39}$'::text),
  constraint outgoing_mails_rfc_message_id_check CHECK (char_length(rfc_message_id) <= 400),
  constraint outgoing_mails_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'unknown'::text, 'skipped'::text]))
);
CREATE INDEX outgoing_mails_due_idx ON outgoing_mails USING btree (due_at) WHERE (state = ANY (ARRAY['waiting'::text, 'sending'::text]));
CREATE UNIQUE INDEX outgoing_mails_email_change_key ON outgoing_mails USING btree (email_change_id, kind);
CREATE UNIQUE INDEX outgoing_mails_letter_key ON outgoing_mails USING btree (letter_id, kind);
CREATE INDEX outgoing_mails_trouble_idx ON outgoing_mails USING btree (created_at) WHERE (state = ANY (ARRAY['failed'::text, 'unknown'::text]));
alter table outgoing_mails enable row level security;
alter table outgoing_mails force row level security;
create policy auth_mails_links on outgoing_mails for insert to {{auth}} with check (kind = 'startingLink'::text);
create policy backup_read on outgoing_mails for select to {{backup}} using (true);
create policy office on outgoing_mails for all to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) with check ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy own_email_changes on outgoing_mails for select to {{resident}} using (email_change_id = ANY ((ARRAY( SELECT c.id
   FROM email_changes c
  WHERE c.login_id = current_login_id()))));
create policy own_messages on outgoing_mails for insert to {{resident}} with check ((kind = ANY (ARRAY['officeMessage'::text, 'copy'::text])) AND (message_id IN ( SELECT m.id
   FROM messages m
  WHERE m.author_login_id = (( SELECT current_login_id() AS current_login_id)))));
create policy own_rows on outgoing_mails for select to {{resident}} using ((message_id IN ( SELECT m.id
   FROM messages m
  WHERE m.thread_id = ANY ((ARRAY( SELECT my_threads() AS my_threads))))));
create policy owner_all on outgoing_mails for all to {{owner}} using (true) with check (true);
create policy worker_all on outgoing_mails for all to {{worker}} using (true) with check (true);
grant insert (kind, letter_id) on outgoing_mails to {{auth}};
grant select on outgoing_mails to {{backup}};
grant insert (message_id, kind), select (id, message_id, kind, state, email_change_id) on outgoing_mails to {{resident}};
grant insert (message_id, kind, due_at, letter_id), select, update (state, due_at, handed_over_at, finished_at) on outgoing_mails to {{staff}};
grant insert, select, update on outgoing_mails to {{worker}};

create view parties with (security_invoker=true) as
 SELECT id,
    kind,
    first_name,
    name,
    member_number,
    is_member,
    correspondence_address,
    email,
    phone
   FROM parties_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on parties to {{importer}};
grant select on parties to {{resident}};
grant select on parties to {{staff}};

create table parties_versions (
  id text not null,
  kind text not null,
  first_name text,
  name text not null,
  member_number text,
  is_member boolean not null,
  correspondence_address text,
  email text,
  phone text,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint parties_versions_pkey PRIMARY KEY (id, from_publication),
  constraint parties_versions_check CHECK (from_publication < to_publication),
  constraint parties_versions_kind_check CHECK (kind = ANY (ARRAY['person'::text, 'company'::text]))
);
CREATE INDEX parties_closed_idx ON parties_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
CREATE INDEX parties_id_digits_idx ON parties_versions USING btree (digits_key(id));
CREATE INDEX parties_member_digits_idx ON parties_versions USING btree (digits_key(member_number)) WHERE (member_number IS NOT NULL);
CREATE TRIGGER register_terms_dropped AFTER DELETE ON parties_versions REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION drop_register_terms();
CREATE TRIGGER register_terms_noted AFTER INSERT ON parties_versions REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_register_terms();
alter table parties_versions enable row level security;
alter table parties_versions force row level security;
create policy backup_read on parties_versions for select to {{backup}} using (true);
create policy importer_all on parties_versions for all to {{importer}} using (true) with check (true);
create policy office_reads on parties_versions for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'accountant'::text, 'administrator'::text]));
create policy own_rows on parties_versions for select to {{resident}} using (id = ANY ((ARRAY( SELECT my_parties() AS my_parties))));
create policy owner_all on parties_versions for all to {{owner}} using (true) with check (true);
grant select on parties_versions to {{backup}};
grant delete, insert, select, update on parties_versions to {{importer}};
grant select on parties_versions to {{resident}};
grant select on parties_versions to {{staff}};

create table passkeys (
  id uuid not null default gen_random_uuid(),
  login_id uuid not null,
  credential_id bytea not null,
  public_key bytea not null,
  sign_count bigint not null,
  transports text[] not null default '{}'::text[],
  name text not null,
  added_at timestamp with time zone not null default clock_now(),
  last_used_at timestamp with time zone,
  constraint passkeys_pkey PRIMARY KEY (id),
  constraint passkeys_credential_id_key UNIQUE (credential_id),
  constraint passkeys_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint passkeys_credential_id_check CHECK (octet_length(credential_id) >= 1 AND octet_length(credential_id) <= 1023),
  constraint passkeys_name_check CHECK (char_length(name) >= 1 AND char_length(name) <= 60),
  constraint passkeys_public_key_check CHECK (octet_length(public_key) >= 1 AND octet_length(public_key) <= 4000),
  constraint passkeys_sign_count_check CHECK (sign_count >= 0)
);
CREATE INDEX passkeys_login_id_idx ON passkeys USING btree (login_id);
alter table passkeys enable row level security;
alter table passkeys force row level security;
create policy auth_all on passkeys for all to {{auth}} using (true) with check (true);
create policy backup_read on passkeys for select to {{backup}} using (true);
create policy office_reads on passkeys for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy owner_all on passkeys for all to {{owner}} using (true) with check (true);
grant delete, insert, select, update on passkeys to {{auth}};
grant select on passkeys to {{backup}};
grant select (id, login_id, name, added_at, last_used_at) on passkeys to {{staff}};

create table payments_state (
  only_row boolean not null default true,
  revision bigint not null default 0,
  constraint payments_state_pkey PRIMARY KEY (only_row),
  constraint payments_state_only_row_check CHECK (only_row)
);
alter table payments_state enable row level security;
alter table payments_state force row level security;
create policy backup_read on payments_state for select to {{backup}} using (true);
create policy everyone_reads on payments_state for select to {{resident}} using (true);
create policy owner_all on payments_state for all to {{owner}} using (true) with check (true);
grant select on payments_state to {{backup}};
grant select on payments_state to {{resident}};

create view premises with (security_invoker=true) as
 SELECT id,
    building_id,
    staircase,
    number,
    kind,
    floor,
    usable_area_m2,
    heated_area_m2
   FROM premises_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on premises to {{importer}};
grant select on premises to {{resident}};
grant select on premises to {{staff}};

create table premises_versions (
  id text not null,
  building_id text not null,
  staircase text,
  number text not null,
  kind text not null,
  floor text,
  usable_area_m2 numeric not null,
  heated_area_m2 numeric,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint premises_versions_pkey PRIMARY KEY (id, from_publication),
  constraint premises_versions_check CHECK (from_publication < to_publication),
  constraint premises_versions_kind_check CHECK (kind = ANY (ARRAY['dwelling'::text, 'commercial'::text, 'garage'::text, 'parking'::text, 'storage'::text]))
);
CREATE INDEX premises_building_id_idx ON premises_versions USING btree (building_id);
CREATE INDEX premises_closed_idx ON premises_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
CREATE TRIGGER register_terms_dropped AFTER DELETE ON premises_versions REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION drop_register_terms();
CREATE TRIGGER register_terms_noted AFTER INSERT ON premises_versions REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_register_terms();
alter table premises_versions enable row level security;
alter table premises_versions force row level security;
create policy backup_read on premises_versions for select to {{backup}} using (true);
create policy importer_all on premises_versions for all to {{importer}} using (true) with check (true);
create policy office_reads on premises_versions for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) IS NOT NULL);
create policy own_rows on premises_versions for select to {{resident}} using (id = ANY ((ARRAY( SELECT my_premises() AS my_premises))));
create policy owner_all on premises_versions for all to {{owner}} using (true) with check (true);
grant select on premises_versions to {{backup}};
grant delete, insert, select, update on premises_versions to {{importer}};
grant select on premises_versions to {{resident}};
grant select on premises_versions to {{staff}};

create view properties with (security_invoker=true) as
 SELECT id,
    name
   FROM properties_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on properties to {{importer}};
grant select on properties to {{resident}};
grant select on properties to {{staff}};

create table properties_versions (
  id text not null,
  name text not null,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint properties_versions_pkey PRIMARY KEY (id, from_publication),
  constraint properties_versions_check CHECK (from_publication < to_publication)
);
CREATE INDEX properties_closed_idx ON properties_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
alter table properties_versions enable row level security;
alter table properties_versions force row level security;
create policy backup_read on properties_versions for select to {{backup}} using (true);
create policy importer_all on properties_versions for all to {{importer}} using (true) with check (true);
create policy office_reads on properties_versions for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) IS NOT NULL);
create policy owner_all on properties_versions for all to {{owner}} using (true) with check (true);
create policy signed_in on properties_versions for select to {{resident}} using ((( SELECT current_login_id() AS current_login_id)) IS NOT NULL);
grant select on properties_versions to {{backup}};
grant delete, insert, select, update on properties_versions to {{importer}};
grant select on properties_versions to {{resident}};
grant select on properties_versions to {{staff}};

create table publications (
  id integer not null,
  delivery_id uuid not null,
  kind text not null,
  sequence integer not null,
  as_of timestamp with time zone not null,
  published_at timestamp with time zone not null default clock_now(),
  previous_id integer not null,
  rolled_back_at timestamp with time zone,
  pruned_at timestamp with time zone,
  constraint publications_pkey PRIMARY KEY (id),
  constraint publications_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES deliveries(id),
  constraint publications_kind_check CHECK (kind = ANY (ARRAY['full'::text, 'changes'::text]))
);
CREATE INDEX publications_delivery_id_idx ON publications USING btree (delivery_id);
CREATE TRIGGER publications_letters AFTER INSERT ON publications FOR EACH ROW EXECUTE FUNCTION note_letters_available();
alter table publications enable row level security;
alter table publications force row level security;
create policy backup_read on publications for select to {{backup}} using (true);
create policy importer_all on publications for all to {{importer}} using (true) with check (true);
create policy owner_all on publications for all to {{owner}} using (true) with check (true);
create policy staff_reads on publications for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['accountant'::text, 'administrator'::text]));
grant select on publications to {{backup}};
grant insert, select, update on publications to {{importer}};
grant select on publications to {{staff}};

create table published_state (
  only_row boolean not null default true,
  publication_id integer not null,
  as_of timestamp with time zone,
  published_at timestamp with time zone,
  constraint published_state_pkey PRIMARY KEY (only_row),
  constraint published_state_only_row_check CHECK (only_row)
);
alter table published_state enable row level security;
alter table published_state force row level security;
create policy backup_read on published_state for select to {{backup}} using (true);
create policy everyone_reads on published_state for select to {{auth}}, {{resident}}, {{staff}}, {{worker}} using (true);
create policy importer_all on published_state for all to {{importer}} using (true) with check (true);
create policy owner_all on published_state for all to {{owner}} using (true) with check (true);
grant select on published_state to {{auth}};
grant select on published_state to {{backup}};
grant select, update on published_state to {{importer}};
grant select on published_state to {{resident}};
grant select on published_state to {{staff}};
grant select on published_state to {{worker}};

create table publishing_draft_files (
  id uuid not null default gen_random_uuid(),
  draft_id uuid not null,
  role text not null,
  position integer not null,
  title text not null,
  file_id uuid not null,
  added_at timestamp with time zone not null default clock_now(),
  dropped_at timestamp with time zone,
  constraint publishing_draft_files_pkey PRIMARY KEY (id),
  constraint publishing_draft_files_draft_id_fkey FOREIGN KEY (draft_id) REFERENCES publishing_drafts(id) ON DELETE CASCADE,
  constraint publishing_draft_files_file_id_fkey FOREIGN KEY (file_id) REFERENCES stored_files(id),
  constraint publishing_draft_files_position_check CHECK ("position" >= 1 AND "position" <= 99),
  constraint publishing_draft_files_role_check CHECK (role = ANY (ARRAY['main'::text, 'attachment'::text])),
  constraint publishing_draft_files_title_check CHECK (char_length(title) >= 1 AND char_length(title) <= 200)
);
CREATE INDEX publishing_draft_files_draft_id_idx ON publishing_draft_files USING btree (draft_id, "position");
CREATE INDEX publishing_draft_files_file_id_idx ON publishing_draft_files USING btree (file_id);
alter table publishing_draft_files enable row level security;
alter table publishing_draft_files force row level security;
create policy backup_read on publishing_draft_files for select to {{backup}} using (true);
create policy editor_adds on publishing_draft_files for insert to {{staff}} with check (is_publishable_file(file_id) AND may_edit_draft(draft_id));
create policy editor_changes on publishing_draft_files for update to {{staff}} using (may_edit_draft(draft_id)) with check (may_edit_draft(draft_id));
create policy owner_all on publishing_draft_files for all to {{owner}} using (true) with check (true);
create policy staff_reads on publishing_draft_files for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'editor'::text, 'administrator'::text]));
grant select on publishing_draft_files to {{backup}};
grant insert (draft_id, role, "position", title, file_id), select, update ("position", title, dropped_at) on publishing_draft_files to {{staff}};

create table publishing_drafts (
  id uuid not null default gen_random_uuid(),
  kind text not null,
  target_id uuid,
  audience text,
  subject_id text,
  staircase text,
  fields jsonb not null default '{}'::jsonb,
  version integer not null default 1,
  once_sha256 bytea not null,
  created_by uuid not null,
  updated_by uuid not null,
  created_at timestamp with time zone not null default clock_now(),
  updated_at timestamp with time zone not null default clock_now(),
  closed_at timestamp with time zone,
  result_id uuid,
  constraint publishing_drafts_pkey PRIMARY KEY (id),
  constraint publishing_drafts_created_by_once_sha256_key UNIQUE (created_by, once_sha256),
  constraint publishing_drafts_created_by_fkey FOREIGN KEY (created_by) REFERENCES logins(id),
  constraint publishing_drafts_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES logins(id),
  constraint publishing_drafts_audience_check CHECK (audience = ANY (ARRAY['public'::text, 'signedIn'::text, 'members'::text, 'property'::text, 'building'::text, 'staircase'::text, 'premises'::text, 'party'::text])),
  constraint publishing_drafts_check CHECK (audience IS NOT NULL OR subject_id IS NULL AND staircase IS NULL),
  constraint publishing_drafts_check1 CHECK (audience IS NULL OR (subject_id IS NULL) = (audience = ANY (ARRAY['public'::text, 'signedIn'::text, 'members'::text]))),
  constraint publishing_drafts_check2 CHECK (audience IS NULL OR (staircase IS NULL) = (audience <> 'staircase'::text)),
  constraint publishing_drafts_check3 CHECK (result_id IS NULL OR closed_at IS NOT NULL),
  constraint publishing_drafts_check4 CHECK ((kind = 'edition'::text) <= (target_id IS NOT NULL)),
  constraint publishing_drafts_fields_check CHECK (jsonb_typeof(fields) = 'object'::text AND char_length(fields::text) <= 200000),
  constraint publishing_drafts_kind_check CHECK (kind = ANY (ARRAY['announcement'::text, 'document'::text, 'edition'::text])),
  constraint publishing_drafts_once_sha256_check CHECK (octet_length(once_sha256) = 32),
  constraint publishing_drafts_staircase_check CHECK (char_length(staircase) >= 1 AND char_length(staircase) <= 64),
  constraint publishing_drafts_subject_id_check CHECK (char_length(subject_id) >= 1 AND char_length(subject_id) <= 64)
);
CREATE INDEX publishing_drafts_created_by_idx ON publishing_drafts USING btree (created_by);
CREATE INDEX publishing_drafts_open_idx ON publishing_drafts USING btree (kind, updated_at DESC) WHERE (closed_at IS NULL);
CREATE UNIQUE INDEX publishing_drafts_target_key ON publishing_drafts USING btree (target_id) WHERE (closed_at IS NULL);
CREATE INDEX publishing_drafts_updated_by_idx ON publishing_drafts USING btree (updated_by);
alter table publishing_drafts enable row level security;
alter table publishing_drafts force row level security;
create policy backup_read on publishing_drafts for select to {{backup}} using (true);
create policy editor_adds on publishing_drafts for insert to {{staff}} with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['editor'::text, 'administrator'::text])) AND created_by = (( SELECT current_login_id() AS current_login_id)) AND updated_by = (( SELECT current_login_id() AS current_login_id)) AND (audience IS DISTINCT FROM 'party'::text OR (( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text));
create policy editor_changes on publishing_drafts for update to {{staff}} using (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['editor'::text, 'administrator'::text])) AND closed_at IS NULL AND (audience IS DISTINCT FROM 'party'::text OR (( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text)) with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['editor'::text, 'administrator'::text])) AND updated_by = (( SELECT current_login_id() AS current_login_id)) AND (audience IS DISTINCT FROM 'party'::text OR (( SELECT current_staff_role() AS current_staff_role)) = 'administrator'::text));
create policy owner_all on publishing_drafts for all to {{owner}} using (true) with check (true);
create policy staff_reads on publishing_drafts for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'editor'::text, 'administrator'::text]));
grant select on publishing_drafts to {{backup}};
grant insert (id, kind, target_id, audience, subject_id, staircase, fields, once_sha256, created_by, updated_by), select, update (audience, subject_id, staircase, fields, version, updated_by, updated_at, closed_at, result_id) on publishing_drafts to {{staff}};

create table quarantined_mails (
  id uuid not null,
  thread_id uuid,
  reason text not null,
  sender text not null,
  subject text not null,
  body text not null,
  created_at timestamp with time zone not null default clock_now(),
  handled_at timestamp with time zone,
  handled_by uuid,
  handled_as text,
  constraint quarantined_mails_pkey PRIMARY KEY (id),
  constraint quarantined_mails_handled_by_fkey FOREIGN KEY (handled_by) REFERENCES logins(id),
  constraint quarantined_mails_id_fkey FOREIGN KEY (id) REFERENCES incoming_mails(id),
  constraint quarantined_mails_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES message_threads(id),
  constraint quarantined_mails_body_check CHECK (char_length(body) <= 20000),
  constraint quarantined_mails_handled_as_check CHECK (handled_as = ANY (ARRAY['seen'::text, 'note'::text, 'answer'::text])),
  constraint quarantined_mails_reason_check CHECK (reason = ANY (ARRAY['foreignSender'::text, 'notAuthenticated'::text, 'tooLarge'::text, 'unreadable'::text])),
  constraint quarantined_mails_sender_check CHECK (char_length(sender) <= 320),
  constraint quarantined_mails_subject_check CHECK (char_length(subject) <= 300)
);
CREATE INDEX quarantined_mails_handled_by_idx ON quarantined_mails USING btree (handled_by);
CREATE INDEX quarantined_mails_open_idx ON quarantined_mails USING btree (created_at) WHERE (handled_at IS NULL);
CREATE INDEX quarantined_mails_thread_id_idx ON quarantined_mails USING btree (thread_id);
alter table quarantined_mails enable row level security;
alter table quarantined_mails force row level security;
create policy backup_read on quarantined_mails for select to {{backup}} using (true);
create policy office on quarantined_mails for all to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) with check ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy owner_all on quarantined_mails for all to {{owner}} using (true) with check (true);
create policy worker_all on quarantined_mails for all to {{worker}} using (true) with check (true);
grant select on quarantined_mails to {{backup}};
grant select, update (handled_at, handled_by, handled_as) on quarantined_mails to {{staff}};
grant insert, select on quarantined_mails to {{worker}};

create view readings with (security_invoker=true) as
 SELECT id,
    meter_id,
    read_on,
    value,
    kind,
    premises_id
   FROM readings_versions
  WHERE from_publication <= (( SELECT publication_id
           FROM published_state)) AND to_publication > (( SELECT publication_id
           FROM published_state));
grant select on readings to {{importer}};
grant select on readings to {{resident}};

create table readings_versions (
  id text not null,
  meter_id text not null,
  read_on date not null,
  value numeric,
  kind text not null,
  premises_id text not null,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  constraint readings_versions_pkey PRIMARY KEY (id, from_publication),
  constraint readings_versions_check CHECK (from_publication < to_publication),
  constraint readings_versions_kind_check CHECK (kind = ANY (ARRAY['manual'::text, 'remote'::text, 'estimated'::text, 'resident'::text, 'initial'::text, 'final'::text, 'missing'::text]))
);
CREATE INDEX readings_closed_idx ON readings_versions USING btree (to_publication) WHERE (to_publication < 2147483647);
CREATE INDEX readings_meter_id_read_on_idx ON readings_versions USING btree (meter_id, read_on);
alter table readings_versions enable row level security;
alter table readings_versions force row level security;
create policy backup_read on readings_versions for select to {{backup}} using (true);
create policy importer_all on readings_versions for all to {{importer}} using (true) with check (true);
create policy own_rows on readings_versions for select to {{resident}} using ((premises_id = ANY ((ARRAY( SELECT my_premises() AS my_premises)))) AND read_on >= (((( SELECT my_since() AS my_since)) ->> premises_id)::date));
create policy owner_all on readings_versions for all to {{owner}} using (true) with check (true);
grant select on readings_versions to {{backup}};
grant delete, insert, select, update on readings_versions to {{importer}};
grant select on readings_versions to {{resident}};

create table recovery_codes (
  login_id uuid not null,
  code_hash bytea not null,
  made_at timestamp with time zone not null default clock_now(),
  used_at timestamp with time zone,
  constraint recovery_codes_pkey PRIMARY KEY (login_id, code_hash),
  constraint recovery_codes_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint recovery_codes_code_hash_check CHECK (octet_length(code_hash) = 32)
);
alter table recovery_codes enable row level security;
alter table recovery_codes force row level security;
create policy auth_all on recovery_codes for all to {{auth}} using (true) with check (true);
create policy backup_read on recovery_codes for select to {{backup}} using (true);
create policy office_reads on recovery_codes for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy owner_all on recovery_codes for all to {{owner}} using (true) with check (true);
grant delete, insert, select, update on recovery_codes to {{auth}};
grant select on recovery_codes to {{backup}};
grant select (login_id, made_at, used_at) on recovery_codes to {{staff}};

create table register_terms (
  kind text not null,
  term text not null collate "C",
  subject_id text not null,
  from_publication integer not null,
  constraint register_terms_pkey PRIMARY KEY (kind, term, subject_id, from_publication),
  constraint register_terms_kind_check CHECK (kind = ANY (ARRAY['party'::text, 'name'::text, 'member'::text, 'email'::text, 'phone'::text, 'nrb'::text, 'premises'::text, 'street'::text]))
);
CREATE INDEX register_terms_subject_idx ON register_terms USING btree (subject_id, from_publication);
alter table register_terms enable row level security;
alter table register_terms force row level security;
create policy backup_read on register_terms for select to {{backup}} using (true);
create policy office_reads on register_terms for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'accountant'::text, 'administrator'::text]));
create policy owner_all on register_terms for all to {{owner}} using (true) with check (true);
grant select on register_terms to {{backup}};
grant select on register_terms to {{staff}};

create table registration_acceptances (
  registration_id uuid not null,
  edition_id uuid not null,
  accepted_at timestamp with time zone not null default clock_now(),
  constraint registration_acceptances_pkey PRIMARY KEY (registration_id, edition_id),
  constraint registration_acceptances_edition_id_fkey FOREIGN KEY (edition_id) REFERENCES archive_editions(id),
  constraint registration_acceptances_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(id) ON DELETE CASCADE
);
CREATE INDEX registration_acceptances_edition_id_idx ON registration_acceptances USING btree (edition_id);
alter table registration_acceptances enable row level security;
alter table registration_acceptances force row level security;
create policy backup_read on registration_acceptances for select to {{backup}} using (true);
create policy office_reads on registration_acceptances for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy owner_all on registration_acceptances for all to {{owner}} using (true) with check (true);
grant select on registration_acceptances to {{backup}};
grant select on registration_acceptances to {{staff}};

create table registration_challenges (
  token_sha256 bytea not null,
  spent_at timestamp with time zone not null default clock_now(),
  constraint registration_challenges_pkey PRIMARY KEY (token_sha256),
  constraint registration_challenges_token_sha256_check CHECK (octet_length(token_sha256) = 32)
);
CREATE INDEX registration_challenges_spent_at_idx ON registration_challenges USING btree (spent_at);
alter table registration_challenges enable row level security;
alter table registration_challenges force row level security;
create policy auth_all on registration_challenges for all to {{auth}} using (true) with check (true);
create policy backup_read on registration_challenges for select to {{backup}} using (true);
create policy owner_all on registration_challenges for all to {{owner}} using (true) with check (true);
create policy worker_all on registration_challenges for all to {{worker}} using (true) with check (true);
grant delete, insert, select on registration_challenges to {{auth}};
grant select on registration_challenges to {{backup}};
grant delete, select on registration_challenges to {{worker}};

create table registration_events (
  id bigint not null generated always as identity,
  registration_id uuid not null,
  at timestamp with time zone not null default clock_now(),
  actor_login_id uuid,
  kind text not null,
  note text not null default ''::text,
  once_key uuid,
  constraint registration_events_pkey PRIMARY KEY (id),
  constraint registration_events_once_key_key UNIQUE (once_key),
  constraint registration_events_actor_login_id_fkey FOREIGN KEY (actor_login_id) REFERENCES logins(id),
  constraint registration_events_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(id) ON DELETE CASCADE,
  constraint registration_events_kind_check CHECK (kind = ANY (ARRAY['sent'::text, 'sentAgain'::text, 'waiting'::text, 'paperAccepted'::text, 'matched'::text, 'unmatched'::text, 'rejected'::text, 'reopened'::text, 'noted'::text, 'issued'::text])),
  constraint registration_events_note_check CHECK (char_length(note) <= 1000)
);
CREATE INDEX registration_events_actor_login_id_idx ON registration_events USING btree (actor_login_id);
CREATE INDEX registration_events_registration_id_idx ON registration_events USING btree (registration_id, id);
alter table registration_events enable row level security;
alter table registration_events force row level security;
create policy backup_read on registration_events for select to {{backup}} using (true);
create policy office_reads on registration_events for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy office_writes on registration_events for insert to {{staff}} with check (actor_login_id = (( SELECT current_login_id() AS current_login_id)) AND ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])));
create policy owner_all on registration_events for all to {{owner}} using (true) with check (true);
create policy worker_all on registration_events for all to {{worker}} using (true) with check (true);
grant select on registration_events to {{backup}};
grant insert (registration_id, actor_login_id, kind, note, once_key), select on registration_events to {{staff}};
grant select, update (note) on registration_events to {{worker}};

create table registration_letters (
  id uuid not null default gen_random_uuid(),
  registration_id uuid not null,
  kind text not null,
  reject_reason text,
  created_at timestamp with time zone not null default clock_now(),
  constraint registration_letters_pkey PRIMARY KEY (id),
  constraint registration_letters_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES registrations(id) ON DELETE CASCADE,
  constraint registration_letters_check CHECK ((kind = 'registrationRejected'::text) = (reject_reason IS NOT NULL)),
  constraint registration_letters_kind_check CHECK (kind = ANY (ARRAY['registrationReceived'::text, 'registrationRejected'::text, 'registrationReady'::text]))
);
CREATE INDEX registration_letters_registration_id_idx ON registration_letters USING btree (registration_id);
alter table registration_letters enable row level security;
alter table registration_letters force row level security;
create policy backup_read on registration_letters for select to {{backup}} using (true);
create policy office_reads on registration_letters for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy office_writes on registration_letters for insert to {{staff}} with check (kind <> 'registrationReceived'::text AND ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])));
create policy owner_all on registration_letters for all to {{owner}} using (true) with check (true);
create policy worker_reads on registration_letters for select to {{worker}} using (true);
grant select on registration_letters to {{backup}};
grant insert (id, registration_id, kind, reject_reason), select on registration_letters to {{staff}};
grant select on registration_letters to {{worker}};

create table registrations (
  id uuid not null default gen_random_uuid(),
  kind text not null,
  first_name text not null,
  name text not null,
  street text not null,
  flat text not null,
  postal_code text not null,
  city text not null,
  party_number text not null default ''::text,
  email text not null,
  phone text not null,
  state text not null default 'new'::text,
  paper_accepted_on date,
  party_id text,
  matched_at timestamp with time zone,
  login_id uuid,
  issued_at timestamp with time zone,
  reject_reason text,
  first_action_at timestamp with time zone,
  version integer not null default 1,
  changed_at timestamp with time zone not null default clock_now(),
  created_at timestamp with time zone not null default clock_now(),
  anonymised_at timestamp with time zone,
  once_sha256 bytea not null,
  same_sha256 bytea not null,
  search_text text not null generated always as (fold_text(((((((((((first_name || ' '::text) || name) || ' '::text) || street) || ' '::text) || flat) || ' '::text) || email) || ' '::text) || party_number))) stored,
  constraint registrations_pkey PRIMARY KEY (id),
  constraint registrations_once_sha256_key UNIQUE (once_sha256),
  constraint registrations_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id),
  constraint registrations_check CHECK ((party_id IS NULL) = (matched_at IS NULL)),
  constraint registrations_check1 CHECK ((login_id IS NULL) = (issued_at IS NULL)),
  constraint registrations_check2 CHECK ((state = 'rejected'::text) = (reject_reason IS NOT NULL)),
  constraint registrations_check3 CHECK (state <> 'matched'::text OR party_id IS NOT NULL),
  constraint registrations_check4 CHECK (state <> 'issued'::text OR login_id IS NOT NULL),
  constraint registrations_check5 CHECK (anonymised_at IS NOT NULL OR name <> ''::text AND email <> ''::text),
  constraint registrations_city_check CHECK (char_length(city) <= 80),
  constraint registrations_email_check CHECK (char_length(email) <= 254),
  constraint registrations_first_name_check CHECK (char_length(first_name) <= 100),
  constraint registrations_flat_check CHECK (char_length(flat) <= 20),
  constraint registrations_kind_check CHECK (kind = ANY (ARRAY['person'::text, 'company'::text])),
  constraint registrations_name_check CHECK (char_length(name) <= 200),
  constraint registrations_once_sha256_check CHECK (octet_length(once_sha256) = 32),
  constraint registrations_party_id_check CHECK (char_length(party_id) >= 1 AND char_length(party_id) <= 64),
  constraint registrations_party_number_check CHECK (char_length(party_number) <= 30),
  constraint registrations_phone_check CHECK (char_length(phone) <= 20),
  constraint registrations_postal_code_check CHECK (char_length(postal_code) <= 6),
  constraint registrations_reject_reason_check CHECK (reject_reason = ANY (ARRAY['noPaper'::text, 'dataMismatch'::text, 'noRight'::text, 'hasLogin'::text, 'duplicate'::text, 'spam'::text])),
  constraint registrations_same_sha256_check CHECK (octet_length(same_sha256) = 32),
  constraint registrations_state_check CHECK (state = ANY (ARRAY['new'::text, 'waitingForPaper'::text, 'paperAccepted'::text, 'matched'::text, 'issued'::text, 'rejected'::text])),
  constraint registrations_street_check CHECK (char_length(street) <= 120)
);
CREATE INDEX registrations_created_at_idx ON registrations USING btree (created_at, id);
CREATE INDEX registrations_email_idx ON registrations USING btree (lower(email), created_at);
CREATE INDEX registrations_login_id_idx ON registrations USING btree (login_id);
CREATE INDEX registrations_party_id_idx ON registrations USING btree (party_id) WHERE (party_id IS NOT NULL);
CREATE INDEX registrations_queue_idx ON registrations USING btree (state, created_at, id);
CREATE INDEX registrations_same_idx ON registrations USING btree (same_sha256, created_at);
alter table registrations enable row level security;
alter table registrations force row level security;
create policy backup_read on registrations for select to {{backup}} using (true);
create policy office_decides on registrations for update to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) with check ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy office_reads on registrations for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy owner_all on registrations for all to {{owner}} using (true) with check (true);
create policy worker_all on registrations for all to {{worker}} using (true) with check (true);
grant select on registrations to {{backup}};
grant select, update (state, paper_accepted_on, party_id, matched_at, login_id, issued_at, reject_reason, first_action_at, version, changed_at) on registrations to {{staff}};
grant select, update (first_name, name, street, flat, postal_code, city, party_number, email, phone, party_id, matched_at, anonymised_at) on registrations to {{worker}};

create table schema_migrations (
  number integer not null,
  name text not null,
  sha256 text not null,
  breaking boolean not null,
  applied_at timestamp with time zone not null default now(),
  constraint schema_migrations_pkey PRIMARY KEY (number)
);
alter table schema_migrations enable row level security;
alter table schema_migrations force row level security;
create policy backup_read on schema_migrations for select to {{backup}} using (true);
create policy owner_all on schema_migrations for all to {{owner}} using (true) with check (true);
grant select on schema_migrations to {{backup}};

create table sealed_sheets (
  job_id uuid not null,
  position integer not null,
  party_id text not null,
  person_name text not null,
  premises_id text not null,
  premises_label text not null,
  place_label text not null default ''::text,
  login_id uuid,
  state text not null default 'waiting'::text,
  sealed bytea,
  sealed_at timestamp with time zone,
  created_at timestamp with time zone not null default clock_now(),
  constraint sealed_sheets_pkey PRIMARY KEY (job_id, "position"),
  constraint sealed_sheets_job_id_fkey FOREIGN KEY (job_id) REFERENCES jobs(id) ON DELETE CASCADE,
  constraint sealed_sheets_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint sealed_sheets_check CHECK ((state = 'issued'::text) = (sealed IS NOT NULL) AND (sealed IS NULL) = (sealed_at IS NULL) AND (sealed IS NULL OR login_id IS NOT NULL)),
  constraint sealed_sheets_person_name_check CHECK (char_length(person_name) >= 1 AND char_length(person_name) <= 300),
  constraint sealed_sheets_place_label_check CHECK (char_length(place_label) <= 300),
  constraint sealed_sheets_position_check CHECK ("position" > 0),
  constraint sealed_sheets_premises_label_check CHECK (char_length(premises_label) <= 300),
  constraint sealed_sheets_sealed_check CHECK (octet_length(sealed) <= 2000),
  constraint sealed_sheets_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'issued'::text, 'skipped'::text]))
);
CREATE INDEX sealed_sheets_created_at_idx ON sealed_sheets USING btree (created_at);
CREATE INDEX sealed_sheets_login_id_idx ON sealed_sheets USING btree (login_id);
alter table sealed_sheets enable row level security;
alter table sealed_sheets force row level security;
create policy auth_reads on sealed_sheets for select to {{auth}} using (true);
create policy auth_seals on sealed_sheets for update to {{auth}} using (state = 'waiting'::text) with check (state = ANY (ARRAY['issued'::text, 'skipped'::text]));
create policy backup_read on sealed_sheets for select to {{backup}} using (true);
create policy has_printed on sealed_sheets for delete to {{staff}} using (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND (job_id = ANY ((ARRAY( SELECT my_jobs() AS my_jobs)))));
create policy orders_printing on sealed_sheets for insert to {{staff}} with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND (job_id = ANY ((ARRAY( SELECT my_jobs() AS my_jobs)))) AND state = 'waiting'::text);
create policy own_printing on sealed_sheets for select to {{staff}} using (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND (job_id = ANY ((ARRAY( SELECT my_jobs() AS my_jobs)))));
create policy owner_all on sealed_sheets for all to {{owner}} using (true) with check (true);
create policy worker_removes on sealed_sheets for all to {{worker}} using (true) with check (false);
grant select, update (login_id, state, sealed, sealed_at) on sealed_sheets to {{auth}};
grant select on sealed_sheets to {{backup}};
grant delete, insert (job_id, "position", party_id, person_name, premises_id, premises_label, place_label, login_id), select on sealed_sheets to {{staff}};
grant delete, select (job_id, sealed_at, created_at) on sealed_sheets to {{worker}};

create table sessions (
  token_sha256 bytea not null,
  id uuid not null default gen_random_uuid(),
  login_id uuid not null,
  purpose text not null,
  created_at timestamp with time zone not null default clock_now(),
  last_seen_at timestamp with time zone not null default clock_now(),
  idle_minutes integer not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  proved_at timestamp with time zone not null default clock_now(),
  previous_sign_in_at timestamp with time zone,
  browser text not null default ''::text,
  factor text,
  sealed_enrolment bytea,
  challenge text,
  constraint sessions_pkey PRIMARY KEY (token_sha256),
  constraint sessions_id_key UNIQUE (id),
  constraint sessions_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint sessions_browser_check CHECK (char_length(browser) <= 80),
  constraint sessions_challenge_check CHECK (char_length(challenge) <= 100),
  constraint sessions_factor_check CHECK (factor = ANY (ARRAY['totp'::text, 'passkey'::text, 'recoveryCode'::text])),
  constraint sessions_idle_minutes_check CHECK (idle_minutes >= 1 AND idle_minutes <= 120),
  constraint sessions_purpose_check CHECK (purpose = ANY (ARRAY['full'::text, 'setPassword'::text, 'secondFactor'::text])),
  constraint sessions_token_sha256_check CHECK (octet_length(token_sha256) = 32)
);
CREATE INDEX sessions_expires_at_idx ON sessions USING btree (expires_at);
CREATE INDEX sessions_login_id_idx ON sessions USING btree (login_id);
alter table sessions enable row level security;
alter table sessions force row level security;
create policy auth_all on sessions for all to {{auth}} using (true) with check (true);
create policy backup_read on sessions for select to {{backup}} using (true);
create policy office_reads on sessions for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy own_rows on sessions for select to {{resident}}, {{staff}} using (login_id = (( SELECT current_login_id() AS current_login_id)));
create policy owner_all on sessions for all to {{owner}} using (true) with check (true);
grant delete, insert, select, update on sessions to {{auth}};
grant select on sessions to {{backup}};
grant select (id, login_id, purpose, created_at, last_seen_at, idle_minutes, expires_at, ended_at, previous_sign_in_at, browser) on sessions to {{resident}};
grant select (id, login_id, purpose, created_at, last_seen_at, idle_minutes, expires_at, ended_at, previous_sign_in_at, browser) on sessions to {{staff}};

create table set_aside_indexes (
  name text not null,
  table_name text not null,
  definition text not null,
  primary_key boolean not null,
  constraint set_aside_indexes_pkey PRIMARY KEY (name)
);
alter table set_aside_indexes enable row level security;
alter table set_aside_indexes force row level security;
create policy backup_read on set_aside_indexes for select to {{backup}} using (true);
create policy owner_all on set_aside_indexes for all to {{owner}} using (true) with check (true);
grant select on set_aside_indexes to {{backup}};

create table setup_links (
  only_row boolean not null default true,
  secret_sha256 bytea not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint setup_links_pkey PRIMARY KEY (only_row),
  constraint setup_links_only_row_check CHECK (only_row),
  constraint setup_links_secret_sha256_check CHECK (octet_length(secret_sha256) = 32)
);
alter table setup_links enable row level security;
alter table setup_links force row level security;
create policy auth_all on setup_links for all to {{auth}} using (true) with check (true);
create policy backup_read on setup_links for select to {{backup}} using (true);
create policy owner_all on setup_links for all to {{owner}} using (true) with check (true);
grant insert, select, update on setup_links to {{auth}};
grant select on setup_links to {{backup}};

create table sign_ins (
  id bigint not null generated always as identity,
  login_id uuid not null,
  at timestamp with time zone not null default clock_now(),
  outcome text not null,
  browser text not null default ''::text,
  constraint sign_ins_pkey PRIMARY KEY (id),
  constraint sign_ins_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint sign_ins_browser_check CHECK (char_length(browser) <= 80),
  constraint sign_ins_outcome_check CHECK (outcome = ANY (ARRAY['success'::text, 'wrongPassword'::text, 'locked'::text, 'passwordOnly'::text, 'wrongFactor'::text]))
);
CREATE INDEX sign_ins_at_idx ON sign_ins USING btree (at);
CREATE INDEX sign_ins_login_id_idx ON sign_ins USING btree (login_id, at DESC);
alter table sign_ins enable row level security;
alter table sign_ins force row level security;
create policy auth_all on sign_ins for all to {{auth}} using (true) with check (true);
create policy backup_read on sign_ins for select to {{backup}} using (true);
create policy office_reads on sign_ins for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy own_rows on sign_ins for select to {{resident}}, {{staff}} using (login_id = (( SELECT current_login_id() AS current_login_id)));
create policy owner_all on sign_ins for all to {{owner}} using (true) with check (true);
grant delete, insert, select on sign_ins to {{auth}};
grant select on sign_ins to {{backup}};
grant select on sign_ins to {{resident}};
grant select on sign_ins to {{staff}};

create table starting_codes (
  login_id uuid not null,
  code_hash text not null,
  issued_at timestamp with time zone not null default clock_now(),
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint starting_codes_pkey PRIMARY KEY (login_id),
  constraint starting_codes_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint starting_codes_check CHECK (expires_at > issued_at)
);
alter table starting_codes enable row level security;
alter table starting_codes force row level security;
create policy auth_all on starting_codes for all to {{auth}} using (true) with check (true);
create policy backup_read on starting_codes for select to {{backup}} using (true);
create policy office_reads on starting_codes for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy owner_all on starting_codes for all to {{owner}} using (true) with check (true);
grant delete, insert, select, update on starting_codes to {{auth}};
grant select on starting_codes to {{backup}};
grant select (login_id, issued_at, expires_at, used_at) on starting_codes to {{staff}};

create table starting_links (
  id uuid not null default gen_random_uuid(),
  login_id uuid,
  asked_by uuid,
  once_sha256 bytea not null,
  token_sha256 bytea,
  created_at timestamp with time zone not null default clock_now(),
  expires_at timestamp with time zone,
  used_at timestamp with time zone,
  cancelled_at timestamp with time zone,
  constraint starting_links_pkey PRIMARY KEY (id),
  constraint starting_links_once_sha256_key UNIQUE (once_sha256),
  constraint starting_links_token_sha256_key UNIQUE (token_sha256),
  constraint starting_links_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES logins(id),
  constraint starting_links_check CHECK ((token_sha256 IS NULL) = (expires_at IS NULL)),
  constraint starting_links_once_sha256_check CHECK (octet_length(once_sha256) = 32),
  constraint starting_links_token_sha256_check CHECK (octet_length(token_sha256) = 32)
);
CREATE INDEX starting_links_asked_by_idx ON starting_links USING btree (asked_by);
CREATE INDEX starting_links_created_at_idx ON starting_links USING btree (created_at);
CREATE INDEX starting_links_login_id_idx ON starting_links USING btree (login_id, created_at DESC);
alter table starting_links enable row level security;
alter table starting_links force row level security;
create policy auth_all on starting_links for all to {{auth}} using (true) with check (true);
create policy backup_read on starting_links for select to {{backup}} using (true);
create policy office_reads on starting_links for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy owner_all on starting_links for all to {{owner}} using (true) with check (true);
grant insert (login_id, asked_by, once_sha256), select, update (used_at, cancelled_at) on starting_links to {{auth}};
grant select on starting_links to {{backup}};
grant select (id, login_id, asked_by, created_at, expires_at, used_at, cancelled_at) on starting_links to {{staff}};

create table statement_files (
  id uuid not null default gen_random_uuid(),
  name text not null,
  sha256 text not null,
  source text not null,
  uploaded_by uuid,
  once_sha256 bytea,
  received_at timestamp with time zone not null default clock_now(),
  state text not null default 'waiting'::text,
  finished_at timestamp with time zone,
  content bytea,
  report jsonb not null default '{}'::jsonb,
  constraint statement_files_pkey PRIMARY KEY (id),
  constraint statement_files_once_sha256_key UNIQUE (once_sha256),
  constraint statement_files_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES logins(id),
  constraint statement_files_check CHECK ((source = 'office'::text) = (uploaded_by IS NOT NULL)),
  constraint statement_files_check1 CHECK (content IS NULL OR state = 'waiting'::text),
  constraint statement_files_content_check CHECK (octet_length(content) <= 16777216),
  constraint statement_files_name_check CHECK (char_length(name) >= 1 AND char_length(name) <= 200),
  constraint statement_files_once_sha256_check CHECK (octet_length(once_sha256) = 32),
  constraint statement_files_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'::text),
  constraint statement_files_source_check CHECK (source = ANY (ARRAY['office'::text, 'inbox'::text, 'command'::text])),
  constraint statement_files_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'read'::text, 'unchanged'::text, 'rejected'::text, 'failed'::text]))
);
CREATE INDEX statement_files_received_at_idx ON statement_files USING btree (received_at DESC);
CREATE INDEX statement_files_uploaded_by_idx ON statement_files USING btree (uploaded_by);
alter table statement_files enable row level security;
alter table statement_files force row level security;
create policy backup_read on statement_files for select to {{backup}} using (true);
create policy importer_all on statement_files for all to {{importer}} using (true) with check (true);
create policy office_hands_in on statement_files for insert to {{staff}} with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['accountant'::text, 'administrator'::text])) AND source = 'office'::text AND uploaded_by = (( SELECT current_login_id() AS current_login_id)) AND state = 'waiting'::text);
create policy office_reads on statement_files for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['accountant'::text, 'administrator'::text]));
create policy owner_all on statement_files for all to {{owner}} using (true) with check (true);
grant select on statement_files to {{backup}};
grant delete, insert, select, update on statement_files to {{importer}};
grant insert (id, name, sha256, source, uploaded_by, once_sha256, content), select (id, name, sha256, source, uploaded_by, once_sha256, received_at, state, finished_at, report) on statement_files to {{staff}};

create table stored_files (
  id uuid not null default gen_random_uuid(),
  name text not null,
  content_type text not null,
  size_bytes integer not null,
  sha256 text not null,
  content bytea not null storage external,
  created_at timestamp with time zone not null default clock_now(),
  constraint stored_files_pkey PRIMARY KEY (id),
  constraint stored_files_check CHECK (octet_length(content) = size_bytes),
  constraint stored_files_content_type_check CHECK (char_length(content_type) <= 100),
  constraint stored_files_name_check CHECK (char_length(name) >= 1 AND char_length(name) <= 200),
  constraint stored_files_sha256_check CHECK (sha256 ~ '^[0-9a-f]{64}$'::text),
  constraint stored_files_size_bytes_check CHECK (size_bytes >= 0 AND size_bytes <= 52428800)
);
CREATE INDEX stored_files_sha256_idx ON stored_files USING btree (sha256);
alter table stored_files enable row level security;
alter table stored_files force row level security;
create policy announcement_files on stored_files for select to {{resident}} using (id = ANY ((ARRAY( SELECT my_announcement_files() AS my_announcement_files))));
create policy archive_reads on stored_files for select to {{resident}} using ((id IN ( SELECT my_archive_files() AS my_archive_files)));
create policy backup_read on stored_files for select to {{backup}} using (true);
create policy importer_all on stored_files for all to {{importer}} using (true) with check (true);
create policy letter_reads on stored_files for select to {{resident}} using (id = ANY ((ARRAY( SELECT my_letter_files() AS my_letter_files))));
create policy office_message_files on stored_files for select to {{staff}} using (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND is_message_file(id));
create policy office_reads_announcements on stored_files for select to {{staff}} using (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'editor'::text, 'administrator'::text])) AND (id IN ( SELECT announcement_attachments.file_id
   FROM announcement_attachments)));
create policy office_reads_archive on stored_files for select to {{staff}} using (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'editor'::text, 'administrator'::text])) AND ((id IN ( SELECT archive_editions.file_id
   FROM archive_editions)) OR (id IN ( SELECT archive_attachments.file_id
   FROM archive_attachments))));
create policy office_reads_drafts on stored_files for select to {{staff}} using (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'editor'::text, 'administrator'::text])) AND (id IN ( SELECT publishing_draft_files.file_id
   FROM publishing_draft_files)));
create policy own_message_files on stored_files for select to {{resident}} using (id = ANY ((ARRAY( SELECT my_message_files() AS my_message_files))));
create policy owner_all on stored_files for all to {{owner}} using (true) with check (true);
create policy resident_adds on stored_files for insert to {{resident}} with check ((( SELECT current_login_id() AS current_login_id)) IS NOT NULL);
create policy staff_adds on stored_files for insert to {{staff}} with check ((( SELECT current_staff_role() AS current_staff_role)) IS NOT NULL);
create policy worker_all on stored_files for all to {{worker}} using (true) with check (true);
grant select on stored_files to {{backup}};
grant insert, select on stored_files to {{importer}};
grant insert, select on stored_files to {{resident}};
grant insert, select on stored_files to {{staff}};
grant delete, insert, select on stored_files to {{worker}};

create table thread_label_links (
  thread_id uuid not null,
  label_id uuid not null,
  constraint thread_label_links_pkey PRIMARY KEY (thread_id, label_id),
  constraint thread_label_links_label_id_fkey FOREIGN KEY (label_id) REFERENCES thread_labels(id) ON DELETE CASCADE,
  constraint thread_label_links_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES message_threads(id)
);
CREATE INDEX thread_label_links_label_id_idx ON thread_label_links USING btree (label_id);
alter table thread_label_links enable row level security;
alter table thread_label_links force row level security;
create policy backup_read on thread_label_links for select to {{backup}} using (true);
create policy office_adds on thread_label_links for insert to {{staff}} with check ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy office_reads on thread_label_links for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy office_removes on thread_label_links for delete to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy owner_all on thread_label_links for all to {{owner}} using (true) with check (true);
grant select on thread_label_links to {{backup}};
grant delete, insert, select on thread_label_links to {{staff}};

create table thread_labels (
  id uuid not null default gen_random_uuid(),
  name text not null,
  created_at timestamp with time zone not null default clock_now(),
  constraint thread_labels_pkey PRIMARY KEY (id),
  constraint thread_labels_name_check CHECK (char_length(name) >= 1 AND char_length(name) <= 40 AND name = btrim(name))
);
CREATE UNIQUE INDEX thread_labels_name_key ON thread_labels USING btree (lower(name));
alter table thread_labels enable row level security;
alter table thread_labels force row level security;
create policy backup_read on thread_labels for select to {{backup}} using (true);
create policy office_adds on thread_labels for insert to {{staff}} with check ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy office_changes on thread_labels for update to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) with check ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy office_reads on thread_labels for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy office_removes on thread_labels for delete to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy owner_all on thread_labels for all to {{owner}} using (true) with check (true);
grant select on thread_labels to {{backup}};
grant delete, insert (id, name), select, update (name) on thread_labels to {{staff}};

create table thread_notes (
  id uuid not null default gen_random_uuid(),
  thread_id uuid not null,
  author_login_id uuid not null,
  kind text not null,
  to_login_id uuid,
  body text not null,
  once_sha256 bytea,
  created_at timestamp with time zone not null default clock_now(),
  constraint thread_notes_pkey PRIMARY KEY (id),
  constraint thread_notes_author_login_id_fkey FOREIGN KEY (author_login_id) REFERENCES logins(id),
  constraint thread_notes_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES message_threads(id),
  constraint thread_notes_to_login_id_fkey FOREIGN KEY (to_login_id) REFERENCES logins(id),
  constraint thread_notes_body_check CHECK (char_length(body) >= 1 AND char_length(body) <= 21000),
  constraint thread_notes_check CHECK ((kind = 'handOver'::text) = (to_login_id IS NOT NULL)),
  constraint thread_notes_kind_check CHECK (kind = ANY (ARRAY['note'::text, 'handOver'::text, 'mail'::text])),
  constraint thread_notes_once_sha256_check CHECK (octet_length(once_sha256) = 32)
);
CREATE UNIQUE INDEX thread_notes_once_key ON thread_notes USING btree (author_login_id, once_sha256);
CREATE INDEX thread_notes_thread_id_idx ON thread_notes USING btree (thread_id, created_at);
CREATE INDEX thread_notes_to_login_id_idx ON thread_notes USING btree (to_login_id);
CREATE INDEX thread_notes_words_idx ON thread_notes USING gin (message_words(body));
alter table thread_notes enable row level security;
alter table thread_notes force row level security;
create policy backup_read on thread_notes for select to {{backup}} using (true);
create policy office_reads on thread_notes for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy own_notes on thread_notes for insert to {{staff}} with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND author_login_id = (( SELECT current_login_id() AS current_login_id)));
create policy owner_all on thread_notes for all to {{owner}} using (true) with check (true);
grant select on thread_notes to {{backup}};
grant insert (id, thread_id, author_login_id, kind, to_login_id, body, once_sha256), select on thread_notes to {{staff}};

create table throttle_buckets (
  bucket_sha256 bytea not null,
  failures integer not null default 0,
  blocked_until timestamp with time zone not null default '-infinity'::timestamp with time zone,
  day date not null,
  day_attempts integer not null default 0,
  updated_at timestamp with time zone not null default clock_now(),
  constraint throttle_buckets_pkey PRIMARY KEY (bucket_sha256),
  constraint throttle_buckets_bucket_sha256_check CHECK (octet_length(bucket_sha256) = 32),
  constraint throttle_buckets_failures_check CHECK (failures >= 0)
);
CREATE INDEX throttle_buckets_updated_at_idx ON throttle_buckets USING btree (updated_at);
alter table throttle_buckets enable row level security;
alter table throttle_buckets force row level security;
create policy auth_all on throttle_buckets for all to {{auth}} using (true) with check (true);
create policy backup_read on throttle_buckets for select to {{backup}} using (true);
create policy owner_all on throttle_buckets for all to {{owner}} using (true) with check (true);
grant delete, insert, select, update on throttle_buckets to {{auth}};
grant select on throttle_buckets to {{backup}};

create table totp_factors (
  login_id uuid not null,
  sealed_secret bytea not null,
  last_step bigint not null,
  added_at timestamp with time zone not null default clock_now(),
  last_used_at timestamp with time zone not null default clock_now(),
  constraint totp_factors_pkey PRIMARY KEY (login_id),
  constraint totp_factors_login_id_fkey FOREIGN KEY (login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint totp_factors_sealed_secret_check CHECK (octet_length(sealed_secret) >= 30 AND octet_length(sealed_secret) <= 200)
);
alter table totp_factors enable row level security;
alter table totp_factors force row level security;
create policy auth_all on totp_factors for all to {{auth}} using (true) with check (true);
create policy backup_read on totp_factors for select to {{backup}} using (true);
create policy office_reads on totp_factors for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy owner_all on totp_factors for all to {{owner}} using (true) with check (true);
grant delete, insert, select, update on totp_factors to {{auth}};
grant select on totp_factors to {{backup}};
grant select (login_id, added_at, last_used_at) on totp_factors to {{staff}};

create table view_sessions (
  token_sha256 bytea not null,
  id uuid not null default gen_random_uuid(),
  session_sha256 bytea not null,
  staff_login_id uuid not null,
  subject_login_id uuid not null,
  reason text not null,
  started_at timestamp with time zone not null default clock_now(),
  ends_at timestamp with time zone not null default (clock_now() + '00:30:00'::interval),
  ended_at timestamp with time zone,
  constraint view_sessions_pkey PRIMARY KEY (token_sha256),
  constraint view_sessions_id_key UNIQUE (id),
  constraint view_sessions_staff_login_id_fkey FOREIGN KEY (staff_login_id) REFERENCES logins(id),
  constraint view_sessions_subject_login_id_fkey FOREIGN KEY (subject_login_id) REFERENCES logins(id) ON DELETE CASCADE,
  constraint view_sessions_reason_check CHECK (reason = ANY (ARRAY['residentAsks'::text, 'complaint'::text, 'answering'::text, 'checkingData'::text, 'technicalFault'::text])),
  constraint view_sessions_session_sha256_check CHECK (octet_length(session_sha256) = 32),
  constraint view_sessions_token_sha256_check CHECK (octet_length(token_sha256) = 32)
);
CREATE INDEX view_sessions_open_idx ON view_sessions USING btree (ends_at) WHERE (ended_at IS NULL);
CREATE INDEX view_sessions_staff_idx ON view_sessions USING btree (staff_login_id, started_at DESC);
CREATE INDEX view_sessions_subject_idx ON view_sessions USING btree (subject_login_id, started_at DESC);
alter table view_sessions enable row level security;
alter table view_sessions force row level security;
create policy backup_read on view_sessions for select to {{backup}} using (true);
create policy office_ends on view_sessions for update to {{staff}} using (staff_login_id = (( SELECT current_login_id() AS current_login_id)) AND ended_at IS NULL) with check (staff_login_id = (( SELECT current_login_id() AS current_login_id)));
create policy office_reads on view_sessions for select to {{staff}} using ((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text]));
create policy office_starts on view_sessions for insert to {{staff}} with check (((( SELECT current_staff_role() AS current_staff_role)) = ANY (ARRAY['clerk'::text, 'administrator'::text])) AND staff_login_id = (( SELECT current_login_id() AS current_login_id)) AND session_sha256 = decode(current_setting('ebok.session'::text, true), 'hex'::text) AND (EXISTS ( SELECT
   FROM logins l
  WHERE l.id = view_sessions.subject_login_id AND l.kind = 'resident'::text AND l.locked_at IS NULL)));
create policy owner_all on view_sessions for all to {{owner}} using (true) with check (true);
grant select on view_sessions to {{backup}};
grant insert (token_sha256, session_sha256, staff_login_id, subject_login_id, reason), select (id, staff_login_id, subject_login_id, reason, started_at, ends_at, ended_at), update (ended_at) on view_sessions to {{staff}};

create function accept_as_registered(asked_id uuid) returns void
  language sql volatile security definer set search_path={{schema}}, pg_temp
as $$
  insert into archive_acceptances (edition_id, login_id, accepted_at)
  select a.edition_id, r.login_id, a.accepted_at
    from registrations r join registration_acceptances a on a.registration_id = r.id
   where r.id = asked_id and r.login_id is not null and current_staff_role() in ('clerk', 'administrator')
  on conflict do nothing
$$;
grant execute on function accept_as_registered to {{staff}};

create function acceptance_counts(asked uuid[]) returns TABLE(edition_id uuid, accepted integer)
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
begin
  if current_staff_role() is null or current_staff_role() not in ('clerk', 'editor', 'administrator') then
    return;
  end if;
  return query
    select e, (select count(*)::int from archive_acceptances a where a.edition_id = e) from unnest(asked) e;
end $$;
grant execute on function acceptance_counts to {{staff}};

create function add_staff_account(asked_name text, asked_display_name text, asked_role text, asked_code_hash text, asked_days integer, asked_once_sha256 bytea, OUT outcome text, OUT id uuid, OUT expires_at timestamp with time zone) returns record
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
begin
  perform one_staff_change();
  if current_staff_role() is distinct from 'administrator' then
    outcome := 'forbidden';
    return;
  end if;
  select l.id into id from logins l where l.change_once_sha256 = asked_once_sha256;
  if id is not null then
    outcome := 'repeated';
    return;
  elsif not recently_proved() then
    outcome := 'proofNeeded';
    return;
  end if;
  insert into logins (name, kind, staff_role, display_name, change_once_sha256)
    values (asked_name, 'staff', asked_role, asked_display_name, asked_once_sha256)
    on conflict do nothing returning logins.id into id;
  if id is null then
    outcome := 'taken';
    return;
  end if;
  insert into starting_codes (login_id, code_hash, expires_at)
    values (id, asked_code_hash, clock_now() + make_interval(days => asked_days)) returning starting_codes.expires_at into expires_at;
  insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details) values
    ('staff', current_login_id(), 'login.created', id, jsonb_build_object('kind', 'staff', 'role', asked_role)),
    ('staff', current_login_id(), 'login.codeIssued', id, '{}');
  outcome := 'made';
end $$;
grant execute on function add_staff_account to {{staff}};

create function address_key(value text) returns text
  language sql immutable set search_path={{schema}}, pg_temp
as $$ select regexp_replace(regexp_replace(fold_text(value), '^\s*(ulica|ul|aleja|aleje|al|osiedle|os|plac|pl)[. ]\s*', ''), '[^a-z0-9/]', '', 'g') $$;

create function analyze_facts(resources text[]) returns void
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare t text;
begin
  for t in select c.relname from pg_class c
            where c.relnamespace = '{{schema}}'::regnamespace and c.relkind = 'r'
              and c.relname = any (select r || '_versions' from unnest(resources) r) loop
    execute format('analyze %I', t);
  end loop;
end $$;
grant execute on function analyze_facts to {{importer}};

create function announcement_notice_address(asked uuid) returns text
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select verified_email_of(n.login_id)
    from announcement_notices n join announcements a on a.id = n.announcement_id
   where n.id = asked and a.withdrawn_at is null and a.visible_from <= today() and coalesce(a.visible_to, 'infinity') >= today()
     and wants_mail(n.login_id, 'announcement')
     and n.login_id in (select audience_logins(a.audience, a.subject_id, a.staircase))
$$;
grant execute on function announcement_notice_address to {{worker}};

create function announcement_read_counts(asked uuid[]) returns TABLE(announcement_id uuid, readers integer, readers_of_newest integer)
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
begin
  if current_staff_role() is null or current_staff_role() not in ('clerk', 'editor', 'administrator') then
    return;
  end if;
  return query
    select a.id, count(distinct r.login_id)::int, (count(distinct r.login_id) filter (where r.version >= a.notable_version))::int
      from announcements a left join announcement_reads r on r.announcement_id = a.id
     where a.id = any (asked) group by a.id;
end $$;
grant execute on function announcement_read_counts to {{staff}};

create function apply_bank_account_change(asked_job uuid) returns text
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare
  change bank_account_changes%rowtype;
begin
  select c.* into change
    from jobs j join bank_account_changes c on c.id::text = j.params ->> 'change' and c.asked_by = j.requested_by
   where j.id = asked_job and j.kind = 'bankAccountsChange' and j.state = 'running' and j.approved_at is not null and j.refused_at is null
     for update of c;
  if not found then
    raise exception 'no second person approved this change' using errcode = 'insufficient_privilege';
  end if;
  if change.applied_at is not null then
    return 'applied';
  end if;
  perform pg_advisory_xact_lock(hashtext('cooperative_bank_accounts'), hashtext(current_schema()));
  if bank_accounts_now() <> change.before then
    return 'stale';
  end if;
  delete from cooperative_bank_accounts;
  insert into cooperative_bank_accounts (position, label, nrb)
    select e.place, e.row ->> 'label', e.row ->> 'nrb' from jsonb_array_elements(change.after) with ordinality as e(row, place);
  update bank_account_changes set applied_at = clock_now() where id = change.id;
  insert into audit_events (actor_kind, action, details)
    values ('system', 'settings.bankAccountsChanged', jsonb_build_object('change', change.id, 'job', asked_job));
  return 'applied';
end $$;
grant execute on function apply_bank_account_change to {{worker}};

create function ask_email_change(asked_email text, asked_once_sha256 bytea) returns text
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare
  me uuid := current_login_id();
  made uuid;
begin
  if me is null or not recently_proved() then
    return 'proofNeeded';
  end if;
  -- One form at a time: what the limits count stays true.
  perform pg_advisory_xact_lock(hashtext(current_schema() || '.email_changes'), hashtext(me::text));
  if exists (select from email_changes where login_id = me and once_sha256 = asked_once_sha256) then
    return 'sent';
  elsif lower(asked_email) = lower(verified_email_of(me)) then
    return 'same';
  elsif (select count(*) from email_changes where login_id = me and created_at > clock_now() - interval '1 day') >= 5
     -- Nobody's mailbox may be filled from here, whoever asks.
     or (select count(*) from email_changes where lower(new_email) = lower(asked_email) and created_at > clock_now() - interval '1 day') >= 5 then
    return 'tooMany';
  end if;
  update email_changes set cancelled_at = clock_now() where login_id = me and confirmed_at is null and cancelled_at is null;
  insert into email_changes (login_id, new_email, once_sha256) values (me, asked_email, asked_once_sha256) returning id into made;
  insert into outgoing_mails (email_change_id, kind) values (made, 'emailConfirmation');
  insert into audit_events (actor_kind, actor_login_id, action, subject_login_id) values ('resident', me, 'profile.emailAsked', me);
  return 'sent';
end $$;
grant execute on function ask_email_change to {{resident}};

create function audience_key(audience text, subject_id text, staircase text) returns text
  language sql immutable
as $$BEGIN ATOMIC
 SELECT ((audience || COALESCE((':'::text || subject_id), ''::text)) || COALESCE(('
'::text || staircase), ''::text));
END$$;
grant execute on function audience_key to {{resident}}, {{staff}};

create function audience_logins(asked_audience text, asked_subject_id text, asked_staircase text) returns SETOF uuid
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
begin
  return query
  with held as (
    select h.party_id, h.premises_id from holdings h
     where h.valid_from <= today() and (h.valid_to is null or h.valid_to >= today())
  ), able as (
    select l.id, l.party_id from logins l where l.kind = 'resident' and l.locked_at is null
  ), standing as (
    select l.id as login_id, h.party_id, h.premises_id from able l join held h on h.party_id = l.party_id
    union all
    select l.id, h.party_id, h.premises_id
      from access_rights r join able l on l.id = r.login_id join held h on h.party_id = r.party_id and h.premises_id = r.premises_id
     where r.valid_from <= today() and (r.valid_to is null or r.valid_to >= today())
  ), place as (
    select p.id from premises p left join buildings b on b.id = p.building_id
     where case asked_audience
             when 'premises' then p.id = asked_subject_id
             when 'building' then p.building_id = asked_subject_id
             when 'staircase' then p.building_id = asked_subject_id and p.staircase = asked_staircase
             when 'property' then b.property_id = asked_subject_id
             else false end
  )
    select l.id from able l
     where asked_audience in ('public', 'signedIn') or (asked_audience = 'party' and l.party_id = asked_subject_id)
    union
    select l.id from able l join parties p on p.id = l.party_id where asked_audience = 'members' and p.is_member
    union
    select s.login_id from standing s
     where s.premises_id in (select id from place) or (asked_audience = 'party' and s.party_id = asked_subject_id);
end $$;

create function audit_hash(line audit_events) returns bytea
  language sql stable set search_path={{schema}}, pg_temp
as $$
  select sha256(line.previous_hash || convert_to(
    case line.hash_version
      when 1 then concat_ws('|', line.id, extract(epoch from line.at), line.actor_kind, line.actor_login_id, line.action,
                            line.subject_login_id, line.details::text)
      else jsonb_build_array(line.hash_version, line.id, extract(epoch from line.at), line.actor_kind, line.actor_login_id, line.action,
                             line.subject_login_id, line.details)::text
    end, 'UTF8'))
$$;

create function bank_accounts_changed_at() returns timestamp with time zone
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select max(applied_at) from bank_account_changes
   where applied_at > clock_now() - interval '7 days' and current_staff_role() is not null
$$;
grant execute on function bank_accounts_changed_at to {{staff}};

create function bank_accounts_now() returns jsonb
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select coalesce(jsonb_agg(jsonb_build_object('label', a.label, 'nrb', a.nrb) order by a.position, a.label), '[]')
    from cooperative_bank_accounts a
$$;
grant execute on function bank_accounts_now to {{staff}};

create function build_set_aside_indexes(resources text[]) returns void
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp set maintenance_work_mem=256MB
as $$
declare
  i record;
begin
  for i in select * from set_aside_indexes s
            where s.table_name = any (select r || '_versions' from unnest(resources) r) and to_regclass(s.name) is null
            order by s.primary_key desc, s.name loop
    execute i.definition;
  end loop;
end $$;
grant execute on function build_set_aside_indexes to {{importer}};

create function chain_audit_event() returns trigger
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
begin
  -- One writer at a time: the chain has one order. The number is drawn again behind the lock, so that the order of the numbers is it.
  perform pg_advisory_xact_lock(hashtext('audit_events'), hashtext(current_schema()));
  new.id := nextval(pg_get_serial_sequence('audit_events', 'id'));
  new.at := clock_now();
  new.hash_version := 2;
  select coalesce((select e.hash from audit_events e order by e.id desc limit 1), '\x00') into new.previous_hash;
  new.hash := audit_hash(new);
  return new;
end $$;

create function change_staff_account(asked_id uuid, asked_version integer, asked_change text, asked_value text, asked_days integer, asked_once_sha256 bytea, OUT outcome text, OUT expires_at timestamp with time zone) returns record
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare
  me uuid;
  target logins%rowtype;
begin
  perform one_staff_change();
  me := current_login_id();
  if current_staff_role() is distinct from 'administrator' then
    outcome := 'forbidden';
    return;
  end if;
  select * into target from logins l where l.id = asked_id and l.kind = 'staff' for update;
  outcome := case
    when target.id is null then 'unknown'
    when target.change_once_sha256 = asked_once_sha256 then 'repeated'
    when target.id = me then 'self'
    when target.version <> asked_version then 'changed'
    when not recently_proved() then 'proofNeeded'
    when asked_change = 'role' and target.staff_role = asked_value then 'state'
    when asked_change = 'lock' and target.locked_at is not null then 'state'
    when asked_change = 'unlock' and target.locked_at is null then 'state'
    when asked_change = 'factors' and not exists (select from totp_factors f where f.login_id = asked_id)
      and not exists (select from passkeys p where p.login_id = asked_id) then 'state'
    -- The trigger would stop the first two; without a factor somebody else could enrol in the place of the only one.
    when asked_change in ('role', 'lock', 'factors') and target.staff_role = 'administrator' and target.locked_at is null
      and target.password_hash is not null and not exists (
        select from logins l where l.id <> asked_id and l.staff_role = 'administrator' and l.locked_at is null and l.password_hash is not null)
      then 'lastAdministrator'
  end;
  if outcome is not null then
    return;
  end if;
  case asked_change
    when 'role' then
      update logins l set staff_role = asked_value where l.id = asked_id;
    when 'lock' then
      update logins l set locked_at = clock_now(), lock_reason = asked_value where l.id = asked_id;
    when 'unlock' then
      update logins l set locked_at = null, lock_reason = null where l.id = asked_id;
    when 'code' then
      insert into starting_codes as c (login_id, code_hash, expires_at)
        values (asked_id, asked_value, clock_now() + make_interval(days => asked_days))
        on conflict (login_id) do update
           set code_hash = excluded.code_hash, issued_at = clock_now(), expires_at = excluded.expires_at, used_at = null
        returning c.expires_at into expires_at;
    when 'factors' then
      perform drop_factors(asked_id);
      perform note_factor_change(asked_id, 'removedByOffice');
  end case;
  update logins l set version = l.version + 1, change_once_sha256 = asked_once_sha256 where l.id = asked_id;
  -- Unlocking gives back, everything else takes away: what was open under the old right is closed.
  update sessions s set ended_at = clock_now()
   where s.login_id = asked_id and s.ended_at is null
     and case asked_change when 'unlock' then false when 'code' then s.purpose = 'setPassword' else true end;
  insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details) values ('staff', me,
    case asked_change when 'role' then 'staff.roleChanged' when 'lock' then 'login.locked' when 'unlock' then 'login.unlocked'
      when 'code' then 'login.codeIssued' else 'login.factorsRemoved' end, asked_id,
    case when asked_change = 'role' then jsonb_build_object('from', target.staff_role, 'to', asked_value)
         when asked_change = 'code' then '{}'
         else jsonb_build_object('reason', asked_value) end);
  outcome := 'done';
end $$;
grant execute on function change_staff_account to {{staff}};

create function clean_up_starting_links() returns integer
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare
  gone integer;
begin
  with old as (
    delete from starting_links
     where created_at < clock_now() - case when login_id is null then interval '4 days' else interval '30 days' end returning id),
  mails as (delete from outgoing_mails where kind = 'startingLink' and letter_id in (select id from old))
  select count(*) into gone from old;
  return gone;
end $$;
grant execute on function clean_up_starting_links to {{worker}};

create function clock_now() returns timestamp with time zone
  language sql stable set search_path={{schema}}, pg_temp
as $$ select now() $$;
grant execute on function clock_now to {{auth}}, {{importer}}, {{resident}}, {{staff}}, {{worker}};

create function close_import_decision() returns trigger
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
begin
  update import_decisions d set outcome = 'failed', finished_at = clock_now()
   where d.id::text = new.params ->> 'decision' and d.requested_by = new.requested_by and d.outcome is null;
  return new;
end $$;

create function close_views() returns integer
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare
  closed integer;
begin
  with over as (
    update view_sessions v set ended_at = v.ends_at where v.ended_at is null and v.ends_at <= clock_now()
    returning v.id, v.subject_login_id
  )
  insert into audit_events (actor_kind, action, subject_login_id, details)
    select 'system', 'view.ended', subject_login_id, jsonb_build_object('view', id, 'how', 'timeout') from over;
  get diagnostics closed = row_count;
  return closed;
end $$;
grant execute on function close_views to {{worker}};

create function confirm_my_email(asked_token_sha256 text) returns text
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare
  me uuid := current_login_id();
  change record;
  old text;
begin
  if me is null then
    return 'unknown';
  end if;
  perform pg_advisory_xact_lock(hashtext(current_schema() || '.email_changes'), hashtext(me::text));
  select * into change from email_change_by(asked_token_sha256);
  if change.id is null then
    return 'unknown';
  elsif change.confirmed then
    return 'confirmed';
  end if;
  old := verified_email_of(me);
  update email_changes set confirmed_at = clock_now(), old_email = old where id = change.id;
  insert into login_contacts (login_id, email, email_verified_at) values (me, change.new_email, clock_now())
    on conflict (login_id) do update set email = excluded.email, email_verified_at = excluded.email_verified_at;
  if old is not null then
    insert into outgoing_mails (email_change_id, kind) values (change.id, 'emailChanged');
  end if;
  insert into audit_events (actor_kind, actor_login_id, action, subject_login_id) values ('resident', me, 'profile.emailChanged', me);
  return 'confirmed';
end $$;
grant execute on function confirm_my_email to {{resident}};

create function count_audience(asked_audience text, asked_subject_id text, asked_staircase text, OUT people integer, OUT logins integer) returns record
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
begin
  if current_staff_role() is null or current_staff_role() not in ('clerk', 'editor', 'administrator') then
    raise insufficient_privilege using message = 'audiences are counted by clerks, editors and administrators';
  end if;
  with held as (
    select h.party_id, h.premises_id from holdings h
     where h.valid_from <= today() and (h.valid_to is null or h.valid_to >= today())
  ), place as (
    select p.id from premises p left join buildings b on b.id = p.building_id
     where case asked_audience
             when 'premises' then p.id = asked_subject_id
             when 'building' then p.building_id = asked_subject_id
             when 'staircase' then p.building_id = asked_subject_id and p.staircase = asked_staircase
             when 'property' then b.property_id = asked_subject_id
             else false end
  ), person as (
    select h.party_id as id from held h where asked_audience in ('public', 'signedIn') or h.premises_id in (select id from place)
    union
    select p.id from parties p
     where (asked_audience = 'members' and p.is_member) or (asked_audience = 'party' and p.id = asked_subject_id)
  )
  select (select count(*) from person),
         (select count(*) from audience_logins(asked_audience, asked_subject_id, asked_staircase)) into people, logins;
end $$;
grant execute on function count_audience to {{staff}};

create function current_login_id() returns uuid
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
declare
  identity text := current_setting('ebok.session', true);
  found uuid;
begin
  if identity is null or identity = '' then
    return null;
  elsif identity ~ '^[0-9a-f]{64}$' then
    select s.login_id into found
      from sessions s join logins l on l.id = s.login_id
     where s.token_sha256 = decode(identity, 'hex') and s.purpose = 'full' and s.ended_at is null and l.locked_at is null
       and (l.kind = 'resident' or s.factor is not null)
       and s.expires_at > clock_now() and s.last_seen_at + make_interval(mins => s.idle_minutes) > clock_now();
  elsif identity ~ '^calendar:[0-9a-f]{64}$' then
    select c.login_id into found
      from calendar_subscriptions c join logins l on l.id = c.login_id
     where c.secret_sha256 = decode(substr(identity, 10), 'hex') and c.revoked_at is null and l.locked_at is null;
  elsif identity ~ '^view:' then
    select v.subject_login_id into found from living_view() v;
  end if;
  return found;
end $$;
grant execute on function current_login_id to {{resident}}, {{staff}};

create function current_session() returns TABLE(session_id uuid, login_id uuid, login_name text, kind text, staff_role text, display_name text, party_id text, previous_sign_in_at timestamp with time zone, last_seen_at timestamp with time zone, proved_at timestamp with time zone, idle_minutes integer)
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
declare
  identity text := current_setting('ebok.session', true);
begin
  if identity ~ '^[0-9a-f]{64}$' then
    return query
      select s.id, l.id, l.name, l.kind, l.staff_role, l.display_name, l.party_id,
             s.previous_sign_in_at, s.last_seen_at, s.proved_at, s.idle_minutes
        from sessions s join logins l on l.id = s.login_id
       where s.token_sha256 = decode(identity, 'hex') and l.id = current_login_id();
  elsif identity ~ '^view:' then
    return query
      select v.view_id, l.id, l.name, l.kind, l.staff_role, l.display_name, l.party_id,
             null::timestamptz, v.last_seen_at, to_timestamp(0), v.idle_minutes
        from living_view() v join logins l on l.id = v.subject_login_id;
  end if;
end $$;
grant execute on function current_session to {{resident}}, {{staff}};

create function current_staff_role() returns text
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$ select l.staff_role from logins l where l.id = current_login_id() $$;
grant execute on function current_staff_role to {{staff}};

create function current_view() returns TABLE(staff_name text, ends_at timestamp with time zone)
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
begin
  if current_setting('ebok.session', true) ~ '^view:' then
    return query select v.staff_name, v.ends_at from living_view() v;
  end if;
end $$;
grant execute on function current_view to {{resident}}, {{staff}};

create function decide_job() returns trigger
  language plpgsql volatile set search_path={{schema}}, pg_temp
as $$
declare
  me uuid := current_login_id();
  undecided boolean := old.approver_roles is not null and old.approved_at is null and old.refused_at is null and old.state = 'waiting';
begin
  if (new.approved_by, new.approved_at, new.refused_by, new.refused_at, new.refusal_reason)
     is distinct from (old.approved_by, old.approved_at, old.refused_by, old.refused_at, old.refusal_reason) then
    if not undecided or old.cancel_asked_at is not null or old.created_at <= clock_now() - interval '7 days'
       or (me is null and (new.approved_by is not null or new.refused_by is not null))
       or (me is not null and (me = old.requested_by or coalesce(new.approved_by, new.refused_by) is distinct from me
           or num_nonnulls(new.approved_by, new.refused_by) <> 1 or not coalesce(current_staff_role() = any (old.approver_roles), false))) then
      raise exception 'this is not theirs to decide' using errcode = 'insufficient_privilege';
    end if;
    if new.refused_at is null then
      new.approved_at := clock_now();
    else
      new.refused_at := clock_now();
      new.state := 'refused';
      new.finished_at := clock_now();
    end if;
  elsif new.cancel_asked_at is not null and undecided then
    if me <> old.requested_by and not (old.cancellable and current_staff_role() = 'administrator') then
      raise exception 'this is not theirs to withdraw' using errcode = 'insufficient_privilege';
    end if;
    -- Nobody works on it, so there is nothing to wait for.
    new.state := 'cancelled';
    new.finished_at := clock_now();
  end if;
  return new;
end $$;

create function decision_has_its_job() returns trigger
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
begin
  if new.outcome is null and not exists (
    select from jobs j where j.params ->> 'decision' = new.id::text and j.requested_by = new.requested_by
       and j.kind = case new.action when 'confirm' then 'deliveryConfirm' when 'refuse' then 'deliveryRefuse' else 'deliveryRollback' end)
  then
    raise exception 'a decision without its job' using errcode = '23514', constraint = 'import_decisions_job_check';
  end if;
  return null;
end $$;

create function digits_key(value text) returns text
  language sql immutable set search_path={{schema}}, pg_temp
as $$ select ltrim(regexp_replace(value, '[^0-9]', '', 'g'), '0') $$;
grant execute on function digits_key to {{importer}};

create function drop_factors(asked_login_id uuid) returns integer
  language sql volatile security definer set search_path={{schema}}, pg_temp
as $$
  with app as (delete from totp_factors where login_id = asked_login_id returning 1),
       keys as (delete from passkeys where login_id = asked_login_id returning 1),
       codes as (delete from recovery_codes where login_id = asked_login_id returning 1)
  select (select count(*) from app)::integer + (select count(*) from keys)::integer
$$;
grant execute on function drop_factors to {{auth}};

create function drop_register_terms() returns trigger
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
begin
  delete from register_terms t using gone g
   where t.subject_id = g.id and t.from_publication = g.from_publication
     and t.kind = any (case tg_table_name when 'parties_versions' then array['party', 'name', 'member', 'email', 'phone']
                                          when 'accounts_versions' then array['nrb']
                                          when 'premises_versions' then array['premises']
                                          else array['street'] end);
  return null;
end $$;

create function email_change_by(asked_token_sha256 text) returns TABLE(id uuid, new_email text, confirmed boolean)
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
begin
  return query
    select c.id, c.new_email, c.confirmed_at is not null from email_changes c
     where c.token_sha256 = decode(asked_token_sha256, 'hex') and c.login_id = current_login_id()
       and c.cancelled_at is null and (c.confirmed_at is not null or c.expires_at > clock_now());
end $$;
grant execute on function email_change_by to {{resident}};

create function end_my_sessions(asked_session_id uuid) returns integer
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare
  me uuid := current_login_id();
  ended integer;
begin
  if me is null then
    return 0;
  end if;
  update sessions set ended_at = clock_now()
   where login_id = me and ended_at is null and (asked_session_id is null or id = asked_session_id);
  get diagnostics ended = row_count;
  -- Everywhere means everywhere: a calendar's address in somebody else's hands is a device too.
  if asked_session_id is null then
    update calendar_subscriptions set revoked_at = clock_now() where login_id = me and revoked_at is null;
  end if;
  if ended > 0 then
    insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details)
    values ('resident', me, 'login.sessionsEnded', me, jsonb_build_object('which', case when asked_session_id is null then 'all' else 'one' end));
  end if;
  return ended;
end $$;
grant execute on function end_my_sessions to {{resident}};

create function end_sessions_of(asked_login_id uuid) returns integer
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare
  ended integer;
begin
  if current_staff_role() is null or current_staff_role() not in ('clerk', 'administrator') then
    raise insufficient_privilege using message = 'sessions are ended by clerks and administrators';
  end if;
  if not exists (select from logins where id = asked_login_id and kind = 'resident') then
    return 0;
  end if;
  update sessions set ended_at = clock_now() where login_id = asked_login_id and ended_at is null;
  get diagnostics ended = row_count;
  update calendar_subscriptions set revoked_at = clock_now() where login_id = asked_login_id and revoked_at is null;
  if ended > 0 then
    insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details)
    values ('staff', current_login_id(), 'login.sessionsEnded', asked_login_id, jsonb_build_object('which', 'all'));
  end if;
  return ended;
end $$;
grant execute on function end_sessions_of to {{staff}};

create function enter_my_phone(asked_phone text) returns text
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare
  me uuid := current_login_id();
  entered uuid;
begin
  if me is null or not recently_proved() then
    return 'proofNeeded';
  end if;
  insert into login_contacts as c (login_id, new_phone, new_phone_entered_at) values (me, asked_phone, clock_now())
    on conflict (login_id) do update set new_phone = excluded.new_phone, new_phone_entered_at = excluded.new_phone_entered_at
     where c.new_phone is distinct from excluded.new_phone and c.phone is distinct from excluded.new_phone
    returning c.login_id into entered;
  if entered is not null then
    insert into audit_events (actor_kind, actor_login_id, action, subject_login_id) values ('resident', me, 'profile.phoneEntered', me);
  end if;
  return 'entered';
end $$;
grant execute on function enter_my_phone to {{resident}};

create function find_logins(wanted text, words text) returns SETOF uuid
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
begin
  if current_staff_role() is distinct from 'administrator' then
    return;
  end if;
  return query
    select l.id from logins l
     where lower(l.name) = lower(wanted) or l.party_id = wanted or (words <> '' and to_tsvector('simple', l.display_name) @@ to_tsquery('simple', words))
     limit 200;
end $$;
grant execute on function find_logins to {{staff}};

create function finish_import_decision(decided uuid, result text, done jsonb) returns boolean
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare
  d import_decisions%rowtype;
begin
  update import_decisions set outcome = result, finished_at = clock_now() where id = decided and outcome is null returning * into d;
  if not found then
    return false;
  end if;
  if result = 'done' then
    insert into audit_events (actor_kind, actor_login_id, action, details)
      values ('staff', d.requested_by,
              case d.action when 'confirm' then 'import.confirmed' when 'refuse' then 'import.refused' else 'import.rolledBack' end,
              done || jsonb_build_object('decision', d.id));
  end if;
  return true;
end $$;
grant execute on function finish_import_decision to {{importer}};

create function finish_setup(asked_secret_sha256 text, asked_cooperative text, asked_name text, asked_display_name text, asked_password_hash text, OUT outcome text, OUT id uuid) returns record
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
begin
  perform one_staff_change();
  if exists (select from logins l where l.staff_role = 'administrator')
     or not exists (select from setup_links s where s.secret_sha256 = decode(asked_secret_sha256, 'hex') and s.used_at is null
                       and s.expires_at > clock_now()) then
    outcome := 'gone';
    return;
  end if;
  insert into logins (name, kind, staff_role, display_name, password_hash, password_set_at)
    values (asked_name, 'staff', 'administrator', asked_display_name, asked_password_hash, clock_now())
    on conflict do nothing returning logins.id into id;
  if id is null then
    outcome := 'taken';
    return;
  end if;
  update setup_links set used_at = clock_now();
  update cooperative set name = asked_cooperative, updated_at = clock_now();
  insert into audit_events (actor_kind, action, subject_login_id, details)
    values ('operator', 'login.created', id, jsonb_build_object('kind', 'staff', 'role', 'administrator', 'by', 'setupLink'));
  outcome := 'made';
end $$;
grant execute on function finish_setup to {{auth}};

create function fold_text(value text) returns text
  language sql immutable set search_path={{schema}}, pg_temp
as $$ select lower(translate(regexp_replace(normalize(value, NFD), '[\u0300-\u036f]', '', 'g'), 'ŁłØøĐđßÆæŒœı', 'LlOoDdsAaOoi')) $$;
grant execute on function fold_text to {{staff}}, {{worker}};

create function fold_words(value text) returns text[]
  language sql immutable set search_path={{schema}}, pg_temp
as $$ select array_remove(regexp_split_to_array(fold_text(value), '[^[:alnum:]]+'), '') $$;
grant execute on function fold_words to {{staff}};

create function force_row_security(table_name regclass) returns void
  language plpgsql volatile set search_path={{schema}}, pg_temp
as $$
begin
  execute format('alter table %s enable row level security', table_name);
  execute format('alter table %s force row level security', table_name);
  execute format('create policy owner_all on %s to "{{owner}}" using (true) with check (true)', table_name);
  execute format('create policy backup_read on %s for select to "{{backup}}" using (true)', table_name);
  execute format('grant select on %s to "{{backup}}"', table_name);
end $$;

create function gather_statistics() returns void
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare
  now_day date := today();
  -- Two days again, for what was late; everything there is the first time. A day without anything has no row.
  first_day date := coalesce((select max(s.day) - 2 from daily_statistics s where s.figure = 'signIns'), now_day - 760);
  first_moment timestamptz := first_day::timestamp at time zone 'Europe/Warsaw';
  end_moment timestamptz := now_day::timestamp at time zone 'Europe/Warsaw';
  month_start timestamptz := date_trunc('month', (now_day - 31)::timestamp) at time zone 'Europe/Warsaw';
begin
  insert into daily_statistics (figure, subject, day, value)
  select f.figure, '', s.day, case f.figure when 'signIns' then s.times else s.people end
    from (select (i.at at time zone 'Europe/Warsaw')::date as day, count(*) as times, count(distinct i.login_id) as people
            from sign_ins i join logins l on l.id = i.login_id
           where i.outcome = 'success' and l.kind = 'resident' and i.at >= first_moment and i.at < end_moment group by 1) s
   cross join (values ('signIns'), ('signedInPeople')) f(figure)
    on conflict (figure, subject, day) do update set value = excluded.value;
  insert into daily_statistics (figure, subject, day, value)
  select 'monthPeople', '', date_trunc('month', i.at at time zone 'Europe/Warsaw')::date, count(distinct i.login_id)
    from sign_ins i join logins l on l.id = i.login_id
   where i.outcome = 'success' and l.kind = 'resident' and i.at >= least(month_start, first_moment) group by 3
    on conflict (figure, subject, day) do update set value = excluded.value;

  insert into daily_statistics (figure, subject, day, value)
  select case m.author when 'resident' then 'messagesIn' else 'messagesAnswered' end, '', (m.created_at at time zone 'Europe/Warsaw')::date, count(*)
    from messages m where m.created_at >= first_moment and m.created_at < end_moment group by 1, 3
    on conflict (figure, subject, day) do update set value = excluded.value;
  -- From the first unanswered message of a thread to the answer.
  insert into daily_statistics (figure, subject, day, value)
  select 'answerMinutes', '', now_day, percentile_cont(0.5) within group (order by extract(epoch from w.waited) / 60)
    from (select a.created_at - (select min(r.created_at) from messages r
                                  where r.thread_id = a.thread_id and r.author = 'resident' and r.created_at < a.created_at
                                    and r.created_at > coalesce((select max(o.created_at) from messages o
                                      where o.thread_id = a.thread_id and o.author = 'office' and o.created_at < a.created_at), '-infinity')) as waited
            from messages a where a.author = 'office' and a.created_at >= end_moment - interval '30 days') w
   where w.waited is not null having count(*) > 0
    on conflict (figure, subject, day) do update set value = excluded.value;

  -- A slice of its own brings the table; without it there is nothing to count.
  if to_regclass('registrations') is not null then
    execute $q$
      insert into daily_statistics (figure, subject, day, value)
      select 'registrations', '', (r.created_at at time zone 'Europe/Warsaw')::date, count(*)
        from registrations r where r.created_at >= $1 and r.created_at < $2 group by 3
      on conflict (figure, subject, day) do update set value = excluded.value $q$ using first_moment, end_moment;
    execute $q$
      insert into daily_statistics (figure, subject, day, value)
      select 'registrationMinutes', '', $1, percentile_cont(0.5) within group (order by extract(epoch from r.first_action_at - r.created_at) / 60)
        from registrations r where r.first_action_at >= $2 - interval '30 days' having count(*) > 0
      on conflict (figure, subject, day) do update set value = excluded.value $q$ using now_day, end_moment;
  end if;

  insert into daily_statistics (figure, subject, day, value)
  select f.figure, '', s.day, case f.figure when 'lettersSent' then s.sent else s.opened end
    from (select (a.made_available_at at time zone 'Europe/Warsaw')::date as day, count(*) as sent, count(o.notice_id) as opened
            from letter_availability a left join letter_openings o on o.notice_id = a.notice_id
           where a.made_available_at >= end_moment - interval '90 days' and a.made_available_at < end_moment group by 1) s
   cross join (values ('lettersSent'), ('lettersOpened')) f(figure)
    on conflict (figure, subject, day) do update set value = excluded.value;

  -- Minutes after midnight of the first publication of the day.
  insert into daily_statistics (figure, subject, day, value)
  select 'publishedMinute', '', p.day, min(p.minute)
    from (select (published_at at time zone 'Europe/Warsaw')::date as day,
                 (extract(epoch from (published_at at time zone 'Europe/Warsaw')::time) / 60)::bigint as minute
            from publications where published_at >= end_moment - interval '60 days') p
   group by 3
    on conflict (figure, subject, day) do update set value = excluded.value;

  -- Who holds something today, and how far they have come: of the whole cooperative every day, of each building only the newest.
  delete from daily_statistics where subject <> '' and figure in ('people', 'withLogin', 'activated', 'announcementReaders', 'announcementReads');
  insert into daily_statistics (figure, subject, day, value)
  with held as (
    select distinct h.party_id, p.building_id from holdings h join premises p on p.id = h.premises_id
     where h.valid_from <= now_day and (h.valid_to is null or h.valid_to >= now_day)
  ), login as (
    select l.party_id, bool_or(l.password_set_at is not null) as activated from logins l
     where l.kind = 'resident' and l.party_id is not null and l.locked_at is null group by 1
  ), counted as (
    select coalesce(h.building_id, '') as subject, count(distinct h.party_id) as people,
           count(distinct h.party_id) filter (where l.party_id is not null) as with_login,
           count(distinct h.party_id) filter (where l.activated) as activated
      from held h left join login l on l.party_id = h.party_id group by grouping sets ((), (h.building_id))
  )
  select f.figure, c.subject, now_day, case f.figure when 'people' then c.people when 'withLogin' then c.with_login else c.activated end
    from counted c cross join (values ('people'), ('withLogin'), ('activated')) f(figure)
    on conflict (figure, subject, day) do update set value = excluded.value;

  -- Announcements of the last 90 days to more than one household.
  insert into daily_statistics (figure, subject, day, value)
  with able as (
    select l.id, l.party_id from logins l where l.kind = 'resident' and l.locked_at is null
  ), place as (
    select distinct l.id, p.building_id, b.property_id, p.staircase
      from able l join holdings h on h.party_id = l.party_id join premises p on p.id = h.premises_id left join buildings b on b.id = p.building_id
     where h.valid_from <= now_day and (h.valid_to is null or h.valid_to >= now_day)
  ), shown as (
    select a.id, a.audience, a.subject_id, a.staircase from announcements a
     where a.withdrawn_at is null and a.visible_from <= now_day and a.visible_from > now_day - 90 and a.audience not in ('premises', 'party')
     order by a.visible_from desc limit 50
  ), counted as (
    select a.id,
           case a.audience
             when 'members' then (select count(*) from able l join parties p on p.id = l.party_id where p.is_member)
             when 'property' then (select count(distinct l.id) from place l where l.property_id = a.subject_id)
             when 'building' then (select count(distinct l.id) from place l where l.building_id = a.subject_id)
             when 'staircase' then (select count(distinct l.id) from place l where l.building_id = a.subject_id and l.staircase = a.staircase)
             else (select count(*) from able) end as readers,
           (select count(*) from announcement_reads r where r.announcement_id = a.id) as reads
      from shown a
  )
  select f.figure, c.id::text, now_day, case f.figure when 'announcementReaders' then c.readers else c.reads end
    from counted c cross join (values ('announcementReaders'), ('announcementReads')) f(figure)
    on conflict (figure, subject, day) do update set value = excluded.value;

end $$;
grant execute on function gather_statistics to {{worker}};

create function give_thread(asked_thread_id uuid, asked_login_id uuid) returns boolean
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
begin
  if coalesce(current_staff_role(), '') not in ('clerk', 'administrator') then
    return false;
  end if;
  update message_threads t set login_id = l.id from logins l
   where t.id = asked_thread_id and t.login_id is null and l.id = asked_login_id and l.kind = 'resident' and l.party_id = t.party_id;
  if not found then
    return false;
  end if;
  update message_attachments a set login_id = asked_login_id from messages m where m.id = a.message_id and m.thread_id = asked_thread_id;
  insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details)
  values ('staff', current_login_id(), 'messages.threadGiven', asked_login_id, jsonb_build_object('thread', asked_thread_id));
  return true;
end $$;
grant execute on function give_thread to {{staff}};

create function is_file_of_this_form(asked_file_id uuid) returns boolean
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$ select exists (select from stored_files where id = asked_file_id and xmin = pg_current_xact_id()::xid) $$;
grant execute on function is_file_of_this_form to {{resident}}, {{staff}};

create function is_message_file(asked_file_id uuid) returns boolean
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select coalesce(current_staff_role() in ('clerk', 'administrator'), false) and exists (
    select from message_attachments
     where file_id = asked_file_id and (message_id is not null or draft_by = current_login_id()))
$$;
grant execute on function is_message_file to {{staff}};

create function is_publishable_file(asked_file_id uuid) returns boolean
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select is_file_of_this_form(asked_file_id)
      or exists (select from publishing_draft_files where file_id = asked_file_id)
      or exists (select from announcement_attachments where file_id = asked_file_id)
      or exists (select from archive_editions where file_id = asked_file_id)
      or exists (select from archive_attachments where file_id = asked_file_id)
$$;
grant execute on function is_publishable_file to {{staff}};

create function keep_an_administrator() returns trigger
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
begin
  if old.staff_role = 'administrator' and old.locked_at is null and old.password_hash is not null
     and (new.staff_role is distinct from 'administrator' or new.locked_at is not null or new.password_hash is null) then
    perform one_staff_change();
    if not exists (select from logins l where l.id <> old.id and l.staff_role = 'administrator' and l.locked_at is null
                      and l.password_hash is not null) then
      raise exception 'the last active administrator' using errcode = 'EB001';
    end if;
  end if;
  return new;
end $$;

create function living_view() returns TABLE(view_id uuid, subject_login_id uuid, staff_login_id uuid, staff_name text, ends_at timestamp with time zone, last_seen_at timestamp with time zone, idle_minutes integer)
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
declare
  identity text := current_setting('ebok.session', true);
begin
  if identity is null or identity !~ '^view:[0-9a-f]{64}$' then
    return;
  end if;
  if current_setting('transaction_read_only') <> 'on' then
    raise read_only_sql_transaction using message = 'a view of somebody''s pages only reads';
  end if;
  return query
    select v.id, v.subject_login_id, v.staff_login_id, c.display_name, v.ends_at, s.last_seen_at, s.idle_minutes
      from view_sessions v
      join sessions s on s.token_sha256 = v.session_sha256 and s.login_id = v.staff_login_id
      join logins c on c.id = v.staff_login_id
      join logins l on l.id = v.subject_login_id
     where v.token_sha256 = decode(substr(identity, 6), 'hex') and v.ended_at is null and v.ends_at > clock_now()
       and s.purpose = 'full' and s.ended_at is null and s.expires_at > clock_now()
       and s.last_seen_at + make_interval(mins => s.idle_minutes) > clock_now()
       and c.locked_at is null and c.staff_role in ('clerk', 'administrator') and l.kind = 'resident' and l.locked_at is null;
end $$;

create function mail_starting_link(asked_id uuid, asked_token_sha256 text) returns text
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare
  asked record;
begin
  select s.login_id, s.token_sha256 is null as first, s.created_at, verified_email_of(l.id) as email into asked
    from starting_links s join logins l on l.id = s.login_id
   where s.id = asked_id and s.used_at is null and s.cancelled_at is null and l.kind = 'resident' and l.locked_at is null
     for update of s;
  if asked.email is null then
    return null;
  end if;
  -- The newest link is the one that works.
  update starting_links set cancelled_at = clock_now()
   where login_id = asked.login_id and id <> asked_id and created_at <= asked.created_at and used_at is null and cancelled_at is null;
  update starting_links set token_sha256 = decode(asked_token_sha256, 'hex'), expires_at = clock_now() + interval '24 hours' where id = asked_id;
  if asked.first then
    insert into audit_events (actor_kind, action, subject_login_id) values ('system', 'login.linkMailed', asked.login_id);
  end if;
  return asked.email;
end $$;
grant execute on function mail_starting_link to {{worker}};

create function may_edit_document(asked uuid) returns boolean
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select current_staff_role() = 'administrator'
      or (current_staff_role() = 'editor' and exists (select from archive_documents where id = asked and audience <> 'party'))
$$;
grant execute on function may_edit_document to {{staff}};

create function may_edit_draft(asked uuid) returns boolean
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select exists (
    select from publishing_drafts
     where id = asked and closed_at is null
       and (current_staff_role() = 'administrator'
        or (current_staff_role() = 'editor' and audience is distinct from 'party')))
$$;
grant execute on function may_edit_draft to {{staff}};

create function message_words(asked text) returns tsvector
  language sql immutable set search_path=pg_catalog, pg_temp
as $$
  select to_tsvector('simple'::regconfig, regexp_replace(
    lower(translate(asked, 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ', 'acelnoszzacelnoszz')), '[^a-z0-9]+', ' ', 'g'))
$$;
grant execute on function message_words to {{auth}}, {{importer}}, {{resident}}, {{staff}}, {{worker}};

create function my_accounts() returns SETOF text
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
declare
  day date := today();
  now_published integer := (select s.publication_id from published_state s);
begin
  return query
    select distinct a.id
      from my_standing() s join accounts_versions a on a.premises_id = s.premises_id
     where a.from_publication <= now_published and a.to_publication > now_published
       and (a.party_id = s.party_id
        or (s.role in ('holder', 'coOwner', 'proxy') and exists (
             select from holdings_versions h
              where h.premises_id = a.premises_id and h.party_id = a.party_id and h.role in ('holder', 'coOwner')
                and h.valid_from <= day and (h.valid_to is null or h.valid_to >= day)
                and h.from_publication <= now_published and h.to_publication > now_published)));
end $$;
grant execute on function my_accounts to {{resident}};

create function my_announcement_files() returns SETOF uuid
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select t.file_id from announcement_attachments t
   where t.replaced_in is null and t.announcement_id = any (array(select my_announcements()))
$$;
grant execute on function my_announcement_files to {{resident}};

create function my_announcements() returns SETOF uuid
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
declare
  signed_in boolean := current_login_id() is not null;
  -- Asked once: a call for each row costs more than the rest of the query.
  day date := today();
begin
  return query
    select a.id from announcements a
     where a.audience_key = any (array(select my_audiences())) and a.withdrawn_at is null and a.visible_from <= day
       and (signed_in or coalesce(a.visible_to, 'infinity') >= day)
       and (a.audience <> 'premises' or coalesce(a.visible_to, 'infinity') >= my_premises_since(a.subject_id));
end $$;
grant execute on function my_announcements to {{resident}};

create function my_archive_documents() returns SETOF uuid
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$ select e.document_id from archive_editions e where e.id in (select my_archive_editions()) $$;
grant execute on function my_archive_documents to {{resident}};

create function my_archive_editions() returns SETOF uuid
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
declare
  day date := today();
begin
  return query
    select e.id from archive_documents d join archive_editions e on e.document_id = d.id
     where d.audience_key = any (array(select my_audiences()))
       and d.withdrawn_at is null and d.published_at <= clock_now()
       and e.withdrawn_at is null and e.published_at <= clock_now() and coalesce(e.visible_from, '-infinity') <= day;
end $$;
grant execute on function my_archive_editions to {{resident}};

create function my_archive_files() returns SETOF uuid
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select e.file_id from archive_editions e where e.id in (select my_archive_editions())
  union all
  select a.file_id from archive_attachments a where a.edition_id in (select my_archive_editions())
$$;
grant execute on function my_archive_files to {{resident}};

create function my_audiences() returns SETOF text
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
declare
  me uuid := current_login_id();
begin
  return next 'public';
  if me is null then
    return;
  end if;
  return next 'signedIn';
  return query
    select 'members' from logins l join parties p on p.id = l.party_id where l.id = me and p.is_member
    union all
    select audience_key('party', id, null) from my_parties() id
    union
    select unnest(array[
        audience_key('premises', p.id, null),
        audience_key('building', p.building_id, null),
        audience_key('staircase', p.building_id, p.staircase),
        audience_key('property', b.property_id, null)])
      from my_premises() mine(id) join premises p on p.id = mine.id left join buildings b on b.id = p.building_id;
end $$;
grant execute on function my_audiences to {{resident}};

create function my_buildings() returns SETOF text
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$ select distinct p.building_id from my_premises() m(id) join premises p on p.id = m.id $$;
grant execute on function my_buildings to {{resident}};

create function my_co_holders() returns TABLE(premises_id text, name text)
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
begin
  return query
    select distinct h.premises_id, concat_ws(' ', p.first_name, p.name)
      from my_standing() s
      join holdings h on h.premises_id = s.premises_id and h.party_id <> s.party_id
      join parties p on p.id = h.party_id
     where s.role in ('holder', 'coOwner') and s.party_id = (select l.party_id from logins l where l.id = current_login_id())
       and h.role in ('holder', 'coOwner') and h.valid_from <= today() and (h.valid_to is null or h.valid_to >= today());
end $$;
grant execute on function my_co_holders to {{resident}};

create function my_jobs() returns SETOF uuid
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$ select id from jobs where requested_by = current_login_id() $$;
grant execute on function my_jobs to {{staff}};

create function my_letter_files() returns SETOF uuid
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select f.file_id from my_notices() mine(id)
   cross join lateral (
     select l.file_id from notice_files l
      where l.notice_id = mine.id and l.from_publication <= (select publication_id from published_state)
      order by l.from_publication desc limit 1) f
$$;
grant execute on function my_letter_files to {{resident}};

create function my_message_files() returns SETOF uuid
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$ select file_id from message_attachments where login_id = current_login_id() $$;
grant execute on function my_message_files to {{resident}};

create function my_notices() returns SETOF text
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$ select n.id from notices n where n.party_id = any (array(select my_parties())) $$;
grant execute on function my_notices to {{resident}};

create function my_parties() returns SETOF text
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select l.party_id from logins l where l.id = current_login_id() and l.party_id is not null
  union
  select s.party_id from my_standing() s
$$;
grant execute on function my_parties to {{resident}};

create function my_premises() returns SETOF text
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$ select distinct premises_id from my_standing() $$;
grant execute on function my_premises to {{resident}};

create function my_premises_since(asked_premises_id text) returns date
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$ select min(since) from my_standing() where premises_id = asked_premises_id $$;
grant execute on function my_premises_since to {{resident}};

create function my_since() returns jsonb
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$ select coalesce(jsonb_object_agg(s.premises_id, s.since), '{}') from (select premises_id, min(since) as since from my_standing() group by premises_id) s $$;
grant execute on function my_since to {{resident}};

create function my_standing() returns TABLE(premises_id text, party_id text, role text, since date)
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
declare
  me uuid := current_login_id();
  day date := today();
  now_published integer := (select s.publication_id from published_state s);
begin
  if me is null then
    return;
  end if;
  return query
    select h.premises_id, h.party_id, h.role, h.valid_from
      from logins l join holdings_versions h on h.party_id = l.party_id
     where l.id = me and h.valid_from <= day and (h.valid_to is null or h.valid_to >= day)
       and h.from_publication <= now_published and h.to_publication > now_published
    union all
    select h.premises_id, h.party_id, h.role, h.valid_from
      from access_rights r join holdings_versions h on h.party_id = r.party_id and h.premises_id = r.premises_id
     where r.login_id = me and r.revoked_at is null and r.valid_from <= day and (r.valid_to is null or r.valid_to >= day)
       and h.valid_from <= day and (h.valid_to is null or h.valid_to >= day)
       and h.from_publication <= now_published and h.to_publication > now_published;
end $$;

create function my_standing_digest() returns text
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select coalesce(md5(string_agg(concat_ws('|', premises_id, party_id, role, since), ';'
                                 order by premises_id, party_id, role, since)), '')
    from my_standing()
$$;
grant execute on function my_standing_digest to {{resident}};

create function my_threads() returns SETOF uuid
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$ select id from message_threads where login_id = current_login_id() $$;
grant execute on function my_threads to {{resident}};

create function my_unread_announcements() returns integer
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
declare
  me uuid := current_login_id();
  day date := today();
begin
  if not exists (select from logins l where l.id = me and l.kind = 'resident') then
    return 0;
  end if;
  return (
    select count(*)::int from announcements a
     where a.audience_key = any (array(select my_audiences())) and a.withdrawn_at is null
       and coalesce(a.visible_to, 'infinity') >= day and a.visible_from <= day
       and not exists (select from announcement_reads r
                        where r.login_id = me and r.announcement_id = a.id and r.version >= a.notable_version));
end $$;
grant execute on function my_unread_announcements to {{resident}}, {{staff}};

create function my_unread_answers() returns integer
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select count(*)::int from message_threads t join messages m on m.thread_id = t.id
   where t.login_id = current_login_id() and m.author = 'office' and m.read_at is null
$$;
grant execute on function my_unread_answers to {{resident}}, {{staff}};

create function my_verified_email() returns text
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$ select verified_email_of(current_login_id()) $$;
grant execute on function my_verified_email to {{resident}};

create function my_viewers() returns TABLE(staff_name text, staff_role text, reason text, started_at timestamp with time zone, ended_at timestamp with time zone)
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
begin
  return query
    select l.display_name, l.staff_role, v.reason, v.started_at,
           case when v.ended_at is not null or v.ends_at <= clock_now() then least(v.ended_at, v.ends_at) end
      from view_sessions v join logins l on l.id = v.staff_login_id
     where v.subject_login_id = current_login_id()
     order by v.started_at desc, v.id
     limit 200;
end $$;
grant execute on function my_viewers to {{resident}};

create function note_factor_change(asked_login_id uuid, asked_change text) returns void
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare noted uuid;
begin
  insert into factor_changes (login_id, change) values (asked_login_id, asked_change) returning id into noted;
  if verified_email_of(asked_login_id) is not null then
    insert into outgoing_mails (kind, letter_id) values ('factorChanged', noted);
  end if;
end $$;
grant execute on function note_factor_change to {{auth}};

create function note_letters_available() returns trigger
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
begin
  insert into letter_availability (notice_id, made_available_at)
    select distinct f.notice_id, new.published_at from notice_files f where f.from_publication = new.id
    on conflict (notice_id) do nothing;
  return null;
end $$;

create function note_login_terms() returns trigger
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
begin
  if tg_table_name = 'logins' then
    delete from login_terms where login_id = new.id and kind in ('login', 'name');
    if new.kind = 'resident' then
      insert into login_terms select 'login', fold_text(new.name), new.id;
      -- Whoever is in the register is found by the name there.
      if new.party_id is null then
        insert into login_terms select distinct 'name', w, new.id from unnest(fold_words(new.display_name)) w;
      end if;
    end if;
  else
    delete from login_terms where login_id = new.login_id and kind in ('email', 'phone');
    insert into login_terms
      select 'email', fold_text(new.email), new.login_id where new.email is not null
      union select 'phone', phone_term(p), new.login_id from unnest(array[new.phone, new.new_phone]) p where phone_term(p) <> '';
  end if;
  return null;
end $$;

create function note_message() returns trigger
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
begin
  update message_threads
     set revision = revision + 1,
         waiting_since = case when new.author = 'resident' then coalesce(waiting_since, new.created_at) end
   where id = new.thread_id;
  return null;
end $$;

create function note_payments_changed() returns trigger
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
begin
  update payments_state set revision = revision + 1;
  return null;
end $$;

create function note_read_version() returns trigger
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
begin
  select a.version into strict new.version from announcements a where a.id = new.announcement_id;
  return new;
end $$;

create function note_register_terms() returns trigger
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
begin
  case tg_table_name
    when 'parties_versions' then
      insert into register_terms (kind, term, subject_id, from_publication)
        select t.kind, t.term, f.id, f.from_publication
          from fresh f cross join lateral party_terms(f.id, f.first_name, f.name, f.member_number, f.email, f.phone) t;
    when 'accounts_versions' then
      insert into register_terms select 'nrb', reverse(f.nrb), f.id, f.from_publication from fresh f;
    when 'premises_versions' then
      insert into register_terms select 'premises', fold_text(f.id), f.id, f.from_publication from fresh f;
    when 'buildings_versions' then
      insert into register_terms
        select distinct 'street', w, f.id, f.from_publication from fresh f cross join lateral unnest(fold_words(f.street)) w;
  end case;
  return null;
end $$;

create function office_threads_with(asked text, most integer) returns SETOF uuid
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
declare
  words tsquery := to_tsquery('simple', asked);
begin
  if coalesce(current_staff_role(), '') not in ('clerk', 'administrator') then
    return;
  end if;
  return query
    (select m.thread_id from messages m where message_words(m.body) @@ words limit most)
    union (select n.thread_id from thread_notes n where message_words(n.body) @@ words limit most)
    union (select t.id from message_threads t where t.login_id is null and message_words(t.writer_name) @@ words limit most)
    union (select t.id from logins l join message_threads t on t.login_id = l.id where message_words(l.display_name) @@ words limit most);
end $$;
grant execute on function office_threads_with to {{staff}};

create function one_staff_change() returns void
  language sql volatile set search_path={{schema}}, pg_temp
as $$ select pg_advisory_xact_lock(hashtext(current_schema() || '.staff'), 0) $$;
grant execute on function one_staff_change to {{auth}};

create function party_terms(id text, first_name text, name text, member_number text, email text, phone text) returns TABLE(kind text, term text)
  language sql immutable set search_path={{schema}}, pg_temp
as $$
  select 'party', fold_text(id)
  union select 'name', unnest(fold_words(concat_ws(' ', first_name, name)))
  union select 'member', fold_text(member_number) where member_number <> ''
  union select 'email', fold_text(email) where email <> ''
  union select 'phone', phone_term(phone) where phone_term(phone) <> ''
$$;

create function phone_term(value text) returns text
  language sql immutable set search_path={{schema}}, pg_temp
as $$ select right(regexp_replace(value, '[^0-9]', '', 'g'), 9) $$;
grant execute on function phone_term to {{staff}};

create function put_back_indexes() returns void
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp set lock_timeout=30ms
as $$
declare
  i record;
begin
  if not exists (select from set_aside_indexes) then
    return;
  end if;
  perform build_set_aside_indexes(array(select regexp_replace(table_name, '_versions$', '') from set_aside_indexes));
  for attempt in 1 .. 3000 loop
    begin
      for i in select * from set_aside_indexes where primary_key loop
        execute format('alter table %I add constraint %I primary key using index %I', i.table_name, i.name, i.name);
      end loop;
      delete from set_aside_indexes;
      return;
    exception when lock_not_available then
      perform pg_sleep(0.1);
    end;
  end loop;
  raise exception 'indexes not put back: the tables are being read all the time' using errcode = 'lock_not_available';
end $$;
grant execute on function put_back_indexes to {{importer}};

create function queue_announcement_notices(asked uuid, after_login uuid, batch integer, everybody boolean, OUT seen integer, OUT queued integer, OUT last_login uuid, OUT total integer) returns record
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare
  announcement announcements%rowtype;
  audience uuid[];
  turn uuid[];
begin
  seen := 0;
  queued := 0;
  total := 0;
  select * into announcement from announcements a
   where a.id = asked and a.withdrawn_at is null and a.visible_from <= today() and coalesce(a.visible_to, 'infinity') >= today()
     and (everybody or a.audience not in ('public', 'signedIn', 'members'));
  if announcement.id is null then
    return;
  end if;
  select coalesce(array_agg(l order by l), '{}') into audience
    from audience_logins(announcement.audience, announcement.subject_id, announcement.staircase) l;
  total := cardinality(audience);
  select coalesce(array_agg(l order by l), '{}') into turn
    from (select l from unnest(audience) l where after_login is null or l > after_login order by l limit batch) next;
  seen := cardinality(turn);
  last_login := turn[seen];
  with told as (
    insert into announcement_notices (announcement_id, login_id)
    select asked, l from unnest(turn) l where wants_mail(l, 'announcement') and verified_email_of(l) is not null
    on conflict do nothing returning id
  ), letters as (
    insert into outgoing_mails (kind, letter_id) select 'announcementNotice', id from told returning id
  ) select count(*) into queued from letters;
end $$;
grant execute on function queue_announcement_notices to {{worker}};

create function recently_proved() returns boolean
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
begin
  return exists (select from current_session() s where s.proved_at > clock_now() - interval '5 minutes');
end $$;
grant execute on function recently_proved to {{resident}}, {{staff}};

create function refuse_longer_right() returns trigger
  language plpgsql volatile set search_path={{schema}}, pg_temp
as $$ begin raise check_violation using message = 'a right is only made shorter'; end $$;

create function register_terms_with(asked_kind text, words text[], most integer) returns TABLE(subject_id text, from_publication integer)
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select t.subject_id, t.from_publication
    from (select w as longest from unnest(words) w order by char_length(w) desc, w limit 1) l
    join register_terms t on t.kind = asked_kind and t.term >= l.longest and t.term < l.longest || chr(1114111)
   where current_staff_role() in ('clerk', 'accountant', 'administrator')
     and not exists (
       select from unnest(words) w
        where w <> l.longest and not exists (
          select from register_terms o
           where o.subject_id = t.subject_id and o.from_publication = t.from_publication and o.kind = asked_kind
             and o.term >= w and o.term < w || chr(1114111)))
   limit most
$$;
grant execute on function register_terms_with to {{staff}};

create function registered_login_waits(asked_id uuid) returns boolean
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
declare
  issued uuid := (select r.login_id from registrations r join logins l on l.id = r.login_id
                   where r.id = asked_id and l.password_set_at is null and l.locked_at is null);
begin
  if issued is not null and to_regclass('login_handovers') is not null then
    return not exists (select from login_handovers h where h.login_id = issued and h.handed_over_at is not null);
  end if;
  return issued is not null;
end $$;
grant execute on function registered_login_waits to {{worker}};

create function registration_candidates(asked jsonb) returns SETOF text
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
declare
  shown integer := (select s.publication_id from published_state s);
  day date := today();
  names text[] := array(select jsonb_array_elements_text(asked -> 'names'));
  first_names text[] := array(select jsonb_array_elements_text(asked -> 'firstNames'));
begin
  if coalesce(current_staff_role() not in ('clerk', 'administrator'), true) then
    return;
  end if;
  return query
    with called as materialized (
      select distinct t.subject_id from register_terms t where t.kind = 'name' and t.term = any (first_names)),
    named as (
      select t.subject_id, t.term = n.word as same from unnest(names) n(word)
        join register_terms t on t.kind = 'name' and t.term >= left(n.word, 3) and t.term < left(n.word, 3) || chr(65533)
       where abs(char_length(t.term) - char_length(n.word)) <= 1)
    select found.id from (
      -- A person by the first name and a word of the surname, or one that begins alike and is as long; a company by its words alone.
      (select n.subject_id as id from named n
        where cardinality(first_names) = 0 or n.subject_id in (select c.subject_id from called c)
        group by n.subject_id order by bool_or(n.same) desc, count(*) desc, n.subject_id limit 60)
      union
      (select h.party_id from buildings_versions b
         join premises_versions l on l.building_id = b.id and l.from_publication <= shown and l.to_publication > shown
         join holdings_versions h on h.premises_id = l.id and h.from_publication <= shown and h.to_publication > shown
        where b.from_publication <= shown and b.to_publication > shown
          and address_key(b.street || ' ' || b.house_number) = asked ->> 'street' and address_key(l.number) = asked ->> 'flat'
          and coalesce(h.valid_to, day) >= day limit 40)
      union
      (select p.id from parties_versions p
        where p.from_publication <= shown and p.to_publication > shown
          and p.member_number is not null and digits_key(p.member_number) = nullif(asked ->> 'number', '') limit 10)
      union
      (select p.id from parties_versions p
        where p.from_publication <= shown and p.to_publication > shown and digits_key(p.id) = nullif(asked ->> 'number', '') limit 10)
      union
      (select t.subject_id from register_terms t where t.kind = 'phone' and t.term = asked ->> 'phone' limit 20)
      union
      (select t.subject_id from register_terms t where t.kind = 'email' and t.term = asked ->> 'email' limit 20)
    ) found;
end $$;
grant execute on function registration_candidates to {{staff}};

create function registration_search(words text[]) returns SETOF text
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
declare
  shown integer := (select s.publication_id from published_state s);
  day date := today();
  names text[] := array(select w from unnest(words) w where char_length(w) >= 2 and w !~ '[0-9]');
  numbers text[] := array(select w from unnest(words) w where w ~ '[0-9]');
begin
  if coalesce(current_staff_role() not in ('clerk', 'administrator'), true) then
    return;
  end if;
  return query
    select found.id from (
      (select s.id from unnest(names) n(word) cross join lateral (
         select distinct t.subject_id as id from register_terms t
          where t.kind = 'name' and t.term >= n.word and t.term < n.word || chr(65533)) s
        group by s.id order by count(*) desc, s.id limit 150)
      union
      (select p.id from unnest(numbers) n(word) join parties_versions p on digits_key(p.member_number) = digits_key(n.word)
        where p.from_publication <= shown and p.to_publication > shown and p.member_number is not null and digits_key(n.word) <> '' limit 20)
      union
      (select p.id from unnest(numbers) n(word) join parties_versions p on digits_key(p.id) = digits_key(n.word)
        where p.from_publication <= shown and p.to_publication > shown and digits_key(n.word) <> '' limit 20)
      union
      (select h.party_id from buildings_versions b
         join premises_versions l on l.building_id = b.id and l.from_publication <= shown and l.to_publication > shown
         join holdings_versions h on h.premises_id = l.id and h.from_publication <= shown and h.to_publication > shown
        where b.from_publication <= shown and b.to_publication > shown
          and exists (select from unnest(names) m where position(m in address_key(b.street)) > 0)
          and address_key(b.house_number) = any (numbers)
          and (cardinality(numbers) = 1 or address_key(l.number) = any (numbers))
          and coalesce(h.valid_to, day) >= day limit 150)
    ) found;
end $$;
grant execute on function registration_search to {{staff}};

create function registration_sent(asked_once_sha256 bytea) returns boolean
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$ select exists (select from registrations where once_sha256 = asked_once_sha256) $$;
grant execute on function registration_sent to {{auth}};

create function remove_resident_factors(asked_id uuid, asked_reason text) returns text
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
begin
  if current_staff_role() is null or current_staff_role() not in ('clerk', 'administrator') then
    return 'forbidden';
  elsif not recently_proved() then
    return 'proofNeeded';
  end if;
  perform from logins l where l.id = asked_id and l.kind = 'resident' for no key update;
  if not found or drop_factors(asked_id) = 0 then
    return 'none';
  end if;
  perform note_factor_change(asked_id, 'removedByOffice');
  update sessions s set ended_at = clock_now() where s.login_id = asked_id and s.ended_at is null;
  insert into audit_events (actor_kind, actor_login_id, action, subject_login_id, details)
    values ('staff', current_login_id(), 'login.factorsRemoved', asked_id, jsonb_build_object('reason', asked_reason));
  return 'done';
end $$;
grant execute on function remove_resident_factors to {{staff}};

create function remove_unpublished_files() returns integer
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare
  gone uuid[];
  removed integer;
begin
  with dropped as (
    delete from publishing_draft_files f using publishing_drafts d
     where d.id = f.draft_id and coalesce(f.dropped_at, d.closed_at) < clock_now() - interval '2 days' returning f.file_id
  ) select array_agg(file_id) into gone from dropped;
  delete from stored_files s where s.id = any (gone)
    and not exists (select from publishing_draft_files where file_id = s.id)
    and not exists (select from announcement_attachments where file_id = s.id)
    and not exists (select from archive_editions where file_id = s.id)
    and not exists (select from archive_attachments where file_id = s.id);
  get diagnostics removed = row_count;
  return removed;
end $$;
grant execute on function remove_unpublished_files to {{worker}};

create function remove_unused_letter_files() returns integer
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare
  oldest_kept integer;
  gone uuid[];
  removed integer;
begin
  select min(id) into oldest_kept from publications where pruned_at is null and rolled_back_at is null;
  delete from notice_files f
   where not exists (select from notices_versions v where v.id = f.notice_id)
      -- Replaced before the oldest publication anybody can be led back to.
      or exists (select from notice_files later where later.notice_id = f.notice_id
                  and later.from_publication > f.from_publication and later.from_publication <= oldest_kept);
  with unused as (
    delete from letter_files l where not exists (select from notice_files f where f.file_id = l.file_id) returning l.file_id
  ) select array_agg(file_id) into gone from unused;
  delete from stored_files where id = any (gone);
  get diagnostics removed = row_count;
  return removed;
end $$;
grant execute on function remove_unused_letter_files to {{importer}};

create function set_aside_indexes(resources text[]) returns integer
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp set lock_timeout=20ms
as $$
declare
  t text;
  filled boolean;
  i record;
  aside integer := 0;
begin
  for t in select c.relname from pg_class c
            where c.relnamespace = '{{schema}}'::regnamespace and c.relkind = 'r'
              and c.relname = any (select r || '_versions' from unnest(resources) r) loop
    begin
      execute format('lock table %I in access exclusive mode', t);
      execute format('select exists (select from %I)', t) into filled;
      if not filled then
        for i in select ic.relname as name, pg_get_indexdef(x.indexrelid) as definition, x.indisprimary as is_key
                   from pg_index x join pg_class ic on ic.oid = x.indexrelid
                  where x.indrelid = t::regclass order by ic.relname loop
          insert into set_aside_indexes values (i.name, t, i.definition, i.is_key);
          if i.is_key then
            execute format('alter table %I drop constraint %I', t, i.name);
          else
            execute format('drop index %I', i.name);
          end if;
          aside := aside + 1;
        end loop;
      end if;
    exception when lock_not_available then
      null;
    end;
  end loop;
  return aside;
end $$;
grant execute on function set_aside_indexes to {{importer}};

create function shown_accounts() returns SETOF text
  language sql stable
as $$BEGIN ATOMIC
 SELECT my_accounts() AS my_accounts;
END$$;
grant execute on function shown_accounts to {{resident}};

create function shown_announcement_files() returns SETOF uuid
  language sql stable
as $$BEGIN ATOMIC
 SELECT my_announcement_files() AS my_announcement_files;
END$$;
grant execute on function shown_announcement_files to {{resident}};

create function shown_announcements() returns SETOF uuid
  language sql stable
as $$BEGIN ATOMIC
 SELECT my_announcements() AS my_announcements;
END$$;
grant execute on function shown_announcements to {{resident}};

create function shown_archive_editions() returns SETOF uuid
  language sql stable
as $$BEGIN ATOMIC
 SELECT my_archive_editions() AS my_archive_editions;
END$$;
grant execute on function shown_archive_editions to {{resident}};

create function shown_archive_files() returns SETOF uuid
  language sql stable
as $$BEGIN ATOMIC
 SELECT my_archive_files() AS my_archive_files;
END$$;
grant execute on function shown_archive_files to {{resident}};

create function shown_audiences() returns SETOF text
  language sql stable
as $$BEGIN ATOMIC
 SELECT my_audiences() AS my_audiences;
END$$;
grant execute on function shown_audiences to {{resident}};

create function shown_letter_files() returns SETOF uuid
  language sql stable
as $$BEGIN ATOMIC
 SELECT my_letter_files() AS my_letter_files;
END$$;
grant execute on function shown_letter_files to {{resident}};

create function shown_notices() returns SETOF text
  language sql stable
as $$BEGIN ATOMIC
 SELECT my_notices() AS my_notices;
END$$;
grant execute on function shown_notices to {{resident}};

create function shown_parties() returns SETOF text
  language sql stable
as $$BEGIN ATOMIC
 SELECT my_parties() AS my_parties;
END$$;
grant execute on function shown_parties to {{resident}};

create function shown_premises() returns SETOF text
  language sql stable
as $$BEGIN ATOMIC
 SELECT my_premises() AS my_premises;
END$$;
grant execute on function shown_premises to {{resident}};

create function shown_threads() returns SETOF uuid
  language sql stable
as $$BEGIN ATOMIC
 SELECT my_threads() AS my_threads;
END$$;
grant execute on function shown_threads to {{resident}};

create function staff_name(login uuid) returns text
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$ select l.display_name from logins l where l.id = login and l.kind = 'staff' and current_staff_role() is not null $$;
grant execute on function staff_name to {{staff}};

create function statistics_announcements() returns TABLE(id text, title text, visible_from date, readers bigint, reads bigint)
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select a.id::text, a.title, a.visible_from, s.value, coalesce(r.value, 0)
    from daily_statistics s join announcements a on a.id::text = s.subject
    left join daily_statistics r on r.figure = 'announcementReads' and r.subject = s.subject and r.day = s.day
   where s.figure = 'announcementReaders' and current_staff_role() is not null
   order by a.visible_from desc, a.id
$$;
grant execute on function statistics_announcements to {{staff}};

create function statistics_today(OUT sign_ins bigint, OUT signed_in_people bigint, OUT messages_in bigint, OUT messages_answered bigint) returns record
  language plpgsql stable security definer set search_path={{schema}}, pg_temp
as $$
declare
  midnight timestamptz := today()::timestamp at time zone 'Europe/Warsaw';
begin
  if current_staff_role() is null then
    return;
  end if;
  select count(*), count(distinct i.login_id) into sign_ins, signed_in_people
    from sign_ins i where i.at >= midnight and i.outcome = 'success' and i.login_id not in (select l.id from logins l where l.kind = 'staff');
  select count(*) filter (where m.author = 'resident'), count(*) filter (where m.author = 'office') into messages_in, messages_answered
    from messages m where m.created_at >= midnight;
end $$;
grant execute on function statistics_today to {{staff}};

create function submit_registration(asked jsonb, edition_ids uuid[], asked_once_sha256 bytea, asked_same_sha256 bytea, mails_a_day integer) returns void
  language plpgsql volatile security definer set search_path={{schema}}, pg_temp
as $$
declare
  known record;
  made uuid;
  letter uuid;
begin
  -- One after another for one address: what is counted stays true.
  perform pg_advisory_xact_lock(hashtext(current_schema() || '.registrations'), hashtext(lower(asked ->> 'email')));
  if exists (select from registrations where once_sha256 = asked_once_sha256) then
    return;
  end if;
  select r.id, r.phone, r.party_number into known
    from registrations r
   where r.same_sha256 = asked_same_sha256 and r.created_at > clock_now() - interval '1 day' and r.state <> 'rejected'
   order by r.created_at limit 1;
  if known.id is not null then
    -- A phone or number mended in the second form must not be lost, nor may a stranger replace the first.
    if (known.phone, known.party_number) is distinct from (asked ->> 'phone', asked ->> 'partyNumber')
       and (select count(*) from registration_events e where e.registration_id = known.id and e.kind = 'sentAgain') < 5 then
      insert into registration_events (registration_id, kind, note)
        values (known.id, 'sentAgain', concat_ws(', ', asked ->> 'phone', nullif(asked ->> 'partyNumber', '')));
    end if;
    return;
  end if;
  insert into registrations (kind, first_name, name, street, flat, postal_code, city, party_number, email, phone, once_sha256, same_sha256)
    values (asked ->> 'kind', asked ->> 'firstName', asked ->> 'name', asked ->> 'street', asked ->> 'flat', asked ->> 'postalCode',
            asked ->> 'city', asked ->> 'partyNumber', asked ->> 'email', asked ->> 'phone', asked_once_sha256, asked_same_sha256)
    returning id into made;
  insert into registration_events (registration_id, kind) values (made, 'sent');
  insert into registration_acceptances (registration_id, edition_id)
    select distinct made, e.id from archive_editions e where e.id = any (edition_ids);
  -- Nobody's mailbox can be filled from here.
  if (select count(*) from registrations r join registration_letters l on l.registration_id = r.id and l.kind = 'registrationReceived'
       where lower(r.email) = lower(asked ->> 'email') and r.created_at > clock_now() - interval '1 day') < mails_a_day then
    insert into registration_letters (registration_id, kind) values (made, 'registrationReceived') returning id into letter;
    insert into outgoing_mails (letter_id, kind) values (letter, 'registrationReceived');
  end if;
end $$;
grant execute on function submit_registration to {{auth}};

create function today() returns date
  language sql stable set search_path={{schema}}, pg_temp
as $$ select (clock_now() at time zone 'Europe/Warsaw')::date $$;
grant execute on function today to {{auth}}, {{importer}}, {{resident}}, {{staff}}, {{worker}};

create function verified_email_of(asked_login_id uuid) returns text
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select coalesce(c.email, case when position('@' in l.name) > 1 then l.name end)
    from logins l left join login_contacts c on c.login_id = l.id
   where l.id = asked_login_id
$$;
grant execute on function verified_email_of to {{worker}};

create function verify_audit_chain(from_id bigint, to_id bigint, OUT checked bigint, OUT last_id bigint, OUT broken_id bigint, OUT fault text) returns record
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  with line as (
    select e.*, lag(e.hash) over (order by e.id) as before, lag(e.hash_version) over (order by e.id) as version_before,
           audit_hash(e) as recomputed
      from audit_events e
     where e.id <= to_id and e.id >= coalesce((select max(p.id) from audit_events p where p.id < from_id), 0)
  ), judged as (
    select l.id,
           case when l.hash is distinct from l.recomputed then 'content'
                when l.hash_version < coalesce(l.version_before, l.hash_version) then 'version'
                when l.previous_hash = coalesce(l.before, '\x00') then null
                -- Lines written side by side before hashes had a version may be linked to a neighbour.
                when l.hash_version = 1 and exists (
                  select from audit_events o where o.id between l.id - 200 and l.id + 200 and o.hash = l.previous_hash) then null
                else 'link' end as fault
      from line l where l.id >= from_id
  )
  select count(*), max(j.id), min(j.id) filter (where j.fault is not null),
         (array_agg(j.fault order by j.id) filter (where j.fault is not null))[1]
    from judged j
$$;
grant execute on function verify_audit_chain to {{worker}};

create function wants_mail(asked_login_id uuid, asked_topic_id text) returns boolean
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$
  select coalesce(p.by_email, t.by_default)
    from notification_topics t left join notification_preferences p on p.topic_id = t.id and p.login_id = asked_login_id
   where t.id = asked_topic_id
$$;
grant execute on function wants_mail to {{worker}};

create function writer_name_of(asked_login_id uuid) returns text
  language sql stable security definer set search_path={{schema}}, pg_temp
as $$ select display_name from logins where id = asked_login_id $$;
grant execute on function writer_name_of to {{worker}};
