import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cast } from '#db/seed/cast.ts'
import { issueLogin, issueStartingCode } from '#features/login/public.ts'
import { withPortal } from '#test/harness/portal.ts'
import { startSmtp } from '#test/harness/smtp.ts'
import { download, drain, issue, order, readMails, rows, shown, work } from './issuing.testkit.ts'

const portal = await withPortal()
const clerk = await portal.browser({ kind: 'staff', staffRole: 'clerk' })
const colleague = await portal.browser({ kind: 'staff', staffRole: 'administrator' })

/** Every column of every row as text, past every policy: what a stolen copy of the database says. */
function dump(): Promise<string> {
  return portal.asRoot(async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables where schemaname = current_schema() order by 1`,
    )
    assert.ok(tables.length > 60)
    const lines: string[] = []
    for (const { name } of tables) {
      const { rows: found } = await client.query<{ line: string }>(`select to_jsonb(t)::text as line from ${name} t`)
      for (const { line } of found) {
        lines.push(line)
        // Bytes stand there in hex: what is written in them counts as well.
        for (const [, hex] of line.matchAll(/\\\\x((?:[0-9a-f]{2})+)/g))
          lines.push(Buffer.from(hex!, 'hex').toString('latin1'))
      }
    }
    return lines.join('\n')
  })
}

/** However a code is written: with its dashes, without, in small letters, in base64. */
const spellings = (secret: string): string[] => {
  const bare = secret.replaceAll('-', '')
  return [secret, bare, secret.toLowerCase(), bare.toLowerCase(), Buffer.from(secret).toString('base64').slice(0, -4)]
}
const foundIn = (text: string, secrets: readonly string[]): string[] =>
  secrets.filter((secret) => spellings(secret).some((spelling) => text.includes(spelling)))

test('codes issued in every way stand in no table, no log, no mail and no address; a planted one is found', async () => {
  const smtp = await startSmtp()
  const secrets: string[] = []
  // At the desk: new, again for every reason, on paper.
  for (const { partyId } of [cast.overpaid, cast.zero, cast.arrears, cast.tenant])
    secrets.push(shown(await issue(clerk, partyId)).code)
  for (const powod of ['forgotten', 'lost', 'expired', 'compromised', 'other'])
    secrets.push(shown(await issue(clerk, cast.zero.partyId, { powod })).code)
  // From the command line.
  const { id } = await issueLogin(
    portal.database,
    { kind: 'resident', partyId: cast.company.partyId, displayName: 'Firma' },
    { kind: 'operator' },
  )
  secrets.push((await issueStartingCode(portal.database, id, { kind: 'operator' })).code)
  // In bulk, twice.
  for (const group of ['bez-loginu', 'kod-nieuzyty']) {
    const batch = await order(clerk, colleague, 'wszystko', group)
    await work(portal)
    secrets.push(...(await download(clerk, batch)).sheets.map(({ code }) => code))
  }
  secrets.push(clerk.cookies.get('ebok-sheets')!)
  // By mail, from the office and by the person.
  const [login] = await rows<{ id: string; name: string }>(portal, 'select id, name from logins where party_id = $1', [
    cast.zero.partyId,
  ])
  await rows(
    portal,
    `insert into login_contacts (login_id, email, email_verified_at) values ($1, 'stanislaw@poczta.example', clock_now())`,
    [login!.id],
  )
  await issue(clerk, cast.zero.partyId, { powod: 'forgotten', jak: 'email' })
  await drain(portal, smtp)
  await (await portal.browser()).send('/pomoc-z-haslem', { login: login!.name }, { from: '/pomoc-z-haslem' })
  await drain(portal, smtp)
  const mails = await readMails(smtp)
  const links = mails.map(({ link }) => link.split('/').at(-1)!)
  assert.equal(links.length, 2)
  // One of each is used, so that what signing in writes is looked at as well.
  const guest = await portal.browser()
  await guest.send(mails[1]!.link, {}, { from: mails[1]!.link })

  assert.ok(secrets.length >= 20 && secrets.every((secret) => secret.length >= 23), `${secrets.length} codes`)
  assert.equal(new Set(secrets).size, secrets.length)
  const tables = await dump()
  const log = portal.logged.join('\n')
  const mail = smtp.received.map(({ raw }) => raw).join('\n') + mails.map(({ text }) => text).join('\n')
  assert.ok(
    tables.includes(login!.name) && log.length > 1_000 && mail.includes('/haslo/link/'),
    'there is something to search',
  )
  assert.deepEqual(foundIn(tables, [...secrets, ...links]), [], 'tables')
  assert.deepEqual(foundIn(log, [...secrets, ...links]), [], 'log')
  assert.deepEqual(foundIn(mail, secrets), [], 'mails')
  for (const { text } of mails) assert.ok(!text.includes(login!.name), 'a mail with a link names no login')

  // The search can fail: one code written down somewhere, with a clerk's best intentions.
  await rows(
    portal,
    `insert into audit_events (actor_kind, action, details) values ('operator', 'login.noted', jsonb_build_object('note', lower($1::text)))`,
    [secrets[3]],
  )
  await rows(portal, `update sealed_sheets set sealed = convert_to($1, 'UTF8') where position = 1`, [secrets[7]])
  assert.deepEqual(foundIn(await dump(), secrets), [secrets[3], secrets[7]])
})
