import type { TestPortal } from '#test/harness/portal.ts'

const shownFunctions = ['shown_accounts', 'shown_premises', 'shown_parties'] as const
const tableOf = { shown_accounts: 'accounts', shown_premises: 'premises', shown_parties: 'parties' } as const

/** The application's rule gone: every query's own condition lets everything through; only the policies are left. */
export async function withoutApplicationWall(portal: TestPortal): Promise<void> {
  await portal.asRoot(async (client) => {
    for (const name of shownFunctions) {
      await client.query(
        `create or replace function ${name}() returns setof text language sql stable security definer
           as $$ select id from ${tableOf[name]} $$`,
      )
    }
  })
}

/** Row-level security gone from every table; only the conditions in the queries are left. */
export async function withoutRowSecurity(portal: TestPortal): Promise<void> {
  await portal.asRoot(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(relname) as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r' and relrowsecurity`,
    )
    for (const { name } of rows)
      await client.query(`alter table ${name} disable row level security, no force row level security`)
  })
}
