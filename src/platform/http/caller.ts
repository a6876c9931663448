import { isIPv6 } from 'node:net'

/** The address limits are counted by: an IPv6 customer has a whole /64, so that is one source. */
export function sourceOf(address: string): string {
  if (!isIPv6(address)) return address
  if (address.startsWith('::ffff:') && address.includes('.')) return address.slice(7)
  const [head = '', tail = ''] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const groups = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/Linux|X11/, 'Linux'],
]

/** "Chrome, Android": enough for a person to recognise their own phone, too little to track one. */
export function browserLabel(userAgent: string | undefined): string {
  const agent = (userAgent ?? '').slice(0, 500)
  const browser = browsers.find(([pattern]) => pattern.test(agent))?.[1] ?? 'Przeglądarka'
  const system = systems.find(([pattern]) => pattern.test(agent))?.[1]
  return system ? `${browser}, ${system}` : browser
}
