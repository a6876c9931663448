/** The files of docs/contract, made from the contract. Run as a program it writes them. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { contractPage } from './page.ts'
import { descriptorSchema } from './schema.ts'

const folder = new URL('../../../docs/contract/', import.meta.url)

export function publishedContract(): readonly { readonly path: string; readonly text: string }[] {
  const path = (name: string) => fileURLToPath(new URL(name, folder))
  return [
    { path: path('README.md'), text: contractPage() },
    { path: path('ebok-delivery.schema.json'), text: `${JSON.stringify(descriptorSchema(), null, 2)}\n` },
  ]
}

if (import.meta.main) for (const { path, text } of publishedContract()) writeFileSync(path, text)
