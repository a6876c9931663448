/** Every form a person finds on a page, sent fifty times at the same moment: what it changes is what one alone changes. */

import { belongingsOf } from '#test/every-route/belongings.ts'
import { collectForms, type FoundForm, formsOf } from '#test/every-route/forms.ts'
import type { Principal } from '#test/every-route/people.ts'
import { withWorld } from '#test/every-route/world.ts'
import type { Answer, TestBrowser } from '#test/harness/portal.ts'
import { copies, difference, last, pagesOf, rowsOf, uuid } from './authorization-forms.ts'
import { atLeast, context, exactly, type Proof } from './proof.ts'

const askers: readonly Principal[] = ['anonymous', 'resident', 'editor', 'accountant', 'clerk', 'administrator']

/** Forms that mean it each time they are sent. */
const eachTime = new Map([
  ['/drugi-skladnik/kody', 'spare codes are made anew each time, and those shown last are good'],
  ['/biuro/dziennik/csv', 'each download of the audit trail is a line in it'],
])

export const races: Proof = {
  shows: 'a form sent fifty times at the same moment has one effect',
  tests: [
    'src/features/messages/messages.db.test.ts',
    'src/features/registration/registration.db.test.ts',
    'src/platform/jobs/jobs.db.test.ts',
  ],
  controls: [
    {
      name: 'forms without a key',
      what: 'a message sent again is a new one',
      plants: [
        {
          file: 'src/features/messages/write.ts',
          from: 'const parts = [draftId,',
          to: 'const parts = [Math.random(),',
        },
      ],
    },
  ],
  run: async ({ short, control, say }) => {
    const times = short ? 10 : 50
    const world = await withWorld()
    const belongings = await belongingsOf(world)
    const [alone, many] = await copies(world)
    const born = new Set([...(await alone.portal.asRoot(rowsOf)).keys()].flatMap((line) => line.match(uuid) ?? []))
    const counts = { forms: 0, changing: 0 }
    const routes = new Set<string>()
    const [doubled, broken]: [string[], string[]] = [[], []]
    for (const principal of control ? (['resident'] as const) : askers) {
      const pages = pagesOf(principal, belongings)
      // Opening pages leaves traces too: what was read, a key that waits to be confirmed.
      await collectForms(many.browsers[principal], pages)
      const found = (await collectForms(alone.browsers[principal], pages)).sort(
        (one, other) => last.indexOf(one.route.path) - last.indexOf(other.route.path),
      )
      say(`${principal}: ${found.length} forms`)
      let [first, second] = [await alone.portal.asRoot(rowsOf), await many.portal.asRoot(rowsOf)]
      for (const form of found.filter(({ route }) => !eachTime.has(route.path))) {
        // How often somebody may ask is limited by another proof.
        for (const { portal } of [alone, many])
          await portal.asRoot((client) => client.query('delete from throttle_buckets'))
        await send(alone.browsers[principal], form, 1)
        const answers = await send(many.browsers[principal], form, times)
        const after = [await alone.portal.asRoot(rowsOf), await many.portal.asRoot(rowsOf)] as const
        const once = difference(first, after[0], born).map(uncounted)
        const often = difference(second, after[1], born).map(uncounted)
        ;[first, second] = after
        counts.forms += 1
        routes.add(`${form.route.path}`)
        if (once.length > 0) counts.changing += 1
        const more = without(often, once)
        const fewer = without(once, often)
        if (more.length + fewer.length > 0)
          doubled.push(
            `${principal} ${form.route.path}: ${[...more, ...fewer.map((line) => `not: ${line}`)].join('; ').slice(0, 400)}`,
          )
        const failed = answers.filter(({ status }) => status >= 500 && status !== 503)
        if (failed.length > 0) broken.push(`${principal} ${form.route.path}: ${failed.length} × ${failed[0]!.status}`)
      }
    }
    for (const line of [...doubled, ...broken]) say(line)
    return [
      control ? context('forms', counts.forms) : atLeast('forms', counts.forms, 80),
      context('addresses they are sent to', routes.size),
      context('of them that changed something', counts.changing),
      context('each sent at once', `${times} times`),
      context('not counted', [...eachTime].map(([path, why]) => `${path}: ${why}`).join('; ')),
      exactly('forms whose effect was not that of one', doubled.length, 0),
      exactly('forms that broke something', broken.length, 0),
    ]
  },
}

/** Opens the page anew, as this portal shows it now, and sends its form so often at the same moment, each the same to the last byte. */
async function send(browser: TestBrowser, form: FoundForm, times: number): Promise<readonly Answer[]> {
  const { body } = await browser.get(form.page)
  const names = Object.keys(form.fields).sort().join()
  const alike = formsOf(form.page, body).filter(({ route }) => route === form.route)
  const now = alike.find(({ fields }) => Object.keys(fields).sort().join() === names) ?? alike[0] ?? form
  return Promise.all(Array.from({ length: times }, () => browser.post(now.action, { ...now.fields })))
}

/** Numbers that say how often something was looked at or tried, and nothing else. */
const uncounted = (line: string): string =>
  line
    .replace(/^([+-] payments_state .*"revision": )\d+/, '$1#')
    .replace(/^([+-] registration_events .*"id": )\d+/, '$1#')

function without(lines: readonly string[], taken: readonly string[]): string[] {
  const left = [...taken]
  return lines.filter((line) => {
    const at = left.indexOf(line)
    if (at !== -1) left.splice(at, 1)
    return at === -1
  })
}
