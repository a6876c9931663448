import { formatDateTime } from '#kernel/dates.ts'
import { groupThousands, MINUS } from '#kernel/digits.ts'
import { countOf } from '#kernel/plural.ts'
import type {
  Changes,
  DecisionAction,
  DeliveryLine,
  Measure,
  ReasonProblem,
  resourceOrder,
  ShownState,
} from './office-import.model.ts'

export const deliveryStates: Readonly<Record<ShownState, string>> = {
  received: 'odebrana',
  checking: 'sprawdzana',
  rejected: 'odrzucona: są błędy',
  waiting: 'czeka na decyzję',
  shown: 'opublikowana',
  earlier: 'zastąpiona nowszą',
  rolledBack: 'cofnięta',
  unchanged: 'bez zmian',
  refused: 'nieprzyjęta',
  failed: 'przerwana',
}

interface Meaning {
  readonly means: string
  /** What to do now. */
  readonly next: string
}

const stays = 'Mieszkańcy widzą dotychczasowe dane.'

const meanings: Readonly<Record<ShownState, Meaning>> = {
  received: { means: `Dostawa przyszła. ${stays}`, next: 'Nic nie trzeba robić: portal zaraz ją sprawdzi.' },
  checking: {
    means: `Portal sprawdza dostawę. ${stays}`,
    next: 'Nic nie trzeba robić. Gdy portal skończy, ta strona pokaże wynik.',
  },
  rejected: {
    means: `W dostawie są błędy, dlatego portal jej nie przyjął. ${stays}`,
    next: 'Pobierz listę błędów i daj ją dostawcy systemu księgowego. Poprawioną dostawę trzeba przysłać jeszcze raz.',
  },
  waiting: {
    means: `Dostawa nie ma błędów, ale znika w niej podejrzanie dużo danych. ${stays}`,
    next: 'Sprawdź w systemie księgowym, czy te dane naprawdę mają zniknąć. Potem opublikuj dostawę albo ją odrzuć. Gdy wcześniej przyjdzie nowa, dobra dostawa, zastąpi tę.',
  },
  shown: {
    means: 'Dane z tej dostawy widzą teraz mieszkańcy.',
    next: 'Nic nie trzeba robić. Jeśli dane są złe, popraw je w systemie księgowym i przyślij nową dostawę. Do tego czasu możesz wrócić do poprzedniej publikacji, jeśli jest.',
  },
  earlier: {
    means: 'Mieszkańcy widzieli dane z tej dostawy, dopóki nie przyszła nowsza.',
    next: 'Nic nie trzeba robić.',
  },
  rolledBack: {
    means: 'Mieszkańcy widzieli dane z tej dostawy, ale ktoś wrócił do poprzedniej publikacji.',
    next: 'Popraw dane w systemie księgowym i przyślij nową dostawę.',
  },
  unchanged: {
    means: 'Ta sama dostawa jest już opublikowana. Nic się nie zmieniło.',
    next: 'Jeśli dane miały być nowsze, sprawdź w systemie księgowym, co zostało wysłane.',
  },
  refused: { means: `Portal nie przyjął tej dostawy. ${stays}`, next: 'Przyślij nową dostawę.' },
  failed: {
    means: `Przyjmowanie dostawy zostało przerwane. ${stays}`,
    next: 'Portal spróbuje jeszcze raz. Jeśli to się powtarza, powiedz osobie, która obsługuje serwer.',
  },
}

