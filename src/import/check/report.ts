/** The result of a check, said to a person or to a program. */
import { countOf } from '#kernel/plural.ts'
import type { Problem } from '../contract/problem.ts'
import type { CheckReport, Remaining } from './check.ts'

export type Language = 'pl' | 'en'

const words = {
  pl: {
    ok: 'Dostawa jest poprawna.',
    bad: (count: number) => `Dostawa ma błędy: ${countOf(count, 'błąd', 'błędy', 'błędów')}.`,
    asOf: 'Stan ksiąg',
    kinds: { full: 'pełna', changes: 'zmiany' },
    rows: (count: number) => countOf(count, 'wiersz', 'wiersze', 'wierszy'),
    line: 'wiersz',
    record: 'rekord',
    column: 'kolumna',
    field: 'pole',
    value: 'jest',
    more: (count: number) =>
      `… i ${countOf(count, 'dalszy błąd', 'dalsze błędy', 'dalszych błędów')}. Razem według rodzaju:`,
    remaining: 'Nie sprawdzono tutaj',
    checks: {
      keys: 'powtórzonych kluczy',
      references: 'powiązań między plikami',
      balances: 'sald',
      documentLines: 'sum składników dokumentów',
      settlementLines: 'sum pozycji rozliczeń',
      allocations: 'zaliczeń wpłat',
      sequence: 'kolejności dostaw',
    },
    because: {
      changes: 'dostawa zawiera tylko zmiany, sprawdzi to import',
      database: 'sprawdzi to import',
      problems: 'najpierw trzeba usunąć błędy',
      nothingPublishedHere: 'sprawdzi to import',
    },
  },
  en: {
    ok: 'The delivery is right.',
    bad: (count: number) => `The delivery has problems: ${count}.`,
    asOf: 'State of the books',
    kinds: { full: 'full', changes: 'changes' },
    rows: (count: number) => `${count} ${count === 1 ? 'row' : 'rows'}`,
    line: 'line',
    record: 'record',
    column: 'column',
    field: 'field',
    value: 'found',
    more: (count: number) => `… and ${count} more. In total, by kind:`,
    remaining: 'Not checked here',
    checks: {
      keys: 'repeated keys',
      references: 'references between files',
      balances: 'balances',
      documentLines: 'sums of document lines',
      settlementLines: 'sums of settlement lines',
      allocations: 'allocations of payments',
      sequence: 'the sequence of deliveries',
    },
    because: {
      changes: 'the delivery holds changes only, the import will do it',
      database: 'the import will do it',
      problems: 'the problems must be mended first',
      nothingPublishedHere: 'the import will do it',
    },
  },
} as const

export function reportText(report: CheckReport, language: Language = 'pl'): string {
  const say = words[language]
  const out: string[] = []
  const { descriptor } = report
  if (descriptor) {
    const { cooperativeId, asOf, kind, sequence } = descriptor
    out.push(`${cooperativeId} · ${say.asOf}: ${asOf} · ${say.kinds[kind]} · ${sequence}`)
    for (const { file, rows } of report.resources) out.push(`  ${file}: ${say.rows(rows)}`)
    out.push('')
  }
  out.push(report.ok ? say.ok : say.bad(report.problemCount))
  out.push(...problemsText(report, language))
  if (report.remaining.length > 0) out.push('', ...remainingText(report.remaining, language))
  return `${out.join('\n')}\n`
}

/** Problems as listed, the rest as numbers. */
export function problemsText(
  report: {
    readonly problems: readonly Problem<string>[]
    readonly problemCount: number
    readonly problemCounts: ReadonlyMap<string, number>
  },
  language: Language,
): readonly string[] {
  const out: string[] = []
  for (const problem of report.problems) out.push('', ...problemText(problem, language))
  if (report.problemCount > report.problems.length) {
    out.push('', words[language].more(report.problemCount - report.problems.length))
    for (const [code, count] of report.problemCounts) out.push(`  ${code}: ${count}`)
  }
  return out
}

/** Where, what was found and what is wrong with it. */
export function problemText(problem: Problem<string>, language: Language): readonly string[] {
  const say = words[language]
  const place = [
    problem.file,
    problem.line === null ? '' : `${say[problem.lineIs ?? 'line']} ${problem.line}`,
    problem.column === null ? '' : `${say[problem.columnIs ?? 'column']} ${problem.column}`,
    problem.value === null ? '' : `${say.value} „${problem.value}”`,
  ].filter((part) => part !== '')
  const message = language === 'pl' ? problem.message : problem.messageEn
  return [place.join(', '), `  ${message} [${problem.code}]`].filter((line) => line !== '')
}

function remainingText(remaining: readonly Remaining[], language: Language): readonly string[] {
  const say = words[language]
  return [
    `${say.remaining}:`,
    ...remaining.map(({ check, because }) => `  ${say.checks[check]} (${say.because[because]})`),
  ]
}

/** For programs: stable names, one object. */
export function reportJson(report: CheckReport): string {
  const { ok, descriptor, resources, problems, problemCount, problemCounts, remaining } = report
  const delivery = descriptor && {
    cooperativeId: descriptor.cooperativeId,
    asOf: descriptor.asOf,
    generatedAt: descriptor.generatedAt,
    kind: descriptor.kind,
    sequence: descriptor.sequence,
  }
  const counts = Object.fromEntries(problemCounts)
  return `${JSON.stringify({ ok, delivery, resources, problemCount, problemCounts: counts, problems, remaining }, null, 2)}\n`
}
