-- Facts: what the accounting system delivers, kept by publication (docs/decisions/0003-publications-as-version-ranges.md).
-- A row is visible while from_publication <= the published number < to_publication. The importer writes rows of the next number
-- beside the published ones; publishing is one update of one row, and so is rolling back. The views named like the resources of
-- the contract show the published state; the policies on the tables below them decide whose rows a person sees.

create table published_state (
  only_row boolean primary key default true check (only_row),
  publication_id integer not null,
  as_of timestamptz,
  published_at timestamptz
);
insert into published_state (publication_id) values (0);

create table deliveries (
  id uuid primary key default gen_random_uuid(),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  kind text check (kind in ('full', 'changes')),
  sequence integer,
  as_of timestamptz,
  generated_at timestamptz,
  received_at timestamptz not null default clock_now(),
  finished_at timestamptz,
  state text not null default 'received'
    check (state in ('received', 'checking', 'rejected', 'waiting', 'published', 'unchanged', 'refused', 'failed')),
  publication_id integer,
  -- Counts, sums, differences to the published state, the first errors: what the accountant reads. Never a resident's name.
  report jsonb not null default '{}'
);
create index deliveries_received_at_idx on deliveries (received_at desc);
create index deliveries_sha256_idx on deliveries (sha256);

create table publications (
  id integer primary key,
  delivery_id uuid not null references deliveries,
  kind text not null check (kind in ('full', 'changes')),
  sequence integer not null,
  as_of timestamptz not null,
  published_at timestamptz not null default clock_now(),
  previous_id integer not null,
  rolled_back_at timestamptz
);
create index publications_delivery_id_idx on publications (delivery_id);

