// Evaluated inside the page under test: what it looks like to a person, asked of the browser itself.
;(() => {
  const name = (element) =>
    element.outerHTML
      .replaceAll(/\s+/g, ' ')
      .replace(/value="[^"]*"/, '')
      .slice(0, 110)
  /** Whether an element is hidden or shown does not change within one question, and every question asks it of every element. */
  let hiddenNow = new Map()
  let shownNow = new Map()
  const lookAgain = () => {
    hiddenNow = new Map()
    shownNow = new Map()
  }
  const unseen = (element) => {
    if (element === null) return false
    let answer = hiddenNow.get(element)
    if (answer === undefined) {
      answer =
        element.matches('[hidden], .skip') ||
        getComputedStyle(element).clipPath === 'inset(50%)' ||
        unseen(element.parentElement)
      hiddenNow.set(element, answer)
    }
    return answer
  }
  const shown = (element) => {
    let answer = shownNow.get(element)
    if (answer === undefined) {
      answer =
        !unseen(element) &&
        element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) &&
        element.getClientRects().length > 0
      shownNow.set(element, answer)
    }
    return answer
  }
  const interactive = 'a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]'
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown)

  /** Where the letters below an element stand, line by line. */
  function textBoxes(root) {
    const boxes = []
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.data.trim() === '' || !shown(node.parentElement) || node.parentElement.closest('svg, select, textarea'))
        continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const box of range.getClientRects()) if (box.width > 1) boxes.push({ box, node })
    }
    return boxes
  }

  globalThis.inPage = {
    /** All three ways a layout fails, in one question. */
    layout() {
      lookAgain()
      return [
        ...inPage.tooWide().map((what) => `wider than the screen: ${what}`),
        ...inPage.clipped().map((what) => `text cut off: ${what}`),
        ...inPage.overlaps().map((what) => `text over text: ${what}`),
      ]
    },

    /** Whatever reaches over the right or left edge of the screen. */
    tooWide() {
      const width = document.documentElement.clientWidth
      const scrolls =
        document.documentElement.scrollWidth > width ? [`scrolls to ${document.documentElement.scrollWidth}`] : []
      const over = all('body *').filter((element) => {
        const { left, right } = element.getBoundingClientRect()
        return right > width + 1 || left < -1
      })
      return [...scrolls, ...over.slice(0, 5).map(name)]
    },

    /** Boxes that cut off the text they hold. */
    clipped() {
      const found = all('body *').filter((box) => {
        const { overflowX, overflowY } = getComputedStyle(box)
        if (overflowX === 'visible' && overflowY === 'visible') return false
        const { left, right, top, bottom } = box.getBoundingClientRect()
        return textBoxes(box).some(
          ({ box: text }) =>
            text.right > right + 1 || text.left < left - 1 || text.bottom > bottom + 2 || text.top < top - 2,
        )
      })
      return found.slice(0, 5).map(name)
    },

    /** Text lying over other text: two lines of letters share a place, and neither holds the other. */
    overlaps() {
      const boxes = textBoxes(document.body)
      boxes.sort((a, b) => a.box.top - b.box.top)
      const found = []
      for (const [index, { box, node }] of boxes.entries()) {
        for (let next = index + 1; next < boxes.length && boxes[next].box.top < box.bottom; next++) {
          const other = boxes[next]
          if (other.node === node) continue
          const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left)
          const down = Math.min(box.bottom, other.box.bottom) - other.box.top
          if (across > 2 && down > 0.4 * Math.min(box.height, other.box.height))
            found.push(`"${node.data.trim().slice(0, 40)}" / "${other.node.data.trim().slice(0, 40)}"`)
        }
      }
      return found.slice(0, 5)
    },

    /** Buttons, tabs and fields smaller than a thumb: 44 px high, and wide enough to hit. */
    smallTargets() {
      lookAgain()
      const main = all(
        '.button, button, summary, select, .tabs a, .subtabs a, input:not([type="checkbox"], [type="radio"], [type="hidden"])',
      )
      return main
        .filter((element) => {
          const { width, height } = element.getBoundingClientRect()
          return height < 43.5 || width < 43.5
        })
        .slice(0, 5)
        .map((element) => `${Math.round(element.getBoundingClientRect().height)} px ${name(element)}`)
    },

    /** Headings that skip a level, and pages without exactly one first heading. */
    headings() {
      lookAgain()
      const levels = all('h1, h2, h3, h4, h5, h6').map((heading) => Number(heading.tagName[1]))
      const found = levels.filter((level) => level === 1).length === 1 ? [] : ['not exactly one h1']
      for (const [index, level] of levels.entries())
        if (level > (levels[index - 1] ?? 0) + 1) found.push(`h${level} after h${levels[index - 1] ?? 0}`)
      return found
    },

    /** Something that moves although the person asked for stillness. */
    moving() {
      lookAgain()
      return all('body *')
        .filter((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element)
          return animationName !== 'none' || transitionDuration.split(',').some((time) => Number.parseFloat(time) > 0)
        })
        .slice(0, 5)
        .map(name)
    },

    /** In forced colours backgrounds are gone: buttons need an edge, the current tab and subtab another sign. */
    withoutEdges() {
      lookAgain()
      const buttons = all('.button, button').filter((element) => {
        const { borderTopStyle, borderTopWidth } = getComputedStyle(element)
        return borderTopStyle === 'none' || Number.parseFloat(borderTopWidth) < 1
      })
      const current = all('.tabs a[aria-current], .subtabs a[aria-current]').filter(
        (element) => !getComputedStyle(element).textDecorationLine.includes('underline'),
      )
      return [...buttons, ...current].slice(0, 5).map(name)
    },

    /** Starts to note every element the keyboard comes to, and how it shows that it has the focus. */
    followFocus() {
      lookAgain()
      const wanted = new Set(all(interactive).filter((element) => element.tabIndex >= 0 && !element.disabled))
      const seen = new Map()
      globalThis.focusTrail = { wanted, seen }
      document.addEventListener('focusin', ({ target }) => {
        const style = getComputedStyle(target)
        const ring = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2
        const { top, bottom, left, right } = target.getBoundingClientRect()
        const onScreen = bottom > 0 && right > 0 && left < innerWidth
        seen.set(target, { ring, onScreen, top })
      })
      const inner = { date: 4, month: 3, 'datetime-local': 6 }
      return [...wanted].reduce((sum, element) => sum + (inner[element.type] ?? 1), 0)
    },

    /** What the keyboard did not reach, and where it could not be seen to be. */
    focusFindings() {
      const { wanted, seen } = globalThis.focusTrail
      // Of a group of radio buttons the keyboard stops at one.
      const reached = (element) =>
        seen.has(element) || (element.type === 'radio' && [...seen.keys()].some((other) => other.name === element.name))
      const missed = [...wanted]
        .filter((element) => !reached(element))
        .map((element) => `not reached: ${name(element)}`)
      const blind = [...seen].filter(([, how]) => !how.ring).map(([element]) => `no ring: ${name(element)}`)
      const away = [...seen].filter(([, how]) => !how.onScreen).map(([element]) => `off the screen: ${name(element)}`)
      return [...missed, ...blind, ...away].slice(0, 5)
    },
  }
})()
