/** Everything that can be wrong with a mapping or with the files it names, said to an accountant and to an engineer. */
import { fixed, type ProblemText, problemTexts, say } from '../contract/problem.text.ts'

const { required, id, controlCharacter, textTooLong, belowMinimum, integer, enum: allowed, boolean, nrb } = problemTexts

export const convertTexts = {
  // The mapping file
  mappingNotYaml: say(
    (d) => `Plik opisu nie jest poprawnym YAML-em od tego miejsca: ${d.reason}.`,
    (d) => `The mapping file is not valid YAML from this place on: ${d.reasonEn}.`,
  ),
  mappingTooLarge: fixed(
    'Plik opisu jest za duży. Może mieć najwyżej 500 000 znaków i 200 powtórzeń znakiem *.',
    'The mapping file is too large. It may have 500,000 characters and 200 repetitions by * at most.',
  ),
  mappingShape: say(
    (d) => `Opis jest tu niezgodny ze wzorem. Powinno być: ${d.expected}.`,
    (d) => `The mapping is wrong here. Expected: ${d.expectedEn ?? d.expected}.`,
  ),
  mappingMissing: say(
    (d) => `W opisie brakuje ${d.key}.`,
    (d) => `The mapping lacks ${d.key}.`,
  ),
  mappingUnknown: say(
    (d) => `Tego klucza opis nie zna.${d.near ? ` Może chodziło o: ${d.near}?` : ''} Dozwolone: ${d.allowed}.`,
    (d) => `The mapping does not know this key.${d.near ? ` Did you mean: ${d.near}?` : ''} Allowed: ${d.allowed}.`,
  ),
  mappingTwice: fixed('Ten klucz jest zapisany dwa razy.', 'This key is written twice.'),
  mappingNoName: say(
    (d) => `W opisie nie ma takiej nazwy. Znane: ${d.known || '–'}.`,
    (d) => `The mapping has no such name. Known: ${d.known || '–'}.`,
  ),
  mappingResource: say(
    (d) =>
      `Opis nie mówi nic o zasobie ${d.resource}. Jeżeli system nie ma takich danych, trzeba wpisać „${d.resource}: none”.`,
    (d) =>
      `The mapping says nothing of the resource ${d.resource}. If the system has no such data, write "${d.resource}: none".`,
  ),
  asOfMissing: fixed(
    'Nie podano, na kiedy są księgi. Trzeba dopisać do polecenia --as-of, na przykład --as-of "2026-11-22 23:00".',
    'The state of the books is not given. Add --as-of to the command, such as --as-of "2026-11-22 23:00".',
  ),

  // Source files
  sourceMissing: fixed('Tego pliku nie ma w folderze źródłowym.', 'This file is not in the source folder.'),
  sourceAmbiguous: say(
    (d) => `Pasuje więcej niż jeden plik: ${d.found}. Nazwy różnią się tylko wielkością liter.`,
    (d) => `More than one file fits: ${d.found}. The names differ only in case.`,
  ),
  sourceUnreadable: say(
    (d) => `Pliku nie da się odczytać (${d.reason}). Może jest otwarty w innym programie?`,
    (d) => `The file cannot be read (${d.reason}). Is it open in another program?`,
  ),
  sourceEmpty: fixed('Plik jest pusty: brakuje nawet nagłówka.', 'The file is empty: not even a header.'),
  columnMissing: say(
    (d) => `W pliku nie ma tej kolumny.${d.near ? ` Może chodziło o: ${d.near}?` : ''} Kolumny w pliku: ${d.found}.`,
    (d) => `The file has no such column.${d.near ? ` Did you mean: ${d.near}?` : ''} Columns in the file: ${d.found}.`,
  ),
  columnTwice: fixed(
    'Plik ma dwie kolumny o tej nazwie. Jedną trzeba nazwać inaczej albo podać nazwy w „columns”.',
    'The file has two columns of this name. Rename one or give the names in "columns".',
  ),
  cellCount: say(
    (d) => `Wiersz ma pól: ${d.found}, a powinien mieć: ${d.expected}. Może separator jest też w treści pola?`,
    (d) => `The row has ${d.found} fields, expected ${d.expected}. Is the separator also inside a field?`,
  ),
  separatorNamed: say(
    (d) => `Plik sam podaje inny separator (sep=${d.found}), niż jest w opisie.`,
    (d) => `The file itself names another separator (sep=${d.found}) than the mapping.`,
  ),
  undecodable: say(
    (d) =>
      `Tych bajtów nie ma w kodowaniu ${d.encoding}. Plik jest w innym kodowaniu albo uszkodzony. W jakim, pokazuje „ebok convert --sniff”.`,
    (d) =>
      `These bytes do not exist in ${d.encoding}. The file has another encoding or is damaged; "ebok convert --sniff" shows which.`,
  ),
  nulByte: fixed(
    'W tym wierszu jest bajt zerowy. Plik jest uszkodzony, nie jest plikiem CSV albo jest w UTF-16.',
    'This line has a NUL byte. The file is damaged, is not CSV, or is UTF-16.',
  ),
  lineTooLong: say(
    (d) => `Wiersz jest dłuższy niż ${d.limit} bajtów. Pliku nie przeczytano dalej.`,
    (d) => `The line is longer than ${d.limit} bytes. The file was not read further.`,
  ),
  loneQuote: fixed(
    'Cudzysłów w środku pola. Jeżeli program nie ujmuje pól w cudzysłowy, trzeba wpisać w opisie „quote: none”.',
    'A quote inside a field. If the program does not quote fields, write "quote: none" in the mapping.',
  ),
  textAfterQuote: fixed(
    'Po zamykającym cudzysłowie jest tekst. Jeżeli program nie ujmuje pól w cudzysłowy, trzeba wpisać w opisie „quote: none”.',
    'There is text after the closing quote. If the program does not quote fields, write "quote: none" in the mapping.',
  ),
  unclosedQuote: fixed(
    'Cudzysłów otwarty w tym wierszu nie został zamknięty. Pliku nie przeczytano dalej. Jeżeli program nie ujmuje pól w cudzysłowy, trzeba wpisać „quote: none”.',
    'The quote opened in this line is never closed. The file was not read further. If the program does not quote fields, write "quote: none".',
  ),

  // Database files
  dbfVersion: say(
    (d) =>
      `To nie jest plik DBF, który umiemy czytać. Pierwszy bajt może być: ${d.known}. Program powinien zapisać plik jako dBase III albo IV.`,
    (d) =>
      `This is no DBF file we can read. Its first byte may be: ${d.known}. Have the program save it as dBase III or IV.`,
  ),
  dbfBroken: fixed(
    'Nagłówek pliku DBF jest uszkodzony: pola nie składają się na rekord. Trzeba skopiować plik jeszcze raz, gdy program jest zamknięty.',
    'The header of the DBF file is damaged: its fields do not make up a record. Copy the file again while the program is closed.',
  ),
  dbfTruncated: say(
    (d) =>
      `Plik DBF jest ucięty: powinien mieć rekordów ${d.expected}, a ma ${d.found}. Trzeba skopiować go jeszcze raz, gdy program jest zamknięty.`,
    (d) =>
      `The DBF file is cut short: ${d.expected} records are announced, ${d.found} are there. Copy it again while the program is closed.`,
  ),
  dbfRecord: fixed(
    'Ten rekord nie zaczyna się tak, jak powinien. Pliku nie przeczytano dalej: jest uszkodzony.',
    'This record does not begin as it should. The file was not read further: it is damaged.',
  ),
  dbfType: fixed(
    'Takiej kolumny nie da się użyć: to obraz, obiekt albo dane binarne.',
    'Such a column cannot be used: it is a picture, an object or binary data.',
  ),
  memoMissing: fixed(
    'Obok pliku DBF brakuje pliku z dłuższymi tekstami (.dbt albo .fpt). Trzeba skopiować oba.',
    'The file of longer texts (.dbt or .fpt) beside the DBF file is missing. Copy both.',
  ),
  memoBroken: fixed(
    'Dłuższego tekstu tego rekordu nie ma w pliku .dbt albo .fpt. Pliki nie są z tej samej chwili albo są uszkodzone.',
    'The longer text of this record is not in the .dbt or .fpt file. The files are not of the same moment or are damaged.',
  ),
  numberOverflow: fixed(
    'Liczba nie zmieściła się w bazie: program zapisał gwiazdki. Trzeba poprawić ją w systemie księgowym.',
    'The number did not fit the database: the program stored asterisks. Mend it in the accounting system.',
  ),

  // Cells
  number: say(
    (d) => `To nie jest liczba zapisana jak ${d.style}.`,
    (d) => `This is not a number written like ${d.style}.`,
  ),
  moneyPlaces: fixed(
    'Kwota ma więcej niż dwa miejsca po przecinku. Program niczego nie zaokrągla: trzeba poprawić dane w systemie księgowym.',
    'The amount has more than two decimal places. Nothing is rounded here: mend the data in the accounting system.',
  ),
  decimalPlaces: say(
    (d) => `Liczba ma za dużo miejsc po przecinku: najwyżej ${d.scale}. Program niczego nie zaokrągla.`,
    (d) => `The number has too many decimal places: at most ${d.scale}. Nothing is rounded here.`,
  ),
  moneyTooLarge: fixed(
    'Kwota jest za duża. Przed przecinkiem może mieć najwyżej 13 cyfr.',
    'The amount is too large. It may have at most 13 digits before the point.',
  ),
  decimalTooLarge: fixed(
    'Liczba jest za duża. Przed przecinkiem może mieć najwyżej 12 cyfr.',
    'The number is too large. It may have at most 12 digits before the point.',
  ),
  date: say(
    (d) => `To nie jest data zapisana jak ${d.style} albo takiego dnia nie ma.`,
    (d) => `This is not a date written like ${d.style}, or there is no such day.`,
  ),
  code: say(
    (d) => `Tej wartości nie ma w spisie kodów. Znane: ${d.known}.`,
    (d) => `This value is not in the list of codes. Known: ${d.known}.`,
  ),
  lookupMissing: say(
    (d) => `Tej wartości nie ma w kolumnie ${d.key} słownika ${d.source}.`,
    (d) => `This value is not in the column ${d.key} of the dictionary ${d.source}.`,
  ),
  lookupTwice: say(
    (d) => `Ta wartość jest w słowniku dwa razy, z różnymi odpowiedziami. Pierwsza: wiersz ${d.firstLine}.`,
    (d) => `This value is in the dictionary twice, with different answers. The first: line ${d.firstLine}.`,
  ),
  lookupTooLarge: say(
    (d) => `Słownik ma więcej niż ${d.limit} wierszy. Słowniki są dla małych spisów.`,
    (d) => `The dictionary has more than ${d.limit} rows. Dictionaries are for small lists.`,
  ),
  nrbExcel: fixed(
    'Excel zepsuł ten numer rachunku i cyfr nie da się odzyskać. Trzeba wyeksportować plik jeszcze raz i nie zapisywać go w Excelu.',
    'Excel has destroyed this account number and its digits are lost. Export the file again and do not save it in Excel.',
  ),
  fileOutside: fixed(
    'Plik pisma musi leżeć w folderze źródłowym. Ścieżka ma być względna, bez „..” i bez skrótów.',
    'The file of a letter must lie in the source folder. The path must be relative, without ".." and without links.',
  ),
  fileMissing: fixed(
    'Pliku tego pisma nie ma w folderze źródłowym.',
    'The file of this letter is not in the source folder.',
  ),

  required,
  id,
  controlCharacter,
  textTooLong,
  belowMinimum,
  integer,
  enum: allowed,
  boolean,
  nrb,
} as const satisfies Record<string, ProblemText>

export type ConvertCode = keyof typeof convertTexts
