import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  announcementProblems,
  attachmentsLimit,
  correctAnnouncement,
  countAudience,
  type NewAnnouncement,
  publishAnnouncement,
  withdrawAnnouncement,
} from '#features/announcements/public.ts'
import {
  type AudienceColumns,
  addDraft,
  addDraftFile,
  attachmentsOf,
  audienceOf,
  audienceRoutes,
  audienceText,
  closeDraft,
  type Draft,
  draftFields,
  isEverybody,
  keepableFields,
  keepUploads,
  type LoadedDraft,
  loadDraft,
  lockDraft,
  nameAudience,
  officeFileRoutes,
  openDraftFor,
  openDrafts,
  pathUuid,
  sampleAudience,
  saveDraft,
  titlesOf,
  typed,
  versionField,
} from '#features/publishing/public.ts'
import { warsawInstant } from '#kernel/dates.ts'
import { auditStaff } from '#platform/db/audit.queries.ts'
import type { Tx } from '#platform/db/database.ts'
import { BadParameters, NotFound, type ParameterProblem } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { nothing, optionalChoice, pageNumber } from '#platform/http/params.ts'
import { type Context, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import type { UploadLimits } from '#platform/http/uploads.ts'
import { askNotice } from './notice.ts'
import { type DraftWords, type ListSlug, listSlugs, lists, wordsOf } from './office-announcements.model.ts'
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
  DraftReadView,
  doneKeys,
  draftHref,
  EditorView,
  ListView,
  OneView,
  PreviewView,
} from './office-announcements.view.tsx'

const readers = ['clerk', 'editor', 'administrator'] as const
const writers = ['editor', 'administrator'] as const
const tab = base
const perPage = 20
const noticeHour = '08:00'

const uploads: UploadLimits = { field: 'zalaczniki', files: 5, bytesPerFile: 10 * 1024 * 1024, kinds: ['pdf'] }
const flag = z.literal('1').optional().catch(undefined)
const draftId = z.object({ id: pathUuid })

type Asking = Pick<Context<unknown>, 'frame'>
const mayReadPeople = ({ frame }: Asking): boolean => frame().staffRole !== 'editor'
const isAdministrator = ({ frame }: Asking): boolean => frame().staffRole === 'administrator'

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

const formFields = {
  ...draftFields,
  _once: onceField,
  tytul: typed,
  tresc: typed,
  wazne: typed,
  od: typed,
  do: typed,
  ponownie: typed,
}
type FormFields = z.output<z.ZodObject<typeof formFields>>
const typedWords = (params: FormFields): DraftWords => wordsOf(params as unknown as Record<string, string>)

const kinds = ['announcement'] as const
const load = (tx: Tx, id: string): Promise<LoadedDraft> => loadDraft(tx, id, kinds)

interface EditorState {
  readonly words?: DraftWords
  readonly errors?: readonly ParameterProblem[]
  readonly refused?: readonly { readonly name: string; readonly message: string }[]
  readonly conflict?: boolean
  readonly saved?: boolean
  readonly stale?: boolean
}

function editor({ found, files, audience }: LoadedDraft, mayWrite: boolean, state: EditorState = {}): Reply {
  const { errors = [], refused = [], conflict = false, saved = false, stale = false } = state
  const words = state.words ?? wordsOf(found.fields)
  const body = mayWrite
    ? EditorView({
        draft: found,
        version: found.version,
        once: randomUUID(),
        words,
        audience,
        files,
        errors,
        refused,
        conflict: conflict ? found : undefined,
        saved,
        stale,
        mayWrite,
      })
    : DraftReadView({ draft: found, words, audience })
  const wrong = errors.length + refused.length > 0
  return page(
    { title: found.targetId === null ? text.edit : text.correct, tab, body },
    { status: conflict ? 409 : wrong ? 422 : 200 },
  )
}

/** What is published or thrown away is shown where it went. */
const whereItWent = ({ resultId }: Draft): Reply =>
  redirect(resultId === null ? `${base}?pokaz=szkice` : `${base}/${resultId}`)

const newForm = route({
  path: `${base}/nowe`,
  area: 'office',
  title: text.add,
  roles: writers,
  params: nothing,
  queries: 1,
  handle: async ({ read }) => {
    await read(async () => {})
    const body = EditorView({
      draft: undefined,
      version: 1,
      once: randomUUID(),
      words: wordsOf({}),
      audience: undefined,
      files: [],
      errors: [],
      refused: [],
      conflict: undefined,
      saved: false,
      stale: false,
      mayWrite: true,
    })
    return page({ title: text.add, tab, body })
  },
})

