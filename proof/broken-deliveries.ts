/** The kinds of broken delivery, and what each must come to. */
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  createWriteStream,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import iconv from 'iconv-lite'
import { ZipFile } from 'yazl'
import type { ChildOptions } from '#import/fire.testkit.ts'
import { type Delivery, smallBooks } from '#import/import.testdata.ts'

/** Where a kind is made: right deliveries to spoil, and the books they belong to. */
export interface Workshop {
  /** A right delivery of the state that is not published, newly written. */
  good(kind?: 'full' | 'changes'): string
  /** The delivery published last. */
  readonly published: string
  /** A delivery that comes next and is of any books. */
  other(delivery: Omit<Delivery, 'sequence' | 'asOf'>): string
  /** Publishes a right delivery, as any night. */
  publish(): Promise<unknown>
  /** A path nobody uses yet. */
  place(end: string): string
  /** Sizes the large kinds: 1, or less in a short run. */
  readonly scale: number
}

export interface Given {
  readonly path: string
  readonly options?: ChildOptions
}

export interface Kind {
  readonly name: string
  /** State, and the message's code or the reason; `published` for what looks odd and is right. */
  readonly ends: `rejected: ${string}` | `refused: ${string}` | 'unchanged' | 'waiting' | 'published'
  readonly make: (workshop: Workshop) => string | Given | Promise<string | Given>
}

type Text = (text: string) => string | Buffer

function edit(folder: string, file: string, change: Text): void {
  const path = join(folder, file)
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}

const swap = (from: string, to: string): Text => {
  return (text) => {
    if (!text.includes(from)) throw new Error(`the delivery does not hold ${from}`)
    return text.replace(from, () => to)
  }
}

/** Size, hash and number of rows of a spoiled file, as a program would write them that believes the file to be right. */
function describe(folder: string, file: string): void {
  edit(folder, 'datapackage.json', (text) => {
    const descriptor = JSON.parse(text)
    const bytes = readFileSync(join(folder, file))
    const described = descriptor.resources.find(({ path }: { path: string }) => path === file)
    described.bytes = bytes.length
    described.hash = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
    described['ebok:rows'] = Math.max(0, bytes.toString('latin1').split('\n').length - 2)
    return JSON.stringify(descriptor)
  })
}

/** A file spoiled and described as it is then. */
const spoiled =
  (file: string, change: Text, kind: 'full' | 'changes' = 'full'): Kind['make'] =>
  ({ good }) => {
    const folder = good(kind)
    edit(folder, `${file}.csv`, change)
    describe(folder, `${file}.csv`)
    return folder
  }

/** The descriptor spoiled, the files as they were. */
const misdescribed =
  (change: Text): Kind['make'] =>
  ({ good }) => {
    const folder = good()
    edit(folder, 'datapackage.json', change)
    return folder
  }

/** The folder changed in any way. */
const altered =
  (change: (folder: string) => void): Kind['make'] =>
  ({ good }) => {
    const folder = good()
    change(folder)
    return folder
  }

type Entries = readonly (readonly [name: string, bytes: Buffer, mode?: number])[]

const entriesOf = (folder: string): Entries =>
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))])

async function zip(path: string, entries: Entries): Promise<string> {
  const archive = new ZipFile()
  for (const [name, bytes, mode] of entries) archive.addBuffer(bytes, name, { mode: mode ?? 0o100644 })
  archive.end()
  await pipeline(archive.outputStream, createWriteStream(path))
  return path
}

/** An archive, packed from a right delivery and something else, its bytes changed afterwards. */
const packed =
  (more: Entries, forge: (bytes: Buffer) => Buffer | undefined = (bytes) => bytes): Kind['make'] =>
  async ({ good, place }) => {
    const path = await zip(place('.zip'), [...entriesOf(good()), ...more])
    const bytes = readFileSync(path)
    writeFileSync(path, forge(bytes) ?? bytes)
    return path
  }

function rename(bytes: Buffer, from: string, to: string): void {
  for (let at = bytes.indexOf(from); at !== -1; at = bytes.indexOf(from, at + 1)) bytes.write(to, at, 'latin1')
}

