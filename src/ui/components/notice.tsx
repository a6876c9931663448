import type { Child } from '#ui/jsx/jsx-runtime'

export type NoticeTone = 'info' | 'success' | 'warning' | 'danger'

const NAMES: Readonly<Record<NoticeTone, string>> = {
  info: 'Informacja',
  success: 'Gotowe',
  warning: 'Uwaga',
  danger: 'Ważne',
}

interface NoticeProps {
  readonly tone: NoticeTone
  /** Instead of the tone's own word (Informacja, Gotowe, Uwaga, Ważne). */
  readonly title?: string
  /** Read out at once: for the answer to what the person just did. */
  readonly live?: boolean
  readonly children: Child
}

export function Notice({ tone, title, live = false, children }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} role={live ? (tone === 'danger' ? 'alert' : 'status') : undefined}>
      <p class="notice-title">{title ?? NAMES[tone]}</p>
      <div class="notice-body">{children}</div>
    </div>
  )
}
