import { formatDate } from '#kernel/dates.ts'
import { formatDecimal } from '#kernel/decimal.ts'
import { premisesKindName } from '#kernel/premises.ts'
import { DateText, DefinitionList, DownloadBar, EmptyState, NrbText, Panel } from '#ui/components.ts'
import type { HoldingRow, PremisesCard } from './premises.model.ts'
import { floorText, legalTitleName, roleName, premisesText as text } from './premises.text.ts'

export function PremisesView({ cards }: { readonly cards: readonly PremisesCard[] }) {
  if (cards.length === 0) {
    return (
      <EmptyState sentence={text.none}>
        <p>{text.noneHelp}</p>
      </EmptyState>
    )
  }
  return (
    <>
      {cards.map((card) => (
        <Panel title={card.label} id={`lokal-${cards.indexOf(card) + 1}`}>
          <Card card={card} />
        </Panel>
      ))}
      <p class="hint">
        {text.source} <a href="/moje-dane/prosba">{text.request}</a>
      </p>
      <DownloadBar links={[{ href: '/moje-dane/lokale.csv', label: 'Pobierz CSV', hint: 'do Excela' }]} />
    </>
  )
}

function Card({ card }: { readonly card: PremisesCard }) {
  const { first } = card
  return (
    <DefinitionList
      items={[
        {
          term: 'Adres',
          value: `${card.label}, ${first.postalCode} ${first.city}`,
          hint: ` ${[first.property, first.staircase && `klatka ${first.staircase}`, first.floor && floorText(first.floor)].filter(Boolean).join(', ')}`,
        },
        { term: 'Rodzaj', value: premisesKindName(first.kind) },
        {
          term: 'Powierzchnia',
          value: `użytkowa ${formatDecimal(first.usableAreaM2, { minScale: 2 })} m²`,
          ...(first.heatedAreaM2 === null
            ? {}
            : { hint: ` ogrzewana ${formatDecimal(first.heatedAreaM2, { minScale: 2 })} m²` }),
        },
        ...card.holdings.flatMap((holding) => rightItems(holding)),
        ...(card.tellsCoHolders
          ? [
              {
                term: 'Kto jeszcze ma prawo do lokalu',
                value: card.coHolders.length === 0 ? text.alone : card.coHolders.join(', '),
                ...(card.coHolders.length === 0 ? {} : { hint: ` ${text.coHoldersWhy}` }),
              },
            ]
          : []),
        ...card.accounts.map((account) => ({
          term: `Konto bankowe: ${account.ledgerTypeName}`,
          value: <NrbText nrb={account.nrb} of={account.ledgerTypeName} />,
        })),
        ...(card.accounts.length === 0 ? [{ term: 'Konto bankowe', value: text.noAccounts }] : []),
        {
          term: 'Opłaty',
          value: (
            <a href={`/moje-dane/parametry?punkt=${encodeURIComponent(card.premisesId)}`}>
              Zobacz, z czego się składają
            </a>
          ),
        },
      ]}
    />
  )
}

function rightItems(holding: HoldingRow) {
  return [
    {
      term: holding.onBehalf ? 'Prawo osoby, którą reprezentujesz' : 'Prawo do lokalu',
      value: legalTitleName(holding.legalTitle),
      hint: ` ${[roleName(holding.role, holding.onBehalf), holding.share && `udział ${holding.share}`].filter(Boolean).join(', ')}`,
    },
    {
      term: 'Od kiedy',
      value: <DateText on={holding.validFrom} />,
      ...(holding.validTo === null ? {} : { hint: ` do ${formatDate(holding.validTo)}` }),
    },
    ...(holding.role === 'proxy' && !holding.onBehalf
      ? []
      : [{ term: 'Członkostwo w spółdzielni', value: holding.isMember ? 'tak' : 'nie' }]),
  ]
}
