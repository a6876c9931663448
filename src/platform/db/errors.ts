/** The database cannot be reached or does not answer in time; pages say so and go on when it is back. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable'
  readonly code: string | undefined
  constructor(cause: unknown) {
    super('database unavailable')
    this.code = codeOf(cause)
  }
}

/** The SQLSTATE of a database error or the system's code of a socket error. */
export function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}

// System errors of sockets; connection exceptions; shut down, crashed, starting, dropped; too many connections;
// no disk, no memory, broken disk; cancelled by the time limit.
const goneCodes = /^(E[A-Z]+|08\w{3}|57P0[1-5]|53[123]00|58030|57014)$/
const goneMessages =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|timeout expired/

/** Tells a database that is away, which passes by itself, from a fault of ours. */
export function unavailableOr(error: unknown): unknown {
  const code = codeOf(error)
  const gone = code === undefined ? error instanceof Error && goneMessages.test(error.message) : goneCodes.test(code)
  return gone ? new DatabaseUnavailable(error) : error
}
