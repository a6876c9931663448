import { BankAccountsNotice } from '#features/office-settings/public.ts'
import { Panel, PanelGrid, StateBadge } from '#ui/components.ts'
import type { ShownCard } from './office-home.model.ts'
import { text } from './office-home.text.ts'

/** The queues of whoever is signed in: numbers that lead to them, or a sentence that there is nothing to do. */
export function OfficeHomeView({
  cards,
  bankAccountsChanged,
}: {
  readonly cards: readonly ShownCard[]
  readonly bankAccountsChanged: number | undefined
}) {
  return (
    <>
      <BankAccountsNotice changedAt={bankAccountsChanged} />
      <PanelGrid>
        {cards.map((card) => (
          <Panel
            title={card.title}
            aside={
              <a href={card.href} aria-label={`${text.show}: ${card.title}`}>
                {text.show}
              </a>
            }
          >
            {card.lines.length === 0 ? (
              <p>{card.calm}</p>
            ) : (
              <ul class="queue">
                {card.lines.map((line) => (
                  <li>
                    <a href={line.href}>{line.words}</a>
                    {line.tone === 'late' && (
                      <>
                        {' '}
                        <StateBadge tone="late">{text.late}</StateBadge>
                      </>
                    )}
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        ))}
      </PanelGrid>
    </>
  )
}
