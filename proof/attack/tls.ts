/** testssl against the web servers we ship configurations of, in front of the portal: old versions, weak ciphers, known holes, headers. */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { table } from '../../bench/machine.ts'
import { type Change, caddy, inFront, nginx, shippedName, type WebServer } from '../operate/web-servers.ts'
import { atLeast, context, exactly, type Figure, type Proof } from '../proof.ts'
import { type Finding, findingFigures, installedFigures, programOf, runTool, toolFolder } from './tools.ts'

const oldTls = 'TLS 1.0'
/** What is asked takes a minute on a machine that does nothing else. */
const seconds = 900

/** What makes each web server speak TLS 1.0 with what its libraries still have; Caddy knows no older than 1.2 unless told by name. */
const planted: Readonly<Record<WebServer['title'], Change>> = {
  nginx: [
    'ssl_protocols TLSv1.2 TLSv1.3;\n',
    'ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;\n    ssl_ciphers ALL:@SECLEVEL=0;\n    #',
  ],
  Caddy: ['header -Server', 'header -Server\n\theader -Strict-Transport-Security'],
}

export const tls: Proof = {
  shows: 'what testssl says of the nginx and Caddy we ship, in front of the portal, is good or explained',
  tests: ['proof/attack/tools.test.ts', 'src/platform/http/edge.db.test.ts'],
  controls: [{ name: oldTls, what: 'nginx speaks TLS 1.0 with any cipher, Caddy hides HSTS' }],
  run: async ({ short, control, say, show }) => {
    const figures = await installedFigures(['testssl', 'nginx', 'caddy'])
    const servers = [nginx, caddy].filter(
      ({ program }) => programOf('testssl') && programOf(program.split('/').at(-1)!),
    )
    const findings: Finding[] = []
    const rows: (readonly (string | number)[])[] = []
    const cut: string[] = []
    let looked = 0
    for (const server of short ? servers.slice(0, 1) : servers) {
      const said = await inFront(server, control === oldTls ? [planted[server.title]] : [], ({ ports, authority }) =>
        ask(ports.https, authority, control !== null),
      )
      if (said.cut) cut.push(server.title)
      looked += said.items.length
      const bad = said.items.filter(({ severity }) => !['OK', 'INFO', 'DEBUG'].includes(severity))
      for (const { id, severity, finding } of bad) {
        findings.push({ tool: 'testssl', finding: `${id}: ${plain(finding)}` })
        rows.push([server.title, id, severity, plain(finding)])
        say(`${server.title}: ${id} ${severity}: ${plain(finding)}`)
      }
    }
    if (rows.length > 0) show(table(['web server', 'what', 'how bad', 'testssl says'], rows))
    const all: Figure[] = [
      ...figures,
      exactly('web servers looked at', servers.length, short ? servers.length : 2),
      short || control ? context('things looked at', looked) : atLeast('things looked at', looked, 150),
      exactly('looks that took too long', cut.length, 0),
      ...findingFigures(findings, say),
    ]
    return all
  },
}

interface Item {
  readonly id: string
  readonly severity: string
  readonly finding: string
}

async function ask(
  port: number,
  authority: string,
  onlyBasics: boolean,
): Promise<{ readonly items: readonly Item[]; readonly cut: boolean }> {
  const folder = toolFolder()
  const out = join(folder, 'said.json')
  try {
    const { cut, output } = await runTool(
      'testssl',
      [
        ...['--quiet', '--color', '0', '--warnings', 'batch', '--nodns', 'none', '--ip', '127.0.0.1'],
        ...['--add-ca', authority, '--jsonfile', out],
        // For a control: versions, HSTS. How each of thirty browsers would fare says nothing the rest does not.
        ...['--protocols', '--headers'],
        ...(onlyBasics ? [] : ['--std', '--fs', '--server-preference', '--server-defaults', '--vulnerable']),
        `https://${shippedName}:${port}/zaloguj`,
      ],
      { seconds, folder },
    )
    const items = readItems(out)
    if (items.length === 0) throw new Error(`testssl said nothing: ${output.slice(-1_000)}`)
    return { items, cut }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readItems(path: string): readonly Item[] {
  const text = readFileSync(path, 'utf8').trim()
  // A tool that was cut off leaves its list open.
  return JSON.parse(text.endsWith(']') ? text : `${text.replace(/,\s*$/, '')}]`)
}

/** The same each time: without times, serial numbers and colours. */
const plain = (text: string): string =>
  text
    .replaceAll('|', '/')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, '#')
    .replaceAll(/\s+/g, ' ')
    .trim()
