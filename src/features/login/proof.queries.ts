import { statement, type Tx } from '#platform/db/database.ts'

const proved = statement<[], { readonly proved: boolean }>('login.proved', 'select recently_proved() as proved')

/** Whether whoever is signed in gave their password within the last five minutes, by the rule the database's policies ask. */
export const recentlyProved = async (tx: Tx): Promise<boolean> => (await tx.one(proved, [])).proved
