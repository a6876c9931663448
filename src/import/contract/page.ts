/** The published contract as a page for people, made from the same list as the checks. */
import { problemTexts } from './problem.text.ts'
import { type Field, type FieldType, type Resource, resources } from './resources.ts'
import { sampleAsOf, sampleRows } from './sample.ts'
import { dataPackageProfile } from './schema.ts'

export function contractPage(): string {
  return [
    introduction,
    '## Zasoby\n',
    ...resources.map(resourceSection),
    '## Przykład dostawy\n',
    'Jedno mieszkanie i garaż. Każdy blok to jeden plik; `pisma/S1.pdf` to zwykły plik PDF.\n',
    ...resources.map(sampleFile),
    '## Kody błędów\n',
    'Każdy błąd ma plik, wiersz, kolumnę, wartość i zdanie. Wypisujemy pierwszy 1000 błędów, resztę liczymy.\n',
    '| kod | co znaczy |\n| --- | --- |',
    ...Object.entries(problemTexts).map(
      ([code, text]) => `| \`${code}\` | ${text.pl(new Proxy({}, { get: () => '…' }))} |`,
    ),
    '',
  ].join('\n')
}

const introduction = `# Kontrakt dostawy danych do e-BOK

Ta strona powstaje z tego samego źródła, z którego korzysta program sprawdzający dostawy. Opisuje, co system księgowy
spółdzielni przekazuje do e-BOK.

## Dostawa

Dostawa to jeden folder albo jeden plik .zip. Na samej górze leży \`datapackage.json\`, obok pliki CSV.

- Kodowanie UTF-8 bez BOM, pola oddzielone przecinkiem, cudzysłowy według RFC 4180, koniec wiersza LF albo CRLF.
- Pierwszy wiersz to nagłówek. Ma dokładnie te kolumny, co niżej, w dowolnej kolejności.
- Kwota: kropka i dokładnie dwa miejsca, bez odstępów, np. \`1234.56\`, \`-12.50\`. Dodatnia oznacza, że mieszkaniec ma zapłacić.
- Data: \`RRRR-MM-DD\`. Prawda i fałsz: \`true\`, \`false\`. Puste pole oznacza brak wartości.
- Identyfikatory są stałe: ten sam lokal, konto czy zapis ma w każdej dostawie ten sam identyfikator.
- Wiersz może mieć najwyżej 1 MiB. W tekstach nie ma znaków sterujących ani końców wiersza.

Sprawdzenie dostawy u dostawcy, bez bazy danych i bez serwera:

\`\`\`
ebok import --check ŚCIEŻKA [--json] [--lang en]
\`\`\`

| kod wyjścia | znaczenie |
| --- | --- |
| 0 | dostawa poprawna |
| 1 | dostawa ma błędy; wypisano je |
| 2 | złe polecenie albo dostawy nie da się odczytać |

Z \`--json\` wynik jest jednym obiektem: \`ok\`, \`delivery\`, \`resources\`, \`problemCount\`, \`problemCounts\` (liczba błędów według kodu), \`remaining\` (czego
nie sprawdzono) i \`problems\`, a w nich \`code\`, \`file\`, \`line\`, \`column\`, \`value\`, \`message\` (po polsku), \`messageEn\` (po angielsku). Nazwy i kody są stałe.

- Przykładowa dostawa do obejrzenia: \`ebok import --sample NOWY_FOLDER\`.
- [Dziesięć najczęstszych błędów](mistakes.md) i komunikaty, które po nich przychodzą.
- System z bazą SQL: [gotowe widoki](sql/README.md) dla PostgreSQL, SQL Server i Firebird.
- System, który umie tylko zwykły eksport (CSV w dowolnym kodowaniu, DBF): [\`ebok convert\`](../convert/README.md) zrobi z niego dostawę.

## Wysłanie

Dostawę można zostawić w folderze, który obserwuje e-BOK, albo wysłać przez sieć jako plik .zip. Token wydaje administrator portalu;
w pliku \`token.txt\` ma być jeden wiersz: \`Authorization: Bearer ebok-dostawy-…\`. Wystarczy jeden wiersz polecenia z programem curl:

\`\`\`
for i in 1 2 3 4 5 6; do curl -fsS -H @token.txt -C "$(curl -fsS -H @token.txt https://ebok.example.pl/dostawy/NAZWA.zip || echo 0)" -T NAZWA.zip https://ebok.example.pl/dostawy/NAZWA.zip && break; sleep 30; done
\`\`\`

Po zerwanym połączeniu wysyłanie idzie dalej od miejsca, do którego serwer dostał plik: \`GET\` na ten sam adres odpowiada liczbą
odebranych bajtów (także w nagłówku \`Upload-Offset\`), a \`PUT\` z nagłówkiem \`Content-Range: bytes OD-DO/CAŁOŚĆ\` dosyła resztę.
Krótszy wiersz, który po zerwaniu zaczyna od początku:

\`\`\`
curl -fsS --retry 5 --retry-all-errors -H @token.txt -T NAZWA.zip https://ebok.example.pl/dostawy/NAZWA.zip
\`\`\`

Nagłówek \`X-Content-SHA256\` (64 znaki szesnastkowe) jest nieobowiązkowy: gdy jest, plik uszkodzony po drodze nie zostanie przyjęty.

| odpowiedź | znaczenie |
| --- | --- |
| 201 | plik odebrany w całości; w treści jego SHA-256. Sprawdzenie dostawy dopiero nastąpi |
| 400 | zła nazwa pliku, zły nagłówek albo zerwane połączenie |
| 401 | nieznany albo wyłączony token |
| 409 | serwer nie ma początku pliku; wysłać od \`Upload-Offset\` |
| 413, 507 | plik za duży albo brak miejsca na serwerze |
| 422 | SHA-256 się nie zgadza; wysłać od początku |
| 408, 429, 503 | spróbować później, najwcześniej po czasie z nagłówka \`Retry-After\` |

## datapackage.json

Data Package 2.0 z własnymi właściwościami. Pełny opis dla programów: [ebok-delivery.schema.json](ebok-delivery.schema.json).

| właściwość | znaczenie |
| --- | --- |
| \`$schema\` | \`${dataPackageProfile}\` |
| \`ebok:contract\` | wersja kontraktu: \`"1"\` |
| \`ebok:cooperativeId\` | identyfikator spółdzielni, stały |
| \`ebok:asOf\` | stan ksiąg: data i godzina z przesunięciem strefy, np. \`${sampleAsOf}\` |
| \`ebok:generatedAt\` | kiedy przygotowano dostawę |
| \`ebok:kind\` | \`full\` – całość, \`changes\` – same zmiany |
| \`ebok:sequence\` | numer dostawy; dostawa zmian ma numer o jeden większy niż poprzednia |
| \`resources[].name\` | nazwa zasobu |
| \`resources[].path\` | plik w dostawie, ścieżka względna, bez \`..\` |
| \`resources[].type\`, \`encoding\` | \`"table"\`, \`"utf-8"\` |
| \`resources[].bytes\` | rozmiar pliku w bajtach |
| \`resources[].hash\` | \`sha256:\` i 64 znaki szesnastkowe |
| \`resources[].ebok:rows\` | liczba wierszy bez nagłówka |
| \`resources[].ebok:controlTotals\` | sumy kwot, np. \`{"amount": "1438.01"}\` |
| \`resources[].schema\` | pola zasobu (Table Schema) |

## Dostawa zmian

Gdy \`ebok:kind\` to \`changes\`, każdy plik ma na początku kolumnę \`_op\`: \`upsert\` dodaje albo zastępuje cały wiersz,
\`delete\` usuwa go i ma wypełniony tylko klucz. Zasoby bez zmian można pominąć. Sumy kontrolne obejmują wiersze \`upsert\`.

## Co musi się zgadzać

- Klucz jest jeden w całym pliku, a każde odwołanie prowadzi do istniejącego wiersza.
- Saldo konta to suma obciążeń minus suma wpłat; liczba zapisów też się zgadza. Każde konto ma wiersz w \`balances\`.
- Kwota dokumentu to suma jego składników, jeżeli je podano.
- Pozostało do zapłaty: od 0.00 do kwoty dokumentu; przy kwocie ujemnej zawsze 0.00.
- Zaliczenie łączy wpłatę i obciążenie z tego samego konta; suma zaliczeń nie przekracza kwoty zapisu.
- Rozliczenie: różnica to „powinno być” minus „było naliczone”; pozycje sumują się do rozliczenia.
- Kwotę ujemną w zapisach mogą mieć: correction, settlement, refund, writeOff, interest, openingBalance.
- Pliki pism istnieją i są plikami PDF.
`

