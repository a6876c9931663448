import { fileSize, leftOutSentence, Paragraphs, recordedSentences } from '#features/messages/public.ts'
import { formatDateTime } from '#kernel/dates.ts'
import {
  BackLink,
  Button,
  Buttons,
  type DefinitionItem,
  DefinitionList,
  Disclosure,
  Field,
  type FieldError,
  Notice,
  Panel,
  PostForm,
  StateBadge,
} from '#ui/components.ts'
import {
  type Channel,
  type Entry,
  type Label,
  limits,
  type Named,
  type Template,
  type Thread,
  type ThreadFile,
  type ThreadMail,
} from './office-messages.model.ts'
import {
  answerDayWords,
  channelChoices,
  mailName,
  mailWords,
  text,
  tooOldToResend,
  waitingWords,
} from './office-messages.text.ts'
import { Done, FileFields, type FilesState, Mistakes, StateOf } from './parts.view.tsx'

export interface AnswerForm {
  readonly once: string
  readonly body: string
  readonly channel: Channel
  readonly although: boolean
  readonly hasDraft: boolean
  readonly draftAt: number | undefined
  readonly files: FilesState
}

export interface NoteForm {
  readonly once: string
  readonly body: string
}

export interface HandOverForm {
  readonly once: string
  readonly to: string
  readonly body: string
}

export interface ThreadProps {
  readonly thread: Thread
  readonly entries: readonly Entry[]
  readonly files: readonly ThreadFile[]
  readonly mails: readonly ThreadMail[]
  readonly labels: readonly (Label & { readonly worn: boolean })[]
  readonly colleagues: readonly Named[]
  readonly topics: readonly Named[]
  readonly templates: readonly Pick<Template, 'id' | 'title'>[]
  /** Logins this person was given after the matter was written down. */
  readonly laterLogins: readonly Named[]
  readonly workingDays: number
  readonly overdue: boolean
  readonly now: number
  readonly done: string | undefined
  readonly errors: readonly FieldError[]
  readonly answer: AnswerForm
  readonly note: NoteForm
  readonly handOver: HandOverForm
  /** Why the answer was not sent: something is new since the page was loaded. */
  readonly stale: boolean
}

export function ThreadView(props: ThreadProps) {
  const { thread, entries, errors, stale } = props
  const fresh = entries.some((entry) => entry.kind === 'message' && entry.fresh)
  return (
    <>
      <BackLink href="/biuro/sprawy">{text.allThreads}</BackLink>
      <Done what={props.done} />
      <Mistakes errors={errors} refused={props.answer.files.refused} />
      {!stale && fresh && props.answer.hasDraft && (
        <Notice tone="warning">
          <p>{text.freshDraft}</p>
        </Notice>
      )}
      <About {...props} />
      {entries.length >= limits.messages && <p class="hint">{text.olderHidden}</p>}
      {entries.map((entry, index) => (
        <EntryView entry={entry} id={`wpis-${index + 1}`} thread={thread} files={props.files} mails={props.mails} />
      ))}
      {stale && (
        <Notice tone="danger" title="Odpowiedź nie została wysłana">
          <p>{text.fresh}</p>
          <p>{text.freshWay}</p>
        </Notice>
      )}
      <Answer {...props} />
      <Actions {...props} />
    </>
  )
}

function About({ thread, workingDays, overdue, now, labels, laterLogins }: ThreadProps) {
  const worn = labels.filter((label) => label.worn)
  const holder = thread.mine ? text.me : (thread.holderName ?? text.nobody)
  const items: (DefinitionItem | false)[] = [
    {
      term: 'Mieszkaniec',
      value:
        thread.partyId === null ? (
          thread.writerName
        ) : (
          <a href={`/biuro/osoby/${encodeURIComponent(thread.partyId)}`}>{thread.writerName}</a>
        ),
      hint: thread.loginId === null ? text.noLoginHint : thread.email ? text.email : text.noEmail,
    },
    thread.phone !== null && { term: 'Telefon', value: thread.phone },
    thread.premisesLabel !== '' && { term: 'Lokal', value: thread.premisesLabel },
    thread.waitingSince !== null && {
      term: 'Czeka',
      value: waitingWords(thread.waitingSince, now),
      hint: answerDayWords(thread.waitingSince, workingDays),
    },
    { term: 'Prowadzi', value: holder },
    { term: 'Etykiety', value: worn.length === 0 ? 'brak' : worn.map(({ name }) => name).join(', ') },
  ]
  return (
    <Panel
      title={thread.topic}
      id="sprawa"
      aside={
        <>
          {overdue && (
            <>
              <StateBadge tone="late">{text.overdue}</StateBadge>{' '}
            </>
          )}
          <StateOf state={thread.officeState} />
        </>
      }
    >
      <DefinitionList items={items.filter((item) => item !== false)} />
      {laterLogins.length > 0 && (
        <Notice tone="info">
          <p>{text.gotLogin}</p>
          {laterLogins.map(({ id, name }) => (
            <PostForm action={`/biuro/sprawy/${thread.id}/login`}>
              <input type="hidden" name="login" value={id} />
              <Button look="plain">{`${text.give} (login ${name})`}</Button>
            </PostForm>
          ))}
        </Notice>
      )}
      {!thread.mine && (
        <PostForm action={`/biuro/sprawy/${thread.id}/prowadzi`}>
          <input type="hidden" name="trzyma" value={thread.holderId ?? ''} />
          <Buttons>
            <Button look="plain" name="czynnosc" value={thread.holderId === null ? 'wez' : 'przejmij'}>
              {thread.holderId === null ? text.take : text.takeOver}
            </Button>
          </Buttons>
        </PostForm>
      )}
    </Panel>
  )
}

