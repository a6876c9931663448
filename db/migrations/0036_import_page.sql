-- The office's page of deliveries: how each one came, and what its people decide about deliveries and publications.

-- A delivery sent over the network waits in the inbox like any other; by its hash it is known again when it is taken from there.
-- The table of tokens has a higher number than this file, so the token is named by its id alone; tokens are never deleted.
create table delivery_uploads (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  token_id uuid not null,
  received_at timestamptz not null default clock_now()
);
select force_row_security('delivery_uploads');
create policy importer_all on delivery_uploads to {{importer}} using (true) with check (true);
grant select, insert, update on delivery_uploads to {{importer}};

-- Null: it came before this was noted.
alter table deliveries add column came_by text check (came_by in ('inbox', 'network', 'command'));
alter table deliveries add column token_id uuid;

-- What an accountant decided in the portal. Only grows; the job that carries it out writes the outcome, once. The words of the reason
-- stay here: neither a job nor the audit trail keeps a person's words.
create table import_decisions (
  id uuid primary key,
  action text not null check (action in ('confirm', 'refuse', 'rollback')),
  -- What is confirmed or refused; of going back, the delivery whose publication is taken back.
  delivery_id uuid not null references deliveries,
  -- The publication residents saw when it was decided: of going back, another one means that somebody was quicker.
  publication_id integer not null,
  reason text not null check (char_length(reason) between 1 and 500),
  requested_by uuid not null references logins,
  requested_at timestamptz not null default clock_now(),
  once_sha256 bytea not null unique check (octet_length(once_sha256) = 32),
  outcome text check (outcome ~ '^[a-zA-Z]{1,30}$'),
  finished_at timestamptz,
  constraint import_decisions_finished_check check ((outcome is null) = (finished_at is null))
);
create index import_decisions_delivery_id_idx on import_decisions (delivery_id, requested_at);
create index import_decisions_requested_by_idx on import_decisions (requested_by);
-- One at a time: of two accountants who decide at once, the second is told instead of queued.
create unique index import_decisions_open_idx on import_decisions ((true)) where outcome is null;
select force_row_security('import_decisions');
create policy keepers_read on import_decisions for select to {{staff}}
  using ((select current_staff_role()) in ('accountant', 'administrator'));
-- Whoever decides gave their password within the last five minutes, whatever the page thinks.
create policy keepers_decide on import_decisions for insert to {{staff}}
  with check ((select current_staff_role()) in ('accountant', 'administrator') and requested_by = (select current_login_id())
    and outcome is null and (select recently_proved()));
grant select, insert (id, action, delivery_id, publication_id, reason, requested_by, once_sha256) on import_decisions to {{staff}};
create policy importer_reads on import_decisions for select to {{importer}} using (true);
grant select on import_decisions to {{importer}};

-- Writes the outcome, once, and what was done into the audit trail under the name of whoever decided: the importer cannot name another.
-- False when the decision has an outcome already; whoever asks takes back what they did.
create function finish_import_decision(decided uuid, result text, done jsonb) returns boolean language plpgsql security definer
  set search_path = {{schema}}, pg_temp
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
grant execute on function finish_import_decision(uuid, text, jsonb) to {{importer}};

-- A job that was given up or stopped leaves no decision open behind it.
create function close_import_decision() returns trigger language plpgsql security definer
  set search_path = {{schema}}, pg_temp
as $$
begin
  update import_decisions d set outcome = 'failed', finished_at = clock_now()
   where d.id::text = new.params ->> 'decision' and d.requested_by = new.requested_by and d.outcome is null;
  return new;
end $$;
create trigger jobs_close_import_decision after update of state on jobs for each row
  when (new.kind in ('deliveryConfirm', 'deliveryRefuse', 'deliveryRollback') and new.finished_at is not null)
  execute function close_import_decision();
