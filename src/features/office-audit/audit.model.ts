export interface AuditLine {
  readonly id: number
  readonly at: number
  readonly action: string
  readonly actorKind: 'resident' | 'staff' | 'operator' | 'system'
  readonly actor: string | null
  readonly subject: string | null
  readonly details: Readonly<Record<string, unknown>>
}

/** What of the trail is looked at. Logins by id: a name has no place in an address. */
export interface AuditFilter {
  readonly group?: string | undefined
  readonly actor?: string | undefined
  readonly subject?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export interface FoundLogin {
  readonly id: string
  readonly name: string
  readonly displayName: string
}

/** How far the words somebody typed can be looked up: letters and figures, each word from its start. */
export const searchWords = (typed: string): string =>
  (typed.match(/[\p{L}\p{N}]+/gu) ?? [])
    .slice(0, 6)
    .map((word) => `${word.toLowerCase()}:*`)
    .join(' & ')

export const filterParams = ({ group, actor, subject, from, to }: AuditFilter): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ grupa: group, kto: actor, kogo: subject, od: from, do: to }).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    ),
  )

export function auditAddress(filter: AuditFilter, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ ...filterParams(filter), ...more }).toString()
  return `/biuro/dziennik${query === '' ? '' : `?${query}`}`
}

export type ChainFault = 'content' | 'link' | 'version' | 'anchor'

/** What going over the chain found. */
export interface CheckResult {
  readonly checked: number
  readonly anchors: number
  readonly brokenId: number | null
  readonly fault: ChainFault | null
}

/** A line of the file of anchors: the newest hash of a night. */
export interface Anchor {
  readonly id: number
  readonly hash: string
}

/** Lines that are no anchor are left out: a disk that filled up may have cut one. */
export function readAnchorLines(text: string): readonly Anchor[] {
  return text.split('\n').flatMap((line) => {
    const found = /^\S+ (\d{1,15}) ([0-9a-f]{64})$/.exec(line.trim())
    return found ? [{ id: Number(found[1]), hash: found[2]! }] : []
  })
}
