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
