// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of the program, and stand in them so.
/**
 * Holes somebody could leave in e-BOK by a careless change, each small and in one place, with the test that ought to find it: the one that
 * says it watches this. It is tried first, alone; a hole it misses is tried on every test of every file, and one nobody finds is missed.
 */
import type { Plant } from '../proof.ts'

export interface Hole {
  readonly name: string
  /** The file, and the test in it, with those before it that it needs. */
  readonly watchedBy: readonly [file: string, ...tests: string[]]
  readonly plants?: readonly Plant[]
  /** Or a change of the database, by its owner. */
  readonly sql?: string
}

/** A function of the database with one of its conditions replaced; it must stand there. */
const inFunction = (signature: string, from: string, to: string): string => `
  do $hole$ declare body text := pg_get_functiondef('${signature}'::regprocedure);
  begin
    if position($from$${from}$from$ in body) = 0 then raise exception 'not in ${signature}'; end if;
    execute replace(body, $from$${from}$from$, $to$${to}$to$);
  end $hole$`

const plant = (file: string, from: string, to: string): Plant => ({ file, from, to })
/** The files that watch, by a short name. */
const watch = {
  cells: 'src/kernel/csv.test.ts',
  columns: 'test/every-table/columns.db.test.ts',
  documents: 'src/features/documents/documents.db.test.ts',
  catalogue: 'test/architecture/database.db.test.ts',
  edge: 'src/platform/http/edge.db.test.ts',
  fields: 'test/every-route/fields.test.ts',
  factors: 'src/features/login/factors/factors.db.test.ts',
  files: 'src/features/documents/files.db.test.ts',
  kept: 'test/every-route/kept-pages.db.test.ts',
  letters: 'src/features/documents/letters.db.test.ts',
  matrix: 'test/every-route/matrix.db.test.ts',
  messages: 'src/features/messages/messages.db.test.ts',
  onward: 'src/features/login/models.test.ts',
  pages: 'test/every-route/pages.db.test.ts',
  password: 'src/features/login/password.routes.test.ts',
  profile: 'src/features/profile/profile.db.test.ts',
  registration: 'src/features/registration/registration.db.test.ts',
  requests: 'src/features/office-requests/office-requests.db.test.ts',
  rights: 'src/features/office-people/rights.db.test.ts',
  roles: 'test/every-route/roles.test.ts',
  rows: 'test/every-table/rows.db.test.ts',
  signIn: 'src/features/login/login.routes.test.ts',
  sniff: 'src/platform/http/sniff.test.ts',
  upload: 'src/import/receive/upload.test.ts',
  uploads: 'src/platform/http/uploads.test.ts',
  view: 'src/features/office-people/view.db.test.ts',
  wall: 'test/every-route/application-wall.db.test.ts',
} as const

/** Every test file the holes are tried on. */
export const watchers: readonly string[] = Object.values(watch)
const server = 'src/platform/http/server.ts'
const charges = 'src/features/charges/charges.queries.ts'
const messages = 'src/features/messages/messages.queries.ts'

