import type { Cookie } from '#platform/http/route.ts'
import { browserCookieSeconds } from './fields.ts'

/** What a browser keeps after signing in: the session, and that it was here before. */
export function signedInCookies(opened: { readonly token: string; readonly browserSecret: string }): Cookie[] {
  return [
    { name: 'session', value: opened.token },
    { name: 'browser', value: opened.browserSecret, maxAgeSeconds: browserCookieSeconds },
  ]
}
