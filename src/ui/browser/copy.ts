import { announce } from './announce.ts'

/** Shows the copy buttons where the browser can copy, and says that it did. */
export function offerCopy(): void {
  if (!navigator.clipboard) return
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const label = button.firstChild
    const words = label?.textContent ?? ''
    button.hidden = false
    button.addEventListener('click', async () => {
      const copied = await navigator.clipboard.writeText(button.dataset.copy ?? '').then(
        () => true,
        () => false,
      )
      if (label) label.textContent = copied ? 'Skopiowano' : 'Nie udało się'
      announce(copied ? 'Skopiowano.' : 'Nie udało się skopiować. Zaznacz i skopiuj ręcznie.')
      setTimeout(() => {
        if (label) label.textContent = words
      }, 3000)
    })
  }
}
