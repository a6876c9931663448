/** Understood, but it cannot be done; the message is a sentence for the operator that says what to do. */
export class Told extends Error {}
