/**
 * The PDF files of personal letters, stored beside the rows the next publication will show: each content once, whatever it is called
 * and however often it is delivered, and a link from the letter to it. One file at a time is in memory.
 *
 * Runs after the rows are written and before they are shown. A run killed in between leaves stored files, which the next run finds by
 * their hash, and links of a publication nobody saw, which it drops. What nobody can be shown any more goes in the night.
 */
import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import { letterBytesLimit } from './check/notices.ts'
import type { Step } from './compare.ts'
import type { ImportParts } from './outcome.ts'
import { blocksOf, type DeliverySource, Refused } from './receive/source.ts'
import { relation } from './relations.ts'
import { asOnlyImport } from './session.ts'

export interface StoredLetters {
  /** Letters of this delivery that got a file they did not have. */
  readonly linked: number
  /** Contents that were not stored before. */
  readonly stored: number
}

/** Letters looked at in one query. */
const batchRows = 500
/** The file's own name may carry the name of one of several addressees; the page names the file after the letter. */
const neutralName = 'pismo.pdf'

interface DeliveredLetter {
  readonly id: string
  readonly file: string
  /** Content the letter has in the published state. */
  readonly sha256: string | null
}

/** @throws Refused when a file is not as it was when the delivery was checked. */
export async function storeLetterFiles(client: ClientBase, source: DeliverySource, step: Step): Promise<StoredLetters> {
  // Numbers of publications nobody saw are given again.
  await client.query('delete from notice_files where from_publication > $1', [step.published])
  let linked = 0
  let stored = 0
  for (let after = ''; ; ) {
    const batch = await nextLetters(client, step, after)
    for (const letter of batch) {
      const content = await readWhole(source, letter.file)
      const sha256 = createHash('sha256').update(content).digest('hex')
      if (sha256 === letter.sha256) continue
      stored += await storeOnce(client, sha256, content)
      await client.query(
        `insert into notice_files (notice_id, from_publication, file_id) select $1, $2, file_id from letter_files where sha256 = $3`,
        [letter.id, step.next, sha256],
      )
      linked += 1
    }
    if (batch.length < batchRows) return { linked, stored }
    after = batch.at(-1)!.id
  }
}

/** @throws ImportBusy while an import runs: its letters are stored and not shown yet. */
export async function removeUnusedLetters({ db, log }: Pick<ImportParts, 'db' | 'log'>): Promise<void> {
  const removed = await asOnlyImport(db, 'unused letters', 0, async (client) => {
    const { rows } = await client.query<{ removed: number }>('select remove_unused_letter_files() as removed')
    return rows[0]!.removed
  })
  if (removed > 0) log.info('unused letters removed', { count: removed })
}

async function nextLetters(client: ClientBase, step: Step, after: string): Promise<readonly DeliveredLetter[]> {
  const { rows } = await client.query<DeliveredLetter>(
    `select s.id, s.file, k.sha256
       from ${relation('notices').staging} s
       left join lateral (
         select l.file_id from notice_files l where l.notice_id = s.id and l.from_publication <= $1
          order by l.from_publication desc limit 1) l on true
       left join letter_files k on k.file_id = l.file_id
      where not s.deleted and s.id collate "C" > $2 collate "C"
      order by s.id collate "C" limit ${batchRows}`,
    [step.published, after],
  )
  return rows
}

/** Nobody else imports meanwhile, so looking first and storing then is one decision; the file and its hash are one statement. */
async function storeOnce(client: ClientBase, sha256: string, content: Buffer): Promise<0 | 1> {
  const { rowCount } = await client.query('select from letter_files where sha256 = $1', [sha256])
  if (rowCount !== 0) return 0
  await client.query(
    `with stored as (
       insert into stored_files (name, content_type, size_bytes, sha256, content)
       values ('${neutralName}', 'application/pdf', $2, $1, $3) returning id)
     insert into letter_files (sha256, file_id) select $1, id from stored`,
    [sha256, content.length, content],
  )
  return 1
}

async function readWhole(source: DeliverySource, path: string): Promise<Buffer> {
  const blocks: Buffer[] = []
  let length = 0
  for await (const block of blocksOf(await source.open(path))) {
    length += block.length
    if (length > letterBytesLimit) throw new Refused('noticeTooLarge', path, { limit: letterBytesLimit })
    blocks.push(Buffer.from(block))
  }
  return Buffer.concat(blocks, length)
}
