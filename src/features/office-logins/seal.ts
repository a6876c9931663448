import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'

/**
 * Envelopes only one browser can open. X25519 with a fresh key for each envelope, HKDF-SHA-256, AES-256-GCM; the place of the envelope is
 * part of what is signed, so none can be moved to another. Key pairs travel as 32 bytes in base64url.
 */
const privateHead = Buffer.from('302e020100300506032b656e04220420', 'hex')
const publicHead = Buffer.from('302a300506032b656e032100', 'hex')
const version = 1
const keyBytes = 32
const tagBytes = 16
/** Each envelope has a key of its own, so its number needs no randomness. */
const nonce = Buffer.alloc(12)

export interface SealKeys {
  /** For the browser that orders; nowhere else. */
  readonly privateKey: string
  readonly publicKey: string
}

export function newSealKeys(): SealKeys {
  const { privateKey } = generateKeyPairSync('x25519')
  const secret = rawPrivate(privateKey)
  return { privateKey: secret, publicKey: publicKeyOf(secret)! }
}

/** The public half; undefined for text that is no key. */
export function publicKeyOf(privateKey: string): string | undefined {
  const key = readPrivate(privateKey)
  return key && rawPublic(createPublicKey(key)).toString('base64url')
}

/** @param place Names the one place where the envelope may lie. */
export function seal(publicKey: string, place: string, text: string): Buffer {
  const reader = readPublic(Buffer.from(publicKey, 'base64url'))
  const once = generateKeyPairSync('x25519')
  const onceRaw = rawPublic(once.publicKey)
  const key = derive(once.privateKey, reader, onceRaw, rawPublic(reader))
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(place))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.from([version]), onceRaw, cipher.getAuthTag(), sealed])
}

/** What is inside; undefined when the key is another one, the place is wrong or a bit was changed. */
export function unseal(privateKey: string, place: string, envelope: Uint8Array): string | undefined {
  const reader = readPrivate(privateKey)
  const bytes = Buffer.from(envelope)
  if (!reader || bytes.length < 1 + keyBytes + tagBytes || bytes[0] !== version) return undefined
  const onceRaw = bytes.subarray(1, 1 + keyBytes)
  const tag = bytes.subarray(1 + keyBytes, 1 + keyBytes + tagBytes)
  try {
    const key = derive(reader, readPublic(onceRaw), onceRaw, rawPublic(createPublicKey(reader)))
    const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
    cipher.setAAD(Buffer.from(place))
    cipher.setAuthTag(tag)
    return Buffer.concat([cipher.update(bytes.subarray(1 + keyBytes + tagBytes)), cipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

function derive(privateKey: KeyObject, publicKey: KeyObject, onceRaw: Uint8Array, readerRaw: Uint8Array): Buffer {
  const shared = diffieHellman({ privateKey, publicKey })
  return Buffer.from(hkdfSync('sha256', shared, Buffer.concat([onceRaw, readerRaw]), 'ebok sealed sheet', 32))
}

const rawPublic = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' }).subarray(publicHead.length)
const rawPrivate = (key: KeyObject): string =>
  key.export({ type: 'pkcs8', format: 'der' }).subarray(privateHead.length).toString('base64url')

function readPublic(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([publicHead, raw]), format: 'der', type: 'spki' })
}

function readPrivate(text: string): KeyObject | undefined {
  const raw = Buffer.from(text, 'base64url')
  if (raw.length !== keyBytes) return undefined
  return createPrivateKey({ key: Buffer.concat([privateHead, raw]), format: 'der', type: 'pkcs8' })
}
