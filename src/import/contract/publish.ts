/** The contract as files for a vendor: the page for people, the JSON Schema of the descriptor, templates of SQL views. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { contractPage } from './page.ts'
import { descriptorSchema } from './schema.ts'
import { sqlDialects, sqlPage, sqlViews, typicalTables, viewsMapping } from './sql-views.ts'

export interface ContractFile {
  readonly name: string
  readonly text: string
}

export function contractFiles(): readonly ContractFile[] {
  return [
    { name: 'README.md', text: contractPage() },
    { name: 'ebok-delivery.schema.json', text: `${JSON.stringify(descriptorSchema(), null, 2)}\n` },
    { name: 'sql/README.md', text: sqlPage },
    { name: 'sql/tables.sql', text: typicalTables },
    ...sqlDialects.map((dialect) => ({ name: `sql/${dialect}.sql`, text: sqlViews(dialect) })),
    { name: 'sql/opis.yaml', text: viewsMapping() },
  ]
}

/** Writes files into a folder; folders are made when they are not there. */
export function writeFiles(folder: string, files: readonly ContractFile[]): void {
  for (const { name, text } of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}
