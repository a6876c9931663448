import { formatDateTime } from '#kernel/dates.ts'
import { countOf } from '#kernel/plural.ts'
import { type Channel, limits, type Message, type Mistake, type ThreadState } from './messages.model.ts'

const megabytes = `${limits.bytesPerFile / 1024 / 1024} MB`

export const messagesText = {
  title: 'Napisz do nas e-mail',
  historyTitle: 'Historia wysłanych e-mail',
  intro:
    'Napisz, w czym pomóc. Wiadomość od razu trafia do biura. Odpowiedź przeczytasz w zakładce „Historia wysłanych e-mail”.',
  topic: 'Temat',
  chooseTopic: 'Wybierz temat',
  premises: 'Którego lokalu dotyczy sprawa',
  choosePremises: 'Wybierz lokal',
  noPremises: 'Sprawa nie dotyczy lokalu',
  body: 'Treść wiadomości',
  bodyHint: `Najwyżej ${limits.textCharacters} znaków.`,
  files: 'Załączniki',
  filesHint: `Najwyżej ${limits.files} plików, każdy do ${megabytes}: PDF, JPG, PNG albo TXT. Ze zdjęć usuwamy zapis miejsca i daty.`,
  kept: 'Te pliki już mamy',
  keptHint: 'Nie dodawaj ich drugi raz. Jeśli któregoś nie chcesz wysłać, zaznacz go.',
  drop: (name: string) => `Nie wysyłaj: ${name}`,
  copy: 'Wyślij mi kopię e-mailem',
  copyHint: (address: string) =>
    `Kopia przyjdzie na adres ${address}. Będzie w niej treść wiadomości, bez załączników.`,
  noCopy:
    'Kopię e-mailem wysyłamy tylko na sprawdzony adres, a takiego jeszcze nie ma. Treść wiadomości zostaje w historii.',
  send: 'Wyślij',
  add: 'Dopisz do tej sprawy',
  addBody: 'Co chcesz dopisać',
  sentNotice: 'Wiadomość wysłana. Odpowiedź pojawi się na tej stronie.',
  refusedFiles: 'Nie przyjęliśmy tych plików',
  refusedFilesHelp: 'Treść i przyjęte pliki są zachowane. Dodaj inny plik albo wyślij bez niego.',
  wrongName: 'Końcówka nazwy nie pasuje do zawartości. Powinna to być .pdf, .jpg, .png albo .txt.',
  brokenPicture: 'Zdjęcie jest uszkodzone i nie da się go odczytać.',
  tooManyKept: `Za dużo plików. Najwyżej ${limits.files}.`,
  noThreads: 'Nie ma jeszcze żadnej wysłanej wiadomości.',
  writeFirst: 'Napisz do nas',
  allThreads: 'Wszystkie wiadomości',
  history: 'Wysłane wiadomości',
  you: 'Ty',
  office: 'Biuro spółdzielni',
  new: 'Nowa odpowiedź',
  newest: 'Przejdź do najnowszej wiadomości',
  attachments: 'Załączniki',
  onlyFiles: 'W tej odpowiedzi nie było tekstu.',
  pages: 'Strony historii',
} as const

export const stateNames: Readonly<Record<ThreadState, string>> = {
  sent: 'Wysłano',
  delivered: 'Doręczono do serwera poczty',
  mailFailed: 'Jest w biurze, e-maila nie udało się wysłać',
  mailUncertain: 'Jest w biurze, nie wiemy, czy e-mail dotarł',
  inProgress: 'W trakcie',
  answered: 'Odpowiedziano',
  closed: 'Zamknięta',
  fromOffice: 'Wiadomość z biura',
}

/** What the state means for the person who waits. */
export const stateSentences: Readonly<Record<ThreadState, string>> = {
  sent: 'Wiadomość jest w biurze.',
  delivered: 'Wiadomość jest w biurze i w jego skrzynce e-mail.',
  mailFailed:
    'Nie udało się wysłać e-maila do biura. Wiadomość jest w biurze i nie zginie. Nie trzeba pisać drugi raz.',
  mailUncertain:
    'Nie wiemy, czy e-mail do biura dotarł. Wiadomość jest w biurze i nie zginie. Nie trzeba pisać drugi raz.',
  inProgress: 'Ktoś w biurze zajmuje się tą sprawą.',
  answered: 'Odpowiedź jest na tej stronie.',
  closed: 'Biuro zamknęło tę sprawę. Jeśli coś do niej dopiszesz, biuro zajmie się nią znowu.',
  fromOffice: 'Biuro napisało do Ciebie. Możesz odpisać na tej stronie.',
}

const mistakeSentences: Readonly<Record<Mistake['what'], string>> = {
  topicMissing: 'Wybierz temat z listy.',
  premisesMissing: 'Wybierz lokal z listy albo „Sprawa nie dotyczy lokalu”.',
  textMissing: 'Wpisz treść wiadomości.',
  textTooLong: `Wiadomość jest za długa. Skróć ją do ${limits.textCharacters} znaków.`,
}

export const mistakeSentence = ({ what }: Mistake): string => mistakeSentences[what]

/** Kind, without reproach: most often it is somebody with a real trouble. */
export function tooManyMessages(waitSeconds: number): string {
  const minutes = Math.max(1, Math.ceil(waitSeconds / 60))
  return `W ciągu godziny można wysłać ${countOf(limits.messagesPerHour, 'wiadomość', 'wiadomości', 'wiadomości')}. Następną wyślesz za ${countOf(minutes, 'minutę', 'minuty', 'minut')}. Treść i pliki są zachowane na tej stronie. W pilnej sprawie zadzwoń, numer jest w zakładce Kontakt.`
}

/** "Biuro spółdzielni, 22 listopada 2026, 14:05": also what tells one part of the page from another when it is read aloud. */
export function letterTitle({ author, createdAt }: Pick<Message, 'author' | 'createdAt'>): string {
  return `${author === 'office' ? messagesText.office : messagesText.you}, ${formatDateTime(createdAt)}`
}

/** What was not written here says where it comes from, on both sides the same. Nothing for what was written in the portal or by e-mail. */
export const recordedSentences: Readonly<Partial<Record<Channel, string>>> = {
  phone: 'Zapisane przez biuro z rozmowy telefonicznej.',
  desk: 'Zapisane przez biuro z rozmowy w biurze.',
  letter: 'Zapisane przez biuro z listu.',
}

export function leftOutSentence(names: readonly string[]): string {
  return names.length === 1
    ? `Biuro dołączyło plik, którego nie możemy tu pokazać: ${names[0]}. Zapytaj o niego w biurze.`
    : `Biuro dołączyło pliki, których nie możemy tu pokazać: ${names.join(', ')}. Zapytaj o nie w biurze.`
}

const longestBeginning = 80

/** The first words of a message on one line, never a word cut in two. */
export function beginningOf(body: string): string {
  const line = body.replace(/\s+/g, ' ')
  if (line.length <= longestBeginning) return line
  const cut = line.slice(0, longestBeginning)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), longestBeginning / 2))}…`
}

export function unreadWords(count: number): string {
  return countOf(count, 'nowa odpowiedź', 'nowe odpowiedzi', 'nowych odpowiedzi')
}

const sizes = [
  [1024 * 1024, 'MB'],
  [1024, 'kB'],
] as const

/** "1,4 MB", "12 kB". */
export function fileSize(bytes: number): string {
  const [unit, name] = sizes.find(([size]) => bytes >= size) ?? [1, 'B']
  const value = bytes / unit
  return `${value >= 10 || unit === 1 ? Math.round(value) : value.toFixed(1).replace('.', ',')}\u00a0${name}`
}
