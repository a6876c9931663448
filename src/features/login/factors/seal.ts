import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/**
 * What the database keeps of a second factor is locked with the installation's own key, which lies in its secrets file: keys of
 * authenticator apps sealed with AES-256-GCM, spare codes as keyed hashes. A stolen database alone gives nobody a code.
 */
interface Keys {
  readonly sealing: Buffer
  readonly hashing: Buffer
}

let keys: Keys | undefined

/** Gives the installation's secret. There is no fallback: a key that dies with the program would take every factor with it. */
export function useFactorKey(secret: string): void {
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', `ebok ${purpose}`, 32))
  keys = { sealing: derive('totp'), hashing: derive('recovery code') }
}

/** What was sealed under another key, for another login, or changed since. The secrets file does not belong to this database. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
  constructor() {
    super('a second factor was sealed with another key: is secrets.json the one of this database?')
  }
}

function theKeys(): Keys {
  if (!keys) throw new Error('the key of second factors was not given')
  return keys
}

const ivBytes = 12
const tagBytes = 16

/** Bound to the login: a row copied to another login opens nothing. */
export function seal(plain: Uint8Array, loginId: string): Buffer {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', theKeys().sealing, iv).setAAD(Buffer.from(loginId))
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed])
}

/** @throws SealBroken */
export function unseal(sealed: Uint8Array, loginId: string): Buffer {
  const bytes = Buffer.from(sealed)
  const decipher = createDecipheriv('aes-256-gcm', theKeys().sealing, bytes.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  })
  try {
    decipher.setAAD(Buffer.from(loginId)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()])
  } catch {
    throw new SealBroken()
  }
}

/** A spare code as it is stored. 74 random bits need no slow hash; the key makes a stolen table useless all the same. */
export function hashRecoveryCode(canonical: string, loginId: string): Buffer {
  return createHmac('sha256', theKeys().hashing).update(`${loginId}:${canonical}`).digest()
}
