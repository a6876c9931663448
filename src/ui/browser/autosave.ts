/** So long after the last key what is typed goes to the server. */
const pauseMs = 5_000

/**
 * Keeps what is typed in a long form: a session that ends in the middle of a letter, or a laptop that does, loses seconds and not the
 * letter. Files are not sent this way. Says when it was kept, where the form has a place for it.
 */
export function keepTyped(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-autosave]')) {
    let timer: ReturnType<typeof setTimeout> | undefined
    const leaving = new AbortController()
    const keep = async () => {
      const typed = new URLSearchParams()
      for (const [name, value] of new FormData(form)) if (typeof value === 'string') typed.append(name, value)
      const answer = await fetch(form.dataset.autosave ?? '', {
        method: 'POST',
        body: typed,
        redirect: 'manual',
        signal: leaving.signal,
      }).catch(() => undefined)
      const place = form.querySelector('[data-autosaved]')
      // A redirect is the answer to a form that was taken.
      if (place && answer?.type === 'opaqueredirect')
        place.textContent = `Szkic zapisany o ${new Date().toLocaleTimeString('pl', { hour: '2-digit', minute: '2-digit' })}.`
    }
    form.addEventListener('input', () => {
      clearTimeout(timer)
      timer = setTimeout(keep, pauseMs)
    })
    form.addEventListener('submit', () => {
      clearTimeout(timer)
      leaving.abort()
    })
  }
}
