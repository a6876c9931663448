export type { Problem } from './problems.text.ts'
export { problemPage } from './problems.view.tsx'
