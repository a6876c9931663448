/** Statement files of invented people and accounts, written the way each bank writes them. */
import iconv from 'iconv-lite'
import { nrbCheckDigits } from '#kernel/nrb.ts'

export const nrbOf = (bban24: string): string => nrbCheckDigits(bban24) + bban24

/** Accounts of a cooperative at each bank, invented; the sort codes are the banks' own. */
export const mainAccounts = {
  pko: nrbOf('102055610000380209739045'),
  mbank: nrbOf('114010810000267002001002'),
  pekao: nrbOf('124012550000000011223344'),
  bnp: nrbOf('160000030002000111111001'),
  ing: nrbOf('105000311000009011223344'),
} as const

/** Individual numbers of two accounts of residents. */
export const individual = nrbOf('102055619999000000000015')
export const otherIndividual = nrbOf('102055619999000000000023')
export const payersAccount = nrbOf('109010140000071219812874')

export interface TestMovement {
  /** `C`, `D`, `RC`, `RD`. */
  readonly mark?: string
  readonly amount?: string
  readonly day?: string
  readonly entryDay?: string
  readonly bankReference?: string
  /** Lines of `:86:` as they stand in the file. */
  readonly details?: readonly string[]
}

export interface TestStatement {
  readonly account?: string
  readonly number?: string
  readonly currency?: string
  readonly opening?: string
  readonly closing?: string
  readonly opened?: string
  readonly closed?: string
  readonly movements?: readonly TestMovement[]
  readonly reference?: string
}

/** One MT940 message; the closing balance is what the caller says, right or wrong. */
export function mt940(statement: TestStatement = {}): string {
  const { opening = 'C261125PLN1000,00', closing = 'C261126PLN1500,25', movements = [{}] } = statement
  const lines = movements.flatMap((movement) => [
    `:61:${movement.day ?? '261126'}${movement.entryDay ?? '1126'}${movement.mark ?? 'C'}${movement.amount ?? '500,25'}NTRFNONREF//${movement.bankReference ?? 'BK0001'}`,
    ...(movement.details ?? pkoDetails()).map((line, at) => (at === 0 ? `:86:${line}` : line)),
  ])
  return [
    `:20:${statement.reference ?? 'MT940'}`,
    `:25:/PL${statement.account ?? mainAccounts.pko}`,
    `:28C:${statement.number ?? '231'}`,
    `:60F:${opening}`,
    ...lines,
    `:62F:${closing}`,
    `:64:${closing}`,
    '-',
    '',
  ].join('\r\n')
}

/** PKO BP: `~`, title in pieces of 27, the byte 0xFF ("ÿ" here) where there is nothing. */
export function pkoDetails(paidTo = individual, title = 'Opłata za listopad'): readonly string[] {
  return [
    '020~00C020PRZELEW PRZYCHODZĄCY',
    `~20${title}`.padEnd(30),
    `~21${paidTo}`,
    `~22ÿ~23ÿ~24ÿ~25ÿ`,
    `~3010901014~31${payersAccount.slice(10)}`,
    '~32ŻÓŁĆ ŚWIĘTOSŁAW~33UL. LIPOWA 4/7 KRAKÓW',
    `~38PL${payersAccount}`,
    '~60261126~63SWRK 1',
  ]
}

/** Pekao and BNP Paribas: `^`. */
export const caretDetails = (paidTo = individual): readonly string[] => [
  '152^00PRZELEW^34000',
  `^3010901014^38${payersAccount}^20RACHUNEK ${paidTo}`,
  '^21CZYNSZ ZA LISTOPAD^32KĘDZIERSKA ŁUCJA^62UL. BRZOZOWA 2',
]

/** ING: `<`, one sub-field a line, empty ones left out. */
export const ingDetails = (paidTo = individual): readonly string[] => [
  '020<00PRZELEW',
  `<20CZYNSZ XI 2026 `,
  `<21${paidTo}`,
  '<27WÓJCIK JÓZEF',
  `<31${payersAccount}`,
]

