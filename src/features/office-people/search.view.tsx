import { groupedLogin } from '#features/login/public.ts'
import { premisesLabel } from '#kernel/premises.ts'
import { Field, NrbText, StateBadge } from '#ui/components.ts'
import type { Found, FoundPremises } from './search.model.ts'
import { countSentence, reasonNames, searchText as text } from './search.text.ts'

export interface SearchProps {
  readonly typed: string
  /** Nothing was asked yet, or too little to search for. */
  readonly found: { readonly shown: readonly Found[]; readonly more: boolean } | 'start' | 'short'
  readonly withLogins: boolean
}

/** One field and, below it, who fits. With script the results follow the typing; without it the button asks. */
export function SearchView({ typed, found, withLogins }: SearchProps) {
  return (
    <>
      <search>
        <form action="/biuro/osoby" method="get" class="filter" aria-label={text.title} data-find="wyniki">
          <Field
            name="q"
            label={text.label}
            kind="search"
            value={typed}
            hint={text.hint}
            maxlength={200}
            plainLabel
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            enterkeyhint="search"
          />
          <div class="filter-buttons">
            <button type="submit" class="button button-main">
              {text.button}
            </button>
            {typed !== '' && (
              <a class="button button-quiet" href="/biuro/osoby">
                {text.clear}
              </a>
            )}
          </div>
        </form>
      </search>
      <section id="wyniki" aria-label={text.results}>
        <Results found={found} withLogins={withLogins} />
      </section>
    </>
  )
}

function Results({ found, withLogins }: Pick<SearchProps, 'found' | 'withLogins'>) {
  if (found === 'start' || found === 'short') return <p data-found>{text[found]}</p>
  return (
    <>
      <p data-found>{countSentence(found.shown.length, found.more)}</p>
      {found.shown.length > 0 && (
        <ul class="documents">
          {found.shown.map((one) => (
            <Person found={one} withLogins={withLogins} />
          ))}
        </ul>
      )}
    </>
  )
}

/** "członek nr CZ-00004 · K00004": beside the name, so that people of one name are told apart. */
function whoSentence(party: Found['party']): string {
  if (!party) return text.notInRegister
  const { kind, memberNumber, partyId } = party
  return [kind === 'company' ? text.company : '', memberNumber ? `członek nr ${memberNumber}` : '', partyId]
    .filter((part) => part !== '')
    .join(' · ')
}

function Person({ found, withLogins }: { readonly found: Found; readonly withLogins: boolean }) {
  const { party, logins } = found
  return (
    <li class="document">
      <p class="document-title">
        <a href={found.href}>{found.name}</a> <span class="hint">{whoSentence(party)}</span>
      </p>
      {party && <p>{party.premises.length === 0 ? text.noPremises : party.premises.map(place).join(' · ')}</p>}
      {withLogins && (
        <p>
          {logins.length === 0 ? (
            <StateBadge tone="off">{text.noLogin}</StateBadge>
          ) : (
            logins.map((login) => (
              <>
                login {groupedLogin(login.loginName)}{' '}
                {login.locked && <StateBadge tone="late">{text.locked}</StateBadge>}{' '}
              </>
            ))
          )}
        </p>
      )}
      <p class="hint">
        Pasuje:{' '}
        {found.why.map(({ reason, detail }, index) => (
          <>
            {index > 0 && ', '}
            {reasonNames[reason]}
            {detail !== null && ' '}
            {detail !== null && (reason === 'nrb' ? <NrbText nrb={detail} of={found.name} /> : detail)}
          </>
        ))}
      </p>
    </li>
  )
}

const place = (premises: FoundPremises): string =>
  premises.current ? premisesLabel(premises) : `${premisesLabel(premises)} (${text.former})`
