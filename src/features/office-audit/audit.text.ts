import { countOf } from '#kernel/plural.ts'
import type { AuditLine, ChainFault, CheckResult } from './audit.model.ts'

/** What each action is in plain words. A test goes through the sources and fails when one has none. */
export const actionWords: Readonly<Record<string, string>> = {
  'announcement.corrected': 'Poprawiono wiadomość',
  'announcement.noticeAsked': 'Zlecono powiadomienia e-mail o wiadomości',
  'announcement.published': 'Opublikowano wiadomość',
  'announcement.withdrawn': 'Wycofano wiadomość',
  'audit.exported': 'Pobrano dziennik zdarzeń do pliku',
  'document.acceptancesExported': 'Pobrano do pliku listę akceptacji dokumentu',
  'document.editionPublished': 'Opublikowano nową wersję dokumentu',
  'document.editionWithdrawn': 'Wycofano wersję dokumentu',
  'document.published': 'Opublikowano dokument',
  'document.withdrawn': 'Wycofano dokument',
  'import.confirmed': 'Potwierdzono dostawę z systemu księgowego',
  'import.forced': 'Opublikowano dostawę mimo ostrzeżenia',
  'import.refused': 'Odrzucono dostawę z systemu księgowego',
  'import.rolledBack': 'Wrócono do poprzedniego stanu ksiąg',
  'import.tokenAdded': 'Dodano klucz do przysyłania dostaw',
  'import.tokenRevoked': 'Unieważniono klucz do przysyłania dostaw',
  'import.uploaded': 'Przysłano dostawę',
  'installation.restored': 'Przywrócono portal z kopii zapasowej',
  'job.approved': 'Zgodzono się na zadanie innej osoby',
  'job.asked': 'Zlecono zadanie',
  'job.refused': 'Nie zgodzono się na zadanie innej osoby',
  'job.withdrawn': 'Wycofano zadanie, które czekało na zgodę',
  'login.codeIssued': 'Wydano kod startowy',
  'login.created': 'Założono login',
  'login.factorAdded': 'Włączono drugi składnik logowania',
  'login.factorRemoved': 'Wyłączono drugi składnik logowania',
  'login.factorsRemoved': 'Biuro wyłączyło drugie składniki logowania',
  'login.handedOver': 'Przekazano kod startowy do rąk własnych',
  'login.linkIssued': 'Wysłano odnośnik do ustawienia hasła',
  'login.linkMailed': 'Poczta przyjęła odnośnik do ustawienia hasła',
  'login.locked': 'Zablokowano login',
  'login.passwordAccepted': 'Podano dobre hasło, zapytano o drugi składnik',
  'login.passwordChanged': 'Zmieniono hasło',
  'login.passwordSet': 'Ustawiono pierwsze hasło',
  'login.proxyGranted': 'Dopuszczono pełnomocnika do lokalu',
  'login.recoveryCodesMade': 'Wydano zapasowe kody logowania',
  'login.sessionsEnded': 'Wylogowano z innych urządzeń',
  'login.sheetsOpened': 'Otwarto wydruk z kodami startowymi',
  'login.sheetsPrinted': 'Wydrukowano kody startowe',
  'login.signedIn': 'Zalogowano się',
  'login.signedOut': 'Wylogowano się',
  'login.unlocked': 'Odblokowano login',
  'messages.answerDaysSet': 'Zmieniono termin odpowiedzi na wiadomości',
  'messages.answered': 'Odpowiedziano mieszkańcowi',
  'messages.closed': 'Zamknięto sprawę',
  'messages.handedOver': 'Przekazano sprawę innej osobie',
  'messages.labelAdded': 'Dodano etykietę spraw',
  'messages.labelRemoved': 'Usunięto etykietę spraw',
  'messages.labelRenamed': 'Zmieniono nazwę etykiety spraw',
  'messages.labelsChanged': 'Zmieniono etykiety sprawy',
  'messages.mailHandled': 'Załatwiono nieprzyjęty list',
  'messages.mailResent': 'Wysłano list jeszcze raz',
  'messages.noteAdded': 'Dodano notatkę do sprawy',
  'messages.recorded': 'Zapisano rozmowę albo pismo w sprawie',
  'messages.released': 'Zwolniono sprawę',
  'messages.reopened': 'Otwarto sprawę ponownie',
  'messages.started': 'Napisano do mieszkańca w nowej sprawie',
  'messages.taken': 'Wzięto sprawę',
  'messages.templateAdded': 'Dodano gotową odpowiedź',
  'messages.templateChanged': 'Zmieniono gotową odpowiedź',
  'messages.templateRemoved': 'Usunięto gotową odpowiedź',
  'messages.threadGiven': 'Przypisano list do sprawy',
  'messages.topicChanged': 'Zmieniono temat sprawy',
  'payments.restored': 'Przywrócono wpłatę z wyciągu na listę',
  'payments.settled': 'Załatwiono ręcznie wpłatę z wyciągu',
  'profile.emailAsked': 'Poproszono o zmianę adresu e-mail',
  'profile.emailChanged': 'Potwierdzono nowy adres e-mail',
  'profile.phoneEntered': 'Podano nowy telefon',
  'registration.issued': 'Wydano login do zgłoszenia',
  'registration.noted': 'Dodano notatkę do zgłoszenia',
  'requests.done': 'Załatwiono prośbę o zmianę danych',
  'requests.phoneConfirmed': 'Potwierdzono telefon mieszkańca',
  'requests.phoneRefused': 'Nie przyjęto telefonu mieszkańca',
  'requests.refused': 'Odmówiono zmiany danych',
  'requests.taken': 'Wzięto prośbę o zmianę danych',
  'right.granted': 'Nadano prawo do lokalu',
  'right.revoked': 'Odebrano prawo do lokalu',
  'right.shortened': 'Skrócono prawo do lokalu',
  'settings.bankAccountsChanged': 'Zmieniono rachunki bankowe spółdzielni po zgodzie drugiej osoby',
  'settings.changed': 'Zmieniono ustawienia',
  'settings.rowAdded': 'Dodano wpis w ustawieniach',
  'settings.rowChanged': 'Zmieniono wpis w ustawieniach',
  'settings.rowRemoved': 'Usunięto wpis w ustawieniach',
  'staff.roleChanged': 'Zmieniono rolę pracownika',
  'statements.handedIn': 'Przekazano plik z wyciągiem bankowym',
  'statements.read': 'Wczytano wyciąg bankowy',
  'statements.removed': 'Usunięto wyciąg bankowy',
  'view.ended': 'Zakończono podgląd konta mieszkańca',
  'view.started': 'Otwarto podgląd konta mieszkańca',
}

