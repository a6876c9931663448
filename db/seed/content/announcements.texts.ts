/** For whom: a place of the best-known household, or a member of the cast. */
export type DemoAudience =
  | 'public'
  | 'signedIn'
  | 'members'
  | 'property'
  | 'building'
  | 'staircase'
  | 'premisesOverpaid'
  | 'premisesArrears'
  | 'partyArrears'

export interface DemoAnnouncement {
  readonly title: string
  /** `{dzień+3}` is the day three days after today. */
  readonly body: string
  readonly audience: DemoAudience
  readonly important?: boolean
  /** First and last day, counted from today. */
  readonly from: number
  readonly to?: number
  readonly attachments?: readonly { readonly title: string; readonly lines: readonly string[] }[]
}

/** Twelve announcements as a cooperative's office writes them: current and archived. */
export const demoAnnouncements: readonly DemoAnnouncement[] = [
  {
    title: 'Przerwa w dostawie wody',
    audience: 'building',
    important: true,
    from: -1,
    to: 3,
    body: `Zimnej i ciepłej wody nie będzie w budynku {dzień+2}, od 8:00 do 14:00. Wodociągi wymienią zawór główny.

Prosimy:

- przygotować zapas wody,
- zakręcić wszystkie krany,
- po 14:00 odkręcić najpierw zimną wodę i poczekać, aż będzie czysta.

Pytania: Dział techniczny, tel. 12 345 67 13.`,
  },
  {
    title: 'Przegląd instalacji gazowej',
    audience: 'staircase',
    from: -4,
    to: 8,
    body: `Kontroler przyjdzie do mieszkań w tej klatce {dzień+8}, między 15:00 a 19:00. Przegląd jest obowiązkowy i bezpłatny.

Co zrobić:

1. Zostać w domu albo poprosić kogoś dorosłego.
2. Odsunąć meble od kuchenki i licznika gazu.
3. Podpisać protokół.

Jeśli ten dzień nie pasuje, drugi termin można ustalić w Dziale technicznym.`,
    attachments: [
      {
        title: 'Harmonogram przeglądów gazu',
        lines: [
          'Harmonogram przeglądów instalacji gazowej',
          '',
          'Klatka A: 15:00–16:30',
          'Klatka B: 16:30–18:00',
          'Klatka C: 18:00–19:00',
          '',
          'Drugi termin: po uzgodnieniu z Działem technicznym, tel. 12 345 67 13.',
        ],
      },
    ],
  },
  {
    title: 'Walne Zgromadzenie członków',
    audience: 'members',
    important: true,
    from: -6,
    to: 20,
    body: `Zarząd zaprasza na Walne Zgromadzenie {dzień+20} o 17:00 w świetlicy przy ul. Lipowej 1.

Porządek obrad i projekty uchwał są w załączniku. Można je też przeczytać w biurze.

Członek może przyjść osobiście albo przysłać pełnomocnika. Pełnomocnictwo musi być na piśmie.`,
    attachments: [
      {
        title: 'Porządek obrad',
        lines: [
          'Porządek obrad Walnego Zgromadzenia',
          '',
          '1. Otwarcie i wybór prezydium.',
          '2. Przyjęcie porządku obrad.',
          '3. Sprawozdanie Zarządu.',
          '4. Sprawozdanie Rady Nadzorczej.',
          '5. Głosowanie nad uchwałami.',
          '6. Sprawy różne i zamknięcie obrad.',
        ],
      },
      {
        title: 'Projekty uchwał',
        lines: [
          'Projekty uchwał',
          '',
          'Uchwała 1: zatwierdzenie sprawozdania finansowego.',
          'Uchwała 2: plan remontów na następny rok.',
          'Uchwała 3: zmiana regulaminu placu zabaw.',
        ],
      },
    ],
  },
  {
    title: 'Nowe stawki opłat',
    audience: 'signedIn',
    important: true,
    from: -9,
    to: 60,
    body: `Od nowego roku zmienią się stawki za wodę, ścieki i ogrzewanie. Powodem są wyższe ceny dostawców.

Każdy dostanie pismo z wyliczeniem dla swojego lokalu. Będzie też w zakładce Dokumenty.

Stawki funduszu remontowego się nie zmieniają.`,
    attachments: [
      {
        title: 'Tabela stawek',
        lines: [
          'Tabela stawek od nowego roku',
          '',
          'Stawki dla każdego lokalu są w zakładce Moje dane, na stronie Parametry naliczeń.',
          'Stawka funduszu remontowego: bez zmian.',
        ],
      },
    ],
  },
  {
    title: 'Biuro w okresie świąt',
    audience: 'public',
    from: -2,
    to: 40,
    body: `W Wigilię i w Sylwestra biuro będzie nieczynne. W pozostałe dni robocze pracujemy jak zwykle.

Awarie można zgłaszać całą dobę: Pogotowie techniczne, tel. +48 10 000 01 01.`,
  },
  {
    title: 'Nowy portal mieszkańca',
    audience: 'public',
    from: -30,
    body: `Od teraz saldo, rachunki, odczyty i dokumenty można sprawdzić w e-BOK, o każdej porze.

Login i kod startowy wydaje biuro. Trzeba przyjść z dowodem osobistym:

- w poniedziałek od 8:00 do 17:00,
- od wtorku do czwartku od 8:00 do 15:00,
- w piątek od 8:00 do 13:00.`,
  },
  {
    title: 'Remont dziedzińca',
    audience: 'property',
    from: -12,
    to: 30,
    body: `Na dziedzińcu trwa wymiana chodnika. Prace potrwają do {dzień+30}.

Wejścia do klatek są otwarte. Samochody prosimy zostawiać na parkingu od strony ul. Klonowej.

Za hałas przepraszamy. Ekipa pracuje od 7:00 do 16:00.`,
  },
  {
    title: 'Awaria dźwigu w klatce',
    audience: 'staircase',
    important: true,
    from: 0,
    to: 1,
    body: `Dźwig stoi od dzisiaj rana. Serwis czeka na część i uruchomi go najpóźniej {dzień+1}.

Kto potrzebuje pomocy z zakupami albo wózkiem, niech zadzwoni: Dźwigi, tel. +48 10 000 01 02.`,
  },
  {
    title: 'Wymiana wodomierza w mieszkaniu',
    audience: 'premisesOverpaid',
    from: -20,
    to: 25,
    body: `Wodomierz zimnej wody w tym mieszkaniu został wymieniony. Stan końcowy starego i początkowy nowego licznika są w zakładce Media.

Gwarancja na nowy wodomierz trwa 24 miesiące. Gdy coś przecieka, prosimy o telefon: Dział techniczny, tel. 12 345 67 13.`,
    attachments: [
      {
        title: 'Protokół wymiany wodomierza',
        lines: ['Protokół wymiany wodomierza', '', 'Wodomierz zimnej wody wymieniono i zaplombowano.'],
      },
    ],
  },
  {
    title: 'Brak dostępu do grzejników',
    audience: 'premisesArrears',
    from: -5,
    to: 14,
    body: `Monter był dwa razy i nie zastał nikogo w domu. Nie mógł odczytać podzielników ciepła.

Prosimy umówić trzeci termin do {dzień+14}: Czynsze i rozliczenia, tel. 12 345 67 11. Bez odczytu ciepło rozliczymy według regulaminu, czyli szacunkowo.`,
    attachments: [
      {
        title: 'Jak przygotować mieszkanie do odczytu',
        lines: [
          'Jak przygotować mieszkanie do odczytu',
          '',
          'Odsłonić grzejniki. Odsunąć meble na pół metra.',
          'Odczyt jednego podzielnika trwa około dwóch minut.',
        ],
      },
    ],
  },
  {
    title: 'Spłata w ratach: następny krok',
    audience: 'partyArrears',
    from: -3,
    to: 27,
    body: `Poprzednia ugoda została spłacona w całości. Dziękujemy.

Nową zaległość też można rozłożyć na raty. Wystarczy napisać do nas w zakładce Napisz do nas albo przyjść do biura.`,
  },
  {
    title: 'Zbiórka dużych odpadów',
    audience: 'signedIn',
    from: -50,
    to: -22,
    body: `Stare meble i dywany można było wystawiać przy altanie śmietnikowej. Następna zbiórka będzie wiosną.

Lodówek, telewizorów i opon nie zabieramy. Przyjmuje je punkt zbiórki odpadów w mieście.`,
  },
]
