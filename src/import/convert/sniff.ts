/** `ebok convert --sniff`: a beginning of a mapping, with what speaks for each proposal. */
import { closeSync, fstatSync, openSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { countOf } from '#kernel/plural.ts'
import { decoderFor, type EncodingName } from '#platform/encodings.ts'
import type { Language } from '../check/report.ts'
import { shown } from '../contract/problem.ts'
import { type ResourceName, resource, resourceNames } from '../contract/resources.ts'
import { bytesAt, type DbfHeader, dbfVersions, kindOf, readHeader } from './dbf.ts'
import { decode, type EncodingProposal, proposeEncoding, proposeTable, type TableProposal } from './evidence.ts'
import { MemoFile } from './memo.ts'
import { convertTexts } from './problem.text.ts'

/** So much of each file is looked at. */
const sampleBytes = 1024 * 1024

/**
 * A mapping in YAML with everything proposed and every resource still to be described. Certain or not, each proposal has
 * its reason beside it; the person who knows the files decides.
 * @throws the system's error when a file cannot be read.
 */
export function sniffFiles(paths: readonly string[], language: Language): string {
  const say = words[language]
  const sources = paths.map((path) => sourceOf(path, language))
  const common = commonEncoding(sources)
  const names = new Map<string, number>()
  const named = sources.map(({ file, encoding, lines }) => {
    const stem =
      basename(file, extname(file))
        .toLowerCase()
        .replace(/[^a-z0-9_]+/g, '_') || 'plik'
    const count = (names.get(stem) ?? 0) + 1
    names.set(stem, count)
    return [
      `  ${count === 1 ? stem : `${stem}_${count}`}:`,
      ...lines(encoding && settled(encoding, common)).map((line) => `    ${line}`),
    ].join('\n')
  })
  return [
    ...say.head.map((line) => `# ${line}`),
    `cooperativeId: sm-nazwa  # ${say.cooperative}`,
    '',
    'sources:',
    named.join('\n'),
    '',
    `# ${say.resources}`,
    'resources:',
    ...resourceNames.filter((name) => !resource(name).optional).map((name) => resourceLines(name, say.required)),
  ].join('\n')
}

function resourceLines(name: ResourceName, required: string): string {
  const fields = resource(name)
    .fields.filter((field) => field.required)
    .map((field) => field.name)
  return `  ${name}: none  # ${required}: ${fields.join(', ')}`
}

interface SniffedSource {
  readonly file: string
  readonly encoding: EncodingProposal | null
  /** What is written of the file once its encoding is chosen. */
  readonly lines: (encoding: Settled | null) => readonly string[]
}

/** An encoding chosen because the other files have it. */
interface Settled extends EncodingProposal {
  readonly asOthers: boolean
}

/** The encoding most files show clearly; a program writes all its files in one. */
function commonEncoding(sources: readonly SniffedSource[]): EncodingName | null {
  const counts = new Map<EncodingName, number>()
  for (const { encoding } of sources) {
    const [only, ...more] = encoding?.best ?? []
    if (!only || more.length > 0 || encoding?.because === 'ascii' || (encoding?.weighed[0]?.letters ?? 3) < 3) continue
    counts.set(only, (counts.get(only) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null
}

/** What a file does not tell, the others do. */
function settled(encoding: EncodingProposal, common: EncodingName | null): Settled {
  const fits =
    encoding.because === 'ascii' || (encoding.best.length > 1 && common !== null && encoding.best.includes(common))
  const asOthers = common !== null && fits
  return {
    ...encoding,
    asOthers,
    best: asOthers && common ? [common, ...encoding.best.filter((one) => one !== common)] : encoding.best,
  }
}

function sourceOf(path: string, language: Language): SniffedSource {
  const file = openSync(path, 'r')
  try {
    const header = readHeader(file, decoderFor('cp852'))
    const name = `file: ${scalar(basename(path))}`
    if ('code' in header && /\.dbf$/i.test(path)) {
      const known = [...dbfVersions.keys()].map((version) => `0x${version.toString(16).padStart(2, '0')}`).join(', ')
      const problem = `# ${convertTexts[header.code][language]({ known })}`
      return { file: path, encoding: null, lines: () => [name, problem] }
    }
    const { encoding, lines } = 'code' in header ? textSource(file, language) : dbfSource(path, file, header, language)
    return { file: path, encoding, lines: (chosen) => [name, ...lines(chosen)] }
  } finally {
    closeSync(file)
  }
}

type Sniffed = Omit<SniffedSource, 'file'>

function textSource(file: number, language: Language): Sniffed {
  const say = words[language]
  const { size } = fstatSync(file)
  const sample = bytesAt(file, 0, Math.min(size, sampleBytes))
  // A piece ends with a whole line, so that no character or row is cut.
  const whole = size > sampleBytes ? sample.subarray(0, sample.lastIndexOf(0x0a) + 1) : sample
  return {
    encoding: proposeEncoding(whole),
    lines: (encoding) => {
      const table = proposeTable(decode(whole, encoding?.best[0] ?? 'utf-8'))
      return [
        ...encodingLines(encoding, language),
        ...tableLines(table, language),
        ...columnLines(table.columns, say.kinds),
      ]
    },
  }
}

function tableLines(table: TableProposal, language: Language): readonly string[] {
  const say = words[language]
  const separator = table.separator === '\t' ? 'tab' : scalar(table.separator)
  const lines = [`separator: ${separator}  # ${table.named ? say.named : say.columns(table.columns.length)}`]
  if (table.quote === null) lines.push(`quote: none  # ${say.noQuotes}`)
  if (!table.header) lines.push(`columns: [${table.columns.map(({ name }) => name).join(', ')}]  # ${say.noHeader}`)
  const [numbers, ...otherNumbers] = table.numbers
  const [dates, ...otherDates] = table.dates
  if (numbers) lines.push(`numbers: ${scalar(numbers)}${unsure(otherNumbers, say.also)}`)
  if (dates) lines.push(`dates: ${scalar(dates)}${unsure(otherDates, say.also)}`)
  return lines
}

const unsure = (others: readonly string[], also: string): string =>
  others.length > 0 ? `  # ${also}: ${others.join(' · ')}` : ''

function columnLines(
  columns: readonly { readonly name: string; readonly kind: string; readonly example: string }[],
  kinds: Readonly<Record<string, string>>,
): readonly string[] {
  return columns.map(
    ({ name, kind, example }) =>
      `# ${shown(name, 40)}: ${kinds[kind] ?? kind}${example ? `, ${shown(example, 40)}` : ''}`,
  )
}

function encodingLines(encoding: Settled | null, language: Language): readonly string[] {
  if (!encoding) return []
  const { best, weighed, because, words: sample, asOthers } = encoding
  const say = words[language]
  const reason = because === 'letters' ? say.letters(weighed[0]?.letters ?? 0) : say.because[because]
  const lines = [`encoding: ${best[0]}  # ${asOthers ? say.asOthers : reason}`]
  if (best.length > 1 && !asOthers) lines.push(`# ${say.tied}: ${best.join(', ')}`)
  for (const { encoding: name, letters, strange } of weighed)
    lines.push(`#   ${name}: ${say.weighed(letters, strange)}`)
  if (sample.length > 0) lines.push(`# ${say.words}: ${sample.map((word) => shown(word)).join(', ')}`)
  return lines
}

/** What byte 29 of a DBF file says; often wrong, so only a hint. */
const languages: Readonly<Record<number, EncodingName | string>> = {
  1: 'cp437',
  2: 'cp850',
  3: 'cp1252',
  100: 'cp852',
  105: 'mazovia',
  135: 'cp852',
  200: 'cp1250',
}

function dbfSource(path: string, file: number, header: DbfHeader, language: Language): Sniffed {
  const say = words[language]
  const { headerLength, recordLength, records } = header
  const version = dbfVersions.get(header.version)
  const texts = header.fields.filter(({ type }) => type === 'C' || type === 'V')
  const looked = Math.min(records, Math.max(1, Math.floor(sampleBytes / recordLength)))
  const sample = bytesAt(file, headerLength, looked * recordLength)
  const pieces: Buffer[] = []
  let deleted = 0
  for (let at = 0; at + recordLength <= sample.length; at += recordLength) {
    if (sample[at] === 0x2a) deleted += 1
    for (const { offset, length } of texts)
      pieces.push(sample.subarray(at + offset, at + offset + length), Buffer.of(0x20))
  }
  const usesMemo = header.fields.some(({ type }) => type === 'M')
  const memo = usesMemo ? MemoFile.find(path, version?.memo ?? 'dbt3') : null
  memo?.close()
  return {
    encoding: proposeEncoding(Buffer.concat(pieces)),
    lines: (encoding) => {
      const best = encoding?.best[0] ?? 'utf-8'
      return [
        `# DBF: ${version?.name}; ${say.records(records, deleted)}`,
        `# ${say.language}: ${languages[header.language] ?? say.nothing} (0x${header.language.toString(16).padStart(2, '0')})`,
        ...encodingLines(encoding, language),
        ...(usesMemo ? [`# ${memo ? say.memo : say.memoMissing}`] : []),
        ...columnLines(fieldColumns(header, sample, best, say.kinds), {}),
      ]
    },
  }
}

/** Fields with their types and what the first record holds. */
function fieldColumns(
  { fields }: DbfHeader,
  sample: Buffer,
  encoding: EncodingName,
  kinds: Readonly<Record<string, string>>,
) {
  return fields
    .filter(({ system }) => !system)
    .map((field) => {
      const bytes = sample.subarray(field.offset, field.offset + field.length)
      return {
        name: field.name,
        kind: `${field.type}(${field.length}${field.decimals ? `,${field.decimals}` : ''}) ${kinds[kindOf(field)]}`,
        example: 'CND'.includes(field.type) ? decode(bytes, encoding).trim() : '',
      }
    })
}

/** A YAML scalar: quoted whenever bare text could be something else. */
const scalar = (text: string): string => (/^[A-Za-z][\w.-]*$/.test(text) ? text : JSON.stringify(text))

const words = {
  pl: {
    head: [
      'Początek opisu, zaproponowany przez „ebok convert --sniff”. Każdą propozycję trzeba sprawdzić w pliku:',
      'pomylone kodowanie albo przecinek trafiłyby na strony mieszkańców. Jak pisać opis: docs/convert/README.md',
    ],
    cooperative: 'identyfikator spółdzielni, stały',
    resources: 'Skąd bierze się każdy zasób. „none” tylko wtedy, gdy system takich danych nie ma.',
    required: 'wymagane',
    kinds: { number: 'liczba', date: 'data', text: 'tekst', boolean: 'tak albo nie', empty: 'same puste' },
    named: 'plik podaje go sam',
    columns: (count: number) => countOf(count, 'kolumna', 'kolumny', 'kolumn'),
    noQuotes: 'cudzysłowy są tu zwykłymi znakami',
    noHeader: 'plik nie ma nagłówka; nazwy trzeba wymyślić',
    also: 'pasuje też',
    letters: (count: number) => countOf(count, 'polska litera', 'polskie litery', 'polskich liter'),
    because: {
      mark: 'plik zaczyna się znacznikiem tego kodowania',
      utf8: 'poprawny UTF-8 z literami',
      ascii: 'żadnej polskiej litery w tej części pliku: nie wiadomo',
    },
    asOthers: 'jak w innych plikach',
    tied: 'nic nie rozstrzyga, pasują jednakowo',
    weighed: (letters: number, strange: number) => `polskich liter ${letters}, znaków nie na miejscu ${strange}`,
    words: 'słowa po odczytaniu',
    records: (count: number, deleted: number) =>
      `${countOf(count, 'rekord', 'rekordy', 'rekordów')}, skreślonych ${deleted}`,
    language: 'kodowanie według samego pliku (często nieprawda)',
    nothing: 'nie podano',
    memo: 'dłuższe teksty są w pliku obok',
    memoMissing: 'UWAGA: obok brakuje pliku z dłuższymi tekstami (.dbt albo .fpt)',
  },
  en: {
    head: [
      'A beginning of a mapping, proposed by "ebok convert --sniff". Check each proposal in the file:',
      'a wrong encoding or decimal comma would reach residents. How to write a mapping: docs/convert/README.md',
    ],
    cooperative: 'identifier of the cooperative, always the same',
    resources: 'Where each resource comes from. "none" only when the system has no such data.',
    required: 'required',
    kinds: { number: 'number', date: 'date', text: 'text', boolean: 'yes or no', empty: 'all empty' },
    named: 'the file names it',
    columns: (count: number) => `${count} columns`,
    noQuotes: 'quotes are ordinary characters here',
    noHeader: 'the file has no header; names must be made up',
    also: 'also fits',
    letters: (count: number) => `${count} Polish letters`,
    because: {
      mark: 'the file begins with the mark of this encoding',
      utf8: 'valid UTF-8 with letters',
      ascii: 'no Polish letter in this part of the file: not known',
    },
    asOthers: 'as in the other files',
    tied: 'nothing tells these apart',
    weighed: (letters: number, strange: number) => `Polish letters ${letters}, characters out of place ${strange}`,
    words: 'words as read',
    records: (count: number, deleted: number) => `${count} records, ${deleted} deleted`,
    language: 'encoding by the file itself (often wrong)',
    nothing: 'not said',
    memo: 'longer texts are in the file beside it',
    memoMissing: 'NOTE: the file of longer texts (.dbt or .fpt) is missing',
  },
} as const
