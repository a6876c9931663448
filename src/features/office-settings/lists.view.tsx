import {
  BackLink,
  Button,
  Buttons,
  DataTable,
  ErrorSummary,
  Field,
  type FieldError,
  LinkButton,
  Panel,
  PostForm,
} from '#ui/components.ts'
import { type Building, type ListKey, type ListRow, lists, type TypedRow } from './lists.model.ts'
import { listText, listTitles, rowText, settingsText as text } from './settings.text.ts'
import { address, errorAt, SavedNotice } from './settings.view.tsx'

export function ListView({
  list,
  rows,
  done,
}: {
  readonly list: ListKey
  readonly rows: readonly ListRow[]
  readonly done: string | undefined
}) {
  const words = listText[list]
  const [first, ...others] = lists[list]
  return (
    <>
      <SavedNotice sentence={done} />
      <p>{words.lead}</p>
      <Panel title={listTitles[list]} bare>
        <DataTable
          caption={listTitles[list]}
          captionHidden
          empty={words.empty}
          rows={rows}
          columns={[
            {
              key: 'first',
              header: words.fields[first!.name]!,
              rowHeader: true,
              cell: (row) => <a href={`${address}/${list}/${row.id}`}>{row.values[first!.name]}</a>,
            },
            ...others.map(({ name }) => ({
              key: name,
              header: words.fields[name]!,
              cell: (row: ListRow) =>
                row.values[name] || (name === 'area' && row.buildings === null ? rowText.all : text.empty),
            })),
            ...(list === 'tematy'
              ? [
                  {
                    key: 'active',
                    header: 'Stan',
                    cell: (row: ListRow) => (row.active ? rowText.isActive : rowText.isInactive),
                  },
                ]
              : []),
            { key: 'position', header: rowText.position, numeric: true, cell: (row) => String(row.position) },
          ]}
        />
      </Panel>
      <Buttons>
        <LinkButton href={`${address}/${list}/nowy`}>{words.add}</LinkButton>
      </Buttons>
      <BackLink href={address}>{text.back}</BackLink>
    </>
  )
}

interface RowProps {
  readonly list: ListKey
  /** The row's id; none for a new one. */
  readonly id: string | undefined
  readonly version: number
  readonly once: string
  readonly typed: TypedRow
  readonly buildings: readonly Building[]
  readonly errors: readonly FieldError[]
}

export function RowView({ list, id, version, once, typed, buildings, errors }: RowProps) {
  const words = listText[list]
  const action = `${address}/${list}/${id ?? 'nowy'}`
  return (
    <>
      <BackLink href={`${address}/${list}`}>{listTitles[list]}</BackLink>
      <ErrorSummary errors={errors} />
      <PostForm action={action} idempotencyKey={once}>
        <input type="hidden" name="wersja" value={String(version)} />
        {lists[list].map(({ name, max, required }) => (
          <Field
            name={name}
            label={words.fields[name]!}
            required={required ?? false}
            hint={name === 'area' ? rowText.areaHint : undefined}
            error={errorAt(errors, name)}
            value={typed.values[name] ?? ''}
            maxlength={max}
            width={max <= 120 ? 'medium' : 'full'}
          />
        ))}
        {list === 'telefony-alarmowe' && <BuildingChoice buildings={buildings} chosen={new Set(typed.buildings)} />}
        {list === 'tematy' && (
          <Field
            name="active"
            label={rowText.active}
            kind="checkbox"
            required={false}
            plainLabel
            checked={typed.active}
          />
        )}
        <Field
          name="position"
          label={rowText.position}
          hint={rowText.positionHint}
          error={errorAt(errors, 'position')}
          value={typed.position}
          maxlength={3}
          inputmode="numeric"
          width="short"
        />
        <Buttons>
          <Button>{id === undefined ? words.add : text.save}</Button>
        </Buttons>
      </PostForm>
      {id !== undefined && list !== 'tematy' && (
        <PostForm action={`${action}/usun`}>
          <input type="hidden" name="wersja" value={String(version)} />
          <Buttons>
            <Button look="danger">{rowText.remove}</Button>
          </Buttons>
        </PostForm>
      )}
    </>
  )
}

function BuildingChoice({
  buildings,
  chosen,
}: {
  readonly buildings: readonly Building[]
  readonly chosen: ReadonlySet<string>
}) {
  return (
    <fieldset class="field" aria-describedby="budynek-hint">
      <legend>{rowText.buildings}</legend>
      <p class="hint" id="budynek-hint">
        {rowText.buildingsHint}
      </p>
      {buildings.map((building, at) => (
        <div class="check">
          <input
            id={`budynek-${at}`}
            type="checkbox"
            name="budynek[]"
            value={building.id}
            checked={chosen.has(building.id)}
          />
          <label for={`budynek-${at}`}>
            {building.street} {building.houseNumber}
          </label>
        </div>
      ))}
    </fieldset>
  )
}
