import type { Office, RejectReason } from './registration.model.ts'

const lines = (...texts: readonly string[]): string => `${texts.join('\n')}\n`

/** Where to come and when; the same foot under every letter. */
function foot({ name, street, postalCode, city, phone, officeHours }: Office): string[] {
  const place = [street, `${postalCode} ${city}`.trim()].filter((part) => part !== '').join(', ')
  return [
    '',
    name,
    ...(place === '' ? [] : [place]),
    ...(phone === '' ? [] : [`Telefon: ${phone}`]),
    ...(officeHours === '' ? [] : [`Godziny pracy: ${officeHours}`]),
    '',
    'Nie odpowiadaj na ten e-mail.',
  ]
}

const bring = 'Weź ze sobą dowód osobisty albo paszport.'

/** To an address anybody may have typed: it names nobody and says nothing that only one person should know. */
export function receivedLetter(office: Office, baseUrl: string | undefined) {
  return {
    subject: 'e-BOK: zgłoszenie przyjęte, co dalej',
    text: lines(
      'Dziękujemy za zgłoszenie do e-BOK. Zajmiemy się nim najszybciej, jak to możliwe.',
      '',
      'Co teraz zrobić:',
      '1. Wydrukuj wniosek, wypełnij go i podpisz. Wniosek dostaniesz też w biurze.',
      ...(baseUrl === undefined ? [] : [`   ${baseUrl}/rejestracja/wniosek`]),
      `2. Przynieś podpisany wniosek do biura. ${bring}`,
      '   Wniosek z podpisem kwalifikowanym albo zaufanym możesz przysłać e-mailem.',
      '3. Poczekaj na e-mail, że login jest gotowy. Login i kod startowy odbierzesz w biurze.',
      '',
      'Hasła i kodów nie wysyłamy e-mailem. Nikt z biura o nie nie pyta.',
      'Jeśli to nie Twoje zgłoszenie, nic nie rób. Bez podpisanego wniosku nikt nie dostanie loginu.',
      ...foot(office),
    ),
  }
}

const reasonSentences: Readonly<Record<RejectReason, string>> = {
  noPaper: 'Nie dostaliśmy podpisanego wniosku.',
  dataMismatch: 'Dane w zgłoszeniu nie zgadzają się z danymi we wniosku.',
  noRight: 'Nie mogliśmy potwierdzić prawa do lokalu podanego w zgłoszeniu.',
  hasLogin: 'Do tego lokalu nie potrzeba nowego loginu. Biuro powie, jak się zalogować.',
  duplicate: 'Wcześniej przyszło takie samo zgłoszenie. Zajmujemy się tamtym.',
  spam: 'Zgłoszenie nie zawierało prawdziwych danych.',
}

export function rejectedLetter(office: Office, reason: RejectReason) {
  return {
    subject: 'e-BOK: zgłoszenie nie zostało przyjęte',
    text: lines(
      'Nie możemy wydać loginu do e-BOK na podstawie tego zgłoszenia.',
      reasonSentences[reason],
      '',
      'Jeśli to pomyłka, przyjdź do biura albo zadzwoń. Zgłoszenie można też wysłać jeszcze raz.',
      ...foot(office),
    ),
  }
}

export function readyLetter(office: Office) {
  return {
    subject: 'e-BOK: login czeka w biurze',
    text: lines(
      'Login do e-BOK jest gotowy. Login i kod startowy odbierzesz w biurze.',
      bring,
      '',
      'Kodu nie wysyłamy e-mailem. Działa tylko raz i przez ograniczony czas, więc nie zwlekaj z odbiorem.',
      ...foot(office),
    ),
  }
}
