import { countOf } from '#kernel/plural.ts'
import { premisesLabel } from '#kernel/premises.ts'
import type { AudienceColumns, NamedAudience, Recipient } from './audience.model.ts'

export const audienceText = {
  title: 'Odbiorcy',
  none: 'Jeszcze nie wybrano odbiorców.',
  missing: 'Wybierz odbiorców.',
  change: 'Zmień odbiorców',
  choose: 'Wybierz odbiorców',
  back: 'Wróć do szkicu',
  large: 'Wszyscy',
  places: 'Nieruchomości, budynki i klatki',
  premises: 'Lokale',
  people: 'Osoby',
  search: 'Szukaj miejsca',
  searchPeople: 'Szukaj miejsca albo osoby',
  searchHint: 'Na przykład: Lipowa 4, Lipowa 4/12.',
  searchPeopleHint: 'Na przykład: Lipowa 4, Lipowa 4/12, Kowalska.',
  nothing: 'Nie znaleziono takiego miejsca ani osoby. Wpisz mniej słów.',
  onlyAdministrator: 'Do jednej osoby pisze administrator. Redaktor nie widzi danych osób.',
  notInRegister: 'Tego miejsca albo osoby nie ma już w rejestrze. Wybierz odbiorców jeszcze raz.',
  public: 'Wszyscy, także bez logowania',
  publicHint: 'Treść zobaczy każdy na stronie logowania, również osoby spoza spółdzielni.',
  signedIn: 'Wszyscy mieszkańcy, po zalogowaniu',
  members: 'Członkowie spółdzielni',
  sample: 'Przykładowi odbiorcy',
  sampleNone: 'Nie ma kogo pokazać.',
  sampleHidden: 'Kto jest członkiem spółdzielni, widzą pracownicy, którzy mają dostęp do rejestru osób.',
  sampleDoors: 'Pokazujemy adresy, bo redaktor nie widzi danych osób.',
  nobody: 'W rejestrze nie ma teraz nikogo, do kogo to trafi.',
} as const

/** Whom it is for, as the office says it. */
export function audienceLabel(of: NamedAudience): string {
  const building = of.street === null ? undefined : `${of.street} ${of.houseNumber}`
  switch (of.audience) {
    case 'public':
      return 'wszyscy, także bez logowania'
    case 'signedIn':
      return 'wszyscy mieszkańcy, po zalogowaniu'
    case 'members':
      return 'członkowie spółdzielni'
    case 'property':
      return `nieruchomość ${of.propertyName ?? ''}`.trim()
    case 'building':
      return `budynek ${building ?? ''}`.trim()
    case 'staircase':
      return `budynek ${building ?? ''}, klatka ${of.staircase}`
    case 'premises':
      return `lokal ${doorLabel(of) ?? ''}`.trim()
    case 'party':
      return of.personName ?? 'jedna osoba'
  }
}

/** The kind of an audience alone, where its name is not looked up: in lists and in the history of versions. */
export function audienceKindLabel({ audience, staircase }: Pick<AudienceColumns, 'audience' | 'staircase'>): string {
  const words = {
    public: 'wszyscy, także bez logowania',
    signedIn: 'wszyscy mieszkańcy',
    members: 'członkowie',
    property: 'jedna nieruchomość',
    building: 'jeden budynek',
    staircase: `klatka ${staircase}`,
    premises: 'jeden lokal',
    party: 'jedna osoba',
  } as const
  return words[audience]
}

function doorLabel({ street, houseNumber, number, premisesKind }: Omit<Recipient, 'name'>): string | undefined {
  if (street === null || houseNumber === null || number === null || premisesKind === null) return undefined
  return premisesLabel({ street, houseNumber, number, kind: premisesKind })
}

/** "Jan Kowalski, Lipowa 4/12", or what is known of it. */
export function recipientLabel(one: Recipient): string {
  return [one.name, doorLabel(one)].filter((part) => part !== null && part !== undefined).join(', ')
}

/** "Trafi do 184 osób, w tym 97 z loginem." Who acts for somebody has a login and is no person of the audience. */
export function reachSentence(people: number, logins: number): string {
  const who = `Trafi do ${countOf(people, 'osoby', 'osób', 'osób')}`
  return logins <= people
    ? `${who}, w tym ${logins} z loginem.`
    : `${who}. Zobaczy to ${countOf(logins, 'login', 'loginy', 'loginów')}.`
}
