// What lies over a phone's screen: the prompt with its PIN, the dialler, the menu.

import { h } from './dom.js'
import { describeMenu } from './menu.js'

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9']
const PIN_LENGTH = 4

function keypad(left, right, onKey) {
  const key = label =>
    label === ''
      ? h('span', { class: 'blank' })
      : h(
          'button',
          { type: 'button', 'aria-label': label === '⌫' ? 'Delete the last digit' : null, onclick: () => onKey(label) },
          label,
        )
  return h('div', { class: 'keypad' }, DIGITS.map(key), key(left), key('0'), key(right))
}

/** The STK prompt. Its PIN is typed on the keypad or the keyboard; Enter is OK, Escape is Cancel. */
export function createPromptDialog(prompt, { onPay, onCancel }) {
  const pin = h('input', {
    class: 'pin',
    id: `pin-${prompt.checkoutRequestId}`,
    type: 'password',
    // A phone on a phone: its own keypad is below, the real one would cover it.
    inputmode: 'none',
    maxlength: String(PIN_LENGTH),
    autocomplete: 'off',
    oninput: () => {
      pin.value = pin.value.replace(/\D/g, '')
      update()
    },
  })
  const ok = h('button', { type: 'submit', disabled: true }, 'OK')
  const update = () => {
    ok.disabled = pin.value.length < PIN_LENGTH
  }
  const press = key => {
    pin.value = key === '⌫' ? pin.value.slice(0, -1) : (pin.value + key).slice(0, PIN_LENGTH)
    update()
  }
  const form = h(
    'form',
    {
      class: 'system',
      role: 'dialog',
      'aria-label': 'M-PESA asks for your PIN',
      onsubmit: event => {
        event.preventDefault()
        if (pin.value.length === PIN_LENGTH) onPay(pin.value)
      },
      onkeydown: event => {
        if (event.key === 'Escape') onCancel()
      },
    },
    h('h4', {}, 'M-PESA'),
    h('p', { class: 'amount' }, prompt.text),
    h('label', { for: pin.id }, 'Enter M-PESA PIN:'),
    pin,
    keypad('', '⌫', press),
    h('div', { class: 'answers' }, h('button', { type: 'button', onclick: onCancel }, 'Cancel'), ok),
  )
  return { element: h('div', { class: 'shade' }, form), focus: () => pin.focus() }
}

/** The dialler. `onCall` gets what was dialled. */
export function createDialler({ onCall, onClose }) {
  const dialled = h('output', { 'aria-label': 'Dialled' }, '')
  const press = key => {
    dialled.value += key
  }
  return h(
    'div',
    { class: 'dialler' },
    h('p', { class: 'advice' }, 'Dial *334# for the M-PESA menu.'),
    dialled,
    keypad('*', '#', press),
    h(
      'div',
      { class: 'answers' },
      h('button', { type: 'button', onclick: onClose }, 'Close'),
      h(
        'button',
        {
          type: 'button',
          'aria-label': 'Dial *334#',
          onclick: () => {
            dialled.value = '*334#'
          },
        },
        '*334#',
      ),
      h('button', { type: 'button', class: 'call', onclick: () => onCall(dialled.value) }, 'Call'),
    ),
  )
}

/** One page of the *334# menu. */
export function createMenuDialog(state, phone, { onEnter, onClose }) {
  const page = describeMenu(state, phone)
  const input = page.kind
    ? h('input', {
        'aria-label': page.text,
        type: page.kind === 'pin' ? 'password' : 'text',
        class: page.kind === 'pin' ? 'pin' : null,
        inputmode: page.kind === 'text' ? 'text' : 'numeric',
        maxlength: page.kind === 'pin' ? String(PIN_LENGTH) : '20',
        autocomplete: 'off',
        autocapitalize: 'characters',
      })
    : null
  const choices = (page.choices ?? []).map(([label], place) =>
    h(
      'button',
      { type: 'button', class: 'choice', onclick: () => onEnter(String(place + 1)) },
      `${place + 1}. ${label}`,
    ),
  )
  const isOver = !page.kind && !page.choices && !page.isOffer
  const form = h(
    'form',
    {
      class: 'system',
      role: 'dialog',
      'aria-label': 'M-PESA menu',
      onsubmit: event => {
        event.preventDefault()
        if (isOver) onClose()
        else onEnter(input?.value ?? '')
      },
    },
    h('p', { role: 'status' }, page.text),
    state.problem ? h('p', { class: 'problem', role: 'alert' }, state.problem) : null,
    input,
    choices,
    h(
      'div',
      { class: 'answers' },
      isOver ? null : h('button', { type: 'button', onclick: onClose }, 'Cancel'),
      page.choices ? null : h('button', { type: 'submit', disabled: page.isBusy }, isOver ? 'OK' : 'Send'),
    ),
  )
  const focus = () => (input ?? form.querySelector('.choice') ?? form.querySelector('[type=submit]'))?.focus()
  return { element: h('div', { class: 'shade' }, form), focus }
}