/** Groups of actions by the first word of their name. */
export const groupWords: Readonly<Record<string, string>> = {
  login: 'Logowanie i loginy',
  profile: 'Dane kontaktowe mieszkańców',
  registration: 'Rejestracje',
  right: 'Prawa do lokali',
  view: 'Podgląd kont mieszkańców',
  messages: 'Sprawy i wiadomości',
  requests: 'Prośby o zmianę danych',
  announcement: 'Ogłoszenia',
  document: 'Dokumenty',
  import: 'Dostawy z systemu księgowego',
  statements: 'Wyciągi bankowe',
  payments: 'Wpłaty z wyciągów',
  job: 'Zgody drugiej osoby',
  settings: 'Ustawienia',
  staff: 'Pracownicy biura',
  audit: 'Dziennik zdarzeń',
  installation: 'Instalacja',
}

/** A line of another version of the program still has its name. */
export const actionSentence = (action: string): string => actionWords[action] ?? action

const actorKinds: Readonly<Record<AuditLine['actorKind'], string>> = {
  resident: 'mieszkaniec',
  staff: 'biuro',
  operator: 'osoba obsługująca serwer',
  system: 'program',
}
export const actorSentence = ({ actor, actorKind }: Pick<AuditLine, 'actor' | 'actorKind'>): string =>
  actor ?? actorKinds[actorKind]
