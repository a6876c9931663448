/** The style sheet in parts; they are joined in this order. Sizes are checked by a test against the budget. */
export const cssFiles: readonly URL[] = [
  'tokens',
  'base',
  'frame',
  'parts',
  'form',
  'table',
  'calendar',
  'documents',
  'registration',
  'sheet',
  'print',
].map((name) => new URL(`./css/${name}.css`, import.meta.url))

/** Bundled for browsers into one classic script (iife), loaded with `defer`. Every page works without it. */
export const browserEntry = new URL('./browser/enhance.ts', import.meta.url)
