import type pg from 'pg'
import type { Listener } from './scope.ts'

/** Silence after which the server is asked whether it lives; with the answer's limit it stays under two seconds. */
const suspiciousSilenceMs = 900
const lookEveryMs = 150

/**
 * Notices a server that took a question and went silent (stopped, frozen, its cable pulled), which no error reports.
 * A long query is no silence of the server: before connections are cut, a new one is tried, and only when that gets no
 * answer either are the waiting ones ended, so that their pages can say what happened within two seconds.
 */
export function watchSilence(isAlive: () => Promise<boolean>): Listener & { stop(): void } {
  const lastHeard = new Map<pg.PoolClient, number>()
  let timer: NodeJS.Timeout | undefined
  let asking = false

  const look = async (): Promise<void> => {
    const silentSince = performance.now() - suspiciousSilenceMs
    if (asking || ![...lastHeard.values()].some((at) => at < silentSince)) return
    asking = true
    const alive = await isAlive()
    asking = false
    for (const [client, at] of lastHeard) {
      if (at >= silentSince) continue
      if (alive) lastHeard.set(client, performance.now())
      else (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
    }
  }
  const stop = (): void => {
    clearInterval(timer)
    timer = undefined
  }
  return {
    started(client) {
      lastHeard.set(client, performance.now())
      timer ??= setInterval(look, lookEveryMs)
    },
    heard(client) {
      if (lastHeard.has(client)) lastHeard.set(client, performance.now())
    },
    ended(client) {
      lastHeard.delete(client)
      if (lastHeard.size === 0) stop()
    },
    stop,
  }
}
