import { groupedLogin } from '#features/login/public.ts'
import type { Found } from '#features/office-people/public.ts'
import { premisesLabel } from '#kernel/premises.ts'
import {
  BackLink,
  Button,
  Buttons,
  DataTable,
  DefinitionList,
  EmptyState,
  Field,
  type FieldError,
  FilterForm,
  Notice,
  Panel,
  PostForm,
  RadioGroup,
} from '#ui/components.ts'
import { limits, type Named } from './office-messages.model.ts'
import { startText, text } from './office-messages.text.ts'
import { FileFields, type FilesState, Mistakes } from './parts.view.tsx'

interface FindProps {
  readonly typed: string
  /** None = nothing was asked yet. */
  readonly found: readonly Found[] | undefined
  readonly more: boolean
  readonly tooShort: boolean
}

export function FindPersonView({ typed, found, more, tooShort }: FindProps) {
  return (
    <>
      <BackLink href="/biuro/sprawy">{text.allThreads}</BackLink>
      <p>{startText.intro}</p>
      <FilterForm action="/biuro/sprawy/nowa" label="Szukanie osoby" submitLabel={startText.find}>
        <Field
          name="szukaj"
          label={startText.search}
          kind="search"
          width="medium"
          maxlength={100}
          value={typed}
          plainLabel
          required={false}
          hint={startText.searchHint}
          error={tooShort ? startText.typeMore : undefined}
        />
      </FilterForm>
      {found !== undefined &&
        (found.length === 0 ? (
          <EmptyState sentence={startText.nobody} />
        ) : (
          <>
            {more && <p>{startText.more}</p>}
            <DataTable
              caption="Znalezione osoby"
              rows={found}
              empty={startText.nobody}
              columns={[
                {
                  key: 'name',
                  header: startText.person,
                  rowHeader: true,
                  cell: ({ name, key }) => <a href={`/biuro/sprawy/nowa/${encodeURIComponent(key)}`}>{name}</a>,
                },
                {
                  key: 'premises',
                  header: startText.premises,
                  cell: ({ party }) =>
                    party?.premises
                      .map((one) => `${premisesLabel(one)}${one.current ? '' : ` (${startText.former})`}`)
                      .join(', ') || 'brak',
                },
                { key: 'id', header: 'Numer', cell: ({ key }) => key },
                {
                  key: 'login',
                  header: startText.login,
                  cell: ({ logins }) => (logins.length > 0 ? startText.hasLogin : startText.noLogin),
                },
              ]}
            />
          </>
        ))}
    </>
  )
}

export interface StartForm {
  readonly once: string
  readonly rodzaj: string
  readonly login: string
  readonly temat: string
  readonly lokal: string
  readonly tresc: string
  readonly biore: boolean
  readonly files: FilesState
}

interface StartProps {
  readonly person: { readonly partyId: string; readonly name: string }
  readonly logins: readonly Named[]
  readonly topics: readonly Named[]
  readonly premises: readonly { readonly id: string; readonly label: string }[]
  readonly form: StartForm
  readonly errors: readonly FieldError[]
}

export function StartView({ person, logins, topics, premises, form, errors }: StartProps) {
  const wrong = (field: string) => errors.find((error) => error.field === field)?.message
  const kinds = Object.entries(startText.kinds).filter(([kind]) => kind !== 'office' || logins.length > 0)
  return (
    <>
      <BackLink href="/biuro/sprawy/nowa">{startText.again}</BackLink>
      <Mistakes errors={errors} refused={form.files.refused} />
      <Panel title={person.name} id="osoba">
        <DefinitionList
          items={[
            {
              term: 'Numer',
              value: <a href={`/biuro/osoby/${encodeURIComponent(person.partyId)}`}>{person.partyId}</a>,
            },
            {
              term: startText.login,
              value: logins.map(({ name }) => groupedLogin(name)).join(', ') || startText.noLogin,
            },
          ]}
        />
        <Notice tone="info">
          <p>{logins.length === 0 ? startText.noLoginNotice : startText.loginNotice}</p>
        </Notice>
      </Panel>
      <PostForm action={`/biuro/sprawy/nowa/${encodeURIComponent(person.partyId)}`} idempotencyKey={form.once} files>
        <RadioGroup
          name="rodzaj"
          legend={startText.kind}
          value={form.rodzaj}
          error={wrong('rodzaj')}
          options={kinds.map(([value, label]) => ({ value, label }))}
        />
        {logins.length > 1 && (
          <Field
            name="login"
            label={startText.whichLogin}
            kind="select"
            width="medium"
            value={form.login}
            error={wrong('login')}
            options={logins.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <Field
          name="temat"
          label={startText.topic}
          kind="select"
          width="medium"
          value={form.temat}
          error={wrong('temat')}
          options={[
            { value: '', label: startText.chooseTopic },
            ...topics.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        {premises.length > 0 && (
          <Field
            name="lokal"
            label={startText.premisesField}
            kind="select"
            width="medium"
            required={false}
            value={form.lokal}
            error={wrong('lokal')}
            options={[
              { value: '', label: startText.noPremises },
              ...premises.map(({ id, label }) => ({ value: id, label })),
            ]}
          />
        )}
        <Field
          name="tresc"
          label={startText.body}
          kind="textarea"
          rows={8}
          maxlength={limits.answerCharacters}
          spellcheck
          value={form.tresc}
          hint={startText.bodyHint}
          error={wrong('tresc')}
        />
        <FileFields files={form.files} />
        <Field name="biore" label={startText.take} kind="checkbox" checked={form.biore} required={false} plainLabel />
        <Buttons>
          <Button>{startText.save}</Button>
        </Buttons>
      </PostForm>
    </>
  )
}
