import { parseArgs } from 'node:util'
import {
  type Actor,
  findLoginByName,
  grantProxy,
  issueLogin,
  issueStartingCode,
  LoginRefused,
  type LoginRow,
  listLogins,
  lockLogin,
  removeSecondFactors,
  unlockLogin,
  useThrottleKey,
} from '#features/login/public.ts'
import { formatDateTime, parseIsoDate } from '#kernel/dates.ts'
import type { Database } from '#platform/db/database.ts'
import type { StaffRole } from '#platform/http/frame.ts'
import type { Io } from './io.ts'
import { withStore } from './run.ts'
import { findParty, isHoldingToday, type RegisterClient, withRegister } from './user-register.ts'

const usage = `Użycie: ebok user POLECENIE [opcje]

  add-resident --party K00012 [--login NAZWA] [--name "Jan Nowak"]
                       załóż login mieszkańca z rejestru i wydaj kod startowy
  add-staff --login NAZWA --name "Jan Nowak" --role ROLA
                       załóż login pracownika; role: clerk, accountant, editor, administrator
  code --login NAZWA   wydaj nowy kod startowy; poprzedni przestaje działać
  lock --login NAZWA --reason "powód"
                       zablokuj login i wyloguj go wszędzie
  unlock --login NAZWA --reason "powód"
                       odblokuj login
  reset-factors --login NAZWA --reason "powód"
                       usuń drugi składnik i wyloguj wszędzie; pracownik włączy nowy przy logowaniu
  list                 pokaż loginy
  proxy add --login NAZWA --party K00012 --premises L0001 --from 2026-01-01 [--to 2026-12-31] --basis "podstawa"
                       dopuść pełnomocnika do lokalu osoby z rejestru

Powód i podstawa zostają w dzienniku zdarzeń: bez danych osobowych.
Kod startowy jest pokazywany tylko raz. Kod wyjścia: 0 zrobione, 1 nie da się zrobić, 2 błąd w poleceniu.`

/** A mistake in what was typed: told together with the usage. */
class BadCommand extends Error {}
/** Understood, but it cannot be done. */
class Refused extends Error {}

export interface UserParts {
  readonly database: Database
  /** Runs with a connection that reads the cooperative's register past the policies. */
  readonly register: <T>(work: (client: RegisterClient) => Promise<T>) => Promise<T>
}

type Options = Readonly<Record<string, string | undefined>>
type Action = (parts: UserParts, options: Options, io: Io) => Promise<void>

interface Command {
  readonly required: readonly string[]
  readonly optional: readonly string[]
  readonly run: Action
}

const staffRoles: readonly StaffRole[] = ['clerk', 'accountant', 'editor', 'administrator']
const operator: Actor = { kind: 'operator' }

const commands: Readonly<Record<string, Command>> = {
  'add-resident': { required: ['party'], optional: ['login', 'name'], run: addResident },
  'add-staff': { required: ['login', 'name', 'role'], optional: [], run: addStaff },
  code: { required: ['login'], optional: [], run: newCode },
  lock: { required: ['login', 'reason'], optional: [], run: lock },
  unlock: { required: ['login', 'reason'], optional: [], run: unlock },
  'reset-factors': { required: ['login', 'reason'], optional: [], run: resetFactors },
  list: { required: [], optional: [], run: list },
  'proxy add': { required: ['login', 'party', 'premises', 'from', 'basis'], optional: ['to'], run: addProxy },
}

/** `ebok user …`: logins from the command line. Opens the installation's store for the time of one command. */
export async function userCommand(args: readonly string[], io: Io): Promise<number> {
  return runUserCommand(args, io, (work) =>
    withStore({ server: 'share' }, ({ store }) => {
      useThrottleKey(store.secrets.get('throttle'))
      return work({ database: store.database, register: (read) => withRegister(store.admin, store.names, read) })
    }),
  )
}

/** The same on a store that somebody else opens; nothing is opened for a command that makes no sense. */
export async function runUserCommand(
  args: readonly string[],
  io: Io,
  open: (work: (parts: UserParts) => Promise<void>) => Promise<void>,
): Promise<number> {
  if (args.length === 0 || args.includes('--help') || args[0] === 'help') {
    io.out(usage)
    return args.length === 0 ? 2 : 0
  }
  try {
    const { command, options } = understand(args)
    await open((parts) => command.run(parts, options, io))
    return 0
  } catch (error) {
    if (error instanceof BadCommand) {
      io.err(`${error.message}\n\n${usage}`)
      return 2
    }
    if (error instanceof Refused) {
      io.err(error.message)
      return 1
    }
    throw error
  }
}

const longestOption = 500

function understand(args: readonly string[]): { command: Command; options: Options } {
  const words = args[0] === 'proxy' ? args.slice(0, 2) : args.slice(0, 1)
  const name = words.join(' ')
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) throw new BadCommand(`Nie ma polecenia: user ${name}`)
  const known = [...command.required, ...command.optional]
  let options: Options
  try {
    const { values } = parseArgs({
      args: args.slice(words.length),
      options: Object.fromEntries(known.map((option) => [option, { type: 'string' as const }])),
      strict: true,
    })
    options = values as Options
  } catch {
    throw new BadCommand(
      known.length === 0
        ? 'To polecenie nie ma opcji.'
        : `Opcje tego polecenia: ${known.map((one) => `--${one}`).join(', ')}`,
    )
  }
  for (const option of command.required) if (!options[option]?.trim()) throw new BadCommand(`Brakuje opcji --${option}`)
  for (const [option, value] of Object.entries(options)) {
    if (value !== undefined && (value.length > longestOption || /\p{Cc}/u.test(value))) {
      throw new BadCommand(`Opcja --${option} jest za długa albo zawiera niedozwolone znaki.`)
    }
  }
  return { command, options }
}

