/**
 * Our reader of DBF files against dbffile, over files others made: every field of every record.
 *
 *   node --import ./tools/register.mjs tools/compare-dbf.ts FOLDER…
 *
 * Such files are not part of the project; collections with free licences are in the repositories infused/dbf and
 * yortus/DBFFile (MIT), among them files of dBase III and IV, FoxPro, Visual FoxPro, and one in Mazovia.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DBFFile } from 'dbffile'
import { readDbf } from '#import/convert/dbf.ts'
import type { Source } from '#import/convert/mapping.ts'
import { convertProblems } from '#import/convert/shape.ts'
import type { SourceColumn } from '#import/convert/source.ts'

const encoding = 'cp852'
const source = { encoding, format: 'dbf', name: 'x' } as Source

function ours(path: string) {
  const problems = convertProblems(5)
  const rows: string[][] = []
  let columns: readonly SourceColumn[] = []
  readDbf({ path, name: path }, source, problems, {
    columns(found) {
      columns = found
      return new Set(found.map((_, at) => at))
    },
    row: (cells) => void rows.push([...cells]),
  })
  return { columns, rows, problems }
}

/** A value of dbffile as the text ours is; null when the two cannot be compared. */
function textOf(value: unknown, mine: string): string | null {
  if (value === null || value === undefined) return ''
  // A moment of Visual FoxPro that was never set comes to the year −4713 there.
  if (value instanceof Date) return value.getUTCFullYear() < 0 ? '' : value.toISOString().slice(0, 10)
  // Theirs is a float: digits beyond it are ours to keep.
  if (typeof value === 'number')
    return Number(mine) === value || Math.abs(Number(mine) - value) < 1e-9 ? mine : String(value)
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'string' ? value.replaceAll('\0', '').trim() : null
}

let wrong = 0
for (const folder of process.argv.slice(2)) {
  for (const name of readdirSync(folder)
    .filter((one) => /\.dbf$/i.test(one))
    .sort()) {
    const path = join(folder, name)
    const mine = ours(path)
    const told = mine.problems.listed.map(({ code, column, value }) => [code, column, value].join(' ')).join('; ')
    const theirs = await DBFFile.open(path, { encoding, readMode: 'loose' }).then(
      async (file) => ({ file, rows: await file.readRecords() }),
      (error: Error) => error.message.slice(0, 60),
    )
    if (typeof theirs === 'string') {
      console.log(`${name}: dbffile refuses (${theirs}); ours: ${mine.rows.length} records ${told}`)
      continue
    }
    if (told !== '') {
      console.log(`${name}: not read: ${told}`)
      continue
    }
    const differences: string[] = []
    if (theirs.rows.length !== mine.rows.length) differences.push(`${theirs.rows.length} records`)
    let compared = 0
    for (const [at, row] of theirs.rows.entries()) {
      for (const [column, { name: field }] of mine.columns.entries()) {
        // Of two fields with one name an object keeps the last.
        if (mine.columns.findLastIndex((one) => one.name === field) !== column) continue
        // dbffile knows no Varchar.
        if (String(theirs.file.fields.find((one) => one.name === field)?.type) === 'V') continue
        const cell = mine.rows[at]?.[column] ?? ''
        const text = textOf(row[field], cell)
        if (text === null) continue
        compared += 1
        if (text.replace(/\s+/g, ' ') !== cell.replace(/\s+/g, ' '))
          differences.push(
            `${at + 1} ${field}: ${JSON.stringify(text.slice(0, 40))} / ${JSON.stringify(cell.slice(0, 40))}`,
          )
      }
    }
    wrong += differences.length > 0 ? 1 : 0
    const result =
      differences.length === 0 ? 'equal' : `${differences.length} DIFFERENT: ${differences.slice(0, 4).join(' | ')}`
    console.log(`${name}: ${mine.rows.length} records, ${compared} fields, ${result}`)
  }
}
process.exitCode = wrong > 0 ? 1 : 0
