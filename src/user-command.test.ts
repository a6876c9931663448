import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { hasValidCheckDigit } from '#kernel/check-digit.ts'
import { withDatabase } from '#test/harness/database.ts'
import { runUserCommand } from './user-command.ts'
import { withRegister } from './user-register.ts'

const db = await withDatabase()

/** Runs the command as the console would, and returns what it printed. */
async function user(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: '', err: '' }
  const io = {
    out: (text: string) => {
      printed.out += `${text}\n`
    },
    err: (text: string) => {
      printed.err += `${text}\n`
    },
  }
  const code = await runUserCommand(args, io, (work) =>
    work({ database: db.database, register: (read) => withRegister(db.admin, db.names, read) }),
  )
  return { code, ...printed }
}

const rows = <T>(query: string): Promise<T[]> => db.asRoot(async (client) => (await client.query(query)).rows as T[])

before(async () => {
  await rows(`insert into parties_versions (id, kind, first_name, name, is_member, from_publication)
              values ('K00012', 'person', 'Józef', 'Żuk', true, 0)`)
  await rows(`insert into holdings_versions (id, party_id, premises_id, legal_title, role, valid_from, from_publication)
              values ('H1', 'K00012', 'L0001', 'freehold', 'holder', '2020-01-01', 0)`)
})

describe('ebok user', () => {
  test('makes a resident of the register: login with check digit, code shown once', async () => {
    const made = await user('add-resident', '--party', 'K00012')
    assert.equal(made.code, 0, made.err)
    const login = /Login: +(\d+)/.exec(made.out)![1]!
    assert.ok(hasValidCheckDigit(login))
    assert.match(made.out, /Kod startowy: ([0-9A-Z]{3}-){5}[0-9A-Z]{3}\n/)
    const [row] = await rows<{ display_name: string }>(`select display_name from logins where name = '${login}'`)
    assert.equal(row!.display_name, 'Józef Żuk')
    const code = /Kod startowy: (\S+)/.exec(made.out)![1]!
    const stored = await rows<{ all: string }>('select row_to_json(c)::text as all from starting_codes c')
    assert.ok(stored.every((one) => !one.all.includes(code) && !one.all.includes(code.replaceAll('-', ''))))
    const listed = await user('list')
    assert.ok(listed.out.includes(`${login}\tK00012\tkod do `) && !listed.out.includes(code))
  })

  test('makes staff, refuses a taken name whatever its letters, an unknown role and an unknown party', async () => {
    assert.equal((await user('add-staff', '--login', 'Admin', '--name', 'Anna Lis', '--role', 'administrator')).code, 0)
    const taken = await user('add-staff', '--login', 'aDMIN', '--name', 'Anna Lis', '--role', 'clerk')
    assert.ok(taken.code === 1 && taken.err.includes('zajęty'))
    assert.equal((await user('add-staff', '--login', 'a2b', '--name', 'Anna Lis', '--role', 'boss')).code, 2)
    const unknown = await user('add-resident', '--party', 'K99999')
    assert.ok(unknown.code === 1 && unknown.err.includes('K99999'))
    assert.equal((await user('add-resident', '--party', `K'; drop table logins; --`)).code, 1)
  })

  test('replaces a code, locks with a reason and ends sessions, unlocks', async () => {
    await user('add-resident', '--party', 'K00012', '--login', 'zuk')
    const first = await user('code', '--login', 'ZUK')
    assert.ok(first.code === 0 && first.out.includes('Kod startowy'))
    assert.equal((await user('lock', '--login', 'zuk', '--reason', 'na prośbę')).code, 0)
    assert.equal((await user('lock', '--login', 'zuk', '--reason', 'na prośbę')).code, 1)
    assert.ok((await user('list')).out.includes('zuk\tK00012\tzablokowany'))
    assert.equal((await user('unlock', '--login', 'zuk', '--reason', 'wyjaśnione')).code, 0)
    const events = await rows<{ action: string }>(
      `select e.action from audit_events e join logins l on l.id = e.subject_login_id where l.name = 'zuk' order by e.id`,
    )
    assert.deepEqual(
      events.map((event) => event.action),
      ['login.created', 'login.codeIssued', 'login.codeIssued', 'login.locked', 'login.unlocked'],
    )
  })

  test('takes a lost second factor away, also of the only administrator, whom nobody may lock', async () => {
    await user('add-staff', '--login', 'szef', '--name', 'Jan Lis', '--role', 'administrator')
    await rows(`update logins set password_hash = 'x', password_set_at = now() where name = 'szef'`)
    assert.equal(
      (await user('reset-factors', '--login', 'szef', '--reason', 'zgubiony telefon')).code,
      1,
      'there is none',
    )
    await rows(
      `insert into totp_factors (login_id, sealed_secret, last_step) select id, decode(repeat('00', 48), 'hex'), 0 from logins where name = 'szef'`,
    )
    const done = await user('reset-factors', '--login', 'szef', '--reason', 'zgubiony telefon')
    assert.ok(done.code === 0 && done.out.includes('Nowy włączy się przy następnym logowaniu'))
    assert.equal((await rows('select 1 from totp_factors')).length, 0)
    const [event] = await rows<{ actor_kind: string; details: object }>(
      `select actor_kind, details from audit_events where action = 'login.factorsRemoved'`,
    )
    assert.deepEqual([event!.actor_kind, event!.details], ['operator', { reason: 'zgubiony telefon' }])
    const refused = await user('lock', '--login', 'szef', '--reason', 'urlop')
    assert.ok(refused.code === 1 && refused.err.includes('jedyny administrator'))
  })

  test('lets a proxy in, only for premises the party holds and dates that make sense', async () => {
    await user('add-resident', '--party', 'K00012', '--login', 'pelnomocnik')
    const proxy = (premises: string, from: string, to: string) =>
      user(
        'proxy',
        'add',
        '--login',
        'pelnomocnik',
        '--party',
        'K00012',
        '--premises',
        premises,
        '--from',
        from,
        '--to',
        to,
        '--basis',
        'pełnomocnictwo 1/2026',
      )
    assert.equal((await proxy('L0001', '2026-01-01', '2026-12-31')).code, 0)
    assert.equal((await proxy('L0002', '2026-01-01', '2026-12-31')).code, 1)
    assert.equal((await proxy('L0001', '2026-02-30', '2026-12-31')).code, 2)
    assert.equal((await proxy('L0001', '2026-12-31', '2026-01-01')).code, 2)
    assert.equal((await rows('select from access_rights')).length, 1)
  })

  test('explains itself for what it does not understand, opening nothing', async () => {
    let opened = 0
    const silent = { out: () => {}, err: () => {} }
    const open = async () => {
      opened += 1
    }
    for (const args of [
      [],
      ['fly'],
      ['__proto__'],
      ['code'],
      ['code', '--login', ''],
      ['lock', '--login', 'x'],
      ['list', '--all'],
      ['code', '--login', 'x'.repeat(501)],
      ['code', '--login', 'a\u0000b'],
    ]) {
      assert.equal(await runUserCommand(args, silent, open), 2, args.join(' '))
    }
    assert.equal(await runUserCommand(['--help'], silent, open), 0)
    assert.equal(opened, 0)
  })
})
