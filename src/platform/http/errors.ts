/** A situation a page answers with a sentence and a way on, never with a stack trace. One class a situation. */
export abstract class Situation extends Error {
  abstract readonly status: number
}

/** An address nobody has, or an object that does not exist for the person asking: both answer the same. */
export class NotFound extends Situation {
  readonly status = 404
}

export interface ParameterProblem {
  readonly field: string
  readonly message: string
}

/** The address or form carries values the page cannot use; `problems` name each in Polish. */
export class BadParameters extends Situation {
  readonly status = 400
  readonly problems: readonly ParameterProblem[]
  constructor(problems: readonly ParameterProblem[]) {
    super(`bad parameters: ${problems.map((problem) => problem.field).join(', ')}`)
    this.problems = problems
  }
}

/** Nobody is signed in, or the session has ended. */
export class SignInNeeded extends Situation {
  readonly status = 401
}

/** Signed in, but this is not theirs to do. Does not sign out. */
export class Forbidden extends Situation {
  readonly status = 403
}

/** A member of staff looks at a resident's pages: nothing is written there. Does not sign out. */
export class ViewOnly extends Situation {
  readonly status = 403
}

/** A page about the ways into an account: nobody but its owner gets to see it. */
export class HiddenInView extends Situation {
  readonly status = 403
}

/** The view has ended: half an hour is over, or it was ended in another window. Staff have no pages here of their own. */
export class ViewEnded extends Situation {
  readonly status = 403
}

/** The form came from another site, or its token is stale. */
export class ForeignForm extends Situation {
  readonly status = 403
}

/** Asked too often; `retryAfterSeconds` goes to the page and the header. */
export class TooManyRequests extends Situation {
  readonly status = 429
  readonly retryAfterSeconds: number
  constructor(retryAfterSeconds: number) {
    super('too many requests')
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The request is larger than the route accepts. */
export class TooLarge extends Situation {
  readonly status = 413
}
