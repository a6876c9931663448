import type { Child } from '#ui/jsx/jsx-runtime'
import { cx, idFrom, type WithChildren } from './names.ts'

type Level = 2 | 3

interface HeadingProps extends WithChildren {
  readonly level?: Level
  readonly id?: string
  readonly class?: string
}

export function Heading({ level = 2, ...rest }: HeadingProps) {
  return level === 2 ? <h2 {...rest} /> : <h3 {...rest} />
}

interface PanelProps extends WithChildren {
  readonly title: string
  readonly level?: Level
  /** Only needed when two panels of a page have the same title, or a link leads here. */
  readonly id?: string
  /** Stands right of the title: a link to more, a state. */
  readonly aside?: Child
  /** Without a border and a background, for a table that brings its own. */
  readonly bare?: boolean
}

/** A titled part of a page. */
export function Panel({ title, level = 2, id = idFrom(title), aside, bare = false, children }: PanelProps) {
  return (
    <section class={cx('panel', bare && 'panel-bare')} aria-labelledby={id}>
      <div class="panel-head">
        <Heading level={level} id={id}>
          {title}
        </Heading>
        {aside !== undefined && <div class="panel-aside">{aside}</div>}
      </div>
      {children}
    </section>
  )
}

/** Panels side by side where there is room. */
export function PanelGrid({ children }: WithChildren) {
  return <div class="panel-grid">{children}</div>
}

export interface SlipBox {
  readonly label: string
  readonly value: Child
  /** Takes the whole width. */
  readonly wide?: boolean
}

interface SlipProps extends WithChildren {
  /** What the slip answers: "Ile mam zapłacić?", "Rachunek 11/2026". */
  readonly title: string
  readonly tone: 'due' | 'late' | 'credit' | 'settled'
  /** The answer: a `Money` with `big`, or an `Amount`. */
  readonly answer: Child
  /** The sentence under the answer: until when, or that nothing is to be paid. */
  readonly sentence?: Child
  /** Labelled boxes below the perforation: to whom, to which account, with what title. */
  readonly boxes?: readonly SlipBox[]
  readonly level?: Level
  readonly id?: string
}

/** A payment slip as everybody knows it from the post office: the answer first, how to pay below the perforation. */
export function Slip({
  title,
  tone,
  answer,
  sentence,
  boxes = [],
  level = 2,
  id = idFrom(title),
  children,
}: SlipProps) {
  return (
    <section class={`slip slip-${tone}`} aria-labelledby={id}>
      <div class="slip-top">
        <Heading level={level} id={id} class="slip-title">
          {title}
        </Heading>
        <p class="slip-answer">{answer}</p>
        {sentence !== undefined && <p class="slip-sentence">{sentence}</p>}
      </div>
      {boxes.length > 0 && (
        <dl class="slip-boxes">
          {boxes.map((box) => (
            <div class={cx('slip-box', box.wide && 'slip-box-wide')}>
              <dt>{box.label}</dt>
              <dd>{box.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {children !== undefined && <div class="slip-foot">{children}</div>}
    </section>
  )
}

export interface DefinitionItem {
  readonly term: string
  readonly value: Child
  readonly hint?: Child
}

/** Pairs of a name and a value. */
export function DefinitionList({ items }: { readonly items: readonly DefinitionItem[] }) {
  return (
    <dl class="pairs">
      {items.map((item) => (
        <div>
          <dt>{item.term}</dt>
          <dd>
            {item.value}
            {item.hint !== undefined && <span class="hint">{item.hint}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** More to read for whoever wants it; works without script. */
export function Disclosure({
  summary,
  open = false,
  children,
}: WithChildren & { readonly summary: Child; readonly open?: boolean }) {
  return (
    <details class="more" open={open}>
      <summary>{summary}</summary>
      <div class="more-body">{children}</div>
    </details>
  )
}

/** A place with nothing in it, said in a sentence, with a way on when there is one. */
export function EmptyState({ sentence, children }: WithChildren & { readonly sentence: string }) {
  return (
    <div class="empty">
      <p>{sentence}</p>
      {children}
    </div>
  )
}
