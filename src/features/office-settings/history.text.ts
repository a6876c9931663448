import type { ListKey } from './lists.model.ts'
import type { Change, FieldName, FormKey } from './settings.model.ts'
import { fieldLabels, formTitles, listText, listTitles, lookText, rowText } from './settings.text.ts'

const pageTitle = (page: string): string =>
  formTitles[page as FormKey] ?? listTitles[page as ListKey] ?? (page === 'wyglad' ? lookText.title : page)

const fieldTitle = (page: string, field: string): string => {
  const own = {
    position: rowText.position,
    buildings: rowText.buildings,
    active: rowText.active,
    accentColor: lookText.colour,
    logo: lookText.logo,
  }
  return (
    listText[page as ListKey]?.fields[field] ??
    fieldLabels[field as FieldName] ??
    own[field as keyof typeof own] ??
    field
  )
}

/** What a line of the history says: which page, what was done, which fields. Never the values. */
export function changeSentence({ action, details }: Pick<Change, 'action' | 'details'>): string {
  const page = typeof details.page === 'string' ? details.page : ''
  const fields = Array.isArray(details.fields) ? details.fields.map((field) => fieldTitle(page, String(field))) : []
  switch (action) {
    case 'settings.rowAdded':
      return `${pageTitle(page)}: dodano wpis`
    case 'settings.rowRemoved':
      return `${pageTitle(page)}: usunięto wpis`
    case 'settings.bankAccountsChanged':
      return 'Rachunki bankowe spółdzielni: zmienione po zgodzie drugiej osoby'
    case 'settings.bankAccountsAsked':
      return 'Rachunki bankowe spółdzielni: zmiana wysłana do zatwierdzenia'
    default:
      return `${pageTitle(page)}: ${fields.join(', ')}`
  }
}
