import { statement, type Tx } from '#platform/db/database.ts'
import { linkHours } from './setup.model.ts'

const begin = statement<[secretHash: string, hours: number], { readonly expiresAt: number }>(
  'setup.begin',
  `insert into setup_links (secret_sha256, expires_at)
   select decode($1, 'hex'), clock_now() + make_interval(hours => $2)
    where not exists (select from logins where staff_role = 'administrator')
   on conflict (only_row) do update
      set secret_sha256 = excluded.secret_sha256, expires_at = excluded.expires_at, used_at = null
   returning expires_at as "expiresAt"`,
)

export interface SetupLink {
  /** It can still make the first administrator. */
  readonly alive: boolean
  readonly cooperativeName: string
}

const link = statement<[secretHash: string], SetupLink>(
  'setup.link',
  `select s.used_at is null and s.expires_at > clock_now()
          and not exists (select from logins where staff_role = 'administrator') as alive, c.name as "cooperativeName"
     from setup_links s cross join cooperative c where s.secret_sha256 = decode($1, 'hex')`,
)

const finish = statement<
  [secretHash: string, cooperative: string, login: string, displayName: string, passwordHash: string],
  { readonly outcome: 'made' | 'taken' | 'gone'; readonly id: string | null }
>('setup.finish', 'select outcome, id from finish_setup($1, $2, $3, $4, $5)')

/** Puts a new link in the place of the one before; nothing where somebody administrates already. */
export const beginSetup = (tx: Tx, secretHash: string) => tx.maybe(begin, [secretHash, linkHours])
/** The link of this secret, also when it is over; nothing for a secret that never was one. */
export const setupLink = (tx: Tx, secretHash: string) => tx.maybe(link, [secretHash])

export interface FirstAdministrator {
  readonly cooperative: string
  readonly login: string
  readonly displayName: string
  readonly passwordHash: string
}

export const finishSetup = (tx: Tx, secretHash: string, made: FirstAdministrator) =>
  tx.one(finish, [secretHash, made.cooperative, made.login, made.displayName, made.passwordHash])
