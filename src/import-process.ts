/**
 * Each import runs in a process of its own: pages answer while it reads millions of rows, its memory is bounded apart from
 * theirs and given back when it ends, and whatever kills it leaves the pages alone.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename, join } from 'node:path'
import { closeInterrupted } from '#import/deliveries.ts'
import { tellOutcome } from '#import/import.ts'
import { outcomeSchema } from '#import/outcome.schema.ts'
import { ended, type ImportOptions, type ImportOutcome, type ImportParts, type RunImport } from '#import/outcome.ts'
import { asOnlyImport } from '#import/session.ts'

/** Rows live for a moment: a small nursery keeps what was read from piling up, and the rest fits in little. Measured in bench/README.md. */
export const importLimits = ['--max-semi-space-size=4', '--max-old-space-size=96'] as const

/** How long an import that was told to end may take before it is killed. */
const patienceMs = 5_000
/** The server notices within a second that the process is gone; only then is its lock free. */
const waitForLockMs = 5_000

/**
 * Imports with the settings in `env`, on the database `parts.db` leads to. Never throws; a process that died is a failed
 * import. The operator is told from here, so that it happens also then.
 */
export function importInProcess(parts: ImportParts, env: NodeJS.ProcessEnv): RunImport {
  return async (path, options = {}, signal) => {
    const label = basename(path)
    if (signal?.aborted) return ended('failed', { reason: 'interrupted' })
    const outcome = await ask(parts, env, path, options, signal)
    if (outcome.report.reason === 'interrupted') await closeRegister(parts)
    // A stop that somebody asked for is no news.
    if (!signal?.aborted) await tellOutcome(parts.tell, outcome, label, options)
    return outcome
  }
}

async function ask(
  { log }: ImportParts,
  env: NodeJS.ProcessEnv,
  path: string,
  options: ImportOptions,
  signal: AbortSignal | undefined,
): Promise<ImportOutcome> {
  const child = spawn(
    process.execPath,
    [...importLimits, join(import.meta.dirname, 'import-child.ts'), JSON.stringify({ path, options })],
    { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  )
  let answer: unknown
  child.once('message', (message) => {
    answer = message
  })
  const stop = () => void end(child)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    // The channel closes after its last message was read, which may be later than the exit.
    const [[code, killedBy]] = await Promise.all([once(child, 'exit'), once(child, 'disconnect')])
    if (answer === undefined) {
      if (!signal?.aborted)
        log.error('import process died', { delivery: basename(path), code: String(code), signal: String(killedBy) })
      return ended('failed', { reason: 'interrupted' })
    }
    return outcomeSchema.parse(answer)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? (error as Error).name
    log.error('import process failed', { delivery: basename(path), code })
    return ended('failed', { reason: 'programError' })
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

/** Hanging up tells the process to end; it is the same it sees when this one is killed. */
async function end(child: ChildProcess): Promise<void> {
  const kill = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  child.once('exit', () => clearTimeout(kill))
  if (child.connected) child.disconnect()
}

/** Names the delivery in the register for what it is. When that fails too, the next import does it. */
async function closeRegister({ db, log }: ImportParts): Promise<void> {
  try {
    await asOnlyImport(db, 'closing an interrupted import', waitForLockMs, closeInterrupted)
  } catch (error) {
    log.warn('interrupted import not closed', { code: (error as Error).name })
  }
}
