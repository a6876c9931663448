/** The password given again before something sensitive. */
export const proofText = {
  label: 'Twoje hasło',
  hint: 'Od podania hasła minęło ponad 5 minut. Wpisz je jeszcze raz.',
  missing: 'Wpisz swoje hasło.',
  wrong: 'To nie jest właściwe hasło.',
  busy: 'Serwer jest teraz zajęty. Spróbuj za chwilę.',
} as const
