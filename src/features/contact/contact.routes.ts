import { nothing } from '#platform/http/params.ts'
import { page, type Route, route } from '#platform/http/route.ts'
import { bankAccounts, cooperative, departments, emergencyNumbers } from './contact.queries.ts'
import { contactText } from './contact.text.ts'
import { ContactView } from './contact.view.tsx'

const contactRoute = route({
  path: '/kontakt',
  area: 'public',
  title: 'Kontakt',
  params: nothing,
  queries: 5,
  handle: async ({ readAsAnyone }) => {
    const [office, offices, emergency, accounts] = await readAsAnyone((tx) =>
      Promise.all([cooperative(tx), departments(tx), emergencyNumbers(tx), bankAccounts(tx)]),
    )
    return page({
      title: contactText.title,
      tab: 'kontakt',
      body: ContactView({ cooperative: office, departments: offices, emergency, bankAccounts: accounts }),
    })
  },
})

export const contactRoutes: readonly Route[] = [contactRoute]