/** After a save: what the pressed button led to, or the form again when something about it is wrong. */
async function onward(
  context: Context<FormFields>,
  id: string,
  refused: readonly { readonly name: string; readonly message: string }[],
): Promise<Reply> {
  const { dalej, usun } = context.params
  const loaded = await context.read((tx) => load(tx, id))
  if (refused.length > 0) return editor(loaded, true, { refused })
  if (usun !== undefined || dalej === 'zapisz') return redirect(`${draftHref(id)}?zapisano=1`)
  if (dalej === 'odbiorcy') return redirect(`${draftHref(id)}/odbiorcy`)
  const errors = await context.read((tx) => problemsOf(tx, loaded, isAdministrator(context)))
  return errors.length > 0 ? editor(loaded, true, { errors }) : redirect(`${draftHref(id)}/podglad`)
}

const newSent = route({
  method: 'POST',
  path: `${base}/nowe`,
  area: 'office',
  title: 'Nowe ogłoszenie: zapis szkicu',
  roles: writers,
  params: z.object(formFields),
  uploads,
  queries: 60,
  handle: async (context) => {
    const { params, write } = context
    const fields = keepableFields({ ...typedWords(params) })
    const { id, refused } = await write(async (tx) => {
      const made = await addDraft(tx, {
        kind: 'announcement',
        fields,
        once: onceOf(params._once, ...Object.values(fields)),
      })
      return { ...made, refused: await keepUploads(tx, made.id, { uploads: context.uploads, attachmentsLimit }) }
    })
    return onward(context, id, [...context.refusedUploads, ...refused])
  },
})

const draftRoute = route({
  path: `${base}/szkice/:id`,
  area: 'office',
  title: text.edit,
  roles: readers,
  params: z.object({ id: pathUuid, zapisano: flag, nieaktualny: flag }),
  objects: { id: 'draft' },
  queries: 4,
  handle: async (context) => {
    const { params, read, frame } = context
    const loaded = await read((tx) => load(tx, params.id))
    if (loaded.found.closedAt !== null) return whereItWent(loaded.found)
    return editor(loaded, frame().staffRole !== 'clerk', {
      saved: params.zapisano === '1',
      stale: params.nieaktualny === '1',
    })
  },
})

const draftSent = route({
  method: 'POST',
  path: `${base}/szkice/:id`,
  area: 'office',
  title: 'Szkic ogłoszenia: zapis',
  roles: writers,
  params: z.object({ ...formFields, id: pathUuid }),
  objects: { id: 'draft' },
  uploads,
  queries: 80,
  handle: async (context) => {
    const { params, read, write } = context
    const { found } = await read((tx) => load(tx, params.id))
    if (found.closedAt !== null) return whereItWent(found)
    const words = typedWords(params)
    const saved = await write((tx) =>
      saveDraft(tx, params.id, {
        version: params.wersja,
        // Which version is corrected is no word of the form, and stays.
        fields: { ...words, ...(found.fields.poprawiana === undefined ? {} : { poprawiana: found.fields.poprawiana }) },
        titles: titlesOf(params),
        drop: params.usun,
        uploads: context.uploads,
        attachmentsLimit,
      }),
    )
    const refused = [...context.refusedUploads, ...saved.refused]
    if (saved.version !== undefined) return onward(context, params.id, refused)
    const now = await read((tx) => load(tx, params.id))
    if (now.found.closedAt !== null) return whereItWent(now.found)
    // The same form sent twice is no quarrel: what it carried is what is saved.
    if (JSON.stringify(wordsOf(now.found.fields)) === JSON.stringify(wordsOf(keepableFields({ ...words }))))
      return onward(context, params.id, refused)
    return editor(now, true, { words, refused, conflict: true })
  },
})

const discardRoute = route({
  method: 'POST',
  path: `${base}/szkice/:id/usun`,
  area: 'office',
  title: 'Szkic ogłoszenia: usunięcie',
  roles: writers,
  params: z.object({ id: pathUuid, wersja: versionField }),
  objects: { id: 'draft' },
  queries: 5,
  handle: async ({ params, write }) => {
    const { found, gone } = await write(async (tx) => {
      const { found } = await load(tx, params.id)
      return { found, gone: await closeDraft(tx, params.id, params.wersja, null) }
    })
    if (gone || found.closedAt !== null) return redirect(`${base}?pokaz=szkice&usunieto=1`)
    return redirect(draftHref(params.id))
  },
})

// Preview and publication --------------------------------------------------------------------------------------------------

/** The draft as it would be published; its audience is known to be there. */
function announcementOf({ found, files }: LoadedDraft, audience: AudienceColumns): NewAnnouncement {
  const words = wordsOf(found.fields)
  return {
    title: words.tytul,
    body: words.tresc,
    important: words.wazne === '1',
    audience: audienceOf(audience),
    visibleFrom: words.od.trim() === '' ? undefined : (words.od.trim() as NewAnnouncement['visibleFrom']),
    visibleTo: words.do.trim() === '' ? undefined : (words.do.trim() as NewAnnouncement['visibleTo']),
    attachments: attachmentsOf(files).map(({ title, fileId }) => ({ title, fileId })),
  }
}

