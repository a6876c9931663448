// The import rules of docs/architecture.md, enforced. Each rule names the reason a reader needs.
const only = (name, comment, from, allowed) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: '\\.test\\.tsx?$' },
  to: { pathNot: allowed },
})

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.test\\.tsx?$', '^src/main\\.ts$', '^src/ui/browser/', '\\.d\\.ts$', '^src/ui/jsx/'] },
      to: {},
    },
    {
      name: 'no-test-code-in-production',
      severity: 'error',
      from: { path: '^src', pathNot: '\\.test\\.tsx?$' },
      to: { path: '(^test/|\\.test\\.tsx?$)' },
    },
    {
      name: 'no-dev-dependencies-in-production',
      severity: 'error',
      from: { path: '^src', pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    only('kernel-is-pure', 'kernel: kernel only, no I/O, no npm', '^src/kernel/', ['^src/kernel/']),
    only('platform', 'platform: kernel and npm', '^src/platform/', ['^src/(kernel|platform)/', 'node_modules', '^(node:)?[a-z_/]+$']),
    only('ui', 'ui: kernel and the view runtime', '^src/ui/', ['^src/(kernel|ui)/', '^(node:)?[a-z_/]+$']),
    only('model', 'models: kernel and own types', '\\.model\\.ts$', ['^src/kernel/', '\\.model\\.ts$']),
    only('queries', 'queries: kernel, the database and own types', '\\.queries\\.ts$', ['^src/kernel/', '^src/platform/db/', '\\.model\\.ts$']),
    only('view', 'views: kernel, ui, own model types and text', '\\.view\\.tsx$', ['^src/kernel/', '^src/ui/', '\\.model\\.ts$', '\\.text\\.ts$', '\\.view\\.tsx$']),
    only('import', 'import: kernel and platform, never features', '^src/import/', ['^src/(kernel|platform|import)/', 'node_modules', '^(node:)?[a-z_/]+$']),
    {
      name: 'slices-meet-only-in-public',
      comment: 'a slice uses another slice through its public.ts',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^src/features/([^/]+)/', pathNot: ['^src/features/$1/', '^src/features/[^/]+/public\\.tsx?$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] },
  },
}
