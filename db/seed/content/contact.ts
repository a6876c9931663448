import type { ClientBase } from 'pg'
import { nrbCheckDigits } from '#kernel/nrb.ts'
import { cooperative, town } from '../people.ts'

const clause = `Administratorem danych osobowych jest ${cooperative.name}, ${town.postalCode} ${town.name}, ul. Lipowa 1.

Dane przetwarzamy, żeby prowadzić rejestr członków, rozliczać opłaty za lokale i odpowiadać na wiadomości. Podstawą są przepisy prawa spółdzielczego i ustawy o spółdzielniach mieszkaniowych oraz zgoda, jeśli została wyrażona, na przykład na kontakt e-mailem.

Dane przechowujemy tak długo, jak wymagają tego przepisy o rachunkowości i archiwach. Każda osoba może zobaczyć swoje dane, poprawić je, ograniczyć ich przetwarzanie i złożyć skargę do Prezesa Urzędu Ochrony Danych Osobowych.`

const departments = [
  [
    'Czynsze i rozliczenia',
    'opłaty, salda, rozliczenia wody i ciepła',
    '+48 10 000 00 11',
    'czynsze@podlipami.example',
    '',
  ],
  [
    'Sprawy członkowskie',
    'członkostwo, prawa do lokali, pełnomocnictwa',
    '+48 10 000 00 12',
    'czlonkowie@podlipami.example',
    'poniedziałek 9:00–17:00',
  ],
  ['Dział techniczny', 'naprawy, przeglądy, remonty', '+48 10 000 00 13', 'technika@podlipami.example', ''],
] as const

const emergencies = [
  ['Pogotowie techniczne', '+48 10 000 01 01', 'całą dobę', null, ''],
  ['Dźwigi', '+48 10 000 01 02', 'całą dobę', null, ''],
  ['Węzeł cieplny', '+48 10 000 01 03', 'całą dobę', ['B1'], 'Lipowa 1'],
] as const

/** The cooperative's own account at the invented bank: nobody's individual number, those start with 0001. */
const ownAccount = '999000097000000000000001'

/** Fills Kontakt of the demo cooperative. Done once; what somebody changed later is left alone. */
export async function seedContact(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ filled: boolean }>('select exists (select from departments) as filled')
  if (rows[0]?.filled) return
  await client.query(
    `update cooperative set name = $1, street = 'ul. Lipowa 1', postal_code = $2, city = $3, phone = '+48 10 000 00 00',
            email = 'biuro@podlipami.example', office_hours = 'poniedziałek 8:00–17:00, wtorek–czwartek 8:00–15:00, piątek 8:00–13:00',
            nip = '1234563218', regon = '123456785', krs = '9999999999', data_protection_clause = $4,
            map_url = 'https://www.openstreetmap.org/search?query=Lipowa%201'`,
    [cooperative.name, town.postalCode, town.name, clause],
  )
  for (const [position, row] of departments.entries()) {
    await client.query(
      'insert into departments (position, name, matters, phone, email, hours) values ($1, $2, $3, $4, $5, $6)',
      [position, ...row],
    )
  }
  for (const [position, row] of emergencies.entries()) {
    await client.query(
      'insert into emergency_numbers (position, label, phone, hours, building_ids, area) values ($1, $2, $3, $4, $5, $6)',
      [position, ...row],
    )
  }
  await client.query(`insert into cooperative_bank_accounts (label, nrb) values ('Rachunek bieżący', $1)`, [
    nrbCheckDigits(ownAccount) + ownAccount,
  ])
}
