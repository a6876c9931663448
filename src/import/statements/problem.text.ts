import { fixed, say } from '../contract/problem.text.ts'

/** Everything a statement file can be refused for: Polish for the accountant, English for the bank's or vendor's engineer. */
export const statementTexts = {
  empty: fixed(
    'Plik jest pusty. Pobierz wyciąg z banku jeszcze raz.',
    'The file is empty. Download the statement from the bank again.',
  ),
  fileTooLarge: say(
    (d) => `Plik jest za duży: ponad ${d.limit} MB. Pobierz z banku wyciąg za krótszy okres.`,
    (d) => `The file is too large: more than ${d.limit} MB. Download a statement of a shorter period.`,
  ),
  notAStatement: fixed(
    'To nie jest wyciąg bankowy. Przyjmujemy pliki MT940 i camt.053 (XML). Wybierz w banku taki format.',
    'This is not a bank statement. MT940 and camt.053 (XML) are read. Choose one of these formats at the bank.',
  ),
  intradayReport: fixed(
    'To jest raport w ciągu dnia (MT942), bez sald. Pobierz wyciąg za cały dzień: MT940 albo camt.053.',
    'This is an intraday report (MT942) without balances. Download the statement of the day: MT940 or camt.053.',
  ),
  utf16: fixed(
    'Plik jest zapisany w UTF-16. Pobierz go z banku jeszcze raz i nie zapisuj innym programem.',
    'The file is written in UTF-16. Download it again and do not save it with another program.',
  ),
  nulByte: fixed(
    'W pliku jest bajt zerowy: plik jest uszkodzony. Pobierz go z banku jeszcze raz.',
    'The file has a NUL byte: it is damaged. Download it from the bank again.',
  ),
  lineTooLong: say(
    (d) => `Wiersz ma ponad ${d.limit} znaków. Tak nie wygląda wyciąg MT940. Pobierz plik z banku jeszcze raz.`,
    (d) => `The line has more than ${d.limit} characters. No MT940 statement looks like this. Download it again.`,
  ),
  tooManyStatements: say(
    (d) => `W pliku jest ponad ${d.limit} wyciągów. Podziel plik na mniejsze.`,
    (d) => `The file holds more than ${d.limit} statements. Split it.`,
  ),
  tooManyMovements: say(
    (d) => `W pliku jest ponad ${d.limit} operacji. Pobierz wyciąg za krótszy okres.`,
    (d) => `The file holds more than ${d.limit} movements. Download a shorter period.`,
  ),
  textOutside: fixed(
    'Ten wiersz nie należy do żadnego pola wyciągu. Plik jest uszkodzony albo zmieniony. Pobierz go z banku jeszcze raz.',
    'This line belongs to no field of a statement. The file is damaged or was changed. Download it again.',
  ),
  fieldMissing: say(
    (d) =>
      `W wyciągu brakuje pola ${d.field} (${d.what}). Plik jest ucięty albo zmieniony. Pobierz go z banku jeszcze raz.`,
    (d) => `The statement lacks the field ${d.field} (${d.whatEn}). The file is cut or changed. Download it again.`,
  ),
  fieldTwice: say(
    (d) => `Pole ${d.field} jest w tym wyciągu dwa razy. Plik jest uszkodzony. Pobierz go z banku jeszcze raz.`,
    (d) => `The field ${d.field} is there twice. The file is damaged. Download it again.`,
  ),
  balance: fixed(
    'Salda nie da się odczytać. Powinno wyglądać tak: C261126PLN1234,56. Pobierz plik z banku jeszcze raz.',
    'The balance cannot be read. It should look like C261126PLN1234,56. Download the file again.',
  ),
  movement: fixed(
    'Operacji nie da się odczytać. Powinna wyglądać tak: 2611261126C1234,56NTRF… Pobierz plik z banku jeszcze raz.',
    'The movement cannot be read. It should look like 2611261126C1234,56NTRF… Download the file again.',
  ),
  amount: fixed(
    'Kwoty nie da się odczytać. Może mieć najwyżej 13 cyfr i dwa miejsca po przecinku. Zgłoś to bankowi.',
    'The amount cannot be read. It may have 13 digits and two decimal places at most. Tell the bank.',
  ),
  date: fixed(
    'Nie ma takiego dnia. Plik jest uszkodzony albo zmieniony. Pobierz go z banku jeszcze raz.',
    'There is no such day. The file is damaged or was changed. Download it again.',
  ),
  currency: fixed(
    'Brakuje waluty salda, na przykład PLN. Zgłoś to bankowi.',
    'The balance has no currency, such as PLN. Tell the bank.',
  ),
  currencyMixed: fixed(
    'Waluta różni się od waluty salda otwarcia. Zgłoś to bankowi.',
    'The currency differs from that of the opening balance. Tell the bank.',
  ),
  sumMismatch: say(
    (d) =>
      `Wyciąg się nie sumuje: saldo otwarcia ${d.opening} i operacje ${d.movements} dają ${d.found}, a saldo końcowe to ${d.closing}. Plik jest ucięty albo zmieniony. Pobierz go z banku jeszcze raz.`,
    (d) =>
      `The statement does not add up: opening balance ${d.opening} and movements ${d.movements} give ${d.found}, the closing balance is ${d.closing}. The file is cut or changed. Download it again.`,
  ),
  sumTooLarge: fixed(
    'Suma operacji jest za duża, żeby policzyć ją dokładnie. Zgłoś to bankowi.',
    'The sum of the movements is too large to be exact. Tell the bank.',
  ),
  countMismatch: say(
    (d) => `Bank zapisał operacji: ${d.expected}, a w pliku jest: ${d.found}. Pobierz plik z banku jeszcze raz.`,
    (d) => `The bank counted ${d.expected} movements, the file holds ${d.found}. Download it again.`,
  ),
  xmlBroken: say(
    (d) =>
      `Pliku XML nie da się odczytać od tego miejsca (${d.why}). Plik jest ucięty albo zmieniony. Pobierz go jeszcze raz.`,
    (d) => `The XML cannot be read from this place on (${d.why}). The file is cut or changed. Download it again.`,
  ),
  xmlEntities: fixed(
    'Plik XML ma własne definicje (DOCTYPE). Wyciąg z banku ich nie ma, a bywają niebezpieczne. Pobierz plik z banku jeszcze raz.',
    'The XML has definitions of its own (DOCTYPE). A bank statement has none, and they can be dangerous. Download it again.',
  ),
  xmlDepth: say(
    (d) => `Plik XML ma ponad ${d.limit} poziomów zagnieżdżenia. Tak nie wygląda wyciąg bankowy.`,
    (d) => `The XML is nested more than ${d.limit} levels deep. No bank statement looks like this.`,
  ),
  xmlEncoding: say(
    (d) => `Nie znamy kodowania znaków zapisanego w pliku. Czytamy: ${d.known}.`,
    (d) => `The encoding named in the file is unknown. Known: ${d.known}.`,
  ),
  otherMessage: fixed(
    'To jest inny plik XML z banku, nie wyciąg camt.053. Wybierz w banku „wyciąg camt.053”.',
    'This is another XML file of the bank, not a camt.053 statement. Choose “statement camt.053” at the bank.',
  ),
  version: say(
    (d) => `Tej wersji camt.053 nie znamy. Czytamy wersje od ${d.first} do ${d.last}.`,
    (d) => `This version of camt.053 is unknown. Versions ${d.first} to ${d.last} are read.`,
  ),
  noStatement: fixed(
    'W pliku nie ma żadnego wyciągu. Jeśli tego dnia nie było operacji, nie trzeba nic robić.',
    'The file holds no statement. If there were no movements that day, nothing needs doing.',
  ),
  statementChanged: say(
    (d) =>
      `Wyciąg nr ${d.number} tego rachunku za ten okres już wczytano, ale z inną treścią. Sprawdź w banku, który jest właściwy. Jeśli ten, administrator usuwa poprzedni poleceniem: ebok statements remove ${d.id}`,
    (d) =>
      `Statement no. ${d.number} of this account and period was read before, with other content. Ask the bank which one is right. If this one, the administrator removes the other with: ebok statements remove ${d.id}`,
  ),
  unreadable: fixed(
    'Pliku nie udało się odczytać w wyznaczonym czasie i pamięci. Pobierz z banku wyciąg za krótszy okres. Jeśli to nie pomoże, powiedz administratorowi.',
    'The file could not be read within its limits of time and memory. Download a shorter period; if that does not help, tell the administrator.',
  ),
} as const
