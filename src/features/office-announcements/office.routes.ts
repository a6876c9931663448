import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  announcementProblems,
  attachmentsLimit,
  correctAnnouncement,
  type NewAnnouncement,
  publishAnnouncement,
  withdrawAnnouncement,
} from '#features/announcements/public.ts'
import { countAudience } from '#features/documents/public.ts'
import {
  addDraft,
  addDraftFile,
  attachmentsOf,
  audienceOf,
  type Desk,
  deskRoutes,
  draftHref,
  isEverybody,
  mayWriteTo,
  nameAudience,
  officeFileRoutes,
  openDraftFor,
  openDrafts,
  type PublishParts,
  pathUuid,
  type ReaderParts,
  typed,
  withReason,
} from '#features/publishing/public.ts'
import { type IsoDate, parseTypedDate, warsawInstant } from '#kernel/dates.ts'
import { auditStaff } from '#platform/db/audit.queries.ts'
import type { Tx } from '#platform/db/database.ts'
import { BadParameters, NotFound, type ParameterProblem } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { optionalChoice, pageNumber } from '#platform/http/params.ts'
import { type Context, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import type { UploadLimits } from '#platform/http/uploads.ts'
import { askNotice } from './notice.ts'
import { draftWords, type ListSlug, listSlugs, lists, type Word } from './office-announcements.model.ts'
import {
  announcementCounts,
  announcementFiles,
  officeAnnouncements,
  oldVersions,
  oneAnnouncement,
} from './office-announcements.queries.ts'
import { officeAnnouncementsText as text } from './office-announcements.text.ts'
import {
  base,
  type Done,
  doneKeys,
  EditorView,
  ListView,
  OneView,
  PreviewView,
  ReaderView,
} from './office-announcements.view.tsx'

const readers = ['clerk', 'editor', 'administrator'] as const
const writers = ['editor', 'administrator'] as const
const tab = base
const perPage = 20
const noticeHour = '08:00'

const uploads: UploadLimits = { field: 'zalaczniki', files: 5, bytesPerFile: 10 * 1024 * 1024, kinds: ['pdf'] }
const flag = z.literal('1').optional().catch(undefined)
const draftId = z.object({ id: pathUuid })

// The list -------------------------------------------------------------------------------------------------------------

const listRoute = route({
  path: base,
  area: 'office',
  title: text.title,
  menu: { tab: 'announcements', label: text.title },
  roles: readers,
  params: z.object({ pokaz: optionalChoice(listSlugs), strona: pageNumber, usunieto: flag }),
  queries: 3,
  handle: async ({ params, read, frame }) => {
    const list: ListSlug = params.pokaz ?? 'aktualne'
    const state = lists[list]
    const [counts, announcements, drafts] = await read((tx) =>
      Promise.all([
        announcementCounts(tx),
        state === 'drafts'
          ? []
          : officeAnnouncements(tx, state, { rows: perPage, skip: (params.strona - 1) * perPage }),
        state === 'drafts' ? openDrafts(tx, ['announcement']) : [],
      ]),
    )
    if (announcements.length === 0 && params.strona > 1) return redirect(`${base}?pokaz=${list}`)
    return page({
      title: text.title,
      tab,
      body: ListView({
        list,
        counts,
        announcements,
        drafts,
        mayWrite: frame().staffRole !== 'clerk',
        discarded: params.usunieto === '1',
        page: params.strona,
        pages: Math.max(1, Math.ceil((announcements[0]?.total ?? 0) / perPage)),
      }),
    })
  },
})

// Drafts ---------------------------------------------------------------------------------------------------------------

/** The draft as it would be published. Before its audience is chosen it is looked at as if for everybody. */
function announcementOf({ words, files, audience }: ReaderParts<Word>): NewAnnouncement {
  const day = (typed: string) =>
    typed.trim() === '' ? undefined : (parseTypedDate(typed) ?? (typed.trim() as IsoDate))
  return {
    title: words.tytul,
    body: words.tresc,
    important: words.wazne === '1',
    audience: audience ? audienceOf(audience) : { kind: 'signedIn' },
    visibleFrom: day(words.od),
    visibleTo: day(words.do),
    attachments: attachmentsOf(files).map(({ title, fileId }) => ({ title, fileId })),
  }
}

/** Publishes the draft, tells the audit, and asks for the notice when it was ticked. */
async function publishDraft(tx: Tx, parts: PublishParts<Word>) {
  const { draft, audience, counted, by } = parts
  const announcement = { ...announcementOf(parts), counted }
  const target = draft.targetId
  if (target !== null) {
    const correction = { by, version: Number(draft.fields.poprawiana), again: parts.words.ponownie === '1' }
    if (!(await correctAnnouncement(tx, target, announcement, correction))) return 'stale'
  }
  const id = target ?? (await publishAnnouncement(tx, announcement, by))
  const from = announcement.visibleFrom
  const scheduled = from !== undefined && from > parts.today
  const notify = parts.asked.powiadom === '1'
  await auditStaff(tx, target === null ? 'announcement.published' : 'announcement.corrected', {
    details: { announcement: id, audience: audience.audience, logins: counted.logins, notify },
  })
  if (notify)
    await askNotice(tx, {
      announcementId: id,
      once: onceOf(parts.key, id, 'notice'),
      everybody: isEverybody(audience),
      ...counted,
      notBefore: scheduled ? warsawInstant(from, noticeHour) : undefined,
    })
  const done: Done = target !== null ? 'poprawione' : scheduled ? 'zaplanowane' : 'opublikowane'
  return { id, done }
}

const desk: Desk<Word, null> = {
  base,
  newSlug: 'nowe',
  titles: {
    add: text.add,
    saveNew: 'Nowe ogłoszenie: zapis szkicu',
    draft: text.edit,
    saveDraft: 'Szkic ogłoszenia: zapis',
    discard: 'Szkic ogłoszenia: usunięcie',
    audience: 'Odbiorcy ogłoszenia',
    preview: text.preview,
    publish: 'Publikacja ogłoszenia',
    continued: text.correct,
  },
  kinds: ['announcement'],
  choosesAudience: ['announcement'],
  words: () => draftWords,
  uploads,
  attachmentsLimit,
  problems: (tx, parts) => announcementProblems(tx, announcementOf(parts)),
  editor: EditorView,
  reader: ReaderView,
  lookUp: async () => null,
  preview: (parts) => PreviewView({ ...parts, announcement: announcementOf(parts) }),
  asks: ['powiadom'],
  publish: publishDraft,
}

// What is published ----------------------------------------------------------------------------------------------------------

interface OnePageState {
  readonly done?: Done | undefined
  readonly errors?: readonly ParameterProblem[]
  readonly typedReason?: string
}

async function onePage(context: Context<unknown>, id: string, state: OnePageState = {}): Promise<Reply> {
  const { read, frame } = context
  const { one, files, versions, audience, count } = await read(async (tx) => {
    const [one, files, versions] = await Promise.all([
      oneAnnouncement(tx, id),
      announcementFiles(tx, id),
      oldVersions(tx, id),
    ])
    if (!one) return { one, files, versions, audience: undefined, count: { people: 0, logins: 0 } }
    const [audience, count] = await Promise.all([nameAudience(tx, one), countAudience(tx, audienceOf(one))])
    return { one, files, versions, audience, count }
  })
  if (!one) throw new NotFound('no such announcement')
  const mayChange = mayWriteTo(context, one)
  const { errors = [], typedReason = '' } = state
  return page(
    {
      title: one.title,
      tab,
      body: OneView({
        announcement: one,
        attachments: files,
        audience,
        ...count,
        versions,
        mayChange,
        administratorOnly: frame().staffRole === 'editor' && !mayChange,
        once: randomUUID(),
        done: state.done,
        errors,
        typedReason,
      }),
    },
    { status: errors.length > 0 ? 422 : 200 },
  )
}

const oneRoute = route({
  path: `${base}/:id`,
  area: 'office',
  title: 'Ogłoszenie',
  roles: readers,
  params: z.object({ id: pathUuid, zapisano: optionalChoice(doneKeys).catch(undefined) }),
  objects: { id: 'officeAnnouncement' },
  queries: 6,
  handle: (context) => onePage(context, context.params.id, { done: context.params.zapisano }),
})

const correctRoute = route({
  method: 'POST',
  path: `${base}/:id/popraw`,
  area: 'office',
  title: 'Poprawka ogłoszenia: nowy szkic',
  roles: writers,
  params: draftId,
  objects: { id: 'officeAnnouncement' },
  queries: 30,
  handle: async (context) => {
    const { params, write } = context
    const id = await write(async (tx) => {
      const [one, files, known] = await Promise.all([
        oneAnnouncement(tx, params.id),
        announcementFiles(tx, params.id),
        openDraftFor(tx, params.id),
      ])
      if (!one || one.withdrawnAt !== null || !mayWriteTo(context, one))
        throw new NotFound('no such announcement to correct')
      if (known !== undefined) return known
      const made = await addDraft(tx, {
        kind: 'announcement',
        targetId: one.id,
        audience: { audience: one.audience, subjectId: one.subjectId, staircase: one.staircase },
        fields: {
          tytul: one.title,
          tresc: one.body,
          wazne: one.important ? '1' : '',
          od: one.visibleFrom,
          do: one.visibleTo ?? '',
          poprawiana: String(one.version),
        },
        once: onceOf(randomUUID()),
      })
      if (made.isNew)
        for (const { title, fileId } of files) await addDraftFile(tx, made.id, 'attachment', title, fileId)
      return made.id
    })
    return redirect(draftHref(base, id))
  },
})

const withdrawRoute = route({
  method: 'POST',
  path: `${base}/:id/wycofaj`,
  area: 'office',
  title: 'Wycofanie ogłoszenia',
  roles: writers,
  params: z.object({ id: pathUuid, _once: onceField, powod: typed }),
  objects: { id: 'officeAnnouncement' },
  queries: 9,
  handle: async (context) => {
    const { id } = context.params
    return withReason(context, {
      again: (refused) => onePage(context, id, refused),
      withdraw: async (tx, reason) => {
        const one = await oneAnnouncement(tx, id)
        if (!one || !mayWriteTo(context, one)) throw new NotFound('no such announcement')
        if (one.withdrawnAt === null) {
          await withdrawAnnouncement(tx, id, context.frame().loginId, reason)
          await auditStaff(tx, 'announcement.withdrawn', { details: { announcement: id } })
        }
        return `${base}/${id}?zapisano=wycofane`
      },
    })
  },
})

const noticeRoute = route({
  method: 'POST',
  path: `${base}/:id/powiadom`,
  area: 'office',
  title: 'Powiadomienie e-mail o ogłoszeniu',
  roles: writers,
  params: z.object({ id: pathUuid, _once: onceField }),
  objects: { id: 'officeAnnouncement' },
  queries: 9,
  handle: async (context) => {
    const { params, write, frame } = context
    await write(async (tx) => {
      const one = await oneAnnouncement(tx, params.id)
      if (!one || one.withdrawnAt !== null || !mayWriteTo(context, one))
        throw new NotFound('no such announcement to tell about')
      if (one.state === 'archive')
        throw new BadParameters([{ field: 'ogłoszenie', message: 'To ogłoszenie jest już w archiwum.' }])
      const counted = await countAudience(tx, audienceOf(one))
      const asked = await askNotice(tx, {
        announcementId: one.id,
        once: onceOf(params._once, one.id, 'notice'),
        everybody: isEverybody(one),
        ...counted,
        notBefore: one.visibleFrom > frame().today ? warsawInstant(one.visibleFrom, noticeHour) : undefined,
      })
      if (asked)
        await auditStaff(tx, 'announcement.noticeAsked', { details: { announcement: one.id, logins: counted.logins } })
    })
    return redirect(`${base}/${params.id}?zapisano=powiadomienie`)
  },
})

export const officeAnnouncementsRoutes: readonly Route[] = [
  listRoute,
  ...deskRoutes(desk),
  ...officeFileRoutes(base, readers),
  oneRoute,
  correctRoute,
  withdrawRoute,
  noticeRoute,
]
