import type { Child } from '#ui/jsx/jsx-runtime'
import { cx, type WithChildren } from './names.ts'

/** `main` once on a page: what most people came to do. `danger` for what cannot be undone. */
export type ButtonLook = 'main' | 'plain' | 'quiet' | 'danger'

interface ButtonProps {
  readonly look?: ButtonLook
  readonly name?: string
  readonly value?: string
  readonly children: Child
}

const looks: Readonly<Record<ButtonLook, string | false>> = {
  main: 'button-main',
  plain: false,
  quiet: 'button-quiet',
  danger: 'button-danger',
}

/** Sends the form it stands in. */
export function Button({ look = 'main', name, value, children }: ButtonProps) {
  return (
    <button type="submit" class={cx('button', looks[look])} name={name} value={value}>
      {children}
    </button>
  )
}

interface LinkButtonProps {
  readonly href: string
  readonly look?: ButtonLook
  readonly children: Child
}

/** Looks like a button, leads somewhere. */
export function LinkButton({ href, look = 'plain', children }: LinkButtonProps) {
  return (
    <a class={cx('button', looks[look])} href={href}>
      {children}
    </a>
  )
}

/** Buttons in a row that wraps. */
export function Buttons({ children }: WithChildren) {
  return <div class="buttons">{children}</div>
}
