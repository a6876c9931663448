import { Counter, Histogram } from './registry.ts'

const requests = Counter.of('ebok_http_requests_total', 'Answered requests, by the pattern of the address.')
const durations = Histogram.of(
  'ebok_http_request_duration_seconds',
  'From the last byte of the header to the last byte of the answer.',
  [0.01, 0.025, 0.05, 0.1, 0.3, 1, 3, 10],
)

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH'])

/** `route` is a pattern such as `/napisz/historia/:id`, never what somebody typed; undefined = no such page. */
export function countRequest(method: string, route: string | undefined, status: number, milliseconds: number): void {
  const labels = { method: methods.has(method) ? method : 'other', route: route ?? 'none' }
  requests.add({ ...labels, status: String(status) })
  durations.observe(labels, milliseconds / 1000)
}
