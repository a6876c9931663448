import {
  BackLink,
  Button,
  Buttons,
  DateTimeText,
  Disclosure,
  EmailText,
  ErrorSummary,
  Field,
  type FieldError,
  Notice,
  Panel,
  PostForm,
  StateBadge,
} from '#ui/components.ts'
import { DoneNotice } from './contact.view.tsx'
import type { Consent, Topic } from './profile.model.ts'
import { type Done, givenSentence, profileText, consentText as text } from './profile.text.ts'

interface ConsentsProps {
  readonly consents: readonly Consent[]
  readonly topics: readonly Topic[]
  readonly verifiedEmail: string | null
  readonly done: Done | undefined
  readonly errors: readonly FieldError[]
}

export function ConsentsView({ consents, topics, verifiedEmail, done, errors }: ConsentsProps) {
  return (
    <>
      <DoneNotice done={done} />
      <ErrorSummary errors={errors} />
      <Panel title={text.consents}>
        {consents.length === 0 ? <p>{text.none}</p> : <p>{text.lead}</p>}
        {consents.map((consent) => (
          <ConsentPart consent={consent} />
        ))}
      </Panel>
      <Panel title={text.notices}>
        <Notices topics={topics} verifiedEmail={verifiedEmail} />
      </Panel>
      <BackLink href="/moje-dane">{profileText.back}</BackLink>
    </>
  )
}

function ConsentPart({ consent }: { readonly consent: Consent }) {
  const { text: words, given } = consent
  return (
    <Panel title={words.title} level={3} id={`zgoda-${words.kind}`} bare>
      <p>{words.body}</p>
      <p>
        {given === undefined ? (
          <StateBadge tone="off">{text.notGiven}</StateBadge>
        ) : (
          <StateBadge tone="done">{givenSentence(given.decidedAt, given.version)}</StateBadge>
        )}
      </p>
      {consent.outdated && (
        <Notice tone="warning">
          <p>{text.outdated}</p>
        </Notice>
      )}
      <Buttons>
        {(given === undefined || consent.outdated) && (
          <DecisionForm consent={consent} decision="daje" label={given === undefined ? text.give : text.giveNew} />
        )}
        {given !== undefined && <DecisionForm consent={consent} decision="cofam" label={text.withdraw} />}
      </Buttons>
      {consent.decisions.length > 0 && (
        <Disclosure summary={text.history}>
          <ul>
            {consent.decisions.map((decision) => (
              <li>
                <DateTimeText at={decision.decidedAt} />: {decision.decision === 'given' ? 'zgoda' : 'cofnięcie zgody'},
                wersja {decision.version}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </Panel>
  )
}

interface DecisionProps {
  readonly consent: Consent
  readonly decision: 'daje' | 'cofam'
  readonly label: string
}

function DecisionForm({ consent, decision, label }: DecisionProps) {
  return (
    <PostForm action="/moje-dane/zgody">
      <input type="hidden" name="rodzaj" value={consent.text.kind} />
      <input type="hidden" name="wersja" value={String(consent.text.version)} />
      <input type="hidden" name="decyzja" value={decision} />
      <Button look={decision === 'daje' ? 'main' : 'plain'}>
        {label}
        <span class="unseen">: {consent.text.title}</span>
      </Button>
    </PostForm>
  )
}

function Notices({ topics, verifiedEmail }: Pick<ConsentsProps, 'topics' | 'verifiedEmail'>) {
  if (verifiedEmail === null) {
    return (
      <p>
        {text.needsEmail} <a href="/moje-dane/email">{profileText.addEmail}</a>
      </p>
    )
  }
  return (
    <>
      <p>
        Wysyłamy na adres{' '}
        <strong>
          <EmailText email={verifiedEmail} />
        </strong>
        . {text.noContent}
      </p>
      <PostForm action="/moje-dane/powiadomienia">
        {topics.map((topic) => (
          <Field
            name={topic.id}
            label={topic.name}
            kind="checkbox"
            required={false}
            plainLabel
            checked={topic.byEmail}
            {...(topic.mailed ? {} : { hint: text.notMailed })}
          />
        ))}
        <Buttons>
          <Button>{text.save}</Button>
        </Buttons>
      </PostForm>
    </>
  )
}
