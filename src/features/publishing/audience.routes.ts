import { z } from 'zod'
import { BadParameters } from '#platform/http/errors.ts'
import { text as boundedText } from '#platform/http/params.ts'
import { page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { type AudienceColumns, readAudience, searchWords } from './audience.model.ts'
import { findChoices, nameAudience } from './audience.queries.ts'
import { audienceText as text } from './audience.text.ts'
import { AudiencePicker } from './audience.view.tsx'
import type { Draft, DraftKind } from './drafts.model.ts'
import { setAudience } from './drafts.queries.ts'
import { loadDraft } from './drafts.ts'
import { versionField } from './fields.ts'
import { pathUuid } from './files.routes.ts'

interface Place {
  /** The drafts stand below it, at `/szkice/:id`. */
  readonly base: string
  readonly tab: string
  readonly title: string
  readonly kinds: readonly DraftKind[]
  /** Where a draft that is closed leads. */
  readonly whereItWent: (draft: Draft) => Reply
}

const writers = ['editor', 'administrator'] as const
const flag = z.literal('1').optional().catch(undefined)

/** The page where an editor says whom a draft is for. */
export function audienceRoutes({ base, tab, title, kinds, whereItWent }: Place): readonly Route[] {
  const path = `${base}/szkice/:id/odbiorcy`
  const draftHref = (id: string) => `${base}/szkice/${id}`
  const shown = route({
    path,
    area: 'office',
    title,
    roles: writers,
    params: z.object({ id: pathUuid, szukaj: boundedText(100).optional(), zmieniono: flag }),
    objects: { id: 'draft' },
    queries: 8,
    handle: async ({ params, read, frame }) => {
      const typed = params.szukaj ?? ''
      const [loaded, choices] = await read((tx) =>
        Promise.all([loadDraft(tx, params.id, kinds), findChoices(tx, searchWords(typed), true)]),
      )
      if (loaded.found.closedAt !== null) return whereItWent(loaded.found)
      const administrator = frame().staffRole === 'administrator'
      return page({
        title: text.title,
        tab,
        body: AudiencePicker({
          draftHref: draftHref(params.id),
          version: loaded.found.version,
          current: loaded.audience,
          typed,
          choices: administrator ? choices : { ...choices, people: [] },
          mayChoosePeople: administrator,
          conflict: params.zmieniono === '1',
        }),
      })
    },
  })
  const chosen = route({
    method: 'POST',
    path,
    area: 'office',
    title: `${title}: wybór`,
    roles: writers,
    params: z.object({ id: pathUuid, wersja: versionField, wybor: z.string().max(400).catch('') }),
    objects: { id: 'draft' },
    queries: 6,
    handle: async ({ params, write, frame }) => {
      const asked = readAudience(params.wybor)
      const saved = await write(async (tx) => {
        const { found } = await loadDraft(tx, params.id, kinds)
        if (found.closedAt !== null) return found
        // Whoever may choose one person is the administrator; a place has to be in the register.
        const theirs = asked?.audience !== 'party' || frame().staffRole === 'administrator'
        if (!asked || !theirs || !(await nameAudience(tx, asked)))
          throw new BadParameters([{ field: 'odbiorcy', message: text.notInRegister }])
        if ((await setAudience(tx, params.id, params.wersja, asked)) !== undefined) return 'saved'
        return sameAudience(found.audience, asked) ? 'saved' : 'conflict'
      })
      if (saved === 'saved') return redirect(`${draftHref(params.id)}?zapisano=1`)
      return saved === 'conflict' ? redirect(`${draftHref(params.id)}/odbiorcy?zmieniono=1`) : whereItWent(saved)
    },
  })
  return [shown, chosen]
}

const sameAudience = (one: AudienceColumns | null, other: AudienceColumns): boolean =>
  one?.audience === other.audience && one.subjectId === other.subjectId && one.staircase === other.staircase
