/** Does the program keep what it no longer needs? Many residents at once, and what is alive after each collection of garbage. */
import { soak } from '../bench/load/soak.ts'
import type { Proof } from './proof.ts'

const counted = 'countRequest(request.method, request.routeOptions.url, reply.statusCode, reply.elapsedTime)'
const leak = (what: string) => [{ file: 'src/platform/http/server.ts', from: counted, to: `${what}\n    ${counted}` }]

export const loadSoak: Proof = {
  shows: 'a day of 200 residents leaves no memory and no descriptor behind in the program',
  tests: ['bench/load/figures.test.ts'],
  controls: [
    {
      name: 'requests kept',
      what: 'each request is kept in a list',
      plants: leak('(globalThis.leaked ??= []).push(request)'),
    },
    {
      name: 'files left open',
      what: 'each request leaves a file open',
      plants: leak(`process.getBuiltinModule('fs').openSync('/dev/null')`),
    },
  ],
  run: ({ short, control, say }) =>
    soak({ size: 'demo', say, ...(short || control ? { minutes: 2, rate: 40 } : { minutes: 20 }) }),
}