export const actorKindWords = (kind: AuditLine['actorKind']): string => actorKinds[kind]

const detailWords: Readonly<Record<string, string>> = {
  by: 'kto',
  change: 'zmiana',
  delivery: 'dostawa',
  fields: 'pola',
  from: 'od',
  group: 'grupa',
  actor: 'kto zrobił',
  subject: 'kogo dotyczy',
  job: 'zadanie',
  kind: 'rodzaj',
  page: 'strona',
  premises: 'lokal',
  reason: 'powód',
  row: 'wpis',
  to: 'do',
}
/** Ids and choices of a line, in the order they were written. */
export function detailSentence(details: AuditLine['details']): string {
  return Object.entries(details)
    .map(([name, value]) => `${detailWords[name] ?? name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    .join('; ')
}

/** On the page an id is its first figures; the file has it whole. */
export const withShortIds = (sentence: string): string =>
  sentence.replaceAll(/\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '$1…')

export const auditText = {
  title: 'Dziennik zdarzeń',
  lead: 'Kto, co i kiedy zrobił w portalu. Wpisów nie da się zmienić ani usunąć: każdy jest spleciony z poprzednim.',
  group: 'Czego dotyczy',
  allGroups: 'wszystko',
  actor: 'Kto to zrobił',
  subject: 'Kogo to dotyczy',
  personHint: 'Login albo imię i nazwisko.',
  from: 'Od dnia',
  to: 'Do dnia',
  search: 'Szukaj',
  clear: 'Wyczyść',
  choose: 'Pasuje więcej niż jedna osoba. Wybierz:',
  chooseActor: 'Kto to zrobił',
  chooseSubject: 'Kogo to dotyczy',
  tooMany: 'Pokazujemy pierwsze 20. Wpisz więcej liter albo sam login.',
  nobody: 'Nie ma takiego loginu ani takiej osoby.',
  wrongOrder: 'Pierwszy dzień jest późniejszy niż ostatni.',
  lines: 'Wpisy',
  none: 'Nie ma takich wpisów.',
  older: 'Starsze wpisy',
  newest: 'Najnowsze wpisy',
  export: 'Pobierz CSV',
  exportHint: 'Plik obejmuje wszystkie wpisy z tego wyboru. Pobranie zostaje w dzienniku.',
  check: 'Sprawdź dziennik',
  checkTitle: 'Czy dziennik jest nienaruszony',
  neverChecked: 'Nikt jeszcze nie sprawdzał całego dziennika. Nowe wpisy portal sprawdza sam każdej nocy.',
  lastCheck: 'Ostatnie sprawdzenie:',
  csvName: 'dziennik-zdarzen.csv',
} as const

const faults: Readonly<Record<ChainFault, string>> = {
  content: 'jego treść jest inna niż wtedy, gdy powstał',
  link: 'nie zgadza się z wpisem przed nim: brakuje tu wpisu albo go podmieniono',
  version: 'ma stary rodzaj zabezpieczenia, choć powstał później',
  anchor: 'nie zgadza się z odciskiem zapisanym poza bazą danych',
}
export function checkSentence({ checked, anchors, brokenId, fault }: CheckResult): string {
  if (brokenId !== null && fault !== null)
    return `Dziennik został naruszony. Pierwszy zły wpis ma numer ${brokenId}: ${faults[fault]}.`
  const lines = countOf(checked, 'wpis', 'wpisy', 'wpisów')
  const nights = countOf(anchors, 'odciskiem', 'odciskami', 'odciskami')
  return `Dziennik jest nienaruszony. Sprawdzono ${lines} i porównano z ${nights} zapisanymi poza bazą danych.`
}
