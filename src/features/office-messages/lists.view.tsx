import { Paragraphs } from '#features/messages/public.ts'
import {
  BackLink,
  Button,
  Buttons,
  DataTable,
  DateTimeText,
  DefinitionList,
  Disclosure,
  Field,
  type FieldError,
  LinkButton,
  Notice,
  Panel,
  PostForm,
  StateBadge,
} from '#ui/components.ts'
import { type Label, limits, type QuarantinedMail, type Template } from './office-messages.model.ts'
import {
  quarantineReasons,
  quarantineText,
  removeSentence,
  settingsText,
  templateText,
} from './office-messages.text.ts'
import { Mistakes } from './parts.view.tsx'

const said = (words: string | undefined) =>
  words === undefined ? null : (
    <Notice tone="success" live>
      <p>{words}</p>
    </Notice>
  )
const wrongIn = (errors: readonly FieldError[]) => (field: string) =>
  errors.find((error) => error.field === field)?.message

// Templates -----------------------------------------------------------------------------------------------------------------

interface TemplatesProps {
  readonly templates: readonly (Template & { readonly updatedAt: number; readonly updatedBy: string | null })[]
  readonly done: string | undefined
}

export function TemplatesView({ templates, done }: TemplatesProps) {
  return (
    <>
      {said(done)}
      <Buttons>
        <LinkButton href="/biuro/sprawy/szablony/nowy">{templateText.add}</LinkButton>
      </Buttons>
      <DataTable
        caption={templateText.title}
        captionHidden
        rows={templates}
        empty={templateText.none}
        columns={[
          {
            key: 'title',
            header: 'Szablon',
            rowHeader: true,
            cell: (row) => <a href={`/biuro/sprawy/szablony/${row.id}`}>{row.title}</a>,
          },
          { key: 'body', header: 'Początek', cell: (row) => beginning(row.body) },
          { key: 'at', header: 'Zmieniono', cell: (row) => <DateTimeText at={row.updatedAt} /> },
          { key: 'by', header: 'Zmienił(a)', cell: (row) => row.updatedBy ?? 'program' },
        ]}
      />
    </>
  )
}

function beginning(body: string): string {
  const line = body.replace(/\s+/g, ' ')
  return line.length <= 100 ? line : `${line.slice(0, 100)}…`
}

interface TemplateFormProps {
  /** None = a new one. */
  readonly template: Template | undefined
  readonly title: string
  readonly body: string
  readonly once: string
  readonly errors: readonly FieldError[]
  /** Somebody else saved the template; what they wrote stands above the form. */
  readonly theirs: Template | undefined
}

export function TemplateFormView({ template, title, body, once, errors, theirs }: TemplateFormProps) {
  const wrong = wrongIn(errors)
  const action = template === undefined ? '/biuro/sprawy/szablony/nowy' : `/biuro/sprawy/szablony/${template.id}`
  const version = theirs?.version ?? template?.version
  return (
    <>
      <BackLink href="/biuro/sprawy/szablony">{templateText.all}</BackLink>
      <Mistakes errors={errors} />
      {theirs && (
        <Panel title={templateText.theirs}>
          <p>
            <strong>{theirs.title}</strong>
          </p>
          <Paragraphs body={theirs.body} />
        </Panel>
      )}
      <PostForm action={action} idempotencyKey={once}>
        {version !== undefined && <input type="hidden" name="wersja" value={String(version)} />}
        <Field
          name="nazwa"
          label={templateText.name}
          maxlength={limits.templateTitle}
          width="medium"
          value={title}
          error={wrong('nazwa')}
        />
        <Field
          name="tresc"
          label={templateText.body}
          kind="textarea"
          rows={12}
          maxlength={limits.templateCharacters}
          spellcheck
          value={body}
          hint={templateText.bodyHint}
          error={wrong('tresc')}
        />
        <Buttons>
          <Button name="czynnosc" value="zapisz">
            {templateText.save}
          </Button>
          {template !== undefined && (
            <Button look="danger" name="czynnosc" value="usun">
              {templateText.remove}
            </Button>
          )}
        </Buttons>
      </PostForm>
    </>
  )
}

