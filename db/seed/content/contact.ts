import type { ClientBase } from 'pg'

const clause = `Administratorem danych osobowych jest Spółdzielnia Mieszkaniowa Pod Lipami z siedzibą w Lipowie, ul. Lipowa 1.

Dane przetwarzamy, żeby prowadzić rejestr członków, rozliczać opłaty za lokale i odpowiadać na wiadomości. Podstawą są przepisy prawa spółdzielczego i ustawy o spółdzielniach mieszkaniowych oraz zgoda, jeśli została wyrażona, na przykład na kontakt e-mailem.

Dane przechowujemy tak długo, jak wymagają tego przepisy o rachunkowości i archiwach. Każda osoba może zobaczyć swoje dane, poprawić je, ograniczyć ich przetwarzanie i złożyć skargę do Prezesa Urzędu Ochrony Danych Osobowych.`

const departments = [
  [
    'Czynsze i rozliczenia',
    'opłaty, salda, rozliczenia wody i ciepła',
    '12 345 67 11',
    'czynsze@podlipami.example',
    '',
  ],
  [
    'Sprawy członkowskie',
    'członkostwo, prawa do lokali, pełnomocnictwa',
    '12 345 67 12',
    'czlonkowie@podlipami.example',
    'poniedziałek 9:00–17:00',
  ],
  ['Dział techniczny', 'naprawy, przeglądy, remonty', '12 345 67 13', 'technika@podlipami.example', ''],
] as const

const emergencies = [
  ['Pogotowie techniczne', '601 000 101', 'całą dobę', null, ''],
  ['Dźwigi', '601 000 102', 'całą dobę', null, ''],
  ['Węzeł cieplny', '601 000 103', 'całą dobę', ['B01'], 'budynek przy Lipowej'],
] as const

/** Fills Kontakt of the demo cooperative. Done once; what somebody changed later is left alone. */
export async function seedContact(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ filled: boolean }>('select exists (select from departments) as filled')
  if (rows[0]?.filled) return
  await client.query(
    `update cooperative set nip = '0000000000', regon = '000000000', krs = '0000000000', data_protection_clause = $1,
            map_url = 'https://www.openstreetmap.org/search?query=Lipowa%201'`,
    [clause],
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
  await client.query(
    `insert into cooperative_bank_accounts (label, nrb) values ('Rachunek bieżący', '80999000090001000000030010')`,
  )
}
