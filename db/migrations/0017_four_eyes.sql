-- Four eyes: a job that waits for a second person. Who asked never decides; a decision is made once, by a login with one of the roles
-- named when the job was asked for, within seven days. An operator on the server may decide for a cooperative with one member of staff.

alter table jobs
  -- Who may decide; null = nobody needs to.
  add column approver_roles text[] check (approver_roles <@ array['clerk', 'accountant', 'editor', 'administrator'] and cardinality(approver_roles) > 0),
  -- What the one who decides reads: words and counts of ours, no personal data.
  add column summary text check (char_length(summary) between 1 and 300),
  -- Null beside a moment = an operator on the server.
  add column approved_by uuid references logins,
  add column approved_at timestamptz,
  add column refused_by uuid references logins,
  add column refused_at timestamptz,
  add column refusal_reason text check (char_length(refusal_reason) between 1 and 500),
  add constraint jobs_approval_check check ((approver_roles is null) = (summary is null)),
  -- Holds against everybody, the owner too.
  add constraint jobs_four_eyes_check check (approved_by <> requested_by and refused_by <> requested_by),
  add constraint jobs_decision_check check (
    (approver_roles is not null or (approved_at is null and refused_at is null))
    and (approved_at is null or refused_at is null)
    and (approved_by is null or approved_at is not null)
    and (refused_by is null or refused_at is not null)
    and (refusal_reason is null) = (refused_at is null));
alter table jobs drop constraint jobs_state_check;
alter table jobs add constraint jobs_state_check
  check (state in ('waiting', 'running', 'done', 'failed', 'cancelled', 'refused', 'expired'));
create index jobs_approved_by_idx on jobs (approved_by) where approved_by is not null;
create index jobs_refused_by_idx on jobs (refused_by) where refused_by is not null;

-- A name of the office for a colleague, whose role may not read logins.
create function staff_name(login uuid) returns text language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$ select l.display_name from logins l where l.id = login and l.kind = 'staff' and current_staff_role() is not null $$;
grant execute on function staff_name(uuid) to {{staff}};

-- Policies of one table add up, so a row let through for stopping could carry a decision with it. What a decision is, is kept here.
create function decide_job() returns trigger language plpgsql
  set search_path = {{schema}}, pg_temp
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
create trigger jobs_decide before update of approved_by, approved_at, refused_by, refused_at, refusal_reason, cancel_asked_at on jobs
  for each row execute function decide_job();

create policy approvers_read on jobs for select to {{staff}}
  using ((select current_staff_role()) = any (approver_roles));
create policy approvers_decide on jobs for update to {{staff}}
  using (state = 'waiting' and approved_at is null and refused_at is null and cancel_asked_at is null
    and created_at > clock_now() - interval '7 days'
    and requested_by is distinct from (select current_login_id()) and (select current_staff_role()) = any (approver_roles))
  with check ((approved_by = (select current_login_id()) or refused_by = (select current_login_id()))
    and requested_by is distinct from (select current_login_id()) and (select current_staff_role()) = any (approver_roles));
create policy office_withdraws on jobs for update to {{staff}}
  using (state = 'waiting' and approver_roles is not null and approved_at is null and refused_at is null
    and requested_by = (select current_login_id()))
  with check (state = 'cancelled' and approved_at is null and refused_at is null);
grant insert (approver_roles, summary) on jobs to {{staff}};
grant update (approved_by, approved_at, refused_by, refused_at, refusal_reason) on jobs to {{staff}};

-- The worker does jobs and decides none.
revoke update on jobs from {{worker}};
grant update (state, started_at, finished_at, leased_until, attempts, steps_done, steps_total, resume, fault, result) on jobs to {{worker}};

-- What the program did by itself stands in the audit trail under no person's name.
create policy worker_writes on audit_events for insert to {{worker}} with check (actor_kind = 'system' and actor_login_id is null);
grant insert (actor_kind, action, subject_login_id, details) on audit_events to {{worker}};
