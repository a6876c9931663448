import { type PublicTerms, sizeText } from '#features/documents/public.ts'
import {
  Button,
  Buttons,
  DateText,
  DefinitionList,
  ErrorSummary,
  Field,
  type FieldError,
  HoursText,
  LinkButton,
  Panel,
  PhoneLink,
  PostForm,
  RadioGroup,
} from '#ui/components.ts'
import { type Draft, limits, type Office, type Way } from './registration.model.ts'
import { sentText, registrationText as text } from './registration.text.ts'

export interface FormProps {
  readonly once: string
  readonly draft: Draft
  readonly terms: readonly PublicTerms[]
  readonly accepted: boolean
  readonly challenge: { readonly token: string; readonly question: string }
  readonly way: Way
  /** What was typed for a challenge that is still good. */
  readonly code: string
  readonly answer: string
  readonly errors: readonly FieldError[]
}

/** One form on one page: people with little practice lose their way between several. */
export function RegistrationView(props: FormProps) {
  const { draft, errors } = props
  const errorAt = (field: string) => errors.find((error) => error.field === field)?.message
  const typed = (name: Exclude<keyof Draft, 'kto'>) => ({
    name,
    value: draft[name],
    error: errorAt(name),
    maxlength: limits[name],
  })
  return (
    <>
      <ErrorSummary errors={errors} />
      <p>{text.lead}</p>
      <p>{text.after}</p>
      <PostForm action="/rejestracja" idempotencyKey={props.once} class="form registration">
        <RadioGroup
          name="kto"
          legend={text.who}
          value={draft.kto}
          error={errorAt('kto')}
          options={[
            { value: 'osoba', label: text.person },
            { value: 'firma', label: text.company },
          ]}
        />
        <fieldset class="group">
          <legend>{text.about}</legend>
          <div class="only-person">
            <Field
              {...typed('imie')}
              label={text.firstName}
              autocomplete="given-name"
              autocapitalize="words"
              width="medium"
            />
            <Field
              {...typed('nazwisko')}
              label={text.name}
              autocomplete="family-name"
              autocapitalize="words"
              width="medium"
            />
          </div>
          <div class="only-company">
            <Field {...typed('firma')} label={text.companyName} autocomplete="organization" />
          </div>
          <Field
            {...typed('numer')}
            label={text.number}
            hint={text.numberHint}
            required={false}
            plainLabel
            width="short"
          />
        </fieldset>
        <fieldset class="group">
          <legend>{text.premises}</legend>
          <Field {...typed('adres')} label={text.street} hint={text.streetHint} autocomplete="address-line1" />
          <Field
            {...typed('lokal')}
            label={text.flat}
            hint={text.flatHint}
            autocomplete="address-line2"
            width="short"
          />
          <Field
            {...typed('kod_pocztowy')}
            label={text.postalCode}
            hint={text.postalCodeHint}
            autocomplete="postal-code"
            width="short"
          />
          <Field {...typed('miejscowosc')} label={text.city} autocomplete="address-level2" width="medium" />
        </fieldset>
        <fieldset class="group">
          <legend>{text.reach}</legend>
          <Field
            {...typed('email')}
            kind="email"
            label={text.email}
            hint={text.emailHint}
            autocomplete="email"
            autocapitalize="none"
            spellcheck={false}
            width="medium"
          />
          <Field
            {...typed('telefon')}
            kind="tel"
            label={text.phone}
            hint={text.phoneHint}
            autocomplete="tel"
            inputmode="tel"
            width="short"
          />
        </fieldset>
        <Trap />
        <TermsGroup terms={props.terms} accepted={props.accepted} error={errorAt('regulamin')} />
        <Check {...props} codeError={errorAt('kod')} answerError={errorAt('odpowiedz')} />
        <p class="hint">{text.privacy}</p>
        <Buttons>
          <Button>{text.send}</Button>
        </Buttons>
      </PostForm>
      <p>
        <a href="/zaloguj">{text.signIn}</a>
      </p>
    </>
  )
}

/** Nobody sees or hears this field; a program that fills in everything does. */
function Trap() {
  return (
    <div class="trap" hidden>
      <label for="dopisek">{text.trap}</label>
      <input id="dopisek" name="dopisek" type="text" tabindex="-1" autocomplete="off" />
    </div>
  )
}

interface TermsProps {
  readonly terms: readonly PublicTerms[]
  readonly accepted: boolean
  readonly error: string | undefined
}

