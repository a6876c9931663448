/** The daily copy, made by the background program so that it is the same with systemd, in a container and anywhere else. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { latestDailyMoment } from '#import/schedule.ts'
import type { Tell } from '#import/tell.ts'
import { type Clock, stillLasts } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { RegularTask } from '#platform/regular.ts'
import { lastBackup } from './backup.ts'
import type { BackupSettings } from './settings.ts'

export interface BackupTaskParts {
  readonly settings: BackupSettings
  readonly dataDir: string
  readonly clock: Clock
  readonly log: Log
  readonly tell: Tell
  /** Makes one copy. @returns whether there is one now. */
  readonly run: (signal: AbortSignal) => Promise<boolean>
}

const lookEveryMs = 30_000
/** A full disk or a folder that is away may be mended meanwhile; reading everything each minute would help nobody. */
const retryMs = 30 * 60_000

/**
 * A copy is due when the last one is older than the latest EBOK_BACKUP_AT; right after the setting is made, too, so that whoever made it
 * sees that it works. The operator is told once for each day it fails.
 */
export function backupTask({ settings, dataDir, clock, log, tell, run }: BackupTaskParts): RegularTask {
  let notBefore = 0
  let toldFor = 0
  return {
    name: 'backup',
    everyMs: lookEveryMs,
    async run(signal) {
      const now = clock.now()
      const due = latestDailyMoment(settings.at, now).at
      const last = lastBackup(dataDir)
      // A copy of the future was made by a clock that was wrong: it may not keep tonight's from being made.
      const made = last === undefined ? undefined : Date.parse(last.at)
      if (made !== undefined && made >= due && made <= now) return
      if (stillLasts(notBefore, now, retryMs)) return
      if (await run(signal)) {
        log.info('backup made', { job: 'backup', bytes: lastBackup(dataDir)?.bytes ?? 0 })
        return
      }
      if (signal.aborted) return
      notBefore = now + retryMs
      log.error('backup failed', { job: 'backup' })
      if (toldFor === due) return
      toldFor = due
      await tell({ kind: 'backupFailed', since: last === undefined ? null : Date.parse(last.at) })
    },
  }
}

/** In a process of its own, as an import: pages come first. What it says goes to the log of the service. */
export function backupInProcess(env: NodeJS.ProcessEnv): BackupTaskParts['run'] {
  return async (signal) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'backup-child.ts')], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const stop = () => void child.kill()
    signal.addEventListener('abort', stop, { once: true })
    try {
      const [code] = await once(child, 'exit')
      return code === 0
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }
}
