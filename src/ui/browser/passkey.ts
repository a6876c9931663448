import { announce } from './announce.ts'

/** JSON as the server writes it: what is bytes for the browser is base64url there. */
interface Options {
  readonly challenge: string
  readonly rpId?: string
  readonly rp?: { readonly id: string; readonly name: string }
  readonly pubKeyCredParams?: PublicKeyCredentialParameters[]
  readonly user?: { readonly id: string; readonly name: string; readonly displayName: string }
  readonly allowCredentials?: readonly Descriptor[]
  readonly excludeCredentials?: readonly Descriptor[]
}
interface Descriptor {
  readonly id: string
  readonly type: 'public-key'
  readonly transports?: AuthenticatorTransport[]
}

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0))

const text = (buffer: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')

const described = (list: readonly Descriptor[] = []) => list.map((one) => ({ ...one, id: bytes(one.id) }))

/** Lets a form be answered with a passkey, where the browser has them and the address is the one keys are made for. */
export function offerPasskeys(): void {
  if (!window.PublicKeyCredential || !navigator.credentials) return
  for (const place of document.querySelectorAll<HTMLElement>('[data-passkey]')) {
    const options = JSON.parse(place.dataset.passkey ?? '{}') as Options
    const site = options.rp?.id ?? options.rpId ?? ''
    const button = place.querySelector<HTMLButtonElement>('[data-passkey-button]')
    const input = place.querySelector('input')
    const hint = place.querySelector<HTMLElement>('[data-passkey-hint]')
    const form = place.closest('form')
    if (!button || !input || !form || (location.hostname !== site && !location.hostname.endsWith(`.${site}`))) continue
    button.hidden = false
    if (hint) hint.textContent = hint.dataset.passkeyHint ?? ''
    form.addEventListener('submit', async (event) => {
      event.preventDefault()
      button.disabled = true
      try {
        input.value = JSON.stringify(await (options.rp ? create(options) : get(options)))
        form.submit()
      } catch {
        const words = place.dataset.failed ?? ''
        const error = place.querySelector('.field-error') ?? document.createElement('p')
        error.className = 'field-error'
        error.textContent = words
        input.before(error)
        announce(words)
        button.disabled = false
      }
    })
  }
}

async function create(options: Options): Promise<object> {
  const made = (await navigator.credentials.create({
    publicKey: {
      ...options,
      rp: options.rp ?? { name: '' },
      pubKeyCredParams: options.pubKeyCredParams ?? [],
      challenge: bytes(options.challenge),
      user: { name: '', displayName: '', ...options.user, id: bytes(options.user?.id ?? '') },
      excludeCredentials: described(options.excludeCredentials),
    },
  })) as PublicKeyCredential
  const response = made.response as AuthenticatorAttestationResponse
  return answer(made, {
    attestationObject: text(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  })
}

async function get(options: Options): Promise<object> {
  const made = (await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: described(options.allowCredentials),
    },
  })) as PublicKeyCredential
  const response = made.response as AuthenticatorAssertionResponse
  return answer(made, {
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
  })
}

function answer(made: PublicKeyCredential, response: object): object {
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    clientExtensionResults: {},
    response: { clientDataJSON: text(made.response.clientDataJSON), ...response },
  }
}
