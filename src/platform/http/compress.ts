import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const compress = promisify(gzip)
const worthBytes = 1024

/** The page in the encoding the browser takes; small pages are not worth the work. */
export async function encodeFor(
  accepted: string | string[] | undefined,
  page: string,
): Promise<[encoding: string | undefined, body: Buffer]> {
  const plain = Buffer.from(page, 'utf8')
  if (plain.length < worthBytes || !acceptsGzip(accepted)) return [undefined, plain]
  return ['gzip', await compress(plain, { level: 1 })]
}

/** Whether `Accept-Encoding` names gzip and does not refuse it. */
export function acceptsGzip(accepted: string | string[] | undefined): boolean {
  return /(^|,)\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*(,|$))[\d.]+)?\s*(,|$)/i.test(String(accepted ?? ''))
}
