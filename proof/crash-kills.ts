/** Program and database killed while residents write: what was acknowledged is there, once, and everything is back in moments. */
import { setTimeout as sleep } from 'node:timers/promises'
import { table } from '../bench/machine.ts'
import { installed, type Program, Residents, unwrittenCommits } from './installation.ts'
import { childrenOf, commandLine, signalAll } from './processes.ts'
import { context, exactly, type Proof, seeded } from './proof.ts'
import { Stretched } from './yardstick.ts'

const victims = ['program', 'database', 'one connection of the database', 'program and database'] as const
type Victim = (typeof victims)[number]
const writers = 4

export const crashKills: Proof = {
  shows:
    'nothing a resident was told is sent gets lost or doubled when program or database are killed, and both are back within 5 s',
  tests: ['src/platform/db/embedded.test.ts'],
  controls: [
    unwrittenCommits,
    {
      name: 'forms without a key',
      what: 'a form sent again is a new message',
      plants: [
        {
          file: 'src/features/messages/write.ts',
          from: 'const parts = [draftId,',
          to: 'const parts = [Math.random(),',
        },
      ],
    },
  ],
  async run({ seed, short, control, say, show }) {
    const kills = short ? 6 : control ? 25 : 200
    const random = seeded(seed)
    const program = await installed()
    const residents = new Residents(program)
    const counts = new Map<Victim, { kills: number; longestMs: number }>(
      victims.map((victim) => [victim, { kills: 0, longestMs: 0 }]),
    )
    let stuck = 0
    const returns = new Stretched('longest until a page is answered', 5_000)
    for (let kill = 0; kill < kills; kill += 1) {
      const victim = victims[Math.floor(random() * victims.length)]!
      const stop = new AbortController()
      const writing = residents.write(await residents.signIn(writers), stop.signal)
      await residents.acknowledgedMore(1 + Math.floor(random() * 10))
      await sleep(random() * 60)
      const killed = victim === 'database' ? program.serverPid() : undefined
      await strike(program, victim, random)
      const backMs = victim.startsWith('program') ? await program.start() : await program.answers(killed)
      stop.abort()
      await writing
      await returns.take(backMs)
      const count = counts.get(victim)!
      count.kills += 1
      count.longestMs = Math.max(count.longestMs, backMs)
      await residents.sendAgain().catch(() => {
        stuck += 1
        residents.forgetUnanswered()
      })
      if (kill % 20 === 19) say(`${kill + 1} kills, ${residents.acknowledged.size} messages`)
    }
    const { lost, doubled } = await residents.count()
    show(
      table(
        ['killed', 'times', 'longest until a page is answered, s'],
        [...counts].map(([victim, { kills: times, longestMs }]) => [victim, times, (longestMs / 1000).toFixed(2)]),
      ),
    )
    return [
      exactly('kills', kills, kills),
      context('messages acknowledged', residents.acknowledged.size),
      context('forms sent again because no answer came', residents.repeated),
      exactly('acknowledged messages lost', lost, 0),
      exactly('messages there twice', doubled, 0),
      exactly('forms that were not taken afterwards', stuck, 0),
      exactly('strange answers', residents.strange.length, 0),
      ...(residents.strange.length > 0 ? [context('these', [...new Set(residents.strange)].join(', '))] : []),
      ...returns.figures(),
    ]
  },
}

async function strike(program: Program, victim: Victim, random: () => number): Promise<void> {
  const server = program.serverPid()
  if (victim === 'one connection of the database') {
    const connections = childrenOf(server).filter((pid) => /postgres: ebok_/.test(commandLine(pid)))
    const pid = connections[Math.floor(random() * connections.length)]
    if (pid !== undefined) signalAll([pid], 'SIGKILL')
    return
  }
  if (victim !== 'program') signalAll([server], 'SIGKILL')
  if (victim !== 'database') await program.kill()
}
