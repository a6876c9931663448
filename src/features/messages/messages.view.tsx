import {
  BackLink,
  Button,
  DataTable,
  DateTimeText,
  DownloadBar,
  EmptyState,
  ErrorSummary,
  Field,
  type FieldError,
  LinkButton,
  Notice,
  Pagination,
  Panel,
  PostForm,
  StateBadge,
} from '#ui/components.ts'
import {
  type Attachment,
  type Draft,
  limits,
  type Message,
  noPremises,
  type PremisesChoice,
  type ThreadRow,
  type ThreadState,
  type Topic,
  threadState,
} from './messages.model.ts'
import {
  beginningOf,
  fileSize,
  leftOutSentence,
  letterTitle,
  recordedSentences,
  stateNames,
  stateSentences,
  messagesText as text,
  unreadWords,
} from './messages.text.ts'

/** A form that came back, or an empty one. */
export interface FormState {
  readonly once: string
  readonly draft: Draft
  readonly wantsCopy: boolean
  readonly mistakes: readonly (FieldError & { readonly field: string })[]
  readonly refused: readonly { readonly name: string; readonly message: string }[]
  /** Accepted before and waiting: a browser cannot choose them again by itself. */
  readonly kept: readonly Attachment[]
  /** Why sending has to wait. */
  readonly tooMany: string | undefined
}

export interface WriterInfo {
  readonly topics: readonly Topic[]
  readonly premises: readonly PremisesChoice[]
  readonly verifiedEmail: string | null
  readonly legalNote: string
}

