-- A decision nobody carries out would stand in the way of every later one. Asked when the transaction ends, because the decision is
-- written before the job that names it.
create function decision_has_its_job() returns trigger language plpgsql security definer
  set search_path = {{schema}}, pg_temp
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
create constraint trigger import_decisions_job_check after insert on import_decisions deferrable initially deferred
  for each row execute function decision_has_its_job();
