import { z } from 'zod'
import { exampleLogin, groupedLogin, isLoginPattern } from '#features/login/public.ts'
import { BadParameters, NotFound } from '#platform/http/errors.ts'
import { nothing } from '#platform/http/params.ts'
import { file, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { contentTypes } from '#platform/http/sniff.ts'
import type { FieldError } from '#ui/components.ts'
import { accountsRoutes } from './accounts.routes.ts'
import { bankAccountsNow } from './bank-accounts.queries.ts'
import { field, here, versionField } from './fields.ts'
import { type ListKey, listKeys } from './lists.model.ts'
import { listRows } from './lists.queries.ts'
import { listsRoutes } from './lists.routes.ts'
import { logo, logoAddress } from './logo.queries.ts'
import { pictureSize } from './picture.model.ts'
import { checkColour, previewSvg } from './preview.ts'
import { type FormKey, forms, logoLimits, readColour, readForm, type Values } from './settings.model.ts'
import { history, saveColour, saveForm, saveLogo, settings } from './settings.queries.ts'
import {
  exampleSentence,
  fieldLabels,
  flawSentence,
  formTitles,
  lookText,
  settingsText as text,
} from './settings.text.ts'
import { address, FormView, LookView, OverviewView } from './settings.view.tsx'

const tab = address
const done = z.object({ zapisano: z.string().optional() })

const overview = route({
  ...here,
  path: address,
  title: 'Ustawienia spółdzielni',
  menu: { tab: 'administration', label: text.title },
  params: nothing,
  queries: 7,
  handle: async ({ read }) => {
    const [now, accounts, changes, ...rows] = await read((tx) =>
      Promise.all([settings(tx), bankAccountsNow(tx), history(tx), ...listKeys.map((key) => listRows(tx, key))]),
    )
    const counts = Object.fromEntries(listKeys.map((key, at) => [key, rows[at]!.length])) as Record<ListKey, number>
    return page({ title: text.title, tab, body: OverviewView({ settings: now, accounts, counts, changes }) })
  },
})

interface FormPage {
  readonly form: FormKey
  readonly version: number
  readonly typed: Values
  readonly stored?: Values
  readonly errors?: readonly FieldError[]
  readonly saved?: boolean
  readonly status?: number
}

/** A pattern is judged where logins are made; it also shows what they look like. */
function notesOf(form: FormKey, values: Values): Values | undefined {
  const pattern = values.loginPattern ?? ''
  return form === 'loginy' && isLoginPattern(pattern)
    ? { loginPattern: exampleSentence(groupedLogin(exampleLogin(pattern))) }
    : undefined
}

function formPage({ form, version, typed, stored, errors = [], saved = false, status = 200 }: FormPage): Reply {
  return page(
    {
      title: formTitles[form],
      tab,
      body: FormView({
        form,
        version,
        typed,
        stored,
        notes: saved || errors.length === 0 ? notesOf(form, typed) : undefined,
        errors,
        saved,
      }),
    },
    { status },
  )
}

function formRoutes(form: FormKey): readonly Route[] {
  const rules = forms[form]
  return [
    route({
      ...here,
      path: `${address}/${form}`,
      title: `Ustawienia: ${formTitles[form]}`,
      params: done,
      queries: 2,
      handle: async ({ params, read }) => {
        const now = await read(settings)
        return formPage({ form, version: now.version, typed: now.values, saved: params.zapisano === 'tak' })
      },
    }),
    route({
      ...here,
      method: 'POST',
      path: `${address}/${form}`,
      title: `Ustawienia: ${formTitles[form]}, wysłany formularz`,
      params: z.object({ wersja: versionField, ...Object.fromEntries(rules.map(({ name }) => [name, field])) }),
      queries: 5,
      handle: async ({ params, read, write }) => {
        const typed = params as unknown as Values & { readonly wersja: number }
        const { values, flaws: found } = readForm(rules, typed)
        const flaws =
          form === 'loginy' && values.loginPattern !== undefined && !isLoginPattern(values.loginPattern)
            ? [...found, { field: 'loginPattern' as const, flaw: 'shape' as const }]
            : found
        if (flaws.length > 0) {
          await read(async () => {})
          const errors = flaws.map(({ field: name, flaw }) => ({
            field: name,
            message: flawSentence(fieldLabels[name], name, flaw),
          }))
          return formPage({ form, version: typed.wersja, typed, errors, status: 422 })
        }
        const outcome = await write((tx) => saveForm(tx, form, typed.wersja, values))
        if (outcome !== 'conflict') return redirect(`${address}/${form}?zapisano=tak`)
        const now = await read(settings)
        return formPage({
          form,
          version: now.version,
          typed: values,
          stored: now.values,
          errors: [{ message: text.conflict }],
          status: 409,
        })
      },
    }),
  ]
}

const colourParams = z.object({ kolor: z.string().max(20).optional(), zapisano: z.string().optional() })

const look = route({
  ...here,
  path: `${address}/wyglad`,
  title: 'Ustawienia: wygląd',
  params: colourParams,
  queries: 3,
  handle: async ({ params, read }) => {
    const [now, logoUrl] = await read((tx) => Promise.all([settings(tx), logoAddress(tx)]))
    const typed = params.kolor ?? now.accentColor
    const colour = readColour(typed)
    const errors = colour === undefined ? [{ field: 'kolor', message: lookText.colourBad }] : []
    return page(
      {
        title: lookText.title,
        tab,
        body: LookView({
          settings: now,
          colour: colour ?? typed,
          logoUrl,
          check: colour === undefined ? undefined : checkColour(colour),
          errors,
          saved: params.zapisano === 'tak',
        }),
      },
      { status: errors.length === 0 ? 200 : 422 },
    )
  },
})

const previews = (['jasny', 'ciemny'] as const).map((which) =>
  route({
    ...here,
    path: `${address}/wyglad/${which}.svg`,
    title: `Podgląd koloru: ${which}`,
    params: colourParams,
    queries: 2,
    handle: async ({ params, read }) => {
      const now = await read(settings)
      const colour = readColour(params.kolor ?? now.accentColor)
      if (colour === undefined) throw new BadParameters([{ field: 'kolor', message: lookText.colourBad }])
      return file(
        'image/svg+xml; charset=utf-8',
        previewSvg(colour, which === 'jasny' ? 'light' : 'dark', now.values.name ?? ''),
      )
    },
  }),
)

const lookSent = route({
  ...here,
  method: 'POST',
  path: `${address}/wyglad`,
  title: 'Ustawienia: kolor, wysłany formularz',
  params: z.object({ wersja: versionField, kolor: field }),
  queries: 5,
  handle: async ({ params, read, write }) => {
    const colour = readColour(params.kolor)
    const back = async (errors: readonly FieldError[], status: number) => {
      const [now, logoUrl] = await read((tx) => Promise.all([settings(tx), logoAddress(tx)]))
      const check = colour === undefined ? undefined : checkColour(colour)
      const shown = { settings: now, colour: colour ?? params.kolor.slice(0, 20), logoUrl, check, errors, saved: false }
      return page({ title: lookText.title, tab, body: LookView(shown) }, { status })
    }
    if (colour === undefined) return back([{ field: 'kolor', message: lookText.colourBad }], 422)
    const outcome = await write((tx) => saveColour(tx, params.wersja, colour))
    return outcome === 'conflict'
      ? back([{ field: 'kolor', message: text.conflict }], 409)
      : redirect(`${address}/wyglad?zapisano=tak`)
  },
})

const logoSent = route({
  ...here,
  method: 'POST',
  path: `${address}/wyglad/logo`,
  title: 'Ustawienia: logo, wysłany plik',
  params: nothing,
  queries: 5,
  uploads: { field: 'logo', files: 1, bytesPerFile: 1024 * 1024, kinds: ['png', 'jpeg'] },
  handle: async ({ uploads, refusedUploads, read, write }) => {
    const upload = uploads[0]
    const size = upload && pictureSize(upload.content)
    const problem =
      refusedUploads[0]?.message ??
      (upload === undefined
        ? lookText.logoMissing
        : size === undefined
          ? lookText.logoUnreadable
          : upload.content.length > logoLimits.bytes
            ? lookText.logoHeavy
            : Math.max(size.width, size.height) > logoLimits.pixels
              ? lookText.logoBig
              : undefined)
    if (problem !== undefined || upload === undefined) {
      const [now, logoUrl] = await read((tx) => Promise.all([settings(tx), logoAddress(tx)]))
      return page(
        {
          title: lookText.title,
          tab,
          body: LookView({
            settings: now,
            colour: now.accentColor,
            logoUrl,
            check: checkColour(now.accentColor),
            errors: [{ field: 'logo', message: problem ?? lookText.logoMissing }],
            saved: false,
          }),
        },
        { status: 422 },
      )
    }
    const { sha256, kind, content } = upload
    await write((tx) => saveLogo(tx, { sha256, contentType: contentTypes[kind], content }))
    return redirect(`${address}/wyglad?zapisano=tak`)
  },
})

const logoRemoved = route({
  ...here,
  method: 'POST',
  path: `${address}/wyglad/logo/usun`,
  title: 'Ustawienia: usunięcie logo',
  params: nothing,
  queries: 3,
  handle: async ({ write }) => {
    await write((tx) => saveLogo(tx, null))
    return redirect(`${address}/wyglad?zapisano=tak`)
  },
})

/** The logo for whoever sees a page, under an address that never changes its content. */
const logoFile = route({
  path: '/logo/:name',
  area: 'public',
  title: 'Logo spółdzielni',
  params: z.object({ name: z.string().regex(/^[0-9a-f]{64}\.(png|jpg)$/) }),
  objects: { name: 'logo' },
  queries: 1,
  handle: async ({ params, anonymous }) => {
    const found = await anonymous((tx) => logo(tx, params.name.slice(0, 64)))
    if (!found) throw new NotFound('no such logo')
    return file(found.contentType, found.content, {
      headers: { 'cache-control': 'public, max-age=31536000, immutable' },
    })
  },
})

/** Whether an answer of this address may follow a change of what stands on every page. */
export const changesEveryPage = (method: string, path: string | undefined): boolean =>
  method === 'POST' && (path?.startsWith(address) ?? false)

export const officeSettingsRoutes: readonly Route[] = [
  overview,
  ...(Object.keys(forms) as FormKey[]).flatMap(formRoutes),
  look,
  ...previews,
  lookSent,
  logoSent,
  logoRemoved,
  logoFile,
  ...listsRoutes,
  ...accountsRoutes,
]
