import { withSettingsFiles } from '#platform/settings-file.ts'
import type { Io } from './io.ts'
import { terminal } from './io.ts'

interface Command {
  readonly says: string
  run(args: string[], io: Io): Promise<number>
}

/** Everything `ebok` can be asked. A command's code is loaded when it is asked for. */
const commands: Readonly<Record<string, Command>> = {
  serve: { says: 'uruchom portal', run: async (_, io) => (await import('./serve-command.ts')).serveCommand(io) },
  worker: {
    says: 'uruchom samą pracę w tle (dostawy, prace nocne)',
    run: async () => (await import('./serve-command.ts')).workerCommand(),
  },
  demo: {
    says: 'przykładowa spółdzielnia: przygotuj i uruchom',
    run: async (args, io) => (await import('./demo-command.ts')).demoCommand(args, io),
  },
  'demo-code': {
    says: 'kod z aplikacji dla loginu pracownika (tylko w demo)',
    run: async (args, io) => (await import('./demo-code-command.ts')).demoCodeCommand(args, io),
  },
  import: {
    says: 'wczytaj albo sprawdź dostawę (--check), potwierdź, wycofaj',
    run: async (args, io) => (await import('./import-command.ts')).importCommand(args, io),
  },
  convert: {
    says: 'zrób dostawę z plików systemu księgowego (CSV, DBF)',
    run: async (args, io) => (await import('./convert-command.ts')).convertCommand(args, io),
  },
  statements: {
    says: 'wczytaj albo sprawdź wyciągi bankowe (MT940, camt.053)',
    run: async (args, io) => (await import('./statements-command.ts')).statementsCommand(args, io),
  },
  user: {
    says: 'załóż login, wydaj kod startowy, zablokuj, odblokuj',
    run: async (args, io) => (await import('./user-command.ts')).userCommand(args, io),
  },
  job: {
    says: 'zgódź się na zadanie, które czeka na drugą osobę',
    run: async (args, io) => (await import('./job-command.ts')).jobCommand(args, io),
  },
  backup: {
    says: 'zrób zaszyfrowaną kopię całej instalacji',
    run: async (args, io) => (await import('./backup-command.ts')).backupCommand(args, io),
  },
  restore: {
    says: 'przywróć instalację z kopii do pustego miejsca',
    run: async (args, io) => (await import('./restore-command.ts')).restoreCommand(args, io),
  },
  migrate: {
    says: 'przygotuj albo zaktualizuj bazę danych',
    run: async (_, io) => (await import('./schema-command.ts')).migrateCommand(io),
  },
  schema: {
    says: 'pokaż schemat bazy (--write zapisuje do db/)',
    run: async (args, io) => (await import('./schema-command.ts')).schemaCommand(args, io),
  },
  doctor: {
    says: 'sprawdź, czy wszystko działa, i powiedz, co zrobić',
    run: async (args, io) => (await import('./doctor-command.ts')).doctorCommand(args, io),
  },
}

function usage(io: Io): void {
  const width = Math.max(...Object.keys(commands).map((name) => name.length))
  io.out('Użycie: ebok POLECENIE [opcje]\n')
  for (const [name, { says }] of Object.entries(commands)) io.out(`  ${name.padEnd(width)}  ${says}`)
  io.out('\nebok POLECENIE --help pokazuje opcje.')
}

async function main(): Promise<number> {
  const [name, ...args] = process.argv.slice(2)
  const command = name === undefined || !Object.hasOwn(commands, name) ? undefined : commands[name]
  if (!command) {
    usage(terminal)
    return name === undefined || name === 'help' || name === '--help' ? 0 : 2
  }
  try {
    const { allSettings } = await import('./configuration-page.ts')
    Object.assign(process.env, withSettingsFiles(process.env, new Set(allSettings.map(({ name }) => name))))
    return await command.run(args, terminal)
  } catch (error) {
    // The sentence is for the person at the console; the trace only when asked for.
    terminal.err(
      process.env.EBOK_DEV === '1' && error instanceof Error
        ? (error.stack ?? error.message)
        : `${error instanceof Error ? error.message : error}`,
    )
    return 1
  }
}

process.exitCode = await main()
