// What happens, one sentence a line, newest first; and the clock, which can be moved.

import { api } from './api.js'
import { h, toClockTime } from './dom.js'
import { listen } from './events.js'

const MAX_LINES = 200

/** Fills the panel with the live feed. */
export function createFeed(panel) {
  let isPaused = false
  let waiting = []
  const lines = h('ol', { class: 'lines', role: 'log', 'aria-live': 'off', tabindex: '0', 'aria-label': 'Events' })
  const pause = h('button', { type: 'button', 'aria-pressed': 'false', onclick: toggle }, 'Pause')
  const requests = h('input', { type: 'checkbox' })
  const connection = h('p', { class: 'problem', role: 'status' }, '')

  function toggle() {
    isPaused = !isPaused
    pause.setAttribute('aria-pressed', String(isPaused))
    pause.textContent = isPaused ? 'Go on' : 'Pause'
    flush()
  }
  /** Many events in one moment are drawn once. */
  function flush() {
    if (isPaused || waiting.length === 0) return
    const fresh = waiting.slice(-MAX_LINES).reverse()
    waiting = []
    lines.prepend(...fresh.map(toLine))
    while (lines.childElementCount > MAX_LINES) lines.lastElementChild.remove()
  }
  listen(event => {
    if (event.type === 'connection') {
      connection.textContent = event.isOpen ? '' : 'The simulator does not answer. This page waits for it.'
      return
    }
    if (event.type === 'request' && !requests.checked) return
    if (waiting.length === 0) requestAnimationFrame(flush)
    waiting.push(event)
    if (waiting.length > MAX_LINES) waiting.shift()
  })
  panel.append(
    h('div', { class: 'buttons' }, pause, h('label', {}, requests, ' with every request')),
    connection,
    lines,
  )
}

function toLine(event) {
  return h(
    'li',
    { class: event.type },
    h('time', { datetime: event.at }, toClockTime(event.at)),
    h('span', {}, event.sentence),
  )
}

/** Fills the panel with the clock and its keys. */
export function createClock(panel) {
  const now = h('p', { class: 'now' }, '')
  const step = (label, ms) =>
    h('button', { type: 'button', onclick: () => api.advance(ms).then(show, () => {}) }, label)
  let offset = 0
  let readAt = 0
  const update = () => {
    if (readAt === 0) return
    now.textContent = `${toClockTime(new Date(offset + performance.now()).toISOString())} Nairobi`
  }
  const show = clock => {
    readAt = performance.now()
    offset = Date.parse(clock.now) - readAt
    update()
  }
  const reset = h('button', { type: 'button', onclick: startOver }, 'Start over')
  /** Asks by changing its own words: a second press within the moment does it. */
  function startOver() {
    if (reset.dataset.sure) {
      api.reset().catch(() => {})
      delete reset.dataset.sure
      reset.textContent = 'Start over'
      return
    }
    reset.dataset.sure = 'yes'
    reset.textContent = 'Forget everything?'
    setTimeout(() => {
      delete reset.dataset.sure
      reset.textContent = 'Start over'
    }, 4000)
  }
  panel.append(
    now,
    h(
      'div',
      { class: 'buttons' },
      step('+26 s', 26_000),
      step('+1 min', 60_000),
      step('+1 h', 3_600_000),
      step('+1 day', 86_400_000),
      reset,
    ),
  )
  const refresh = () => api.clock().then(show, () => {})
  listen(event => {
    if (event.type === 'clock' || event.type === 'reset' || event.type === 'connection') refresh()
  })
  setInterval(update, 1000)
  refresh()
}
