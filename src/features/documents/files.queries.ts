import { statement, type Tx } from '#platform/db/database.ts'
import type { StoredFile } from './documents.model.ts'

/** Which files a route may give at all: one route of archive files and one of letters, so that no letter is read unrecorded. */
export type FileKind = 'archive' | 'letter'

const shownFiles = { archive: 'shown_archive_files()', letter: 'shown_letter_files()' } as const

const describe = (kind: FileKind) =>
  statement<[id: string], StoredFile>(
    `documents.${kind}File`,
    `select f.id as "fileId", f.name as "fileName", f.size_bytes as "sizeBytes"
       from stored_files f where f.id = $1 and f.id in (select ${shownFiles[kind]})`,
  )
const cut = (kind: FileKind) =>
  statement<[id: string, from: number, length: number], { readonly bytes: Buffer }>(
    `documents.${kind}Bytes`,
    `select substring(f.content from $2::int for $3::int) as bytes
       from stored_files f where f.id = $1 and f.id in (select ${shownFiles[kind]})`,
  )
const describeStatements = { archive: describe('archive'), letter: describe('letter') }
const cutStatements = { archive: cut('archive'), letter: cut('letter') }

export const storedFile = (tx: Tx, kind: FileKind, id: string): Promise<StoredFile | undefined> =>
  tx.maybe(describeStatements[kind], [id])

/** `length` bytes from `offset`; nothing when the file is not for the person asking, or no longer. */
export async function fileBytes(
  tx: Tx,
  kind: FileKind,
  id: string,
  offset: number,
  length: number,
): Promise<Buffer | undefined> {
  return (await tx.maybe(cutStatements[kind], [id, offset + 1, length]))?.bytes
}
