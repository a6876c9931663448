import { keepTyped } from './autosave.ts'
import { offerCopy } from './copy.ts'
import { findAsYouType } from './find.ts'
import { warnBeforeIdleEnd } from './idle.ts'
import { followProgress } from './live.ts'
import { offerPasskeys } from './passkey.ts'
import { offerReveal } from './reveal.ts'

// Everything below only adds to pages that work without it.
offerCopy()
keepTyped()
offerReveal()
followProgress()
findAsYouType()
offerPasskeys()

for (const place of document.querySelectorAll<HTMLElement>('[data-print]')) {
  place.hidden = false
  place.querySelector('button')?.addEventListener('click', () => print())
}

document.querySelector<HTMLElement>('[data-focus-first]')?.focus()

// A menu left open by the Back button would hide the page again.
addEventListener('pageshow', () => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu')) menu.open = false
})

warnBeforeIdleEnd()
