import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { proofMs, proofProblem } from '#features/login/public.ts'
import { formatNrb } from '#kernel/nrb.ts'
import { countOf } from '#kernel/plural.ts'
import { onceField, onceOf } from '#platform/http/once.ts'
import { nothing } from '#platform/http/params.ts'
import { type Context, page, type Reply, type Route, redirect, route } from '#platform/http/route.ts'
import { askJob } from '#platform/jobs/jobs.ts'
import type { FieldError } from '#ui/components.ts'
import { type AccountLine, mostAccounts, readAccounts, sameAccounts } from './bank-accounts.model.ts'
import { bankAccountsNow, pendingBankAccounts, proposeBankAccounts } from './bank-accounts.queries.ts'
import { AccountsView } from './bank-accounts.view.tsx'
import { field, here } from './fields.ts'
import { flawSentence, accountsText as text } from './settings.text.ts'
import { address } from './settings.view.tsx'

const path = `${address}/rachunki`
const rowsBeyond = 2

/** Tells whether the accounts are still those a form was filled from. */
const fingerprint = (accounts: readonly AccountLine[]): string =>
  createHash('sha256')
    .update(JSON.stringify(accounts.map(({ label, nrb }) => [label, nrb])))
    .digest('hex')

const rowsFor = (accounts: readonly AccountLine[]): readonly AccountLine[] =>
  [
    ...accounts.map(({ label, nrb }) => ({ label, nrb: formatNrb(nrb).replaceAll('\u00a0', ' ') })),
    ...Array.from({ length: rowsBeyond }, () => ({ label: '', nrb: '' })),
  ].slice(0, mostAccounts)

interface Shown {
  readonly now: readonly AccountLine[]
  readonly waiting: string | undefined
  readonly proved: boolean
  readonly typed?: readonly AccountLine[]
  readonly errors?: readonly FieldError[]
  readonly status?: number
}

function accountsPage({ now, waiting, proved, typed, errors = [], status = 200 }: Shown): Reply {
  const view = {
    now,
    typed: typed ?? rowsFor(now),
    before: fingerprint(now),
    waiting,
    once: randomUUID(),
    asksPassword: !proved,
    errors,
  }
  return page({ title: text.title, tab: address, body: AccountsView(view) }, { status })
}

const accountCount = (accounts: readonly AccountLine[]): string =>
  countOf(accounts.length, 'rachunek', 'rachunki', 'rachunków')

const isProved = ({ now, frame }: Pick<Context<unknown>, 'now' | 'frame'>): boolean => now - frame().provedAt < proofMs

const accounts = route({
  ...here,
  path,
  title: 'Ustawienia: rachunki bankowe',
  params: nothing,
  queries: 3,
  handle: async (context) => {
    const [now, waiting] = await context.read((tx) => Promise.all([bankAccountsNow(tx), pendingBankAccounts(tx)]))
    return accountsPage({ now, waiting, proved: isProved(context) })
  },
})

const rowFields = Object.fromEntries(
  Array.from({ length: mostAccounts }, (_, at) => [
    [`nazwa${at}`, field],
    [`numer${at}`, field],
  ]).flat(),
)

const accountsSent = route({
  ...here,
  method: 'POST',
  path,
  title: 'Ustawienia: rachunki bankowe, wysłany formularz',
  params: z.object({ ...rowFields, przed: field, haslo: field, _once: onceField }),
  queries: 16,
  handle: async (context) => {
    const params = context.params as unknown as Readonly<Record<string, string>>
    const typed = Array.from({ length: mostAccounts }, (_, at) => ({
      label: params[`nazwa${at}`] ?? '',
      nrb: params[`numer${at}`] ?? '',
    }))
    const filled = Math.max(...typed.map(({ label, nrb }, at) => (label + nrb === '' ? 0 : at + 1)), 0)
    const shown = typed.slice(0, Math.min(filled + rowsBeyond, mostAccounts))
    const [now, waiting] = await context.read((tx) => Promise.all([bankAccountsNow(tx), pendingBankAccounts(tx)]))
    const back = (errors: readonly FieldError[], status = 422) =>
      accountsPage({ now, waiting, proved: isProved(context), typed: shown, errors, status })

    const { accounts: after, flaws } = readAccounts(typed)
    if (flaws.length > 0) {
      return back(
        flaws.map(({ field: name, flaw }) => {
          const label = `${name.startsWith('nazwa') ? text.label : text.nrb} ${Number(/\d+$/.exec(name)![0]) + 1}`
          return { field: name, message: flawSentence(label, name, flaw) }
        }),
      )
    }
    const once = onceOf(params._once!, params.przed!, JSON.stringify(after))
    // The same form once more, after it made its job: the job is where it leads.
    if (params.przed !== fingerprint(now) && !waiting) return back([{ message: text.stale }], 409)
    if (sameAccounts(now, after)) return back([{ message: text.same }])
    const unproved = await proofProblem(context, isProved(context), params.haslo!)
    if (unproved) return back([unproved])
    const jobId = await context.write(async (tx) => {
      const pending = await pendingBankAccounts(tx)
      if (pending !== undefined) return pending
      const change = await proposeBankAccounts(tx, now, after, once)
      const summary = `Teraz: ${accountCount(now)}. Po zmianie: ${accountCount(after)}. Numery są niżej.`
      return askJob(tx, {
        kind: 'bankAccountsChange',
        params: { change },
        once,
        cancellable: false,
        approval: { roles: ['administrator', 'accountant'], summary },
      })
    })
    return redirect(`/biuro/zadania/${jobId}`)
  },
})

export const accountsRoutes: readonly Route[] = [accounts, accountsSent]
