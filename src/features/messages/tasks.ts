import type { Database } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import type { MailSettings } from '#platform/mail/settings.ts'
import type { RegularTask } from '#platform/regular.ts'
import { pollInbox } from './inbox.ts'
import { drainOutbox, type Letters } from './outbox.ts'

export interface MailTaskParts {
  readonly database: Database
  readonly log: Log
  readonly settings: MailSettings
  readonly baseUrl: string | undefined
  readonly letters: Letters
}

const outboxEveryMs = 5_000
const mailboxEveryMs = 30_000

/** What the background program does for this slice all day; nothing without a mail server. */
export function mailTasks({ settings, ...parts }: MailTaskParts): readonly RegularTask[] {
  const { outgoing, incoming } = settings
  const tasks: RegularTask[] = []
  if (outgoing)
    tasks.push({
      name: 'outbox',
      everyMs: outboxEveryMs,
      run: (signal) => drainOutbox({ ...parts, settings: outgoing }, signal),
    })
  if (incoming)
    tasks.push({
      name: 'mailbox',
      everyMs: mailboxEveryMs,
      run: (signal) => pollInbox({ ...parts, settings: incoming }, signal),
    })
  return tasks
}
