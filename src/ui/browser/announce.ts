let region: HTMLElement | undefined

/** Says something to a screen reader when it has finished its sentence. */
export function announce(words: string): void {
  if (!region) {
    region = document.createElement('div')
    region.className = 'unseen'
    region.setAttribute('role', 'status')
    document.body.append(region)
  }
  region.textContent = ''
  // A region that has just been made is only listened to from the next moment on.
  setTimeout(() => {
    if (region) region.textContent = words
  }, 100)
}
