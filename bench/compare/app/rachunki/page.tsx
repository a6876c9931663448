import Link from 'next/link'
import { type Account, accountsOf, type Settlement, settlementsOf } from '@/lib/accounts'
import { date, money, nrbGroups } from '@/lib/format'
import { currentSession } from '@/lib/session'
import { CopyButton } from './copy-button'

export default async function OverviewPage() {
  const { partyId, today } = await currentSession()
  const [accounts, settlements] = await Promise.all([accountsOf(partyId, today), settlementsOf(partyId, today)])
  if (accounts.length === 0) return <p>Do tego loginu nie jest teraz przypisany żaden lokal.</p>
  return (
    <>
      <h1>Rachunki i płatności</h1>
      <Answer accounts={accounts} />
      <section className="panel" aria-labelledby="salda">
        <h2 id="salda">Salda kont</h2>
        <Balances accounts={accounts} />
      </section>
      <section className="panel" aria-labelledby="rozliczenia">
        <h2 id="rozliczenia">Ostatnie rozliczenia</h2>
        <Settlements settlements={settlements} />
      </section>
    </>
  )
}

const overdueOf = ({ overdue, balance }: Account) => Math.min(overdue, Math.max(balance, 0))

function Answer({ accounts }: { readonly accounts: readonly Account[] }) {
  if (accounts.some(({ verified }) => !verified)) {
    return (
      <section className="slip">
        <h2>Saldo w trakcie weryfikacji</h2>
        <p>Księgowość sprawdza zapisy na tym koncie.</p>
      </section>
    )
  }
  const toPay = accounts.reduce((sum, { balance }) => sum + Math.max(balance, 0), 0)
  const balance = accounts.reduce((sum, account) => sum + account.balance, 0)
  const overdue = accounts.reduce((sum, account) => sum + overdueOf(account), 0)
  const next = accounts
    .flatMap(({ balance, nextDueOn }) => (balance > 0 && nextDueOn ? [nextDueOn] : []))
    .sort()
    .at(0)
  return (
    <section className="slip" aria-labelledby="ile">
      <h2 id="ile">Ile mam zapłacić?</h2>
      <p className="answer">{toPay > 0 ? money(toPay) : balance < 0 ? `Nadpłata ${money(-balance)}` : 'Wszystko zapłacone'}</p>
      {toPay > 0 && (
        <p>
          {overdue === toPay
            ? 'Termin płatności już minął. Zapłać jak najszybciej.'
            : overdue > 0
              ? `W tym ${money(overdue)} po terminie.${next ? ` Reszta: do ${date(next)}.` : ''}`
              : next
                ? `Zapłać do ${date(next)}.`
                : 'Zapłać w terminie podanym na rachunku.'}
        </p>
      )}
      <div className="boxes">
        {accounts
          .filter((account) => account.balance > 0)
          .map((account) => (
            <dl key={account.id}>
              <dt>{account.ledgerTypeName}</dt>
              <dd>
                {money(account.balance)} na konto
                <br />
                {nrbGroups(account.nrb)} <CopyButton nrb={account.nrb} />
              </dd>
            </dl>
          ))}
      </div>
      {toPay > 0 && (
        <ul className="links">
          <li>
            <Link href="/rachunki/dokumenty?stan=do-zaplaty">Z jakich rachunków jest ta kwota</Link>
          </li>
          <li>
            <Link href="/moje-dane/parametry">Z czego składa się miesięczna opłata</Link>
          </li>
        </ul>
      )}
    </section>
  )
}

function Balances({ accounts }: { readonly accounts: readonly Account[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Konto</th>
          <th scope="col" className="num">
            Saldo
          </th>
          <th scope="col" className="num">
            Po terminie
          </th>
          <th scope="col">Najbliższy termin</th>
          <th scope="col">Ostatnia wpłata</th>
          <th scope="col">Numer konta bankowego</th>
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <tr key={account.id} data-nrb={account.nrb} data-balance={account.balance}>
            <th scope="row">
              <Link href={`/rachunki/kartoteka?punkt=${account.premisesId}&typ=${account.ledgerType}`}>
                {account.ledgerTypeName}
              </Link>{' '}
              <small>{account.address}</small>
            </th>
            <td className="num">
              {account.balance > 0 ? 'Do zapłaty ' : account.balance < 0 ? 'Nadpłata ' : ''}
              {money(Math.abs(account.balance))}
            </td>
            <td className="num">{overdueOf(account) > 0 ? money(overdueOf(account)) : 'nic'}</td>
            <td>
              {account.balance > 0 && account.nextDueOn
                ? `${money(account.nextDueAmount ?? 0)} do ${date(account.nextDueOn)}`
                : 'brak'}
            </td>
            <td>
              {account.lastPaidOn ? `${money(account.lastPaidAmount ?? 0)}, ${date(account.lastPaidOn)}` : 'Nie ma jeszcze żadnej wpłaty.'}
            </td>
            <td>
              {nrbGroups(account.nrb)} <CopyButton nrb={account.nrb} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Settlements({ settlements }: { readonly settlements: readonly Settlement[] }) {
  if (settlements.length === 0) return <p>Nie ma jeszcze rozliczenia wody ani ciepła.</p>
  return (
    <dl>
      {settlements.map(({ id, kind, address, periodFrom, periodTo, difference }) => (
        <div key={id}>
          <dt>
            {kind === 'water' ? 'Woda' : 'Ciepło'}, {date(periodFrom)} – {date(periodTo)}
          </dt>
          <dd>
            <Link href={`/media/rozliczenia/${id}`}>
              {difference > 0 ? `dopłata ${money(difference)}` : difference < 0 ? `zwrot ${money(-difference)}` : 'bez dopłaty i bez zwrotu'}
            </Link>{' '}
            <small>{address}</small>
          </dd>
        </div>
      ))}
    </dl>
  )
}
