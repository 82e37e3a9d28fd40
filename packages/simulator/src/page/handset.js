// One virtual phone: its screen shows what M-PESA would show this number, and its keys do what a person's would.

import { api } from './api.js'
import { createDialler, createMenuDialog, createPromptDialog } from './dialogs.js'
import { h, toClockTime, toReadableAmount, withLinks } from './dom.js'
import { listen } from './events.js'
import { enterMenu, finishMenu, startMenu } from './menu.js'

/** Events that may change what any phone shows. */
const FOR_ALL = new Set(['clock', 'reset', 'connection'])

/**
 * A phone with this number.
 * @param options `onChange(phone)` hears what was last fetched; `mayTakeFocus` lets a new prompt take the keyboard
 * @returns `{ element, setNumber, getNumber, refresh, remove }`
 */
export function createHandset(number, { onChange = () => {}, mayTakeFocus = false } = {}) {
  let phone = null
  let prompt = null
  let menu = null
  let isDialling = false
  let shownMessages = -1
  let isFetching = false
  let isStale = false

  const clock = h('span', {}, '')
  const plane = h(
    'button',
    { type: 'button', class: 'plane', 'aria-pressed': 'false', title: 'Airplane mode', onclick: togglePlane },
    h('span', { 'aria-hidden': 'true' }, '✈︎'),
    h('span', { class: 'unseen' }, 'Airplane mode'),
  )
  const balance = h('span', { class: 'chip' }, '')
  const thread = h('ol', { class: 'thread', tabindex: '0', 'aria-label': 'Messages' })
  const base = h('div', { class: 'base' })
  const overlay = h('div', { class: 'overlay' })
  const live = h('p', { class: 'unseen', role: 'status' })
  const screen = h(
    'div',
    { class: 'screen' },
    h(
      'div',
      { class: 'statusbar' },
      h('span', { class: 'carrier' }, 'Safaricom (simulated)'),
      h('span', { class: 'bars', 'aria-hidden': 'true' }),
      plane,
      clock,
    ),
    base,
    overlay,
  )
  const element = h(
    'section',
    { class: 'handset', 'aria-label': `Phone ${number}` },
    h('span', { class: 'handset-maker', 'aria-hidden': 'true' }, 'KIBABA'),
    h('span', { class: 'handset-ear', 'aria-hidden': 'true' }),
    h('span', { class: 'handset-side', 'aria-hidden': 'true' }),
    screen,
    h('span', { class: 'handset-crack', 'aria-hidden': 'true' }),
    h(
      'div',
      { class: 'handset-keys' },
      h('button', { type: 'button', 'aria-label': 'Back', onclick: goHome }, '◁'),
      h('button', { type: 'button', 'aria-label': 'Home', onclick: goHome }, '○'),
      h('button', { type: 'button', 'aria-label': 'Dialler', onclick: openDialler }, '▢'),
    ),
    live,
  )
  renderBase()
  const stop = listen(event => {
    if (FOR_ALL.has(event.type) || event.phoneNumber === number) refresh()
  })
  refresh()

  /** Fetches once at a time; what changes meanwhile is fetched right after. */
  async function refresh() {
    if (isFetching) {
      isStale = true
      return
    }
    isFetching = true
    const wanted = number
    try {
      const fresh = await api.phone(wanted)
      if (wanted === number) show(fresh)
    } catch {
      // The feed says when the simulator is back.
    }
    isFetching = false
    if (isStale || wanted !== number) {
      isStale = false
      refresh()
    }
  }

  function show(fresh) {
    const isNewMessage = phone !== null && fresh.messages.length > shownMessages
    phone = fresh
    element.setAttribute('aria-label', `Phone ${phone.phoneNumber}`)
    clock.textContent = toClockTime(phone.now).slice(0, 5)
    balance.textContent = toReadableAmount(phone.balanceKes)
    const isAway = phone.behaviour === 'ignores'
    element.classList.toggle('away', isAway)
    plane.setAttribute('aria-pressed', String(isAway))
    renderThread(isNewMessage)
    showPrompt(isAway ? null : phone.prompt)
    onChange(phone)
  }

  function renderThread(isNewMessage) {
    const last = phone.messages.at(-1)
    const key = `${phone.messages.length} ${last?.at}`
    if (thread.dataset.key === key && shownMessages !== -1) return
    thread.dataset.key = key
    shownMessages = phone.messages.length
    const items = phone.messages.map(({ at, text, from }, place) => {
      const isFresh = isNewMessage && place === phone.messages.length - 1
      const sender = from === undefined ? null : h('strong', { class: 'sender' }, from)
      const time = h('time', { datetime: at }, toClockTime(at))
      return h('li', { class: isFresh ? 'fresh' : null }, sender, ...withLinks(text), time)
    })
    const nothing = h(
      'li',
      { class: 'empty' },
      'No messages yet. When somebody asks this number for money, it rings by itself.',
    )
    thread.replaceChildren(...(items.length > 0 ? items : [nothing]))
    thread.scrollTop = thread.scrollHeight
    if (isNewMessage && last) live.textContent = `New message: ${last.text}`
  }

  function showPrompt(fresh) {
    if (fresh?.checkoutRequestId === prompt?.checkoutRequestId) return
    prompt = fresh
    renderOverlay()
    if (prompt === null) return
    live.textContent = `M-PESA asks: ${prompt.text}`
    element.classList.remove('ringing')
    requestAnimationFrame(() => element.classList.add('ringing'))
  }

  function renderBase() {
    base.replaceChildren(
      isDialling
        ? createDialler({ onCall: call, onClose: goHome })
        : h(
            'div',
            { class: 'home' },
            h('div', { class: 'appbar' }, h('h3', {}, 'MPESA'), balance),
            thread,
            h('div', { class: 'dock' }, h('button', { type: 'button', onclick: openDialler }, 'Dial *334#')),
          ),
    )
  }

  function renderOverlay() {
    if (prompt !== null) {
      const { checkoutRequestId } = prompt
      const dialog = createPromptDialog(prompt, {
        onPay: pin => answer(checkoutRequestId, 'pay', pin),
        onCancel: () => answer(checkoutRequestId, 'cancel'),
      })
      overlay.replaceChildren(dialog.element)
      if (mayTakeFocus && (document.activeElement === document.body || element.contains(document.activeElement)))
        dialog.focus()
    } else if (menu !== null && phone !== null) {
      const dialog = createMenuDialog(menu, phone, { onEnter: enter, onClose: closeMenu })
      overlay.replaceChildren(dialog.element)
      dialog.focus()
    } else {
      overlay.replaceChildren()
    }
  }

  async function answer(checkoutRequestId, action, pin) {
    // Gone at once, as on a phone; what comes of it arrives as a message.
    prompt = null
    renderOverlay()
    try {
      await api.answer(checkoutRequestId, action, pin)
    } catch (error) {
      live.textContent = error.message
    }
    refresh()
  }

  function call(dialled) {
    isDialling = false
    menu =
      dialled.replace(/\s/g, '') === '*334#'
        ? startMenu()
        : finishMenu(startMenu(), 'The number you dialled is not in use. For M-PESA dial *334#.')
    renderBase()
    renderOverlay()
  }

  async function enter(typed) {
    menu = enterMenu(menu, typed)
    renderOverlay()
    if (menu.step !== 'sending') return
    let text
    try {
      text = (await api.payBill({ phoneNumber: number, ...menu.payment })).message
    } catch (error) {
      text = error.message
    }
    if (menu === null) return
    menu = finishMenu(menu, text)
    renderOverlay()
    refresh()
  }

  function closeMenu() {
    menu = null
    renderOverlay()
  }

  function openDialler() {
    isDialling = true
    menu = null
    renderBase()
    renderOverlay()
  }

  function goHome() {
    isDialling = false
    menu = null
    renderBase()
    renderOverlay()
  }

  async function togglePlane() {
    const behaviour = phone?.behaviour === 'ignores' ? 'manual' : 'ignores'
    await api.setSubscriber(number, { behaviour }).catch(error => {
      live.textContent = error.message
    })
    refresh()
  }

  return {
    element,
    refresh,
    getNumber: () => number,
    setNumber(other) {
      if (other === number) return
      number = other
      prompt = null
      menu = null
      isDialling = false
      phone = null
      shownMessages = -1
      renderBase()
      renderOverlay()
      refresh()
    },
    remove() {
      stop()
      element.remove()
    },
  }
}