/** Why a delivery was refused or broke off, in place of what its state alone says. */
const reasons: Readonly<Record<string, Meaning>> = {
  otherCooperative: {
    means: `To dostawa innej spółdzielni niż ta, której dane są w portalu. ${stays}`,
    next: 'Sprawdź w systemie księgowym, z której bazy wysłano dane.',
  },
  olderAsOf: {
    means: `Stan ksiąg w tej dostawie jest starszy niż ten, który widzą mieszkańcy. ${stays}`,
    next: 'Przyślij dostawę z aktualnym stanem ksiąg.',
  },
  sequenceGap: {
    means: `To dostawa samych zmian, ale brakuje dostawy przed nią albo ta przyszła drugi raz. ${stays}`,
    next: 'Przyślij brakującą dostawę albo pełną.',
  },
  nothingPublished: { means: 'Pierwsza dostawa musi być pełna, a ta ma same zmiany.', next: 'Przyślij pełną dostawę.' },
  replaced: {
    means: 'Ta dostawa czekała na decyzję, ale wcześniej przyszła nowsza i ją zastąpiła.',
    next: 'Nic nie trzeba robić.',
  },
  rolledBack: {
    means: 'Ta dostawa czekała na decyzję, ale ktoś cofnął publikację, z którą portal ją porównał.',
    next: 'Jeśli dane z niej są dobre, przyślij ją jeszcze raz.',
  },
  byPerson: {
    means: 'Czekała na decyzję i ktoś ją odrzucił. Nic z tej dostawy nie trafiło do mieszkańców.',
    next: 'Popraw dane w systemie księgowym i przyślij nową dostawę.',
  },
  programError: {
    means: `W programie wystąpił błąd, więc portal nie przyjął dostawy. ${stays}`,
    next: 'Portal spróbuje jeszcze raz. Powiedz o tym osobie, która obsługuje serwer.',
  },
  interrupted: {
    means: `Program zatrzymał się, zanim skończył przyjmować dostawę. ${stays}`,
    next: meanings.failed.next,
  },
  databaseGone: {
    means: `Baza danych nie odpowiadała, więc portal nie przyjął dostawy. ${stays}`,
    next: meanings.failed.next,
  },
  diskFull: {
    means: `Na dysku serwera nie ma miejsca, więc portal nie przyjął dostawy. ${stays}`,
    next: 'Powiedz o tym od razu osobie, która obsługuje serwer.',
  },
  notKept: {
    means: `Nie udało się zapisać kopii dostawy na dysku, więc portal jej nie przyjął. ${stays}`,
    next: 'Powiedz o tym od razu osobie, która obsługuje serwer.',
  },
  stillWritten: {
    means: `W czasie wczytywania ktoś jeszcze zapisywał pliki dostawy, więc portal jej nie przyjął. ${stays}`,
    next: 'Portal spróbuje jeszcze raz. System księgowy powinien zapisać plik datapackage.json na końcu.',
  },
  unreadable: {
    means: `Portal nie ma prawa odczytać plików dostawy, więc jej nie przyjął. ${stays}`,
    next: 'Osoba, która obsługuje serwer, powinna dać portalowi prawo odczytu. Potem trzeba włożyć dostawę jeszcze raz.',
  },
}

export const meaningOf = (state: ShownState, reason: string | undefined): Meaning =>
  (state === 'refused' || state === 'failed' ? reasons[reason ?? ''] : undefined) ?? meanings[state]

export const deliveryKinds = { full: 'pełna', changes: 'zmiany' } as const

export const kindWords = ({ kind, sequence }: Pick<DeliveryLine, 'kind' | 'sequence'>): string =>
  kind === null ? 'nieznany' : `${deliveryKinds[kind]}, nr\u00a0${sequence}`

export function wayWords({ cameBy, tokenName }: Pick<DeliveryLine, 'cameBy' | 'tokenName'>): string {
  switch (cameBy) {
    case 'network':
      return tokenName === null ? 'przez sieć' : `przez sieć, token „${tokenName}”`
    case 'inbox':
      return 'z folderu dostaw'
    case 'command':
      return 'poleceniem na serwerze'
    default:
      return 'nie zapisano'
  }
}

const stages: Readonly<Record<string, string>> = {
  receive: 'odbieranie plików',
  staging: 'przygotowanie',
  compareFiles: 'porównywanie z poprzednią dostawą',
  check: 'czytanie i sprawdzanie',
  analyze: 'porządkowanie danych',
  keys: 'sprawdzanie numerów',
  write: 'zapisywanie różnic',
  letters: 'zapisywanie pism',
  statistics: 'porządkowanie danych',
  keep: 'zapisywanie kopii dostawy',
  publish: 'publikowanie',
  prune: 'sprzątanie po starych publikacjach',
}
export const stageWords = (stage: string | null): string => stages[stage ?? ''] ?? 'przygotowanie'

/** A number people read: `1 234`, `−3`. */
export const countText = (count: number): string => (count < 0 ? MINUS : '') + groupThousands(String(Math.abs(count)))

export const rowsWords = (rows: number): string => countOf(rows, 'wiersz', 'wiersze', 'wierszy')

const resourceNames: Readonly<Record<(typeof resourceOrder)[number], string>> = {
  properties: 'nieruchomości',
  buildings: 'budynki',
  premises: 'lokale',
  parties: 'kontrahenci',
  holdings: 'prawa do lokali',
  accounts: 'konta',
  documents: 'dokumenty',
  document_lines: 'składniki dokumentów',
  entries: 'zapisy',
  allocations: 'zaliczenia wpłat',
  charge_parameters: 'parametry naliczeń',
  fee_components: 'składniki wymiaru opłat',
  meters: 'liczniki',
  readings: 'odczyty',
  meter_settlements: 'rozliczenia',
  meter_settlement_lines: 'pozycje rozliczeń',
  balances: 'salda',
  notices: 'pisma',
}
export const resourceName = (name: string): string => resourceNames[name as keyof typeof resourceNames] ?? name

