import { z } from 'zod'
import { NotFound } from '#platform/http/errors.ts'
import { id, nothing } from '#platform/http/params.ts'
import { page, type Route, redirect, route } from '#platform/http/route.ts'
import { cancelJob, job, jobs } from './job.queries.ts'
import { jobWords, jobText as text } from './job.text.ts'
import { JobsView, JobView } from './job.view.tsx'

const everyone = ['clerk', 'accountant', 'editor', 'administrator'] as const

const jobsRoute = route({
  path: '/biuro/zadania',
  area: 'office',
  title: 'Zadania w tle',
  menu: { tab: 'start', label: 'Zadania w tle' },
  roles: everyone,
  params: nothing,
  queries: 2,
  handle: async ({ read }) =>
    page({ title: text.title, tab: '/biuro/zadania', body: JobsView({ jobs: await read(jobs) }) }),
})

const jobRoute = route({
  path: '/biuro/zadania/:id',
  area: 'office',
  title: 'Jedno zadanie z postępem',
  roles: everyone,
  params: z.object({ id }),
  objects: { id: 'job' },
  queries: 2,
  handle: async ({ params, read }) => {
    const found = await read((tx) => job(tx, params.id))
    if (!found) throw new NotFound('no such job')
    return page({ title: jobWords(found.kind).title, tab: '/biuro/zadania', body: JobView({ job: found }) })
  },
})

const cancelRoute = route({
  method: 'POST',
  path: '/biuro/zadania/:id/zatrzymaj',
  area: 'office',
  title: 'Zatrzymanie zadania',
  roles: everyone,
  params: z.object({ id }),
  objects: { id: 'job' },
  queries: 3,
  handle: async ({ params, write }) => {
    await write(async (tx) => {
      if (!(await job(tx, params.id))) throw new NotFound('no such job')
      await cancelJob(tx, params.id)
    })
    return redirect(`/biuro/zadania/${params.id}`)
  },
})

export const officeJobsRoutes: readonly Route[] = [jobsRoute, jobRoute, cancelRoute]