function resourceSection(described: Resource): string {
  const totals = described.controlTotals.map((name) => `\`${name}\``).join(', ')
  return [
    `### ${described.name}\n`,
    `${described.meaning}. Klucz: ${described.key.map((name) => `\`${name}\``).join(', ')}.` +
      `${totals ? ` Sumy kontrolne: ${totals}.` : ''}${described.optional ? ' Zasób nieobowiązkowy.' : ''}\n`,
    '| pole | wymagane | typ | znaczenie |\n| --- | --- | --- | --- |',
    ...described.fields.map(fieldRow),
    '',
  ].join('\n')
}

function fieldRow(field: Field): string {
  return `| \`${field.name}\` | ${field.required ? 'tak' : 'nie'} | ${typeText(field.type)} | ${field.meaning} |`
}

function typeText(type: FieldType): string {
  switch (type.kind) {
    case 'id':
      return type.references
        ? `identyfikator z [${type.references}](#${type.references})`
        : 'identyfikator, do 64 znaków'
    case 'text':
      return `tekst, do ${type.maxLength} znaków`
    case 'money':
      return 'kwota'
    case 'decimal':
      return `liczba, do ${type.scale} miejsc po kropce${type.minimum === undefined ? '' : `, co najmniej ${type.minimum}`}`
    case 'integer':
      return `liczba całkowita ${type.minimum}–${type.maximum}`
    case 'date':
      return 'data, 1900–2199'
    case 'boolean':
      return '`true` albo `false`'
    case 'enum':
      return type.values.map((value) => `\`${value}\``).join(', ')
    case 'nrb':
      return '26 cyfr z poprawną sumą kontrolną'
  }
}

function sampleFile({ name, fields }: Resource): string {
  const header = fields.map((field) => field.name).join(',')
  return [`\`${name}.csv\`\n`, '```csv', header, ...sampleRows[name], '```\n'].join('\n')
}
