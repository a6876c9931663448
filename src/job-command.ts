import { parseArgs } from 'node:util'
import { jobWords } from '#features/office-jobs/public.ts'
import { formatDateTime } from '#kernel/dates.ts'
import type { Io } from './io.ts'
import { approveAsOperator, type JobsClient, jobsToApprove } from './job-register.ts'
import { withStore } from './run.ts'
import { withRegister } from './user-register.ts'

const usage = `Użycie: ebok job POLECENIE

  list                 pokaż zadania, które czekają na zgodę drugiej osoby
  approve ID --by "kto"
                       zgódź się na zadanie zamiast drugiej osoby z biura

Dla spółdzielni, w której w biurze pracuje jedna osoba. Zgoda i to, co podasz w --by, zostają w dzienniku zdarzeń: wpisz
funkcję albo inicjały. Kod wyjścia: 0 zrobione, 1 nie da się zrobić, 2 błąd w poleceniu.`

type Open = (work: (client: JobsClient) => Promise<number>) => Promise<number>

/** `ebok job …`: four eyes from the command line. Opens the installation's store for the time of one command. */
export const jobCommand = (args: readonly string[], io: Io): Promise<number> =>
  runJobCommand(args, io, (work) =>
    withStore({ server: 'share' }, ({ store }) => withRegister(store.admin, store.names, work)),
  )

/** The same on a connection somebody else opens; nothing is opened for a command that makes no sense. */
export async function runJobCommand(args: readonly string[], io: Io, open: Open): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === 'help' || args.includes('--help')) {
    io.out(usage)
    return name === undefined ? 2 : 0
  }
  if (name === 'list' && rest.length === 0) return open((client) => list(client, io))
  if (name === 'approve') {
    const asked = understand(rest)
    if (asked) return open((client) => approve(client, asked, io))
  }
  io.err(`Nie rozumiem tego polecenia.\n\n${usage}`)
  return 2
}

function understand(args: readonly string[]): { id: string; by: string } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { by: { type: 'string' } },
      allowPositionals: true,
    })
    const [id, ...more] = positionals
    const by = values.by?.trim() ?? ''
    const sound = by !== '' && by.length <= 100 && !/\p{Cc}/u.test(by)
    return id !== undefined && id.length <= 64 && more.length === 0 && sound ? { id, by } : undefined
  } catch {
    return undefined
  }
}

async function list(client: JobsClient, io: Io): Promise<number> {
  const waiting = await jobsToApprove(client)
  if (waiting.length === 0) io.out('Żadne zadanie nie czeka na zgodę.')
  for (const job of waiting) {
    io.out(
      [job.id, formatDateTime(job.createdAt.getTime()), job.requestedBy, jobWords(job.kind).title, job.summary].join(
        '\t',
      ),
    )
  }
  return 0
}

async function approve(client: JobsClient, { id, by }: { id: string; by: string }, io: Io): Promise<number> {
  if (!(await approveAsOperator(client, id, by))) {
    io.err(`Zadanie ${id} nie czeka na zgodę. Zadania pokazuje: ebok job list`)
    return 1
  }
  io.out('Zgoda zapisana. Zadanie ruszy za chwilę.')
  return 0
}
