import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { metricsText, type Sample } from './registry.ts'

/** Only programs of this machine may ask; a page in somebody's browser that was led here by a foreign name may not. */
const host = '127.0.0.1'
const ownName = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/

/** Answers `GET /metrics` on the loopback interface. Port 0 takes any free one. */
export async function listenForMetrics(
  port: number,
  samples: () => Promise<readonly Sample[]>,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const server = createServer(async (request, reply) => {
    if (!ownName.test(request.headers.host ?? '')) return reply.writeHead(421).end()
    if (request.method !== 'GET' || request.url !== '/metrics') return reply.writeHead(404).end()
    try {
      const text = metricsText(await samples())
      reply
        .writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' })
        .end(text)
    } catch {
      reply.writeHead(500).end()
    }
  })
  server.headersTimeout = 5_000
  server.requestTimeout = 10_000
  server.maxConnections = 20
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  return { port: (server.address() as AddressInfo).port, stop: () => stopped(server) }
}

const stopped = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
