import { randomBytes } from 'node:crypto'

export interface FormFile {
  readonly field: string
  readonly name: string
  readonly type?: string
  readonly content: Buffer | string
}

/** A form with files, as a browser sends it. The name goes out as it is: also one a browser would never send. */
export function multipart(
  fields: Readonly<Record<string, string>>,
  files: readonly FormFile[],
): { payload: Buffer; contentType: string } {
  const boundary = `----ebok${randomBytes(12).toString('hex')}`
  const pieces: (Buffer | string)[] = []
  for (const [name, value] of Object.entries(fields))
    pieces.push(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  for (const { field, name, type = 'application/octet-stream', content } of files)
    pieces.push(
      `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`,
      content,
      '\r\n',
    )
  pieces.push(`--${boundary}--\r\n`)
  return {
    payload: Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece))),
    contentType: `multipart/form-data; boundary=${boundary}`,
  }
}