const totalNames: Readonly<Record<string, string>> = {
  amount: 'kwota',
  remaining: 'pozostało',
  charged: 'było naliczone',
  should_be: 'powinno być',
  difference: 'różnica',
  closing_balance: 'saldo',
}
export const totalName = (column: string): string => totalNames[column] ?? column

export const measureNames: Readonly<Record<Measure, string>> = {
  premises: 'Lokale',
  bookings: 'Dokumenty i zapisy',
  money: 'Suma sald bez znaku',
}

export const actionWords: Readonly<
  Record<
    DecisionAction,
    { readonly slug: string; readonly title: string; readonly button: string; readonly made: string }
  >
> = {
  confirm: {
    slug: 'potwierdz',
    title: 'Publikowanie dostawy, która czeka na decyzję',
    button: 'Opublikuj dostawę',
    made: 'opublikować dostawę',
  },
  refuse: {
    slug: 'odrzuc',
    title: 'Odrzucenie dostawy, która czeka na decyzję',
    button: 'Odrzuć dostawę',
    made: 'odrzucić dostawę',
  },
  rollback: {
    slug: 'cofnij',
    title: 'Powrót do poprzedniej publikacji',
    button: 'Wróć do poprzedniej publikacji',
    made: 'wrócić do poprzedniej publikacji',
  },
}

const outcomes: Readonly<Record<string, string>> = {
  done: 'zrobione',
  failed: 'nie udało się: program nie mógł tego zrobić',
  busy: 'nie zrobiono: trwał import innej dostawy',
  notWaiting: 'nie zrobiono: dostawa nie czekała już na decyzję',
  outdated: 'nie zrobiono: stan ksiąg zmienił się po sprawdzeniu tej dostawy',
  unknownDelivery: 'nie zrobiono: nie ma takiej dostawy',
  nothingPublished: 'nie zrobiono: nic nie jest opublikowane',
  nothingBefore: 'nie zrobiono: to pierwsza publikacja',
  pruned: 'nie zrobiono: danych poprzedniej publikacji już nie ma',
  movedOn: 'nie zrobiono: mieszkańcy widzieli już inną publikację',
}
export const outcomeWords = (outcome: string | null): string =>
  outcome === null ? 'trwa' : (outcomes[outcome] ?? outcomes.failed!)

/** On the page of the job. */
const outcomeSentences: Readonly<Record<DecisionAction, string>> = {
  confirm: 'Dostawa jest opublikowana. Mieszkańcy widzą dane z tej dostawy.',
  refuse: 'Dostawa jest odrzucona. Mieszkańcy widzą dotychczasowe dane.',
  rollback: 'Mieszkańcy znowu widzą poprzednią publikację.',
}
const undone: Readonly<Record<string, string>> = {
  busy: 'Nic się nie zmieniło: przez cały ten czas trwał import innej dostawy. Gdy się skończy, zdecyduj jeszcze raz.',
  notWaiting: 'Nic się nie zmieniło: ta dostawa nie czekała już na decyzję. Zobacz, co się z nią stało.',
  outdated:
    'Nic się nie zmieniło: stan ksiąg jest inny niż wtedy, gdy portal sprawdzał tę dostawę. Trzeba ją przysłać jeszcze raz.',
  pruned: 'Nic się nie zmieniło: danych poprzedniej publikacji już nie ma w portalu.',
  movedOn: 'Nic się nie zmieniło: zanim zadanie ruszyło, mieszkańcy zaczęli widzieć inną publikację.',
}
export const outcomeSentence = (action: DecisionAction, outcome: string): string =>
  outcome === 'done'
    ? outcomeSentences[action]
    : (undone[outcome] ?? 'Nic się nie zmieniło. Spróbuj jeszcze raz. Jeśli to się powtórzy, powiedz administratorowi.')

export const reasonSentences: Readonly<Record<ReasonProblem, string>> = {
  missing: 'Napisz powód.',
  long: 'Powód może mieć najwyżej 500 znaków.',
  bad: 'Powód zawiera niedozwolone znaki.',
}

/** "Barbara Wiśniewska postanowiła…" would need the gender, so it is said without a verb of hers. */
export const openSentence = (by: string, action: DecisionAction, at: number): string =>
  `Jest już decyzja: ${actionWords[action].made} (${by}, ${formatDateTime(at)}). Portal właśnie ją wykonuje. Poczekaj chwilę i otwórz tę stronę jeszcze raz.`

export const deliveryTitle = (receivedAt: number): string => `Dostawa z ${formatDateTime(receivedAt)}`

/** Rows that came, changed and went, of all resources together. */
export function changedRowsSentence({ changes }: { readonly changes: Readonly<Record<string, Changes>> }): string {
  const sum = (of: keyof Changes) => countText(Object.values(changes).reduce((all, one) => all + one[of], 0))
  return `Nowe: ${sum('inserted')}, zmienione: ${sum('changed')}, usunięte: ${sum('deleted')}.`
}

