import {
  BackLink,
  Button,
  Buttons,
  EmptyState,
  Field,
  FilterForm,
  Notice,
  Panel,
  PostForm,
  StateBadge,
} from '#ui/components.ts'
import {
  type AudienceColumns,
  audienceValue,
  type Choices,
  type NamedAudience,
  type Recipient,
} from './audience.model.ts'
import { audienceLabel, reachSentence, recipientLabel, audienceText as text } from './audience.text.ts'

interface PickerProps {
  /** Address of the draft; the page stands below it. */
  readonly draftHref: string
  readonly version: number
  readonly current: NamedAudience | undefined
  readonly typed: string
  readonly choices: Choices
  readonly mayChoosePeople: boolean
  readonly conflict: boolean
}

/** Where an editor says whom it is for: by names, everything one press away. */
export function AudiencePicker(props: PickerProps) {
  const { draftHref, version, current, typed, choices } = props
  const action = `${draftHref}/odbiorcy`
  const found =
    choices.properties.length + choices.buildings.length + choices.premises.length + choices.people.length > 0
  const withPeople = props.mayChoosePeople
  const choose = (audience: AudienceColumns, label: string) => (
    <Button look="plain" name="wybor" value={audienceValue(audience)}>
      {label}
    </Button>
  )
  const place = (audience: 'property' | 'building' | 'premises' | 'party', subjectId: string): AudienceColumns => ({
    audience,
    subjectId,
    staircase: null,
  })
  return (
    <>
      <BackLink href={draftHref}>{text.back}</BackLink>
      {props.conflict && (
        <Notice tone="warning" live>
          <p>Ktoś inny właśnie zmienił ten szkic. Wybierz odbiorców jeszcze raz.</p>
        </Notice>
      )}
      <p>
        {current === undefined ? text.none : 'Teraz: '}
        {current !== undefined && <strong>{audienceLabel(current)}</strong>}
      </p>
      <Panel title={text.large}>
        <PostForm action={action}>
          <input type="hidden" name="wersja" value={String(version)} />
          <Buttons>
            {choose({ audience: 'signedIn', subjectId: null, staircase: null }, text.signedIn)}
            {choose({ audience: 'members', subjectId: null, staircase: null }, text.members)}
            {choose({ audience: 'public', subjectId: null, staircase: null }, text.public)}
          </Buttons>
          <p class="hint">{text.publicHint}</p>
        </PostForm>
      </Panel>
      <FilterForm
        action={action}
        label="Szukanie odbiorców"
        submitLabel="Szukaj"
        resetHref={typed === '' ? undefined : action}
      >
        <Field
          name="szukaj"
          label={withPeople ? text.searchPeople : text.search}
          hint={withPeople ? text.searchPeopleHint : text.searchHint}
          kind="search"
          plainLabel
          width="medium"
          maxlength={100}
          enterkeyhint="search"
          value={typed}
        />
      </FilterForm>
      {!withPeople && <p class="hint">{text.onlyAdministrator}</p>}
      {!found && <EmptyState sentence={text.nothing} />}
      {(choices.properties.length > 0 || choices.buildings.length > 0) && (
        <Panel title={text.places}>
          <PostForm action={action}>
            <input type="hidden" name="wersja" value={String(version)} />
            {choices.properties.length > 0 && (
              <Buttons>
                {choices.properties.map(({ id, name }) => choose(place('property', id), `Cała nieruchomość: ${name}`))}
              </Buttons>
            )}
            {choices.buildings.map((building) => (
              <Buttons>
                {choose(place('building', building.id), `Budynek ${building.street} ${building.houseNumber}`)}
                {building.staircases.map((staircase) =>
                  choose(
                    { audience: 'staircase', subjectId: building.id, staircase },
                    `${building.street} ${building.houseNumber}, klatka ${staircase}`,
                  ),
                )}
              </Buttons>
            ))}
          </PostForm>
        </Panel>
      )}
      {choices.premises.length > 0 && (
        <Panel title={text.premises}>
          <PostForm action={action}>
            <input type="hidden" name="wersja" value={String(version)} />
            <Buttons>
              {choices.premises.map((one) => choose(place('premises', one.id), recipientLabel({ ...one, name: null })))}
            </Buttons>
          </PostForm>
        </Panel>
      )}
      {choices.people.length > 0 && (
        <Panel title={text.people}>
          <PostForm action={action}>
            <input type="hidden" name="wersja" value={String(version)} />
            <Buttons>
              {choices.people.map((one) =>
                choose(place('party', one.id), one.address === null ? one.name : `${one.name}, ${one.address}`),
              )}
            </Buttons>
          </PostForm>
        </Panel>
      )}
    </>
  )
}

interface RecipientsProps {
  readonly audience: NamedAudience
  readonly people: number
  readonly logins: number
  readonly sample: readonly Recipient[]
  readonly mayReadPeople: boolean
}

/** "Trafi do 184 osób", and some of them. */
export function RecipientsPanel({ audience, people, logins, sample, mayReadPeople }: RecipientsProps) {
  const hidden = !mayReadPeople && (audience.audience === 'members' || audience.audience === 'party')
  return (
    <Panel title={text.title}>
      <p>
        <strong>{audienceLabel(audience)}</strong>
        {audience.audience === 'public' && (
          <>
            {' '}
            <StateBadge tone="due">widać przed zalogowaniem</StateBadge>
          </>
        )}
      </p>
      <p>{reachSentence(people, logins)}</p>
      {audience.audience === 'public' && (
        <Notice tone="warning">
          <p>{text.publicHint}</p>
        </Notice>
      )}
      {people === 0 && (
        <Notice tone="warning">
          <p>{text.nobody}</p>
        </Notice>
      )}
      <h3>{text.sample}</h3>
      {hidden ? (
        <p class="hint">{text.sampleHidden}</p>
      ) : sample.length === 0 ? (
        <p class="hint">{text.sampleNone}</p>
      ) : (
        <>
          {!mayReadPeople && <p class="hint">{text.sampleDoors}</p>}
          <ul>
            {sample.map((one) => (
              <li>{recipientLabel(one)}</li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  )
}

/** Whom the draft is for so far, with the button that saves and leads to the choice. */
export function AudienceField({
  audience,
  error,
}: {
  readonly audience: NamedAudience | undefined
  readonly error?: string | undefined
}) {
  return (
    <fieldset class={error === undefined ? 'field' : 'field field-bad'} id="pole-odbiorcy" tabindex="-1">
      <legend>{text.title}</legend>
      {error !== undefined && (
        <p class="field-error">
          <span class="unseen">Błąd: </span>
          {error}
        </p>
      )}
      <p>{audience === undefined ? text.none : <strong>{audienceLabel(audience)}</strong>}</p>
      {audience?.audience === 'public' && <p class="hint">{text.publicHint}</p>}
      <Button look="plain" name="dalej" value="odbiorcy">
        {audience === undefined ? text.choose : text.change}
      </Button>
    </fieldset>
  )
}