interface EntryProps {
  readonly entry: Entry
  readonly id: string
  readonly thread: Thread
  readonly files: readonly ThreadFile[]
  readonly mails: readonly ThreadMail[]
}

function EntryView({ entry, id, thread, files, mails }: EntryProps) {
  if (entry.kind === 'note') {
    const { note } = entry
    const to = note.to === null ? '' : ` dla: ${note.to}`
    return (
      <Panel
        title={`${text.note}${to}, ${note.clerk}, ${formatDateTime(note.createdAt)}`}
        id={id}
        aside={<StateBadge tone="off">{text.noteBadge}</StateBadge>}
      >
        <Paragraphs body={note.body} />
      </Panel>
    )
  }
  const { message, fresh } = entry
  const who =
    message.author === 'resident' ? thread.writerName : `Biuro${message.channel === 'mail' ? ' e-mailem' : ''}`
  const recorded = recordedSentences[message.channel]
  const own = files.filter((file) => file.messageId === message.id)
  return (
    <Panel
      title={`${who}, ${formatDateTime(message.createdAt)}`}
      id={id}
      aside={fresh ? <StateBadge tone="due">{text.freshMark}</StateBadge> : undefined}
    >
      {recorded !== undefined && (
        <p class="hint">{`${recorded}${message.clerk === null ? '' : ` Zapis: ${message.clerk}.`}`}</p>
      )}
      {message.body === '' ? <p>{text.onlyFiles}</p> : <Paragraphs body={message.body} />}
      {message.leftOut.length > 0 && <p class="hint">{leftOutSentence(message.leftOut)}</p>}
      {own.length > 0 && (
        <ul>
          {own.map((file) => (
            <li>
              <a href={`/biuro/sprawy/zalaczniki/${file.id}`} download>
                {file.name}
              </a>{' '}
              ({fileSize(file.sizeBytes)})
            </li>
          ))}
        </ul>
      )}
      {message.author === 'office' && (
        <p class="hint">
          {recorded === undefined && message.clerk !== null && `Napisał(a): ${message.clerk}. `}
          {thread.loginId !== null && readWords(message.readAt)}
        </p>
      )}
      <Mails thread={thread} mails={mails.filter((mail) => mail.messageId === message.id)} />
    </Panel>
  )
}

const readWords = (readAt: number | null): string =>
  readAt === null ? 'Mieszkaniec jeszcze tego nie otworzył.' : `Mieszkaniec otworzył: ${formatDateTime(readAt)}.`

/** What became of the e-mails about one message; those that need somebody's decision first and with a button. */
function Mails({ thread, mails }: { readonly thread: Thread; readonly mails: readonly ThreadMail[] }) {
  return (
    <>
      {mails.map((mail) =>
        mail.state === 'failed' || mail.state === 'unknown' ? (
          <Notice tone="warning" title={mailName(mail)}>
            <p>{mailWords(mail)}.</p>
            {mail.resendable ? (
              <PostForm action={`/biuro/sprawy/${thread.id}/poczta`}>
                <input type="hidden" name="mail" value={mail.id} />
                <Button look="plain">{text.resend}</Button>
              </PostForm>
            ) : (
              <p>{tooOldToResend}</p>
            )}
          </Notice>
        ) : (
          <p class="hint">{`${mailName(mail)}: ${mailWords(mail)}.`}</p>
        ),
      )}
    </>
  )
}