// Labels and the time for an answer ---------------------------------------------------------------------------------------------

interface SettingsProps {
  readonly labels: readonly (Label & { readonly threads: number })[]
  readonly workingDays: number
  /** Only administrators set it. */
  readonly maySetDays: boolean
  readonly days: string
  readonly name: string
  readonly done: string | undefined
  readonly errors: readonly FieldError[]
}

export function SettingsView({ labels, workingDays, maySetDays, days, name, done, errors }: SettingsProps) {
  const wrong = wrongIn(errors)
  return (
    <>
      {said(done)}
      <Mistakes errors={errors} />
      <Panel title={settingsText.labels} bare>
        <DataTable
          caption={settingsText.labels}
          captionHidden
          rows={labels}
          empty={settingsText.noLabels}
          columns={[
            {
              key: 'name',
              header: 'Etykieta',
              rowHeader: true,
              cell: (row) => <a href={`/biuro/sprawy?stan=wszystkie&etykieta=${row.id}`}>{row.name}</a>,
            },
            { key: 'threads', header: 'Spraw', numeric: true, cell: (row) => row.threads },
            {
              key: 'edit',
              header: 'Zmiana',
              cell: (row) => (
                <a href={`/biuro/sprawy/etykiety/${row.id}`} aria-label={`${settingsText.edit}: ${row.name}`}>
                  {settingsText.edit}
                </a>
              ),
            },
          ]}
        />
        <PostForm action="/biuro/sprawy/etykiety">
          <Field
            name="nazwa"
            label={settingsText.labelName}
            maxlength={limits.labelCharacters}
            width="medium"
            value={name}
            hint={settingsText.labelHint}
            error={wrong('nazwa')}
          />
          <Button look="plain">{settingsText.addLabel}</Button>
        </PostForm>
      </Panel>
      <Panel title={settingsText.days}>
        {maySetDays ? (
          <PostForm action="/biuro/sprawy/termin">
            <Field
              name="dni"
              label={settingsText.daysField}
              inputmode="numeric"
              maxlength={2}
              width="short"
              value={days}
              hint={settingsText.daysHint}
              error={wrong('dni')}
            />
            <Button look="plain">{settingsText.saveDays}</Button>
          </PostForm>
        ) : (
          <p>{settingsText.daysNow(workingDays)}</p>
        )}
      </Panel>
    </>
  )
}

interface LabelProps {
  readonly label: Label & { readonly threads: number }
  readonly name: string
  readonly errors: readonly FieldError[]
}

export function LabelView({ label, name, errors }: LabelProps) {
  const wrong = wrongIn(errors)
  return (
    <>
      <BackLink href="/biuro/sprawy/etykiety">{settingsText.all}</BackLink>
      <Mistakes errors={errors} />
      <PostForm action={`/biuro/sprawy/etykiety/${label.id}`}>
        <input type="hidden" name="byla" value={label.name} />
        <Field
          name="nazwa"
          label={settingsText.newName}
          maxlength={limits.labelCharacters}
          width="medium"
          value={name}
          error={wrong('nazwa')}
        />
        <Buttons>
          <Button name="czynnosc" value="zapisz">
            {settingsText.rename}
          </Button>
        </Buttons>
      </PostForm>
      <Disclosure summary={settingsText.remove}>
        <p>{removeSentence(label.threads)}</p>
        <PostForm action={`/biuro/sprawy/etykiety/${label.id}`}>
          <input type="hidden" name="byla" value={label.name} />
          <Button look="danger" name="czynnosc" value="usun">
            {settingsText.remove}
          </Button>
        </PostForm>
      </Disclosure>
    </>
  )
}

// Mail that was not surely the office's -----------------------------------------------------------------------------------------

interface QuarantineProps {
  readonly mails: readonly QuarantinedMail[]
  readonly handled: boolean
  readonly done: string | undefined
}

const senderOf = (mail: QuarantinedMail): string => mail.sender || quarantineText.noSender

