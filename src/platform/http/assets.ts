import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { acceptsGzip } from './compress.ts'

/** A file that never changes under its address: the address carries the hash of the content. */
export interface Asset {
  readonly path: string
  readonly contentType: string
  readonly bytes: number
  readonly gzipBytes: number
  encoded(accepted: string | string[] | undefined): [encoding: string | undefined, body: Buffer]
}

/** Makes an asset under `/assets/<name>.<hash>.<extension>`. */
export function asset(name: string, extension: string, contentType: string, content: string | Uint8Array): Asset {
  const plain = Buffer.from(content)
  const small = gzipSync(plain, { level: 9 })
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 12)
  const worth = small.length < plain.length * 0.9
  return {
    path: `/assets/${name}.${hash}.${extension}`,
    contentType,
    bytes: plain.length,
    gzipBytes: small.length,
    encoded: (accepted) => (worth && acceptsGzip(accepted) ? ['gzip', small] : [undefined, plain]),
  }
}
