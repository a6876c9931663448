import type { Random } from './random.ts'

const women =
  'Anna Maria Katarzyna Małgorzata Agnieszka Barbara Ewa Krystyna Elżbieta Zofia Teresa Joanna Janina Danuta Halina Irena Jadwiga Alicja Grażyna Bożena Wanda Stanisława Renata Żaneta Łucja'.split(
    ' ',
  )
const men =
  'Jan Andrzej Piotr Krzysztof Stanisław Tomasz Paweł Józef Marcin Marek Michał Grzegorz Jerzy Tadeusz Adam Łukasz Zbigniew Ryszard Dariusz Henryk Mariusz Kazimierz Wojciech Robert Świętosław'.split(
    ' ',
  )
/** Surnames ending in `ski`/`cki` take `-a` for a woman; the others stay. */
const surnames =
  'Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Mazur Kwiatkowski Krawczyk Piotrowski Grabowski Pawłowski Michalski Król Wieczorek Jabłoński Wróbel Nowakowski Majewski Olszewski Stępień Malinowski Jaworski Adamczyk Dudek Nowicki Pawlak Górski Witkowski Walczak Sikora Baran Rutkowski Michalak Szewczyk Ostrowski Tomaszewski Pietrzak Zalewski Wróblewski Marciniak Jasiński Zawadzki Bąk Sadowski Duda Włodarczyk Wilk Chmielewski Borkowski Sokołowski Szczepański Sawicki Kucharski Lis Maciejewski Kubiak Kalinowski Mazurek Wysocki Kołodziej Kaźmierczak Czarnecki Sobczak Głowacki Urban Sikorski Krajewski Gajewski Szulc Laskowski Brzeziński Makowski Ziółkowski Przybylski Domański Nowacki Borowski Błaszczyk Chojnacki Ciesielski Mróz Szczepaniak Wesołowski Górecki Krupa Kaczmarczyk Leszczyński Lipiński Żak Ćwik Śliwa Źrebiec'.split(
    ' ',
  )
const companies = [
  'Warsztat Rowerowy',
  'Pracownia Krawiecka',
  'Biuro Rachunkowe',
  'Piekarnia',
  'Zakład Fryzjerski',
  'Gabinet Stomatologiczny',
  'Hurtownia Farb',
  'Usługi Ślusarskie',
]
export const streets = [
  'Lipowa',
  'Akacjowa',
  'Klonowa',
  'Jesionowa',
  'Kasztanowa',
  'Jarzębinowa',
  'Wierzbowa',
  'Świerkowa',
  'Brzozowa',
  'Modrzewiowa',
  'Topolowa',
  'Grabowa',
  'Źródlana',
  'Łąkowa',
  'Słoneczna',
  'Żwirowa',
]
/** An invented town, so that nobody's address is printed by accident. */
export const town = { name: 'Lipogród', postalCode: '99-999' } as const
export const cooperative = { id: 'pod-lipami', name: 'Spółdzielnia Mieszkaniowa Pod Lipami' } as const

export interface Party {
  readonly id: string
  readonly kind: 'person' | 'company'
  readonly firstName: string
  readonly name: string
  readonly isMember: boolean
  email: string
  phone: string
  /** Night (delivery sequence) this row last changed in. */
  touched: number
}

const partyId = (n: number): string => `K${String(n).padStart(5, '0')}`
/** No Polish number starts with 10, so nobody can be called by mistake. */
export const phoneOf = (n: number): string => `+48 10${String(n % 10_000_000).padStart(7, '0')}`

function feminine(surname: string): string {
  return surname.endsWith('ski') || surname.endsWith('cki') || surname.endsWith('dzki')
    ? `${surname.slice(0, -1)}a`
    : surname
}

export interface NameChoice {
  readonly firstName?: string
  readonly name?: string
  readonly isMember?: boolean
}

/** A person with number `n`; some have no e-mail or phone, as in life. */
export function makePerson(n: number, random: Random, choice: NameChoice = {}): Party {
  const woman = random.chance(56)
  const surname = random.pick(surnames)
  const firstName = choice.firstName ?? random.pick(woman ? women : men)
  const name = choice.name ?? (woman ? feminine(surname) : surname)
  return {
    id: partyId(n),
    kind: 'person',
    firstName,
    name,
    isMember: choice.isMember ?? random.chance(75),
    email: random.chance(60) ? `mieszkaniec${n}@poczta.example` : '',
    phone: random.chance(70) ? phoneOf(n) : '',
    touched: 0,
  }
}

export function makeCompany(n: number, random: Random, name?: string): Party {
  return {
    id: partyId(n),
    kind: 'company',
    firstName: '',
    name: name ?? `${random.pick(companies)} ${random.pick(surnames)} sp. z o.o.`,
    isMember: false,
    email: `firma${n}@poczta.example`,
    phone: phoneOf(n),
    touched: 0,
  }
}
