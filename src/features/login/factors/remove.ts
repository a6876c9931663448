import type { Database } from '#platform/db/database.ts'
import { LoginRefused } from '../issue.ts'
import { type Actor, sql, writeAudit } from '../login.queries.ts'
import { forgetFactorTries } from '../throttle.ts'
import { factorSql, noteFactorChange } from './factors.queries.ts'

/**
 * Takes every second factor of a login away, for somebody who lost their phone and was recognised: their sessions end, and a resident
 * signs in with the password alone from then on, staff enrol anew. The reason stays in the audit trail: no personal data in it.
 * @throws LoginRefused when there is none to take away, or no such login.
 */
export async function removeSecondFactors(
  database: Database,
  loginId: string,
  reason: string,
  actor: Actor,
): Promise<void> {
  await database.asAuth(
    async (tx) => {
      await tx.query(factorSql.holdLogin, [loginId])
      const { dropped } = await tx.one(factorSql.drop, [loginId])
      if (dropped === 0) throw new LoginRefused('state')
      await Promise.all([
        tx.query(sql.endSessions, [loginId, null, null]),
        forgetFactorTries(tx, loginId),
        noteFactorChange(tx, loginId, 'removedByOffice'),
        writeAudit(tx, actor, 'login.factorsRemoved', loginId, { reason }),
      ])
    },
    { write: true },
  )
}
