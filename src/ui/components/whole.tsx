import type { Child } from '#ui/jsx/jsx-runtime'

/**
 * A title in which "e-mail" and "NAL/2026/12/L0003-FR" stay in one piece: browsers break a line behind every hyphen. What is longer than a
 * whole line still breaks.
 */
export function whole(title: Child): Child {
  if (typeof title !== 'string' || !/\S-\S/.test(title)) return title
  return title.split(/(\s+)/).map((word) => (/\S-\S/.test(word) ? <span class="whole">{word}</span> : word))
}
