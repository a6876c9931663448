/** What went wrong, as the person sees it, and a way on. */
export type Problem =
  | { readonly kind: 'notFound' }
  | {
      readonly kind: 'badParameters'
      readonly problems: readonly { readonly field: string; readonly message: string }[]
    }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'viewOnly' }
  | { readonly kind: 'hiddenInView' }
  | { readonly kind: 'viewEnded' }
  | { readonly kind: 'foreignForm' }
  | { readonly kind: 'signInNeeded' }
  | { readonly kind: 'tooMany'; readonly retryAfterSeconds: number }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'failure' }

interface Words {
  readonly title: string
  readonly sentence: string
  readonly way: { readonly href: string; readonly label: string }
}

const home = { href: '/', label: 'Przejdź na pierwszą stronę' }

export const problemWords: Readonly<Record<Problem['kind'], Words>> = {
  notFound: {
    title: 'Nie ma takiej strony',
    sentence: 'Adres jest nieaktualny albo wpisany z błędem. Sprawdź go lub zacznij od pierwszej strony.',
    way: home,
  },
  badParameters: {
    title: 'Nie można pokazać tej strony',
    sentence: 'W adresie lub formularzu jest błędna wartość:',
    way: home,
  },
  forbidden: {
    title: 'Brak dostępu',
    sentence: 'Ten login nie ma dostępu do tej strony. Nic się nie zmieniło, możesz korzystać z portalu dalej.',
    way: home,
  },
  viewOnly: {
    title: 'Podgląd tylko do odczytu',
    sentence:
      'Oglądasz konto mieszkańca, więc niczego tu nie zapisujemy i nie wysyłamy. Nic się nie zmieniło, podgląd trwa dalej.',
    way: { href: '/rachunki', label: 'Wróć do podglądu' },
  },
  hiddenInView: {
    title: 'Tej strony nie pokazujemy w podglądzie',
    sentence: 'Służy do zabezpieczenia konta i widzi ją tylko jego właściciel.',
    way: { href: '/moje-dane', label: 'Wróć do podglądu' },
  },
  viewEnded: {
    title: 'Podgląd konta się skończył',
    sentence: 'Podgląd trwa najwyżej 30 minut. Żeby oglądać konto dalej, zacznij go jeszcze raz na stronie osoby.',
    way: { href: '/biuro/osoby', label: 'Szukaj osoby' },
  },
  foreignForm: {
    title: 'Formularz stracił ważność',
    sentence:
      'Dla bezpieczeństwa formularz trzeba otworzyć ponownie. Wróć na poprzednią stronę, odśwież ją i wyślij jeszcze raz.',
    way: home,
  },
  signInNeeded: {
    title: 'Sesja się skończyła',
    sentence:
      'Przez dłuższy czas nic się nie działo, więc dla bezpieczeństwa nastąpiło wylogowanie. Zaloguj się ponownie.',
    way: { href: '/zaloguj', label: 'Zaloguj się' },
  },
  tooMany: {
    title: 'Za dużo prób',
    sentence: 'Zbyt wiele prób w krótkim czasie.',
    way: { href: '/zaloguj', label: 'Wróć do logowania' },
  },
  tooLarge: {
    title: 'Za duży formularz',
    sentence: 'Przesłane dane są za duże. Skróć tekst i wyślij jeszcze raz.',
    way: home,
  },
  unavailable: {
    title: 'Chwilowa przerwa',
    sentence:
      'Portal nie ma teraz połączenia z bazą danych. Pracujemy nad tym. Spróbuj ponownie za kilka minut. Dane są bezpieczne.',
    way: home,
  },
  failure: {
    title: 'Coś poszło nie tak',
    sentence: 'Nie udało się pokazać tej strony. Błąd został zapisany. Spróbuj ponownie za chwilę.',
    way: home,
  },
}

/** "za minutę", "za 3 minuty": rounded up, so that nobody tries too early. */
export function waitWords(seconds: number, countOf: (n: number) => string): string {
  const minutes = Math.ceil(seconds / 60)
  return minutes <= 1 ? 'Spróbuj ponownie za minutę.' : `Spróbuj ponownie za ${countOf(minutes)}.`
}