/** In groups that can be tried alone; the name says what somebody was changing. */
export const holes = {
  queries: [
    {
      name: 'a bill is read without asking whose account it is',
      watchedBy: [watch.wall, 'the application alone holds'],
      plants: [
        plant(charges, `where d.id = $1 and d.account_id = any (array(select shown_accounts()))`, `where d.id = $1`),
      ],
    },
    {
      name: 'a settlement is read without asking whose account it is',
      watchedBy: [watch.wall, 'the application alone holds'],
      plants: [
        plant(
          'src/features/settlements/settlements.queries.ts',
          `left join documents d on d.id = s.document_id and d.account_id = s.account_id
    where s.id = $1 and s.account_id = any (array(select shown_accounts()))`,
          `left join documents d on d.id = s.document_id and d.account_id = s.account_id
    where s.id = $1`,
        ),
      ],
    },
    {
      name: 'a thread is read without asking whose it is',
      watchedBy: [watch.messages, 'each wall holds alone'],
      plants: [
        plant(messages, `where t.id = $1 and t.id = any (array(select shown_threads()))`, `where t.id = $1`),
        plant(
          messages,
          `from messages where thread_id = $1 and thread_id = any (array(select shown_threads()))
      order by`,
          `from messages where thread_id = $1
      order by`,
        ),
      ],
    },
    {
      name: 'a letter is read without asking to whom it was written',
      watchedBy: [watch.letters, 'the queries alone keep to the addressee, with every policy open'],
      plants: [
        plant(
          'src/features/documents/letters.queries.ts',
          'const shown = `n.id = any (array(select shown_notices()))`',
          'const shown = `true`',
        ),
      ],
    },
    {
      name: 'documents are listed without asking for whom they are',
      watchedBy: [watch.documents, 'the queries alone keep to the audience, with every policy open'],
      plants: [
        plant(
          'src/features/documents/documents.queries.ts',
          `const shownDocuments = \`d.withdrawn_at is null and d.audience_key = any (array(select shown_audiences()))\``,
          `const shownDocuments = \`d.withdrawn_at is null\``,
        ),
        // The audience is asked for twice, of the document and of its edition: one of the two alone hides as much as both.
        plant(
          'src/features/documents/documents.queries.ts',
          `(\${edition}.id in (select shown_archive_editions())) is true and `,
          '',
        ),
      ],
    },
  ],
  database: [
    {
      name: 'everybody’s messages are open in the database',
      watchedBy: [watch.rows, 'everybody sees of each table the rows that are theirs, asked past the application'],
      sql: 'alter policy own_rows on messages using (true)',
    },
    {
      name: 'everybody’s sign-ins are open in the database',
      watchedBy: [watch.rows, 'everybody sees of each table the rows that are theirs, asked past the application'],
      sql: 'alter policy own_rows on sign_ins using (true)',
    },
    {
      name: 'bills have no row-level security',
      watchedBy: [watch.rows, 'everybody sees of each table the rows that are theirs, asked past the application'],
      sql: 'alter table documents_versions disable row level security',
    },
    {
      name: 'a proxy’s right does not end',
      watchedBy: [
        watch.rights,
        'a right opens the premises it names and nothing else, once however often the form is sent',
        'shortened it lasts to the end of its day; a longer one is refused; two clerks do not undo each other unseen',
      ],
      sql: inFunction(
        'my_standing()',
        'r.revoked_at is null and r.valid_from <= day and (r.valid_to is null or r.valid_to >= day)',
        'r.valid_from <= day',
      ),
    },
    {
      name: 'the office’s role may read hashes of passwords',
      watchedBy: [watch.columns, 'what opens a login or a door is read by the role that checks it'],
      sql: `do $$ begin execute format('grant select (password_hash) on logins to %I', replace(current_user, '_owner', '_staff')); end $$`,
    },
    {
      name: 'a view shows rows with the rights of its owner',
      watchedBy: [watch.catalogue, 'views ask with the rights of the asker'],
      sql: 'alter view documents reset (security_invoker)',
    },
    {
      name: 'everybody’s role may run a function that looks past the policies',
      watchedBy: [watch.catalogue, 'nothing is granted to everybody'],
      sql: `create function everybody() returns setof uuid language sql security definer rows 10 as 'select id from logins'; grant execute on function everybody() to public`,
    },
  ],
  addresses: [
    {
      name: 'the role of a member of staff is not looked at',
      watchedBy: [watch.matrix, 'who asks comes before what is asked: a stranger is not told that the question is odd'],
      plants: [
        plant(server, `if (!route.roles.includes(candidate.staffRole)) throw`, `if (route.roles.length === 0) throw`),
      ],
    },
    {
      name: 'clerks and editors are let into the deliveries',
      watchedBy: [watch.roles, 'each address of the office is open to the roles that work there, and to no other'],
      plants: [
        plant(
          'src/features/office-import/office-import.model.ts',
          `export const keepers = ['accountant', 'administrator'] as const`,
          `export const keepers = ['clerk', 'editor', 'accountant', 'administrator'] as const`,
        ),
      ],
    },
    {
      name: 'a view from the office may open pages about the ways into the account',
      watchedBy: [
        watch.view,
        'pages about the ways into the account are not shown; password and WYJŚCIE are of whoever looks',
      ],
      plants: [plant(server, `if (route.hiddenInView) throw`, `if (route.hiddenInView && form) throw`)],
    },
    {
      name: 'a form’s column is filled from a field the form does not have',
      watchedBy: [watch.fields, 'each address takes the fields it names, and drops whatever else is sent'],
      plants: [
        plant(
          'src/features/profile/resident.routes.ts',
          'params: z.object({ _once: onceField, rodzaj: field, lokal: field, tresc: field }),',
          'params: z.looseObject({ _once: onceField, rodzaj: field, lokal: field, tresc: field }).transform((all) => ({ ...all, tresc: all.body === undefined ? all.tresc : String(all.body) })),',
        ),
      ],
    },
  ],
  edge: [
    {
      name: 'a form needs no token',
      watchedBy: [watch.matrix, 'a form without its token, from another site, or from nobody changes nothing'],
      plants: [
        plant(
          server,
          `if (secret === undefined || !isFormToken(secret, form.fields._csrf))`,
          `if (secret === undefined)`,
        ),
      ],
    },
    {
      name: 'a form from another site is taken',
      watchedBy: [watch.matrix, 'a form without its token, from another site, or from nobody changes nothing'],
      plants: [
        plant(server, `if (origin !== undefined && origin !== `, `if (origin === 'null' && origin !== `),
        plant(server, `if (site !== undefined && site !== 'same-origin')`, `if (site === 'none')`),
      ],
    },
    {
      name: 'any Host is answered',
      watchedBy: [watch.edge, 'only the portal’s own name is answered, whatever the name of the client’s choice'],
      plants: [plant(server, `if (asked === this.#own.host) return true`, `if (asked !== '') return true`)],
    },
    {
      name: 'pages may be kept by caches',
      watchedBy: [watch.pages, 'every answer carries the browser walls, errors and files too'],
      plants: [plant(server, `reply.header('cache-control', 'no-store')`, `reply.header('cache-control', 'private')`)],
    },
    {
      name: 'inline scripts run',
      watchedBy: [watch.pages, 'every answer carries the browser walls, errors and files too'],
      plants: [plant(server, `scriptSrc: ["'self'"]`, `scriptSrc: ["'self'", "'unsafe-inline'"]`)],
    },
    {
      name: 'scripts may read the session’s cookie',
      watchedBy: [
        watch.edge,
        'under https every cookie is Secure, HttpOnly and kept to this host, and browsers are told to use TLS only',
      ],
      plants: [plant(server, `httpOnly: true`, `httpOnly: name !== 'session'`)],
    },
    {
      name: 'a kept page is found without the session and without the standing',
      watchedBy: [watch.kept, 'no other session is sent it, and none without a session'],
      plants: [
        plant(server, 'return `${hashSecret(session)} ', 'return `'),
        plant(server, 'return `${standing} ${frame?.publicationId}', 'return `${frame?.publicationId}'),
        // Who is signed in stands on the page as well.
        plant(server, '${todayInWarsaw(now)} ${look}`', '${todayInWarsaw(now)} ${look.length > 0}`'),
      ],
    },
    {
      name: 'whatever the client says of its address is believed',
      watchedBy: [
        watch.edge,
        'behind a proxy the source is what the proxy added, not what the client claimed before it',
      ],
      plants: [plant(server, `((_address, hop) => hop === 0)`, `(() => true)`)],
    },
    {
      name: 'the body of a form is logged',
      watchedBy: [watch.edge, 'what a rule refused is a line of the log that names the rule and nobody'],
      plants: [
        plant(
          server,
          `duration_ms: Math.round(reply.elapsedTime),`,
          `duration_ms: Math.round(reply.elapsedTime), reason: JSON.stringify(request.body ?? ''),`,
        ),
      ],
    },
  ],
  'sign-in': [
    {
      name: 'an unknown login is answered without computing a hash',
      watchedBy: [watch.signIn, 'an unknown login and one without a password cost the same hash as a wrong password'],
      plants: [
        plant(
          'src/features/login/sign-in.ts',
          `const right = await isSecretText(stored ?? nobodysHash, code ?? password ?? '')`,
          `const right = stored !== undefined && stored !== null && (await isSecretText(stored ?? nobodysHash, code ?? password ?? ''))`,
        ),
      ],
    },
    {
      name: 'a wrong password tells that the login exists',
      watchedBy: [
        watch.signIn,
        'unknown login, wrong password, wrong code and locked login give the same bytes and headers',
      ],
      plants: [
        plant(
          'src/features/login/sign-in.ts',
          `if (!login || !stored || !right || (code === undefined && password === undefined)) {`,
          `if (login && !right && !login.locked) return { kind: 'codeUsed' }
    if (!login || !stored || !right || (code === undefined && password === undefined)) {`,
        ),
      ],
    },
    {
      name: 'a starting code may be used again',
      watchedBy: [watch.signIn, 'that was used is over, and says so'],
      plants: [
        plant(
          'src/features/login/login.queries.ts',
          `where login_id = $1 and code_hash = $2 and used_at is null and expires_at`,
          `where login_id = $1 and code_hash = $2 and expires_at`,
        ),
      ],
    },
    {
      name: 'a changed password leaves the other sessions open',
      watchedBy: [
        watch.password,
        'ends every other session, gives this one a new secret, and the old password is over',
      ],
      plants: [plant('src/features/login/password-change.ts', `tx.query(sql.endSessions, [loginId, null, null]),`, ``)],
    },
    {
      name: 'signing in again leaves the session before open',
      watchedBy: [
        watch.signIn,
        'only the hash of the secret is stored; every sign-in has a new one and ends the one the browser held',
      ],
      plants: [
        plant(
          'src/features/login/sign-in.ts',
          `sessionHash === undefined ? undefined : tx.query(sql.endSession, [sessionHash]),`,
          ``,
        ),
      ],
    },
    {
      name: 'one leads on to another site after signing in',
      watchedBy: [watch.onward, 'nothing that leaves the portal, whatever a browser makes of it'],
      plants: [plant('src/features/login/onward.model.ts', String.raw`/^\/(?!\/)[\x21`, String.raw`/^\/[\x21`)],
    },
    {
      name: 'staff need no second factor',
      watchedBy: [watch.factors, 'a password alone reaches nothing but the factor pages, whatever is asked'],
      plants: [plant('src/features/login/login.queries.ts', `select l.kind = 'staff' or exists`, `select exists`)],
      sql: inFunction('current_login_id()', ` and (l.kind = 'resident' or s.factor is not null)`, ''),
    },
    {
      name: 'the same code of the app is taken twice',
      watchedBy: [watch.factors, 'opens the portal once; the same half minute again is refused, the next is not'],
      plants: [
        plant(
          'src/features/login/factors/factors.queries.ts',
          `where login_id = $1 and last_step < $2 and`,
          `where login_id = $1 and last_step <= $2 and`,
        ),
      ],
    },
  ],
  people: [
    {
      name: 'a robot’s answer is taken for right',
      watchedBy: [watch.registration, 'is good for one answer, right or wrong'],
      plants: [
        plant(
          'src/features/registration/registration.routes.ts',
          `answered: isAnswered(challenge, way, params.kod, params.odpowiedz),`,
          `answered: isAnswered(challenge, way, params.kod, params.odpowiedz) || true,`,
        ),
      ],
    },
    {
      name: 'one answered code lets many requests in',
      watchedBy: [watch.registration, 'is good for one answer, right or wrong'],
      plants: [
        plant(
          'src/features/registration/send.ts',
          `if (!(await spendChallenge(tx, hash))) return`,
          `if (!(await spendChallenge(tx, hash)) && (await wasSent(tx, once))) return`,
        ),
      ],
    },
    {
      name: 'an e-mail address changes without the password',
      watchedBy: [watch.profile, 'is asked for after five minutes, slows guesses, and then stands for five more'],
      plants: [
        plant(
          'src/features/profile/contact.routes.ts',
          `    const unproved = await proof(context, contact, params.haslo)
    if (unproved) return emailPage`,
          `    const unproved = params.haslo === '' ? undefined : await proof(context, contact, params.haslo)
    if (unproved) return emailPage`,
        ),
      ],
      sql: inFunction('recently_proved()', `s.proved_at > clock_now() - interval '5 minutes'`, 'true'),
    },
    {
      name: 'a picture that is a page (SVG, HTML) is taken as text',
      watchedBy: [
        watch.sniff,
        'a page, a drawing that can run, a script or a document of an office program is no plain text',
      ],
      plants: [plant('src/platform/http/sniff.ts', String.raw` && !/^\s*(<[!?a-z]|#!|\{\\rtf)/i.test(text)`, ``)],
    },
    {
      name: 'a file keeps the path it came with',
      watchedBy: [watch.uploads, 'of a name only the last part is left, whoever hands it in'],
      plants: [plant('src/platform/http/uploads.ts', String.raw`.split(/[\\/]/).at(-1) ?? ''`, `.trim()`)],
    },
    {
      name: 'photos keep the place they were taken at',
      watchedBy: [watch.messages, 'a photo is stored without the place it was taken at'],
      plants: [
        plant(
          'src/features/messages/write.ts',
          `const content = withoutMetadata(upload.kind, upload.content)`,
          `const content = withoutMetadata(upload.kind, upload.content) && upload.content`,
        ),
      ],
    },
  ],
  office: [
    {
      name: 'a request is decided whatever its version is by now',
      watchedBy: [watch.requests, 'two clerks: the second sees that something changed, and keeps the typed answer'],
      plants: [
        plant(
          'src/features/office-requests/office-requests.queries.ts',
          `where id = $1 and state in ('accepted', 'inProgress') and version = $2`,
          `where id = $1 and state in ('accepted', 'inProgress') and version >= $2`,
        ),
      ],
    },
    {
      name: 'looking at a resident’s pages is not written down',
      watchedBy: [
        watch.view,
        'it starts with a reason, once however often the form is sent, is written down, and the resident sees it',
      ],
      plants: [
        plant(
          'src/features/office-people/view.queries.ts',
          `'view.started', $3::uuid, jsonb_build_object('view', id, 'reason', $4::text) from started)`,
          `'view.started', $3::uuid, jsonb_build_object('view', id, 'reason', $4::text) from started where false)`,
        ),
      ],
    },
    {
      name: 'a cell of a file may be a formula',
      watchedBy: [watch.cells, 'what looks like a formula is shown, not done'],
      plants: [plant('src/kernel/csv.ts', "? `'${value}` : value", '? value : value')],
    },
    {
      name: 'a PDF of the archive may run what is hidden in it',
      watchedBy: [watch.files, 'a file is shown or saved, walled in, under a name that keeps its letters'],
      plants: [plant('src/features/documents/send-file.ts', `form-action 'none'; sandbox"`, `form-action 'none'"`)],
    },
    {
      name: 'a revoked token still delivers',
      watchedBy: [
        watch.upload,
        'no token, a wrong one, a revoked one: the same answer, before a byte is read, and slowed down',
      ],
      plants: [
        plant(
          'src/import/receive/tokens.ts',
          `where token_sha256 = $1 and revoked_at is null)`,
          `where token_sha256 = $1)`,
        ),
      ],
    },
    {
      name: 'a delivery may be called anything',
      watchedBy: [
        watch.upload,
        'bytes that do not follow, headers that contradict themselves, names that lead elsewhere',
      ],
      plants: [
        plant(
          'src/import/receive/upload.ts',
          String.raw`/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.zip$/i`,
          String.raw`/^.{1,199}\.zip$/i`,
        ),
      ],
    },
    {
      name: 'a damaged delivery is kept',
      watchedBy: [watch.upload, 'damaged on the way: refused and forgotten'],
      plants: [
        plant(
          'src/import/receive/upload.ts',
          `if (upload.sha256 !== null && upload.sha256 !== sha256) {`,
          `if (upload.sha256 === '') {`,
        ),
      ],
    },
  ],
} satisfies Readonly<Record<string, readonly Hole[]>>

export type Group = keyof typeof holes
/** All of them, whatever their group. */
export const everyHole: readonly Hole[] = Object.values(holes).flat()