/** Everything that stands in the way of publishing, by field. */
async function problemsOf(tx: Tx, loaded: LoadedDraft, administrator: boolean): Promise<readonly ParameterProblem[]> {
  const { found, audience } = loaded
  const place: ParameterProblem[] = []
  if (!found.audience) place.push({ field: 'odbiorcy', message: text.audienceMissing })
  else if (!audience) place.push({ field: 'odbiorcy', message: audienceText.notInRegister })
  else if (audience.audience === 'party' && !administrator)
    place.push({ field: 'odbiorcy', message: audienceText.onlyAdministrator })
  const shown = announcementOf(loaded, audience ?? { audience: 'signedIn', subjectId: null, staircase: null })
  return [...(await announcementProblems(tx, shown)), ...place]
}

const previewRoute = route({
  path: `${base}/szkice/:id/podglad`,
  area: 'office',
  title: text.preview,
  roles: writers,
  params: z.object({ id: pathUuid, zmieniono: flag }),
  objects: { id: 'draft' },
  queries: 7,
  handle: async (context) => {
    const { params, read, frame, now } = context
    const looked = await read(async (tx) => {
      const loaded = await load(tx, params.id)
      const { audience } = loaded
      if (!audience) return { loaded, problems: [{ field: 'odbiorcy', message: text.audienceMissing }] }
      // Asked by what the database shows this role: names for who may read them, doors for an editor.
      const [problems, count, people, doors] = await Promise.all([
        problemsOf(tx, loaded, true),
        countAudience(tx, audienceOf(audience)),
        sampleAudience(tx, audience, true),
        sampleAudience(tx, audience, false),
      ])
      return { loaded, problems, count, people, doors, audience }
    })
    const { loaded } = looked
    if (loaded.found.closedAt !== null) return whereItWent(loaded.found)
    const forOne = loaded.found.audience?.audience === 'party' && !isAdministrator(context)
    if (looked.problems.length > 0 || !looked.audience || forOne) return redirect(draftHref(params.id))
    const { audience, count } = looked
    const reads = mayReadPeople(context)
    const words = announcementOf(loaded, audience)
    const today = frame().today
    const from = words.visibleFrom ?? today
    return page({
      title: text.preview,
      tab,
      body: PreviewView({
        draft: loaded.found,
        once: randomUUID(),
        shown: {
          id: params.id,
          title: words.title.normalize('NFC').trim(),
          body: words.body.normalize('NFC').replaceAll('\r\n', '\n').trim(),
          important: words.important ?? false,
          visibleFrom: from as typeof words.visibleFrom & string,
          visibleTo: words.visibleTo ?? null,
          expired: false,
          changedAt: loaded.found.targetId === null ? null : now,
          audience: audience.audience,
          staircase: audience.staircase,
          propertyName: audience.propertyName,
          street: audience.street,
          houseNumber: audience.houseNumber,
          number: audience.number,
          kind: audience.premisesKind,
        },
        attachments: attachmentsOf(loaded.files),
        audience,
        people: count.people,
        logins: count.logins,
        sample: reads ? looked.people : looked.doors,
        mayReadPeople: reads,
        scheduled: from > today,
        everybody: isEverybody(audience),
        changedMeanwhile: params.zmieniono === '1',
      }),
    })
  },
})

type Published =
  | { readonly kind: 'published' | 'scheduled' | 'corrected' | 'before'; readonly id: string }
  | { readonly kind: 'changed' | 'stale' | 'discarded' }

/** Publishes the draft as it was previewed, once, and closes it; with the notice, all in one transaction. */
async function publishDraft(
  context: Context<{ readonly id: string; readonly wersja: number; readonly _once: string; readonly powiadom: string }>,
  tx: Tx,
): Promise<Published> {
  const { params, frame } = context
  const locked = await lockDraft(tx, params.id)
  if (locked?.kind !== 'announcement') throw new NotFound('no such draft of an announcement')
  if (locked.closedAt !== null)
    return locked.resultId === null ? { kind: 'discarded' } : { kind: 'before', id: locked.resultId }
  if (locked.version !== params.wersja) return { kind: 'changed' }
  const loaded = await load(tx, params.id)
  const problems = await problemsOf(tx, loaded, isAdministrator(context))
  if (problems.length > 0 || !loaded.audience) throw new BadParameters(problems)
  const { audience } = loaded
  const counted = await countAudience(tx, audienceOf(audience))
  const announcement = { ...announcementOf(loaded, audience), counted }
  const by = frame().loginId
  const target = locked.targetId
  if (target !== null) {
    const version = Number(locked.fields.poprawiana)
    const again = wordsOf(locked.fields).ponownie === '1'
    if (!(await correctAnnouncement(tx, target, announcement, { by, version, again }))) return { kind: 'stale' }
  }
  const id = target ?? (await publishAnnouncement(tx, announcement, by))
  await closeDraft(tx, params.id, locked.version, id)
  const from = announcement.visibleFrom
  const scheduled = from !== undefined && from > frame().today
  const notify = params.powiadom === '1'
  await auditStaff(tx, target === null ? 'announcement.published' : 'announcement.corrected', {
    details: {
      announcement: id,
      audience: audience.audience,
      logins: counted.logins,
      notify,
    },
  })
  if (notify)
    await askNotice(tx, {
      announcementId: id,
      once: onceOf(params._once, id, 'notice'),
      everybody: isEverybody(audience),
      ...counted,
      notBefore: scheduled ? warsawInstant(from, noticeHour) : undefined,
    })
  return { kind: target !== null ? 'corrected' : scheduled ? 'scheduled' : 'published', id }
}

