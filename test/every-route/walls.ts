import type { TestPortal } from '#test/harness/portal.ts'

/** What each condition of a query lets through once it lets everything through. */
const everything: Readonly<Record<string, { readonly type: 'text' | 'uuid'; readonly from: string }>> = {
  shown_accounts: { type: 'text', from: 'select id from accounts' },
  shown_premises: { type: 'text', from: 'select id from premises' },
  shown_parties: { type: 'text', from: 'select id from parties' },
  shown_threads: { type: 'uuid', from: 'select id from message_threads' },
  shown_notices: { type: 'text', from: 'select id from notices' },
  shown_audiences: {
    type: 'text',
    from: 'select audience_key from announcements union select audience_key from archive_documents',
  },
  shown_announcements: { type: 'uuid', from: 'select id from announcements' },
  shown_archive_editions: { type: 'uuid', from: 'select id from archive_editions' },
  shown_announcement_files: { type: 'uuid', from: 'select id from stored_files' },
  shown_archive_files: { type: 'uuid', from: 'select id from stored_files' },
  shown_letter_files: { type: 'uuid', from: 'select id from stored_files' },
}

/** The application's rule gone: every query's own condition lets everything through; only the policies are left. */
export async function withoutApplicationWall(portal: TestPortal): Promise<void> {
  await portal.asRoot(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select proname as name from pg_proc where pronamespace = current_schema()::regnamespace and proname like 'shown\\_%' order by 1`,
    )
    for (const { name } of rows) {
      const rule = everything[name]
      if (!rule)
        throw new Error(
          `${name}: say in test/every-route/walls.ts what it lets through when it lets everything through`,
        )
      await client.query(
        `create or replace function ${name}() returns setof ${rule.type} language sql stable security definer as $$ ${rule.from} $$`,
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
