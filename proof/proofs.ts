/** Every proof of the project. `npm run proof -- import` runs all whose names begin with `import`. */
import type { Proof } from './proof.ts'

export const proofs: Readonly<Record<string, () => Promise<Proof>>> = {
  'attack/ffuf': async () => (await import('./attack/ffuf.ts')).ffuf,
  'attack/slow': async () => (await import('./attack/slow.ts')).slow,
  'attack/sqlmap': async () => (await import('./attack/sqlmap.ts')).sqlmap,
  'attack/tls': async () => (await import('./attack/tls.ts')).tls,
  'attack/wapiti': async () => (await import('./attack/wapiti.ts')).wapiti,
  'authorization/forms': async () => (await import('./authorization-forms.ts')).authorizationForms,
  'authorization/matrix': async () => (await import('./authorization-matrix.ts')).authorizationMatrix,
  'authorization/policies': async () => (await import('./authorization-policies.ts')).authorizationPolicies,
  'authorization/pool': async () => (await import('./authorization-pool.ts')).authorizationPool,
  'authorization/walls': async () => (await import('./authorization-matrix.ts')).authorizationWalls,
  'canary/addresses': async () => (await import('./canary.ts')).canary('addresses'),
  'canary/database': async () => (await import('./canary.ts')).canary('database'),
  'canary/edge': async () => (await import('./canary.ts')).canary('edge'),
  'canary/office': async () => (await import('./canary.ts')).canary('office'),
  'canary/people': async () => (await import('./canary.ts')).canary('people'),
  'canary/queries': async () => (await import('./canary.ts')).canary('queries'),
  'canary/sign-in': async () => (await import('./canary.ts')).canary('sign-in'),
  'crash/clock': async () => (await import('./crash-clock.ts')).crashClock,
  'crash/database': async () => (await import('./crash-program.ts')).crashDatabase,
  'crash/flush': async () => (await import('./crash-flush.ts')).crashFlush,
  'crash/kills': async () => (await import('./crash-kills.ts')).crashKills,
  'crash/mail': async () => (await import('./crash-mail.ts')).crashMail,
  'crash/power': async () => (await import('./crash-power.ts')).crashPower,
  'crash/second': async () => (await import('./crash-program.ts')).crashSecond,
  'import/broken': async () => (await import('./import-broken.ts')).importBroken,
  'import/fuzz': async () => (await import('./import-fuzz.ts')).importFuzz,
  'import/kills': async () => (await import('./import-kills.ts')).importKills,
  'import/year': async () => (await import('./import-year.ts')).importYear,
  'load/soak': async () => (await import('./load-soak.ts')).loadSoak,
  'login/timing': async () => (await import('./login-timing.ts')).loginTiming,
  'operate/container': async () => (await import('./operate/container.ts')).container,
  'operate/install': async () => (await import('./operate/install.ts')).install,
  'operate/proxy': async () => (await import('./operate/proxy.ts')).proxy,
  'operate/systemd': async () => (await import('./operate/systemd.ts')).systemd,
  'operate/recipes': async () => (await import('./operate/recipes.ts')).recipes,
  races: async () => (await import('./races.ts')).races,
}

/** The proofs an argument of the command means: one by its name, or a group by what stands before the slash. */
export function namesFor(asked: string, names: readonly string[] = Object.keys(proofs)): string[] {
  return names.filter((name) => name === asked || name.startsWith(`${asked}/`))
}
