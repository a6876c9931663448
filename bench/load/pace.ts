/** How residents and the office behave in the benches of many residents. */

/** All answers of a portal that is used: the goal of `quality.md`. */
export const goalMs = 300
/** What a person does between two clicks: reads a page and looks for the next link. */
export const thinkMs = 8_000
/** Clerks who answer what residents write, and how long one takes over an answer. */
export const clerks = 2
export const clerkThinkMs = 15_000