create table properties_versions (
  id text not null,
  name text not null,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (id, from_publication),
  check (from_publication < to_publication)
);
create view properties with (security_invoker = true) as
  select id, name
    from properties_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table buildings_versions (
  id text not null,
  property_id text not null,
  street text not null,
  house_number text not null,
  postal_code text not null,
  city text not null,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (id, from_publication),
  check (from_publication < to_publication)
);
create view buildings with (security_invoker = true) as
  select id, property_id, street, house_number, postal_code, city
    from buildings_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table premises_versions (
  id text not null,
  building_id text not null,
  staircase text,
  number text not null,
  kind text not null check (kind in ('dwelling', 'commercial', 'garage', 'parking', 'storage')),
  floor text,
  usable_area_m2 numeric not null,
  heated_area_m2 numeric,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (id, from_publication),
  check (from_publication < to_publication)
);
create index premises_building_id_idx on premises_versions (building_id);
create view premises with (security_invoker = true) as
  select id, building_id, staircase, number, kind, floor, usable_area_m2, heated_area_m2
    from premises_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table parties_versions (
  id text not null,
  kind text not null check (kind in ('person', 'company')),
  first_name text,
  name text not null,
  member_number text,
  is_member boolean not null,
  correspondence_address text,
  email text,
  phone text,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (id, from_publication),
  check (from_publication < to_publication)
);
create view parties with (security_invoker = true) as
  select id, kind, first_name, name, member_number, is_member, correspondence_address, email, phone
    from parties_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table holdings_versions (
  id text not null,
  party_id text not null,
  premises_id text not null,
  legal_title text not null check (legal_title in ('cooperativeTenancy', 'cooperativeOwnership', 'freehold', 'lease', 'none')),
  role text not null check (role in ('holder', 'coOwner', 'tenant', 'proxy')),
  share text,
  valid_from date not null,
  valid_to date,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (id, from_publication),
  check (from_publication < to_publication)
);
create index holdings_party_id_idx on holdings_versions (party_id);
create index holdings_premises_id_idx on holdings_versions (premises_id);
create view holdings with (security_invoker = true) as
  select id, party_id, premises_id, legal_title, role, share, valid_from, valid_to
    from holdings_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table accounts_versions (
  id text not null,
  party_id text not null,
  premises_id text not null,
  ledger_type text not null,
  ledger_type_name text not null,
  nrb text not null,
  currency text not null check (currency in ('PLN')),
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (id, from_publication),
  check (from_publication < to_publication)
);
create index accounts_party_id_idx on accounts_versions (party_id);
create index accounts_premises_id_idx on accounts_versions (premises_id);
create index accounts_nrb_idx on accounts_versions (nrb);
create view accounts with (security_invoker = true) as
  select id, party_id, premises_id, ledger_type, ledger_type_name, nrb, currency
    from accounts_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table documents_versions (
  id text not null,
  account_id text not null,
  number text not null,
  kind text not null check (kind in ('charge', 'settlement', 'correction', 'interestNote', 'payment', 'refund', 'writeOff', 'openingBalance')),
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
  primary key (id, from_publication),
  check (from_publication < to_publication)
);
create index documents_account_id_issued_on_idx on documents_versions (account_id, issued_on);
create index documents_open_idx on documents_versions (account_id) where remaining_grosze > 0;
create index documents_corrects_document_id_idx on documents_versions (corrects_document_id) where corrects_document_id is not null;
create view documents with (security_invoker = true) as
  select id, account_id, number, kind, issued_on, due_on, period_from, period_to, amount_grosze, remaining_grosze, description, corrects_document_id
    from documents_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table document_lines_versions (
  document_id text not null,
  line_no integer not null,
  component text not null,
  component_group text not null check (component_group in ('utilities', 'maintenance', 'funds', 'other')),
  quantity numeric not null,
  unit text not null check (unit in ('m2', 'm3', 'person', 'premises', 'device', 'socket', 'share', 'GJ', 'kWh', 'unit', 'month')),
  rate numeric not null,
  vat_rate text not null,
  amount_grosze bigint not null,
  dependent boolean not null,
  account_id text not null,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (document_id, line_no, from_publication),
  check (from_publication < to_publication)
);
create index document_lines_account_id_idx on document_lines_versions (account_id);
create view document_lines with (security_invoker = true) as
  select document_id, line_no, component, component_group, quantity, unit, rate, vat_rate, amount_grosze, dependent, account_id
    from document_lines_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table entries_versions (
  id text not null,
  account_id text not null,
  document_id text,
  booked_on date not null,
  value_on date not null,
  due_on date,
  side text not null check (side in ('charge', 'payment')),
  amount_grosze bigint not null,
  kind text not null check (kind in ('charge', 'settlement', 'correction', 'interest', 'instalment', 'payment', 'housingBenefit', 'refund', 'writeOff', 'openingBalance')),
  description text not null,
  -- The day under which the ledger shows it: a charge when it is due, a payment when it came in. A column of its own, because
  -- row-level security lets an index serve a plain column, but not an expression that might give something away.
  ledger_on date not null generated always as (case when side = 'charge' then coalesce(due_on, booked_on) else value_on end) stored,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (id, from_publication),
  check (from_publication < to_publication)
);
create index entries_account_id_ledger_on_idx on entries_versions (account_id, ledger_on);
create index entries_document_id_idx on entries_versions (document_id);
create view entries with (security_invoker = true) as
  select id, account_id, document_id, booked_on, value_on, due_on, side, amount_grosze, kind, description, ledger_on
    from entries_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table allocations_versions (
  payment_entry_id text not null,
  charge_entry_id text not null,
  amount_grosze bigint not null,
  account_id text not null,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (payment_entry_id, charge_entry_id, from_publication),
  check (from_publication < to_publication)
);
create index allocations_charge_entry_id_idx on allocations_versions (charge_entry_id);
create index allocations_account_id_idx on allocations_versions (account_id);
create view allocations with (security_invoker = true) as
  select payment_entry_id, charge_entry_id, amount_grosze, account_id
    from allocations_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table charge_parameters_versions (
  premises_id text not null,
  parameter text not null check (parameter in ('usableArea', 'heatedArea', 'persons', 'waterMeters', 'heatMeters', 'heatCostAllocators', 'sockets', 'intercoms', 'storageArea', 'garageArea', 'share')),
  valid_from date not null,
  valid_to date,
  value numeric not null,
  unit text not null check (unit in ('m2', 'm3', 'person', 'premises', 'device', 'socket', 'share', 'GJ', 'kWh', 'unit', 'month')),
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (premises_id, parameter, valid_from, from_publication),
  check (from_publication < to_publication)
);
create view charge_parameters with (security_invoker = true) as
  select premises_id, parameter, valid_from, valid_to, value, unit
    from charge_parameters_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table fee_components_versions (
  premises_id text not null,
  component text not null,
  valid_from date not null,
  valid_to date,
  component_group text not null check (component_group in ('utilities', 'maintenance', 'funds', 'other')),
  quantity numeric not null,
  unit text not null check (unit in ('m2', 'm3', 'person', 'premises', 'device', 'socket', 'share', 'GJ', 'kWh', 'unit', 'month')),
  rate numeric not null,
  vat_rate text not null,
  amount_grosze bigint not null,
  change_reason text,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (premises_id, component, valid_from, from_publication),
  check (from_publication < to_publication)
);
create view fee_components with (security_invoker = true) as
  select premises_id, component, valid_from, valid_to, component_group, quantity, unit, rate, vat_rate, amount_grosze, change_reason
    from fee_components_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table meters_versions (
  id text not null,
  premises_id text not null,
  kind text not null check (kind in ('coldWater', 'hotWater', 'heat', 'heatCostAllocator', 'electricity')),
  number text not null,
  location text not null,
  unit text not null check (unit in ('m3', 'GJ', 'kWh', 'unit')),
  installed_on date not null,
  verification_valid_until date,
  removed_on date,
  replaced_by_meter_id text,
  radiator_factor numeric,
  location_factor numeric,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (id, from_publication),
  check (from_publication < to_publication)
);
create index meters_premises_id_idx on meters_versions (premises_id);
create view meters with (security_invoker = true) as
  select id, premises_id, kind, number, location, unit, installed_on, verification_valid_until, removed_on, replaced_by_meter_id, radiator_factor, location_factor
    from meters_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table readings_versions (
  id text not null,
  meter_id text not null,
  read_on date not null,
  value numeric,
  kind text not null check (kind in ('manual', 'remote', 'estimated', 'resident', 'initial', 'final', 'missing')),
  premises_id text not null,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (id, from_publication),
  check (from_publication < to_publication)
);
create index readings_meter_id_read_on_idx on readings_versions (meter_id, read_on);
create view readings with (security_invoker = true) as
  select id, meter_id, read_on, value, kind, premises_id
    from readings_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table meter_settlements_versions (
  id text not null,
  premises_id text not null,
  account_id text not null,
  document_id text,
  kind text not null check (kind in ('water', 'heat')),
  period_from date not null,
  period_to date not null,
  charged_grosze bigint not null,
  should_be_grosze bigint not null,
  difference_grosze bigint not null,
  method text,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (id, from_publication),
  check (from_publication < to_publication)
);
create index meter_settlements_premises_id_idx on meter_settlements_versions (premises_id);
create index meter_settlements_account_id_idx on meter_settlements_versions (account_id);
create view meter_settlements with (security_invoker = true) as
  select id, premises_id, account_id, document_id, kind, period_from, period_to, charged_grosze, should_be_grosze, difference_grosze, method
    from meter_settlements_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table meter_settlement_lines_versions (
  settlement_id text not null,
  line_no integer not null,
  line_kind text not null check (line_kind in ('consumption', 'fixedCost', 'variableCost', 'service', 'indicationDifference')),
  description text not null,
  meter_id text,
  previous_reading numeric,
  current_reading numeric,
  radiator_factor numeric,
  location_factor numeric,
  charged_grosze bigint not null,
  quantity numeric not null,
  unit text not null check (unit in ('m2', 'm3', 'person', 'premises', 'device', 'socket', 'share', 'GJ', 'kWh', 'unit', 'month')),
  rate numeric not null,
  should_be_grosze bigint not null,
  difference_grosze bigint not null,
  premises_id text not null,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (settlement_id, line_no, from_publication),
  check (from_publication < to_publication)
);
create view meter_settlement_lines with (security_invoker = true) as
  select settlement_id, line_no, line_kind, description, meter_id, previous_reading, current_reading, radiator_factor, location_factor, charged_grosze, quantity, unit, rate, should_be_grosze, difference_grosze, premises_id
    from meter_settlement_lines_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table balances_versions (
  account_id text not null,
  closing_balance_grosze bigint not null,
  entry_count integer not null,
  verified boolean not null default true,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (account_id, from_publication),
  check (from_publication < to_publication)
);
create view balances with (security_invoker = true) as
  select account_id, closing_balance_grosze, entry_count, verified
    from balances_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

