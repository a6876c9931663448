export const accessText = {
  lockTitle: 'Zablokuj login',
  unlockTitle: 'Odblokuj login',
  lockWhat: 'Zablokowany login nie otwiera portalu. Portal od razu wyloguje tę osobę na wszystkich urządzeniach.',
  unlockWhat: 'Po odblokowaniu można się zalogować tym samym hasłem.',
  lockReason: 'Dlaczego blokujesz?',
  unlockReason: 'Dlaczego odblokowujesz?',
  reasonMissing: 'Wybierz powód.',
  note: 'Uwaga dla biura',
  noteHint: 'Bez nazwisk, numerów i innych danych osób.',
  noteLong: 'Skróć uwagę. Najwyżej 200 znaków.',
  characters: 'Uwaga zawiera niedozwolone znaki. Usuń je i wyślij jeszcze raz.',
  lock: 'Zablokuj',
  unlock: 'Odblokuj',
  back: 'Wróć do osoby',
  lockedSince: 'Zablokowany',
} as const

/** Kept in the trail by key, at the login in words. */
export const lockReasonNames = {
  residentAsks: 'prośba mieszkańca',
  strangerKnows: 'ktoś obcy może znać hasło',
  rightEnded: 'prawo do lokalu wygasło',
  officeDecision: 'decyzja biura',
} as const
export const unlockReasonNames = {
  identityChecked: 'tożsamość sprawdzona w biurze',
  residentAsks: 'prośba mieszkańca',
  lockedByMistake: 'zablokowano przez pomyłkę',
} as const
