import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Tx } from '#platform/db/database.ts'
import { NotFound } from '#platform/http/errors.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { id } from '#platform/http/params.ts'
import { page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import type { FieldError } from '#ui/components.ts'
import { field, here, versionField } from './fields.ts'
import { type Building, type ListKey, type ListRow, listKeys, lists, readRow, type TypedRow } from './lists.model.ts'
import { addRow, buildings, changeRow, listRow, listRows, removeRow } from './lists.queries.ts'
import { ListView, RowView } from './lists.view.tsx'
import { flawSentence, listText, listTitles, rowText } from './settings.text.ts'
import { address } from './settings.view.tsx'

const doneSentences = { dodano: rowText.added, zapisano: rowText.changed, usunieto: rowText.removed } as const

const typedOf = (row: ListRow): TypedRow => ({
  values: row.values,
  position: String(row.position),
  buildings: row.buildings ?? [],
  active: row.active,
})

function sent(list: ListKey) {
  return {
    ...Object.fromEntries(lists[list].map(({ name }) => [name, field])),
    position: field,
    active: field,
    'budynek[]': z.union([z.string(), z.array(z.string().max(64)).max(2_000)]).optional(),
    wersja: versionField,
    _once: onceField,
  }
}
type Sent = Readonly<Record<string, string>> & {
  readonly wersja: number
  readonly 'budynek[]'?: string | readonly string[]
}

const typedIn = (list: ListKey, params: Sent): TypedRow => ({
  values: Object.fromEntries(lists[list].map(({ name }) => [name, params[name] ?? ''])),
  position: params.position ?? '',
  buildings: [params['budynek[]'] ?? []].flat(),
  active: params.active === '1',
})

/** What a form needs beside the row: only emergency numbers choose buildings. */
const choices = (tx: Tx, list: ListKey): Promise<readonly Building[]> =>
  list === 'telefony-alarmowe' ? buildings(tx) : Promise.resolve([])

function routesOf(list: ListKey): readonly Route[] {
  const path = `${address}/${list}`
  const words = listText[list]
  const chosen = list === 'telefony-alarmowe' ? 1 : 0
  const withId = { objects: { id: 'settingsRow' } } as const
  const rowPage = (
    row: { readonly id: string; readonly version: number } | undefined,
    typed: TypedRow,
    known: readonly Building[],
    errors: readonly FieldError[] = [],
    status = 200,
  ): Reply => {
    const view = { list, id: row?.id, version: row?.version ?? 0, once: randomUUID(), typed, buildings: known, errors }
    return page({ title: row ? words.one : words.add, tab: address, body: RowView(view) }, { status })
  }
  const mistakes = (flaws: readonly { readonly field: string; readonly flaw: Parameters<typeof flawSentence>[2] }[]) =>
    flaws.map(({ field: name, flaw }) => ({
      field: name,
      message: flawSentence(words.fields[name] ?? rowText.position, name, flaw),
    }))
  return [
    route({
      ...here,
      path,
      title: `Ustawienia: ${listTitles[list]}`,
      params: z.object({ zrobiono: z.string().optional() }),
      queries: 2,
      handle: async ({ params, read }) => {
        const rows = await read((tx) => listRows(tx, list))
        const done = doneSentences[params.zrobiono as keyof typeof doneSentences]
        return page({ title: listTitles[list], tab: address, body: ListView({ list, rows, done }) })
      },
    }),
    route({
      ...here,
      path: `${path}/nowy`,
      title: `Ustawienia: ${words.add}`,
      params: z.object({}),
      queries: 1 + chosen,
      handle: async ({ read }) =>
        rowPage(
          undefined,
          { values: {}, position: '0', buildings: [], active: true },
          await read((tx) => choices(tx, list)),
        ),
    }),
    route({
      ...here,
      method: 'POST',
      path: `${path}/nowy`,
      title: `Ustawienia: ${words.add}, wysłany formularz`,
      params: z.object(sent(list)),
      queries: 3 + chosen,
      handle: async ({ params, write }) => {
        const asked = params as unknown as Sent
        const typed = typedIn(list, asked)
        return write(async (tx) => {
          const known = await choices(tx, list)
          const read = readRow(list, typed, known)
          if ('flaws' in read) return rowPage(undefined, typed, known, mistakes(read.flaws), 422)
          await addRow(tx, list, onceOf(asked._once!, JSON.stringify(read.draft)), read.draft)
          return redirect(`${path}?zrobiono=dodano`)
        })
      },
    }),
    route({
      ...here,
      ...withId,
      path: `${path}/:id`,
      title: `Ustawienia: ${words.one}`,
      params: z.object({ id }),
      queries: 2 + chosen,
      handle: async ({ params, read }) => {
        const [row, known] = await read((tx) => Promise.all([listRow(tx, list, params.id), choices(tx, list)]))
        if (!row) throw new NotFound('no such row')
        return rowPage(row, typedOf(row), known)
      },
    }),
    route({
      ...here,
      ...withId,
      method: 'POST',
      path: `${path}/:id`,
      title: `Ustawienia: ${words.one}, wysłany formularz`,
      params: z.object({ ...sent(list), id }),
      queries: 4 + chosen,
      handle: async ({ params, write }) => {
        const asked = params as unknown as Sent
        const typed = typedIn(list, asked)
        return write(async (tx) => {
          const row = await listRow(tx, list, asked.id!)
          const known = await choices(tx, list)
          if (!row) throw new NotFound('no such row')
          const read = readRow(list, typed, known)
          const again = { id: row.id, version: asked.wersja }
          if ('flaws' in read) return rowPage(again, typed, known, mistakes(read.flaws), 422)
          return (await changeRow(tx, list, row, asked.wersja, read.draft))
            ? redirect(`${path}?zrobiono=zapisano`)
            : rowPage(again, typed, known, [{ message: rowText.conflict }], 409)
        })
      },
    }),
    // A topic stands at old threads, so it is switched off and never removed.
    ...(list === 'tematy'
      ? []
      : [
          route({
            ...here,
            ...withId,
            method: 'POST',
            path: `${path}/:id/usun`,
            title: `Ustawienia: usunięcie, ${words.one}`,
            params: z.object({ id, wersja: versionField }),
            queries: 4,
            handle: async ({ params, write }) =>
              write(async (tx) => {
                const row = await listRow(tx, list, params.id)
                // Sent twice, or somebody else removed it: it is gone, as was asked.
                if (!row || (await removeRow(tx, list, params.id, params.wersja)))
                  return redirect(`${path}?zrobiono=usunieto`)
                return rowPage(row, typedOf(row), await choices(tx, list), [{ message: rowText.conflict }], 409)
              }),
          }),
        ]),
  ]
}

export const listsRoutes: readonly Route[] = listKeys.flatMap(routesOf)
