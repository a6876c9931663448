/** `ebok import --check PATH` and `--sample PATH`: the vendor's and the accountant's check of a delivery, with no database and no server. */
import { parseArgs } from 'node:util'
import { type CheckReport, checkDelivery } from './check/check.ts'
import { type Language, reportJson, reportText } from './check/report.ts'
import { contractFiles, writeFiles } from './contract/publish.ts'
import { mistakesPage } from './mistakes.ts'
import { openDelivery } from './receive/open.ts'
import { Refused } from './receive/source.ts'
import { writeSampleDelivery } from './sample-delivery.ts'

export interface Output {
  write(text: string): unknown
}

const usage = {
  pl: 'Użycie: ebok import --check ŚCIEŻKA [--json] [--lang pl|en]\nŚCIEŻKA to folder dostawy albo plik .zip.\nOpis kontraktu zapisuje: ebok import --check --contract FOLDER\nPrzykładową dostawę zapisuje: ebok import --sample NOWY_FOLDER\n',
  en: 'Usage: ebok import --check PATH [--json] [--lang pl|en]\nPATH is the folder of a delivery or a .zip file.\nTo write the contract itself: ebok import --check --contract FOLDER\nTo write a sample delivery: ebok import --sample NEW_FOLDER\n',
} as const

/** Exit code: 0 done or the delivery is right, 1 it has problems, 2 it cannot be read or the command is wrong. */
export async function checkCommand(
  args: readonly string[],
  output: Output = process.stdout,
  errors: Output = process.stderr,
): Promise<0 | 1 | 2> {
  const wanted = readArguments(args)
  if (!wanted) {
    errors.write(usage[args.includes('en') ? 'en' : 'pl'])
    return 2
  }
  const { path, json, language, contract, sample } = wanted
  try {
    if (contract) {
      writeFiles(path, [...contractFiles(), { name: 'mistakes.md', text: await mistakesPage() }])
      return 0
    }
    if (sample) {
      writeSampleDelivery(path)
      return 0
    }
    const report = await check(path)
    output.write(json ? reportJson(report) : reportText(report, language))
    return report.ok ? 0 : 1
  } catch (error) {
    errors.write(cannotRead(path, error, language))
    return 2
  }
}

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        check: { type: 'boolean' },
        contract: { type: 'boolean', default: false },
        sample: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        lang: { type: 'string', default: 'pl' },
      },
    })
    const [path, ...more] = positionals
    const language = values.lang
    if (path === undefined || more.length > 0 || (language !== 'pl' && language !== 'en')) return null
    return { path, json: values.json, language: language as Language, contract: values.contract, sample: values.sample }
  } catch {
    return null
  }
}

async function check(path: string): Promise<CheckReport> {
  const source = await openDelivery(path).catch((error: unknown) => {
    if (error instanceof Refused) return error.problem
    throw error
  })
  if ('code' in source) return refusedReport(source)
  try {
    return await checkDelivery(source)
  } finally {
    await source.close()
  }
}

/** A delivery that could not even be opened, as a report like any other. */
export function refusedReport(problem: Refused['problem']): CheckReport {
  return {
    ok: false,
    descriptor: null,
    resources: [],
    problems: [problem],
    problemCount: 1,
    problemCounts: new Map([[problem.code, 1]]),
    remaining: [],
  }
}

const reasons: Readonly<Record<string, readonly [string, string]>> = {
  EEXIST: ['Taki folder już jest. Trzeba podać nazwę nowego.', 'There is such a folder already. Name a new one.'],
  ENOENT: ['Nie ma takiego pliku ani folderu.', 'There is no such file or folder.'],
  EACCES: ['Brak uprawnień do odczytu.', 'No permission to read it.'],
  EPERM: ['Brak uprawnień do odczytu.', 'No permission to read it.'],
  ENOSPC: ['Na dysku zabrakło miejsca na pliki tymczasowe.', 'The disk has no room for temporary files.'],
}

function cannotRead(path: string, error: unknown, language: Language): string {
  const { code = '' } = error as NodeJS.ErrnoException
  const [pl, en] = reasons[code] ?? [`Nie udało się odczytać (${code}).`, `Reading failed (${code}).`]
  // An error that is neither the delivery's nor the disk's is ours, and must not hide as a reading problem.
  if (code === '') throw error
  return language === 'pl' ? `${path}: ${pl}\n` : `${path}: ${en}\n`
}
