/** "Pokaż" beside a password, for those who type slowly; hidden again before the form is sent. */
export function offerReveal(): void {
  for (const place of document.querySelectorAll<HTMLElement>('[data-reveal]')) {
    const input = place.querySelector('input')
    const button = place.querySelector<HTMLButtonElement>('[data-reveal-button]')
    if (!input || !button) continue
    const show = (visible: boolean) => {
      input.type = visible ? 'text' : 'password'
      button.textContent = visible ? 'Ukryj' : 'Pokaż'
      button.setAttribute('aria-pressed', String(visible))
    }
    button.hidden = false
    button.addEventListener('click', () => {
      show(input.type === 'password')
      input.focus()
    })
    input.form?.addEventListener('submit', () => show(false))
  }
}
