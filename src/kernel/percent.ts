/**
 * What part of those it is for has done something, in whole percent: 100 only when everybody has, and never more, though people may
 * have left since. Undefined when it is for nobody.
 */
export function percentReached(done: number, all: number): number | undefined {
  return all === 0 ? undefined : Math.min(100, Math.floor((done * 100) / all))
}
