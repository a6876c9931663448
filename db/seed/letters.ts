import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dayIn, iso, monthLabel } from './calendar.ts'
import { money, quantityText, rateText } from './numbers.ts'
import { letterPdf } from './pdf.ts'
import { cooperative, town } from './people.ts'
import type { Rows } from './rows.ts'
import type { PremisesHistory } from './simulate.ts'
import type { World } from './sizes.ts'
import { cell } from './table.ts'
import { announced } from './tariff.ts'

/** The letter about next month's fees, one for each payer of a flat. */
export function writeLetters(world: World, histories: readonly PremisesHistory[], rows: Rows, outDir: string): void {
  for (const { plan, bills, runs } of histories) {
    for (const run of runs) {
      if (
        plan.kind !== 'dwelling' ||
        run.type !== 'EKSPL' ||
        run.tenure.to !== 0 ||
        run.tenure.from > dayIn(world.month, 1)
      )
        continue
      const { payer } = run.tenure
      const next = world.month + 1
      const lines = bills.monthly(run.type, run.tenure, next)
      const total = lines.reduce((sum, line) => sum + line.amount, 0)
      const id = `Z${plan.id.slice(1)}-${payer.id}`
      const file = `letters/${id}.pdf`
      // The cooperative's own costs may rise three full months after the notice.
      const issuedOn = Math.max(dayIn(world.month - 3, 20), run.tenure.from)
      const pdf = letterPdf([
        cooperative.name,
        `${town.postalCode} ${town.name}, ${iso(issuedOn)}`,
        '',
        [payer.firstName, payer.name].filter(Boolean).join(' '),
        `Lokal ${plan.id}`,
        '',
        `Zawiadomienie o zmianie opłat od miesiąca: ${monthLabel(next)}`,
        '',
        ...lines.map(
          (line) =>
            `${line.component}: ${polish(quantityText(line.quantity))} × ${polish(rateText(line.rate))} = ${polish(money(line.amount))} zł`,
        ),
        '',
        `Razem miesięcznie: ${polish(money(total))} zł`,
        '',
        `Uzasadnienie: ${announced.waste}`,
        announced.maintenance,
      ])
      mkdirSync(join(outDir, 'letters'), { recursive: true })
      writeFileSync(join(outDir, file), pdf)
      rows
        .table('notices')
        .row(`${id},${payer.id},feeChange,${cell('Zawiadomienie o zmianie opłat')},${iso(issuedOn)},${file}`)
    }
  }
}

const polish = (decimalText: string): string => decimalText.replace('.', ',')
