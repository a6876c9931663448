import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { newSecret } from '#platform/http/secrets.ts'
import type { StoredPasskey } from './factors.queries.ts'

// Loaded when first needed: most installations and nearly all requests do without it.
const webauthn = () => import('@simplewebauthn/server')

/** For whom keys are made: browsers bind each to this name. */
export interface Site {
  readonly id: string
  readonly origins: readonly string[]
}

/**
 * The portal's name as keys know it. None where browsers have no passkeys: on an address of figures, or without TLS. A portal on this
 * machine answers to several names; keys are made for `localhost`, the one that browsers accept.
 */
export function siteOf(baseUrl: string): Site | undefined {
  const url = new URL(baseUrl)
  const port = url.port === '' ? '' : `:${url.port}`
  if (/^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname))
    return { id: 'localhost', origins: [`${url.protocol}//localhost${port}`] }
  const isName = /[a-z]/i.test(url.hostname) && !url.hostname.startsWith('[')
  return url.protocol === 'https:' && isName ? { id: url.hostname, origins: [url.origin] } : undefined
}

export const newChallenge = newSecret
/** EdDSA, ES256, RS256: what every key of today can do. */
const algorithms = [-8, -7, -257]
/** How long the browser waits for the person to touch the key. */
const timeout = 120_000

interface Owner {
  readonly loginId: string
  readonly loginName: string
  readonly displayName: string
  readonly cooperativeName: string
}

const described = (key: StoredPasskey) => ({
  id: key.credentialId.toString('base64url'),
  transports: [...key.transports],
})

/** What the browser needs to make a key, as JSON for the page. */
export async function creationOptions(site: Site, owner: Owner, challenge: string, known: readonly StoredPasskey[]) {
  const { generateRegistrationOptions } = await webauthn()
  return generateRegistrationOptions({
    rpName: `e-BOK ${owner.cooperativeName}`,
    rpID: site.id,
    userName: owner.loginName,
    userDisplayName: owner.displayName,
    userID: Uint8Array.from(Buffer.from(owner.loginId)),
    challenge: bytesOf(challenge),
    timeout,
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: known.map(described),
    // The password came before: the key is the second factor and need not know who it belongs to.
    authenticatorSelection: { residentKey: 'discouraged', userVerification: 'preferred' },
  })
}

/** What the browser needs to ask for one of these keys. */
export async function requestOptions(site: Site, challenge: string, known: readonly StoredPasskey[]) {
  const { generateAuthenticationOptions } = await webauthn()
  return generateAuthenticationOptions({
    rpID: site.id,
    challenge: bytesOf(challenge),
    timeout,
    allowCredentials: known.map(described),
    userVerification: 'preferred',
  })
}

export interface NewPasskey {
  readonly credentialId: Buffer
  readonly publicKey: Buffer
  readonly signCount: number
  readonly transports: readonly string[]
}

/** The key that came back, or nothing when anything about it is not as asked. */
export async function readCreated(site: Site, challenge: string, answer: string): Promise<NewPasskey | undefined> {
  const response = parse<RegistrationResponseJSON>(answer)
  if (!response) return undefined
  const { verifyRegistrationResponse } = await webauthn()
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: [...site.origins],
      expectedRPID: site.id,
      requireUserVerification: false,
      supportedAlgorithmIDs: algorithms,
    })
    if (!registrationInfo) return undefined
    const { id, publicKey, counter, transports } = registrationInfo.credential
    return {
      credentialId: Buffer.from(id, 'base64url'),
      publicKey: Buffer.from(publicKey),
      signCount: counter,
      transports: (transports ?? []).filter((one) => typeof one === 'string' && one.length <= 20).slice(0, 8),
    }
  } catch {
    return undefined
  }
}

export interface UsedPasskey {
  readonly id: string
  readonly before: number
  readonly after: number
}

/** Which of these keys signed the challenge, or nothing when none did. */
export async function readUsed(
  site: Site,
  challenge: string,
  answer: string,
  known: readonly StoredPasskey[],
): Promise<UsedPasskey | undefined> {
  const response = parse<AuthenticationResponseJSON>(answer)
  const key = known.find(({ credentialId }) => credentialId.toString('base64url') === response?.id)
  if (!response || !key) return undefined
  const { verifyAuthenticationResponse } = await webauthn()
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: [...site.origins],
      expectedRPID: site.id,
      requireUserVerification: false,
      credential: {
        id: response.id,
        publicKey: Uint8Array.from(key.publicKey),
        counter: key.signCount,
        transports: [...key.transports],
      },
    })
    return verified ? { id: key.id, before: key.signCount, after: authenticationInfo.newCounter } : undefined
  } catch {
    return undefined
  }
}

function bytesOf(challenge: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(challenge, 'base64url'))
}

function parse<T extends { id: string }>(answer: string): T | undefined {
  try {
    const value: unknown = JSON.parse(answer)
    return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
      ? (value as T)
      : undefined
  } catch {
    return undefined
  }
}
