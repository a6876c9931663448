import { z } from 'zod'
import type { Tx } from '#platform/db/database.ts'
import { NotFound } from '#platform/http/errors.ts'
import { id, nothing } from '#platform/http/params.ts'
import { page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { jobDetails } from './details.ts'
import { refusalLimit } from './job.model.ts'
import { approveJob, cancelJob, job, jobs, jobsToDecide, refuseJob } from './job.queries.ts'
import { jobWords, jobText as text } from './job.text.ts'
import { JobsView, JobView, type Typed } from './job.view.tsx'

const everyone = ['clerk', 'accountant', 'editor', 'administrator'] as const
const here = { area: 'office', roles: everyone } as const
const withId = { params: z.object({ id }), objects: { id: 'job' } } as const

const jobsRoute = route({
  ...here,
  path: '/biuro/zadania',
  title: 'Zadania w tle',
  menu: { tab: 'start', label: 'Zadania w tle' },
  params: nothing,
  queries: 3,
  handle: async ({ read }) => {
    const [toDecide, others] = await read((tx) => Promise.all([jobsToDecide(tx), jobs(tx)]))
    return page({ title: text.title, tab: '/biuro/zadania', body: JobsView({ toDecide, jobs: others }) })
  },
})

async function jobPage(tx: Tx, jobId: string, typed?: Typed): Promise<Reply> {
  const found = await job(tx, jobId)
  if (!found) throw new NotFound('no such job')
  const details = await jobDetails(tx, found)
  return page(
    {
      title: jobWords(found.kind).title,
      tab: '/biuro/zadania',
      body: JobView({ job: found, details, ...(typed ? { typed } : {}) }),
    },
    { status: typed ? 422 : 200 },
  )
}

const jobRoute = route({
  ...here,
  ...withId,
  path: '/biuro/zadania/:id',
  title: 'Jedno zadanie z postępem',
  queries: 2,
  handle: ({ params, read }) => read((tx) => jobPage(tx, params.id)),
})

const cancelRoute = route({
  ...here,
  ...withId,
  method: 'POST',
  path: '/biuro/zadania/:id/zatrzymaj',
  title: 'Zatrzymanie albo wycofanie zadania',
  queries: 4,
  handle: async ({ params, write }) => {
    await write(async (tx) => {
      if (!(await job(tx, params.id))) throw new NotFound('no such job')
      await cancelJob(tx, params.id)
    })
    return redirect(`/biuro/zadania/${params.id}`)
  },
})

/** Somebody who may not decide, or comes too late, sees the job as it is now with a sentence; nothing changes. */
const tooLate: Typed = { reason: '', errors: [{ message: text.tooLate }] }

const approveRoute = route({
  ...here,
  ...withId,
  method: 'POST',
  path: '/biuro/zadania/:id/zatwierdz',
  title: 'Zgoda drugiej osoby na zadanie',
  queries: 4,
  handle: ({ params, write }) =>
    write(async (tx) => {
      if (!(await job(tx, params.id))) throw new NotFound('no such job')
      return (await approveJob(tx, params.id))
        ? redirect(`/biuro/zadania/${params.id}`)
        : jobPage(tx, params.id, tooLate)
    }),
})

const refuseRoute = route({
  ...here,
  method: 'POST',
  path: '/biuro/zadania/:id/odrzuc',
  title: 'Odmowa drugiej osoby',
  params: z.object({ id, powod: z.string().max(20_000).default('') }),
  objects: { id: 'job' },
  queries: 4,
  handle: ({ params, write }) =>
    write(async (tx) => {
      if (!(await job(tx, params.id))) throw new NotFound('no such job')
      const reason = params.powod.trim()
      const message = reasonProblem(reason)
      if (message) return jobPage(tx, params.id, { reason: params.powod, errors: [{ field: 'powod', message }] })
      return (await refuseJob(tx, params.id, reason))
        ? redirect(`/biuro/zadania/${params.id}`)
        : jobPage(tx, params.id, { ...tooLate, reason })
    }),
})

function reasonProblem(reason: string): string | undefined {
  if (reason === '') return text.reasonMissing
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(reason)) return text.reasonBad
  return [...reason].length > refusalLimit ? text.reasonLong : undefined
}

export const officeJobsRoutes: readonly Route[] = [jobsRoute, jobRoute, cancelRoute, approveRoute, refuseRoute]
