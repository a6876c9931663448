/** Header fields of a mail in their order, names in small letters, folded lines joined. */
export type Headers = readonly (readonly [name: string, value: string])[]

const longestBlock = 64 * 1024
const mostFields = 300

/** Reads the header block at the start of `raw`; beyond the limits the rest is left out. */
export function readHeaders(raw: Buffer): Headers {
  const text = raw.subarray(0, longestBlock).toString('latin1')
  const end = /\r?\n\r?\n/.exec(text)
  const block = (end ? text.slice(0, end.index) : text).replace(/\r?\n[ \t]+/g, ' ')
  return block.split(/\r?\n/, mostFields).flatMap((line) => {
    const match = /^([!-9;-~]{1,80}):\s*(.*)$/.exec(line)
    return match ? [[match[1]!.toLowerCase(), match[2]!.trim()] as const] : []
  })
}

export function headerValues(headers: Headers, name: string): string[] {
  return headers.filter(([key]) => key === name).map(([, value]) => value)
}

/** The Message-IDs in header values, with their brackets; at most fifty. */
export function messageIdsIn(values: readonly string[]): string[] {
  return values.flatMap((value) => value.slice(0, 20_000).match(/<[^<>\s]{3,390}>/g) ?? []).slice(0, 50)
}

/**
 * Whether a program wrote the mail: an absence note, a list, a bounce. Such a mail is never taken for somebody's answer, and none of
 * ours ever answers it (RFC 3834).
 */
export function isAutomatic(headers: Headers): boolean {
  const has = (name: string) => headers.some(([key]) => key === name)
  const matches = (name: string, pattern: RegExp) => headerValues(headers, name).some((value) => pattern.test(value))
  return (
    headerValues(headers, 'auto-submitted').some((value) => !/^no\b/i.test(value)) ||
    matches('precedence', /^(bulk|junk|list|auto_reply)\b/i) ||
    matches('return-path', /^<\s*>$/) ||
    matches('from', /\b(mailer-daemon|postmaster)@/i) ||
    headers.some(([key]) => key.startsWith('list-')) ||
    has('x-auto-response-suppress') ||
    has('x-autoreply') ||
    has('x-autorespond') ||
    has('x-loop') ||
    matches('content-type', /^multipart\/report\b/i)
  )
}

/**
 * Whether the trusted server says that the mail really is of the sender's domain: a passed DKIM signature or SPF check of that domain
 * or one above it (RFC 8601). Only the topmost line of that server counts: lines below may have come with the mail.
 */
export function isAuthenticated(headers: Headers, trustedServer: string, senderDomain: string): boolean {
  const line = headerValues(headers, 'authentication-results').find(
    (value) => value.split(/[\s;]/, 1)[0]?.toLowerCase() === trustedServer,
  )
  if (line === undefined) return false
  return line
    .replace(/\([^()]*\)/g, ' ')
    .split(';')
    .slice(1)
    .some((result) => {
      const [, method, verdict] = /^\s*(dkim|spf)\s*=\s*([a-z]+)/i.exec(result) ?? []
      if (verdict?.toLowerCase() !== 'pass') return false
      const pattern =
        method!.toLowerCase() === 'dkim'
          ? /\bheader\.d\s*=\s*"?([a-z0-9.-]+)/i
          : /\bsmtp\.mailfrom\s*=\s*"?(?:[^\s@";]*@)?([a-z0-9.-]+)/i
      const domain = pattern.exec(result)?.[1]?.toLowerCase()
      return domain?.includes('.') && (senderDomain === domain || senderDomain.endsWith(`.${domain}`))
    })
}
