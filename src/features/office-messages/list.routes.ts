import { z } from 'zod'
import { NotFound } from '#platform/http/errors.ts'
import { optionalChoice, optionalId, pageNumber } from '#platform/http/params.ts'
import { page, type Route, route } from '#platform/http/route.ts'
import { counts, labels, threads, topics } from './list.queries.ts'
import { ListView } from './list.view.tsx'
import { cutOffs, holders, type ListFilter, states } from './office-messages.model.ts'
import { menu, text } from './office-messages.text.ts'
import { wordsAsked } from './search.ts'

/** Who answers residents. Accountants and editors have no part in what residents write. */
export const answerers = ['clerk', 'administrator'] as const

const optionalUuid = z.uuid().optional().catch(undefined)

const listRoute = route({
  path: '/biuro/sprawy',
  area: 'office',
  title: 'Sprawy mieszkańców',
  menu: { ...menu, label: 'Sprawy' },
  roles: answerers,
  params: z.object({
    stan: optionalChoice(states),
    kto: optionalChoice(holders),
    temat: optionalId,
    etykieta: z.preprocess((value) => (value === '' ? undefined : value), optionalUuid),
    termin: optionalChoice(['minal']),
    poczta: optionalChoice(['klopot']),
    osoba: optionalId,
    szukaj: z
      .string('Wpisz jeden tekst.')
      .max(100, 'Najwyżej 100 znaków.')
      .optional()
      .transform((value) => (value ?? '').trim()),
    strona: pageNumber,
  }),
  queries: 5,
  handle: async ({ params, read, now }) => {
    const filter: ListFilter = {
      stan: params.stan ?? 'czekaja',
      kto: params.kto,
      temat: params.temat,
      etykieta: params.etykieta,
      poTerminie: params.termin !== undefined,
      szukaj: params.szukaj,
      osoba: params.osoba,
      klopot: params.poczta !== undefined,
    }
    const words = wordsAsked(params.szukaj)
    const late = cutOffs(now)
    const [rows, counted, topicList, labelList] = await read((tx) =>
      Promise.all([
        threads(tx, filter, { cutOffs: late, words, page: params.strona }),
        counts(tx, late),
        topics(tx),
        labels(tx),
      ]),
    )
    // Only the first page may be empty.
    if (rows.length === 0 && params.strona > 1) throw new NotFound('page beyond the last')
    return page({
      title: text.listTitle,
      tab: '/biuro/sprawy',
      body: ListView({
        rows,
        counts: counted,
        topics: topicList,
        labels: labelList,
        filter,
        page: params.strona,
        now,
        noWords: params.szukaj !== '' && words === undefined,
      }),
    })
  },
})

export const listRoutes: readonly Route[] = [listRoute]