export function QuarantineView({ mails, handled, done }: QuarantineProps) {
  return (
    <>
      {said(done)}
      <p>{quarantineText.intro}</p>
      <p>
        {handled ? (
          <a href="/biuro/sprawy/poczta">{quarantineText.open}</a>
        ) : (
          <a href="/biuro/sprawy/poczta?stan=sprawdzone">{quarantineText.done}</a>
        )}
      </p>
      <Panel title={handled ? quarantineText.done : quarantineText.open} bare>
        <DataTable
          caption={handled ? quarantineText.done : quarantineText.open}
          captionHidden
          rows={mails}
          empty={handled ? quarantineText.noneDone : quarantineText.none}
          columns={[
            {
              key: 'subject',
              header: 'E-mail',
              rowHeader: true,
              cell: (row) => <a href={`/biuro/sprawy/poczta/${row.id}`}>{row.subject || quarantineText.noSubject}</a>,
            },
            { key: 'sender', header: 'Nadawca', cell: senderOf },
            { key: 'at', header: 'Przyszedł', cell: (row) => <DateTimeText at={row.createdAt} /> },
            { key: 'why', header: 'Dlaczego czeka', cell: (row) => quarantineReasons[row.reason] },
            {
              key: 'state',
              header: 'Stan',
              cell: (row) =>
                row.handledAt === null ? (
                  <StateBadge tone="due">do sprawdzenia</StateBadge>
                ) : (
                  <StateBadge tone="done">{quarantineText.handled[row.handledAs ?? 'seen']}</StateBadge>
                ),
            },
          ]}
        />
      </Panel>
    </>
  )
}

interface MailProps {
  readonly mail: QuarantinedMail & { readonly body: string }
  readonly errors: readonly FieldError[]
}

export function QuarantinedMailView({ mail, errors }: MailProps) {
  const wrong = wrongIn(errors)
  const action = `/biuro/sprawy/poczta/${mail.id}`
  return (
    <>
      <BackLink href="/biuro/sprawy/poczta">{quarantineText.all}</BackLink>
      <Mistakes errors={errors} />
      <Panel title={quarantineText.mail}>
        <DefinitionList
          items={[
            { term: quarantineText.sender, value: senderOf(mail) },
            { term: quarantineText.subject, value: mail.subject || quarantineText.noSubject },
            { term: quarantineText.came, value: <DateTimeText at={mail.createdAt} /> },
            { term: quarantineText.why, value: quarantineReasons[mail.reason] },
            ...(mail.threadId === null
              ? []
              : [
                  {
                    term: quarantineText.thread,
                    value: <a href={`/biuro/sprawy/${mail.threadId}`}>{`${mail.topic}, ${mail.writerName}`}</a>,
                  },
                ]),
            ...(mail.handledAt === null
              ? []
              : [
                  {
                    term: 'Sprawdzono',
                    value: (
                      <>
                        <DateTimeText at={mail.handledAt} />
                        {`, ${mail.handledBy ?? ''}: ${quarantineText.handled[mail.handledAs ?? 'seen']}`}
                      </>
                    ),
                  },
                ]),
          ]}
        />
      </Panel>
      <Panel title="Treść e-maila">
        {mail.body.trim() === '' ? <p>{quarantineText.empty}</p> : <Paragraphs body={mail.body} />}
      </Panel>
      {mail.handledAt === null && (
        <Panel title="Co z nim zrobić">
          <PostForm action={action}>
            <p class="hint">{quarantineText.seenHint}</p>
            <Button look="plain" name="czynnosc" value="sprawdzone">
              {quarantineText.seen}
            </Button>
          </PostForm>
          {mail.threadId !== null && (
            <>
              <PostForm action={action}>
                <p class="hint">{quarantineText.noteHint}</p>
                <Button look="plain" name="czynnosc" value="notatka">
                  {quarantineText.note}
                </Button>
              </PostForm>
              <PostForm action={action}>
                <p class="hint">{quarantineText.answerHint}</p>
                <Field
                  name="pewne"
                  label={quarantineText.sure}
                  kind="checkbox"
                  required={false}
                  plainLabel
                  error={wrong('pewne')}
                />
                <Button look="danger" name="czynnosc" value="odpowiedz">
                  {quarantineText.answer}
                </Button>
              </PostForm>
            </>
          )}
        </Panel>
      )}
    </>
  )
}
