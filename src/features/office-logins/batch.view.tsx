import { groupThousands } from '#kernel/digits.ts'
import {
  BackLink,
  Button,
  Buttons,
  DataTable,
  DateTimeText,
  DefinitionList,
  ErrorSummary,
  Field,
  type FieldError,
  FilterForm,
  LinkButton,
  Notice,
  Panel,
  PostForm,
} from '#ui/components.ts'
import {
  type Batch,
  type BatchState,
  type BuildingChoice,
  buildingLabel,
  byPlace,
  groups,
  mostSheets,
  type PlannedSheet,
} from './batch.model.ts'
import { batchSentences, batchStateNames, groupNames, batchText as text } from './batch.text.ts'

const sampleRows = 10

export interface BatchFormProps {
  readonly buildings: readonly BuildingChoice[]
  readonly batches: readonly Batch[]
  readonly place: string
  readonly group: string
  /** What the choice comes to; nothing before both are chosen. */
  readonly plan: readonly PlannedSheet[] | undefined
  readonly once: string
  readonly errors: readonly FieldError[]
}

function placeOptions(buildings: readonly BuildingChoice[]) {
  const sorted = buildings.toSorted(byPlace)
  return [
    { value: '', label: text.choose },
    { value: 'wszystko', label: text.all },
    ...sorted.flatMap((building, index) => [
      ...(sorted[index - 1]?.propertyId === building.propertyId
        ? []
        : [{ value: `n:${building.propertyId}`, label: text.property(building.propertyName) }]),
      { value: `b:${building.id}`, label: buildingLabel(building) },
    ]),
  ]
}

/** Choose, see who it will be, order: with what was ordered before below. */
export function BatchFormView(props: BatchFormProps) {
  const { buildings, batches, place, group, plan, errors } = props
  return (
    <>
      <ErrorSummary errors={errors} />
      <p>{text.intro}</p>
      <FilterForm action="/biuro/wydawanie" label={text.title} submitLabel={text.preview}>
        <Field
          kind="select"
          name="gdzie"
          label={text.place}
          plainLabel
          value={place}
          options={placeOptions(buildings)}
        />
        <Field
          kind="select"
          name="kto"
          label={text.group}
          plainLabel
          value={group}
          options={[{ value: '', label: text.choose }, ...groups.map((value) => ({ value, label: groupNames[value] }))]}
        />
      </FilterForm>
      {plan && <Preview {...props} plan={plan} />}
      <Panel title={text.mine} bare>
        <DataTable
          caption={text.mine}
          captionHidden
          rows={batches}
          empty={text.mineNone}
          columns={[
            {
              key: 'at',
              header: 'Zlecone',
              rowHeader: true,
              cell: (row) => (
                <a href={`/biuro/wydawanie/${row.id}`}>
                  <DateTimeText at={row.createdAt} />
                </a>
              ),
            },
            { key: 'group', header: text.group, cell: (row) => groupNames[row.group] },
            { key: 'sheets', header: 'Kartek do wydruku', numeric: true, cell: (row) => row.issued },
            { key: 'state', header: 'Stan', cell: (row) => batchStateNames[row.state] },
          ]}
        />
      </Panel>
    </>
  )
}

function Preview({ plan, place, group, once }: BatchFormProps & { readonly plan: readonly PlannedSheet[] }) {
  const renewed = plan.filter(({ loginId }) => loginId !== null).length
  if (plan.length === 0)
    return (
      <Panel title={text.previewTitle}>
        <p>{text.nobody}</p>
      </Panel>
    )
  return (
    <Panel title={text.previewTitle}>
      <DefinitionList
        items={[
          { term: text.sheets, value: groupThousands(String(plan.length)) },
          ...(renewed < plan.length
            ? [{ term: text.newLogins, value: groupThousands(String(plan.length - renewed)) }]
            : []),
          ...(renewed > 0
            ? [{ term: text.newCodes, value: groupThousands(String(renewed)), hint: text.oldCodes }]
            : []),
        ]}
      />
      <DataTable
        caption={text.sample}
        rows={plan.slice(0, sampleRows)}
        empty={text.nobody}
        columns={[
          { key: 'position', header: 'Lp.', numeric: true, cell: (row) => row.position },
          { key: 'person', header: 'Osoba', rowHeader: true, cell: (row) => row.personName },
          { key: 'premises', header: 'Lokal', cell: (row) => row.premisesLabel },
          { key: 'place', header: 'Klatka', cell: (row) => row.placeLabel },
        ]}
      />
      {plan.length > mostSheets ? (
        <Notice tone="warning">
          <p>{text.tooMany(groupThousands(String(mostSheets)))}</p>
        </Notice>
      ) : (
        <PostForm action="/biuro/wydawanie" idempotencyKey={once}>
          <input type="hidden" name="gdzie" value={place} />
          <input type="hidden" name="kto" value={group} />
          <input type="hidden" name="kartek" value={String(plan.length)} />
          <p>{text.fourEyes}</p>
          <p>{text.thisBrowser}</p>
          <Buttons>
            <Button>{text.order(plan.length)}</Button>
          </Buttons>
        </PostForm>
      )}
    </Panel>
  )
}

export interface BatchProps {
  readonly batch: Batch
  readonly state: BatchState
  readonly errors: readonly FieldError[]
}

/** One printing: the file, and the word that it is printed. */
export function BatchView({ batch, state, errors }: BatchProps) {
  const path = `/biuro/wydawanie/${batch.id}`
  return (
    <>
      <BackLink href="/biuro/wydawanie">{text.back}</BackLink>
      <ErrorSummary errors={errors} />
      <Panel title={text.batchTitle} aside={batchStateNames[batch.state]}>
        <DefinitionList
          items={[
            { term: 'Zlecone', value: <DateTimeText at={batch.createdAt} /> },
            { term: text.group, value: groupNames[batch.group] },
          ]}
        />
        {batch.skipped > 0 && <p>{text.skipped(batch.skipped)}</p>}
        {state === 'ready' ? (
          <>
            <p>{text.ready(batch.issued)}</p>
            <PostForm action={`${path}/arkusze`}>
              <Field kind="checkbox" name="klatki" label={text.separators} required={false} plainLabel />
              <Buttons>
                <Button>{text.download}</Button>
              </Buttons>
              <p class="hint">{text.downloadHint}</p>
            </PostForm>
          </>
        ) : (
          <Notice tone={state === 'working' ? 'info' : 'warning'}>
            <p>{batchSentences[state]}</p>
          </Notice>
        )}
        <Buttons>
          {state !== 'ready' && state !== 'working' && (
            <LinkButton
              href={`/biuro/wydawanie?gdzie=${encodeURIComponent(batch.place)}&kto=${state === 'nothing' ? batch.group : 'kod-nieuzyty'}`}
            >
              {text.again}
            </LinkButton>
          )}
          <LinkButton href={`/biuro/zadania/${batch.id}`} look="quiet">
            {text.progress}
          </LinkButton>
        </Buttons>
      </Panel>
      {state === 'ready' && (
        <Panel title={text.printedTitle}>
          <p>{text.printedHint}</p>
          <PostForm action={`${path}/wydrukowane`}>
            <Buttons>
              <Button look="danger">{text.printed}</Button>
            </Buttons>
          </PostForm>
        </Panel>
      )}
    </>
  )
}
