// node tools/with-cluster.ts embedded|external COMMAND…: one PostgreSQL for a whole test run, prepared once, gone afterwards.
import { spawn } from 'node:child_process'
import { startTestCluster } from '#test/harness/cluster.ts'
import { startExternalServer } from '#test/harness/external.ts'
import { placeOfThrowAwayServers } from '#test/harness/folders.ts'

const [kind, ...command] = process.argv.slice(2)
const place = placeOfThrowAwayServers()
const external = kind === 'external' ? await startExternalServer(place) : undefined
if (external) process.env.EBOK_TEST_DATABASE_URL = external.url
const cluster = await startTestCluster(place)

const child = spawn(process.execPath, command, { stdio: 'inherit', env: { ...process.env, ...cluster.env } })
// Node's runner of tests hands on SIGTERM only.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill('SIGTERM'))
child.on('exit', async (code) => {
  await cluster.stop()
  await external?.stop()
  process.exit(code ?? 1)
})
