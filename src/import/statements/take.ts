/** Takes a statement file in: read apart, kept in one transaction, payments given to accounts, entries of the books found. */
import { createHash, randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { EncodingName } from '#platform/encodings.ts'
import type { Log } from '#platform/log.ts'
import { auditImporter } from '../deliveries.ts'
import { type ImporterDatabase, inTransaction } from '../session.ts'
import { matchPayments, noteBooked } from './match.ts'
import { refusedFile, type StatementReading } from './read.ts'
import { readStatementsApart } from './read-apart.ts'
import { lockStatements, StatementChanged, type StoredCounts, storeStatements } from './store.ts'

export interface StatementParts {
  readonly db: ImporterDatabase
  readonly log: Log
}

export interface GivenFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly source: 'inbox' | 'command'
  readonly encoding?: EncodingName
}

export interface StatementOutcome {
  readonly fileId: string
  /** `unchanged`: every statement in it was read before. `rejected`: it has problems, and nothing of it was taken. */
  readonly state: 'read' | 'unchanged' | 'rejected'
  readonly reading: StatementReading
  readonly counts: StoredCounts
}

const nothing: StoredCounts = { statements: 0, unchanged: 0, payments: 0, repeated: 0 }

/** A file of the inbox or of the command line. @throws what the database throws; then nothing of the file was taken. */
export async function takeStatementFile(parts: StatementParts, given: GivenFile): Promise<StatementOutcome> {
  const { name, bytes, source, encoding } = given
  const reading = await readStatementsApart(bytes, { name, ...(encoding ? { encoding } : {}) })
  const file: FileRow = { id: randomUUID(), name, sha256: createHash('sha256').update(bytes).digest('hex'), source }
  return parts.db.withImporterClient((client) => keep(client, parts, file, reading))
}

/** A file the office handed in. @returns null when it is not there or was read before. */
export async function readWaitingFile(parts: StatementParts, fileId: string): Promise<StatementOutcome | null> {
  return parts.db.withImporterClient(async (client) => {
    const { rows } = await client.query<FileRow & { content: Buffer }>(
      `select id, name, sha256, source, content from statement_files where id = $1 and state = 'waiting' and content is not null`,
      [fileId],
    )
    const file = rows[0]
    return file ? keep(client, parts, file, await readStatementsApart(file.content, { name: file.name })) : null
  })
}

interface FileRow {
  readonly id: string
  readonly name: string
  readonly sha256: string
  readonly source: 'office' | 'inbox' | 'command'
}

async function keep(
  client: ClientBase,
  parts: StatementParts,
  file: FileRow,
  reading: StatementReading,
): Promise<StatementOutcome> {
  const outcome = await keepOrRefuse(client, file, reading)
  parts.log.info('statement file taken', { reason: outcome.state })
  return { fileId: file.id, ...outcome }
}

async function keepOrRefuse(client: ClientBase, file: FileRow, reading: StatementReading) {
  const refuse = async (because: StatementReading) => {
    await inTransaction(client, () => finish(client, file, 'rejected', because, nothing))
    return { state: 'rejected' as const, reading: because, counts: nothing }
  }
  if (reading.problemCount > 0) return refuse(reading)
  try {
    return await inTransaction(client, () => keepAll(client, file, reading))
  } catch (error) {
    if (!(error instanceof StatementChanged)) throw error
    const { number, knownId } = error
    return refuse(refusedFile(file.name, 'statementChanged', { value: number }, { number, id: knownId }))
  }
}

async function keepAll(client: ClientBase, file: FileRow, reading: StatementReading) {
  await lockStatements(client)
  await recordFile(client, file)
  const counts = await storeStatements(client, file.id, reading.statements)
  const state = counts.statements > 0 ? ('read' as const) : ('unchanged' as const)
  if (state === 'read') {
    await matchPayments(client)
    await noteBooked(client, await publishedNow(client))
    const actor = file.source === 'command' ? 'operator' : 'system'
    await auditImporter(client, actor, 'statements.read', { file: file.id, statements: counts.statements })
  }
  await finish(client, file, state, reading, counts)
  return { state, reading, counts }
}

/** A file of the office is there already. */
async function recordFile(client: ClientBase, { id, name, sha256, source }: FileRow): Promise<void> {
  if (source === 'office') return
  await client.query(
    'insert into statement_files (id, name, sha256, source) values ($1, $2, $3, $4) on conflict (id) do nothing',
    [id, name.slice(0, 200), sha256, source],
  )
}

async function publishedNow(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ id: number }>('select publication_id as id from published_state')
  return rows[0]!.id
}

/** What the office reads of it later. The values named in problems are amounts, days and numbers of accounts. */
async function finish(
  client: ClientBase,
  file: FileRow,
  state: StatementOutcome['state'],
  reading: StatementReading,
  counts: StoredCounts,
): Promise<void> {
  await recordFile(client, file)
  const listed = reading.problems.map(({ line, column, value, message }) => ({ line, column, value, message }))
  const report = { format: reading.format, ...counts, problems: { count: reading.problemCount, listed } }
  await client.query(
    'update statement_files set state = $2, report = $3, content = null, finished_at = clock_now() where id = $1',
    [file.id, state, JSON.stringify(report)],
  )
}
