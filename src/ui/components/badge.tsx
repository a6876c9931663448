import type { Child } from '#ui/jsx/jsx-runtime'

export type BadgeTone = 'done' | 'part' | 'due' | 'late' | 'info' | 'off'

interface StateBadgeProps {
  readonly tone: BadgeTone
  readonly children: Child
}

/** A state in words; its sign (✓ ◐ ○ ! i –) and colour come from the style sheet and only repeat what the words say. */
export function StateBadge({ tone, children }: StateBadgeProps) {
  return <span class={`badge badge-${tone}`}>{children}</span>
}

/** How many wait, on a tab or a link. Nothing at zero. `words` is what a screen reader hears: "2 nieprzeczytane". */
export function CountBadge({ count, words }: { readonly count: number; readonly words: string }) {
  if (count <= 0) return null
  return (
    <span class="count">
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span class="unseen"> {words}</span>
    </span>
  )
}
