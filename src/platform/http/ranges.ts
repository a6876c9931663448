export interface ByteRange {
  readonly from: number
  /** Inclusive. */
  readonly to: number
}

/**
 * The one range a `Range` header asks for (RFC 9110, 14.2). Several ranges, or a header that is no byte range, are answered with the
 * whole: 'whole'. A range beyond the end is 'unsatisfiable'.
 */
export function byteRange(header: string | undefined, sizeBytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return 'whole'
  const last = sizeBytes - 1
  if (match[1] === '') {
    const length = Math.min(Number(match[2]), sizeBytes)
    return length === 0 ? 'unsatisfiable' : { from: sizeBytes - length, to: last }
  }
  const from = Number(match[1])
  const to = match[2] === '' ? last : Math.min(Number(match[2]), last)
  if (from > last) return 'unsatisfiable'
  return from > to ? 'whole' : { from, to }
}
