import { createHash } from 'node:crypto'
import type { TestPerson } from '#test/harness/database.ts'
import type { TestBrowser, TestPortal } from '#test/harness/portal.ts'

export const once = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

export const rows = <Row extends object>(portal: TestPortal, sql: string, values: unknown[] = []): Promise<Row[]> =>
  portal.asRoot(async (client) => (await client.query(sql, values)).rows as Row[])

/** A login with a session, and the browser that has it. */
export async function person(
  portal: TestPortal,
  who: TestPerson,
): Promise<{ browser: TestBrowser; loginId: string; hash: string }> {
  const { secret, loginId, hash } = await portal.openSession(who)
  const browser = await portal.browser()
  browser.cookies.set('ebok-session', secret)
  return { browser, loginId, hash }
}

/** The hash of every table's rows, so that a test can say that nothing was written anywhere. What keeps a session awake is left out. */
export async function everything(portal: TestPortal): Promise<Record<string, string>> {
  return portal.asRoot(async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r'
          and relname not like '%\\_versions' and relname not in ('sessions', 'register_terms', 'stored_files') order by 1`,
    )
    const found: Record<string, string> = {}
    for (const { name } of tables) {
      const { rows: all } = await client.query<{ row: string }>(`select t::text as row from ${name} t`)
      found[name] = createHash('sha256')
        .update(
          all
            .map(({ row }) => row)
            .sort()
            .join('\n'),
        )
        .digest('hex')
    }
    const { rows: sessions } = await client.query<{ all: string }>(
      `select coalesce(string_agg(id::text || coalesce(ended_at::text, ''), ',' order by id), '') as all from sessions`,
    )
    return { ...found, sessions: sessions[0]!.all }
  })
}
