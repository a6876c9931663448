/** The sample delivery of the contract as files: something for a vendor to look at, change and check. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CsvReader } from './check/csv.ts'
import type { ResourceName } from './contract/resources.ts'
import { sampleAsOf, sampleRows } from './contract/sample.ts'
import { writeDeliveryFolder } from './contract/writer.ts'

/**
 * Writes it into a new folder.
 * @throws the system's error when the folder is already there: nothing of anybody's is written over.
 */
export function writeSampleDelivery(folder: string): void {
  mkdirSync(folder)
  mkdirSync(join(folder, 'pisma'))
  writeFileSync(join(folder, 'pisma', 'S1.pdf'), letter())
  const identity = { cooperativeId: 'sm-lipowa', asOf: sampleAsOf, generatedAt: sampleAsOf, sequence: 1 }
  writeDeliveryFolder(folder, identity, cellsOf)
}

function cellsOf(name: ResourceName): readonly (readonly string[])[] {
  const rows: string[][] = []
  const reader = new CsvReader({
    row(cells, count) {
      rows.push(cells.slice(0, count))
      return undefined
    },
    fault() {},
  })
  reader.push(Buffer.from(sampleRows[name].map((row) => `${row}\n`).join('')))
  reader.end()
  return rows
}

/** A PDF of one page. Its letters are those every reader has, so the sentence does without Polish ones. */
function letter(): Buffer {
  const drawing = 'BT /F1 14 Tf 72 760 Td (Zawiadomienie o zmianie oplat - przyklad pisma) Tj ET'
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, at) => {
    const offset = text.length
    text += `${at + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`
  return Buffer.from(text + end, 'latin1')
}
