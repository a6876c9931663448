import { constants, setPriority } from 'node:os'

/** Pages come first: this process, and what it starts, gets the processor when they do not need it. */
export function afterPages(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // A wish, not a need: a service manager may forbid it.
  }
}
