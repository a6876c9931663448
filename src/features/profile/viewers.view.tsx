import { staffRoleName, viewReasonNames } from '#features/office-people/public.ts'
import { BackLink, DataTable, DateTimeText, Panel } from '#ui/components.ts'
import type { ViewerRow } from './profile.model.ts'
import { profileText, viewersText as text } from './profile.text.ts'

export function ViewersView({ viewers }: { readonly viewers: readonly ViewerRow[] }) {
  return (
    <>
      <p>{text.what}</p>
      <Panel title={text.title} bare>
        <DataTable
          caption={text.title}
          captionHidden
          empty={text.none}
          rows={viewers}
          columns={[
            {
              key: 'who',
              header: 'Kto',
              rowHeader: true,
              cell: (row) => `${row.staffName}, ${staffRoleName(row.staffRole)}`,
            },
            { key: 'why', header: 'Dlaczego', cell: (row) => viewReasonNames[row.reason] },
            { key: 'from', header: 'Od', cell: (row) => <DateTimeText at={row.startedAt} /> },
            {
              key: 'to',
              header: 'Do',
              cell: (row) => (row.endedAt === null ? text.lasting : <DateTimeText at={row.endedAt} />),
            },
          ]}
        />
      </Panel>
      <p>
        <a href="/napisz">{text.question}</a>
      </p>
      <BackLink href="/moje-dane">{profileText.back}</BackLink>
    </>
  )
}
