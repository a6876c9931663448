/** What each role, as each person, gets of a table when it asks without any query of ours: past the application, at the policies alone. */
import type pg from 'pg'
import { quoteIdentifier } from '#platform/db/identifiers.ts'
import { type Names, roleName } from '#platform/db/roles.ts'
import { principalNames, principals } from '../every-route/people.ts'
import type { World } from '../every-route/world.ts'

export interface Asker {
  readonly name: string
  readonly role: 'resident' | 'staff' | 'auth' | 'worker'
  readonly identity: string
}

/** How many rows a command reached; of what is put in, how many of the samples were let through. */
export type Reached = Readonly<Record<'select' | 'insert' | 'update' | 'rewrite' | 'delete', number | null>>

/** A command that failed otherwise than by being refused: it would have reached something. */
const failedLater = -1

export function askersOf(world: World): Asker[] {
  const people = principalNames.map((name): Asker => {
    const role = principals[name]?.kind === 'staff' ? 'staff' : 'resident'
    return { name, role, identity: world.sessions[name]?.hash ?? '' }
  })
  return [
    ...people,
    { name: 'nobody', role: 'staff', identity: '' },
    { name: 'stray', role: 'staff', identity: world.sessions.resident!.hash },
    { name: 'auth', role: 'auth', identity: '' },
    { name: 'worker', role: 'worker', identity: '' },
  ]
}

/** Beside the schema under test: everything a table is asked, in one call, undone before it returns. */
export async function prepareAsking(client: pg.ClientBase, names: Names): Promise<void> {
  await client.query(`
    create schema asking; grant usage on schema asking to public;
    create type asking.reached as ("select" int, "insert" int, "update" int, "rewrite" int, "delete" int);
    create function asking.ask(t regclass, samples jsonb[], writing boolean) returns asking.reached language plpgsql as $body$
    declare
      r asking.reached;
      readable text; settable text; changeable text; one text; n int; sample jsonb; kept text[];
    begin
      select string_agg(quote_ident(attname), ', ') filter (where has_column_privilege(t, attnum, 'select')),
             string_agg(quote_ident(attname), ', ') filter (where has_column_privilege(t, attnum, 'insert') and attgenerated = '' and attidentity = ''),
             string_agg(quote_ident(attname), ', ') filter (where has_column_privilege(t, attnum, 'update') and attgenerated = '' and attidentity = ''),
             min(quote_ident(attname)) filter (where has_column_privilege(t, attnum, 'update') and has_column_privilege(t, attnum, 'select') and attgenerated = '' and attidentity = '')
        into readable, settable, changeable, one
        from pg_attribute where attrelid = t and attnum > 0 and not attisdropped;
      if readable is not null then
        execute format('select count(*) from %s', t) into r."select";
      end if;
      if not writing then
        return r;
      end if;
      if settable is not null then
        r."insert" := 0;
        foreach sample in array samples loop
          begin
            execute format('insert into %s (%s) select %s from jsonb_populate_record(null::%s, $1)', t, settable, settable, t) using sample;
            raise exception 'undo' using errcode = 'UNDO1';
          exception when insufficient_privilege then null;
                    when others then r."insert" := r."insert" + 1;
          end;
        end loop;
      end if;
      if one is not null then
        begin
          r."update" := 0;
          execute format('update %s set %s = %s', t, one, one);
          get diagnostics n = row_count;
          raise exception 'undo' using errcode = 'UNDO1';
        exception when sqlstate 'UNDO1' then r."update" := n;
                  when insufficient_privilege then null;
                  when others then r."update" := ${failedLater};
        end;
      end if;
      if changeable is not null then
        r."rewrite" := 0;
        foreach sample in array samples loop
          begin
            execute format('update %s set (%s) = (select %s from jsonb_populate_record(null::%s, $1))', t, changeable, changeable, t) using sample;
            get diagnostics n = row_count;
            raise exception 'undo' using errcode = 'UNDO1';
          exception when sqlstate 'UNDO1' then r."rewrite" := r."rewrite" + least(n, 1);
                    when insufficient_privilege then null;
                    when others then r."rewrite" := r."rewrite" + 1;
          end;
        end loop;
      end if;
      if has_table_privilege(t, 'delete') then
        begin
          r."delete" := 0;
          execute format('delete from %s', t);
          get diagnostics n = row_count;
          raise exception 'undo' using errcode = 'UNDO1';
        exception when sqlstate 'UNDO1' then r."delete" := n;
                  when insufficient_privilege then null;
                  when others then r."delete" := ${failedLater};
        end;
      end if;
      return r;
    end $body$`)
  // The owner's own policy sees everything: to say how many rows there are.
  await client.query(
    `grant execute on function asking.ask to public; grant usage on schema ${quoteIdentifier(names.schema)} to public`,
  )
}

/** Rows to put in again and to write over others: of many people, so that some are the asker's own and most are not. */
export async function samplesOf(client: pg.ClientBase, table: string): Promise<string[]> {
  const { rows } = await client.query<{ row: string }>(
    `select to_jsonb(t)::text as row from ${quoteIdentifier(table)} t order by md5(t::text) limit 40`,
  )
  return rows.map(({ row }) => row)
}

/** A table to ask, with rows to put in; without any, it is only read. */
export interface Asked {
  readonly name: string
  readonly samples: readonly string[]
}

/** Asks tables as everybody given: by table, then by asker. `client` is the administrator within a transaction, with the schema on the path. */
export async function askTables(
  client: pg.ClientBase,
  names: Names,
  tables: readonly Asked[],
  askers: readonly Asker[],
): Promise<Map<string, Map<string, Reached>>> {
  const found = new Map(tables.map(({ name }) => [name, new Map<string, Reached>()]))
  for (const { name, role, identity } of askers) {
    await client.query(`set local role ${quoteIdentifier(roleName(names, role))}`)
    const { rows } = await client.query<Reached & { table: string }>(
      `select t.name as table, reached.*
         from (select set_config('ebok.session', $1, true)) as asker, jsonb_to_recordset($2::jsonb) as t (name text, samples jsonb[])
        cross join lateral asking.ask(quote_ident(t.name)::regclass, t.samples, cardinality(t.samples) > 0) as reached`,
      [
        identity,
        JSON.stringify(
          tables.map((table) => ({ name: table.name, samples: table.samples.map((row) => JSON.parse(row)) })),
        ),
      ],
    )
    for (const { table, ...reached } of rows) found.get(table)!.set(name, reached)
    await client.query('reset role')
  }
  return found
}