create table notices_versions (
  id text not null,
  party_id text not null,
  kind text not null,
  title text not null,
  issued_on date not null,
  file text not null,
  from_publication integer not null,
  to_publication integer not null default 2147483647,
  primary key (id, from_publication),
  check (from_publication < to_publication)
);
create index notices_party_id_idx on notices_versions (party_id);
create view notices with (security_invoker = true) as
  select id, party_id, kind, title, issued_on, file
    from notices_versions
   where from_publication <= (select publication_id from published_state) and to_publication > (select publication_id from published_state);

-- Row-level security ----------------------------------------------------------------------------------------------

do $$
declare t text;
begin
  foreach t in array array['published_state', 'deliveries', 'publications'] loop
    perform force_row_security(t::regclass);
    execute format('create policy importer_all on %I to {{importer}} using (true) with check (true)', t);
  end loop;
  for t in select c.relname from pg_class c where c.relnamespace = '{{schema}}'::regnamespace and c.relkind = 'r' and c.relname like '%\_versions' loop
    perform force_row_security(t::regclass);
    -- Only the importer writes accounting facts.
    execute format('create policy importer_all on %I to {{importer}} using (true) with check (true)', t);
    execute format('grant select, insert, update, delete on %I to {{importer}}', t);
    execute format('grant select on %I to {{resident}}', t);
    execute format('grant select on %I to {{resident}}, {{importer}}', regexp_replace(t, '_versions$', ''));
  end loop;