export function WritePage({ form, info }: { readonly form: FormState; readonly info: WriterInfo }) {
  const wrong = (field: string) => form.mistakes.find((mistake) => mistake.field === field)?.message
  return (
    <>
      <FormTrouble form={form} />
      <p>{text.intro}</p>
      <PostForm action="/napisz" idempotencyKey={form.once} files>
        <Field
          name="temat"
          label={text.topic}
          kind="select"
          width="medium"
          value={form.draft.temat}
          error={wrong('temat')}
          options={[
            { value: '', label: text.chooseTopic },
            ...info.topics.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        {info.premises.length > 1 && (
          <Field
            name="lokal"
            label={text.premises}
            kind="select"
            width="medium"
            value={form.draft.lokal}
            error={wrong('lokal')}
            options={[
              { value: '', label: text.choosePremises },
              ...info.premises.map(({ id, label }) => ({ value: id, label })),
              { value: noPremises, label: text.noPremises },
            ]}
          />
        )}
        <TextAndFiles form={form} label={text.body} error={wrong('tresc')} />
        <Copy info={info} wanted={form.wantsCopy} />
        {info.legalNote !== '' && <p class="hint">{info.legalNote}</p>}
        <Button>{text.send}</Button>
      </PostForm>
    </>
  )
}

function Copy({ info, wanted }: { readonly info: WriterInfo; readonly wanted: boolean }) {
  if (info.verifiedEmail === null) return <p class="hint">{text.noCopy}</p>
  return (
    <Field
      name="kopia"
      label={text.copy}
      kind="checkbox"
      checked={wanted}
      required={false}
      plainLabel
      hint={text.copyHint(info.verifiedEmail)}
    />
  )
}

function FormTrouble({ form }: { readonly form: FormState }) {
  return (
    <>
      {form.tooMany !== undefined && (
        <Notice tone="warning" live>
          <p>{form.tooMany}</p>
        </Notice>
      )}
      <ErrorSummary
        errors={[
          ...form.mistakes,
          ...form.refused.map(({ name, message }) => ({ field: 'zalaczniki', message: `${name}: ${message}` })),
        ]}
      />
    </>
  )
}

interface TextAndFilesProps {
  readonly form: FormState
  readonly label: string
  readonly error: string | undefined
}

function TextAndFiles({ form, label, error }: TextAndFilesProps) {
  const refused = form.refused.map(({ name, message }) => `${name}: ${message}`).join(' ')
  return (
    <>
      <Field
        name="tresc"
        label={label}
        kind="textarea"
        rows={8}
        maxlength={limits.textCharacters}
        autocapitalize="sentences"
        spellcheck
        value={form.draft.tresc}
        hint={text.bodyHint}
        error={error}
      />
      {form.kept.length > 0 && (
        <fieldset class="field">
          <legend>{text.kept}</legend>
          <p class="hint">{text.keptHint}</p>
          {form.kept.map((file, index) => (
            <Field
              name={`usun${index + 1}`}
              label={`${text.drop(file.name)} (${fileSize(file.sizeBytes)})`}
              kind="checkbox"
              value={file.id}
              required={false}
              plainLabel
            />
          ))}
        </fieldset>
      )}
      <Field
        name="zalaczniki"
        label={text.files}
        kind="file"
        multiple
        required={false}
        accept=".pdf,.jpg,.jpeg,.png,.txt,application/pdf,image/jpeg,image/png,text/plain"
        hint={text.filesHint}
        error={refused === '' ? undefined : `${refused} ${text.refusedFilesHelp}`}
      />
    </>
  )
}

const tones: Readonly<Record<ThreadState, 'done' | 'part' | 'due' | 'late' | 'info'>> = {
  sent: 'info',
  delivered: 'info',
  mailFailed: 'late',
  mailUncertain: 'late',
  inProgress: 'part',
  answered: 'done',
  closed: 'done',
  fromOffice: 'info',
}

function State({ thread }: { readonly thread: ThreadRow }) {
  const state = threadState(thread)
  return <StateBadge tone={tones[state]}>{stateNames[state]}</StateBadge>
}

interface HistoryProps {
  readonly threads: readonly ThreadRow[]
  readonly page: number
  readonly pages: number
}

export function HistoryPage({ threads, page, pages }: HistoryProps) {
  if (threads.length === 0) {
    return (
      <EmptyState sentence={text.noThreads}>
        <p>
          <LinkButton href="/napisz" look="main">
            {text.writeFirst}
          </LinkButton>
        </p>
      </EmptyState>
    )
  }
  return (
    <>
      <DataTable<ThreadRow>
        caption={text.history}
        captionHidden
        rows={threads}
        empty={text.noThreads}
        columns={[
          {
            key: 'topic',
            header: 'Sprawa',
            rowHeader: true,
            cell: (thread) => (
              <>
                <a href={`/napisz/historia/${thread.id}`}>{thread.topic}</a>
                <span class="hint"> {beginningOf(thread.beginning)}</span>
              </>
            ),
          },
          { key: 'premises', header: 'Lokal', cell: (thread) => thread.premisesLabel || '–' },
          { key: 'at', header: 'Ostatnia wiadomość', cell: (thread) => <DateTimeText at={thread.lastMessageAt} /> },
          {
            key: 'state',
            header: 'Stan',
            cell: (thread) => (
              <>
                <State thread={thread} />
                {thread.unread > 0 && <strong> {unreadWords(thread.unread)}</strong>}
              </>
            ),
          },
        ]}
      />
      <Pagination page={page} pages={pages} label={text.pages} href={(n) => `/napisz/historia?strona=${n}`} />
      <DownloadBar links={[{ href: '/napisz/historia.csv', label: 'Pobierz CSV', hint: 'do Excela' }]} />
    </>
  )
}

interface ThreadProps {
  readonly thread: ThreadRow
  readonly messages: readonly Message[]
  readonly attachments: readonly Attachment[]
  readonly form: FormState
  readonly justSent: boolean
}

export function ThreadPage({ thread, messages, attachments, form, justSent }: ThreadProps) {
  const wrong = form.mistakes.find((mistake) => mistake.field === 'tresc')?.message
  return (
    <>
      <BackLink href="/napisz/historia">{text.allThreads}</BackLink>
      {justSent && (
        <Notice tone="success" live>
          <p>{text.sentNotice}</p>
        </Notice>
      )}
      <FormTrouble form={form} />
      <p>
        <State thread={thread} />
        <br />
        {stateSentences[threadState(thread)]}
        {thread.premisesLabel !== '' && ` Lokal: ${thread.premisesLabel}.`}
      </p>
      {messages.length > 2 && (
        <p>
          <a href={`#wiadomosc-${messages.length}`}>{text.newest}</a>
        </p>
      )}
      {messages.map((message, index) => (
        <Letter
          message={message}
          id={`wiadomosc-${index + 1}`}
          attachments={attachments.filter((file) => file.messageId === message.id)}
        />
      ))}
      <Panel title={text.add}>
        <PostForm action={`/napisz/historia/${thread.id}`} idempotencyKey={form.once} files>
          <TextAndFiles form={form} label={text.addBody} error={wrong} />
          <Button>{text.send}</Button>
        </PostForm>
      </Panel>
      <DownloadBar links={[]} />
    </>
  )
}

interface LetterProps {
  readonly message: Message
  readonly id: string
  readonly attachments: readonly Attachment[]
}

function Letter({ message, id, attachments }: LetterProps) {
  const fromOffice = message.author === 'office'
  return (
    <Panel
      title={letterTitle(message)}
      id={id}
      aside={fromOffice && message.readAt === null ? <StateBadge tone="due">{text.new}</StateBadge> : undefined}
    >
      {recordedSentences[message.channel] !== undefined && <p class="hint">{recordedSentences[message.channel]}</p>}
      {message.body === '' ? <p>{text.onlyFiles}</p> : <Paragraphs body={message.body} />}
      {message.leftOut.length > 0 && <p class="hint">{leftOutSentence(message.leftOut)}</p>}
      {attachments.length > 0 && (
        <>
          <h3>{text.attachments}</h3>
          <ul>
            {attachments.map((file) => (
              <li>
                <a href={`/napisz/zalaczniki/${file.id}`} download>
                  {file.name}
                </a>{' '}
                ({fileSize(file.sizeBytes)})
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  )
}

/** Text as it was typed: empty lines part paragraphs, other line ends stay. */
export function Paragraphs({ body }: { readonly body: string }) {
  return (
    <>
      {body.split(/\n{2,}/).map((paragraph) => (
        <p>
          {paragraph.split('\n').map((line, index) => (
            <>
              {index > 0 && <br />}
              {line}
            </>
          ))}
        </p>
      ))}
    </>
  )
}
