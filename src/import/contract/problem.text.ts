/** What a message needs besides the place: an allowed value, a found sum. Kept short: it is shown to a person. */
export type ProblemDetails = Readonly<Record<string, string | number>>

export interface ProblemText {
  readonly pl: (details: ProblemDetails) => string
  readonly en: (details: ProblemDetails) => string
}

export const say = (pl: ProblemText['pl'], en: ProblemText['en']): ProblemText => ({ pl, en })
export const fixed = (pl: string, en: string): ProblemText => ({ pl: () => pl, en: () => en })

const encodingHints: Readonly<Record<string, readonly [string, string]>> = {
  cp1250: [
    ' Wygląda na Windows-1250 (CP1250): trzeba zapisać plik jako UTF-8.',
    ' It looks like Windows-1250 (CP1250): save the file as UTF-8.',
  ],
  utf16: [' Wygląda na UTF-16: trzeba zapisać plik jako UTF-8.', ' It looks like UTF-16: save the file as UTF-8.'],
  none: ['', ''],
}
const hint = (details: ProblemDetails, language: 0 | 1) => encodingHints[String(details.hint)]?.[language] ?? ''

/** Every problem a delivery can have, said in Polish for an accountant and in English for a vendor's engineer. */
export const problemTexts = {
  // The delivery as it came
  notADelivery: fixed(
    'To nie jest dostawa. Dostawa to folder albo plik .zip z plikiem datapackage.json.',
    'This is not a delivery. A delivery is a folder or a .zip file with datapackage.json in it.',
  ),
  zipBroken: fixed(
    'Pliku .zip nie da się odczytać: jest uszkodzony albo ucięty. Trzeba wysłać go jeszcze raz.',
    'The .zip file cannot be read: it is damaged or cut short. Send it again.',
  ),
  zipEncrypted: fixed(
    'Plik w archiwum .zip jest zaszyfrowany hasłem. Dostawa nie może mieć hasła.',
    'A file in the .zip is encrypted with a password. A delivery must have no password.',
  ),
  zipMethod: fixed(
    'Plik w archiwum .zip spakowano nieobsługiwaną metodą. Obsługiwane są: deflate i bez kompresji.',
    'A file in the .zip is packed with an unsupported method. Supported: deflate and stored.',
  ),
  zipRatio: say(
    (d) =>
      `Archiwum .zip rozpakowuje się do rozmiaru ponad ${d.limit} razy większego. Takich archiwów nie przyjmujemy.`,
    (d) => `The .zip unpacks to more than ${d.limit} times its size. Such archives are refused.`,
  ),
  deliveryTooBig: say(
    (d) => `Dostawa jest za duża: po rozpakowaniu ponad ${d.limit} bajtów.`,
    (d) => `The delivery is too big: more than ${d.limit} bytes unpacked.`,
  ),
  tooManyFiles: say(
    (d) => `Dostawa ma za dużo plików: ponad ${d.limit}.`,
    (d) => `The delivery has too many files: more than ${d.limit}.`,
  ),
  unsafePath: fixed(
    'Nazwa pliku prowadzi poza dostawę albo ma niedozwolone znaki.',
    'The file name leads outside the delivery or has characters that are not allowed.',
  ),
  linkRefused: fixed(
    'To jest skrót (dowiązanie), a nie plik. Dostawa może mieć tylko zwykłe pliki.',
    'This is a link, not a file. A delivery may hold ordinary files only.',
  ),
  duplicateFile: fixed('Ten plik jest w archiwum dwa razy.', 'This file is in the archive twice.'),
  fileUnreadable: fixed(
    'Pliku nie da się odczytać do końca. Dostawa jest uszkodzona: trzeba wysłać ją jeszcze raz.',
    'The file cannot be read to its end. The delivery is damaged: send it again.',
  ),

  // datapackage.json
  descriptorMissing: fixed(
    'W dostawie nie ma pliku datapackage.json. Musi leżeć na samej górze, nie w podfolderze.',
    'The delivery has no datapackage.json. It must lie at the top, not in a subfolder.',
  ),
  descriptorTooLarge: say(
    (d) => `Plik datapackage.json jest za duży: ponad ${d.limit} bajtów.`,
    (d) => `datapackage.json is too large: more than ${d.limit} bytes.`,
  ),
  descriptorNotJson: fixed(
    'Plik datapackage.json nie jest poprawnym JSON-em od tego miejsca.',
    'datapackage.json is not valid JSON from this place on.',
  ),
  descriptorTooDeep: fixed('Plik datapackage.json ma za dużo zagnieżdżeń.', 'datapackage.json is nested too deeply.'),
  descriptorKeyTwice: fixed('Ta właściwość jest zapisana dwa razy.', 'This property is written twice.'),
  descriptorMissingProperty: say(
    (d) => `Brakuje właściwości ${d.property}.`,
    (d) => `The property ${d.property} is missing.`,
  ),
  descriptorUnknownProperty: say(
    (d) => `Właściwość ${d.property} nie należy tutaj.`,
    (d) => `The property ${d.property} does not belong here.`,
  ),
  descriptorValue: say(
    (d) => `Wartość jest niezgodna z kontraktem. Powinno być: ${d.expected}.`,
    (d) => `The value does not follow the contract. Expected: ${d.expected}.`,
  ),
  descriptorResourceMissing: say(
    (d) => `Dostawa nie opisuje wymaganego zasobu ${d.resource}.`,
    (d) => `The delivery does not describe the required resource ${d.resource}.`,
  ),
  descriptorResourceTwice: say(
    (d) => `Zasób ${d.resource} jest opisany dwa razy.`,
    (d) => `The resource ${d.resource} is described twice.`,
  ),
  descriptorPathTwice: fixed('Dwa zasoby wskazują ten sam plik.', 'Two resources point to the same file.'),
  descriptorFields: say(
    (d) =>
      `Pola w schemacie zasobu różnią się od kontraktu. Brakuje: ${d.missing || '–'}. Nieznane: ${d.unknown || '–'}.`,
    (d) =>
      `The fields of the schema differ from the contract. Missing: ${d.missing || '–'}. Unknown: ${d.unknown || '–'}.`,
  ),
  asOfOlder: say(
    (d) => `Stan ksiąg w dostawie jest starszy niż już opublikowany (${d.published}).`,
    (d) => `The state of the books is older than the published one (${d.published}).`,
  ),
  sequenceGap: say(
    (d) =>
      `Dostawa zmian ma numer ${d.found}, a powinna mieć ${d.expected}. Brakuje wcześniejszej dostawy albo ta przyszła drugi raz.`,
    (d) =>
      `The delivery of changes has number ${d.found}, expected ${d.expected}. An earlier one is missing or this one came twice.`,
  ),

  // Files
  fileMissing: fixed('Tego pliku nie ma w dostawie.', 'This file is not in the delivery.'),
  bytesMismatch: say(
    (d) => `Plik ma ${d.found} bajtów, a w datapackage.json zapisano ${d.expected}. Plik jest ucięty albo zmieniony.`,
    (d) => `The file has ${d.found} bytes, datapackage.json says ${d.expected}. The file is cut short or changed.`,
  ),
  hashMismatch: fixed(
    'Suma SHA-256 pliku różni się od zapisanej w datapackage.json. Plik zmieniono po przygotowaniu dostawy.',
    'The SHA-256 of the file differs from datapackage.json. The file was changed after the delivery was made.',
  ),
  rowCountMismatch: say(
    (d) => `Plik ma wierszy: ${d.found}, a w datapackage.json zapisano: ${d.expected}.`,
    (d) => `The file has ${d.found} rows, datapackage.json says ${d.expected}.`,
  ),
  controlTotalMismatch: say(
    (d) => `Suma kontrolna się nie zgadza: z wierszy wychodzi ${d.found}, w datapackage.json jest ${d.expected}.`,
    (d) => `The control total does not agree: the rows give ${d.found}, datapackage.json says ${d.expected}.`,
  ),
  tooManyRows: say(
    (d) => `Plik ma więcej wierszy, niż dopuszcza kontrakt: ponad ${d.limit}.`,
    (d) => `The file has more rows than the contract allows: more than ${d.limit}.`,
  ),
  emptyFile: fixed('Plik jest pusty: brakuje nawet nagłówka.', 'The file is empty: not even a header.'),
  byteOrderMark: fixed(
    'Plik zaczyna się znacznikiem BOM. Trzeba zapisać go jako UTF-8 bez BOM.',
    'The file starts with a byte order mark. Save it as UTF-8 without BOM.',
  ),
  notUtf8: say(
    (d) => `W tym wierszu jest tekst, który nie jest w UTF-8.${hint(d, 0)}`,
    (d) => `This line has text that is not UTF-8.${hint(d, 1)}`,
  ),
  nulByte: say(
    (d) => `W tym wierszu jest bajt zerowy. Plik jest uszkodzony albo nie jest plikiem CSV.${hint(d, 0)}`,
    (d) => `This line has a NUL byte. The file is damaged or is not CSV.${hint(d, 1)}`,
  ),
  lineTooLong: say(
    (d) => `Wiersz jest dłuższy niż ${d.limit} bajtów. Pliku nie sprawdzono dalej.`,
    (d) => `The line is longer than ${d.limit} bytes. The file was not checked further.`,
  ),
  headerColumnMissing: fixed('W nagłówku brakuje tej kolumny.', 'The header lacks this column.'),
  headerColumnUnknown: fixed(
    'Nagłówek ma kolumnę, której kontrakt nie zna.',
    'The header has a column unknown to the contract.',
  ),
  headerColumnTwice: fixed('Nagłówek ma tę kolumnę dwa razy.', 'The header has this column twice.'),
  headerOperation: fixed(
    'W dostawie zmian pierwsza kolumna musi nazywać się _op.',
    'In a delivery of changes the first column must be named _op.',
  ),

  // CSV
  loneQuote: fixed(
    'Cudzysłów w środku pola. Pole z cudzysłowem trzeba ująć w cudzysłowy, a cudzysłów w środku podwoić.',
    'A quote inside a field. Such a field must be quoted and the inner quote doubled.',
  ),
  textAfterQuote: fixed(
    'Po zamykającym cudzysłowie jest tekst. Może tam być tylko przecinek albo koniec wiersza.',
    'There is text after the closing quote. Only a comma or the end of the line may follow.',
  ),
  unclosedQuote: fixed(
    'Cudzysłów otwarty w tym wierszu nie został zamknięty. Pliku nie sprawdzono dalej.',
    'The quote opened in this line is never closed. The file was not checked further.',
  ),
  emptyLine: fixed('Pusty wiersz.', 'An empty line.'),
  cellCount: say(
    (d) => `Wiersz ma pól: ${d.found}, a powinien mieć: ${d.expected}. Pola oddziela przecinek.`,
    (d) => `The row has ${d.found} fields, expected ${d.expected}. Fields are separated by commas.`,
  ),

  // Cells
  required: fixed('To pole musi być wypełnione.', 'This field must be filled in.'),
  id: fixed(
    'Identyfikator musi mieć od 1 do 64 znaków, bez spacji na początku i na końcu.',
    'An identifier must have 1 to 64 characters, with no space around it.',
  ),
  controlCharacter: fixed(
    'W tekście jest niewidoczny znak sterujący, na przykład koniec wiersza albo tabulator.',
    'The text has an invisible control character, such as a line end or a tab.',
  ),
  textTooLong: say(
    (d) => `Tekst jest za długi. Może mieć najwyżej ${d.limit} znaków.`,
    (d) => `The text is too long. It may have at most ${d.limit} characters.`,
  ),
  money: fixed(
    'Kwota jest zapisana źle. Powinna mieć kropkę i dokładnie dwa miejsca po niej, na przykład 1234.56 albo -12.50.',
    'The amount is written wrongly. It needs a point and exactly two places after it, such as 1234.56 or -12.50.',
  ),
  decimal: say(
    (d) => `Liczba jest zapisana źle. Powinna mieć kropkę i najwyżej ${d.scale} miejsc po niej.`,
    (d) => `The number is written wrongly. It needs a point and at most ${d.scale} places after it.`,
  ),
  belowMinimum: say(
    (d) => `Liczba jest za mała. Najmniejsza dozwolona to ${d.minimum}.`,
    (d) => `The number is too small. The smallest allowed is ${d.minimum}.`,
  ),
  integer: say(
    (d) => `Powinna tu być liczba całkowita od ${d.minimum} do ${d.maximum}.`,
    (d) => `A whole number from ${d.minimum} to ${d.maximum} is expected.`,
  ),
  date: fixed(
    'Data jest zła. Powinna mieć postać RRRR-MM-DD i istnieć w kalendarzu, na przykład 2026-11-30.',
    'The date is wrong. It must be written YYYY-MM-DD and exist in the calendar, such as 2026-11-30.',
  ),
  boolean: fixed('Powinno tu być true albo false.', 'Either true or false is expected.'),
  enum: say(
    (d) => `Tej wartości kontrakt nie zna. Dozwolone: ${d.values}.`,
    (d) => `The contract does not know this value. Allowed: ${d.values}.`,
  ),
  nrb: fixed(
    'Numer rachunku bankowego jest zły. Powinien mieć 26 cyfr bez spacji i zgodną sumę kontrolną.',
    'The bank account number is wrong. It needs 26 digits without spaces and a right check number.',
  ),
  operation: fixed(
    'W kolumnie _op może być tylko upsert albo delete.',
    'The _op column may hold upsert or delete only.',
  ),
  deleteCarriesValues: fixed('Wiersz delete może mieć wypełniony tylko klucz.', 'A delete row may carry the key only.'),

  // Keys and references
  duplicateKey: say(
    (d) => `Taki sam klucz (${d.key}) jest już w wierszu ${d.firstLine}.`,
    (d) => `The same key (${d.key}) is already in line ${d.firstLine}.`,
  ),
  referenceMissing: say(
    (d) => `Tego identyfikatora nie ma w zasobie ${d.resource}.`,
    (d) => `This identifier is not in the resource ${d.resource}.`,
  ),
  deletedStillUsed: say(
    (d) => `Tego wiersza nie można usunąć: zasób ${d.resource} nadal się do niego odwołuje.`,
    (d) => `This row cannot be deleted: the resource ${d.resource} still refers to it.`,
  ),

  // Rules of the books
  datesReversed: say(
    (d) => `Data końca jest wcześniejsza niż data początku (${d.from}).`,
    (d) => `The last day is before the first day (${d.from}).`,
  ),
  remainingOutside: say(
    (d) => `Pozostało do zapłaty musi być od 0.00 do ${d.maximum}.`,
    (d) => `What remains to be paid must be from 0.00 to ${d.maximum}.`,
  ),
  amountNegative: say(
    (d) => `Kwota ujemna nie pasuje do rodzaju ${d.kind}.`,
    (d) => `A negative amount does not fit the kind ${d.kind}.`,
  ),
  readingValueMissing: fixed(
    'Brakuje stanu licznika. Pusty może być tylko przy rodzaju missing.',
    'The reading is missing. Only the kind missing may leave it empty.',
  ),
  settlementDifference: say(
    (d) => `Różnica powinna wynosić ${d.expected} (powinno być minus było naliczone).`,
    (d) => `The difference should be ${d.expected} (should be minus charged).`,
  ),
  settlementLines: say(
    (d) => `Pozycje rozliczenia dają ${d.found}, a rozliczenie ma inną kwotę.`,
    (d) => `The lines of the settlement give ${d.found}, the settlement says otherwise.`,
  ),
  documentLines: say(
    (d) => `Składniki dokumentu dają ${d.found}, a dokument ma inną kwotę.`,
    (d) => `The lines of the document give ${d.found}, the document says otherwise.`,
  ),
  documentAccount: fixed(
    'Dokument należy do innego konta niż ten wiersz.',
    'The document belongs to another account than this row.',
  ),
  balanceMismatch: say(
    (d) => `Zapisy na koncie dają ${d.found}, a saldo w dostawie jest inne.`,
    (d) => `The entries of the account give ${d.found}, the delivered balance is different.`,
  ),
  entryCountMismatch: say(
    (d) => `Na koncie jest zapisów: ${d.found}, a w saldach podano inną liczbę.`,
    (d) => `The account has ${d.found} entries, the balances say otherwise.`,
  ),
  balanceMissing: fixed('To konto nie ma wiersza w saldach.', 'This account has no row in the balances.'),
  sumTooLarge: fixed(
    'Suma kwot jest za duża, żeby policzyć ją dokładnie.',
    'The sum of the amounts is too large to be exact.',
  ),
  allocationNotPositive: fixed('Kwota zaliczona musi być większa od zera.', 'The credited amount must be above zero.'),
  allocationSide: say(
    (d) => `Ten zapis nie jest ${d.side === 'credit' ? 'wpłatą' : 'obciążeniem'}.`,
    (d) => `This entry is not a ${d.side === 'credit' ? 'payment' : 'charge'}.`,
  ),
  allocationExceeds: say(
    (d) => `Zaliczono razem ${d.found}, więcej niż kwota zapisu.`,
    (d) => `In total ${d.found} is credited, more than the amount of the entry.`,
  ),
  allocationAccounts: fixed(
    'Wpłata i obciążenie są na różnych kontach.',
    'The payment and the charge are on different accounts.',
  ),
  noticeFileMissing: fixed('Pliku tego pisma nie ma w dostawie.', 'The file of this letter is not in the delivery.'),
  noticeNotPdf: fixed('Plik tego pisma nie jest plikiem PDF.', 'The file of this letter is not a PDF.'),
  noticeTooLarge: say(
    (d) => `Plik tego pisma jest za duży: ponad ${d.limit} bajtów.`,
    (d) => `The file of this letter is too large: more than ${d.limit} bytes.`,
  ),
} as const satisfies Record<string, ProblemText>
