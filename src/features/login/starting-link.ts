import type { Tx } from '#platform/db/database.ts'
import type { Caller } from '#platform/http/route.ts'
import { hashSecret, newSecret } from '#platform/http/secrets.ts'
import { sql, writeAudit } from './login.queries.ts'
import { openSession } from './sessions.ts'
import { askLinkByName, killUnusedCode, takeLink } from './starting-link.queries.ts'
import { knownBrowsersLimit, linkRule, linkSourceRule } from './throttle.model.ts'
import { bucketOf, holdAttempt } from './throttle.ts'

type Auth = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

const loginNameShape = /^[A-Za-z0-9@._+-]{3,254}$/

/**
 * Asks for a link by mail. The answer, the time and what is written are the same whether or not there is such a login, and whether or
 * not it has an address: the worker finds that out later.
 * @returns how long to wait when the login or the place it was asked from has asked too often.
 */
export async function requestLink(
  auth: Auth,
  caller: Caller,
  typedLogin: string,
  once: Buffer,
): Promise<{ readonly waitSeconds: number } | undefined> {
  const name = typedLogin.replace(/\s/g, '').toLowerCase().slice(0, 255)
  return auth(async (tx) => {
    const held = await holdAttempt(tx, [
      { bucket: bucketOf('link', name), rule: linkRule, own: false },
      { bucket: bucketOf('linkSource', caller.source), rule: linkSourceRule, own: false },
    ])
    if ('waitSeconds' in held) return { waitSeconds: held.waitSeconds }
    await askLinkByName(tx, loginNameShape.test(name) ? name : '', once)
    return undefined
  })
}

export interface OpenedByLink {
  readonly token: string
  readonly browserSecret: string
}

/**
 * Uses the link up and opens a session that reaches only "set your password", once, however many press at the same time.
 * @returns nothing when the link does not work (any more).
 */
export async function openByLink(
  auth: Auth,
  caller: Caller,
  secret: string,
  sessionHash: string | undefined,
): Promise<OpenedByLink | undefined> {
  return auth(async (tx) => {
    const loginId = await takeLink(tx, hashSecret(secret))
    if (loginId === undefined) return undefined
    const token = await openSession(tx, { loginId, kind: 'resident', purpose: 'setPassword', browser: caller.browser })
    // Locked since the mail was written: the link is spent and opens nothing.
    if (token === undefined) return undefined
    const browserSecret = caller.browserSecret ?? newSecret()
    await Promise.all([
      killUnusedCode(tx, loginId),
      sessionHash === undefined ? undefined : tx.query(sql.endSession, [sessionHash]),
      tx.query(sql.noteSignIn, [loginId, 'success', caller.browser]),
      tx.query(sql.rememberBrowser, [hashSecret(browserSecret), loginId]),
      tx.query(sql.forgetOldBrowsers, [loginId, knownBrowsersLimit]),
      writeAudit(tx, { kind: 'resident', loginId }, 'login.signedIn', loginId, { by: 'link' }),
    ])
    return { token, browserSecret }
  })
}
