import type { FactorChange } from './factors.model.ts'

const whatHappened: Readonly<Record<FactorChange, string>> = {
  appAdded: 'Do logowania w e-BOK dodano aplikację z kodami.',
  appReplaced: 'Aplikacja z kodami do logowania w e-BOK została zastąpiona nową.',
  appRemoved: 'Z logowania w e-BOK usunięto aplikację z kodami.',
  passkeyAdded: 'Do logowania w e-BOK dodano klucz dostępu.',
  passkeyRemoved: 'Z logowania w e-BOK usunięto klucz dostępu.',
  codesMade: 'Powstały nowe kody zapasowe do logowania w e-BOK. Poprzednie przestały działać.',
  codeUsed: 'Do logowania w e-BOK użyto kodu zapasowego.',
  removedByOffice: 'Biuro spółdzielni usunęło drugi składnik logowania w e-BOK.',
}

/** Tells what changed about signing in, and what to do when it was somebody else. */
export function factorLetterText(change: FactorChange, phone: string): { subject: string; text: string } {
  return {
    subject: 'e-BOK: zmiana w logowaniu',
    text: [
      whatHappened[change],
      '',
      `Jeśli to nie Ty i nie stało się to na Twoją prośbę, od razu zadzwoń do biura spółdzielni${phone === '' ? '' : `: ${phone}`}.`,
      '',
      'Nie odpowiadaj na ten e-mail.',
      '',
    ].join('\n'),
  }
}
