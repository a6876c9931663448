const lines = (...texts: string[]): string => `${texts.join('\n')}\n`

/** Names nobody and no login: whoever reads the mailbox over a shoulder learns nothing to sign in with later. */
export function startingLinkLetter(link: string, phone: string) {
  return {
    subject: 'e-BOK: ustaw hasło',
    text: lines(
      'Na prośbę Twoją albo biura spółdzielni wysyłamy link, którym ustawisz hasło do e-BOK:',
      '',
      link,
      '',
      'Link działa 24 godziny i tylko raz. Nikomu go nie przesyłaj.',
      `Jeśli to nie Ty, nic nie rób: hasło się nie zmieni. Gdy takich e-maili jest więcej, zadzwoń do biura${phone === '' ? '' : `: ${phone}`}.`,
      '',
      'Nie odpowiadaj na ten e-mail.',
    ),
  }
}
