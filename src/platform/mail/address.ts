/** Addresses that carry a thread's token, and what of an address may go into a header. */

const tokenShape = /\+t\.([0-9a-f]{32})@/i

/** `ebok@sm.example` and a token → `ebok+t.<token>@sm.example`: an answer to it finds its thread. */
export function addressWithToken(address: string, token: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, at)}+t.${token}${address.slice(at)}`
}

/** The tokens in texts of address headers, each once, in small letters; at most five. */
export function tokensIn(texts: readonly string[]): string[] {
  const found = texts
    .flatMap((text) => text.slice(0, 5_000).split(/[\s,;<>]+/))
    .flatMap((part) => tokenShape.exec(part)?.[1] ?? [])
  return [...new Set(found.map((token) => token.toLowerCase()))].slice(0, 5)
}

/** One line for a header: whatever could end the line, turn its direction or hide is taken away. */
export function oneLine(text: string, longest = 150): string {
  const clean = text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  return [...clean].slice(0, longest).join('')
}

/** An address that is one address and nothing else; what comes from data is checked again before it goes to a server. */
export function isPlainAddress(address: string): boolean {
  return (
    address.length <= 254 &&
    /^[^\s@<>()[\]\\,;:"\u0000-\u001f\u007f]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188})$/.test(address)
  )
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}

/** Whether an address is one of the list, whose entries are addresses or `@domains`. */
export function isListed(address: string, list: readonly string[]): boolean {
  const small = address.toLowerCase()
  return list.some((entry) => (entry.startsWith('@') ? domainOf(small) === entry.slice(1) : small === entry))
}
