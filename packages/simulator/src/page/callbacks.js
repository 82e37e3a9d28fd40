// The last callbacks, what was answered to them, and a key to send each again.

import { api } from './api.js'
import { h, toClockTime } from './dom.js'
import { listen } from './events.js'

const SHOWN = 8
/** Callbacks come in bursts; the list is fetched once per burst. */
const SETTLE_MS = 150

const NOUNS = { stk: 'Callback', 'c2b-validation': 'Validation', 'c2b-confirmation': 'Confirmation', result: 'Result' }

/** Fills the panel and keeps it up to date. */
export function createCallbacks(panel) {
  const lines = h('ol', { class: 'lines' })
  const nothing = h('p', { class: 'hint' }, 'None yet.')
  panel.append(nothing, lines)
  let timer = 0

  const refresh = async () => {
    timer = 0
    const callbacks = await api.callbacks().catch(() => [])
    nothing.hidden = callbacks.length > 0
    lines.replaceChildren(...callbacks.slice(0, SHOWN).map(toLine))
  }
  const soon = () => {
    if (timer === 0) timer = setTimeout(refresh, SETTLE_MS)
  }
  const again = id =>
    api
      .resend(id)
      .catch(() => {})
      .then(soon)
  const toLine = callback =>
    h(
      'li',
      { class: callback.state === 'lost' ? 'callback-lost' : null },
      h('time', { datetime: callback.at }, toClockTime(callback.at)),
      h('span', {}, describe(callback)),
      callback.state === 'waiting' || callback.kind === 'c2b-validation'
        ? h('span', {}, '')
        : h('button', { type: 'button', onclick: () => again(callback.id) }, 'Send again'),
    )

  listen(event => {
    if (['callback', 'callback-lost', 'reset', 'clock', 'connection', 'prompt-closed'].includes(event.type)) soon()
  })
  refresh()
}

function describe(callback) {
  const noun = NOUNS[callback.kind]
  const code = /"ResultCode":"?([\w-]+)"?/.exec(callback.body)?.[1]
  const what = code === undefined ? noun : `${noun} ${code}`
  if (callback.state === 'lost') return `${what}: lost`
  if (callback.state === 'waiting') return `${what}: on its way`
  return `${what}: ${callback.status === null ? 'no answer' : `answered ${callback.status}`}`
}
