import { readdirSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Sample } from './registry.ts'

const resolutionMs = 20
let delay: ReturnType<typeof monitorEventLoopDelay> | undefined

/** Memory, processor, open files, and how long the event loop lets others wait (since the last time it was asked). */
export function processSamples(): Sample[] {
  delay ??= startDelay()
  const { rss, heapUsed, external } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  // The histogram counts from one wake-up to the next, so its own pause is not delay.
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e9 - resolutionMs / 1000)
  const samples: Sample[] = [
    gauge('process_resident_memory_bytes', 'Memory the process holds.', rss),
    gauge('ebok_heap_used_bytes', 'JavaScript objects alive.', heapUsed),
    gauge('ebok_external_memory_bytes', 'Memory outside of the JavaScript heap, such as files on their way.', external),
    { ...gauge('process_cpu_seconds_total', 'Processor time used.', (user + system) / 1e6), type: 'counter' },
    gauge(
      'process_start_time_seconds',
      'When the process started, seconds since 1970.',
      Math.round(Date.now() / 1000 - process.uptime()),
    ),
    {
      name: 'ebok_event_loop_delay_seconds',
      help: 'How late the event loop came round since the last scrape.',
      type: 'gauge',
      values: [
        { labels: { quantile: '0.5' }, value: late(delay.percentile(50)) },
        { labels: { quantile: '0.99' }, value: late(delay.percentile(99)) },
        { labels: { quantile: '1' }, value: late(delay.max) },
      ],
    },
  ]
  delay.reset()
  const files = openFiles()
  return files === undefined ? samples : [...samples, gauge('process_open_fds', 'Open files and connections.', files)]
}

export const gauge = (name: string, help: string, value: number): Sample => ({
  name,
  help,
  type: 'gauge',
  values: [{ value }],
})

function startDelay(): ReturnType<typeof monitorEventLoopDelay> {
  const started = monitorEventLoopDelay({ resolution: resolutionMs })
  started.enable()
  return started
}

/** Undefined where the system does not tell. */
function openFiles(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return undefined
  }
}
