/** The contract as files for a vendor: the page for people and the JSON Schema of the descriptor. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contractPage } from './page.ts'
import { descriptorSchema } from './schema.ts'

export interface ContractFile {
  readonly name: string
  readonly text: string
}

export function contractFiles(): readonly ContractFile[] {
  return [
    { name: 'README.md', text: contractPage() },
    { name: 'ebok-delivery.schema.json', text: `${JSON.stringify(descriptorSchema(), null, 2)}\n` },
  ]
}

/** Writes files into a folder, which is made when it is not there. */
export function writeFiles(folder: string, files: readonly ContractFile[]): void {
  mkdirSync(folder, { recursive: true })
  for (const { name, text } of files) writeFileSync(join(folder, name), text)
}
