import type { Child, Html } from './html.ts'

type Text = string | undefined
type Num = number | string | undefined
type Bool = boolean | undefined

/** Attributes every element takes. No on*: a handler in the page would need a hole in the content security policy. */
interface Global {
  children?: Child
  class?: Text
  id?: Text
  lang?: Text
  dir?: 'ltr' | 'rtl' | 'auto' | undefined
  hidden?: Bool
  tabindex?: Num
  role?: Text
  title?: Text
  autofocus?: Bool
  inert?: Bool
  inputmode?: 'none' | 'text' | 'decimal' | 'numeric' | 'tel' | 'search' | 'email' | 'url' | undefined
  enterkeyhint?: 'enter' | 'done' | 'go' | 'next' | 'previous' | 'search' | 'send' | undefined
  autocapitalize?: 'off' | 'none' | 'on' | 'sentences' | 'words' | 'characters' | undefined
  spellcheck?: Bool
  translate?: 'yes' | 'no' | undefined
  popover?: 'auto' | 'manual' | undefined
  [aria: `aria-${string}`]: string | number | boolean | undefined
  [data: `data-${string}`]: string | number | boolean | undefined
}

interface Cell extends Global {
  colspan?: Num
  rowspan?: Num
  headers?: Text
}

interface Control extends Global {
  name?: Text
  disabled?: Bool
  form?: Text
  required?: Bool
  autocomplete?: Text
}

interface Submitter extends Control {
  value?: Num
  formaction?: Text
  formmethod?: 'get' | 'post' | undefined
  formnovalidate?: Bool
  popovertarget?: Text
  popovertargetaction?: 'show' | 'hide' | 'toggle' | undefined
}

type ButtonType = 'submit' | 'reset' | 'button'
type InputType =
  | 'text'
  | 'password'
  | 'email'
  | 'tel'
  | 'url'
  | 'search'
  | 'number'
  | 'date'
  | 'month'
  | 'checkbox'
  | 'radio'
  | 'file'
  | 'hidden'
  | 'submit'
  | 'color'

interface Input extends Submitter {
  type: InputType
  checked?: Bool
  readonly?: Bool
  multiple?: Bool
  placeholder?: Text
  pattern?: Text
  min?: Num
  max?: Num
  step?: Num
  minlength?: Num
  maxlength?: Num
  size?: Num
  list?: Text
  accept?: Text
  capture?: 'user' | 'environment' | undefined
}

interface Svg extends Global {
  viewBox?: Text
  width?: Num
  height?: Num
  x?: Num
  y?: Num
  x1?: Num
  y1?: Num
  x2?: Num
  y2?: Num
  dx?: Num
  dy?: Num
  cx?: Num
  cy?: Num
  r?: Num
  rx?: Num
  ry?: Num
  d?: Text
  points?: Text
  fill?: Text
  stroke?: Text
  href?: Text
  transform?: Text
  focusable?: 'true' | 'false' | undefined
  preserveAspectRatio?: Text
  'fill-rule'?: 'evenodd' | 'nonzero' | undefined
  'stroke-width'?: Num
  'stroke-linecap'?: Text
  'stroke-linejoin'?: Text
  'stroke-dasharray'?: Text
  'text-anchor'?: 'start' | 'middle' | 'end' | undefined
  'dominant-baseline'?: Text
}

interface Media extends Global {
  src?: Text
  controls?: Bool
  preload?: 'none' | 'metadata' | 'auto' | undefined
}

type Plain =
  | 'abbr'
  | 'address'
  | 'article'
  | 'aside'
  | 'b'
  | 'bdi'
  | 'body'
  | 'br'
  | 'caption'
  | 'cite'
  | 'code'
  | 'datalist'
  | 'dd'
  | 'dfn'
  | 'div'
  | 'dl'
  | 'dt'
  | 'em'
  | 'figcaption'
  | 'figure'
  | 'footer'
  | 'h1'
  | 'h2'
  | 'h3'
  | 'h4'
  | 'h5'
  | 'h6'
  | 'head'
  | 'header'
  | 'hgroup'
  | 'hr'
  | 'html'
  | 'i'
  | 'kbd'
  | 'legend'
  | 'main'
  | 'mark'
  | 'menu'
  | 'nav'
  | 'p'
  | 'picture'
  | 'pre'
  | 's'
  | 'samp'
  | 'search'
  | 'section'
  | 'small'
  | 'span'
  | 'strong'
  | 'sub'
  | 'summary'
  | 'sup'
  | 'table'
  | 'tbody'
  | 'tfoot'
  | 'thead'
  | 'title'
  | 'tr'
  | 'u'
  | 'ul'
  | 'var'
  | 'wbr'
