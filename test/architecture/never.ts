import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sourceFiles } from './imports.ts'

/** Something the program never does, and the places where it is known to be harmless. */
interface Never {
  readonly rule: string
  readonly pattern: RegExp
  readonly where: RegExp
  readonly except?: Readonly<Record<string, string>>
}

const server = /^src\/(?!ui\/browser\/)/
const browser = /^src\/ui\/browser\//
const everywhere = /^src\//

const nevers: readonly Never[] = [
  { rule: 'no text becomes a program', pattern: /\beval\(|\bnew Function\(|node:vm'/, where: everywhere },
  // `pattern.exec(text)` is a search; `exec(command)` of node:child_process is a shell.
  { rule: 'no shell reads a command', pattern: /(?<![.\w])exec(Sync)?\(|\bshell: /, where: server },
  {
    rule: 'no text becomes a regular expression',
    pattern: /\bnew RegExp\(/,
    where: everywhere,
    except: {
      'src/platform/db/catalogue.ts': 'names of roles and schemas, which are small letters, digits and _',
      'src/features/office-people/search.model.ts': 'put together from constants',
      'src/backup/folder.ts': 'the name of the schema, with every mark escaped',
      'src/backup/restore.ts': 'put together from constants',
      'src/import/convert/days.ts': 'styles of a fixed list',
      'src/import/statements/mt940-details.ts': 'one mark of five, escaped',
    },
  },
  {
    rule: 'chance is of node:crypto',
    pattern: /Math\.random\(/,
    where: everywhere,
    except: { 'src/platform/db/roles.ts': 'how long a second try waits; nobody gains by guessing it' },
  },
  { rule: 'no broken hash', pattern: /\b(createHash|createHmac)\(\s*'(?!sha(256|512)')/, where: everywhere },
  {
    rule: 'no other cipher than AES-256-GCM',
    pattern: /\bcreate(C|Dec)ipheriv\(\s*'(?!aes-256-gcm')/,
    where: everywhere,
  },
  { rule: 'no certificate goes unseen', pattern: /rejectUnauthorized: false/, where: everywhere },
  {
    rule: 'the server asks no other server for a page',
    pattern: /(?<![.\w])fetch\(|\bnode:https'|\bundici\b|\bhttp\.(get|request)\(/,
    where: server,
  },
  {
    rule: 'the browser makes no markup of text',
    pattern: /\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write/,
    where: browser,
  },
  {
    rule: 'the browser stores nothing',
    pattern: /\b(local|session)Storage\b|indexedDB|document\.cookie/,
    where: browser,
  },
  { rule: 'whatever is pasted is taken', pattern: /'(before)?(paste|copy|cut)'/, where: browser },
  {
    rule: 'no window listens to another site',
    pattern: /window\.(postMessage|onmessage)|'message'.*window/,
    where: browser,
  },
]

export interface Broken {
  readonly rule: string
  readonly path: string
}

/** Rules this file breaks. Words in comments count too: whoever needs one there can say it otherwise. */
export function brokenIn(path: string, text: string): Broken[] {
  return nevers
    .filter(({ where, except, pattern }) => where.test(path) && !except?.[path] && pattern.test(text))
    .map(({ rule }) => ({ rule, path }))
}

/** Exceptions for files in which nothing needs excusing any more. */
export function staleExceptions(): string[] {
  return nevers.flatMap(({ except = {}, pattern }) => Object.keys(except).filter((path) => !pattern.test(read(path))))
}

const root = new URL('../..', import.meta.url).pathname
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

export function brokenRules(): Broken[] {
  const scripts = readdirSync(join(root, 'src/ui/browser')).map((name) => join('src/ui/browser', name))
  return [...sourceFiles(), ...scripts].flatMap((path) => brokenIn(path, read(path)))
}
