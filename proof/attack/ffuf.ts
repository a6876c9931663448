/** ffuf against addresses nobody told of, names of parameters and of hosts, and ids of what belongs to others. */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '#platform/files.ts'
import type { Route } from '#platform/http/route.ts'
import { routes } from '#src/app.ts'
import { isAllowed } from '#test/every-route/attempts.ts'
import { absentUuid, isShared, type Owner } from '#test/every-route/belongings.ts'
import type { Principal } from '#test/every-route/people.ts'
import { withoutApplicationWall, withoutRowSecurity } from '#test/every-route/walls.ts'
import { table } from '../../bench/machine.ts'
import { atLeast, atMost, context, exactly, type Figure, type Proof } from '../proof.ts'
import { type Finding, findingFigures, installedFigures, programOf, runTool, toolFolder } from './tools.ts'
import { type Attacker, type AttackWorld, attackers, withAttackWorld } from './world.ts'

const openFile = 'open file'
const hiddenName = 'hidden name'
const bothGone = 'both walls gone'
const seconds = 240
/** What wapiti's makers collected of names that stand open on web servers. */
const otherWords = '/usr/lib/python3/dist-packages/wapitiCore/data/attacks/busterPayloads.txt'

export const ffuf: Proof = {
  shows:
    'ffuf finds no address beside those of docs/routes.md, no hidden parameter, no other host, and nobody’s objects but one’s own',
  tests: ['src/platform/http/edge.db.test.ts', 'test/every-route/matrix.db.test.ts'],
  controls: [
    {
      name: openFile,
      what: 'a file of the program stands open',
      plants: [
        {
          file: 'src/platform/http/server.ts',
          from: '  if (parts.beside) await app.register(parts.beside)',
          to: `  app.get('/package.json', async () => (await import('node:fs')).readFileSync('package.json'))\n  if (parts.beside) await app.register(parts.beside)`,
        },
      ],
    },
    {
      name: hiddenName,
      what: 'pages say a little more to whoever names `debug`',
      plants: [
        {
          file: 'src/platform/http/server.ts',
          from: '  if (parts.beside) await app.register(parts.beside)',
          to: `  app.addHook('onSend', async (request, reply, payload) => {
    if (!request.url.includes('debug=') || reply.statusCode !== 200) return payload
    reply.removeHeader('content-length')
    return Buffer.concat([Buffer.from(payload as Buffer), Buffer.from('<!-- drawn in 3 ms from a page kept before -->')])
  })
  if (parts.beside) await app.register(parts.beside)`,
        },
      ],
    },
    {
      name: bothGone,
      what: 'the queries and the policies let everything through',
    },
  ],
  run: async ({ short, control, say, show }) => {
    const figures = await installedFigures(['ffuf'])
    if (!programOf('ffuf')) return figures
    const attacked = await withAttackWorld()
    if (control === bothGone) {
      await withoutApplicationWall(attacked.world.portal)
      await withoutRowSecurity(attacked.world.portal)
    }
    const findings: Finding[] = []
    const rows: (readonly (string | number)[])[] = []
    const few = short || control !== null
    const names = addresses(few)
    const add = (what: string, who: string, tried: number, hits: readonly Finding[]): void => {
      findings.push(...hits)
      rows.push([what, who, tried, hits.length])
      say(
        `${what}, ${who}: ${tried} tried, ${
          hits
            .map(({ finding }) => finding)
            .slice(0, 5)
            .join('; ') || 'nothing'
        }`,
      )
    }
    if (control !== bothGone) {
      add('addresses', 'anonymous', names.length, await unknownAddresses('anonymous', names, attacked))
      // The long list of others once; whoever is signed in looks for what this project could have left open.
      const ours = addresses(true)
      for (const who of few ? [] : (['resident', 'administrator'] as const))
        add('addresses', who, ours.length, await unknownAddresses(who, ours, attacked))
    }
    for (const who of control === openFile ? [] : few ? (['resident'] as const) : attackers) {
      const [tried, hits] = await foreignObjects(
        who,
        attacked,
        control === null ? () => true : ({ path }) => /^\/media|^\/rachunki/.test(path),
      )
      add('ids of others', who, tried, hits)
    }
    if (!few || control === hiddenName) {
      for (const who of few ? (['anonymous'] as const) : (['anonymous', 'resident', 'administrator'] as const)) {
        const [tried, hits] = await hiddenParameters(who, attacked)
        add('names of parameters', who, tried, hits)
      }
    }
    if (!few) {
      add('methods', 'resident', methods.length, await otherMethods(attacked))
      add('names of hosts', 'anonymous', hosts.length, await otherHosts(attacked))
    }
    show(table(['what', 'who', 'tried', 'answered and should not'], rows))
    const sum = attacked.traffic.sum()
    const all: Figure[] = [
      ...figures,
      few ? context('requests', sum.all) : atLeast('requests', sum.all, 30_000),
      ...findingFigures(findings, say),
      atMost('answers with 5xx', sum.failed, 0),
      exactly('runs that took too long', timesUp, 0),
    ]
    return all
  },
}

