import type { FastifyInstance } from 'fastify'
import type { Clock } from '#platform/clock.ts'

/** RFC 9116 asks for less than a year; a page that is made anew each time may promise half of one. */
const validForMs = 182 * 24 * 3600_000

/** `/.well-known/security.txt` (RFC 9116): whom to tell of a hole. Only where the operator named somebody. */
export function securityTxt(parts: {
  readonly securityContact?: string | undefined
  readonly baseUrl: string
  readonly clock: Clock
}): (app: FastifyInstance) => Promise<void> {
  const path = '/.well-known/security.txt'
  return async (app) => {
    const { securityContact: contact } = parts
    if (contact === undefined) return
    app.get(path, (_request, reply) => {
      const lines = [
        `Contact: ${contact}`,
        `Expires: ${new Date(parts.clock.now() + validForMs).toISOString()}`,
        'Preferred-Languages: pl, en',
        `Canonical: ${parts.baseUrl}${path}`,
      ]
      return reply.type('text/plain; charset=utf-8').send(`${lines.join('\n')}\n`)
    })
  }
}
