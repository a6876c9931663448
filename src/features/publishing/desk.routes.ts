import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { countAudience } from '#features/documents/public.ts'
import type { IsoDate } from '#kernel/dates.ts'
import type { Tx } from '#platform/db/database.ts'
import { BadParameters, NotFound, type ParameterProblem } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { nothing } from '#platform/http/params.ts'
import { type Context, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { sampleAudience } from './audience.queries.ts'
import { audienceRoutes } from './audience.routes.ts'
import { audienceText } from './audience.text.ts'
import type { Desk, ReaderParts } from './desk.ts'
import { type Draft, type RefusedFile, type Words, wordsOf } from './drafts.model.ts'
import { addDraft, closeDraft, lockDraft } from './drafts.queries.ts'
import {
  audienceOf,
  keepableFields,
  keepUploads,
  keepUploadsAlone,
  type LoadedDraft,
  loadDraft,
  saveDraft,
} from './drafts.ts'
import { draftFields, titlesOf, typed, versionField } from './fields.ts'
import { pathUuid } from './files.routes.ts'

const readers = ['clerk', 'editor', 'administrator'] as const
const writers = ['editor', 'administrator'] as const
const flag = z.literal('1').optional().catch(undefined)

type Asking = Pick<Context<unknown>, 'frame'>
export const mayReadPeople = ({ frame }: Asking): boolean => frame().staffRole !== 'editor'
const isAdministrator = ({ frame }: Asking): boolean => frame().staffRole === 'administrator'

/** What goes to one person is the administrator's to write, publish and withdraw. */
export function mayWriteTo(context: Asking, of: { readonly audience: string } | null | undefined): boolean {
  return isAdministrator(context) || (context.frame().staffRole === 'editor' && of?.audience !== 'party')
}

interface EditorState<W extends string> {
  readonly words?: Words<W>
  readonly errors?: readonly ParameterProblem[]
  readonly refused?: readonly RefusedFile[]
  readonly conflict?: boolean
  readonly saved?: boolean
  readonly stale?: boolean
}

/** The pages of drafts, from the empty form to publication. */
export function deskRoutes<W extends string, M>(desk: Desk<W, M>): readonly Route[] {
  const { base, titles, kinds, uploads, mainField, attachmentsLimit } = desk
  const tab = base
  const draftHref = (id: string) => `${base}/szkice/${id}`
  const load = (tx: Tx, id: string): Promise<LoadedDraft> => loadDraft(tx, id, kinds)
  const everyWord = [...new Set(kinds.flatMap((kind) => desk.words(kind)))]
  const textFields = (names: readonly string[]): object => Object.fromEntries(names.map((name) => [name, typed]))
  const formFields = { ...draftFields, _once: onceField, ...textFields(everyWord) }
  type FormFields = z.output<z.ZodObject<typeof formFields>>
  const typedWords = (params: FormFields, kind: Draft['kind']): Words<W> =>
    wordsOf(desk.words(kind), params as unknown as Record<string, string>)
  const parts = ({ found, files, audience }: LoadedDraft): ReaderParts<W> => ({
    draft: found,
    words: wordsOf(desk.words(found.kind), found.fields),
    audience,
    files,
  })

  /** What is published or thrown away is shown where it went. */
  const whereItWent = ({ resultId }: Draft): Reply =>
    redirect(resultId === null ? `${base}?pokaz=szkice` : `${base}/${resultId}`)

  function editor(context: Asking, loaded: LoadedDraft, state: EditorState<W> = {}): Reply {
    const { errors = [], refused = [], conflict = false, saved = false, stale = false } = state
    const shown = parts(loaded)
    const body = mayWriteTo(context, loaded.found.audience)
      ? desk.editor({
          ...shown,
          words: state.words ?? shown.words,
          version: loaded.found.version,
          once: randomUUID(),
          errors,
          refused,
          conflict: conflict ? loaded.found : undefined,
          saved,
          stale,
        })
      : desk.reader(shown)
    const title = loaded.found.targetId === null ? titles.draft : titles.continued
    const wrong = errors.length + refused.length > 0
    return page({ title, tab, body }, { status: conflict ? 409 : wrong ? 422 : 200 })
  }

  /** Everything that stands in the way of publishing, by field. */
  async function problemsOf(tx: Tx, loaded: LoadedDraft, mayWrite: boolean): Promise<readonly ParameterProblem[]> {
    const { found, audience } = loaded
    const place: ParameterProblem[] = []
    if (!found.audience) place.push({ field: 'odbiorcy', message: audienceText.missing })
    else if (!audience) place.push({ field: 'odbiorcy', message: audienceText.notInRegister })
    else if (!mayWrite) place.push({ field: 'odbiorcy', message: audienceText.onlyAdministrator })
    return [...(await desk.problems(tx, parts(loaded))), ...place]
  }

  /** After a save: what the pressed button led to, or the form again when something about it is wrong. */
  async function onward(context: Context<FormFields>, id: string, refused: readonly RefusedFile[]): Promise<Reply> {
    const { dalej, usun } = context.params
    const loaded = await context.read((tx) => load(tx, id))
    if (refused.length > 0) return editor(context, loaded, { refused })
    if (usun !== undefined || dalej === 'zapisz') return redirect(`${draftHref(id)}?zapisano=1`)
    if (dalej === 'odbiorcy') return redirect(`${draftHref(id)}/odbiorcy`)
    const errors = await context.read((tx) => problemsOf(tx, loaded, mayWriteTo(context, loaded.found.audience)))
    return errors.length > 0 ? editor(context, loaded, { errors }) : redirect(`${draftHref(id)}/podglad`)
  }

  const newForm = route({
    path: `${base}/${desk.newSlug}`,
    area: 'office',
    title: titles.add,
    roles: writers,
    params: nothing,
    queries: 1,
    handle: async ({ read }) => {
      await read(async () => {})
      const body = desk.editor({
        draft: undefined,
        version: 1,
        once: randomUUID(),
        words: wordsOf(desk.words(kinds[0]), {}),
        audience: undefined,
        files: [],
        errors: [],
        refused: [],
        conflict: undefined,
        saved: false,
        stale: false,
      })
      return page({ title: titles.add, tab, body })
    },
  })

  const newSent = route({
    method: 'POST',
    path: `${base}/${desk.newSlug}`,
    area: 'office',
    title: titles.saveNew,
    roles: writers,
    params: z.object(formFields),
    uploads,
    queries: 60,
    handle: async (context) => {
      const { params, write } = context
      const fields = keepableFields(typedWords(params, kinds[0]))
      const { id, refused } = await write(async (tx) => {
        const once = onceOf(params._once, ...Object.values(fields))
        const made = await addDraft(tx, { kind: kinds[0], fields, once })
        const given = { uploads: context.uploads, mainField, attachmentsLimit }
        const refused = await (made.isNew ? keepUploads(tx, made.id, given) : keepUploadsAlone(tx, made.id, given))
        return { ...made, refused }
      })
      return onward(context, id, [...context.refusedUploads, ...refused])
    },
  })

  const draftRoute = route({
    path: `${base}/szkice/:id`,
    area: 'office',
    title: titles.draft,
    roles: readers,
    params: z.object({ id: pathUuid, zapisano: flag, nieaktualny: flag }),
    objects: { id: 'draft' },
    queries: 4,
    handle: async (context) => {
      const { params, read } = context
      const loaded = await read((tx) => load(tx, params.id))
      if (loaded.found.closedAt !== null) return whereItWent(loaded.found)
      return editor(context, loaded, { saved: params.zapisano === '1', stale: params.nieaktualny === '1' })
    },
  })

  const draftSent = route({
    method: 'POST',
    path: `${base}/szkice/:id`,
    area: 'office',
    title: titles.saveDraft,
    roles: writers,
    params: z.object({ ...formFields, id: pathUuid }),
    objects: { id: 'draft' },
    uploads,
    queries: 80,
    handle: async (context) => {
      const { params, read, write } = context
      const { found } = await read((tx) => load(tx, params.id))
      if (found.closedAt !== null) return whereItWent(found)
      if (!mayWriteTo(context, found.audience)) throw new NotFound('no such draft for this editor')
      const words = typedWords(params, found.kind)
      const saved = await write((tx) =>
        saveDraft(tx, params.id, {
          version: params.wersja,
          // What a draft continues is no word of the form, and stays.
          fields: { ...found.fields, ...words },
          titles: titlesOf(params),
          drop: params.usun,
          uploads: context.uploads,
          mainField,
          attachmentsLimit,
        }),
      )
      const refused = [...context.refusedUploads, ...saved.refused]
      if (saved.version !== undefined) return onward(context, params.id, refused)
      const now = await read((tx) => load(tx, params.id))
      if (now.found.closedAt !== null) return whereItWent(now.found)
      // The same form sent twice is no quarrel: what it carried is what is saved.
      if (JSON.stringify(parts(now).words) === JSON.stringify(keepableFields(words)))
        return onward(context, params.id, refused)
      return editor(context, now, { words, refused, conflict: true })
    },
  })

  const discardRoute = route({
    method: 'POST',
    path: `${base}/szkice/:id/usun`,
    area: 'office',
    title: titles.discard,
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

  const previewRoute = route({
    path: `${base}/szkice/:id/podglad`,
    area: 'office',
    title: titles.preview,
    roles: writers,
    params: z.object({ id: pathUuid, zmieniono: flag }),
    objects: { id: 'draft' },
    queries: 10,
    handle: async (context) => {
      const { params, read, frame, now } = context
      const looked = await read(async (tx) => {
        const loaded = await load(tx, params.id)
        const { audience } = loaded
        if (!audience) return { loaded }
        // Asked by what the database shows this role: names for who may read them, doors for an editor.
        const [problems, more, count, people, doors] = await Promise.all([
          problemsOf(tx, loaded, true),
          desk.lookUp(tx, loaded),
          countAudience(tx, audienceOf(audience)),
          sampleAudience(tx, audience, true),
          sampleAudience(tx, audience, false),
        ])
        return { loaded, found: { audience, problems, more, count, people, doors } }
      })
      const { loaded, found } = looked
      if (loaded.found.closedAt !== null) return whereItWent(loaded.found)
      if (!found || found.problems.length > 0 || !mayWriteTo(context, loaded.found.audience))
        return redirect(draftHref(params.id))
      const { audience, count, more } = found
      if (more === 'stale') return redirect(`${draftHref(params.id)}?nieaktualny=1`)
      const reads = mayReadPeople(context)
      const body = desk.preview({
        ...parts(loaded),
        audience,
        once: randomUUID(),
        count,
        sample: reads ? found.people : found.doors,
        mayReadPeople: reads,
        changedMeanwhile: params.zmieniono === '1',
        today: frame().today as IsoDate,
        now,
        more,
      })
      return page({ title: titles.preview, tab, body })
    },
  })

  type Published =
    | { readonly kind: 'published'; readonly id: string; readonly done: string }
    | { readonly kind: 'before'; readonly id: string }
    | { readonly kind: 'changed' | 'stale' | 'discarded' }
  const publishFields = { id: pathUuid, wersja: versionField, _once: onceField, ...textFields(desk.asks) }
  type PublishFields = z.output<z.ZodObject<typeof publishFields>>

  /** Publishes the draft as it was previewed, once, and closes it, in one transaction. */
  async function publishDraft(context: Context<PublishFields>, tx: Tx): Promise<Published> {
    const { params, frame } = context
    const locked = await lockDraft(tx, params.id)
    if (!locked || !kinds.includes(locked.kind)) throw new NotFound('no such draft on this desk')
    if (locked.closedAt !== null)
      return locked.resultId === null ? { kind: 'discarded' } : { kind: 'before', id: locked.resultId }
    if (locked.version !== params.wersja) return { kind: 'changed' }
    const loaded = await load(tx, params.id)
    const problems = await problemsOf(tx, loaded, mayWriteTo(context, locked.audience))
    if (problems.length > 0 || !loaded.audience) throw new BadParameters(problems)
    const done = await desk.publish(tx, {
      ...parts(loaded),
      audience: loaded.audience,
      counted: await countAudience(tx, audienceOf(loaded.audience)),
      asked: wordsOf(desk.asks, params as unknown as Record<string, string>),
      key: params._once,
      by: frame().loginId,
      today: frame().today as IsoDate,
    })
    if (done === 'stale') return { kind: 'stale' }
    await closeDraft(tx, params.id, locked.version, done.id)
    return { kind: 'published', ...done }
  }

  const publishRoute = route({
    method: 'POST',
    path: `${base}/szkice/:id/opublikuj`,
    area: 'office',
    title: titles.publish,
    roles: writers,
    params: z.object(publishFields),
    objects: { id: 'draft' },
    queries: 60,
    handle: async (context) => {
      const { params, write } = context
      const done = await write((tx) => publishDraft(context, tx))
      switch (done.kind) {
        case 'published':
          return redirect(`${base}/${done.id}?zapisano=${done.done}`)
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

  return [
    newForm,
    newSent,
    draftRoute,
    draftSent,
    discardRoute,
    ...audienceRoutes({ base, tab, title: titles.audience, kinds: desk.choosesAudience, whereItWent }),
    previewRoute,
    publishRoute,
  ]
}
