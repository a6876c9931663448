import { Pool, types } from 'pg'

// Dates stay text, amounts are whole grosze.
types.setTypeParser(types.builtins.DATE, (value) => value)
types.setTypeParser(types.builtins.INT8, Number)

/** One pool of the process; PGHOST, PGUSER, PGPASSWORD, PGDATABASE and the search path come from the environment. */
export const pool = new Pool({ max: 10, options: process.env.PGOPTIONS })
