/** How often a page with work in progress is asked again. */
const everyMs = 2_000

/** Keeps the part of a page that shows work in progress up to date, until the server no longer marks it as going on. */
export function followProgress(): void {
  const part = document.querySelector('[data-live]')
  if (!part) return
  setTimeout(async () => {
    const fresh = await fetch(location.href)
      .then((answer) => (answer.ok ? answer.text() : ''))
      .then((text) => new DOMParser().parseFromString(text, 'text/html').getElementById(part.id))
      .catch(() => null)
    // An answer without the part (signed out, server away) leaves the page as it is; the next turn asks again.
    if (fresh) part.replaceWith(fresh)
    followProgress()
  }, everyMs)
}
