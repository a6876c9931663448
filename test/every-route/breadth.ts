/** `short` tries what can differ; `EBOK_BREADTH=full` tries everything with everybody. */
export type Breadth = 'short' | 'full'

export const breadth: Breadth = process.env.EBOK_BREADTH === 'full' ? 'full' : 'short'
