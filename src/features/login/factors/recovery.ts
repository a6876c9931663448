import { randomInt } from 'node:crypto'
import type { Tx } from '#platform/db/database.ts'
import { codeAlphabet } from '../starting-code.model.ts'
import { inFours, recoveryCodes, recoveryLength } from './code.model.ts'
import { factorSql } from './factors.queries.ts'
import { hashRecoveryCode } from './seal.ts'

/** Ten new spare codes in the place of all earlier ones. Only their hashes are stored, so this is the one time to show them. */
export async function makeRecoveryCodes(tx: Tx, loginId: string): Promise<readonly string[]> {
  const codes = Array.from({ length: recoveryCodes }, () =>
    Array.from({ length: recoveryLength }, () => codeAlphabet[randomInt(codeAlphabet.length)]!).join(''),
  )
  await tx.query(factorSql.forgetCodes, [loginId])
  await tx.query(factorSql.addCodes, [loginId, codes.map((code) => hashRecoveryCode(code, loginId).toString('hex'))])
  return codes.map((code) => inFours(code, '-'))
}
