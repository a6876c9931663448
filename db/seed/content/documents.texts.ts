import type { Category } from '#features/documents/public.ts'

/** For whom a demo document is; places and people are looked up in the books when it is published. */
export type DemoAudience = 'public' | 'signedIn' | 'members' | 'property' | 'building' | 'staircase' | 'party'

export interface DemoText {
  /** Days before the demo starts; negative = still to come. */
  readonly daysAgo: number
  readonly inForceDaysAgo?: number
  readonly changeNote?: string
  readonly paragraphs: readonly string[]
  readonly attachments?: readonly { readonly title: string; readonly paragraphs: readonly string[] }[]
}

export interface DemoDocument {
  readonly category: Category
  /** `{nr}` becomes the year of the document's day: "Uchwała nr 12/2026". */
  readonly title: string
  readonly description: string
  readonly audience: DemoAudience
  readonly signature?: string
  readonly asksAcceptance?: boolean
  /** Editions from the oldest to the newest. */
  readonly editions: readonly DemoText[]
}

const board = 'Zarząd Spółdzielni'
const council = 'Rada Nadzorcza'
const meeting = 'Walne Zgromadzenie'

const regulations: readonly DemoDocument[] = [
  {
    category: 'statute',
    title: 'Statut Spółdzielni Mieszkaniowej Pod Lipami',
    description: 'Najważniejszy dokument spółdzielni: członkostwo, prawa do lokali, organy i zebrania.',
    audience: 'public',
    signature: meeting,
    editions: [
      {
        daysAgo: 2600,
        paragraphs: [
          'Spółdzielnia nosi nazwę Spółdzielnia Mieszkaniowa Pod Lipami i działa na czas nieoznaczony.',
          'Celem Spółdzielni jest zaspokajanie potrzeb mieszkaniowych członków i ich rodzin.',
          'Organami Spółdzielni są: Walne Zgromadzenie, Rada Nadzorcza i Zarząd.',
        ],
      },
      {
        daysAgo: 520,
        inForceDaysAgo: 480,
        changeNote: 'Dopisano zawiadomienia przez internet i zmieniono liczbę członków Rady Nadzorczej.',
        paragraphs: [
          'Spółdzielnia nosi nazwę Spółdzielnia Mieszkaniowa Pod Lipami i działa na czas nieoznaczony.',
          'Celem Spółdzielni jest zaspokajanie potrzeb mieszkaniowych członków i ich rodzin.',
          'Organami Spółdzielni są: Walne Zgromadzenie, Rada Nadzorcza i Zarząd. Rada Nadzorcza liczy siedmiu członków.',
          'Członek ma prawo otrzymać odpis statutu i regulaminów oraz kopie uchwał organów Spółdzielni.',
          'Zawiadomienia mogą być udostępniane członkowi w portalu, jeżeli wyraził na to zgodę.',
        ],
      },
    ],
  },
  {
    category: 'regulations',
    title: 'Regulamin portalu e-BOK',
    description: 'Jak działa portal, kto może mieć login i za co odpowiada spółdzielnia.',
    audience: 'public',
    signature: board,
    asksAcceptance: true,
    editions: [
      {
        daysAgo: 700,
        inForceDaysAgo: 690,
        paragraphs: [
          'Portal służy do sprawdzania rozliczeń i do kontaktu ze Spółdzielnią.',
          'Login otrzymuje osoba, która ma tytuł prawny do lokalu.',
        ],
      },
      {
        daysAgo: 40,
        inForceDaysAgo: 20,
        changeNote: 'Dodano login dla pełnomocnika i zasady powiadomień.',
        paragraphs: [
          'Portal służy do sprawdzania rozliczeń, czytania dokumentów i kontaktu ze Spółdzielnią.',
          'Login otrzymuje osoba, która ma tytuł prawny do lokalu, oraz jej pełnomocnik, na czas podany w pełnomocnictwie.',
          'Hasła nie wolno nikomu podawać. Pracownik Spółdzielni nigdy o nie nie pyta.',
          'Dane z księgowości są odświeżane każdej nocy. Portal pokazuje, z jakiej chwili pochodzą.',
          'Reklamację można złożyć w portalu, listem albo osobiście w biurze. Odpowiedź przychodzi w ciągu 14 dni.',
        ],
        attachments: [
          {
            title: 'Załącznik nr 1. Jakie dane przetwarzamy i po co',
            paragraphs: [
              'Administratorem danych jest Spółdzielnia.',
              'Dane są potrzebne do prowadzenia rozliczeń i do wykonania obowiązków z ustawy.',
            ],
          },
          {
            title: 'Załącznik nr 2. Pełnomocnictwo do korzystania z portalu',
            paragraphs: ['Upoważniam podaną osobę do wglądu w rozliczenia mojego lokalu w okresie od … do ….'],
          },
        ],
      },
    ],
  },
  {
    category: 'regulations',
    title: 'Regulamin porządku domowego',
    description: 'Cisza nocna, części wspólne, zwierzęta, remonty w mieszkaniach.',
    audience: 'public',
    signature: council,
    editions: [
      {
        daysAgo: 900,
        paragraphs: [
          'Cisza nocna trwa od godziny 22:00 do godziny 6:00.',
          'Na klatkach schodowych i w korytarzach piwnic nie wolno stawiać mebli ani rowerów.',
          'Psy wyprowadza się na smyczy. Opiekun psa sprząta po nim.',
          'Głośne prace remontowe wolno prowadzić od poniedziałku do soboty w godzinach od 8:00 do 18:00.',
        ],
      },
    ],
  },
  {
    category: 'regulations',
    title: 'Regulamin rozliczania wody i ścieków',
    description: 'Zaliczki, odczyty wodomierzy, podział różnicy między licznikiem głównym a mieszkaniami.',
    audience: 'public',
    signature: council,
    editions: [
      {
        daysAgo: 430,
        inForceDaysAgo: 400,
        paragraphs: [
          'Koszt wody i ścieków rozlicza się dwa razy w roku według wskazań wodomierzy.',
          'Zaliczka na następny okres wynika ze zużycia w okresie poprzednim.',
          'Różnicę między wodomierzem głównym a sumą wodomierzy w lokalach dzieli się proporcjonalnie do zużycia.',
          'Gdy wodomierz jest uszkodzony, przyjmuje się średnie zużycie z ostatnich dwóch okresów.',
        ],
      },
    ],
  },
  {
    category: 'regulations',
    title: 'Regulamin rozliczania ogrzewania',
    description: 'Koszty stałe i zmienne, podzielniki, współczynniki, termin rozliczenia.',
    audience: 'public',
    signature: council,
    editions: [
      {
        daysAgo: 610,
        inForceDaysAgo: 540,
        paragraphs: [
          'Koszty stałe dzieli się według powierzchni ogrzewanej, koszty zmienne według wskazań podzielników.',
          'Wskazanie podzielnika mnoży się przez współczynnik grzejnika i współczynnik położenia lokalu.',
          'Rozliczenie otrzymuje się do końca września po sezonie grzewczym.',
          'Nadpłatę zalicza się na najbliższe opłaty, chyba że mieszkaniec poprosi o zwrot.',
        ],
      },
    ],
  },
  {
    category: 'regulations',
    title: 'Regulamin parkingów i garaży',
    description: 'Kto może parkować na terenie nieruchomości i jak oznacza się miejsca.',
    audience: 'property',
    signature: council,
    editions: [
      {
        daysAgo: 300,
        paragraphs: [
          'Z miejsc postojowych korzystają mieszkańcy nieruchomości i ich goście.',
          'Miejsce z numerem należy do osoby, która opłaca za nie czynsz.',
          'W garażu nie wolno przechowywać butli z gazem ani materiałów łatwopalnych.',
        ],
      },
    ],
  },
  {
    category: 'regulations',
    title: 'Regulamin funduszu remontowego',
    description: 'Z czego powstaje fundusz i o czym decyduje walne zgromadzenie.',
    audience: 'members',
    signature: meeting,
    editions: [
      {
        daysAgo: 820,
        paragraphs: [
          'Fundusz remontowy tworzy się z miesięcznych wpłat członków i właścicieli lokali.',
          'Środki przeznacza się na remonty części wspólnych według planu uchwalonego na dany rok.',
          'Ewidencję wpływów i wydatków prowadzi się osobno dla każdej nieruchomości.',
        ],
      },
    ],
  },
  {
    category: 'regulations',
    title: 'Regulamin Rady Nadzorczej',
    description: 'Wybór, zadania i posiedzenia Rady Nadzorczej.',
    audience: 'public',
    signature: meeting,
    editions: [
      {
        daysAgo: 1100,
        paragraphs: [
          'Rada Nadzorcza kontroluje i nadzoruje działalność Spółdzielni.',
          'Kadencja Rady trwa trzy lata. Posiedzenia odbywają się co najmniej raz w miesiącu.',
          'Z posiedzenia sporządza się protokół.',
        ],
      },
    ],
  },
  {
    category: 'regulations',
    title: 'Regulamin korzystania z wózkowni i suszarni',
    description: 'Klucze, kolejność, sprzątanie.',
    audience: 'building',
    signature: board,
    editions: [
      {
        daysAgo: 210,
        paragraphs: [
          'Klucz do wózkowni i suszarni wydaje gospodarz domu za pokwitowaniem.',
          'Z suszarni korzysta się według grafiku na drzwiach, najdłużej dwa dni.',
          'Po skorzystaniu pomieszczenie należy posprzątać i zamknąć.',
        ],
      },
    ],
  },
]

