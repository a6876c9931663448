import { createHash } from 'node:crypto'
import { hashSecret } from './secrets.ts'

/**
 * Looking at a resident's pages: the browser keeps a second secret beside the session's. It is made from the form that started the
 * view, so that the form sent twice is one view, and what is stored is a hash over both: neither secret opens anything alone.
 */
export function viewSecret(sessionHash: string, formKey: string): string {
  return createHash('sha256').update(`view:${sessionHash}:${formKey}`).digest('base64url')
}

export function viewHash(sessionHash: string, secret: string): string {
  return hashSecret(`${sessionHash}:${secret}`)
}
