import { z } from 'zod'
import { ConfigurationError, flag, readSettings } from '../settings.ts'

const address = z
  .email('adres e-mail')
  .max(254)
  .transform((value) => value.toLowerCase())
const sender = z.string().regex(/^(?:[^\s@<>",;]{1,64})?@[a-z0-9.-]{3,190}$/, 'adres albo @domena')
const folder = (standard: string) =>
  z
    .string()
    .max(100)
    .regex(/^[^\u0000-\u001f*%"\\]+$/, 'nazwa folderu')
    .default(standard)

/** The sentences stand in docs/configuration.md, which is made from them. */
export const mailSettings = z.object({
  EBOK_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'adres w postaci smtp://…' })
    .optional()
    .describe(
      'Server that takes our mail: `smtp://user:password@host:587` (STARTTLS) or `smtps://…`. Empty = no mail is sent. With a password: in a file only.',
    ),
  EBOK_MAIL_FROM: address.optional().describe('Sender of our mail. Empty = the address mail is about.'),
  EBOK_OPERATOR_EMAIL: address.optional().describe('Who is told when a delivery fails or does not come.'),
  EBOK_OFFICE_EMAIL: address.optional().describe("The office's mailbox, where residents' messages go."),
  EBOK_REPLY_EMAIL: address
    .optional()
    .describe("Where the office's answers go; a thread's token is put before the `@`. Empty = the sender."),
  EBOK_OFFICE_SENDERS: z
    .string()
    .transform((value) =>
      value
        .toLowerCase()
        .split(/[\s,;]+/)
        .filter((part) => part !== ''),
    )
    .pipe(z.array(sender).max(100))
    .optional()
    .describe(
      "Addresses or `@domains` whose mail may become an answer, separated by commas. Empty = the office's mailbox.",
    ),
  EBOK_IMAP_URL: z
    .url({ protocol: /^imaps?$/, error: 'adres w postaci imaps://…' })
    .optional()
    .describe(
      'Mailbox the answers are read from: `imaps://user:password@host`. Empty = answers are written in the portal only. With a password: in a file only.',
    ),
  EBOK_IMAP_FOLDER: folder('e-BOK').describe('Folder where answers that were taken go.'),
  EBOK_IMAP_QUARANTINE_FOLDER: folder('e-BOK nieprzyjete').describe('Folder where mail that was not taken goes.'),
  EBOK_MAIL_AUTHENTICATED_BY: z
    .string()
    .regex(/^[a-z0-9.-]{1,190}$/i, 'nazwa serwera')
    .transform((value) => value.toLowerCase())
    .optional()
    .describe("Your mail server's name in `Authentication-Results`; mail it did not vouch for is not taken."),
  EBOK_MAIL_WITHOUT_TLS: flag.describe(
    '`1` allows mail servers without TLS. Passwords and letters then travel readable.',
  ),
})

/** A mail server and how to sign in there. */
export interface MailServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte; otherwise STARTTLS, unless `plain`. */
  readonly secure: boolean
  /** Only on this machine, or when the operator wrote it: passwords and letters go unencrypted. */
  readonly plain: boolean
  readonly user: string | undefined
  readonly password: string | undefined
}

export interface OutgoingSettings {
  readonly server: MailServer
  readonly from: string
  /** The office's mailbox, where residents' messages go. */
  readonly office: string
  /** Where the office's answers go; a thread's token is put before the @. */
  readonly reply: string
}

export interface IncomingSettings {
  readonly server: MailServer
  readonly doneFolder: string
  readonly quarantineFolder: string
  /** Addresses, or domains as `@sm.example`, whose mail may become an answer. */
  readonly officeSenders: readonly string[]
  /** The server whose Authentication-Results are believed; none = the sender's address and the secret token decide. */
  readonly authenticatedBy: string | undefined
}

export interface MailSettings {
  readonly outgoing: OutgoingSettings | undefined
  readonly incoming: IncomingSettings | undefined
}

/** The base of a token's address must leave room for `+t.` and 32 digits within the 64 characters before the @. */
const longestLocalPart = 28

/** @throws ConfigurationError naming the variables, also when one of a pair is missing. */
export function readMailSettings(env: Record<string, string | undefined>): MailSettings {
  const set = readSettings(mailSettings, env)
  const plainAllowed = set.EBOK_MAIL_WITHOUT_TLS
  return { outgoing: outgoingOf(set, plainAllowed), incoming: incomingOf(set, plainAllowed) }
}

type Values = z.output<typeof mailSettings>

function outgoingOf(set: Values, plainAllowed: boolean): OutgoingSettings | undefined {
  // The office's address is what this mail is for; without one the messages wait in the portal's office.
  if (set.EBOK_SMTP_URL === undefined || set.EBOK_OFFICE_EMAIL === undefined) return undefined
  const from = set.EBOK_MAIL_FROM ?? set.EBOK_OFFICE_EMAIL
  const reply = set.EBOK_REPLY_EMAIL ?? from
  if (reply.indexOf('@') > longestLocalPart)
    throw new ConfigurationError(`EBOK_REPLY_EMAIL: najwyżej ${longestLocalPart} znaków przed @`)
  return { server: serverOf(set.EBOK_SMTP_URL, plainAllowed), from, office: set.EBOK_OFFICE_EMAIL, reply }
}

function incomingOf(set: Values, plainAllowed: boolean): IncomingSettings | undefined {
  if (set.EBOK_IMAP_URL === undefined) return undefined
  const officeSenders = set.EBOK_OFFICE_SENDERS ?? (set.EBOK_OFFICE_EMAIL === undefined ? [] : [set.EBOK_OFFICE_EMAIL])
  if (officeSenders.length === 0)
    throw new ConfigurationError('EBOK_IMAP_URL potrzebuje EBOK_OFFICE_EMAIL albo EBOK_OFFICE_SENDERS')
  return {
    server: serverOf(set.EBOK_IMAP_URL, plainAllowed),
    doneFolder: set.EBOK_IMAP_FOLDER,
    quarantineFolder: set.EBOK_IMAP_QUARANTINE_FOLDER,
    officeSenders,
    authenticatedBy: set.EBOK_MAIL_AUTHENTICATED_BY,
  }
}

const standardPorts: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465, 'imap:': 143, 'imaps:': 993 }

function serverOf(url: string, plainAllowed: boolean): MailServer {
  const { protocol, hostname, port, username, password } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const text = (value: string) => (value === '' ? undefined : decodeURIComponent(value))
  return {
    host,
    port: port === '' ? standardPorts[protocol]! : Number(port),
    secure: protocol.endsWith('s:'),
    plain: plainAllowed || /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host),
    user: text(username),
    password: text(password),
  }
}
