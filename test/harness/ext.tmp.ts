import { spawnSync } from 'node:child_process'
import { startExternalServer } from './external.ts'

const s = await startExternalServer()
console.log(s.url.replace(/:[^:@]*@/, ':…@'))
const r = spawnSync(process.execPath, ['--import', './tools/register.mjs', '--test', ...process.argv.slice(2)], {
  env: { ...process.env, EBOK_TEST_DATABASE_URL: s.url },
  stdio: 'inherit',
})
await s.stop()
process.exit(r.status ?? 1)
