/** wapiti over the pages of each role: scripts in pages, files, commands, redirects, headers, forms' tokens, calls to other servers. */

import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { routes } from '#src/app.ts'
import { table } from '../../bench/machine.ts'
import { atLeast, atMost, context, type Figure, type Proof } from '../proof.ts'
import { type Finding, findingFigures, installedFigures, programOf, runTool, toolFolder } from './tools.ts'
import { type Attacker, type AttackWorld, attackers, pagesOf, withAttackWorld } from './world.ts'

const reflected = 'reflected'
const readSeconds = 30
const moduleSeconds = 8

/** What is the same for everybody is asked of the anonymous alone. */
const everywhere = ['csrf', 'crlf', 'exec', 'file', 'redirect', 'xss', 'permanentxss', 'ssrf']
const onceOnly = ['cookieflags', 'csp', 'http_headers', 'methods', 'backup', 'htaccess', 'sql', 'blindsql']

export const wapiti: Proof = {
  shows: 'wapiti finds nothing in the pages and forms of any role that is not explained',
  tests: ['proof/attack/tools.test.ts', 'test/every-route/pages.db.test.ts'],
  controls: [
    {
      name: reflected,
      what: 'pages end with the address they were asked at, as it is',
      plants: [
        {
          file: 'src/platform/http/server.ts',
          from: 'const page = this.#parts.drawing.page(answer.content, around)',
          to: 'const page = this.#parts.drawing.page(answer.content, around) + decodeURIComponent(request.url)',
        },
      ],
    },
  ],
  run: async ({ short, control, say, show }) => {
    const figures = await installedFigures(['wapiti'])
    if (!programOf('wapiti')) return figures
    const attacked = await withAttackWorld()
    const elsewhere = await listenElsewhere()
    const findings: Finding[] = []
    const rows: (readonly (string | number)[])[] = []
    const seen = new Set<string>()
    for (const who of control ? (['clerk'] as const) : short ? (['anonymous'] as const) : attackers) {
      const pages = pagesOf(who, attacked.belongings)
        .filter(({ path }) => !seen.has(path))
        .filter(({ url }) => control === null || url.includes('?'))
      for (const { path } of pages) seen.add(path)
      const modules = control ? ['xss'] : who === 'anonymous' ? [...everywhere, ...onceOnly] : everywhere
      const said = await ask(
        who,
        pages.map(({ url }) => url),
        modules,
        elsewhere.url,
        attacked,
      )
      findings.push(...said.findings)
      for (const { finding } of said.findings) say(`${who}: ${finding}`)
      const { all, handled, misshapen, absent, atTheDoor, failed } = attacked.traffic.sum(who)
      rows.push([who, pages.length, all, handled, misshapen, absent, atTheDoor, failed, said.cut.join(' ') || 'none'])
      say(`${who}: ${pages.length} pages, ${all} requests, ${said.seconds.toFixed(0)} s`)
    }
    for (const [address, request] of attacked.traffic.failures) say(`failed: ${address}: ${request}`)
    show(
      table(
        [
          ...[
            'who',
            'pages given',

            'requests',
            'answered by a page or form',
            'parameters of a wrong shape',
          ],
          ...[
            'not there',
            'turned away at the door',
            'failed',
            `modules that had more to try after ${moduleSeconds} s`,
          ],
        ],
        rows,
      ),
    )
    const sum = attacked.traffic.sum()
    const all: Figure[] = [
      ...figures,
      short || control ? context('requests', sum.all) : atLeast('requests', sum.all, 3_000),
      atLeast('of them not turned away at the door', Math.round(((sum.all - sum.atTheDoor) / sum.all) * 100), 70, '%'),
      ...findingFigures(findings, say),
      atMost('answers with 5xx', sum.failed, 0),
      atMost('calls of the portal to an address wapiti named', elsewhere.calls(), 0),
    ]
    return all
  },
}

/** The address wapiti names for a portal that can be made to call others; wapiti itself asks there what came. */
async function listenElsewhere(): Promise<{ readonly url: string; calls(): number }> {
  let calls = 0
  const server = createServer((request, reply) => {
    const isTool = /get_(ssrf|xxe)\.php/.test(request.url ?? '')
    if (!isTool) calls += 1
    reply.setHeader('content-type', 'application/json')
    reply.end(isTool ? '{}' : '')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.unref()
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, calls: () => calls }
}

interface Report {
  readonly vulnerabilities: Readonly<Record<string, readonly Item[]>>
  readonly anomalies: Readonly<Record<string, readonly Item[]>>
}

interface Item {
  readonly method: string
  readonly path: string
  readonly parameter: string
  readonly info: string
}

async function ask(
  who: Attacker,
  pages: readonly string[],
  modules: readonly string[],
  elsewhere: string,
  attacked: AttackWorld,
): Promise<{
  readonly findings: readonly Finding[]
  readonly cut: readonly string[]
  readonly seconds: number
}> {
  const folder = toolFolder()
  const out = join(folder, 'report.json')
  try {
    const door = await attacked.doorOf(who)
    writeFileSync(join(folder, 'pages'), pages.map((page) => `${door}${page}`).join('\n'))
    const { output, seconds } = await runTool(
      'wapiti',
      [
        ...[
          '-u',
          `${door}${pages[0]}`,
          '-s',
          join(folder, 'pages'),
          '--scope',
          'domain',
          '-d',
          '1',
          '--max-links-per-page',
          '3',
        ],
        ...['-m', modules.join(), '--max-scan-time', String(readSeconds), '--max-attack-time', String(moduleSeconds)],
        ...['--endpoint', elsewhere, '--flush-session', '--no-bugreport', '-v', '1', '-f', 'json', '-o', out],
      ],
      { seconds: readSeconds + modules.length * (moduleSeconds + 60) + 300, folder },
    )
    if (process.env.ATTACK_KEEP) writeFileSync(join(process.env.ATTACK_KEEP, `wapiti-${who}.out`), output)
    const report: Report = JSON.parse(readFileSync(out, 'utf8'))
    const findings = [report.vulnerabilities, report.anomalies].flatMap((each) =>
      Object.entries(each).flatMap(([kind, items]) =>
        items.map(({ method, path, parameter, info }) => ({
          tool: 'wapiti',
          finding: `${kind}: ${method} ${addressOf(path)} ${parameter}: ${info.replaceAll('|', '/').replaceAll(/\s+/g, ' ')}`,
        })),
      ),
    )
    return {
      findings,
      cut: [...output.matchAll(/attack time was reached for module (\w+)/g)].map(([, name]) => name!),
      seconds,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const patterns = routes.map(({ path }) => ({
  path,
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`),
}))

/** The address as docs/routes.md writes it, so that a finding is the same whatever ids there are. */
function addressOf(path: string): string {
  const bare = decodeURIComponent(path.split('?')[0]!)
  return (
    patterns
      .filter(({ pattern }) => pattern.test(bare))
      .sort((a, b) => a.path.split(':').length - b.path.split(':').length)[0]?.path ?? bare
  )
}