function TermsGroup({ terms, accepted, error }: TermsProps) {
  if (terms.length === 0) return null
  return (
    <fieldset class="group">
      <legend>{text.terms}</legend>
      <p class="hint">{text.termsHint}</p>
      <ul class="terms">
        {terms.flatMap(({ number, inForceFrom, files }) =>
          files.map(({ fileId, title, sizeBytes }, index) => (
            <li>
              <strong>{title}</strong>
              {index === 0 && (
                <span class="hint">
                  {' '}
                  wersja {number}, obowiązuje od <DateText on={inForceFrom} />
                </span>
              )}
              <span class="terms-links">
                <a href={`/dokumenty-publiczne/pliki/${fileId}`} target="_blank" rel="noopener">
                  {text.open}
                  <span class="unseen">
                    {' '}
                    {title} {text.newTab}
                  </span>
                </a>
                <a href={`/dokumenty-publiczne/pliki/${fileId}/pobierz`} download>
                  {text.download}
                  <span class="unseen"> {title}</span>
                </a>
                <span class="hint">PDF, {sizeText(sizeBytes)}</span>
              </span>
            </li>
          )),
        )}
      </ul>
      <input type="hidden" name="wydania" value={terms.map(({ editionId }) => editionId).join(' ')} />
      <Field kind="checkbox" name="regulamin" label={text.accept} checked={accepted} error={error} />
    </fieldset>
  )
}

interface CheckProps extends Pick<FormProps, 'challenge' | 'way' | 'code' | 'answer'> {
  readonly codeError: string | undefined
  readonly answerError: string | undefined
}

/** Three ways to one check. Where style sheets can, only the chosen one is shown; elsewhere all are, and any of them will do. */
function Check({ challenge, way, code, answer, codeError, answerError }: CheckProps) {
  const place = `/rejestracja/kod/${challenge.token}`
  return (
    <fieldset class="group check-ways">
      <legend>{text.check}</legend>
      <p class="hint">{text.checkHint}</p>
      <RadioGroup
        name="sposob"
        legend={text.way}
        value={way}
        options={[
          { value: 'obrazek', label: text.wayPicture },
          { value: 'nagranie', label: text.waySound },
          { value: 'pytanie', label: text.wayQuestion },
        ]}
      />
      <input type="hidden" name="wyzwanie" value={challenge.token} />
      <div class="way way-picture">
        <img src={`${place}/obrazek`} alt={text.picture} height="90" />
      </div>
      <div class="way way-sound">
        {/* biome-ignore lint/a11y/useMediaCaption: a text of the code would give the code away; the question is the way without sound. */}
        <audio controls preload="none" src={`${place}/nagranie`} aria-label={text.sound} />
        <p class="hint">{text.soundHint}</p>
      </div>
      <div class="way way-code">
        <Field
          name="kod"
          label={text.code}
          error={codeError}
          value={code}
          maxlength={20}
          inputmode="numeric"
          autocomplete="off"
          width="short"
        />
      </div>
      <div class="way way-question">
        <p>
          <strong>{challenge.question}</strong>
        </p>
        <Field
          name="odpowiedz"
          label={text.answer}
          error={answerError}
          value={answer}
          maxlength={60}
          autocomplete="off"
          autocapitalize="none"
          width="medium"
        />
      </div>
    </fieldset>
  )
}

/** The same for everybody who comes here, whatever they sent. */
export function SentView({ office }: { readonly office: Office }) {
  return (
    <>
      <p>{sentText.thanks}</p>
      <p>{sentText.mail}</p>
      <Panel title={sentText.next}>
        <ol class="steps-to-do">
          {sentText.steps.map((step) => (
            <li>{step}</li>
          ))}
        </ol>
        <Buttons>
          <LinkButton href="/rejestracja/wniosek">{sentText.paper}</LinkButton>
        </Buttons>
      </Panel>
      <Panel title={sentText.office}>
        <DefinitionList items={officeItems(office)} />
      </Panel>
      <p>
        <a href="/zaloguj">{sentText.back}</a>
      </p>
    </>
  )
}

function officeItems({ name, street, postalCode, city, phone, officeHours }: Office) {
  const place = [street, `${postalCode} ${city}`.trim()].filter((part) => part !== '').join(', ')
  return [
    { term: 'Adres', value: place === '' ? name : `${name}, ${place}` },
    ...(officeHours === '' ? [] : [{ term: sentText.hours, value: <HoursText hours={officeHours} /> }]),
    ...(phone === '' ? [] : [{ term: sentText.phone, value: <PhoneLink phone={phone} /> }]),
  ]
}