const resolution = (
  number: number,
  daysAgo: number,
  subject: string,
  description: string,
  paragraphs: readonly string[],
  audience: DemoAudience = 'public',
  signature = meeting,
): DemoDocument => ({
  category: 'resolutions',
  title: `Uchwała nr ${number}/{nr} w sprawie ${subject}`,
  description,
  audience,
  signature,
  editions: [{ daysAgo, paragraphs }],
})

const resolutions: readonly DemoDocument[] = [
  resolution(3, 160, 'remontu dachu', 'Wymiana pokrycia i rynien w budynkach przy ulicy Lipowej.', [
    'Walne Zgromadzenie wyraża zgodę na remont dachów budynków przy ulicy Lipowej.',
    'Koszt remontu pokrywa się z funduszu remontowego tej nieruchomości.',
    'Roboty zostaną zakończone przed sezonem grzewczym.',
  ]),
  resolution(4, 160, 'planu gospodarczego', 'Plan przychodów i kosztów na następny rok.', [
    'Uchwala się plan gospodarczy na następny rok.',
    'Zarząd przedstawia Radzie Nadzorczej wykonanie planu co kwartał.',
  ]),
  resolution(
    5,
    160,
    'udzielenia absolutorium członkom Zarządu',
    'Wynik głosowania nad absolutorium.',
    ['Po zapoznaniu się ze sprawozdaniem Zarządu Walne Zgromadzenie udziela absolutorium wszystkim członkom Zarządu.'],
    'members',
  ),
  resolution(
    6,
    160,
    'podziału nadwyżki bilansowej',
    'Na co spółdzielnia przeznacza nadwyżkę z ubiegłego roku.',
    ['Nadwyżkę bilansową przeznacza się na pokrycie kosztów eksploatacji w zakresie obciążającym członków.'],
    'members',
  ),
  resolution(
    7,
    155,
    'stawki funduszu remontowego',
    'Nowa stawka za metr kwadratowy mieszkania i termin jej wprowadzenia.',
    [
      'Ustala się stawkę wpłat na fundusz remontowy w wysokości 2,40 zł za metr kwadratowy powierzchni użytkowej.',
      'Stawka obowiązuje po upływie trzech pełnych miesięcy od zawiadomienia mieszkańców.',
    ],
    'public',
    council,
  ),
  resolution(
    8,
    150,
    'wyboru komisji konkursowej',
    'Skład komisji, która oceni oferty na docieplenie.',
    [
      'Powołuje się komisję konkursową w składzie trzech osób.',
      'Komisja ocenia oferty na termomodernizację i przedstawia Zarządowi protokół.',
    ],
    'public',
    council,
  ),
  resolution(
    9,
    120,
    'stacji ładowania samochodów elektrycznych',
    'Zasady montażu ładowarek w garażach.',
    [
      'Dopuszcza się montaż punktu ładowania na miejscu garażowym na koszt osoby, która z niego korzysta.',
      'Warunkiem jest opinia strażaka i osobny licznik energii elektrycznej.',
    ],
    'property',
    council,
  ),
  resolution(
    10,
    75,
    'wymiany dźwigu osobowego',
    'Wymiana windy w budynku i czas wyłączenia z ruchu.',
    [
      'Postanawia się wymienić dźwig osobowy w budynku.',
      'Winda będzie nieczynna przez sześć tygodni. Osobom, które mają trudność z chodzeniem, pomaga gospodarz domu.',
    ],
    'building',
    board,
  ),
  resolution(
    11,
    30,
    'monitoringu wejścia',
    'Kamera nad drzwiami wejściowymi klatki.',
    [
      'Nad wejściem do klatki montuje się kamerę.',
      'Nagranie przechowuje się przez 30 dni i udostępnia tylko Policji oraz osobie poszkodowanej.',
    ],
    'staircase',
    board,
  ),
]

