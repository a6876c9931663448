import { BackLink } from '#ui/components.ts'
import type { Office } from './registration.model.ts'
import { paperText as text } from './registration.text.ts'

/** The application to sign: blank, so that the page tells nothing of anybody. */
export function PaperView({ office }: { readonly office: Office }) {
  const place = `${office.postalCode} ${office.city}`.trim()
  return (
    <>
      <p class="not-printed">{text.hint}</p>
      <div class="paper-form">
        <p>
          {text.to}: <strong>{office.name}</strong>
          {office.street !== '' && `, ${office.street}`}
          {place !== '' && `, ${place}`}
        </p>
        <h2>{text.applicant}</h2>
        <dl>
          {[text.firstName, text.identity, text.address, text.number, text.email, text.phone].map((label) => (
            <div>
              <dt>{label}</dt>
              <dd />
            </div>
          ))}
        </dl>
        <p>{text.ask}</p>
        <p>
          {text.terms} {text.true}
        </p>
        <dl class="paper-signs">
          {[text.place, text.sign].map((label) => (
            <div>
              <dt>{label}</dt>
              <dd />
            </div>
          ))}
        </dl>
        <h2>{text.officeOnly}</h2>
        <dl class="paper-signs">
          {text.officeLines.map((label) => (
            <div>
              <dt>{label}</dt>
              <dd />
            </div>
          ))}
        </dl>
      </div>
      <BackLink href="/rejestracja/wyslane">{text.back}</BackLink>
    </>
  )
}
