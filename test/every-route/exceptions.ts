/** What a page is allowed to fail, by whom it is known and until when. The best list is empty. */
export interface Exception {
  /** Name of the check: an axe rule, or `320`, `200 %`, `keyboard`, … as the test prints it. */
  readonly check: string
  /** Path of the route. */
  readonly path: string
  readonly reason: string
  /** `YYYY-MM-DD`; from this day on the exception is a failure itself. */
  readonly expires: string
}

export const exceptions: readonly Exception[] = []
