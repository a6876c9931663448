/** The worker's part of what the office decides about deliveries (features/office-import): carried out once, also after a restart. */
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { JobKind, RunningJob } from '#platform/jobs/jobs.ts'
import {
  confirmDelivery,
  DecisionFinished,
  finishDecision,
  type OfficeDecision,
  refuseDelivery,
  rollBackPublication,
} from './decisions.ts'
import type { ImportParts } from './outcome.ts'
import { ImportBusy } from './session.ts'

interface Asked extends OfficeDecision {
  readonly deliveryId: string
  /** What residents saw when it was decided. */
  readonly publicationId: number
  readonly outcome: string | null
}

type Parts = Pick<ImportParts, 'db' | 'settings' | 'log'>
type Refusal = { readonly refused: string }
type CarryOut = (parts: Parts, asked: Asked) => Promise<object | Refusal>

/** How often the job says that it is alive: refusing a large delivery deletes millions of rows. */
const beatMs = 15_000
/** Kept short of a night's import: other jobs wait behind this one, and what runs may replace what was decided about. */
const patienceMs = 2 * 60_000
const pauseMs = 1_000

const carryOut: Readonly<Record<string, CarryOut>> = {
  deliveryConfirm: (parts, asked) => confirmDelivery(parts, asked.deliveryId, asked),
  deliveryRefuse: (parts, asked) => refuseDelivery(parts, asked.deliveryId, asked),
  deliveryRollback: (parts, asked) => rollBackPublication(parts, asked, asked.publicationId),
}

const params = z.object({ decision: z.uuid() })

/** One kind for each decision. Their result: `{ outcome }`, `done` or why nothing was done, and the delivery's id. */
export function deliveryDecisionJobs(parts: Parts, options = { patienceMs }): readonly JobKind[] {
  return Object.entries(carryOut).map(([kind, act]) => ({
    kind,
    run: async (job, signal) => {
      const asked = await readDecision(parts, params.parse(job.params).decision)
      // A run that died after its transaction has left only the job to be closed.
      const outcome = asked.outcome ?? (await beating(job, () => decide(parts, asked, act, options.patienceMs, signal)))
      return { outcome, delivery: asked.deliveryId }
    },
  }))
}

async function decide(
  parts: Parts,
  asked: Asked,
  act: CarryOut,
  patience: number,
  signal: AbortSignal,
): Promise<string> {
  const until = performance.now() + patience
  for (;;) {
    try {
      const result = await act(parts, asked)
      if (!('refused' in result)) return 'done'
      return await finished(parts, asked, String(result.refused))
    } catch (error) {
      if (error instanceof DecisionFinished) return (await readDecision(parts, asked.decision)).outcome ?? 'done'
      if (!(error instanceof ImportBusy)) throw error
      if (performance.now() >= until) return finished(parts, asked, 'busy')
      await sleep(pauseMs, undefined, { signal })
    }
  }
}

async function finished(parts: Parts, asked: Asked, outcome: string): Promise<string> {
  await parts.db.withImporterClient((client) => finishDecision(client, asked.decision, outcome))
  return outcome
}

/** Keeps the job ours while it works, however long that takes. */
async function beating<Result>(job: RunningJob, work: () => Promise<Result>): Promise<Result> {
  await job.step(0, { stepsTotal: 1 })
  // A beat that fails changes nothing: what was decided is carried out once, whoever comes to do it.
  const beat = setInterval(() => void job.step(0).catch(() => {}), beatMs)
  try {
    const result = await work()
    await job.step(1)
    return result
  } finally {
    clearInterval(beat)
  }
}

/** @throws Error when there is none. */
function readDecision({ db }: Parts, id: string): Promise<Asked> {
  return db.withImporterClient(async (client) => {
    const { rows } = await client.query<Asked>(
      `select id as decision, delivery_id as "deliveryId", publication_id as "publicationId", outcome
         from import_decisions where id = $1`,
      [id],
    )
    if (!rows[0]) throw new Error('a decision nobody made')
    return rows[0]
  })
}
