import { escapeHtml } from './html.ts'

type Kind = 'plain' | 'url' | 'words'

// Schemes a link of ours may need. Everything else (javascript:, data:, vbscript:, blob:, file: …) is refused.
const SCHEMES = new Set(['http', 'https', 'mailto', 'tel', 'sms', 'geo', 'webcal', 'webcals', 'otpauth'])
const URL_ATTRIBUTES = new Set(['href', 'src', 'action', 'formaction', 'poster', 'cite', 'xlink:href'])
// `style` and `srcdoc` carry code past the escaping, `srcset` and `ping` carry lists of addresses: no page needs them.
const REFUSED = new Set(['style', 'srcdoc', 'srcset', 'imagesrcset', 'ping', 'data', 'manifest', 'is', 'nonce'])
const NAME = /^[a-zA-Z][a-zA-Z0-9:-]*$/
const KNOWN_NAMES_LIMIT = 1000

const kinds = new Map<string, Kind>()

function classify(name: string): Kind {
  const lower = name.toLowerCase()
  if (!NAME.test(name)) throw new TypeError(`refused attribute name ${JSON.stringify(name.slice(0, 40))}`)
  if (lower.startsWith('on')) throw new TypeError(`refused attribute ${name}: event handlers live in src/ui/browser`)
  if (REFUSED.has(lower)) throw new TypeError(`refused attribute ${name}`)
  const kind = URL_ATTRIBUTES.has(lower) ? 'url' : isWords(lower) ? 'words' : 'plain'
  if (kinds.size < KNOWN_NAMES_LIMIT) kinds.set(name, kind)
  return kind
}

// For these, false is a value ("false"), not an absence.
function isWords(name: string): boolean {
  return name.startsWith('aria-') || name.startsWith('data-') || name === 'spellcheck' || name === 'draggable'
}

/**
 * True when a link may carry this address: relative, or one of the schemes above. Browsers ignore tabs, line ends and
 * leading control characters in an address, so they are dropped before looking.
 */
export function isSafeUrl(url: string): boolean {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url.replace(/[\0-\x20\x7f]/g, ''))
  return scheme === null || SCHEMES.has(scheme[1]!.toLowerCase())
}

/** One attribute with its leading space, or nothing. Throws TypeError for names and addresses that are refused. */
export function renderAttribute(name: string, value: unknown): string {
  const kind = kinds.get(name) ?? classify(name)
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') {
    if (kind === 'words') return ` ${name}="${value}"`
    if (kind === 'url') throw new TypeError(`attribute ${name} needs an address`)
    return value ? ` ${name}` : ''
  }
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') {
    throw new TypeError(`attribute ${name} cannot carry a value of type ${typeof value}`)
  }
  const text = String(value)
  if (kind === 'url' && !isSafeUrl(text)) throw new TypeError(`refused address in attribute ${name}`)
  return text === '' ? ` ${name}` : ` ${name}="${escapeHtml(text)}"`
}