const papers: readonly DemoDocument[] = [
  {
    category: 'minutes',
    title: 'Protokół Walnego Zgromadzenia {nr}',
    description: 'Przebieg obrad, wyniki głosowań i lista uchwał.',
    audience: 'members',
    signature: 'Przewodniczący zebrania i sekretarz',
    editions: [
      {
        daysAgo: 158,
        paragraphs: [
          'Obrady otworzył przewodniczący Rady Nadzorczej. Obecnych było 84 członków.',
          'Przyjęto porządek obrad i wybrano komisję skrutacyjną.',
          'W głosowaniach podjęto uchwały od numeru 3 do numeru 6.',
          'W wolnych wnioskach mieszkańcy pytali o remont chodników i o oświetlenie placu zabaw.',
        ],
      },
    ],
  },
  {
    category: 'minutes',
    title: 'Protokół Walnego Zgromadzenia {nr} (poprzednie)',
    description: 'Obrady w poprzednim roku.',
    audience: 'members',
    signature: 'Przewodniczący zebrania i sekretarz',
    editions: [{ daysAgo: 525, paragraphs: ['Obecnych było 71 członków.', 'Przyjęto zmiany w statucie.'] }],
  },
  {
    category: 'minutes',
    title: 'Protokół posiedzenia Rady Nadzorczej',
    description: 'Wyniki finansowe kwartału, zaległości w opłatach, oferty na termomodernizację.',
    audience: 'members',
    signature: council,
    editions: [
      {
        daysAgo: 45,
        paragraphs: [
          'Rada zapoznała się z wynikiem finansowym trzech kwartałów.',
          'Omówiono zaległości w opłatach i zasady zawierania ugód.',
          'Dane osób, których sprawy omawiano, usunięto z tego odpisu.',
        ],
      },
    ],
  },
  {
    category: 'minutes',
    title: 'Protokół rocznego przeglądu budynku',
    description: 'Stan dachu, kominów, instalacji gazowej i elektrycznej.',
    audience: 'building',
    signature: 'Inspektor nadzoru',
    editions: [
      {
        daysAgo: 95,
        paragraphs: [
          'Stan techniczny budynku jest dobry.',
          'Zaleca się wymianę dwóch okien w piwnicy i naprawę spękanego tynku przy kominie.',
          'Instalacja gazowa jest szczelna.',
        ],
      },
    ],
  },
  {
    category: 'reports',
    title: 'Sprawozdanie Zarządu za rok ubiegły',
    description: 'Co zrobiono, ile kosztowało, czego nie udało się dokończyć.',
    audience: 'public',
    signature: board,
    editions: [
      {
        daysAgo: 200,
        paragraphs: [
          'Wykonano remont trzech klatek schodowych i wymieniono instalację wody w jednym budynku.',
          'Zaległości w opłatach zmalały o jedną piątą.',
          'Nie zakończono przebudowy placu zabaw, bo wykonawca zrezygnował z umowy.',
        ],
      },
    ],
  },
  {
    category: 'reports',
    title: 'Sprawozdanie Rady Nadzorczej za rok ubiegły',
    description: 'Kontrole i opinie Rady.',
    audience: 'public',
    signature: council,
    editions: [
      {
        daysAgo: 195,
        paragraphs: [
          'Rada odbyła dwanaście posiedzeń i przeprowadziła cztery kontrole.',
          'Rada ocenia pracę Zarządu pozytywnie.',
        ],
      },
    ],
  },
  {
    category: 'reports',
    title: 'Sprawozdanie finansowe za rok ubiegły',
    description: 'Bilans, rachunek zysków i strat, informacja dodatkowa.',
    audience: 'public',
    signature: board,
    editions: [
      {
        daysAgo: 205,
        paragraphs: [
          'Bilans zamknął się po stronie aktywów i pasywów tą samą sumą.',
          'Rachunek zysków i strat wykazuje nadwyżkę przychodów nad kosztami.',
          'Sprawozdanie zbadał biegły rewident i nie zgłosił zastrzeżeń.',
        ],
      },
    ],
  },
  {
    category: 'reports',
    title: 'List polustracyjny',
    description: 'Wyniki lustracji za trzy lata.',
    audience: 'public',
    signature: 'Lustrator',
    editions: [
      {
        daysAgo: 330,
        paragraphs: [
          'Lustracja objęła legalność, gospodarność i rzetelność działania Spółdzielni.',
          'Nieprawidłowości nie stwierdzono. Zaleca się aktualizację instrukcji obiegu dokumentów.',
        ],
      },
    ],
  },
  {
    category: 'other',
    title: 'Harmonogram przeglądów instalacji gazowej',
    description: 'Dni i godziny, w których kominiarz i gazownik odwiedzą mieszkania.',
    audience: 'signedIn',
    signature: board,
    editions: [
      {
        daysAgo: 14,
        paragraphs: [
          'Przegląd zaczyna się w poniedziałek o godzinie 15:00 od klatki A.',
          'Jeżeli nikogo nie będzie w domu, gazownik przyjdzie drugi raz w sobotę.',
        ],
      },
    ],
  },
  {
    category: 'other',
    title: 'Jak segregować odpady',
    description: 'Co do którego pojemnika i kiedy wywóz mebli.',
    audience: 'public',
    signature: board,
    editions: [
      {
        daysAgo: 250,
        paragraphs: [
          'Papier wrzuca się do pojemnika niebieskiego, szkło do zielonego, a plastik i metal do żółtego.',
          'Stare meble wystawia się przed altanę w pierwszy wtorek miesiąca.',
        ],
      },
    ],
  },
  {
    category: 'other',
    title: 'Polisa ubezpieczenia budynków',
    description: 'Zakres ubezpieczenia części wspólnych i telefon do zgłaszania szkód.',
    audience: 'members',
    signature: board,
    editions: [
      {
        daysAgo: 110,
        paragraphs: [
          'Ubezpieczenie obejmuje pożar, zalanie i wichurę w częściach wspólnych.',
          'Mieszkanie i rzeczy w mieszkaniu każdy ubezpiecza sam.',
        ],
      },
    ],
  },
  {
    category: 'other',
    title: 'Ugoda w sprawie spłaty w ratach',
    description: 'Liczba rat, terminy i skutki opóźnienia.',
    audience: 'party',
    signature: board,
    editions: [
      {
        daysAgo: 85,
        paragraphs: [
          'Zadłużenie rozkłada się na sześć równych rat płatnych do 15. dnia miesiąca.',
          'Od rat zapłaconych w terminie nie nalicza się odsetek.',
        ],
      },
    ],
  },
]

/** Thirty documents of every category and audience. */
export const demoDocuments: readonly DemoDocument[] = [...regulations, ...resolutions, ...papers]
