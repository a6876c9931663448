import { join } from 'node:path'
import { z } from 'zod'
import { mailSettings } from '#platform/mail/settings.ts'
import { readSettings, timeOfDay, whole } from '#platform/settings.ts'

/** What an operator may set about the night; every value has a default that suits one cooperative on one machine. */
export const nightSettings = z.object({
  EBOK_INBOX_DIR: z
    .string()
    .optional()
    .describe(
      'Folder watched for deliveries; those sent over the network wait there too. Bank statements are taken from its folder `wyciagi`. Empty = deliveries come only by `ebok import`.',
    ),
  EBOK_INBOX_POLL_SECONDS: whole.min(1).max(3600).default(10).describe('How often the folder is looked at.'),
  EBOK_IMPORT_DROP_LIMIT_PERCENT: z.coerce
    .number({ error: 'liczba' })
    .min(0)
    .max(100)
    .default(2)
    .describe('The safety brake: a fall of premises, entries or money by more than this waits for an accountant.'),
  EBOK_IMPORT_BALANCE_MISMATCH: z
    .enum(['reject', 'flag'])
    .default('reject')
    .describe(
      'A delivery whose balance differs from its entries is refused (`reject`) or shown as being verified (`flag`).',
    ),
  EBOK_IMPORT_KEEP_PUBLICATIONS: whole
    .min(2)
    .max(400)
    .default(7)
    .describe('Publications that can be shown again by rolling back.'),
  EBOK_IMPORT_KEEP_DELIVERIES: whole
    .min(1)
    .max(3650)
    .default(30)
    .describe(
      'Days a raw delivery is kept after it came; one that a publication which can be shown again was built on stays longer.',
    ),
  EBOK_STATEMENTS_KEEP_DAYS: whole
    .min(31)
    .max(3650)
    .default(400)
    .describe("Days a bank statement and its payments are kept after the statement's last day."),
  EBOK_COOPERATIVE_ID: z
    .string()
    .max(64)
    .optional()
    .describe(
      '`ebok:cooperativeId` every delivery must have; empty = the published one. Set it before the first delivery, or when the accounting system begins to use another.',
    ),
  EBOK_IMPORT_AT: timeOfDay
    .optional()
    .describe(
      'Warsaw time, such as `23:00`: deliveries wait until then, and are taken from then to `EBOK_IMPORT_EXPECTED_BY`. Empty = each is taken as soon as it is complete.',
    ),
  EBOK_IMPORT_EXPECTED_BY: timeOfDay
    .default('06:00')
    .describe('Warsaw time; when no delivery came by then, the operator is told.'),
  EBOK_NIGHTLY_AT: timeOfDay
    .default('03:30')
    .describe('Warsaw time of the nightly work, such as removing ended sessions.'),
})

/** Telling the operator needs these of the mail's variables. */
const tellSettings = mailSettings.pick({ EBOK_SMTP_URL: true, EBOK_MAIL_FROM: true, EBOK_OPERATOR_EMAIL: true })

export interface ImportSettings {
  /** Watched for deliveries; none = only the command imports. */
  readonly inboxDir: string | null
  readonly pollSeconds: number
  /** Where raw deliveries are kept by hash. */
  readonly rawDir: string
  /** A fall of premises, bookings or balances by more than this waits for a person. */
  readonly dropLimitPercent: number
  /** What happens to a delivery whose balance differs from its entries: refused, or shown as being verified. */
  readonly balanceMismatch: 'reject' | 'flag'
  /** Publications that can be shown again by rolling back, the current one included. */
  readonly keepPublications: number
  /** Days a raw delivery stays after it came; one that what residents see may still be built on stays longer. */
  readonly keepDeliveriesDays: number
  /** Days a bank statement and its payments stay after the statement's last day. */
  readonly keepStatementsDays: number
  /** `ebok:cooperativeId` a delivery must have; null = that of the published books. */
  readonly cooperativeId: string | null
  /** Warsaw's wall clock: deliveries wait in the inbox until then; null = each is taken as soon as it is complete. */
  readonly importAt: string | null
  /** Warsaw's wall clock: when no delivery came by then, the operator is told. */
  readonly expectedBy: string
  readonly nightlyAt: string
  /** Remembers across restarts which daily work was done. */
  readonly workerStateFile: string
  readonly mail: { readonly smtpUrl: string; readonly from: string; readonly to: string } | null
}

/** @throws ConfigurationError */
export function readImportSettings(env: NodeJS.ProcessEnv, dataDir: string): ImportSettings {
  const set = readSettings(nightSettings.extend(tellSettings.shape), env)
  const { EBOK_SMTP_URL: smtpUrl, EBOK_OPERATOR_EMAIL: to } = set
  return {
    inboxDir: set.EBOK_INBOX_DIR ?? null,
    pollSeconds: set.EBOK_INBOX_POLL_SECONDS,
    rawDir: join(dataDir, 'deliveries'),
    dropLimitPercent: set.EBOK_IMPORT_DROP_LIMIT_PERCENT,
    balanceMismatch: set.EBOK_IMPORT_BALANCE_MISMATCH,
    keepPublications: set.EBOK_IMPORT_KEEP_PUBLICATIONS,
    keepDeliveriesDays: set.EBOK_IMPORT_KEEP_DELIVERIES,
    keepStatementsDays: set.EBOK_STATEMENTS_KEEP_DAYS,
    cooperativeId: set.EBOK_COOPERATIVE_ID ?? null,
    importAt: set.EBOK_IMPORT_AT ?? null,
    expectedBy: set.EBOK_IMPORT_EXPECTED_BY,
    nightlyAt: set.EBOK_NIGHTLY_AT,
    workerStateFile: join(dataDir, 'worker.json'),
    mail: smtpUrl && to ? { smtpUrl, from: set.EBOK_MAIL_FROM ?? to, to } : null,
  }
}
