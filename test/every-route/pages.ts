import { routes } from '#src/app.ts'
import type { TestPortal } from '#test/harness/portal.ts'
import { objectOf, officeObject } from './objects.ts'
import { type Principal, principals } from './people.ts'

export interface PageToTry {
  readonly principal: Principal
  readonly path: string
  readonly url: string
  readonly queries: number
}

/** People whose pages look different: many bills, one account, five premises, nothing yet, ten years, staff, nobody. */
const lookers: readonly Principal[] = [
  'anonymous',
  'resident',
  'neighbour',
  'landlord',
  'newcomer',
  'proxy',
  'administrator',
  'clerk',
]

/** Every page a GET route shows to those who may see it, with an object of their own where it needs one. */
export async function pagesToTry(portal: TestPortal): Promise<PageToTry[]> {
  const found: PageToTry[] = []
  for (const route of routes.filter((one) => one.method === 'GET')) {
    for (const principal of lookers) {
      const person = principals[principal]
      if (route.area === 'resident' && person?.kind !== 'resident') continue
      if (route.area === 'office' && !(person?.kind === 'staff' && route.roles.includes(person.staffRole))) continue
      if (route.area === 'public' && principal !== 'anonymous') continue
      let url: string | undefined = route.path
      for (const [param, kind] of Object.entries(route.objects)) {
        const id = route.area === 'office' ? await officeObject(portal, kind) : await objectOf(portal, kind, principal)
        url = id === undefined ? undefined : url?.replace(`:${param}`, encodeURIComponent(id))
      }
      // A page that shows nothing until it is asked something is asked what its route gives as an example.
      const asked = new URLSearchParams(route.example).toString()
      if (url !== undefined && asked !== '') url = `${url}?${asked}`
      if (url !== undefined) found.push({ principal, path: route.path, url, queries: route.queries })
    }
  }
  return found
}
