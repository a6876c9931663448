import { formatDate, formatDateTime } from '#kernel/dates.ts'
import type { Holding, Login, LoginState, Matter, Right, RightState, SignIn, ViewReason } from './person.model.ts'

/** How a badge looks; the words beside it say the same. */
type BadgeTone = 'done' | 'part' | 'due' | 'late' | 'info' | 'off'

export const personText = {
  back: 'Szukaj osoby',
  register: 'Dane z rejestru',
  registerHint: 'Te dane pochodzą z systemu księgowego i zmienia się je tam.',
  company: 'firma',
  member: 'Członek spółdzielni',
  correspondence: 'Adres do korespondencji',
  likePremises: 'taki jak adres lokalu',
  notGiven: 'nie podano',
  premises: 'Lokale',
  noPremises: 'Ta osoba nie ma i nie miała lokalu.',
  accounts: 'Konta rozrachunkowe',
  noAccounts: 'Ta osoba nie ma konta rozrachunkowego.',
  beingVerified: 'saldo w trakcie weryfikacji',
  keptOnOther: 'prowadzone na współuprawnionego',
  coHolders: 'Inne osoby z tych lokali',
  hasLogin: 'ma login',
  giveLogin: 'Wydaj login',
  logins: 'Loginy',
  noLogin: 'Ta osoba nie ma jeszcze loginu.',
  newLogin: 'Wydaj login',
  furtherLogin: 'Wydaj następny login',
  reset: 'Nowe hasło',
  lock: 'Zablokuj',
  unlock: 'Odblokuj',
  signOut: 'Wyloguj wszędzie',
  view: 'Zobacz jak mieszkaniec',
  factors: 'Drugi składnik',
  never: 'jeszcze ani razu',
  nowSignedIn: 'teraz zalogowany',
  rights: 'Pełnomocnictwa',
  noRights: 'Nie ma pełnomocnictw nadanych przez biuro.',
  grant: 'Dodaj pełnomocnika',
  end: 'Zakończ lub skróć',
  noEnd: 'bez daty końca',
  matters: 'Sprawy, prośby i zgłoszenia',
  noMatters: 'Nie ma żadnych spraw.',
  newMatter: 'Zapisz rozmowę albo napisz',
  consents: 'Zgody',
  noConsents: 'Nie ma decyzji o zgodach.',
  signIns: 'Ostatnie próby logowania',
  noSignIns: 'Nie było prób logowania.',
  viewings: 'Kto z biura oglądał konto',
  noViewings: 'Nikt z biura nie oglądał tego konta.',
  lasting: 'trwa',
  unknownBrowser: 'nieznana przeglądarka',
  outsideRegister: 'Ten login nie jest związany z osobą w rejestrze. Tak bywa u pełnomocników.',
} as const

export const roleNames: Readonly<Record<Holding['role'], string>> = {
  holder: 'osoba uprawniona',
  coOwner: 'współwłaściciel',
  tenant: 'najemca',
  proxy: 'pełnomocnik',
}
export const titleNames: Readonly<Record<Holding['legalTitle'], string>> = {
  cooperativeTenancy: 'spółdzielcze lokatorskie',
  cooperativeOwnership: 'spółdzielcze własnościowe',
  freehold: 'odrębna własność',
  lease: 'najem',
  none: 'bez własnego tytułu',
}

export const loginStateNames: Readonly<Record<LoginState, { readonly tone: BadgeTone; readonly name: string }>> = {
  locked: { tone: 'late', name: 'zablokowany' },
  noPassword: { tone: 'off', name: 'bez hasła' },
  codeWaits: { tone: 'info', name: 'czeka na pierwsze logowanie' },
  resetWaits: { tone: 'info', name: 'czynny, nowy kod czeka' },
  codeExpired: { tone: 'due', name: 'kod startowy stracił ważność' },
  active: { tone: 'done', name: 'czynny' },
}

