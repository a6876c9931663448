-- Bank statements of the day: which payments reached the cooperative's accounts before the books know them. They stand outside every
-- balance and are no accounting facts; only the importer's role writes them, as it writes those. docs/decisions/0019-statements-of-the-day.md

-- A file, wherever it came from and whatever became of it. One of the office waits here until the worker reads it.
create table statement_files (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(name) between 1 and 200),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  source text not null check (source in ('office', 'inbox', 'command')),
  uploaded_by uuid references logins,
  -- Of the form: the same one sent twice is one file.
  once_sha256 bytea unique check (octet_length(once_sha256) = 32),
  received_at timestamptz not null default clock_now(),
  state text not null default 'waiting' check (state in ('waiting', 'read', 'unchanged', 'rejected', 'failed')),
  finished_at timestamptz,
  -- Only while it waits: what is read stands in the tables below.
  content bytea check (octet_length(content) <= 16777216),
  -- Counts, and the first problems with line, field and value: amounts, days and account numbers, never a payer's words.
  report jsonb not null default '{}',
  check ((source = 'office') = (uploaded_by is not null)),
  check (content is null or state = 'waiting')
);
create index statement_files_received_at_idx on statement_files (received_at desc);
create index statement_files_uploaded_by_idx on statement_files (uploaded_by);

create table bank_statements (
  id uuid primary key default gen_random_uuid(),
  file_id uuid not null references statement_files,
  -- 26 digits for a Polish account, otherwise as the bank writes it.
  account text not null check (char_length(account) between 1 and 40),
  number text not null check (char_length(number) between 1 and 40),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  opened_on date not null,
  closed_on date not null,
  opening_grosze bigint not null,
  closing_grosze bigint not null,
  movements integer not null check (movements >= 0),
  in_grosze bigint not null check (in_grosze >= 0),
  out_grosze bigint not null check (out_grosze >= 0),
  -- Of what it says, not of the file: the same statement in another file is the same statement.
  content_sha256 text not null check (content_sha256 ~ '^[0-9a-f]{64}$'),
  check (opening_grosze + in_grosze - out_grosze = closing_grosze),
  -- Banks number their statements anew each year, daily and monthly ones apart.
  unique (account, number, opened_on, closed_on)
);
create index bank_statements_file_id_idx on bank_statements (file_id);
create index bank_statements_closed_on_idx on bank_statements (closed_on desc);

-- Money that came in, and payments the bank took back. What went out is in the sums of its statement only.
create table incoming_payments (
  id uuid primary key default gen_random_uuid(),
  statement_id uuid not null references bank_statements on delete cascade,
  kind text not null check (kind in ('payment', 'reversal')),
  -- The same movement in two statements, of the day and of the month, is one payment; two alike in one statement are two.
  fingerprint bytea not null check (octet_length(fingerprint) = 32),
  occurrence integer not null check (occurrence > 0),
  value_on date not null,
  booked_on date not null,
  amount_grosze bigint not null check (amount_grosze > 0),
  -- Account numbers the movement names beside the payer's own, and the bank's short form of one.
  numbers text[] not null,
  payer_id text check (payer_id ~ '^[0-9]{12}$'),
  -- The account it is for: exactly one has such a number. The accounting system's id, not a foreign key: facts come anew, ids stay.
  account_id text,
  -- Why somebody in the office has to look at it.
  reason text check (reason in ('noNumber', 'unknownNumber', 'severalAccounts', 'foreignCurrency', 'paymentMissing')),
  -- Kept only while the office has to find out whose it is.
  payer_name text not null default '' check (char_length(payer_name) <= 300),
  title text not null default '' check (char_length(title) <= 300),
  reversed_by uuid references incoming_payments on delete set null,
  -- The entry that books it, and the publication that shows this entry first.
  booked_entry_id text unique,
  booked_publication integer,
  settled_by uuid references logins,
  settled_at timestamptz,
  unique (fingerprint, occurrence),
  check (account_id is not null or reason is not null),
  check ((booked_entry_id is null) = (booked_publication is null)),
  check ((settled_by is null) = (settled_at is null))
);
create index incoming_payments_account_id_idx on incoming_payments (account_id, value_on);
create index incoming_payments_statement_id_idx on incoming_payments (statement_id);
create index incoming_payments_booked_idx on incoming_payments (booked_publication);
create index incoming_payments_reason_idx on incoming_payments (value_on) where reason is not null;
create index incoming_payments_reversed_by_idx on incoming_payments (reversed_by) where reversed_by is not null;
create index incoming_payments_settled_by_idx on incoming_payments (settled_by) where settled_by is not null;

select force_row_security(t::regclass) from unnest(array['statement_files', 'bank_statements', 'incoming_payments']) t;

do $$
declare t text;
begin
  foreach t in array array['statement_files', 'bank_statements', 'incoming_payments'] loop
    execute format('create policy importer_all on %I to {{importer}} using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to {{importer}}', t);
    execute format($policy$create policy office_reads on %I for select to {{staff}}
      using ((select current_staff_role()) in ('accountant', 'administrator'))$policy$, t);
  end loop;
end $$;

-- The office hands a file in, in the name of who is signed in, and reads what became of it.
create policy office_hands_in on statement_files for insert to {{staff}}
  with check ((select current_staff_role()) in ('accountant', 'administrator') and source = 'office'
    and uploaded_by = (select current_login_id()) and state = 'waiting');
grant insert (id, name, sha256, source, uploaded_by, once_sha256, content) on statement_files to {{staff}};
grant select (id, name, sha256, source, uploaded_by, once_sha256, received_at, state, finished_at, report) on statement_files to {{staff}};
grant select on bank_statements, incoming_payments to {{staff}};
-- Says in their own name that a payment needs no more looking after, or that it does after all.
create policy office_settles on incoming_payments for update to {{staff}}
  using ((select current_staff_role()) in ('accountant', 'administrator'))
  with check (settled_by is null or settled_by = (select current_login_id()));
grant update (settled_by, settled_at) on incoming_payments to {{staff}};

-- A resident sees that money came for an account of theirs: the day and the amount, nothing of the payer.
create policy own_rows on incoming_payments for select to {{resident}}
  using (kind = 'payment' and account_id = any (array(select my_accounts())));
grant select (id, kind, account_id, value_on, amount_grosze, reversed_by, booked_publication, settled_at) on incoming_payments to {{resident}};

-- A page drawn with such payments holds until one of them changes. One number for all: statements come a few times a day.
create table payments_state (
  only_row boolean primary key default true check (only_row),
  revision bigint not null default 0
);
insert into payments_state default values;
select force_row_security('payments_state');
create policy everyone_reads on payments_state for select to {{resident}} using (true);
grant select on payments_state to {{resident}};
create function note_payments_changed() returns trigger language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  update payments_state set revision = revision + 1;
  return null;
end $$;
create trigger note_payments_changed after insert or update or delete on incoming_payments
  for each statement execute function note_payments_changed();