end $$;
grant select, update on published_state to {{importer}};
grant select, insert, update on deliveries, publications to {{importer}};

create policy everyone_reads on published_state for select to {{resident}}, {{auth}}, {{staff}}, {{worker}} using (true);
grant select on published_state to {{resident}}, {{auth}}, {{staff}}, {{worker}};
create policy staff_reads on deliveries for select to {{staff}} using ((select current_staff_role()) in ('accountant', 'administrator'));
create policy staff_reads on publications for select to {{staff}} using ((select current_staff_role()) in ('accountant', 'administrator'));
create policy worker_reads on deliveries for select to {{worker}} using (true);
grant select on deliveries, publications to {{staff}};
grant select on deliveries to {{worker}};

-- Premises and parties a login stands for today: by its own holdings, and as a proxy given by the office.
-- An ended right ends access the same day, because valid_to is compared with Warsaw's date at every query.
create function my_standing() returns table (premises_id text, party_id text, role text, since date) language plpgsql stable security definer
  -- The planner would think of a thousand rows and read whole tables; it is a handful, found by index.
  rows 4
  set search_path = {{schema}}, pg_temp
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
     where r.login_id = me and r.valid_from <= day and (r.valid_to is null or r.valid_to >= day)
       and h.valid_from <= day and (h.valid_to is null or h.valid_to >= day)
       and h.from_publication <= now_published and h.to_publication > now_published;
end $$;

