/** What the benches of many residents are asked for on the command line, and the installation they run on. */
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { generateDelivery } from '#db/seed/generate.ts'
import { freePort } from '#test/harness/ports.ts'
import { Program } from '../../proof/installation.ts'
import { benchCooperative } from '../cooperative.ts'

const sizes = ['demo', 'big', 'huge'] as const
export type Size = (typeof sizes)[number]

/** The value of `--name=value`. */
const word = (name: string): string | undefined =>
  process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3)

export function number(name: string, otherwise: number): number {
  const value = Number(word(name) ?? otherwise)
  if (!(value > 0)) throw new Error(`--${name} is a number above zero`)
  return value
}

export function sizeAsked(): Size {
  const asked = word('size') ?? 'demo'
  const size = sizes.find((one) => one === asked)
  if (!size) throw new Error(`--size is one of ${sizes.join(', ')}`)
  return size
}

/**
 * The program on the books of a size, started. `--data=DIR` takes a data directory in which books of that size are published already; it
 * is written to like any other. The program stands behind a web server here, as it should, so that each resident has an address.
 */
export async function startedProgram(size: Size, env: NodeJS.ProcessEnv = {}): Promise<Program> {
  const data = word('data')
  const dataDir = data === undefined ? (await benchCooperative(size)).dataDir : resolve(data)
  const program = new Program(dataDir, await freePort(), {
    EBOK_TRUST_PROXY: '1',
    EBOK_INBOX_DIR: inboxOf(dataDir),
    EBOK_INBOX_POLL_SECONDS: '1',
    // A generated night in which everybody pays is no mistake of the accounting system.
    EBOK_IMPORT_DROP_LIMIT_PERCENT: '100',
    ...env,
  })
  try {
    await program.start()
  } catch (error) {
    await program.stop()
    throw error
  }
  return program
}

export const inboxOf = (dataDir: string): string => join(dataDir, 'bench-inbox')

/**
 * What the accounting system brings the next night: the changes after the published books, in so many of a hundred households. It has to
 * be the percentage of the nights already played. @returns its folder
 */
export async function nextNight(program: Program, size: Size, nightPercent: number): Promise<string> {
  const published = await program.asOwner(async (client) => {
    const { rows } = await client.query<{ sequence: number; as_of: Date }>(
      `select p.sequence, p.as_of from publications p join published_state s on s.publication_id = p.id`,
    )
    return rows[0]
  })
  if (!published) throw new Error('no books are published')
  const outDir = join(program.dataDir, 'bench-night')
  await rm(outDir, { recursive: true, force: true })
  generateDelivery({
    size,
    seed: 1,
    asOf: winterTime(published.as_of.getTime() + dayMs),
    outDir,
    kind: 'changes',
    sequence: published.sequence + 1,
    nightPercent,
  })
  return outDir
}

const dayMs = 86_400_000
/** The generated books are of winter days. */
const winterTime = (epochMs: number): string => `${new Date(epochMs + 3_600_000).toISOString().slice(0, 19)}+01:00`
