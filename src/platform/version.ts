import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from './files.ts'

/** Version of this program, as package.json has it. */
export const programVersion = (): string =>
  JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')).version
