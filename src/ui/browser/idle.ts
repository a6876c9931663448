import { announce } from './announce.ts'

const WARN_MS = 2 * 60_000
const LOOK_EVERY_MS = 5_000

/**
 * The server signs out after `data-idle-minutes` without a request. Two minutes before, the page says so and offers to
 * stay. When the time is over the figures leave the screen, unless something was typed that would be lost.
 */
export function warnBeforeIdleEnd(): void {
  const minutes = Number(document.body.dataset.idleMinutes)
  if (!(minutes > 0)) return
  const idleMs = minutes * 60_000
  let lastRequestAt = Date.now()
  let typed = false
  let bar: HTMLElement | undefined
  let ended = false

  const renewed = () => {
    lastRequestAt = Date.now()
    bar?.remove()
    bar = undefined
  }
  // A request from another window of the portal prolongs the session of all of them.
  const windows = 'BroadcastChannel' in window ? new BroadcastChannel('ebok') : undefined
  windows?.postMessage('request')
  windows?.addEventListener('message', renewed)
  document.addEventListener('input', () => {
    typed = true
  })

  const stay = async () => {
    const answer = await fetch(location.href, { method: 'HEAD', redirect: 'manual', cache: 'no-store' }).catch(
      () => undefined,
    )
    if (!answer?.ok) return end()
    renewed()
    windows?.postMessage('request')
  }
  const end = () => {
    if (ended) return
    ended = true
    if (!typed) return location.replace('/')
    bar?.remove()
    bar = showBar('Minął czas bez ruchu. Skopiuj to, co jest wpisane, i zaloguj się ponownie.')
  }
  const look = () => {
    const left = lastRequestAt + idleMs - Date.now()
    if (left <= 0) return end()
    if (left > Math.min(WARN_MS, idleMs / 2) || bar) return
    bar = showBar('Za chwilę nastąpi wylogowanie.')
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'button'
    button.textContent = 'Zostań na stronie'
    button.addEventListener('click', stay)
    bar.append(button)
  }
  setInterval(look, LOOK_EVERY_MS)
  document.addEventListener('visibilitychange', look)
}

function showBar(words: string): HTMLElement {
  const bar = document.createElement('div')
  bar.className = 'idle'
  bar.setAttribute('role', 'region')
  bar.setAttribute('aria-label', 'Wylogowanie')
  const sentence = document.createElement('p')
  sentence.textContent = words
  bar.append(sentence)
  document.body.append(bar)
  announce(words)
  return bar
}
