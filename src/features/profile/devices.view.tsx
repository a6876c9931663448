import {
  BackLink,
  Button,
  DataTable,
  DateTimeText,
  DownloadBar,
  Notice,
  Panel,
  PostForm,
  StateBadge,
} from '#ui/components.ts'
import { DoneNotice } from './contact.view.tsx'
import type { SessionRow, SignInRow } from './profile.model.ts'
import { type Done, outcomeNames, profileText, devicesText as text } from './profile.text.ts'

interface DevicesProps {
  readonly sessions: readonly SessionRow[]
  readonly signIns: readonly SignInRow[]
  readonly done: Done | undefined
}

export function DevicesView({ sessions, signIns, done }: DevicesProps) {
  return (
    <>
      <DoneNotice done={done} />
      <Panel title={text.sessions} bare>
        <Sessions sessions={sessions} />
        <PostForm action="/moje-dane/urzadzenia/wyloguj-wszedzie">
          <p class="hint">{text.endAllHint}</p>
          <Button look="danger">{text.endAll}</Button>
        </PostForm>
      </Panel>
      <Notice tone="info">
        <p>
          {text.suspicious} <a href="/haslo">{text.changePassword}</a>
        </p>
      </Notice>
      <Panel title={text.signIns} bare>
        <DataTable
          caption={text.signIns}
          captionHidden
          empty={text.noSignIns}
          rows={signIns}
          rowTone={(row) => (row.outcome === 'success' ? undefined : 'late')}
          columns={[
            { key: 'at', header: 'Kiedy', rowHeader: true, cell: (row) => <DateTimeText at={row.at} /> },
            { key: 'browser', header: 'Przeglądarka', cell: (row) => row.browser || text.unknownBrowser },
            { key: 'outcome', header: 'Wynik', cell: (row) => outcomeNames[row.outcome] },
          ]}
        />
        <DownloadBar
          links={[{ href: '/moje-dane/urzadzenia/logowania.csv', label: 'Pobierz CSV', hint: 'do Excela' }]}
        />
      </Panel>
      <BackLink href="/moje-dane">{profileText.back}</BackLink>
    </>
  )
}

function Sessions({ sessions }: { readonly sessions: readonly SessionRow[] }) {
  return (
    <DataTable
      caption={text.sessions}
      captionHidden
      empty={text.noSignIns}
      rows={sessions}
      columns={[
        {
          key: 'browser',
          header: 'Przeglądarka',
          rowHeader: true,
          cell: (session) => (
            <>
              {session.browser || text.unknownBrowser}{' '}
              {session.current && <StateBadge tone="info">{text.thisOne}</StateBadge>}
            </>
          ),
        },
        { key: 'created', header: 'Zalogowano', cell: (session) => <DateTimeText at={session.createdAt} /> },
        { key: 'seen', header: 'Ostatnio używane', cell: (session) => <DateTimeText at={session.lastSeenAt} /> },
        {
          key: 'end',
          header: 'Wyloguj',
          cell: (session) => (
            <PostForm action="/moje-dane/urzadzenia/wyloguj" class="form-inline">
              <input type="hidden" name="sesja" value={session.id} />
              <Button look="plain">
                {text.end}
                <span class="unseen">: {session.browser || text.unknownBrowser}</span>
              </Button>
            </PostForm>
          ),
        },
      ]}
    />
  )
}
