import { type BadgeTone, DateTimeText, ProgressBar, StateBadge } from '#ui/components.ts'
import type { DeliveryLine, Published, ShownState } from './office-import.model.ts'
import { countText, deliveryStates, rowsWords, stageWords, importText as text } from './office-import.text.ts'

const tones: Readonly<Record<ShownState, BadgeTone>> = {
  received: 'info',
  checking: 'info',
  rejected: 'late',
  waiting: 'due',
  shown: 'done',
  earlier: 'off',
  rolledBack: 'off',
  unchanged: 'off',
  refused: 'late',
  failed: 'late',
}

export const StateOf = ({ state }: { readonly state: ShownState }) => (
  <StateBadge tone={tones[state]}>{deliveryStates[state]}</StateBadge>
)

/** The one sentence about what residents see; every page of deliveries says it from the same row. */
export function SeenNow({ published }: { readonly published: Published }) {
  const { asOf, publicationId, deliveryId } = published
  if (asOf === null) return <p>{text.nothing}</p>
  return (
    <p id="widza-mieszkancy" data-publication={publicationId}>
      Mieszkańcy widzą teraz stan na{' '}
      <strong>
        <DateTimeText at={asOf} />
      </strong>
      {' ('}
      {deliveryId === null ? (
        `publikacja nr\u00a0${publicationId}`
      ) : (
        <a href={`/biuro/import/${deliveryId}`}>{`publikacja nr\u00a0${publicationId}`}</a>
      )}
      ).
    </p>
  )
}

/** How far a delivery under way has got. */
export function Progress({
  line: { stage, rowsDone, rowsTotal },
}: {
  readonly line: Pick<DeliveryLine, 'stage' | 'rowsDone' | 'rowsTotal'>
}) {
  const label = `Etap: ${stageWords(stage)}`
  if (rowsDone === null || rowsTotal === null || rowsTotal === 0) return <p>{label}</p>
  return (
    <ProgressBar
      label={label}
      value={Math.min(rowsDone, rowsTotal)}
      max={rowsTotal}
      words={`${countText(rowsDone)} z ${rowsWords(rowsTotal)}`}
    />
  )
}
