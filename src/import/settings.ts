import { join } from 'node:path'
import { z } from 'zod'

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'godzina w postaci HH:MM')
const address = z.email().max(254)

/** What an operator may set about the night; every value has a default that suits one cooperative on one machine. */
const schema = z.object({
  EBOK_INBOX_DIR: z.string().min(1).optional(),
  EBOK_INBOX_POLL_SECONDS: z.coerce.number().int().min(1).max(3600).default(10),
  EBOK_IMPORT_DROP_LIMIT_PERCENT: z.coerce.number().min(0).max(100).default(2),
  EBOK_IMPORT_BALANCE_MISMATCH: z.enum(['reject', 'flag']).default('reject'),
  EBOK_IMPORT_KEEP_PUBLICATIONS: z.coerce.number().int().min(2).max(400).default(7),
  EBOK_IMPORT_KEEP_DELIVERIES: z.coerce.number().int().min(1).max(3650).default(30),
  EBOK_COOPERATIVE_ID: z.string().min(1).max(64).optional(),
  EBOK_IMPORT_AT: timeOfDay.optional(),
  EBOK_IMPORT_EXPECTED_BY: timeOfDay.default('06:00'),
  EBOK_NIGHTLY_AT: timeOfDay.default('03:30'),
  EBOK_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  EBOK_MAIL_FROM: address.optional(),
  EBOK_OPERATOR_EMAIL: address.optional(),
})

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

/** @throws Error naming the setting that is wrong, never its value: an SMTP address holds a password. */
export function readImportSettings(env: NodeJS.ProcessEnv, dataDir: string): ImportSettings {
  const parsed = schema.safeParse(env)
  if (!parsed.success) {
    const names = parsed.error.issues.map((issue) => issue.path.join('.'))
    throw new Error(`Złe ustawienie: ${[...new Set(names)].join(', ')}`)
  }
  const set = parsed.data
  const { EBOK_SMTP_URL: smtpUrl, EBOK_OPERATOR_EMAIL: to } = set
  return {
    inboxDir: set.EBOK_INBOX_DIR ?? null,
    pollSeconds: set.EBOK_INBOX_POLL_SECONDS,
    rawDir: join(dataDir, 'deliveries'),
    dropLimitPercent: set.EBOK_IMPORT_DROP_LIMIT_PERCENT,
    balanceMismatch: set.EBOK_IMPORT_BALANCE_MISMATCH,
    keepPublications: set.EBOK_IMPORT_KEEP_PUBLICATIONS,
    keepDeliveriesDays: set.EBOK_IMPORT_KEEP_DELIVERIES,
    cooperativeId: set.EBOK_COOPERATIVE_ID ?? null,
    importAt: set.EBOK_IMPORT_AT ?? null,
    expectedBy: set.EBOK_IMPORT_EXPECTED_BY,
    nightlyAt: set.EBOK_NIGHTLY_AT,
    workerStateFile: join(dataDir, 'worker.json'),
    mail: smtpUrl && to ? { smtpUrl, from: set.EBOK_MAIL_FROM ?? to, to } : null,
  }
}