/** What stands behind the state: until when, since when, why. */
export function loginStateSentence(login: Login): string | undefined {
  if (login.lockedAt !== null) return `Od ${formatDateTime(login.lockedAt)}. Powód: ${login.lockReason ?? ''}.`
  if (login.codeExpiresAt !== null) {
    const code = `Kod startowy ważny do ${formatDateTime(login.codeExpiresAt)}${login.codeExpired ? ', już minęło' : ''}.`
    return login.passwordSetAt === null ? code : `${code} Dotychczasowe hasło działa, dopóki nie ma nowego.`
  }
  return login.passwordSetAt === null ? undefined : `Hasło ustawione ${formatDateTime(login.passwordSetAt)}.`
}

export const rightStateNames: Readonly<Record<RightState, { readonly tone: BadgeTone; readonly name: string }>> = {
  future: { tone: 'info', name: 'jeszcze nie obowiązuje' },
  current: { tone: 'done', name: 'obowiązuje' },
  ended: { tone: 'off', name: 'zakończone' },
  revoked: { tone: 'off', name: 'odebrane' },
}

export const rightPeriod = ({ validFrom, validTo, revokedAt }: Right): string =>
  [
    `od ${formatDate(validFrom)} ${validTo === null ? personText.noEnd : `do ${formatDate(validTo)}`}`,
    ...(revokedAt === null ? [] : [`odebrane ${formatDateTime(revokedAt)}`]),
  ].join(', ')

export const outcomeNames: Readonly<Record<SignIn['outcome'], string>> = {
  success: 'zalogowano',
  wrongPassword: 'złe hasło',
  locked: 'login był zablokowany',
}

const requestNames: Readonly<Record<string, string>> = {
  name: 'imię lub nazwisko',
  correspondenceAddress: 'adres do korespondencji',
  persons: 'liczba osób w lokalu',
  other: 'inne dane',
}
const matterStates: Readonly<Record<string, { readonly tone: BadgeTone; readonly name: string }>> = {
  new: { tone: 'due', name: 'nowa' },
  inProgress: { tone: 'part', name: 'w trakcie' },
  answered: { tone: 'done', name: 'odpowiedziano' },
  closed: { tone: 'off', name: 'zamknięta' },
  accepted: { tone: 'due', name: 'przyjęta' },
  done: { tone: 'done', name: 'załatwiona' },
  refused: { tone: 'off', name: 'odmowa' },
}
export const matterState = (state: string) => matterStates[state] ?? { tone: 'info' as const, name: state }
export function matterName({ kind, title }: Matter): string {
  if (kind === 'thread') return `Wiadomość: ${title}`
  return kind === 'request' ? `Prośba o zmianę: ${requestNames[title] ?? title}` : 'Zgłoszenie rejestracyjne'
}

export const decisionNames = { given: 'udzielona', withdrawn: 'cofnięta' } as const

export const viewReasonNames: Readonly<Record<ViewReason, string>> = {
  residentAsks: 'mieszkaniec prosi o pomoc',
  complaint: 'reklamacja',
  answering: 'odpowiedź na wiadomość',
  checkingData: 'sprawdzenie danych',
  technicalFault: 'usterka portalu',
}
export const staffRoleName = (role: string | null): string =>
  role === 'administrator' ? 'administrator' : 'pracownik biura'

/** What the member of staff just did, in a sentence. */
export const doneSentences = {
  zablokowano: 'Login zablokowany i wylogowany na wszystkich urządzeniach.',
  odblokowano: 'Login odblokowany. Można się znów zalogować.',
  wylogowano: 'Wylogowano na wszystkich urządzeniach.',
  pelnomocnictwo: 'Pełnomocnictwo zapisane.',
  skrocono: 'Ostatni dzień pełnomocnictwa zapisany.',
  odebrano: 'Pełnomocnictwo odebrane. Dostęp skończył się od razu.',
  podglad: 'Podgląd zakończony.',
  bezzmian: 'Nic się nie zmieniło: ktoś zrobił to już wcześniej.',
} as const
export type Done = keyof typeof doneSentences
export const doneKeys = Object.keys(doneSentences) as Done[]
