// npm run bench [-- NAME…]: every figure of the project, each printed with what it was measured against.
const suites: Readonly<Record<string, () => Promise<void>>> = {
  lighthouse: async () => (await import('./lighthouse.ts')).benchLighthouse(),
  start: async () => (await import('./start.ts')).benchStart(),
  load: async () => (await import('./load/load.ts')).benchLoad(),
  soak: async () => (await import('./load/soak.ts')).benchSoak(),
  knee: async () => (await import('./load/knee.ts')).benchKnee(),
  pages: async () => (await import('./pages.ts')).benchPages(),
  compare: async () => (await import('./compare.ts')).benchCompare(),
  audit: async () => (await import('./audit.ts')).benchAudit(),
  office: async () => (await import('./office.ts')).benchOffice(),
  registrations: async () => (await import('./registrations.ts')).benchRegistrations(),
  issuing: async () => (await import('./issuing.ts')).benchIssuing(),
  import: async () => (await import('./import.ts')).benchImport(),
  csv: async () => (await import('./csv.ts')).benchCsv(),
}

const asked = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const unknown = asked.filter((name) => !Object.hasOwn(suites, name))
if (unknown.length > 0) {
  process.stderr.write(`unknown: ${unknown.join(', ')}; there are ${Object.keys(suites).join(', ')}\n`)
  process.exit(2)
}
for (const name of asked.length > 0 ? asked : Object.keys(suites)) {
  process.stdout.write(`\n# ${name}\n`)
  await suites[name]!()
}
