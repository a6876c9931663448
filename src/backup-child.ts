// The daily copy in a process of its own (backup/task.ts), with the settings of the one that started it.

import { afterPages } from '#platform/priority.ts'
import { backupCommand } from './backup-command.ts'
import { terminal } from './io.ts'

afterPages()
try {
  process.exitCode = await backupCommand([], terminal)
} catch (error) {
  terminal.err(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
