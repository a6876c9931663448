import { warsawTime } from './view.model.ts'

export const viewText = {
  title: 'Zobacz jak mieszkaniec',
  what: 'Otworzy się portal tak, jak widzi go ta osoba. Niczego nie można tam zapisać ani wysłać, a pisma i wiadomości nie zostaną oznaczone jako otwarte.',
  told: 'Ta osoba zobaczy w swoich danych, kto oglądał konto, kiedy i dlaczego.',
  lasts: 'Podgląd trwa najwyżej 30 minut. Można go zakończyć w każdej chwili.',
  reason: 'Dlaczego oglądasz to konto?',
  reasonMissing: 'Wybierz powód.',
  start: 'Zacznij podgląd',
  end: 'Zakończ podgląd',
  locked: 'Login jest zablokowany, więc ta osoba niczego teraz nie widzi. Podgląd będzie możliwy po odblokowaniu.',
  back: 'Wróć do osoby',
} as const

/** Stays on top of every page of a view. */
export const bannerSentence = (name: string, loginName: string, endsAt: number): string =>
  `Podgląd konta: ${name}, login ${loginName}. Tylko do odczytu, do godziny ${warsawTime(endsAt)}.`
