import { Amount, DataTable, DateText } from '#ui/components.ts'
import type { Allocation } from './charges.model.ts'
import { chargesText as text } from './charges.text.ts'
import { entryHref } from './parts.view.tsx'

interface AllocationsProps {
  readonly allocations: readonly Allocation[]
  readonly empty: string
}

export function Allocations({ allocations, empty }: AllocationsProps) {
  return (
    <>
      <DataTable
        caption="Zaliczenia"
        captionHidden
        rows={allocations}
        empty={empty}
        columns={[
          {
            key: 'what',
            header: 'Pozycja',
            rowHeader: true,
            cell: (row) => {
              const label = row.documentNumber ?? row.description
              const target = entryHref({ ...row, id: row.entryId })
              return target === undefined ? label : <a href={target}>{label}</a>
            },
          },
          { key: 'description', header: 'Opis', cell: (row) => row.description },
          { key: 'on', header: 'Data', cell: (row) => <DateText on={row.on} short /> },
          { key: 'amount', header: 'Zaliczono', numeric: true, cell: (row) => <Amount grosze={row.amountGrosze} /> },
        ]}
      />
      <p class="hint">{text.howCredited}</p>
    </>
  )
}