const publishRoute = route({
  method: 'POST',
  path: `${base}/szkice/:id/opublikuj`,
  area: 'office',
  title: 'Publikacja ogłoszenia',
  roles: writers,
  params: z.object({ id: pathUuid, wersja: versionField, _once: onceField, powiadom: typed }),
  objects: { id: 'draft' },
  queries: 40,
  handle: async (context) => {
    const { params, write } = context
    const done = await write((tx) => publishDraft(context, tx))
    switch (done.kind) {
      case 'published':
        return redirect(`${base}/${done.id}?zapisano=opublikowane`)
      case 'scheduled':
        return redirect(`${base}/${done.id}?zapisano=zaplanowane`)
      case 'corrected':
        return redirect(`${base}/${done.id}?zapisano=poprawione`)
      case 'before':
        return redirect(`${base}/${done.id}`)
      case 'changed':
        return redirect(`${draftHref(params.id)}/podglad?zmieniono=1`)
      case 'stale':
        return redirect(`${draftHref(params.id)}?nieaktualny=1`)
      case 'discarded':
        return redirect(`${base}?pokaz=szkice`)
    }
  },
})

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
  const writes = frame().staffRole !== 'clerk'
  const administratorOnly = one.audience === 'party' && !isAdministrator(context)
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
        mayChange: writes && !administratorOnly,
        administratorOnly: writes && administratorOnly,
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
      if (!one || one.withdrawnAt !== null || (one.audience === 'party' && !isAdministrator(context)))
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
    return redirect(draftHref(id))
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
    const { params, write, frame } = context
    const reason = params.powod.normalize('NFC').trim()
    const wrong =
      reason === '' || /[\u0000-\u001f\u007f]/.test(reason) || !reason.isWellFormed()
        ? text.reasonMissing
        : [...reason].length > 500
          ? text.reasonTooLong
          : undefined
    if (wrong !== undefined) {
      return onePage(context, params.id, {
        errors: [{ field: 'powod', message: wrong }],
        typedReason: params.powod.slice(0, 2000),
      })
    }
    await write(async (tx) => {
      const one = await oneAnnouncement(tx, params.id)
      if (!one || (one.audience === 'party' && !isAdministrator(context))) throw new NotFound('no such announcement')
      if (one.withdrawnAt !== null) return
      await withdrawAnnouncement(tx, params.id, frame().loginId, reason)
      await auditStaff(tx, 'announcement.withdrawn', { details: { announcement: params.id } })
    })
    return redirect(`${base}/${params.id}?zapisano=wycofane`)
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
      if (!one || one.withdrawnAt !== null || (one.audience === 'party' && !isAdministrator(context)))
        throw new NotFound('no such announcement to tell about')
      if (one.state === 'archive')
        throw new BadParameters([{ field: 'ogłoszenie', message: 'To ogłoszenie jest już w archiwum.' }])
      const counted = await countAudience(tx, audienceOf(one))
      await askNotice(tx, {
        announcementId: one.id,
        once: onceOf(params._once, one.id, 'notice'),
        everybody: isEverybody(one),
        ...counted,
        notBefore: one.visibleFrom > frame().today ? warsawInstant(one.visibleFrom, noticeHour) : undefined,
      })
      await auditStaff(tx, 'announcement.noticeAsked', { details: { announcement: one.id, logins: counted.logins } })
    })
    return redirect(`${base}/${params.id}?zapisano=powiadomienie`)
  },
})

export const officeAnnouncementsRoutes: readonly Route[] = [
  listRoute,
  newForm,
  newSent,
  draftRoute,
  draftSent,
  discardRoute,
  ...audienceRoutes({ base, tab, title: 'Odbiorcy ogłoszenia', kinds, whereItWent }),
  previewRoute,
  publishRoute,
  ...officeFileRoutes(base, readers),
  oneRoute,
  correctRoute,
  withdrawRoute,
  noticeRoute,
]