function Answer({ thread, answer, templates, errors }: ThreadProps) {
  const wrong = (field: string) => errors.find((error) => error.field === field)?.message
  const held = thread.holderId !== null && !thread.mine ? (thread.holderName ?? '') : undefined
  const channels = Object.entries(channelChoices).filter(([channel]) => channel !== 'portal' || thread.loginId !== null)
  return (
    <Panel title={text.answer} id="odpowiedz">
      {held !== undefined && (
        <Notice tone="warning">
          <p>{text.heldNotice(held)}</p>
        </Notice>
      )}
      <PostForm
        action={`/biuro/sprawy/${thread.id}`}
        idempotencyKey={answer.once}
        files
        autosaveTo={`/biuro/sprawy/${thread.id}/szkic`}
      >
        <input type="hidden" name="wersja" value={String(thread.revision)} />
        {templates.length > 0 && (
          <>
            <Field
              name="szablon"
              label={text.template}
              kind="select"
              width="medium"
              required={false}
              value=""
              error={wrong('szablon')}
              options={[
                { value: '', label: text.chooseTemplate },
                ...templates.map(({ id, title }) => ({ value: id, label: title })),
              ]}
            />
            <Buttons>
              <Button look="quiet" name="czynnosc" value="szablon">
                {text.insert}
              </Button>
            </Buttons>
          </>
        )}
        <Field
          name="tresc"
          label={text.answerBody}
          kind="textarea"
          rows={10}
          maxlength={limits.answerCharacters}
          autocapitalize="sentences"
          spellcheck
          value={answer.body}
          hint={text.answerHint}
          error={wrong('tresc')}
        />
        <FileFields files={answer.files} />
        <Field
          name="sposob"
          label={text.how}
          kind="select"
          width="medium"
          value={answer.channel}
          error={wrong('sposob')}
          options={channels.map(([value, label]) => ({ value, label }))}
        />
        {held !== undefined && (
          <Field
            name="mimo"
            label={text.heldBox(held)}
            kind="checkbox"
            checked={answer.although}
            required={false}
            plainLabel
            error={wrong('mimo')}
          />
        )}
        <Buttons>
          <Button name="czynnosc" value="wyslij">
            {text.send}
          </Button>
          <Button look="quiet" name="czynnosc" value="szkic">
            {text.saveDraft}
          </Button>
          {answer.hasDraft && (
            <Button look="quiet" name="czynnosc" value="usun">
              {text.dropDraft}
            </Button>
          )}
        </Buttons>
        <p class="hint" data-autosaved>
          {answer.draftAt !== undefined && `Szkic zapisany ${formatDateTime(answer.draftAt)}.`}
        </p>
      </PostForm>
    </Panel>
  )
}

function Actions({ thread, note, handOver, labels, colleagues, topics, errors }: ThreadProps) {
  const wrong = (field: string) => errors.find((error) => error.field === field)?.message
  const base = `/biuro/sprawy/${thread.id}`
  return (
    <>
      <Disclosure summary={text.addNote} open={wrong('notatka') !== undefined}>
        <PostForm action={`${base}/notatka`} idempotencyKey={note.once}>
          <Field
            name="notatka"
            label={text.noteBody}
            kind="textarea"
            rows={4}
            maxlength={limits.noteCharacters}
            value={note.body}
            hint={text.noteHint}
            error={wrong('notatka')}
          />
          <Button look="plain">{text.addNote}</Button>
        </PostForm>
      </Disclosure>
      <Disclosure summary={text.holder} open={wrong('komu') !== undefined || wrong('slowo') !== undefined}>
        {thread.mine && (
          <PostForm action={`${base}/prowadzi`}>
            <Buttons>
              <Button look="quiet" name="czynnosc" value="oddaj">
                {text.release}
              </Button>
            </Buttons>
          </PostForm>
        )}
        <PostForm action={`${base}/prowadzi`} idempotencyKey={handOver.once}>
          <input type="hidden" name="trzyma" value={thread.holderId ?? ''} />
          <Field
            name="komu"
            label={text.handOverTo}
            kind="select"
            width="medium"
            value={handOver.to}
            error={wrong('komu')}
            options={[
              { value: '', label: text.choosePerson },
              ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <Field
            name="slowo"
            label={text.handOverNote}
            kind="textarea"
            rows={3}
            maxlength={limits.noteCharacters}
            value={handOver.body}
            required={false}
            error={wrong('slowo')}
          />
          <Button look="plain" name="czynnosc" value="przekaz">
            {text.handOver}
          </Button>
        </PostForm>
      </Disclosure>
      <Disclosure summary={text.labels} open={wrong('etykiety') !== undefined}>
        {labels.length === 0 ? (
          <p>{text.noLabels}</p>
        ) : (
          <PostForm action={`${base}/etykiety`}>
            <fieldset class="field">
              <legend>{text.labels}</legend>
              {labels.map((label, index) => (
                <Field
                  name={`etykieta${index + 1}`}
                  label={label.name}
                  kind="checkbox"
                  value={label.id}
                  checked={label.worn}
                  required={false}
                  plainLabel
                />
              ))}
            </fieldset>
            <Button look="plain">{text.saveLabels}</Button>
          </PostForm>
        )}
        <p>
          <a href="/biuro/sprawy/etykiety">{text.manageLabels}</a>
        </p>
      </Disclosure>
      <Disclosure summary={text.topic} open={wrong('temat') !== undefined}>
        <PostForm action={`${base}/temat`}>
          <Field
            name="temat"
            label={text.topic}
            kind="select"
            width="medium"
            value={thread.topicId}
            error={wrong('temat')}
            options={topics.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Button look="plain">{text.saveTopic}</Button>
        </PostForm>
      </Disclosure>
      <PostForm action={`${base}/stan`}>
        <input type="hidden" name="wersja" value={String(thread.revision)} />
        {thread.officeState === 'closed' ? (
          <Buttons>
            <Button look="plain" name="czynnosc" value="otworz">
              {text.reopen}
            </Button>
          </Buttons>
        ) : (
          <>
            <Buttons>
              <Button look="plain" name="czynnosc" value="zamknij">
                {text.close}
              </Button>
            </Buttons>
            <p class="hint">{text.closeHint}</p>
          </>
        )}
      </PostForm>
    </>
  )
}
