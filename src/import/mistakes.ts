/** Ten mistakes vendors make, each made in the sample delivery and told by the real check: a page of the contract. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkDelivery } from './check/check.ts'
import { problemText } from './check/report.ts'
import type { Problem } from './contract/problem.ts'
import { descriptorName } from './contract/schema.ts'
import { openDelivery } from './receive/open.ts'
import { writeSampleDelivery } from './sample-delivery.ts'

interface Mistake {
  readonly title: string
  /** How it comes about and what mends it. */
  readonly advice: string
  readonly file: string
  readonly spoil: (text: string) => string | Buffer
  /** Whether the vendor's program, believing its file to be right, wrote size and hash of the spoiled one. */
  readonly described: boolean
}

const put = (from: string, to: string) => (text: string) => {
  if (!text.includes(from)) throw new Error(`the sample does not hold ${from}`)
  return text.replaceAll(from, to)
}

const mistakes: readonly Mistake[] = [
  {
    title: 'Plik w kodowaniu Windows zamiast UTF-8',
    advice:
      'Eksport trzeba zapisać jako UTF-8 bez BOM. Program nie zgaduje kodowania, bo pomylone litery trafiłyby na strony mieszkańców.',
    file: 'parties.csv',
    // Only the letters that stand in this file.
    spoil: (text) => Buffer.from(text.replace('ś', '\u009c').replace('Ż', '\u00af'), 'latin1'),
    described: true,
  },
  {
    title: 'Przecinek w kwocie',
    advice: 'Kwota ma kropkę i dokładnie dwa miejsca. Przecinek jest tylko na ekranie; w pliku oddziela pola.',
    file: 'balances.csv',
    spoil: put('425.67', '"425,67"'),
    described: true,
  },
  {
    title: 'Data po polsku',
    advice: 'W pliku data ma postać RRRR-MM-DD, niezależnie od ustawień systemu Windows.',
    file: 'meters.csv',
    spoil: put('2019-03-01', '01.03.2019'),
    described: true,
  },
  {
    title: 'Numer rachunku zepsuty przez Excela',
    advice:
      'Excel zapamiętuje 15 cyfr i resztę zamienia na zera. Pliku nie wolno otwierać i zapisywać w Excelu: numer trzeba wyeksportować jeszcze raz.',
    file: 'accounts.csv',
    spoil: put('61109010140000071219812874', '6.11E+25'),
    described: true,
  },
  {
    title: 'Saldo inne niż suma zapisów',
    advice:
      'Saldo to obciążenia minus wpłaty ze wszystkich zapisów konta. Najczęściej brakuje bilansu otwarcia albo zapisów z zamkniętego roku.',
    file: 'balances.csv',
    spoil: put('425.67,5', '1371.34,5'),
    described: true,
  },
  {
    title: 'Odwołanie do wiersza, którego nie ma',
    advice:
      'Zapisy sprzedanego lokalu potrzebują konta, a konto lokalu. Wyeksportuj też konta zamknięte, jeśli mają zapisy.',
    file: 'entries.csv',
    spoil: put('Z5,R1,', 'Z5,R9,'),
    described: true,
  },
  {
    title: 'Dwa wiersze z tym samym identyfikatorem',
    advice: 'Identyfikatora nie wolno używać drugi raz, także po usunięciu wiersza albo na początku nowego roku.',
    file: 'documents.csv',
    spoil: put('D2,R1,', 'D1,R1,'),
    described: true,
  },
  {
    title: 'Brakująca kolumna',
    advice: 'Nagłówek ma wszystkie kolumny zasobu, także te, które są puste.',
    file: 'premises.csv',
    spoil: (text) => text.replace(',heated_area_m2', '').replace(',48.50,48.50', ',48.50').replace(',16.20,', ',16.20'),
    described: true,
  },
  {
    title: 'Cudzysłów w środku nazwy',
    advice: 'Pole z cudzysłowem trzeba ująć w cudzysłowy, a cudzysłów w środku podwoić: `"Sklep ""Pod Lipą"""`.',
    file: 'parties.csv',
    spoil: put('Żaba sp. z o.o.', 'Sklep "Pod Lipą"'),
    described: true,
  },
  {
    title: 'Plik zmieniony albo ucięty po przygotowaniu dostawy',
    advice:
      'Skrót i rozmiar liczy się na końcu, z gotowych plików. Po każdej poprawce trzeba zapisać datapackage.json od nowa.',
    file: 'readings.csv',
    spoil: (text) => text.slice(0, text.length - 20),
    described: false,
  },
]

/** The page; every message in it was just said by the check. */
export async function mistakesPage(): Promise<string> {
  const sections: string[] = []
  for (const [at, mistake] of mistakes.entries()) {
    const problems = await problemsOf(mistake)
    const messages = problems.flatMap((problem) => problemText(problem, 'pl')).join('\n')
    sections.push(`## ${at + 1}. ${mistake.title}\n\n${mistake.advice}\n\n\`\`\`text\n${messages}\n\`\`\`\n`)
  }
  return `${introduction}\n${sections.join('\n')}`
}

const introduction = `# Dziesięć najczęstszych błędów w dostawie

Każdy błąd zrobiliśmy w [przykładowej dostawie](README.md#przykład-dostawy), a komunikaty poniżej napisał sam program:
\`ebok import --check FOLDER\`. Z \`--lang en\` mówi po angielsku, z \`--json\` pisze dla programów.
`

async function problemsOf({ file, spoil, described }: Mistake): Promise<readonly Problem[]> {
  const parent = mkdtempSync(join(tmpdir(), 'ebok-mistake-'))
  const folder = join(parent, 'delivery')
  try {
    writeSampleDelivery(folder)
    const path = join(folder, file)
    writeFileSync(path, spoil(readFileSync(path, 'utf8')))
    if (described) describeAnew(folder, file)
    const source = await openDelivery(folder)
    try {
      return (await checkDelivery(source)).problems
    } finally {
      await source.close()
    }
  } finally {
    rmSync(parent, { recursive: true, force: true })
  }
}

function describeAnew(folder: string, file: string): void {
  const bytes = readFileSync(join(folder, file))
  const descriptor = JSON.parse(readFileSync(join(folder, descriptorName), 'utf8'))
  for (const resource of descriptor.resources) {
    if (resource.path !== file) continue
    resource.bytes = bytes.length
    resource.hash = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
    if (file === 'balances.csv') resource['ebok:controlTotals'].closing_balance = balanceTotal(bytes.toString('utf8'))
  }
  writeFileSync(join(folder, descriptorName), JSON.stringify(descriptor))
}

/** The vendor's program sums what it writes, so a wrong balance is wrong in the control total too. */
const balanceTotal = (text: string): string => /^R1,(-?\d+\.\d\d),/m.exec(text)?.[1] ?? '0.00'
