/** What a phone dials: digits, with the plus of a foreign prefix; of several numbers the first. Extensions and brackets are for reading. */
export function dialled(phone: string): string {
  const [number = ''] = phone.split(/wew|[,;]/i)
  return number.replace(/(?!^\+)\D/g, '')
}

export function PhoneLink({ phone }: { readonly phone: string }) {
  return <a href={`tel:${dialled(phone)}`}>{phone}</a>
}

/** An e-mail address; a narrow screen breaks it after the @ or before a dot, as people read it out, and only then inside a word. */
export function EmailText({ email }: { readonly email: string }) {
  const [first, ...rest] = email.split(/(?<=@)|(?=\.)/)
  return (
    <>
      {first}
      {rest.map((part) => (
        <>
          <wbr />
          {part}
        </>
      ))}
    </>
  )
}

export function EmailLink({ email }: { readonly email: string }) {
  return (
    <a href={`mailto:${email}`}>
      <EmailText email={email} />
    </a>
  )
}

/** Opening hours in the office's own words; "8:00–15:00" stays on one line. */
export function HoursText({ hours }: { readonly hours: string }) {
  // What the pattern encloses stands at the odd places.
  const parts = hours.split(/(\d[\d:.]*\s?[–-]\s?\d[\d:.]*)/)
  return <>{parts.map((part, at) => (at % 2 === 1 ? <span class="hours">{part}</span> : part))}</>
}
