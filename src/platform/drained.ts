import type { Writable } from 'node:stream'

/**
 * Resolves when a stream that asked to wait takes more, or is over; which of the two, whoever writes knows from its errors. Not a race with
 * a promise that lives as long as the stream: such a one remembers every wait, 13 MB after fifty thousand.
 */
export function drained(stream: Writable): Promise<void> {
  const events = ['drain', 'error', 'close'] as const
  return new Promise((resolve) => {
    const done = () => {
      for (const event of events) stream.off(event, done)
      resolve()
    }
    for (const event of events) stream.on(event, done)
    if (stream.destroyed) done()
  })
}
