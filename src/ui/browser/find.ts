import { announce } from './announce.ts'

/** Long enough for a quick typist's next letter. */
const pauseMs = 250

/** A search whose results follow the typing: the same page is asked for, its results are put in place, the count is said. */
export function findAsYouType(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-find]')
  const input = form?.querySelector<HTMLInputElement>('input[type=search]')
  const part = form?.dataset.find
  if (!form || !input || !part) return
  if (input.value === '') input.focus()
  let timer: ReturnType<typeof setTimeout> | undefined
  let asking: AbortController | undefined

  const ask = async () => {
    asking?.abort()
    asking = new AbortController()
    const address = `${form.getAttribute('action')}?${new URLSearchParams({ [input.name]: input.value })}`
    const page = await fetch(address, { signal: asking.signal, redirect: 'manual' })
      .then((answer) => (answer.ok ? answer.text() : ''))
      .catch(() => '')
    const fresh = new DOMParser().parseFromString(page, 'text/html').getElementById(part)
    // Signed out, or the next letter came first: what stands there stays, and the button still asks.
    if (!fresh) return
    document.getElementById(part)?.replaceWith(fresh)
    // Back from a person leads to the same results.
    history.replaceState(null, '', address)
    announce(fresh.querySelector('[data-found]')?.textContent ?? '')
  }
  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(ask, pauseMs)
  })
  form.addEventListener('submit', () => clearTimeout(timer))
}
