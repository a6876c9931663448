import { formatDateTime } from '#kernel/dates.ts'
import { replyLine } from './quote.model.ts'

export interface OfficeMail {
  readonly topic: string
  readonly premisesLabel: string
  readonly writerName: string
  readonly body: string
  readonly createdAt: number
  readonly fileNames: readonly string[]
  /** False when the files together are too large for a mail. */
  readonly filesEnclosed: boolean
}

/** What the office reads in its own mailbox: the whole message. */
export function officeMail(mail: OfficeMail): { subject: string; text: string } {
  const files = mail.fileNames.map((name) => `- ${name}`)
  return {
    subject: `e-BOK: ${mail.topic}${mail.premisesLabel === '' ? '' : ` (${mail.premisesLabel})`}`,
    text: lines(
      replyLine,
      '',
      `Temat: ${mail.topic}`,
      ...(mail.premisesLabel === '' ? [] : [`Lokal: ${mail.premisesLabel}`]),
      `Od: ${mail.writerName}`,
      `Wysłano: ${formatDateTime(mail.createdAt)}`,
      '',
      mail.body,
      '',
      ...(files.length === 0
        ? []
        : [mail.filesEnclosed ? 'Załączniki:' : 'Załączniki są za duże na e-mail. Są w e-BOK:', ...files, '']),
      '--',
      'Odpowiedz na ten e-mail albo w e-BOK. Odpowiedź zobaczy osoba, która napisała.',
      'Nie przesyłaj tego e-maila poza biuro. Adres zwrotny prowadzi do tej sprawy.',
    ),
  }
}

/** The copy its writer asked for: what they typed, nothing the portal knows of them. */
export function copyMail(
  mail: Pick<OfficeMail, 'topic' | 'body' | 'createdAt' | 'fileNames'>,
  address: string | undefined,
) {
  return {
    subject: 'e-BOK: kopia wiadomości do biura',
    text: lines(
      `To jest kopia wiadomości wysłanej do biura ${formatDateTime(mail.createdAt)}.`,
      '',
      `Temat: ${mail.topic}`,
      '',
      mail.body,
      '',
      ...(mail.fileNames.length === 0 ? [] : ['Załączniki zostały wysłane do biura. W tej kopii ich nie ma.', '']),
      ...signIn('Odpowiedź przeczytasz w e-BOK.', address),
    ),
  }
}

/** Only that there is something to read: a mail lies open in many places. */
export function answerNotice(address: string | undefined) {
  return {
    subject: 'e-BOK: nowa wiadomość z biura',
    text: lines('W e-BOK czeka wiadomość z biura.', '', ...signIn('Zaloguj się, żeby ją przeczytać.', address)),
  }
}

const signIn = (sentence: string, address: string | undefined): string[] => [
  sentence,
  ...(address === undefined ? [] : [`${address}/napisz/historia`]),
  '',
  'Nie odpowiadaj na ten e-mail. Do biura napisz w e-BOK.',
]

const lines = (...texts: string[]): string => `${texts.join('\n')}\n`