/** Where the directory of an archive begins that names `file`. */
const directoryEntry = (bytes: Buffer, file: string) => bytes.lastIndexOf(file) - 46

/** Appends megabytes to a file, block by block. */
function appendBlocks(folder: string, megabytes: number, block: Buffer): void {
  const file = openSync(join(folder, 'readings.csv'), 'a')
  for (let written = 0; written < megabytes; written += 1) writeSync(file, block)
  closeSync(file)
}

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
const lastRow: Text = (text) => `${text}${text.trimEnd().split('\n').at(-1)}\n`
const megabyte = 1024 * 1024

export const kinds: readonly Kind[] = [
  // The delivery as it came
  {
    name: 'archive cut short',
    ends: 'rejected: zipBroken',
    make: packed([], (bytes) => bytes.subarray(0, bytes.length - 60)),
  },
  {
    name: 'no archive at all',
    ends: 'rejected: zipBroken',
    make: ({ place }) => {
      const path = place('.zip')
      writeFileSync(path, 'PK and nothing more')
      return path
    },
  },
  { name: 'empty archive', ends: 'rejected: descriptorMissing', make: async ({ place }) => zip(place('.zip'), []) },
  {
    name: 'archive inside an archive',
    ends: 'rejected: descriptorMissing',
    make: async ({ good, place }) => {
      const inner = await zip(place('.zip'), entriesOf(good()))
      return zip(place('.zip'), [[basename(inner), readFileSync(inner)]])
    },
  },
  { name: 'zip bomb', ends: 'rejected: zipRatio', make: packed([['bomb.csv', Buffer.alloc(100 * megabyte)]]) },
  {
    name: 'way out of the archive',
    ends: 'rejected: unsafePath',
    make: packed(
      [['nnnnnnnnnnnnnnnnn', Buffer.from('x')]],
      (bytes) => void rename(bytes, 'nnnnnnnnnnnnnnnnn', '../../../etc/cron'),
    ),
  },
  {
    name: 'link in an archive',
    ends: 'rejected: linkRefused',
    make: packed([['link', Buffer.from('/etc/passwd'), 0o120777]]),
  },
  {
    name: 'archive with a password',
    ends: 'rejected: zipEncrypted',
    make: packed([], (bytes) => void bytes.writeUInt16LE(1, directoryEntry(bytes, 'entries.csv') + 8)),
  },
  {
    name: 'archive that lies about a size',
    ends: 'rejected: fileUnreadable',
    make: packed([], (bytes) => void bytes.writeUInt32LE(5_000, directoryEntry(bytes, 'readings.csv') + 24)),
  },
  {
    name: 'ZIP64 that lies',
    ends: 'rejected: zipRatio',
    make: packed([], (bytes) => void bytes.writeUInt32LE(0xffffffff, directoryEntry(bytes, 'readings.csv') + 24)),
  },
  {
    name: 'same file twice in an archive',
    ends: 'rejected: duplicateFile',
    make: packed([['readings.cs_', Buffer.from('x')]], (bytes) => void rename(bytes, 'readings.cs_', 'readings.csv')),
  },
  {
    name: 'packed bytes damaged',
    ends: 'rejected: fileUnreadable',
    make: packed([], (bytes) => {
      const start = bytes.indexOf('entries.csv') + 'entries.csv'.length
      bytes.fill(0xff, start + 4, start + 40)
    }),
  },
  {
    name: 'link in a folder',
    ends: 'rejected: linkRefused',
    make: altered((folder) => symlinkSync('/etc/passwd', join(folder, 'x.csv'))),
  },
  {
    name: 'folders too deep',
    ends: 'rejected: unsafePath',
    make: altered((folder) => mkdirSync(join(folder, 'a/b/c/d/e/f/g/h'), { recursive: true })),
  },

  // datapackage.json
  {
    name: 'no descriptor',
    ends: 'rejected: descriptorMissing',
    make: altered((folder) => rmSync(join(folder, 'datapackage.json'))),
  },
  {
    name: 'descriptor not JSON',
    ends: 'rejected: descriptorNotJson',
    make: misdescribed((text) => text.slice(0, -20)),
  },
  { name: 'descriptor empty', ends: 'rejected: descriptorNotJson', make: misdescribed(() => '') },
  { name: 'JSON 100,000 levels deep', ends: 'rejected: descriptorTooDeep', make: misdescribed(() => deep(100_000)) },
  {
    name: 'JSON of 3 MB',
    ends: 'rejected: descriptorTooLarge',
    make: misdescribed((text) => text + ' '.repeat(3 * megabyte)),
  },
  {
    name: '__proto__ among the control totals',
    ends: 'rejected: descriptorUnknownProperty',
    make: misdescribed((text) => text.replace(/(?<="ebok:controlTotals": \{)(?=\s*"amount")/, '"__proto__": "1.00",')),
  },
  {
    name: 'property written twice',
    ends: 'rejected: descriptorKeyTwice',
    make: misdescribed(swap('"ebok:kind"', '"ebok:sequence": 1, "ebok:kind"')),
  },
  {
    name: 'lone surrogate in the descriptor',
    ends: 'rejected: descriptorValue',
    make: misdescribed(swap('"sm-test"', '"sm-\\ud800"')),
  },
  {
    name: 'contract of another version',
    ends: 'rejected: descriptorValue',
    make: misdescribed(swap('"ebok:contract": "1"', '"ebok:contract": "9"')),
  },
  {
    name: 'path out of the delivery',
    ends: 'rejected: descriptorValue',
    make: misdescribed(swap('"path": "readings.csv"', '"path": "../readings.csv"')),
  },
  {
    name: 'huge number of rows',
    ends: 'rejected: descriptorValue',
    make: misdescribed(swap('"ebok:sequence": ', '"ebok:sequence": 1e30, "x": ')),
  },
  {
    name: 'resource not described',
    ends: 'rejected: descriptorResourceMissing',
    make: misdescribed((text) => {
      const descriptor = JSON.parse(text)
      descriptor.resources = descriptor.resources.filter(({ name }: { name: string }) => name !== 'balances')
      return JSON.stringify(descriptor)
    }),
  },

  // Files
  {
    name: 'file cut short',
    ends: 'rejected: bytesMismatch',
    make: altered((folder) => edit(folder, 'entries.csv', (text) => text.slice(0, -100))),
  },
  {
    name: 'wrong hash',
    ends: 'rejected: hashMismatch',
    make: altered((folder) => edit(folder, 'parties.csv', swap('Anna', 'Ewa.'))),
  },
  {
    name: 'file missing',
    ends: 'rejected: fileMissing',
    make: altered((folder) => rmSync(join(folder, 'meters.csv'))),
  },
  { name: 'empty file', ends: 'rejected: emptyFile', make: spoiled('readings', () => '') },
  {
    name: 'only the header',
    ends: 'rejected: balanceMismatch',
    make: spoiled('entries', (text) => text.slice(0, text.indexOf('\n') + 1)),
  },
  {
    name: 'wrong number of rows',
    ends: 'rejected: rowCountMismatch',
    make: misdescribed(swap('"ebok:rows": 60', '"ebok:rows": 61')),
  },
  {
    name: 'wrong control total',
    ends: 'rejected: controlTotalMismatch',
    make: misdescribed((text) => text.replace(/"closing_balance": "[^"]*"/, '"closing_balance": "1.00"')),
  },
  {
    name: 'file put together twice',
    ends: 'rejected: duplicateKey',
    make: spoiled('parties', (text) => text + text.slice(text.indexOf('\n') + 1)),
  },
  { name: 'last row twice', ends: 'rejected: duplicateKey', make: spoiled('documents', lastRow) },

  // Bytes
  {
    name: 'Windows-1250',
    ends: 'rejected: notUtf8',
    make: spoiled('parties', (text) => iconv.encode(text, 'win1250')),
  },
  { name: 'CP852', ends: 'rejected: notUtf8', make: spoiled('parties', (text) => iconv.encode(text, 'cp852')) },
  {
    name: 'UTF-16',
    ends: 'rejected: notUtf8',
    make: spoiled('parties', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')),
  },
  {
    name: 'surrogate in UTF-8',
    ends: 'rejected: notUtf8',
    make: spoiled('parties', (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xed, 0xa0, 0x80, 0x0a])])),
  },
  {
    name: 'BOM at the beginning',
    ends: 'rejected: byteOrderMark',
    make: spoiled('parties', (text) => `\ufeff${text}`),
  },
  {
    name: 'BOM in the middle',
    ends: 'rejected: controlCharacter',
    make: spoiled('parties', swap('Anna', '\ufeffAnna')),
  },
  { name: 'NUL', ends: 'rejected: nulByte', make: spoiled('parties', swap('Anna', 'An\0na')) },
  {
    name: 'direction of writing turned',
    ends: 'rejected: controlCharacter',
    make: spoiled('parties', swap('Anna', 'An\u202ena')),
  },
  {
    name: 'line end inside a cell',
    ends: 'rejected: controlCharacter',
    make: spoiled('parties', swap('Anna', '"An\nna"')),
  },

  // CSV
  {
    name: 'line of 1 GB',
    ends: 'rejected: lineTooLong',
    make: ({ good, scale }) => {
      const folder = good()
      appendBlocks(folder, Math.ceil(1024 * scale), Buffer.alloc(megabyte, 'x'))
      return folder
    },
  },
  {
    name: 'quoted cell of 1 GB',
    ends: 'rejected: unclosedQuote',
    make: ({ good, scale }) => {
      const folder = good()
      appendFileSync(join(folder, 'readings.csv'), '"')
      appendBlocks(folder, Math.ceil(1024 * scale), Buffer.alloc(megabyte, `${'x'.repeat(1023)}\n`))
      return folder
    },
  },
  {
    name: '1,000,000 columns',
    ends: 'rejected: lineTooLong',
    make: spoiled('readings', (text) => `${'ab,'.repeat(1_000_000)}${text}`),
  },
  {
    name: '400,000 columns',
    ends: 'rejected: headerColumnUnknown',
    make: spoiled('readings', (text) => `${'a,'.repeat(400_000)}${text}`),
  },
  { name: 'lone quote', ends: 'rejected: loneQuote', make: spoiled('parties', swap('Anna', 'An"na')) },
  { name: 'quote never closed', ends: 'rejected: unclosedQuote', make: spoiled('parties', swap('Anna', '"Anna')) },
  {
    name: 'semicolons',
    ends: 'rejected: headerColumnUnknown',
    make: spoiled('parties', (text) => text.replaceAll(',', ';')),
  },
  {
    name: 'header of another file',
    ends: 'rejected: headerColumnUnknown',
    make: spoiled('readings', (text) => text.replace('read_on', 'when')),
  },
  {
    name: 'no header',
    ends: 'rejected: headerColumnUnknown',
    make: spoiled('readings', (text) => text.slice(text.indexOf('\n') + 1)),
  },
  {
    name: 'row with a cell too many',
    ends: 'rejected: cellCount',
    make: spoiled('parties', swap('Anna', 'Anna,Maria')),
  },
  { name: 'empty line', ends: 'rejected: emptyLine', make: spoiled('parties', (text) => text.replace('\n', '\n\n')) },

  // Values
  {
    name: 'columns swapped',
    ends: 'rejected: money',
    make: spoiled('balances', (text) => text.replace('closing_balance,entry_count', 'entry_count,closing_balance')),
  },
  { name: 'decimal comma', ends: 'rejected: money', make: spoiled('documents', swap(',500.00,', ',"500,00",')) },
  {
    name: 'huge amount',
    ends: 'rejected: money',
    make: spoiled('documents', swap(',500.00,', ',99999999999999999999999.00,')),
  },
  { name: 'amount as 1e9', ends: 'rejected: money', make: spoiled('documents', swap(',500.00,', ',1e9,')) },
  { name: 'not a number', ends: 'rejected: money', make: spoiled('documents', swap(',500.00,', ',NaN,')) },
  { name: '30 February', ends: 'rejected: date', make: spoiled('readings', swap('2026-10-31', '2026-02-30')) },
  { name: 'Polish date', ends: 'rejected: date', make: spoiled('readings', swap('2026-10-31', '31.10.2026')) },
  {
    name: 'account number broken by a sheet',
    ends: 'rejected: nrb',
    make: spoiled('accounts', (text) => text.replace(/,\d{26},/, ',1.02E+25,')),
  },

  // The books
  {
    name: 'negative remainder',
    ends: 'rejected: remainingOutside',
    make: spoiled('documents', swap(',200.00,', ',-200.00,')),
  },
  {
    name: 'balance is not the sum of entries',
    ends: 'rejected: balanceMismatch',
    make: ({ good }) => {
      const folder = good()
      edit(folder, 'balances.csv', swap(',200.00,2', ',200.01,2'))
      describe(folder, 'balances.csv')
      edit(folder, 'datapackage.json', (text) =>
        text.replace(
          /"closing_balance":"(\d+)\.(\d\d)"/,
          (_, zlote, grosze) => `"closing_balance":"${zlote}.${String(Number(grosze) + 1).padStart(2, '0')}"`,
        ),
      )
      return folder
    },
  },
  { name: 'unknown reference', ends: 'rejected: referenceMissing', make: spoiled('holdings', swap('K0002', 'K9999')) },
  {
    name: 'wrong sum of a bill',
    ends: 'rejected: documentLines',
    make: spoiled('document_lines', (text) => text.replace(/,300\.00,/g, ',301.00,')),
  },
  {
    name: 'deletion of what is still used',
    ends: 'rejected: deletedStillUsed',
    make: ({ other }) => other({ kind: 'changes', books: { parties: [{ _op: 'delete', id: 'K0002' }] } }),
  },

  // Which delivery it is
  { name: 'yesterday’s again', ends: 'unchanged', make: ({ published }) => published },
  {
    name: 'older state of the books',
    ends: 'refused: olderAsOf',
    make: async ({ good, publish }) => {
      const older = good()
      await publish()
      return older
    },
  },
  {
    name: 'gap in the sequence',
    ends: 'refused: sequenceGap',
    make: ({ good }) => {
      good('changes')
      return good('changes')
    },
  },
  {
    name: 'books of another cooperative',
    ends: 'refused: otherCooperative',
    make: ({ other }) => other({ cooperativeId: 'sm-obca', books: smallBooks(60) }),
  },
  { name: 'five sixths of the premises gone', ends: 'waiting', make: ({ other }) => other({ books: smallBooks(10) }) },

  // Odd, and right
  {
    name: '__proto__ and constructor in the descriptor',
    ends: 'published',
    make: misdescribed(swap('{', '{"__proto__": {"x": 1}, "constructor": {"prototype": {"x": 1}},')),
  },
  {
    name: 'CRLF and LF mixed',
    ends: 'published',
    make: spoiled('readings', (text) => text.replace(/\n/g, (end, at) => (at % 2 ? '\r\n' : end))),
  },
  {
    name: 'formula of a spreadsheet in a name',
    ends: 'published',
    make: spoiled('parties', swap('Anna', '"=HYPERLINK(""http://x"",""y"")"')),
  },
  {
    name: 'file nobody described',
    ends: 'published',
    make: altered((folder) => writeFileSync(join(folder, 'notatki.txt'), 'x')),
  },
]

/** A right delivery with more readings than keys fit into memory. */
export function longReadings({ good }: Workshop): string {
  const folder = good()
  const rows = Array.from({ length: 150_000 }, (_, at) => `X${at},M0001,2026-10-30,100,remote\n`)
  edit(folder, 'readings.csv', (text) => text + rows.join(''))
  describe(folder, 'readings.csv')
  return folder
}
