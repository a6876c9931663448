import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { z } from 'zod'
import { csvLine, csvStart } from '#kernel/csv.ts'
import { formatDateTime } from '#kernel/dates.ts'
import type { Tx } from '#platform/db/database.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { optionalDate, text as typedText } from '#platform/http/params.ts'
import { file, page, type Route, redirect, route } from '#platform/http/route.ts'
import { askJob } from '#platform/jobs/jobs.ts'
import type { FieldError } from '#ui/components.ts'
import { type AuditFilter, auditAddress, type FoundLogin, searchWords } from './audit.model.ts'
import { auditLines, findLogins, lastCheck, loginOf, noteExport } from './audit.queries.ts'
import { actionSentence, actorKindWords, groupWords, auditText as text } from './audit.text.ts'
import { AuditView, ChoiceView, type TypedSearch } from './audit.view.tsx'
import { detailSentence } from './details.view.tsx'

const here = { area: 'office', roles: ['administrator'] } as const
const path = '/biuro/dziennik'
const pageSize = 50
const exportPart = 2_000

const group = z
  .string()
  .optional()
  .transform((value) => (value !== undefined && Object.hasOwn(groupWords, value) ? value : undefined))
/** A login's id; whatever cannot be one is no choice. */
const loginId = z.uuid().optional().catch(undefined)
const choices = { grupa: group, kto: loginId, kogo: loginId, od: optionalDate, do: optionalDate }
type Choices = z.output<z.ZodObject<typeof choices>>
const filterOf = (params: Choices): AuditFilter => ({
  group: params.grupa,
  actor: params.kto,
  subject: params.kogo,
  from: params.od,
  to: params.do,
})

async function typedOf(tx: Tx, filter: AuditFilter): Promise<TypedSearch> {
  const [actor, subject] = await Promise.all([loginOf(tx, filter.actor), loginOf(tx, filter.subject)])
  return {
    group: filter.group ?? '',
    actor: actor?.name ?? '',
    subject: subject?.name ?? '',
    from: filter.from ?? '',
    to: filter.to ?? '',
  }
}

const auditRoute = route({
  ...here,
  path,
  title: 'Dziennik zdarzeń',
  menu: { tab: 'administration', label: text.title },
  params: z.object({
    ...choices,
    przed: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).optional().catch(undefined),
  }),
  queries: 3,
  handle: async ({ params, read }) => {
    const filter = filterOf(params)
    const [lines, check, typed] = await read((tx) =>
      Promise.all([auditLines(tx, filter, params.przed, pageSize + 1), lastCheck(tx), typedOf(tx, filter)]),
    )
    const shown = lines.slice(0, pageSize)
    return page({
      title: text.title,
      tab: path,
      body: AuditView({
        filter,
        lines: shown,
        older: lines.length > pageSize ? shown.at(-1)!.id : undefined,
        first: params.przed === undefined,
        check,
        once: randomUUID(),
        typed,
        errors: [],
      }),
    })
  },
})

/** What was typed for a person: their login, nobody, or several to choose from. */
async function resolve(tx: Tx, typed: string): Promise<readonly FoundLogin[]> {
  if (typed === '') return []
  const found = await findLogins(tx, typed, searchWords(typed))
  const exact = found.filter(({ name }) => name.toLowerCase() === typed.toLowerCase())
  return exact.length === 1 ? exact : found
}

const searchSent = route({
  ...here,
  method: 'POST',
  path,
  title: 'Dziennik zdarzeń: szukanie',
  params: z.object({
    grupa: group,
    kto: typedText(120).default(''),
    kogo: typedText(120).default(''),
    od: z.string().max(20).default(''),
    do: z.string().max(20).default(''),
  }),
  queries: 5,
  handle: async ({ params, read }) =>
    read(async (tx) => {
      const errors: FieldError[] = []
      const day = (name: 'od' | 'do'): string | undefined => {
        const parsed = optionalDate.safeParse(params[name])
        if (!parsed.success)
          errors.push({
            field: name,
            message: `${name === 'od' ? text.from : text.to}: ${parsed.error.issues[0]!.message}`,
          })
        return parsed.data
      }
      const days = { from: day('od'), to: day('do') }
      if (days.from && days.to && days.from > days.to) errors.push({ field: 'od', message: text.wrongOrder })
      const [actors, subjects] = await Promise.all([resolve(tx, params.kto), resolve(tx, params.kogo)])
      if (params.kto !== '' && actors.length === 0)
        errors.push({ field: 'kto', message: `${text.actor}: ${text.nobody}` })
      if (params.kogo !== '' && subjects.length === 0)
        errors.push({ field: 'kogo', message: `${text.subject}: ${text.nobody}` })
      const typed = {
        group: params.grupa ?? '',
        actor: params.kto,
        subject: params.kogo,
        from: params.od,
        to: params.do,
      }
      const one = (found: readonly FoundLogin[]) => (found.length === 1 ? found[0]!.id : undefined)
      const filter: AuditFilter = { group: params.grupa, actor: one(actors), subject: one(subjects), ...days }
      if (errors.length > 0) {
        const lines = await auditLines(tx, {}, undefined, pageSize)
        const body = AuditView({
          filter: {},
          lines,
          older: undefined,
          first: true,
          check: undefined,
          once: randomUUID(),
          typed,
          errors,
        })
        return page({ title: text.title, tab: path, body }, { status: 422 })
      }
      const open =
        actors.length > 1
          ? { role: 'actor' as const, found: actors }
          : subjects.length > 1
            ? { role: 'subject' as const, found: subjects }
            : undefined
      if (open) return page({ title: text.title, tab: path, body: ChoiceView({ ...open, filter, typed, errors }) })
      return redirect(auditAddress(filter))
    }),
})

const exportRoute = route({
  ...here,
  method: 'POST',
  path: `${path}/csv`,
  title: 'Dziennik zdarzeń jako CSV',
  params: z.object(choices),
  queries: 2,
  handle: async ({ params, read, write }) => {
    const filter = filterOf(params)
    await write((tx) => noteExport(tx, filter))
    async function* parts(): AsyncGenerator<string> {
      yield csvStart +
        csvLine([
          'Numer',
          'Kiedy',
          'Co się stało',
          'Nazwa w programie',
          'Rodzaj sprawcy',
          text.actor,
          text.subject,
          'Szczegóły',
        ])
      let before: number | undefined
      do {
        // Each part asks again who is signed in: an export ends with the session.
        const lines = await read((tx) => auditLines(tx, filter, before, exportPart))
        if (lines.length === 0) return
        yield lines
          .map((line) =>
            csvLine([
              line.id,
              formatDateTime(line.at),
              actionSentence(line.action),
              line.action,
              actorKindWords(line.actorKind),
              line.actor,
              line.subject,
              detailSentence(line),
            ]),
          )
          .join('')
        before = lines.length < exportPart ? 0 : lines.at(-1)!.id
      } while (before > 0)
    }
    return file('text/csv; charset=utf-8', Readable.from(parts()), { filename: text.csvName })
  },
})

const checkSent = route({
  ...here,
  method: 'POST',
  path: `${path}/sprawdz`,
  title: 'Sprawdzenie dziennika zdarzeń',
  params: z.object({ _once: onceField }),
  queries: 4,
  handle: async ({ params, write }) => {
    const once = onceOf(params._once)
    const job = await write((tx) =>
      askJob(tx, { kind: 'auditCheck', params: {}, once, cancellable: true, audited: true }),
    )
    return redirect(`/biuro/zadania/${job}`)
  },
})

export const officeAuditRoutes: readonly Route[] = [auditRoute, searchSent, exportRoute, checkSent]
