/** The forms that stand on the portal's pages, filled in as a person in a hurry would. */
import type { Route } from '#platform/http/route.ts'
import { routes } from '#src/app.ts'
import type { TestBrowser } from '#test/harness/portal.ts'

export interface FoundForm {
  /** The page it stands on. */
  readonly page: string
  readonly action: string
  readonly route: Route
  readonly fields: Readonly<Record<string, string>>
}

const unescaped = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** The forms of a page that change something, each with values in every field. */
export function formsOf(page: string, body: string): FoundForm[] {
  const found: FoundForm[] = []
  for (const [, attributes, inside] of body.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)) {
    if (!/method="post"/i.test(attributes!)) continue
    const action = unescaped(/action="([^"]*)"/.exec(attributes!)?.[1] ?? page).split('#')[0]!
    const route = routeOf(action)
    if (route) found.push({ page, action, route, fields: fieldsOf(inside!) })
  }
  return found
}

const patterns = routes
  .filter(({ method }) => method === 'POST')
  .map((route) => ({
    route,
    pattern: new RegExp(`^${route.path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`),
  }))

function routeOf(action: string): Route | undefined {
  const path = action.split('?')[0]!
  // The longest address without a parameter in a place wins, as in the server.
  return patterns
    .filter(({ pattern }) => pattern.test(path))
    .sort((one, other) => one.route.path.split(':').length - other.route.path.split(':').length)[0]?.route
}

function fieldsOf(inside: string): Record<string, string> {
  const fields: Record<string, string> = {}
  const attribute = (tag: string, name: string): string | undefined => {
    const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
    return found === undefined ? undefined : unescaped(found)
  }
  for (const [tag] of inside.matchAll(/<input\b[^>]*>/g)) {
    const name = attribute(tag, 'name')
    if (name === undefined) continue
    const type = attribute(tag, 'type') ?? 'text'
    const value = attribute(tag, 'value')
    if (type === 'file') continue
    if (type === 'radio' || type === 'checkbox') {
      if (!(name in fields) || /\schecked/.test(tag)) fields[name] = value ?? 'on'
    } else fields[name] = value === undefined || value === '' ? typed(name, type) : value
  }
  for (const [, attributes, text] of inside.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g)) {
    const name = attribute(attributes!, 'name')
    if (name !== undefined) fields[name] = unescaped(text!).trim() || 'Treść próby, zwykłe zdanie.'
  }
  for (const [, attributes, options] of inside.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
    const name = attribute(attributes!, 'name')
    if (name === undefined) continue
    const all = [...options!.matchAll(/<option\b([^>]*)>/g)].map(([, each]) => each!)
    const chosen =
      all.find((each) => /\sselected/.test(each) && attribute(each, 'value')) ??
      all.find((each) => attribute(each, 'value'))
    fields[name] = chosen === undefined ? '' : attribute(chosen, 'value')!
  }
  const button = /<button\b[^>]*\sname="[^>]*>/.exec(inside)?.[0]
  if (button) fields[attribute(button, 'name')!] ??= attribute(button, 'value') ?? ''
  return fields
}

function typed(name: string, type: string): string {
  if (type === 'email' || name.includes('email')) return 'proba@poczta.example'
  if (type === 'tel' || name.includes('telefon')) return '600 700 800'
  if (type === 'date') return '2026-12-01'
  if (type === 'number') return '3'
  if (type === 'password') return 'zielona lampa pod schodami'
  // A trap for programs that fill in everything.
  return name === 'dopisek' ? '' : 'Próba'
}

/** All forms a browser finds on these pages, one of each address. */
export async function collectForms(browser: TestBrowser, pages: readonly string[]): Promise<FoundForm[]> {
  const found = new Map<string, FoundForm>()
  for (const page of pages) {
    const { status, body } = await browser.get(page)
    if (status !== 200) continue
    for (const form of formsOf(page, body)) {
      const key = `${form.route.path} ${Object.keys(form.fields).sort().join()}`
      if (!found.has(key)) found.set(key, form)
    }
  }
  return [...found.values()]
}
