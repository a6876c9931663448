import {
  BackLink,
  Buttons,
  DataTable,
  DateText,
  DateTimeText,
  DefinitionList,
  DownloadBar,
  LinkButton,
  Notice,
  Pagination,
  Panel,
  StateBadge,
} from '#ui/components.ts'
import type { Letter } from './documents.model.ts'
import { letterKindName, sizeText, documentsText as text } from './documents.text.ts'

const letterHref = (id: string): string => `/dokumenty/pisma/${encodeURIComponent(id)}`

interface LettersProps {
  readonly letters: readonly Letter[]
  readonly page: number
  readonly pages: number
  readonly href: (page: number) => string
}

export function LettersView({ letters, page, pages, href }: LettersProps) {
  return (
    <>
      <p>{text.lettersHint}</p>
      <DataTable
        caption={text.lettersTitle}
        captionHidden
        rows={letters}
        empty={text.noLetters}
        rowTone={(letter) => (letter.openedAt === null ? 'marked' : undefined)}
        columns={[
          {
            key: 'title',
            header: 'Pismo',
            rowHeader: true,
            cell: (letter) => <a href={letterHref(letter.id)}>{letter.title}</a>,
          },
          { key: 'kind', header: 'Rodzaj', cell: (letter) => letterKindName(letter.kind) },
          { key: 'issued', header: 'Z dnia', cell: (letter) => <DateText on={letter.issuedOn} short /> },
          { key: 'available', header: 'Udostępniono', cell: (letter) => <Moment at={letter.madeAvailableAt} /> },
          { key: 'opened', header: 'Otwarto', cell: (letter) => <Opened letter={letter} /> },
        ]}
      />
      <Pagination page={page} pages={pages} label="Strony pism" href={href} />
      {letters.length > 0 && (
        <DownloadBar links={[{ href: '/dokumenty/pisma.csv', label: 'Pobierz listę', hint: 'CSV do Excela' }]} />
      )}
    </>
  )
}

function Moment({ at }: { readonly at: number | null }) {
  return at === null ? '–' : <DateTimeText at={at} />
}

function Opened({ letter }: { readonly letter: Letter }) {
  return letter.openedAt === null ? (
    <StateBadge tone="due">{text.notOpened}</StateBadge>
  ) : (
    <DateTimeText at={letter.openedAt} />
  )
}

export function LetterView({ letter }: { readonly letter: Letter }) {
  return (
    <>
      <BackLink href="/dokumenty/pisma">{text.allLetters}</BackLink>
      <Panel title={letterKindName(letter.kind)}>
        <DefinitionList
          items={[
            { term: 'Z dnia', value: <DateText on={letter.issuedOn} /> },
            { term: 'Udostępniono', value: <Moment at={letter.madeAvailableAt} /> },
            { term: 'Otwarto', value: <Opened letter={letter} /> },
          ]}
        />
        {letter.fileId === null ? (
          <Notice tone="warning">
            <p>{text.letterFileMissing}</p>
          </Notice>
        ) : (
          <>
            <Buttons>
              <LinkButton look="main" href={`${letterHref(letter.id)}/plik`}>
                Otwórz PDF
              </LinkButton>
              <LinkButton href={`${letterHref(letter.id)}/plik/pobierz`}>
                Pobierz ({sizeText(letter.sizeBytes ?? 0)})
              </LinkButton>
            </Buttons>
            <p class="hint">{text.openingRecorded}</p>
          </>
        )}
      </Panel>
    </>
  )
}