async function addResident({ database, register }: UserParts, options: Options, io: Io): Promise<void> {
  const partyId = options.party!
  const party = await register((client) => findParty(client, partyId))
  if (!party) throw new Refused(`W rejestrze nie ma kontrahenta ${partyId}. Sprawdź numer w systemie księgowym.`)
  await issue(database, { kind: 'resident', partyId, name: options.login, displayName: options.name ?? party.name }, io)
}

async function addStaff({ database }: UserParts, options: Options, io: Io): Promise<void> {
  const staffRole = staffRoles.find((role) => role === options.role)
  if (!staffRole) throw new BadCommand(`Opcja --role: jedna z ${staffRoles.join(', ')}`)
  await issue(database, { kind: 'staff', staffRole, name: options.login, displayName: options.name! }, io)
}

async function issue(database: Database, login: Parameters<typeof issueLogin>[1], io: Io): Promise<void> {
  if (login.displayName.trim().length > 300) throw new BadCommand('Opcja --name: najwyżej 300 znaków.')
  const made = await issueLogin(database, login, operator).catch((error) => {
    if (!(error instanceof LoginRefused)) throw error
    throw error.reason === 'taken'
      ? new Refused(`Login ${login.name} jest już zajęty. Wybierz inny.`)
      : new BadCommand('Login może mieć od 3 do 254 znaków: litery bez polskich znaków, cyfry i @ . _ + -')
  })
  await printCode(database, made, io)
}

async function newCode({ database }: UserParts, options: Options, io: Io): Promise<void> {
  await printCode(database, await loginNamed(database, options.login!), io)
}

async function printCode(database: Database, login: { id: string; name: string }, io: Io): Promise<void> {
  const { code, expiresAt } = await issueStartingCode(database, login.id, operator)
  io.out(`Login:        ${login.name}`)
  io.out(`Kod startowy: ${code}`)
  io.out(`Ważny do:     ${formatDateTime(expiresAt)}`)
  io.out('Kod działa raz i nie będzie pokazany ponownie.')
}

async function lock({ database }: UserParts, options: Options, io: Io): Promise<void> {
  const login = await loginNamed(database, options.login!)
  await stateChange(
    lockLogin(database, login.id, options.reason!, operator),
    `Login ${login.name} jest już zablokowany.`,
  )
  io.out(`Login ${login.name} jest zablokowany i wylogowany.`)
}

async function unlock({ database }: UserParts, options: Options, io: Io): Promise<void> {
  const login = await loginNamed(database, options.login!)
  const undone = unlockLogin(database, login.id, options.reason!, operator)
  await stateChange(undone, `Login ${login.name} nie jest zablokowany.`)
  io.out(`Login ${login.name} jest odblokowany.`)
}

async function resetFactors({ database }: UserParts, options: Options, io: Io): Promise<void> {
  const login = await loginNamed(database, options.login!)
  const removed = removeSecondFactors(database, login.id, options.reason!, operator)
  await stateChange(removed, `Login ${login.name} nie ma drugiego składnika.`)
  io.out(`Drugi składnik loginu ${login.name} jest usunięty, a login wylogowany.`)
  if (login.kind === 'staff') io.out('Nowy włączy się przy następnym logowaniu.')
}

async function stateChange(change: Promise<void>, refusal: string): Promise<void> {
  await change.catch((error) => {
    if (error instanceof LoginRefused && error.reason === 'lastAdministrator')
      throw new Refused('To jedyny administrator, który może się zalogować. Najpierw załóż konto drugiemu.')
    throw error instanceof LoginRefused ? new Refused(refusal) : error
  })
}

async function list({ database }: UserParts, _: Options, io: Io): Promise<void> {
  const logins = await listLogins(database)
  if (logins.length === 0) io.out('Nie ma jeszcze żadnego loginu.')
  for (const login of logins) {
    io.out([login.name, login.staffRole ?? login.partyId ?? '', stateOf(login), login.displayName].join('\t'))
  }
}

function stateOf(login: LoginRow): string {
  if (login.locked) return 'zablokowany'
  if (login.hasPassword) return 'z hasłem'
  return login.codeExpiresAt === null ? 'bez hasła i bez kodu' : `kod do ${formatDateTime(login.codeExpiresAt)}`
}

async function addProxy({ database, register }: UserParts, options: Options, io: Io): Promise<void> {
  const validFrom = parseIsoDate(options.from!)
  const validTo = options.to === undefined ? undefined : parseIsoDate(options.to)
  if (!validFrom || (options.to !== undefined && !validTo)) throw new BadCommand('Daty podaje się tak: 2026-01-31')
  if (validTo && validTo < validFrom) throw new BadCommand('Data --to jest wcześniejsza niż --from.')
  const login = await loginNamed(database, options.login!)
  if (login.kind !== 'resident') throw new Refused('Pełnomocnikiem nie może być login pracownika.')
  const partyId = options.party!
  const premisesId = options.premises!
  if (!(await register((client) => isHoldingToday(client, partyId, premisesId)))) {
    throw new Refused(`W rejestrze kontrahent ${partyId} nie ma dziś prawa do lokalu ${premisesId}.`)
  }
  const proxy = { loginId: login.id, partyId, premisesId, validFrom, validTo: validTo ?? null, basis: options.basis! }
  await grantProxy(database, proxy, operator)
  io.out(`Login ${login.name} widzi lokal ${premisesId} osoby ${partyId}.`)
}

async function loginNamed(database: Database, name: string): Promise<LoginRow> {
  const login = await findLoginByName(database, name)
  if (!login) throw new Refused(`Nie ma loginu ${name}. Loginy pokazuje: ebok user list`)
  return login
}
