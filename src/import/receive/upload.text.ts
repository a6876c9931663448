import type { ReceivedUpload, UploadRefusal } from './upload.ts'

/** One sentence for whoever looks at the output of the sending program. */
export const uploadTexts: Record<UploadRefusal, string> = {
  name: 'Nazwa pliku może mieć litery bez polskich znaków, cyfry, kropki i kreski i musi się kończyć na .zip.',
  tooLarge: 'Plik jest większy, niż zapowiedziano, albo większy, niż wolno.',
  diskFull: 'Na serwerze brakuje miejsca. Trzeba powiadomić administratora.',
  tooManyWaiting: 'Za dużo dostaw czeka na przyjęcie. Trzeba powiadomić administratora.',
  busy: 'Serwer odbiera teraz inne dostawy. Proszę spróbować za chwilę.',
  offset: 'Serwer nie ma jeszcze początku tego pliku. Trzeba wysłać od miejsca podanego w nagłówku Upload-Offset.',
  hash: 'Skrót SHA-256 się nie zgadza: plik został uszkodzony po drodze. Trzeba wysłać go od początku.',
  interrupted: 'Połączenie zostało przerwane. Można wysłać dalszy ciąg.',
  tooSlow: 'Plik przychodził zbyt wolno. Można wysłać dalszy ciąg.',
}

export const unknownToken = 'Nieznany albo wyłączony token.'
export const tooManyTries = 'Za dużo nieudanych prób. Proszę spróbować później.'
export const notOffered = 'Ten portal nie odbiera dostaw przez sieć: administrator nie ustawił EBOK_INBOX_DIR.'
export const badRange = 'Nagłówek Content-Range ma mieć postać: bytes 100-199/200.'

export const receivedText = ({ name, bytes, sha256 }: ReceivedUpload): string =>
  `Odebrano ${name} (${bytes} B), SHA-256 ${sha256}. Dostawa czeka na sprawdzenie.`