-- Own accounts, and for holders and co-owners the accounts of the other holders of the same premises:
-- they owe together (art. 4 ust. 6 ustawy o spółdzielniach mieszkaniowych). A former holder's account is nobody's but theirs.
create function my_accounts() returns setof text language plpgsql stable security definer
  rows 8
  set search_path = {{schema}}, pg_temp
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

create function my_premises() returns setof text language sql stable security definer
  rows 4
  set search_path = {{schema}}, pg_temp
as $$ select distinct premises_id from my_standing() $$;

-- Parties a login stands for: itself, and those who made it their proxy.
create function my_parties() returns setof text language sql stable security definer
  rows 2
  set search_path = {{schema}}, pg_temp
as $$
  select l.party_id from logins l where l.id = current_login_id() and l.party_id is not null
  union
  select s.party_id from my_standing() s
$$;

-- What premises used before somebody moved in is the predecessor's business.
create function my_premises_since(asked_premises_id text) returns date language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$ select min(since) from my_standing() where premises_id = asked_premises_id $$;

-- The same for all premises at once, for conditions on many rows: asked once a query, then only looked up.
create function my_since() returns jsonb language sql stable security definer
  set search_path = {{schema}}, pg_temp
as $$ select coalesce(jsonb_object_agg(s.premises_id, s.since), '{}') from (select premises_id, min(since) as since from my_standing() group by premises_id) s $$;

grant execute on function my_accounts(), my_premises(), my_parties(), my_premises_since(text), my_since() to {{resident}};

do $$
declare t text;
begin
  foreach t in array array['documents', 'document_lines', 'entries', 'allocations', 'balances', 'meter_settlements'] loop
    execute format('create policy own_rows on %I for select to {{resident}} using (account_id = any (array(select my_accounts())))', t || '_versions');
  end loop;
  foreach t in array array['fee_components', 'meters'] loop
    execute format('create policy own_rows on %I for select to {{resident}} using (premises_id = any (array(select my_premises())))', t || '_versions');
  end loop;
  foreach t in array array['properties', 'buildings'] loop
    execute format('create policy signed_in on %I for select to {{resident}} using ((select current_login_id()) is not null)', t || '_versions');
  end loop;
end $$;
create policy own_rows on accounts_versions for select to {{resident}} using (id = any (array(select my_accounts())));
create policy own_rows on premises_versions for select to {{resident}} using (id = any (array(select my_premises())));
create policy own_rows on parties_versions for select to {{resident}} using (id = any (array(select my_parties())));
create policy own_rows on holdings_versions for select to {{resident}}
  using (premises_id = any (array(select my_premises())) and party_id = any (array(select my_parties())));
create policy own_rows on notices_versions for select to {{resident}} using (party_id = any (array(select my_parties())));
create policy own_rows on readings_versions for select to {{resident}}
  using (premises_id = any (array(select my_premises())) and read_on >= ((select my_since()) ->> premises_id)::date);
create policy own_rows on charge_parameters_versions for select to {{resident}}
  using (premises_id = any (array(select my_premises())) and (valid_to is null or valid_to >= ((select my_since()) ->> premises_id)::date));
-- Lines of a settlement follow the settlement, which follows the account it was booked on.
create policy own_rows on meter_settlement_lines_versions for select to {{resident}}
  using (premises_id = any (array(select my_premises()))
    and settlement_id = any (array(select s.id from meter_settlements_versions s where s.account_id = any (array(select my_accounts())))));

-- The application's own rule, named in every query of a resident's page: the first wall, where the policies are the second.
-- Each is tested with the other taken away.
create function shown_accounts() returns setof text language sql stable rows 8 begin atomic select my_accounts(); end;
create function shown_premises() returns setof text language sql stable rows 4 begin atomic select my_premises(); end;
create function shown_parties() returns setof text language sql stable rows 2 begin atomic select my_parties(); end;
grant execute on function shown_accounts(), shown_premises(), shown_parties() to {{resident}};
