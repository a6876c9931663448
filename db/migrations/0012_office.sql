-- The office: what a member of staff may read of the register and of logins, long work that runs beside the pages, letters of any slice.
-- Least privilege: editors see places and no people, clerks and accountants the register, administrators what clerks see.

-- Facts ------------------------------------------------------------------------------------------------------------------

do $$
declare t text;
begin
  -- Places: everybody in the office. People and their accounts: whoever answers them or keeps their books.
  foreach t in array array['properties', 'buildings', 'premises'] loop
    execute format('create policy office_reads on %I for select to {{staff}} using ((select current_staff_role()) is not null)', t || '_versions');
  end loop;
  foreach t in array array['parties', 'holdings', 'accounts', 'balances', 'documents'] loop
    execute format($policy$create policy office_reads on %I for select to {{staff}}
      using ((select current_staff_role()) in ('clerk', 'accountant', 'administrator'))$policy$, t || '_versions');
  end loop;
  foreach t in array array['properties', 'buildings', 'premises', 'parties', 'holdings', 'accounts', 'balances', 'documents'] loop
    execute format('grant select on %I, %I to {{staff}}', t || '_versions', t);
  end loop;
end $$;

-- Logins: clerks and administrators read them without any secret ------------------------------------------------------------

do $$
declare t text;
begin
  foreach t in array array['logins', 'access_rights', 'sessions', 'sign_ins', 'starting_codes'] loop
    execute format($policy$create policy office_reads on %I for select to {{staff}}
      using ((select current_staff_role()) in ('clerk', 'administrator'))$policy$, t);
  end loop;
end $$;
grant select (locked_at, lock_reason) on logins to {{staff}};
grant select on access_rights to {{staff}};
grant select (login_id, issued_at, expires_at, used_at) on starting_codes to {{staff}};

-- Audit: a member of staff adds lines in their own name only ---------------------------------------------------------------

create policy staff_writes on audit_events for insert to {{staff}}
  with check (actor_kind = 'staff' and actor_login_id = (select current_login_id()));
grant insert (actor_kind, actor_login_id, action, subject_login_id, details) on audit_events to {{staff}};

-- Letters of any slice: the outbox keeps the kind and whose row it is about, the slice finds the words ------------------------

alter table outgoing_mails add column letter_id uuid;
alter table outgoing_mails drop constraint outgoing_mails_kind_check;
alter table outgoing_mails add constraint outgoing_mails_kind_check check (kind ~ '^[a-z][a-zA-Z]{1,39}$');
alter table outgoing_mails drop constraint outgoing_mails_about_check;
alter table outgoing_mails add constraint outgoing_mails_about_check
  check (case when kind in ('officeMessage', 'copy', 'answerNotice') then message_id is not null and email_change_id is null and letter_id is null
              when kind in ('emailConfirmation', 'emailChanged') then email_change_id is not null and message_id is null and letter_id is null
              else letter_id is not null and message_id is null and email_change_id is null end);
create unique index outgoing_mails_letter_key on outgoing_mails (letter_id, kind);
grant insert (letter_id) on outgoing_mails to {{staff}};

-- Long work: asked for on a page, done by the worker, seen as a progress bar ---------------------------------------------------

create table jobs (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind ~ '^[a-z][a-zA-Z]{1,39}$'),
  -- What is to be done: ids and choices, never a secret or a person's words.
  params jsonb not null default '{}',
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  requested_by uuid references logins,
  -- Of the form: the same one sent twice is one job.
  once_sha256 bytea check (octet_length(once_sha256) = 32),
  created_at timestamptz not null default clock_now(),
  started_at timestamptz,
  finished_at timestamptz,
  -- A worker that died lets go by this moment; the next one goes on from `resume`.
  leased_until timestamptz,
  attempts integer not null default 0,
  steps_done integer not null default 0 check (steps_done >= 0),
  steps_total integer check (steps_total >= 0),
  resume jsonb,
  cancellable boolean not null default false,
  cancel_asked_at timestamptz,
  -- The kind of fault, never its words: they may quote a person's data.
  fault text check (char_length(fault) <= 60),
  result jsonb not null default '{}'
);
create index jobs_open_idx on jobs (created_at) where state in ('waiting', 'running');
create index jobs_requested_by_idx on jobs (requested_by, created_at desc);
create unique index jobs_once_key on jobs (requested_by, once_sha256);
select force_row_security('jobs');

create policy worker_all on jobs to {{worker}} using (true) with check (true);
grant select, update on jobs to {{worker}};
grant delete on jobs to {{worker}};
-- Own jobs; administrators see everybody's.
create policy office_reads on jobs for select to {{staff}}
  using (requested_by = (select current_login_id()) or (select current_staff_role()) = 'administrator');
create policy office_asks on jobs for insert to {{staff}}
  with check (requested_by = (select current_login_id()) and (select current_staff_role()) is not null);
create policy office_cancels on jobs for update to {{staff}}
  using (cancellable and state in ('waiting', 'running')
    and (requested_by = (select current_login_id()) or (select current_staff_role()) = 'administrator'))
  with check (requested_by is not null);
grant select on jobs to {{staff}};
grant insert (id, kind, params, requested_by, once_sha256, steps_total, cancellable) on jobs to {{staff}};
grant update (cancel_asked_at) on jobs to {{staff}};
