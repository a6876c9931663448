import {
  BackLink,
  Button,
  Buttons,
  DateTimeText,
  DefinitionList,
  Disclosure,
  LinkButton,
  Notice,
  Panel,
  PostForm,
} from '#ui/components.ts'
import { guides, subscriptionText as text } from './calendar.text.ts'

interface SubscriptionProps {
  /** The living address, whose secret nobody keeps; absent when there is none. */
  readonly subscription: { readonly createdAt: number; readonly lastUsedAt: number | null } | undefined
  /** Makes a form sent twice one deed. */
  readonly formKey: string
}

/** What a calendar address is, how to get one, change it, switch it off, and where to type it. */
export function SubscriptionPage({ subscription, formKey }: SubscriptionProps) {
  return (
    <>
      <Back />
      <p>{text.what}</p>
      <p>{text.privacy}</p>
      <Panel title={text.state}>
        {subscription === undefined ? (
          <p>{text.none}</p>
        ) : (
          <DefinitionList
            items={[
              { term: 'Utworzony', value: <DateTimeText at={subscription.createdAt} /> },
              {
                term: 'Ostatnio pobrany',
                value:
                  subscription.lastUsedAt === null ? 'jeszcze ani razu' : <DateTimeText at={subscription.lastUsedAt} />,
                hint: 'Z dokładnością do godziny.',
              },
            ]}
          />
        )}
        <PostForm action="/rachunki/kalendarz/subskrypcja" idempotencyKey={formKey}>
          {subscription !== undefined && <p>{text.replaceHint}</p>}
          <Button look={subscription === undefined ? 'main' : 'plain'}>
            {subscription === undefined ? text.create : text.replace}
          </Button>
        </PostForm>
        {subscription !== undefined && (
          <PostForm action="/rachunki/kalendarz/subskrypcja/usun">
            <p>{text.revokeHint}</p>
            <Button look="danger">{text.revoke}</Button>
          </PostForm>
        )}
      </Panel>
      <Secrecy />
      <Guides />
    </>
  )
}

/** The only page that ever shows the address. */
export function SubscriptionCreatedPage({ address }: { readonly address: string }) {
  return (
    <>
      <Back />
      <Notice tone="success" title={text.created} live>
        <p>{text.onceOnly}</p>
      </Notice>
      <Panel title={text.addressLabel}>
        <p class="with-button">
          <code>
            {groupsOf(address).map((group) => (
              <>
                {group}
                <wbr />
              </>
            ))}
          </code>
          <button type="button" class="button button-quiet" data-copy={address} hidden>
            Kopiuj<span class="unseen"> adres kalendarza</span>
          </button>
        </p>
        <Buttons>
          <LinkButton href={address.replace(/^https?:/, 'webcal:')} look="main">
            {text.addHere}
          </LinkButton>
        </Buttons>
        <p class="hint">{text.addHereHint}</p>
      </Panel>
      <Secrecy />
      <Guides open />
    </>
  )
}

/** The address is longer than a phone is wide: it may break between these. */
function groupsOf(address: string): readonly string[] {
  return address.match(/.{1,16}/g) ?? []
}

function Back() {
  return <BackLink href="/rachunki/kalendarz">{text.back}</BackLink>
}

function Secrecy() {
  return (
    <Notice tone="warning">
      <p>{text.secret}</p>
    </Notice>
  )
}

function Guides({ open = false }: { readonly open?: boolean }) {
  return (
    <Panel title={text.howTo}>
      {guides.map((guide) => (
        <Disclosure summary={guide.program} open={open}>
          <ol>
            {guide.steps.map((step) => (
              <li>{step}</li>
            ))}
          </ol>
        </Disclosure>
      ))}
      <p>{text.alarm}</p>
      <p>{text.refresh}</p>
    </Panel>
  )
}
