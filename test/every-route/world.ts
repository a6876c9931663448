/** A portal in which everybody who may knock has something of their own: messages, letters, files, requests, sign-ins, work of the office. */
import { seedContact } from '#db/seed/content/contact.ts'
import { seedDocuments } from '#db/seed/content/documents.ts'
import { seedInbox } from '#db/seed/content/inbox.ts'
import { seedMessages } from '#db/seed/content/messages.ts'
import { seedProfile } from '#db/seed/content/profile.ts'
import { seedRegistrations } from '#db/seed/content/registrations.ts'
import { seedStatistics } from '#db/seed/content/statistics.ts'
import { todayInWarsaw } from '#kernel/dates.ts'
import type { TestSession } from '#test/harness/database.ts'
import { morning, type TestBrowser, type TestPortal, withPortal } from '#test/harness/portal.ts'
import { type Principal, premisesOf, principalNames, principals } from './people.ts'
import { letterOpened, ofResident, ofStaff, ofTheInstallation } from './world.sql.ts'

export interface World {
  readonly portal: TestPortal
  /** Everybody but the anonymous. */
  readonly sessions: Readonly<Partial<Record<Principal, TestSession>>>
  readonly browsers: Readonly<Record<Principal, TestBrowser>>
}

/** Stands in what this person wrote and in the names of their files, and nowhere else. */
export const markOf = (principal: Principal): string => `znak${principal.toLowerCase()}q`

/** Takes some seconds: for proofs and for tests that ask about every table or every address at once. */
export async function withWorld(): Promise<World> {
  const portal = await withPortal()
  const sessions: Partial<Record<Principal, TestSession>> = {}
  const browsers = {} as Record<Principal, TestBrowser>
  for (const name of principalNames) {
    const person = principals[name]
    browsers[name] = await portal.browser()
    if (!person) continue
    const session = await portal.openSession(person)
    sessions[name] = session
    browsers[name].cookies.set('ebok-session', session.secret)
  }
  await portal.asRoot(async (client) => {
    const today = new Date(morning)
    await seedContact(client)
    await seedDocuments({ client, today: todayInWarsaw(morning) })
    await seedMessages({ client, today })
    await seedInbox({ client, today })
    await seedProfile({ client })
    await seedRegistrations({ client })
    await seedStatistics(client)
    await client.query(ofTheInstallation)
    const people = Object.entries(sessions) as [Principal, TestSession][]
    for (const [index, [name, { hash, loginId }]] of people.entries()) {
      const person = principals[name]!
      if (person.kind === 'resident') {
        await client.query(ofResident, [loginId, person.partyId, premisesOf(name)[0] ?? null, markOf(name), index])
        if (name !== 'coOwner') await client.query(letterOpened, [loginId, person.partyId])
      } else await client.query(ofStaff, [loginId, markOf(name), sessions.resident!.loginId, index, hash])
    }
  })
  return { portal, sessions, browsers }
}
