import { jobWords } from '#features/office-jobs/public.ts'
import { changeSentence } from '#features/office-settings/public.ts'
import {
  Button,
  Buttons,
  DataTable,
  DateTimeText,
  ErrorSummary,
  Field,
  type FieldError,
  LinkButton,
  Notice,
  Panel,
  PostForm,
} from '#ui/components.ts'
import {
  type AuditFilter,
  type AuditLine,
  auditAddress,
  type CheckResult,
  type FoundLogin,
  filterParams,
} from './audit.model.ts'
import { actionSentence, actorSentence, checkSentence, groupWords, auditText as text } from './audit.text.ts'
import { detailSentence, withShortIds } from './details.view.tsx'

/** What stands in the search form, as typed. */
export interface TypedSearch {
  readonly group: string
  readonly actor: string
  readonly subject: string
  readonly from: string
  readonly to: string
}

interface SearchProps {
  readonly typed: TypedSearch
  readonly errors: readonly FieldError[]
}

interface AuditProps extends SearchProps {
  readonly filter: AuditFilter
  readonly lines: readonly AuditLine[]
  /** The number older lines come before; none on the last page. */
  readonly older: number | undefined
  readonly first: boolean
  readonly check: { readonly jobId: string; readonly at: number; readonly result: CheckResult } | undefined
  readonly once: string
}

export function AuditView({ filter, lines, older, first, check, once, typed, errors }: AuditProps) {
  const narrowed = Object.keys(filterParams(filter)).length > 0
  return (
    <>
      <p>{text.lead}</p>
      <Search typed={typed} errors={errors} narrowed={narrowed} />
      <Panel title={text.lines} bare>
        <DataTable
          caption={text.lines}
          captionHidden
          empty={text.none}
          rows={lines}
          columns={[
            { key: 'at', header: 'Kiedy', cell: ({ at }) => <DateTimeText at={at} /> },
            {
              key: 'action',
              header: 'Co się stało',
              rowHeader: true,
              cell: (line) => (
                <>
                  {actionSentence(line.action)}
                  <span class="hint"> {told(line)}</span>
                </>
              ),
            },
            { key: 'actor', header: text.actor, cell: actorSentence },
            { key: 'subject', header: text.subject, cell: ({ subject }) => subject ?? '' },
            { key: 'id', header: 'Numer', numeric: true, cell: ({ id }) => String(id) },
          ]}
        />
      </Panel>
      {(older !== undefined || !first) && (
        <Buttons>
          {!first && <LinkButton href={auditAddress(filter)}>{text.newest}</LinkButton>}
          {older !== undefined && (
            <LinkButton href={auditAddress(filter, { przed: String(older) })}>{text.older}</LinkButton>
          )}
        </Buttons>
      )}
      {lines.length > 0 && (
        <PostForm action="/biuro/dziennik/csv">
          {Object.entries(filterParams(filter)).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <p class="hint">{text.exportHint}</p>
          <Buttons>
            <Button look="plain">{text.export}</Button>
          </Buttons>
        </PostForm>
      )}
      <Panel title={text.checkTitle}>
        {check === undefined ? (
          <p>{text.neverChecked}</p>
        ) : (
          <>
            <p>
              {text.lastCheck} <DateTimeText at={check.at} />
            </p>
            <CheckResultView result={check.result} />
          </>
        )}
        <PostForm action="/biuro/dziennik/sprawdz" idempotencyKey={once}>
          <Buttons>
            <Button look="plain">{text.check}</Button>
          </Buttons>
        </PostForm>
      </Panel>
    </>
  )
}

/** What a line says beside its action, in the words of whoever wrote it. */
function told({ action, details }: AuditLine): string {
  if (action.startsWith('settings.')) return changeSentence({ action, details })
  const kind = action.startsWith('job.') && typeof details.kind === 'string' ? jobWords(details.kind).title : undefined
  return withShortIds(detailSentence({ action, details: kind === undefined ? details : { ...details, kind } }))
}

function Search({ typed, errors, narrowed }: SearchProps & { readonly narrowed: boolean }) {
  const errorAt = (field: string) => errors.find((error) => error.field === field)?.message
  return (
    <>
      <ErrorSummary errors={errors} />
      <search>
        <PostForm action="/biuro/dziennik" class="filter">
          <Field
            name="grupa"
            label={text.group}
            kind="select"
            plainLabel
            value={typed.group}
            options={[
              { value: '', label: text.allGroups },
              ...Object.entries(groupWords).map(([value, label]) => ({ value, label })),
            ]}
          />
          <Field
            name="kto"
            label={text.actor}
            plainLabel
            value={typed.actor}
            maxlength={120}
            error={errorAt('kto')}
            autocomplete="off"
          />
          <Field
            name="kogo"
            label={text.subject}
            plainLabel
            value={typed.subject}
            maxlength={120}
            error={errorAt('kogo')}
            autocomplete="off"
          />
          <Field name="od" label={text.from} kind="date" plainLabel value={typed.from} error={errorAt('od')} />
          <Field name="do" label={text.to} kind="date" plainLabel value={typed.to} error={errorAt('do')} />
          <div class="filter-buttons">
            <button type="submit" class="button">
              {text.search}
            </button>
            {narrowed && (
              <a class="button button-quiet" href="/biuro/dziennik">
                {text.clear}
              </a>
            )}
          </div>
        </PostForm>
      </search>
    </>
  )
}

export function CheckResultView({ result }: { readonly result: CheckResult }) {
  return (
    <Notice tone={result.brokenId === null ? 'success' : 'danger'}>
      <p>{checkSentence(result)}</p>
    </Notice>
  )
}

interface ChoiceProps extends SearchProps {
  readonly filter: AuditFilter
  readonly role: 'actor' | 'subject'
  readonly found: readonly FoundLogin[]
}

/** More than one person fits what was typed: which one is said by a link, so that no name stands in an address. */
export function ChoiceView({ filter, role, found, typed, errors }: ChoiceProps) {
  const shown = found.slice(0, 20)
  return (
    <>
      <Search typed={typed} errors={errors} narrowed />
      <Panel title={role === 'actor' ? text.chooseActor : text.chooseSubject}>
        <p>{text.choose}</p>
        <ul>
          {shown.map((login) => (
            <li>
              <a href={auditAddress({ ...filter, [role]: login.id })}>
                {login.displayName} ({login.name})
              </a>
            </li>
          ))}
        </ul>
        {found.length > shown.length && <p>{text.tooMany}</p>}
      </Panel>
    </>
  )
}