/** mBank: free text cut at 65 characters wherever that falls. */
export function mbankDetails(payerId = '000000000015', title = 'CZYNSZ'): readonly string[] {
  const text = `911 TRANSAKCJA IPH; ID IPH: XX${payerId}; Z RACH.: ${payersAccount}; OD: ŚLIWA BOŻENA UL. GÓRNA 1; TYT.: ${title}; DATA STEMPLA: 26.11.2026; TNR: 171000012345678.010001`
  return text.match(/.{1,65}/g)!
}

/** Bytes of a text in an encoding; "ÿ" becomes the byte 0xFF whatever the encoding. */
export function encoded(text: string, encoding: 'utf-8' | 'iso-8859-2' | 'cp852' | 'cp1250'): Buffer {
  return Buffer.concat(
    text.split(/(ÿ)/).map((part) => (part === 'ÿ' ? Buffer.from([0xff]) : iconv.encode(part, encoding))),
  )
}

export interface TestEntry {
  readonly amount?: string
  readonly mark?: 'CRDT' | 'DBIT'
  readonly reversal?: boolean
  readonly status?: string
  readonly paidTo?: string
  readonly title?: string
  readonly bankReference?: string
  readonly day?: string
  /** Whole `TxDtls` elements instead of the one made of the rest. */
  readonly details?: string
}

export interface TestCamt {
  readonly version?: string
  readonly prefix?: string
  readonly account?: string
  readonly number?: string
  readonly currency?: string
  readonly opening?: string
  readonly closing?: string
  readonly entries?: readonly TestEntry[]
  readonly encoding?: string
}

const newer = (version: string) => Number(version) >= 8

/** One camt.053 file. From .08 on a status is a code of its own and a party stands one level deeper. */
export function camt(file: TestCamt = {}): string {
  const version = file.version ?? '02'
  const currency = file.currency ?? 'PLN'
  const money = (amount: string) => `<Amt Ccy="${currency}">${amount}</Amt>`
  const balance = (kind: string, amount: string, day: string) =>
    `<Bal><Tp><CdOrPrtry><Cd>${kind}</Cd></CdOrPrtry></Tp>${money(amount)}<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${day}</Dt></Dt></Bal>`
  const entries = (file.entries ?? [{}]).map((entry) => {
    const payer = '<Nm>Żółć Świętosław &amp; syn</Nm>'
    const details =
      entry.details ??
      `<TxDtls><Refs><AcctSvcrRef>${entry.bankReference ?? 'BK0001'}</AcctSvcrRef></Refs><RltdPties><Dbtr>${newer(version) ? `<Pty>${payer}</Pty>` : payer}</Dbtr><DbtrAcct><Id><IBAN>PL${payersAccount}</IBAN></Id></DbtrAcct><CdtrAcct><Id><IBAN>PL${entry.paidTo ?? individual}</IBAN></Id></CdtrAcct></RltdPties><RmtInf><Ustrd>${entry.title ?? 'Czynsz za listopad'}</Ustrd></RmtInf></TxDtls>`
    const day = entry.day ?? '2026-11-26'
    const status = entry.status ?? 'BOOK'
    return `<Ntry>${money(entry.amount ?? '500.25')}<CdtDbtInd>${entry.mark ?? 'CRDT'}</CdtDbtInd>${entry.reversal ? '<RvslInd>true</RvslInd>' : ''}<Sts>${newer(version) ? `<Cd>${status}</Cd>` : status}</Sts><BookgDt><Dt>${day}</Dt></BookgDt><ValDt><Dt>${day}</Dt></ValDt><NtryDtls>${details}</NtryDtls></Ntry>`
  })
  const text = `<?xml version="1.0" encoding="${file.encoding ?? 'UTF-8'}"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>231</Id><ElctrncSeqNb>${file.number ?? '231'}</ElctrncSeqNb><Acct><Id><IBAN>PL${file.account ?? mainAccounts.pko}</IBAN></Id><Ccy>${currency}</Ccy></Acct>${balance('OPBD', file.opening ?? '1000.00', '2026-11-25')}${balance('CLBD', file.closing ?? '1500.25', '2026-11-26')}${entries.join('')}</Stmt></BkToCstmrStmt></Document>
`
  if (!file.prefix) return text
  return text.replace(/<(\/?)([A-Z])/g, `<$1${file.prefix}:$2`).replace('xmlns=', `xmlns:${file.prefix}=`)
}
