import { routes } from './app.ts'

const areas = { public: 'everybody', resident: 'residents', office: 'office' } as const

/** docs/routes.md: every address, from the list the server is made of. */
export function routesPage(): string {
  const rows = routes.map(
    (route) =>
      `| ${route.method} | \`${route.path}\` | ${route.roles.length > 0 ? route.roles.join(', ') : areas[route.area]} | ${route.queries} | ${route.title} |`,
  )
  return [
    '# Routes',
    '',
    'Generated from the list of routes (`src/app.ts`) by `bin/ebok schema --write`; never edited by hand. "Queries" is the most a request sends,',
    "the page frame's one included.",
    '',
    '| method | path | who | queries | what |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}
