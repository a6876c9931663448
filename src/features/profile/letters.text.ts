const lines = (...texts: string[]): string => `${texts.join('\n')}\n`

/** To the new address: it may be a stranger's, so it names nobody. */
export function confirmationLetter(path: string, baseUrl: string | undefined) {
  return {
    subject: 'e-BOK: potwierdź adres e-mail',
    text: lines(
      'Ktoś wpisał ten adres e-mail w e-BOK spółdzielni mieszkaniowej.',
      '',
      ...(baseUrl === undefined
        ? ['Jeśli to Ty, otwórz e-BOK i do jego adresu dopisz:', path]
        : ['Jeśli to Ty, otwórz ten link, zaloguj się i naciśnij „Potwierdzam”:', `${baseUrl}${path}`]),
      '',
      'Link działa 24 godziny i tylko raz.',
      'Jeśli to nie Ty, nic nie rób. Bez potwierdzenia adres nie zostanie zapisany.',
      '',
      'Nie odpowiadaj na ten e-mail.',
    ),
  }
}

/** To the old address: the last place where somebody can learn that their account was taken over. */
export function changedLetter(phone: string) {
  return {
    subject: 'e-BOK: adres e-mail został zmieniony',
    text: lines(
      'Adres e-mail w e-BOK został zmieniony na inny. Na ten adres nie będą już przychodzić wiadomości.',
      '',
      `Jeśli to nie Ty, od razu zadzwoń do biura spółdzielni${phone === '' ? '' : `: ${phone}`}.`,
      '',
      'Nie odpowiadaj na ten e-mail.',
    ),
  }
}