let timesUp = 0

interface Hit {
  readonly input: Readonly<Record<string, string>>
  readonly status: number
  readonly length: number
  readonly words: number
  readonly redirectlocation?: string
  readonly url: string
}

/** Runs ffuf over the words and returns all answers its filter let through. */
async function fuzz(words: readonly string[], args: readonly string[]): Promise<readonly Hit[]> {
  const folder = toolFolder()
  try {
    writeFileSync(join(folder, 'words'), `${words.join('\n')}\n`)
    const { cut, output } = await runTool(
      'ffuf',
      [
        '-w',
        join(folder, 'words'),
        '-mc',
        'all',
        '-t',
        '12',
        '-timeout',
        '20',
        '-s',
        '-o',
        join(folder, 'out.json'),
        ...args,
      ],
      { seconds, folder },
    )
    if (cut) timesUp += 1
    const said = readFileSync(join(folder, 'out.json'), 'utf8')
    if (said === '') throw new Error(`ffuf said nothing: ${output.slice(-500)}`)
    return JSON.parse(said).results
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// An empty id is one to the router, and nothing has it.
const known = routes.map(({ path }) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]*')}/?$`))
const isKnown = (path: string): boolean =>
  path === '/' || /^\/dostawy\/[^/]+$/.test(path) || known.some((pattern) => pattern.test(path))

/** Every file of the project and every folder of it, what people leave on web servers, and the lists of others. */
function addresses(few: boolean): string[] {
  const files = execFileSync('git', ['ls-files'], { cwd: packageRoot(), encoding: 'utf8', maxBuffer: 1e8 }).split('\n')
  const left = [
    ...[
      '.env',
      '.git/config',
      '.git/HEAD',
      '.svn/entries',
      '.DS_Store',
      '.npmrc',
      '.ssh/id_rsa',
      '.htaccess',
      'web.config',
    ],
    ...[
      'backup.sql',
      'dump.sql',
      'backup.zip',
      'var/secrets.json',
      'secrets.json',
      'node_modules/fastify/package.json',
    ],
    ...[
      'metrics',
      'health',
      'status',
      'debug',
      'admin',
      'phpinfo.php',
      'server-status',
      'actuator/env',
      'graphql',
      'api',
    ],
    ...['api/v1', 'swagger.json', 'openapi.json', 'robots.txt', 'sitemap.xml', 'favicon.ico', 'crossdomain.xml'],
    ...[
      '..%2fpackage.json',
      '%2e%2e/package.json',
      '..;/package.json',
      'assets/..%2f..%2fpackage.json',
      '%00',
      '.%00./x',
    ],
    ...[
      'proc/self/environ',
      'etc/passwd',
      '%2fetc%2fpasswd',
      'dev',
      'komponenty',
      'test',
      'uploads',
      'dostawy',
      'logo',
    ],
  ]
  const suffixed = routes.flatMap(({ path }) =>
    path.includes(':')
      ? []
      : ['.bak', '~', '.json', '/..', '//', '.csv', '%20', '.', ';a=b'].map((end) => `${path.slice(1)}${end}`),
  )
  const folders = [
    ...new Set(
      files.flatMap((file) =>
        file
          .split('/')
          .slice(0, -1)
          .map((_, i, all) => all.slice(0, i + 1).join('/')),
      ),
    ),
  ]
  const others = few ? [] : readFileSync(otherWords, 'utf8').split('\n')
  const all = [...left, ...files, ...folders.map((one) => `${one}/`), ...suffixed, ...others]
  return [...new Set(all.map((one) => one.trim().replace(/^\/+/, '')))].filter(
    (one) => one !== '' && !one.includes('#'),
  )
}

async function unknownAddresses(who: Attacker, names: readonly string[], attacked: AttackWorld): Promise<Finding[]> {
  const hits = await fuzz(names, [
    ...['-u', `${attacked.url}/FUZZ`, '-H', `Cookie: ${attacked.cookieOf(who)}`],
    ...['-fc', '404'],
  ])
  return (
    hits
      .map((hit) => ({ ...hit, path: decodedPath(hit.url) }))
      // Sent to sign in is the door; what is behind it the others try.
      .filter(
        ({ path, status, redirectlocation }) =>
          !isKnown(path) && !(status === 303 && /\/zaloguj\?/.test(redirectlocation ?? '')),
      )
      .map(({ status, path }) => ({ tool: 'ffuf', finding: `${status} GET ${path}` }))
  )
}

function decodedPath(url: string): string {
  const path = url.replace(/^https?:\/\/[^/]+/, '').split('?')[0]!
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const owners: readonly Owner[] = [
  ...[
    'resident',
    'neighbour',
    'proxy',
    'landlord',
    'former',
    'deleted',
    'absent',
    'holder',
    'coOwner',
    'tenant',
    'office',
  ],
] as Owner[]

/** Each page with an id in its address, with the ids of everybody of every kind. What answers must be of those the person may see. */
async function foreignObjects(
  who: Attacker,
  attacked: AttackWorld,
  isAsked: (route: Route) => boolean,
): Promise<readonly [tried: number, hits: Finding[]]> {
  const { belongings } = attacked
  const everyId = [...new Set([...belongings.values()].flatMap((each) => Object.values(each)))]
  const findings: Finding[] = []
  let tried = 0
  for (const route of routes.filter((one) => one.method === 'GET' && Object.keys(one.objects).length === 1)) {
    const allowed = isAllowed(route, who)
    const isStaff = who !== 'anonymous' && who !== 'resident'
    // What the office may use it sees of everybody. Another role's pages are tried by each role, residents' pages by one.
    if (isStaff && (allowed || (route.area === 'resident' && who !== 'administrator'))) continue
    if (!isAsked(route)) continue
    const [[param, kind]] = Object.entries(route.objects) as [[string, string]]
    const mine = new Set(allowed ? visibleIds(kind, who, attacked, route) : [])
    const words = everyId.map((id) => encodeURIComponent(id))
    tried += words.length
    const hits = await fuzz(words, [
      ...['-u', `${attacked.url}${route.path.replace(`:${param}`, 'FUZZ')}`],
      ...['-H', `Cookie: ${attacked.cookieOf(who)}`, '-fc', '303,403,404'],
    ])
    for (const { input, status } of hits) {
      const id = decodeURIComponent(input.FUZZ!.trim())
      if (!mine.has(id))
        findings.push({ tool: 'ffuf', finding: `${status} GET ${route.path} of ${ownerOf(id, attacked)}` })
    }
  }
  return [tried, findings]
}

/** By hand-written rules: whose objects a person may see on this page. */
function visibleIds(kind: string, who: Principal, { belongings }: AttackWorld, route: Route): string[] {
  const each = belongings.get(kind) ?? {}
  const shared = Object.entries(each).flatMap(([owner, id]) =>
    id !== absentUuid && (route.area === 'public' || isShared(kind, owner as Owner, who) || owner === 'office')
      ? [id]
      : [],
  )
  // The announcement to one person is nobody's on the public pages, and this resident's own.
  const toOne = kind === 'announcement' && who === 'resident' ? belongings.get('publicAnnouncement')?.former : undefined
  return toOne === undefined ? shared : [...shared, toOne]
}

function ownerOf(id: string, { belongings }: AttackWorld): string {
  for (const [kind, each] of belongings) for (const owner of owners) if (each[owner] === id) return `${owner}’s ${kind}`
  return 'somebody'
}

/** Names that open something in other programs. A page that answers them otherwise than a name nobody knows has hidden something. */
const parameterNames = [
  ...[
    'debug',
    'test',
    'admin',
    'id',
    'user',
    'user_id',
    'login',
    'login_id',
    'account',
    'account_id',
    'party_id',
    'role',
  ],
  ...[
    'staff_role',
    'punkt',
    'lokal',
    'osoba',
    'view',
    'podglad',
    'as',
    'sudo',
    'impersonate',
    'format',
    'callback',
    'jsonp',
  ],
  ...[
    'redirect',
    'url',
    'next',
    'dalej',
    'return',
    'file',
    'path',
    'page',
    'template',
    'include',
    'lang',
    'locale',
    'theme',
  ],
  ...[
    '_method',
    '_csrf',
    '_once',
    '__proto__',
    'constructor',
    'prototype',
    'q',
    'query',
    'search',
    'filter',
    'sort',
    'order',
  ],
  ...[
    'limit',
    'offset',
    'fields',
    'include_deleted',
    'all',
    'raw',
    'sql',
    'cmd',
    'exec',
    'token',
    'key',
    'secret',
    'password',
  ],
]

async function hiddenParameters(
  who: Attacker,
  attacked: AttackWorld,
): Promise<readonly [tried: number, hits: Finding[]]> {
  const findings: Finding[] = []
  let tried = 0
  for (const route of routes.filter((one) => one.method === 'GET' && Object.keys(one.objects).length === 0)) {
    if (!isAllowed(route, who)) continue
    const shape = (route.params as { shape?: Record<string, unknown> }).shape ?? {}
    const strange = parameterNames.filter((name) => !(name in shape))
    const ask = (names: readonly string[], ...more: readonly string[]) =>
      fuzz(names, [
        ...['-u', `${attacked.url}${encodeURI(route.path)}?FUZZ=NAL/1`, '-H', `Cookie: ${attacked.cookieOf(who)}`],
        ...['-H', 'Accept-Encoding: identity', ...more],
      ])
    // Fields of forms hold something new each time, of the same length; the riddle of REJESTRACJA has another length and another number
    // of words each time. Asked by the tool itself: another client is sent other bytes.
    const plain = await ask(unknownNames(60))
    if (plain.length === 0) throw new Error(`${route.path} was not answered`)
    const measure = plain.every(({ length }) => length === plain[0]?.length) ? 'length' : 'words'
    const usual = [...new Set(plain.map((one) => one[measure]))]
    const filter = [measure === 'length' ? '-fs' : '-fw', usual.join(',')]
    tried += strange.length
    for (const { input, status, ...hit } of await ask(strange, ...filter)) {
      const name = input.FUZZ!
      // A riddle can be longer than any of sixty once, not six times more.
      const again = measure === 'length' ? [] : await ask(Array<string>(6).fill(name))
      if (again.some(({ words }) => usual.includes(words))) continue
      findings.push({
        tool: 'ffuf',
        finding: `${status} GET ${route.path}?${name}: ${hit[measure]} ${measure === 'words' ? 'words' : 'bytes'}, with a name nobody knows ${usual.join(', ')}`,
      })
    }
  }
  return [tried, findings]
}

/** As long as each other, so that a page that repeats its address is as long as well. */
const unknownNames = (count: number): string[] =>
  Array.from(
    { length: count },
    (_, index) => `xq${String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26))}`,
  )

const methods = [
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'TRACK',
  'PROPFIND',
  'MKCOL',
  'COPY',
  'MOVE',
  'LOCK',
  'REPORT',
  'PURGE',
  'QUERY',
]

async function otherMethods(attacked: AttackWorld): Promise<Finding[]> {
  const hits = await fuzz(methods, [
    ...[
      '-u',
      `${attacked.url}/rachunki`,
      '-X',
      'FUZZ',
      '-H',
      `Cookie: ${attacked.cookieOf('resident')}`,
      '-fc',
      '400,404,405,501',
    ],
  ])
  return hits.map(({ input, status }) => ({ tool: 'ffuf', finding: `${status} ${input.FUZZ} /rachunki` }))
}

const hosts = [
  'localhost',
  'zly.example',
  '127.0.0.1:1',
  'metrics',
  'admin.localhost',
  '169.254.169.254',
  '[::1]',
  'ebok',
  '0.0.0.0',
  'intranet',
]

async function otherHosts(attacked: AttackWorld): Promise<Finding[]> {
  const hits = await fuzz(hosts, ['-u', `${attacked.url}/zaloguj`, '-H', 'Host: FUZZ', '-fc', '400,421'])
  return hits.map(({ input, status }) => ({ tool: 'ffuf', finding: `${status} for the host ${input.FUZZ}` }))
}
