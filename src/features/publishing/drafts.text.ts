import { formatDateTime } from '#kernel/dates.ts'

export const draftText = {
  drafts: 'Szkice',
  noDrafts: 'Nie ma szkiców.',
  untitled: 'Bez tytułu',
  notChosen: 'nie wybrano',
  lastChange: 'Ostatnia zmiana',
  asResident: 'Tak zobaczy to mieszkaniec',
  backToDraft: 'Wróć do szkicu',
  withdrawTitle: 'Wycofanie',
  withdrawReason: 'Powód wycofania',
  withdrawReasonHint: 'Widzi go tylko biuro.',
  reasonMissing: 'Wpisz powód wycofania.',
  reasonTooLong: 'Powód może mieć najwyżej 500 znaków.',
  save: 'Zapisz szkic',
  preview: 'Podgląd i publikacja',
  discard: 'Usuń szkic',
  saved: 'Szkic jest zapisany.',
  discarded: 'Szkic został usunięty.',
  discardHint: 'Szkicu nie będzie można przywrócić.',
  removeFile: 'Usuń',
  attachments: 'Załączniki',
  noAttachments: 'Nie ma jeszcze załączników.',
  attachmentTitle: 'Nazwa załącznika',
  refused: 'Tych plików nie przyjęto',
  kept: 'Pozostałe pliki i cały tekst są zapisane.',
  changedMeanwhile: 'Szkic zmienił się od ostatniego podglądu. Przeczytaj go jeszcze raz i dopiero wtedy opublikuj.',
  theirs: 'Co jest teraz zapisane',
  tooManyAttachments: (limit: number) => `Załączników może być najwyżej ${limit}.`,
} as const

/** Two people at one draft: what happened, and what becomes of the words just typed. */
export function conflictSentence(by: string, at: number): string {
  return `Ktoś inny zmienił ten szkic, zanim Twój zapis dotarł: ${by}, ${formatDateTime(at)}. Twój tekst jest poniżej i nie jest jeszcze zapisany. Porównaj go z zapisaną wersją i zapisz jeszcze raz.`
}