type SvgTag =
  | 'svg'
  | 'g'
  | 'path'
  | 'rect'
  | 'circle'
  | 'line'
  | 'polyline'
  | 'polygon'
  | 'text'
  | 'tspan'
  | 'defs'
  | 'use'
  | 'symbol'
  | 'desc'

export declare namespace JSX {
  type Element = Html
  type ElementType = keyof IntrinsicElements | ((props: never) => Child)
  interface ElementChildrenAttribute {
    children: unknown
  }
  interface IntrinsicElements extends Record<Plain, Global>, Record<SvgTag, Svg> {
    a: Global & {
      href?: Text
      download?: boolean | string | undefined
      rel?: Text
      target?: Text
      hreflang?: Text
      type?: Text
    }
    area: Global & { href?: Text; alt?: Text; shape?: Text; coords?: Text }
    audio: Media
    video: Media & { width?: Num; height?: Num; poster?: Text }
    source: Global & { src?: Text; type?: Text; media?: Text }
    track: Global & { src?: Text; kind?: Text; srclang?: Text; label?: Text; default?: Bool }
    blockquote: Global & { cite?: Text }
    q: Global & { cite?: Text }
    button: Submitter & { type: ButtonType }
    col: Global & { span?: Num }
    colgroup: Global & { span?: Num }
    data: Global & { value: string | number }
    del: Global & { datetime?: Text }
    ins: Global & { datetime?: Text }
    details: Global & { open?: Bool; name?: Text }
    dialog: Global & { open?: Bool }
    fieldset: Global & { disabled?: Bool; form?: Text; name?: Text }
    form: Global & {
      action?: Text
      method?: 'get' | 'post' | 'dialog' | undefined
      enctype?: 'multipart/form-data' | 'application/x-www-form-urlencoded' | undefined
      novalidate?: Bool
      autocomplete?: Text
      name?: Text
    }
    img: Global & {
      src: string
      alt: string
      width?: Num
      height?: Num
      loading?: 'lazy' | 'eager' | undefined
      decoding?: 'async' | 'sync' | undefined
    }
    input: Input
    label: Global & { for?: Text }
    li: Global & { value?: Num }
    link: Global & { rel: string; href: string; type?: Text; media?: Text; sizes?: Text; as?: Text; color?: Text }
    map: Global & { name?: Text }
    meta: Global & { name?: Text; content?: Text; charset?: Text; 'http-equiv'?: Text; media?: Text }
    meter: Global & { value: number; min?: Num; max?: Num; low?: Num; high?: Num; optimum?: Num }
    ol: Global & { start?: Num; reversed?: Bool; type?: Text }
    optgroup: Global & { label: string; disabled?: Bool }
    option: Global & { value?: Num; selected?: Bool; disabled?: Bool; label?: Text }
    output: Global & { for?: Text; name?: Text; form?: Text }
    progress: Global & { value?: Num; max?: Num }
    script: Global & { src: string; type?: 'module' | undefined; defer?: Bool; async?: Bool }
    select: Control & { multiple?: Bool; size?: Num }
    td: Cell
    textarea: Control & {
      rows?: Num
      cols?: Num
      maxlength?: Num
      minlength?: Num
      placeholder?: Text
      readonly?: Bool
      wrap?: 'soft' | 'hard' | undefined
    }
    th: Cell & { scope?: 'row' | 'col' | 'rowgroup' | 'colgroup' | undefined; abbr?: Text }
    time: Global & { datetime: string }
  }
}