export const listedSentence = (listed: number, count: number): string =>
  `Na liście są pierwsze ${countOf(listed, 'błąd', 'błędy', 'błędów')}. Wszystkich jest ${countText(count)}.`

export const importText = {
  title: 'Dostawy z systemu księgowego',
  one: 'Dostawa',
  whatBecame: 'Zobacz tę dostawę',
  undone: 'Nic się nie zmieniło',
  all: 'Wszystkie dostawy',
  seen: 'Co widzą teraz mieszkańcy',
  underWay: 'Trwa przyjmowanie dostawy',
  seenByResidents: 'widzą ją mieszkańcy',
  state: 'Co się stało z dostawą',
  nothing: 'Nie opublikowano jeszcze żadnej dostawy. Mieszkańcy nie widzą żadnych kwot.',
  none: 'Nie przyszła jeszcze żadna dostawa.',
  waiting: 'Jedna z dostaw czeka na decyzję: opublikować ją czy odrzucić.',
  decide: 'Zobacz i zdecyduj',
  goBack: 'Wróć do poprzedniej publikacji',
  next: 'Co teraz',
  unknown: 'nieznany',
  unread: 'Portal nie policzył, co jest w tej dostawie.',
  content: 'Co jest w dostawie',
  contentAgrees: 'Liczba wierszy i sumy kontrolne zgadzają się z tym, co portal policzył.',
  contentDiffers: 'Coś się nie zgadza z tym, co portal policzył. Te wiersze są zaznaczone.',
  contentUnknown: 'Portal policzył wiersze. Sum kontrolnych tej dostawy nie zapisano.',
  contentAll: 'Pokaż wszystkie dane',
  agrees: 'zgadza się',
  differs: 'nie zgadza się',
  partial: 'plik odczytano tylko w części',
  differences: 'Różnice wobec poprzedniej publikacji',
  noDifferences: 'Żaden wiersz się nie zmienił.',
  brake: 'Ile danych znika',
  brakeLimit: 'Gdy coś z tego spadnie o więcej niż',
  brakeThen: 'dostawa czeka na decyzję.',
  noFall: 'nie spada',
  tooMuch: 'za dużo',
  balances: 'Suma sald',
  problems: 'Błędy',
  noProblems: 'Bez błędów.',
  csv: 'Pobierz błędy (CSV)',
  csvName: 'bledy-dostawy.csv',
  valuesGone: 'Dostawa jest już za stara, żeby pokazać, co w niej było. Miejsca błędów zostały.',
  decisions: 'Decyzje',
  decision: 'Decyzja',
  consequence: 'Co się stanie',
  reason: 'Powód',
  reasonHint: 'Przeczytają go inni z księgowości. Bez danych mieszkańców.',
  willSee: 'Mieszkańcy zobaczą',
  willSeeAgain: 'Mieszkańcy znowu zobaczą',
  seeNow: 'Mieszkańcy widzą teraz',
  confirmLead:
    'Po publikacji mieszkańcy od razu zobaczą dane z tej dostawy. Czego w niej nie ma, to zniknie z ich stron. Do poprzedniej publikacji można potem wrócić.',
  refuseLead:
    'Dane z tej dostawy zostaną usunięte i nikt ich nie zobaczy. Tego nie da się cofnąć: dostawę trzeba by przysłać jeszcze raz.',
  rollbackLead:
    'Wszyscy mieszkańcy od razu zobaczą poprzednią publikację. Tego nie da się cofnąć: nowsze dane pokaże dopiero następna dostawa.',
  rollbackUndone: 'Co zostanie cofnięte',
  rollbackUndoneHint: 'Wiersze nowe znikną, zmienione będą takie jak przedtem, usunięte wrócą.',
  rollbackAll: 'Pokaż, ile czego',
  rollbackNext: (sequence: number): string =>
    `Jeśli system księgowy przyśle tę samą dostawę jeszcze raz, portal znowu ją opublikuje. Popraw więc najpierw dane. Dostawa samych zmian musi mieć teraz numer ${sequence + 1}; pełna może mieć każdy.`,
  notWaiting: 'Ta dostawa nie czeka już na decyzję. Nic nie zmieniono.',
  overtaken: 'Ktoś był szybszy: ta dostawa nie czeka już na decyzję. Nic nie zmieniono.',
  movedOn: 'Ktoś był szybszy: mieszkańcy widzą już inną publikację niż ta z formularza. Nic nie zmieniono.',
  nothingBefore: 'To pierwsza publikacja. Nie ma do czego wrócić.',
  pruned: 'Danych poprzedniej publikacji już nie ma w portalu. Nie ma do czego wrócić.',
} as const
