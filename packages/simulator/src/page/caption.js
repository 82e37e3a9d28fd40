// The lines under a phone: whose it is, its PIN, and how long its prompt stays.

import { h, toReadableNumber } from './dom.js'

/** @returns `{ element, show }`; `show(phone)` takes what the simulator says of a phone */
export function createCaption(waiting) {
  const number = h('strong', {}, '')
  const hint = h('span', { class: 'hint' }, waiting)
  const element = h('p', { class: 'caption' }, number, hint)
  let phone = null
  let shownAt = 0

  const update = () => {
    if (phone === null) return
    number.textContent = toReadableNumber(phone.phoneNumber)
    hint.textContent = describe()
  }
  const describe = () => {
    if (phone.isLocked) return 'The PIN is locked after three wrong ones. Set a PIN to unlock it.'
    if (phone.behaviour === 'ignores') return 'Airplane mode: prompts do not get through.'
    if (phone.prompt === null) return `PIN ${phone.pin}`
    const leftMs = Date.parse(phone.prompt.expiresAt) - Date.parse(phone.now) - (performance.now() - shownAt)
    return `PIN ${phone.pin} · the prompt closes in ${Math.max(0, Math.ceil(leftMs / 1000))} s`
  }
  setInterval(update, 1000)
  return {
    element,
    show(fresh) {
      phone = fresh
      shownAt = performance.now()
      update()
    },
  }
}
