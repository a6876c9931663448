import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../files.ts'
import type { Catalogue, DatabaseFunction, Policy, Relation } from './catalogue.ts'

const refresh = 'bin/ebok schema --write'
const notice = `Generated from the migrated database by \`${refresh}\`; never edited by hand.`

/** The generated files: path relative to db/ and text. */
export function schemaFiles(catalogue: Catalogue): Map<string, string> {
  const files = new Map([['schema.sql', schemaText(catalogue)]])
  for (const relation of catalogue.relations) files.set(join('tables', `${relation.name}.md`), tableText(relation))
  return files
}

/** Writes db/schema.sql and db/tables/*, and removes the pages of tables that are no more. */
export function writeSchemaFiles(catalogue: Catalogue, folder = join(packageRoot(), 'db')): void {
  const files = schemaFiles(catalogue)
  mkdirSync(join(folder, 'tables'), { recursive: true })
  for (const stale of storedPages(folder).filter((path) => !files.has(path))) rmSync(join(folder, stale))
  for (const [path, text] of files) writeFileSync(join(folder, path), text)
}

/** What of the generated files differs from the live schema, one sentence each; empty when nothing does. */
export function staleSchemaFiles(catalogue: Catalogue, folder = join(packageRoot(), 'db')): string[] {
  const files = schemaFiles(catalogue)
  const stale = storedPages(folder)
    .filter((path) => !files.has(path))
    .map((path) => `db/${path} describes a table that does not exist; type: ${refresh}`)
  for (const [path, text] of files) {
    const stored = read(join(folder, path))
    if (stored !== text)
      stale.push(
        `db/${path} ${stored === undefined ? 'is missing' : `is stale at line ${firstDifference(stored, text)}`}; type: ${refresh}`,
      )
  }
  return stale
}

function storedPages(folder: string): string[] {
  return readdirSync(join(folder, 'tables'), { withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.md'))
    .map((entry) => join('tables', entry.name))
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function firstDifference(stored: string, live: string): string {
  const lines = live.split('\n')
  const at = stored.split('\n').findIndex((line, index) => line !== lines[index])
  return `${at + 1} (live: ${lines[at]?.trim().slice(0, 80) ?? 'nothing'})`
}

function schemaText(catalogue: Catalogue): string {
  const parts = [`-- ${notice}`, catalogue.schemaGrants.map((line) => `-- schema, ${line}`).join('\n')]
  for (const relation of catalogue.relations) parts.push(relationSql(relation))
  for (const found of catalogue.functions) parts.push(functionSql(found))
  return `${parts.join('\n\n')}\n`
}

function relationSql(relation: Relation): string {
  const { name } = relation
  const lines = relation.kind === 'view' ? viewSql(relation) : tableSql(relation)
  lines.push(...relation.indexes.map((index) => `${index};`), ...relation.triggers.map((trigger) => `${trigger};`))
  if (relation.rowSecurity) lines.push(`alter table ${name} enable row level security;`)
  if (relation.forcedRowSecurity) lines.push(`alter table ${name} force row level security;`)
  lines.push(...relation.policies.map((policy) => policySql(name, policy)))
  lines.push(...relation.grants.map((grant) => `grant ${grant.privileges} on ${name} to ${grant.role};`))
  return lines.join('\n')
}

function tableSql(relation: Relation): string[] {
  const inside = [
    ...relation.columns.map((column) =>
      [column.name, column.type, column.nullable ? '' : 'not null', column.extra].filter(Boolean).join(' '),
    ),
    ...relation.constraints.map((constraint) => `constraint ${constraint.name} ${constraint.definition}`),
  ]
  return [`create table ${relation.name} (`, inside.map((line) => `  ${line}`).join(',\n'), ');']
}

function viewSql(relation: Relation): string[] {
  const options = relation.options.length > 0 ? ` with (${relation.options.join(', ')})` : ''
  return [`create view ${relation.name}${options} as`, relation.definition ?? '']
}

function policySql(table: string, policy: Policy): string {
  const using = policy.using === null ? '' : ` using (${policy.using})`
  const check = policy.check === null ? '' : ` with check (${policy.check})`
  const kind = policy.permissive ? '' : ' as restrictive'
  return `create policy ${policy.name} on ${table}${kind} for ${policy.command} to ${policy.roles}${using}${check};`
}

function functionSql(found: DatabaseFunction): string {
  const security = found.securityDefiner ? ' security definer' : ''
  const settings = found.settings.map((setting) => ` set ${setting}`).join('')
  const head = `create function ${found.name}(${found.args}) returns ${found.result}`
  const lines = [
    head,
    `  language ${found.language} ${found.volatility}${security}${settings}`,
    `as $$${found.body}$$;`,
  ]
  if (found.grants.length > 0) lines.push(`grant execute on function ${found.name} to ${found.grants.join(', ')};`)
  return lines.join('\n')
}

function tableText(relation: Relation): string {
  const parts = [`# ${relation.name}`, notice]
  if (relation.kind === 'view')
    parts.push(`A view${relation.options.length > 0 ? ` (${relation.options.join(', ')})` : ''}.`)
  parts.push(
    section(
      'Columns',
      ['column', 'type', 'null', ''],
      relation.columns.map((column) => [column.name, column.type, column.nullable ? 'yes' : '', column.extra]),
    ),
  )
  if (relation.kind === 'table') {
    const security = relation.forcedRowSecurity ? 'forced' : relation.rowSecurity ? 'enabled, NOT forced' : 'OFF'
    parts.push(
      list(
        'Keys and checks',
        relation.constraints.map((constraint) => `${constraint.name}: ${constraint.definition}`),
      ),
    )
    parts.push(list('Indexes', relation.indexes), list('Triggers', relation.triggers))
    parts.push(
      section(
        `Who sees which rows (row-level security: ${security})`,
        ['policy', 'for', 'to', 'sees', 'may write'],
        relation.policies.map((policy) => [
          policy.name,
          policy.command,
          policy.roles,
          policy.using ?? '',
          policy.check ?? '',
        ]),
      ),
    )
  }
  parts.push(
    section(
      'Grants',
      ['role', 'privileges'],
      relation.grants.map((grant) => [grant.role, grant.privileges]),
    ),
  )
  if (relation.definition !== null) parts.push(`\`\`\`sql\n${relation.definition}\n\`\`\``)
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

function section(title: string, head: string[], rows: string[][]): string {
  if (rows.length === 0) return ''
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`
  return [`## ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function list(title: string, items: string[]): string {
  return items.length === 0 ? '' : [`## ${title}`, '', ...items.map((item) => `- \`${item}\``)].join('\n')
}
